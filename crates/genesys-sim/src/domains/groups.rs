//! Groups and their members.

use serde_json::{Value, json};

use crate::{
    domains::{Route, users},
    engine::{Deletion, Entity, Hooks, Match, Singleton, Unique, Version, verbs},
    laws::pages::{self, Row},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
};

/// Kind of a group.
pub const KIND: &str = "groups";
/// What belongs to a group and is not part of its JSON.
pub const SIDES: &[&str] = &["members", "grants"];

const BATCH: usize = 50;

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/groups",
    item: "/api/v2/groups/{groupId}",
    model: "Group",
    unique: Some(Unique {
        refused: Refused::new(409, "general.conflict", "A group with the name {name} already exists."),
        ..Unique::NAME
    }),
    deletion: Deletion::SOFT,
    shows_deleted: true,
    version: Version::Required,
    kept: &["type", "memberCount", "state"],
    merging_put: true,
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks { create: Some(create), update: Some(update), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/groups/search", |context| users::search::linked(context, &ENTITIES[0])),
    ("POST", "/api/v2/groups/search", |context| users::search::directory(context, &ENTITIES[0])),
    ("GET", "/api/v2/groups/{groupId}/members", members),
    ("GET", "/api/v2/groups/{groupId}/individuals", individuals),
    ("POST", "/api/v2/groups/{groupId}/members", add_members),
    ("DELETE", "/api/v2/groups/{groupId}/members", remove_members),
];

/// Documents of a group.
pub static SINGLETONS: &[Singleton] = &[
    Singleton {
        kind: "groups/dynamicsettings",
        path: "/api/v2/groups/{groupId}/dynamicsettings",
        model: "DynamicGroupQuery",
        parent: KIND,
        absent: true,
        written: 204,
        show: Some(|context, fields| {
            let group = context.param("groupId").to_owned();
            let query = Value::from(std::mem::take(fields));
            fields.insert("query".to_owned(), query);
            fields.insert(
                "group".to_owned(),
                json!({ "id": group, "selfUri": format!("/api/v2/groups/{group}") }),
            );
            fields.insert("dateModified".to_owned(), Value::from(context.timestamp()));
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "voicemail/groups/policy",
        path: "/api/v2/voicemail/groups/{groupId}/policy",
        parent: KIND,
        show: Some(|context, fields| {
            let group = context.param("groupId").to_owned();
            fields.insert("group".to_owned(), json!({ "id": group, "name": "", "type": "official", "rulesVisible": true, "visibility": "public" }));
            if let Some(record) = context.world.store.get(KIND, &group) {
                fields.insert("group".to_owned(), record.value());
            }
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "groups/greetings/defaults",
        path: "/api/v2/groups/{groupId}/greetings/defaults",
        parent: KIND,
        ..Singleton::PLAIN
    },
];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if let Value::Object(fields) = new {
        // The platform takes a description only by PUT.
        fields.remove("description");
        // The type may be given here and never again.
        fields.insert("type".to_owned(), context.body["type"].clone());
    }
    new["memberCount"] = Value::from(0);
    new["state"] = Value::from("active");
    set_owners(context, new)?;
    check_addresses(new)
}

fn update(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    set_owners(context, new)?;
    check_addresses(new)
}

/// Owners come as ids and go as users; a single blank clears them.
fn set_owners(context: &Context<'_>, new: &mut Value) -> Result<(), Refusal> {
    let Some(ids) = context.body["ownerIds"].as_array() else { return Ok(()) };
    let mut owners = Vec::new();
    for id in ids.iter().filter_map(Value::as_str).map(str::trim).filter(|id| !id.is_empty()) {
        let user = context.world.known(users::KIND, id).ok_or_else(|| {
            Refusal::bad_request("The owner {id} was not found.").with("id", id).field("ownerIds")
        })?;
        owners.push(
            json!({ "id": id, "name": user.value()["name"], "selfUri": format!("/api/v2/users/{id}") }),
        );
    }
    new["owners"] = Value::from(owners);
    Ok(())
}

/// A number or an extension, never both.
fn check_addresses(new: &mut Value) -> Result<(), Refusal> {
    for address in new["addresses"].as_array_mut().into_iter().flatten() {
        let has = |field: &str| address[field].as_str().is_some_and(|text| !text.is_empty());
        if has("address") && has("extension") {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                "A group address may have an address or an extension, not both.",
            )
            .field("addresses"));
        }
        let shown = if has("extension") { &address["extension"] } else { &address["address"] };
        if !shown.is_null() {
            address["display"] = shown.clone();
        }
    }
    Ok(())
}

fn members(context: &mut Context<'_>) -> Answer {
    let group = verbs::find(context, &ENTITIES[0], context.param("groupId"))?;
    let ids: Vec<String> =
        group.side_list("members").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
    users_page(context, &ids)
}

fn individuals(context: &mut Context<'_>) -> Answer {
    members(context)
}

/// A page of users by their ids; those who are gone are not shown.
///
/// # Errors
/// When the paging parameters are not valid.
pub fn users_page(context: &mut Context<'_>, ids: &[String]) -> Answer {
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let live: Vec<_> =
        ids.iter().filter_map(|id| context.world.store.get(users::KIND, id).cloned()).collect();
    let total = live.len();
    let mut rows = Vec::new();
    for user in live.into_iter().skip(page.start).take(page.size) {
        let mut value = user.value();
        if let Value::Object(fields) = &mut value {
            users::show(context, fields);
        }
        let schema = pages::row_schema(facts, context.operation);
        rows.push(Row::Value(
            schema.map_or(value.clone(), |schema| crate::engine::project::project(facts, schema, &value)),
        ));
    }
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn add_members(context: &mut Context<'_>) -> Answer {
    let ids: Vec<String> = strings(&context.body["memberIds"]);
    change_members(context, &ids, true)
}

fn remove_members(context: &mut Context<'_>) -> Answer {
    let ids: Vec<String> = context.query.all("ids").into_iter().map(str::to_owned).collect();
    change_members(context, &ids, false)
}

fn change_members(context: &mut Context<'_>, ids: &[String], add: bool) -> Answer {
    let group = verbs::find(context, &ENTITIES[0], context.param("groupId"))?;
    if ids.len() > BATCH {
        return Err(Refusal::bad_request("At most {limit} members may be sent at once, not {count}.")
            .with("limit", BATCH.to_string())
            .with("count", ids.len().to_string()));
    }
    let old = group.value();
    if let (Some(sent), Some(current)) = (context.body["version"].as_i64(), old["version"].as_i64())
        && sent != current
    {
        return Err(verbs::stale(context, sent, current));
    }
    let mut members = strings(&Value::from(group.side_list("members").to_vec()));
    if add {
        for id in ids {
            verbs::find(context, &users::ENTITIES[0], id)?;
            if !members.contains(id) {
                members.push(id.clone());
            }
        }
    } else {
        members.retain(|member| !ids.contains(member));
    }
    let mut value = old.clone();
    value["memberCount"] = Value::from(members.len());
    value["dateModified"] = Value::from(context.timestamp());
    verbs::bump(&ENTITIES[0], &old, &mut value);
    context.world.store.put(KIND, &group.id, &value, context.now);
    context.world.store.put_side(KIND, &group.id, "members", Value::from(members));
    Ok(Reply::json(json!({})).with_status(202))
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// After a seed: the count follows from the members.
pub fn settle(record: &crate::store::Record, value: &mut Value) {
    value["memberCount"] = Value::from(record.side_list("members").len());
    for (field, default) in [("type", "official"), ("visibility", "public")] {
        if value.get(field).is_none() {
            value[field] = Value::from(default);
        }
    }
    if value.get("rulesVisible").is_none() {
        value["rulesVisible"] = Value::from(true);
    }
}
