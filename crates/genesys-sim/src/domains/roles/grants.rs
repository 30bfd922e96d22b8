//! Who holds which role in which division.
//!
//! Grants are kept with their subject, a user or a group; those of an OAuth client are its `roleDivisions`, since both are said to
//! be the roles of the client (I: nobody says that one shows in the other).

use serde_json::{Value, json};

use crate::{
    domains::{Route, groups, users},
    engine::verbs,
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Caller, Context, Reply},
    store::Record,
    world::{CLIENTS, DIVISIONS, World},
};

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/authorization/subjects/me", me),
    ("GET", "/api/v2/authorization/subjects/{subjectId}", subject),
    ("POST", "/api/v2/authorization/subjects/{subjectId}/bulkadd", |context| bulk(context, Change::Add)),
    ("POST", "/api/v2/authorization/subjects/{subjectId}/bulkremove", |context| {
        bulk(context, Change::Remove)
    }),
    ("POST", "/api/v2/authorization/subjects/{subjectId}/bulkreplace", |context| {
        bulk(context, Change::Replace)
    }),
    ("POST", "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}", grant),
    ("DELETE", "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}", revoke),
    ("POST", "/api/v2/authorization/roles/{roleId}", grant_to_many),
    ("GET", "/api/v2/authorization/roles/{roleId}/subjectgrants", subjects_of_role),
    ("GET", "/api/v2/authorization/divisions/{divisionId}/grants", grants_in_division),
    ("PUT", "/api/v2/authorization/roles/{roleId}/users/add", |context| change_users(context, Change::Add)),
    ("PUT", "/api/v2/authorization/roles/{roleId}/users/remove", |context| {
        change_users(context, Change::Remove)
    }),
    ("GET", "/api/v2/users/{subjectId}/roles", roles_of_user),
    ("PUT", "/api/v2/users/{subjectId}/roles", put_roles_of_user),
];

const SUBJECTS: [&str; 3] = [users::KIND, groups::KIND, CLIENTS];

/// What the API calls the types of subjects.
const TYPES: [(&str, &str); 3] =
    [(users::KIND, "PC_USER"), (groups::KIND, "PC_GROUP"), (CLIENTS, "PC_OAUTH_CLIENT")];

#[derive(Clone, Copy, PartialEq)]
enum Change {
    Add,
    Remove,
    Replace,
}

/// Ids of the live subjects of a kind that hold a role.
#[must_use]
pub fn holders(world: &World, role: &str, kind: &str) -> Vec<String> {
    let holds = |grants: &[Value]| grants.iter().any(|grant| grant["roleId"] == role);
    world
        .store
        .live(kind)
        .filter(|subject| holds(&grants_of(kind, subject)))
        .map(|subject| subject.id.to_string())
        .collect()
}

/// A role that is gone is held by nobody.
///
/// # Errors
/// Never.
pub fn forget_role(context: &mut Context<'_>, role: &str) -> Result<(), Refusal> {
    for kind in SUBJECTS {
        for id in holders(context.world, role, kind) {
            let held = held(context.world, kind, &id);
            let left: Vec<Value> = held.into_iter().filter(|grant| grant["roleId"] != role).collect();
            put(context, kind, &id, left);
        }
    }
    Ok(())
}

fn find(context: &Context<'_>, id: &str) -> Result<&'static str, Refusal> {
    SUBJECTS.into_iter().find(|kind| context.world.known(kind, id).is_some()).ok_or_else(|| no_subject(id))
}

fn no_subject(id: &str) -> Refusal {
    Refusal::new(404, "not.found", "The subject {id} was not found.").with("id", id)
}

fn held(world: &World, kind: &str, id: &str) -> Vec<Value> {
    world.store.get(kind, id).map(|subject| grants_of(kind, subject)).unwrap_or_default()
}

fn grants_of(kind: &str, subject: &Record) -> Vec<Value> {
    match kind {
        CLIENTS => subject.value()["roleDivisions"].as_array().cloned().unwrap_or_default(),
        _ => subject.side_list("grants").to_vec(),
    }
}

fn put(context: &mut Context<'_>, kind: &str, id: &str, grants: Vec<Value>) {
    if kind == CLIENTS {
        let Some(client) = context.world.store.get(kind, id) else { return };
        let mut value = client.value();
        let pair = |grant: &Value| json!({ "roleId": grant["roleId"], "divisionId": grant["divisionId"] });
        value["roleDivisions"] = grants.iter().map(pair).collect();
        context.world.store.amend(kind, id, &value);
        return;
    }
    let grants = if grants.is_empty() { Value::Null } else { Value::from(grants) };
    context.world.store.put_side(kind, id, "grants", grants);
}

/// The subject that grants are made to, which must be of the type that the query says.
fn find_typed(context: &Context<'_>, id: &str) -> Result<&'static str, Refusal> {
    let kind = find(context, id)?;
    let said = context.query.get("subjectType").unwrap_or("PC_USER");
    if TYPES.iter().any(|(other, name)| *other == kind && *name != said) {
        return Err(no_subject(id));
    }
    Ok(kind)
}

fn check(context: &Context<'_>, grant: &Value) -> Result<(), Refusal> {
    let (role, division) =
        (grant["roleId"].as_str().unwrap_or_default(), grant["divisionId"].as_str().unwrap_or_default());
    let fresh = |kind: &str, id: &str| context.world.known(kind, id).is_none();
    if fresh(super::KIND, role) {
        return Err(Refusal::new(404, "not.found", "The role {id} was not found.").with("id", role));
    }
    if division != "*" && fresh(DIVISIONS, division) {
        return Err(Refusal::new(404, "not.found", "The division {id} was not found.").with("id", division));
    }
    Ok(())
}

fn subject(context: &mut Context<'_>) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = find(context, &id)?;
    let name =
        context.world.store.get(kind, &id).map(|subject| subject.value()["name"].clone()).unwrap_or_default();
    let mut grants = of_subject(context, kind, &id);
    if !context.query.is_true("includeDuplicates") {
        let mut seen: Vec<(Value, Value)> = Vec::new();
        grants.retain(|grant| {
            let pair = (grant["role"]["id"].clone(), grant["division"]["id"].clone());
            let is_new = !seen.contains(&pair);
            seen.push(pair);
            is_new
        });
    }
    Ok(Reply::json(json!({
        "id": id,
        "name": name,
        "grants": grants,
        "selfUri": format!("/api/v2/authorization/subjects/{id}"),
    })))
}

/// The caller, with what its roles allow. That an OAuth client is told so too is inferred: the documentation speaks of whoever is
/// authenticated, and demands no permission.
fn me(context: &mut Context<'_>) -> Answer {
    let (kind, id) = caller(&context.caller);
    let id = id.to_owned();
    let value = context.world.store.get(kind, &id).map(|caller| caller.value()).unwrap_or_default();
    let mut grants = of_subject(context, kind, &id);
    for grant in &mut grants {
        let role = grant["role"]["id"].as_str().and_then(|role| context.world.store.get(super::KIND, role));
        let policies = role.map(|role| role.value()["permissionPolicies"].clone()).unwrap_or_default();
        let policies = policies.as_array().into_iter().flatten().map(|policy| {
            json!({ "actions": policy["actionSet"], "domain": policy["domain"], "entityName": policy["entityName"] })
        });
        grant["role"]["policies"] = policies.collect();
    }
    let uri = "/api/v2/authorization/subjects/me";
    Ok(Reply::json(json!({ "id": id, "name": value["name"], "grants": grants, "selfUri": uri })))
}

/// What a caller may do anything by: its own grants, and for a user those of its groups.
#[must_use]
pub fn of_caller(world: &World, whose: &Caller) -> Vec<Value> {
    let (kind, id) = caller(whose);
    let mut grants = held(world, kind, id);
    if kind == users::KIND {
        grants.extend(inherited_from(world, id).iter().flat_map(|group| held(world, groups::KIND, group)));
    }
    grants
}

fn caller(caller: &Caller) -> (&'static str, &str) {
    (if caller.user.is_some() { users::KIND } else { CLIENTS }, caller.actor())
}

/// All grants of a subject as they are shown, those of a user with those of its groups.
fn of_subject(context: &Context<'_>, kind: &str, id: &str) -> Vec<Value> {
    let mut grants = shown(context, id, &held(context.world, kind, id));
    if kind == users::KIND {
        for group in inherited_from(context.world, id) {
            grants.extend(shown(context, &group, &held(context.world, groups::KIND, &group)));
        }
    }
    grants
}

fn inherited_from(world: &World, user: &str) -> Vec<String> {
    let is_in = |members: &[Value]| members.iter().any(|member| member == user);
    world
        .store
        .live(groups::KIND)
        .filter(|group| is_in(group.side_list("members")) && group.value()["rolesEnabled"] == true)
        .map(|group| group.id.to_string())
        .collect()
}

fn shown(context: &Context<'_>, subject: &str, grants: &[Value]) -> Vec<Value> {
    grants
        .iter()
        .filter_map(|grant| {
            let role = context.world.store.get(super::KIND, grant["roleId"].as_str()?)?.value();
            let division = grant["divisionId"].as_str()?;
            let mut reference = context.world.division_reference(division);
            reference["description"] = Value::from("");
            if division == "*" {
                reference["homeDivision"] = Value::from(false);
            }
            Some(json!({
                "subjectId": subject,
                "division": reference,
                "role": {
                    "id": role["id"], "name": role["name"], "default": role["default"] == true, "selfUri": role["selfUri"],
                    "policies": [],
                },
                "grantMadeAt": grant["madeAt"].as_str().map_or_else(|| context.timestamp(), str::to_owned),
            }))
        })
        .collect()
}

fn bulk(context: &mut Context<'_>, change: Change) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = if change == Change::Remove { find(context, &id)? } else { find_typed(context, &id)? };
    let sent = context.body["grants"].as_array().cloned().unwrap_or_default();
    // One that is gone fails the whole request, for a removal too.
    for grant in &sent {
        check(context, grant)?;
    }
    let mut grants = if change == Change::Replace { Vec::new() } else { held(context.world, kind, &id) };
    for grant in sent {
        apply(context, &mut grants, &grant, change);
    }
    put(context, kind, &id, grants);
    Ok(Reply::empty(204))
}

fn apply(context: &Context<'_>, grants: &mut Vec<Value>, grant: &Value, change: Change) {
    let same = |held: &Value| held["roleId"] == grant["roleId"] && held["divisionId"] == grant["divisionId"];
    if change == Change::Remove {
        grants.retain(|held| !same(held));
    } else if !grants.iter().any(same) {
        grants.push(json!({
            "roleId": grant["roleId"], "divisionId": grant["divisionId"], "madeAt": context.timestamp(),
        }));
    }
}

fn one(context: &Context<'_>) -> Value {
    json!({ "roleId": context.param("roleId"), "divisionId": context.param("divisionId") })
}

fn grant(context: &mut Context<'_>) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = find_typed(context, &id)?;
    let grant = one(context);
    check(context, &grant)?;
    let mut grants = held(context.world, kind, &id);
    apply(context, &mut grants, &grant, Change::Add);
    put(context, kind, &id, grants);
    Ok(Reply::empty(204))
}

fn revoke(context: &mut Context<'_>) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = find(context, &id)?;
    let grant = one(context);
    let mut grants = held(context.world, kind, &id);
    let before = grants.len();
    apply(context, &mut grants, &grant, Change::Remove);
    if grants.len() == before {
        return Err(Refusal::new(404, "not.found", "The grant was not found."));
    }
    put(context, kind, &id, grants);
    Ok(Reply::empty(204))
}

fn grant_to_many(context: &mut Context<'_>) -> Answer {
    let role = context.param("roleId").to_owned();
    let strings = |field: &str| -> Vec<String> {
        let list = context.body[field].as_array().into_iter().flatten();
        list.filter_map(|id| id.as_str().map(str::to_owned)).collect()
    };
    let (subjects, divisions) = (strings("subjectIds"), strings("divisionIds"));
    for division in &divisions {
        check(context, &json!({ "roleId": role, "divisionId": division }))?;
    }
    for subject in subjects {
        let kind = find(context, &subject)?;
        let mut grants = held(context.world, kind, &subject);
        for division in &divisions {
            apply(context, &mut grants, &json!({ "roleId": role, "divisionId": division }), Change::Add);
        }
        put(context, kind, &subject, grants);
    }
    Ok(Reply::empty(204))
}

fn subjects_of_role(context: &mut Context<'_>) -> Answer {
    let role = context.param("roleId").to_owned();
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let mut rows = Vec::new();
    for (kind, name) in TYPES {
        for id in holders(context.world, &role, kind) {
            let divisions: Vec<Value> = held(context.world, kind, &id)
                .iter()
                .filter(|grant| grant["roleId"] == role)
                .filter_map(|grant| grant["divisionId"].as_str())
                .map(|division| context.world.division_reference(division))
                .collect();
            let subject = context.world.store.get(kind, &id).map(|subject| subject.value()["name"].clone());
            rows.push(json!({ "id": id, "name": subject, "divisions": divisions, "type": name }));
        }
    }
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn grants_in_division(context: &mut Context<'_>) -> Answer {
    let division = context.param("divisionId").to_owned();
    if context.world.store.get(DIVISIONS, &division).is_none() {
        return Err(Refusal::not_found());
    }
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let mut rows = Vec::new();
    for kind in SUBJECTS {
        let subjects: Vec<String> =
            context.world.store.live(kind).map(|subject| subject.id.to_string()).collect();
        for id in subjects {
            let here: Vec<Value> = held(context.world, kind, &id)
                .into_iter()
                .filter(|grant| grant["divisionId"] == division || grant["divisionId"] == "*")
                .collect();
            rows.extend(shown(context, &id, &here).into_iter().map(Row::Value));
        }
    }
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// Gives a role to users in the home division, or takes it from them everywhere.
fn change_users(context: &mut Context<'_>, change: Change) -> Answer {
    let role = context.param("roleId").to_owned();
    let home = context.world.home_division();
    let ids = context.body.as_array().cloned().unwrap_or_default();
    for id in ids.iter().filter_map(Value::as_str) {
        let grant = json!({ "roleId": role, "divisionId": home });
        check(context, &grant)?;
        let kind = find(context, id)?;
        let mut grants = held(context.world, kind, id);
        match change {
            Change::Remove => grants.retain(|held| held["roleId"] != role),
            Change::Add | Change::Replace => apply(context, &mut grants, &grant, Change::Add),
        }
        put(context, kind, id, grants);
    }
    Ok(Reply::json(Value::from(ids)))
}

fn roles_of_user(context: &mut Context<'_>) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = find(context, &id)?;
    let mut roles: Vec<Value> = Vec::new();
    for grant in held(context.world, kind, &id) {
        if let Some(role) = context.world.store.get(super::KIND, grant["roleId"].as_str().unwrap_or_default())
        {
            let role = json!({ "id": &*role.id, "name": role.value()["name"] });
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    Ok(Reply::json(json!({ "roles": roles, "unusedRoles": [], "permissions": [], "permissionPolicies": [] })))
}

fn put_roles_of_user(context: &mut Context<'_>) -> Answer {
    let id = context.param("subjectId").to_owned();
    let kind = find(context, &id)?;
    let home = context.world.home_division();
    let mut grants = Vec::new();
    for role in context.body.as_array().cloned().unwrap_or_default() {
        let grant = json!({ "roleId": role, "divisionId": home });
        check(context, &grant)?;
        apply(context, &mut grants, &grant, Change::Add);
    }
    put(context, kind, &id, grants);
    roles_of_user(context)
}
