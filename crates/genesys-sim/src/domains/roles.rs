//! Roles, permissions, and grants of roles to users, groups and OAuth clients.

pub mod grants;

use serde_json::{Map, Value, json};

use crate::{
    clock::Millis,
    domains::Route,
    engine::{Deletion, Entity, Hooks, Match, Unique, verbs},
    ids,
    laws::pages::{self, Row},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
    world::World,
};

/// Kind of a role.
pub const KIND: &str = "authorization/roles";

/// Roles that every organization has; their names are fixed and they cannot be deleted for good.
const DEFAULT_ROLES: [(&str, &str); 6] = [
    ("admin", "Admin"),
    ("employee", "employee"),
    ("user", "User"),
    ("supervisor", "Supervisor"),
    ("PureCloud Master Admin", "Master Admin"),
    ("communicateAdmin", "Communicate - Admin"),
];

/// Domains, entities and actions of permissions that the simulator lists.
static PERMISSIONS: &str = include_str!("../../data/permissions.json");

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/authorization/roles",
    item: "/api/v2/authorization/roles/{roleId}",
    model: "DomainOrganizationRole",
    unique: Some(Unique {
        refused: Refused::new(409, "general.conflict", "A role with the name {name} already exists."),
        ..Unique::NAME
    }),
    deletion: Deletion::HARD,
    kept: &["default", "defaultRoleId", "base", "userCount"],
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks {
        create: Some(create),
        update: Some(update),
        delete: Some(refuse_default),
        deleted: Some(grants::forget_role),
        show: Some(show),
        filter: Some(filter),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/authorization/permissions", permissions),
    ("PUT", "/api/v2/authorization/roles/default", restore_defaults),
    ("POST", "/api/v2/authorization/roles/default", restore_all_defaults),
    ("GET", "/api/v2/authorization/roles/{roleId}/users", users_of),
    ("GET", "/api/v2/authorization/products", products),
];

/// The roles that every organization has.
pub fn found(world: &mut World, now: Millis) {
    for (number, (default, name)) in (0u64..).zip(DEFAULT_ROLES) {
        let id = ids::uuid(world.seed, "default role", number);
        world.store.put(KIND, &id, &default_role(&id, default, name), now);
    }
}

fn default_role(id: &str, default: &str, name: &str) -> Value {
    json!({
        "id": id,
        "name": name,
        "defaultRoleId": default,
        "default": true,
        "base": false,
        "permissions": [],
        "permissionPolicies": [],
        "selfUri": format!("/api/v2/authorization/roles/{id}"),
    })
}

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["default"] = Value::from(false);
    new["base"] = Value::from(false);
    if let Some(default) = context.body.get("defaultRoleId") {
        new["defaultRoleId"] = default.clone();
    }
    for list in ["permissions", "permissionPolicies"] {
        if new.get(list).is_none() {
            new[list] = json!([]);
        }
    }
    expand_wildcards(new);
    Ok(())
}

fn update(_: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if old["default"] == true && new["name"] != old["name"] {
        return Err(Refusal::bad_request("The name of a default role may not be changed.").field("name"));
    }
    for list in ["permissions", "permissionPolicies"] {
        if new.get(list).is_none() {
            new[list] = json!([]);
        }
    }
    expand_wildcards(new);
    Ok(())
}

/// Wildcards come back spelled out, as far as the simulator knows the permissions: a policy for each kind of object, and every action by
/// its name. Conditions are lost where a kind of object is spelled out (C: "sometimes"; the simulator does it always).
fn expand_wildcards(role: &mut Value) {
    let known = known_permissions();
    let policies = role["permissionPolicies"].as_array().cloned().unwrap_or_default();
    let mut expanded = Vec::new();
    for policy in policies {
        let entities =
            policy["domain"].as_str().and_then(|domain| known.get(domain)).and_then(Value::as_object);
        let Some(entities) = entities else {
            expanded.push(policy);
            continue;
        };
        let is_wild = policy["entityName"] == "*";
        for (entity, actions) in entities {
            if !is_wild && policy["entityName"] != **entity {
                continue;
            }
            let mut one = policy.clone();
            one["entityName"] = Value::from(entity.clone());
            spell_out_actions(&mut one, actions, is_wild);
            if is_wild && let Some(fields) = one.as_object_mut() {
                fields.remove("resourceConditionNode");
                fields.insert("allowConditions".to_owned(), false.into());
            }
            if one["actionSet"].as_array().is_none_or(|actions| !actions.is_empty()) {
                expanded.push(one);
            }
        }
        // What does not exist is kept as it is (AUTHZ-315 in the behaviour reference).
        if !is_wild && !entities.contains_key(policy["entityName"].as_str().unwrap_or_default()) {
            expanded.push(policy);
        }
    }
    role["permissionPolicies"] = Value::from(expanded);
}

/// Every action instead of a wildcard; where the kind of object was one, only those that it has.
fn spell_out_actions(policy: &mut Value, known: &Value, was_wild: bool) {
    let known = known.as_array().cloned().unwrap_or_default();
    let wanted = policy["actionSet"].as_array().cloned().unwrap_or_default();
    let actions: Vec<Value> = if wanted.iter().any(|action| action == "*") {
        known
    } else if was_wild {
        wanted.into_iter().filter(|action| known.contains(action)).collect()
    } else {
        wanted
    };
    policy["actionSet"] = Value::from(actions);
}

fn known_permissions() -> Map<String, Value> {
    serde_json::from_str::<Value>(PERMISSIONS)
        .ok()
        .and_then(|value| value["domains"].as_object().cloned())
        .unwrap_or_default()
}

fn refuse_default(_: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    match record.value()["default"] == true {
        true => Err(Refusal::bad_request("A default role may not be deleted.")),
        false => Ok(()),
    }
}

fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    if context.query.get("userCount").is_none_or(|wanted| wanted.eq_ignore_ascii_case("true")) {
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let count = grants::holders(context.world, &id, crate::domains::users::KIND).len();
        fields.insert("userCount".to_owned(), Value::from(count));
    }
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let wanted = context.query.all("defaultRoleId");
    let wanted_permission = context.query.all("permission");
    let value = record.value();
    (wanted.is_empty() || wanted.iter().any(|id| value["defaultRoleId"] == *id))
        && wanted_permission.iter().all(|permission| {
            value["permissions"].as_array().is_some_and(|held| held.iter().any(|held| held == permission))
        })
}

fn restore_defaults(context: &mut Context<'_>) -> Answer {
    let sent = context.body.as_array().cloned().unwrap_or_default();
    let ids: Vec<String> = sent.iter().filter_map(|role| role["id"].as_str().map(str::to_owned)).collect();
    restore(context, Some(&ids))
}

fn restore_all_defaults(context: &mut Context<'_>) -> Answer {
    restore(context, None)
}

fn restore(context: &mut Context<'_>, ids: Option<&[String]>) -> Answer {
    let roles: Vec<_> =
        context.world.store.live(KIND).filter(|role| role.value()["default"] == true).cloned().collect();
    let mut rows = Vec::new();
    for role in roles.into_iter().filter(|role| ids.is_none_or(|ids| ids.iter().any(|id| *id == *role.id))) {
        let old = role.value();
        let text = |field: &str| old[field].as_str().unwrap_or_default().to_owned();
        let value = default_role(&role.id, &text("defaultRoleId"), &text("name"));
        context.world.store.put(KIND, &role.id, &value, context.now);
        rows.push(Row::Value(value));
    }
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &json!({}))?;
    let total = rows.len();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn permissions(context: &mut Context<'_>) -> Answer {
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let rows: Vec<Row> = known_permissions()
        .into_iter()
        .map(|(domain, entities)| {
            let map: Map<String, Value> = entities
                .as_object()
                .into_iter()
                .flatten()
                .map(|(entity, actions)| {
                    let actions = actions.as_array().into_iter().flatten();
                    let listed: Vec<Value> = actions
                        .map(|action| {
                            json!({
                                "domain": domain, "entityType": entity, "action": action,
                                "label": format!("{domain}:{entity}:{}", action.as_str().unwrap_or_default()),
                                "allowsConditions": false, "divisionAware": true,
                            })
                        })
                        .collect();
                    (entity.clone(), Value::from(listed))
                })
                .collect();
            Row::Value(json!({ "domain": domain, "permissionMap": map }))
        })
        .collect();
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn users_of(context: &mut Context<'_>) -> Answer {
    let role = verbs::find(context, &ENTITIES[0], context.param("roleId"))?;
    let ids = grants::holders(context.world, &role.id, crate::domains::users::KIND);
    crate::domains::groups::users_page(context, &ids)
}

fn products(_: &mut Context<'_>) -> Answer {
    Ok(Reply::json(
        json!({ "entities": [{ "id": "genesys-cloud-3" }], "total": 1, "pageSize": 1, "pageNumber": 1, "pageCount": 1 }),
    ))
}
