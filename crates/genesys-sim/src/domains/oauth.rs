//! The token endpoint, and tokens about themselves.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    clock::format,
    domains::{Route, users},
    request::{Answer, Context, Query, Reply, Request},
    world::{CLIENTS, TOKENS, World},
};

/// The operations of this domain.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/tokens/me", me),
    ("HEAD", "/api/v2/tokens/me", verify),
    ("DELETE", "/api/v2/tokens/me", revoke),
];

/// Paths of the token endpoint: the login host's own, and the one behind an SDK's gateway setting.
pub const TOKEN_PATHS: [&str; 2] = ["/oauth/token", "/login/oauth/token"];

/// How long tokens live where nobody says, in seconds.
const DAY: i64 = 86_400;

/// Mints a token. The second part is the client that asked, known or not.
pub fn mint(world: &mut World, request: &Request) -> (Reply, String) {
    let Some((id, secret)) = basic_credentials(request.authorization.as_deref()) else {
        return (refuse(400, "invalid_client", "client not found: invalid_client"), String::new());
    };
    let reply = mint_for(world, request, &id, &secret);
    (reply, id)
}

fn mint_for(world: &mut World, request: &Request, id: &str, secret: &str) -> Reply {
    let now = world.clock.now();
    let limit = world.options.mint_limit;
    if limit > 0 && world.mints.count(id, 60, now).count > limit {
        return refuse(400, "invalid_request", "rate limit exceeded; too many token requests");
    }
    let form = Query::parse(&String::from_utf8_lossy(&request.body));
    match form.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return refuse(400, "unsupported_grant_type", "unsupported grant type"),
        None => return refuse(400, "invalid_request", "grant_type is required"),
    }
    let Some(client) = world.store.get(CLIENTS, id).cloned() else {
        return refuse(400, "invalid_client", "client not found: invalid_client");
    };
    if client.side.get("secret").and_then(Value::as_str) != Some(secret) {
        return refuse(401, "invalid_client", "authentication failed: invalid_client");
    }
    let value = client.value();
    if value["authorizedGrantType"] != "CLIENT-CREDENTIALS" {
        return refuse(400, "unauthorized_client", "the client may not use this grant type");
    }
    if value["state"] != "active" {
        return refuse(401, "invalid_client", "authentication failed: invalid_client");
    }
    let seconds = value["accessTokenValiditySeconds"].as_i64().unwrap_or(DAY);
    hand_out(world, json!({ "client": id }), seconds)
}

/// The token of a user who has logged in to the platform's own pages, such as its Developer Center; `None` for one who may not.
pub fn log_in(world: &mut World, user: &str) -> Option<Reply> {
    users::may_log_in(world, user).then(|| hand_out(world, json!({ "user": user }), DAY))
}

/// A new token of somebody, for so many seconds.
fn hand_out(world: &mut World, mut whose: Value, seconds: i64) -> Reply {
    let (token, now) = (world.new_secret("token"), world.clock.now());
    whose["created"] = Value::from(now);
    whose["expires"] = Value::from(now.saturating_add(seconds.saturating_mul(1000)));
    world.store.put(TOKENS, &token, &whose, now);
    Reply::json(json!({ "access_token": token, "token_type": "bearer", "expires_in": seconds }))
}

fn refuse(status: u16, error: &str, description: &str) -> Reply {
    let body = json!({ "error": error, "description": description, "error_description": description });
    Reply::json(body).with_status(status)
}

fn basic_credentials(authorization: Option<&str>) -> Option<(String, String)> {
    let (scheme, encoded) = authorization?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn me(context: &mut Context<'_>) -> Answer {
    let organization = context.world.organization();
    let organization = json!({ "id": organization["id"], "name": organization["name"] });
    let token =
        context.world.store.get(TOKENS, &context.caller.token).map(|token| token.value()).unwrap_or_default();
    let client = context.world.store.get(CLIENTS, &context.caller.client).map(|client| client.value());
    let client = client.unwrap_or_default();
    Ok(Reply::json(json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": [],
        "dateTokenIdles": format(token["expires"].as_i64().unwrap_or_default()),
        "OAuthClient": {
            "id": client["id"],
            "name": client["name"],
            "authorizedGrantType": client["authorizedGrantType"],
            "state": client["state"],
            "organization": organization,
        },
    })))
}

fn verify(_: &mut Context<'_>) -> Answer {
    Ok(Reply::empty(200))
}

fn revoke(context: &mut Context<'_>) -> Answer {
    context.world.store.remove(TOKENS, &context.caller.token.clone());
    Ok(Reply::empty(200))
}
