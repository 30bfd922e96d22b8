//! Permissions of the token's roles: off by default, because most tests are about something else.

use serde_json::Value;

use crate::{
    facts::Operation,
    refusal::Refusal,
    request::Caller,
    world::{CLIENTS, World},
};

/// Refuses an operation that the caller's roles do not allow. A client without any role may do everything.
///
/// # Errors
/// With the permissions that are missing.
pub fn check(world: &World, operation: &Operation, caller: &Caller) -> Result<(), Refusal> {
    if !world.options.permissions {
        return Ok(());
    }
    let held = permissions_of(world, &caller.client);
    let Some(held) = held else { return Ok(()) };
    for (how, wanted) in &operation.facts.legacy_permissions {
        let missing: Vec<&str> = wanted
            .iter()
            .map(String::as_str)
            .filter(|wanted| !held.iter().any(|held| covers(held, wanted)))
            .collect();
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
    }
    Ok(())
}

fn permissions_of(world: &World, client: &str) -> Option<Vec<String>> {
    let value = world.store.get(CLIENTS, client)?.value();
    let roles: Vec<&str> = value["roleDivisions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| pair["roleId"].as_str())
        .collect();
    if roles.is_empty() {
        return None;
    }
    let mut held = Vec::new();
    for role in roles.iter().filter_map(|role| world.store.get(crate::domains::roles::KIND, role)) {
        let role = role.value();
        for policy in role["permissionPolicies"].as_array().into_iter().flatten() {
            let text = |field: &str| policy[field].as_str().unwrap_or_default();
            for action in policy["actionSet"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                held.push(format!("{}:{}:{action}", text("domain"), text("entityName")));
            }
        }
        let named = role["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str);
        held.extend(named.map(str::to_owned));
    }
    Some(held)
}

/// Whether a held permission, perhaps with wildcards, covers a wanted one.
fn covers(held: &str, wanted: &str) -> bool {
    let (held, wanted): (Vec<&str>, Vec<&str>) = (held.split(':').collect(), wanted.split(':').collect());
    held.len() == wanted.len()
        && held.iter().zip(&wanted).all(|(held, wanted)| *held == "*" || held.eq_ignore_ascii_case(wanted))
}
