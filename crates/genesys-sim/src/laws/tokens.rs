//! Who is calling: bearer tokens, their expiry and revocation.

use serde_json::Value;

use crate::{
    clock::Millis,
    domains::users,
    refusal::Refusal,
    request::Caller,
    world::{CLIENTS, TOKENS, World},
};

/// Whose token an `Authorization` header carries.
///
/// # Errors
/// The three 401 of the platform: no token, an unknown one, an expired one.
pub fn authenticate(world: &World, authorization: Option<&str>, now: Millis) -> Result<Caller, Refusal> {
    let token = authorization
        .and_then(|header| header.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| !token.is_empty())
        .ok_or_else(|| {
            Refusal::new(
                401,
                "authentication.required",
                "No authentication bearer token specified in authorization header.",
            )
        })?;
    let bad = || Refusal::new(401, "bad.credentials", "Invalid login credentials.");
    let record = world.store.get(TOKENS, token).ok_or_else(bad)?.value();
    let client = record["client"].as_str().unwrap_or_default();
    if record["expires"].as_i64().is_none_or(|expires| now >= expires) {
        return Err(Refusal::new(401, "credentials.expired", "The supplied credentials have expired."));
    }
    if let Some(user) = record["user"].as_str() {
        if !users::may_log_in(world, user) {
            return Err(bad());
        }
        return Ok(Caller { token: token.to_owned(), user: Some(user.to_owned()), ..Caller::default() });
    }
    let active = world
        .store
        .get(CLIENTS, client)
        .is_some_and(|client| client.value().get("state").and_then(Value::as_str) != Some("disabled"));
    if !active {
        return Err(bad());
    }
    Ok(Caller { token: token.to_owned(), client: client.to_owned(), ..Caller::default() })
}
