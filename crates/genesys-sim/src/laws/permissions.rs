//! Permissions of the token's roles: off by default, because most tests are about something else.

use serde_json::Value;

use crate::{
    domains::roles::grants,
    facts::Operation,
    refusal::Refusal,
    request::Caller,
    world::{CLIENTS, World},
};

/// Refuses an operation that the caller's roles do not allow, and says in which divisions they do; `None` means in all.
/// A client without any role may do everything; a user without any, nothing that takes a permission.
///
/// # Errors
/// With the permissions that are missing.
pub fn check(world: &World, operation: &Operation, caller: &Caller) -> Result<Option<Vec<String>>, Refusal> {
    if !world.options.permissions {
        return Ok(None);
    }
    let Some(held) = permissions_of(world, caller) else { return Ok(None) };
    let mut divisions = Vec::new();
    for (how, wanted) in &operation.facts.legacy_permissions {
        let holds = |wanted: &&str| held.iter().any(|(held, _)| covers(held, wanted));
        let missing: Vec<&str> = wanted.iter().map(String::as_str).filter(|wanted| !holds(wanted)).collect();
        let refused = if how == "any" { missing.len() == wanted.len() } else { !missing.is_empty() };
        if refused && !missing.is_empty() {
            let code = if how == "any" { "missing.any.permissions" } else { "missing.permissions" };
            return Err(Refusal::new(
                403,
                code,
                "Unable to perform the requested action. You are missing the following permission(s): {permissions}",
            )
            .with("permissions", missing.join(", ")));
        }
        let covering = held.iter().filter(|(held, _)| wanted.iter().any(|wanted| covers(held, wanted)));
        divisions.extend(covering.map(|(_, division)| division.clone()));
    }
    if divisions.is_empty() || divisions.iter().any(|division| division == "*") {
        return Ok(None);
    }
    divisions.sort();
    divisions.dedup();
    Ok(Some(divisions))
}

/// The first of these roles that a client would give without holding it; a client without any role may give all.
#[must_use]
pub fn not_held(world: &World, client: &str, pairs: &[Value]) -> Option<String> {
    let own = world.store.get(CLIENTS, client)?.value();
    let own = own["roleDivisions"].as_array().filter(|own| !own.is_empty())?;
    let holds = |pair: &Value| {
        own.iter().any(|held| {
            held["roleId"] == pair["roleId"]
                && (held["divisionId"] == "*" || held["divisionId"] == pair["divisionId"])
        })
    };
    let missing = pairs.iter().find(|pair| !holds(pair))?;
    missing["roleId"].as_str().map(str::to_owned)
}

/// The refusal of an object in a division where the caller's roles do not allow the operation.
#[must_use]
pub fn other_division(operation: &Operation, division: &str) -> Refusal {
    let names: Vec<&str> =
        operation.facts.legacy_permissions.values().flatten().map(String::as_str).collect();
    Refusal::new(
        403,
        "missing.division.permission",
        "You are missing the following permission(s) in the division {division}: {permissions}",
    )
    .with("division", division)
    .with("permissions", names.join(", "))
}

/// Permissions of the caller, each with the division in which it holds; `None` for a client without roles.
fn permissions_of(world: &World, caller: &Caller) -> Option<Vec<(String, String)>> {
    let pairs = grants::of_caller(world, caller);
    if pairs.is_empty() && caller.user.is_none() {
        return None;
    }
    let mut held = Vec::new();
    for pair in &pairs {
        let division = pair["divisionId"].as_str().unwrap_or_default();
        let role =
            pair["roleId"].as_str().and_then(|role| world.store.get(crate::domains::roles::KIND, role));
        let Some(role) = role.map(|role| role.value()) else { continue };
        for policy in role["permissionPolicies"].as_array().into_iter().flatten() {
            let text = |field: &str| policy[field].as_str().unwrap_or_default();
            for action in policy["actionSet"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                held.push((
                    format!("{}:{}:{action}", text("domain"), text("entityName")),
                    division.to_owned(),
                ));
            }
        }
        let named = role["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str);
        held.extend(named.map(|name| (name.to_owned(), division.to_owned())));
    }
    Some(held)
}

/// Whether a held permission, perhaps with wildcards, covers a wanted one.
fn covers(held: &str, wanted: &str) -> bool {
    let (held, wanted): (Vec<&str>, Vec<&str>) = (held.split(':').collect(), wanted.split(':').collect());
    held.len() == wanted.len()
        && held.iter().zip(&wanted).all(|(held, wanted)| *held == "*" || held.eq_ignore_ascii_case(wanted))
}
