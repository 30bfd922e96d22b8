//! Users: soft-deleted, versioned, and found by search.

pub mod account;
pub mod relations;
pub mod rules;
pub mod search;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, Version, verbs},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::{Answer, Context},
    store::Record,
    world::World,
};

/// Kind of a user.
pub const KIND: &str = "users";

/// What belongs to a user and is not part of its JSON.
pub const SIDES: &[&str] = &["skills", "languages", "station", "externalIds", "grants"];

/// Fields of a user that an answer has only when they are asked for.
const EXPANDED: [&str; 4] = ["locations", "profileSkills", "certifications", "employerInfo"];

/// The same as they stand in stored text.
const EXPANDED_KEYS: [&str; 4] =
    ["\"locations\":", "\"profileSkills\":", "\"certifications\":", "\"employerInfo\":"];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/users",
    item: "/api/v2/users/{userId}",
    model: "User",
    division: Division::ById,
    unique: Some(Unique {
        field: "email",
        deleted_too: true,
        refused: Refused::new(409, "general.conflict", "A user with the email {name} already exists."),
        ..Unique::NAME
    }),
    deletion: Deletion { empty_object: true, ..Deletion::SOFT },
    version: Version::Required,
    kept: &["groups"],
    references: &[Reference::to("manager.id", KIND), Reference::to("locations.[].id", "locations")],
    matching: Match::Contains,
    object_type: Some("USER"),
    hooks: Hooks {
        create: Some(create),
        update: Some(update),
        deleted: Some(deleted),
        show: Some(show),
        as_stored: Some(is_plain),
        filter: Some(filter),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/users/me", me),
    ("PATCH", "/api/v2/users/{userId}", patch),
    ("GET", "/api/v2/users/search", |context| search::linked(context, &ENTITIES[0])),
    ("POST", "/api/v2/users/search", search::search),
    ("POST", "/api/v2/users/search/conversation/target", search::search),
    ("POST", "/api/v2/users/search/queuemembers/manage", search::search),
    ("POST", "/api/v2/users/search/teams/assign", search::search),
];

/// Whether there is such a user, and an active one.
#[must_use]
pub fn may_log_in(world: &World, user: &str) -> bool {
    world.store.get(KIND, user).is_some_and(|user| user.value()["state"] == "active")
}

fn me(context: &mut Context<'_>) -> Answer {
    let user = context.caller.user.clone().ok_or_else(not_a_user)?;
    context.params.push(("userId", user));
    verbs::read(context, &ENTITIES[0])
}

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new["email"].as_str().is_none_or(|email| !email.contains('@')) {
        return Err(
            Refusal::new(400, "general.bad.request", "The email address is not valid.").field("email")
        );
    }
    new["username"] = new["email"].clone();
    if new["state"] == "deleted" {
        return Err(
            Refusal::new(400, "general.bad.request", "A user may not be created deleted.").field("state")
        );
    }
    normalize(context.world, new);
    derive(new);
    Ok(())
}

/// When a PATCH has a state, that is all it does.
fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if let Some(state) = context.body.get("state") {
        let state = state.clone();
        *new = old.clone();
        new["state"] = state;
        return Ok(());
    }
    if let Some(manager) = new.get("manager").and_then(Value::as_str).map(str::to_owned) {
        if manager.is_empty() {
            if let Value::Object(fields) = new {
                fields.remove("manager");
            }
        } else {
            let before = old["manager"]["id"].as_str() == Some(manager.as_str());
            if !before && context.world.known(KIND, &manager).is_none() {
                return Err(unknown("manager", &manager));
            }
            new["manager"] = json!({ "id": manager });
        }
    }
    // To index would put a null where there are none.
    let locations = new.get_mut("locations").and_then(Value::as_array_mut);
    for location in locations.into_iter().flatten() {
        let id = location["id"].as_str().unwrap_or_default();
        match context.world.store.get(super::locations::KIND, id) {
            Some(record) => location["locationDefinition"] = record.value(),
            None if old["locations"]
                .as_array()
                .is_some_and(|held| held.iter().any(|held| held["id"] == id)) => {}
            None => return Err(unknown("locations", id)),
        }
    }
    if context.body.get("email").is_some() && context.body.get("username").is_none() {
        new["username"] = new["email"].clone();
    }
    if context.body.get("addresses").is_some() {
        normalize(context.world, new);
    }
    derive(new);
    Ok(())
}

/// The refusal of something a user points at; the code is inferred from other refusals of this service.
fn unknown(field: &str, id: &str) -> Refusal {
    Refusal::new(400, "general.bad.request", "The {field} {id} was not found.")
        .with("field", field)
        .with("id", id)
        .field(field)
}

fn normalize(world: &World, user: &mut Value) {
    super::telephony::normalize(world, &mut user["addresses"]);
    if user["addresses"].is_null()
        && let Value::Object(fields) = user
    {
        fields.remove("addresses");
    }
}

/// What follows from the rest of a user.
fn derive(user: &mut Value) {
    let mut primary = vec![json!({ "address": user["email"], "mediaType": "EMAIL", "type": "PRIMARY" })];
    let phones = user["addresses"].as_array().into_iter().flatten();
    primary.extend(
        phones.filter(|address| address["mediaType"] == "PHONE" && address["type"] == "PRIMARY").cloned(),
    );
    user["primaryContactInfo"] = Value::from(primary);
}

/// A deleted user is restored by the state alone; for anything else it is not there.
fn patch(context: &mut Context<'_>) -> Answer {
    let id = context.param("userId").to_owned();
    let deleted = context.world.store.find(KIND, &id).filter(|user| user.deleted).cloned();
    let Some(user) = deleted else {
        let delete = context.text("state") == Some("deleted");
        let updated = verbs::update(context, &ENTITIES[0], verbs::Mode::Merge)?;
        if delete {
            // The state says it all: this is a deletion by another name.
            verbs::delete(context, &ENTITIES[0])?;
        }
        return Ok(updated);
    };
    let state = context.text("state").filter(|state| *state != "deleted").map(str::to_owned);
    let Some(state) = state else {
        return Err(ENTITIES[0].missing.about(&id, ""));
    };
    let mut value = user.value();
    match (context.body["version"].as_i64(), value["version"].as_i64()) {
        (None, _) => return Err(Refusal::bad_request("The version is required.").field("version")),
        (sent, current) if sent == current => {}
        (sent, current) => {
            return Err(verbs::stale(context, sent.unwrap_or_default(), current.unwrap_or_default()));
        }
    }
    let old = value.clone();
    value["state"] = Value::from(state);
    value["division"] = context.world.division_reference(&context.world.home_division());
    verbs::bump(&ENTITIES[0], &old, &mut value);
    context.world.store.put_deleted(KIND, &id, &value, false, context.now);
    let record = verbs::find(context, &ENTITIES[0], &id)?;
    Ok(verbs::answer(context, &ENTITIES[0], &record))
}

/// Nothing was asked for, and there is nothing to hide.
fn is_plain(context: &Context<'_>, record: &Record) -> bool {
    context.query.get("expand").is_none()
        && context.body.get("expand").is_none()
        && !EXPANDED_KEYS.iter().any(|key| record.text.contains(key))
}

/// What was not asked for is not there.
pub fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let mut asked: Vec<String> = context.query.all("expand").into_iter().map(str::to_owned).collect();
    let in_body = context.body["expand"].as_array().into_iter().flatten();
    asked.extend(in_body.filter_map(|name| name.as_str().map(str::to_owned)));
    let asks = |name: &str| asked.iter().any(|other| other == name);
    for field in EXPANDED {
        if !asks(field) {
            fields.remove(field);
        } else if !fields.contains_key(field) && field != "employerInfo" {
            fields.insert(field.to_owned(), json!([]));
        }
    }
    if asked.is_empty() {
        return;
    }
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let store = &context.world.store;
    let Some(record) = store.find(KIND, &id).cloned() else { return };
    let more = [
        ("skills", Value::from(relations::shown(store, &id, &relations::SKILLS))),
        ("languages", Value::from(relations::shown(store, &id, &relations::LANGUAGES))),
        ("station", account::stations(context, &record)),
    ];
    for (name, value) in more {
        if asks(name) {
            fields.insert(name.to_owned(), value);
        }
    }
    for singleton in account::SINGLETONS {
        let name = match singleton.kind {
            "users/outofoffice" if asks("outOfOffice") => "outOfOffice",
            "users/routingstatus" if asks("routingStatus") => "routingStatus",
            _ => continue,
        };
        fields.insert(name.to_owned(), crate::engine::singleton::current(context, singleton, &[&id]));
    }
    for (name, value) in super::directory_expansions(&context.world.store, &id) {
        if asks(name) {
            fields.insert(name.to_owned(), value);
        }
    }
}

/// The live user that the path names.
///
/// # Errors
/// When it does not exist.
pub fn user(context: &Context<'_>) -> Result<Arc<Record>, Refusal> {
    let id = context.params.first().map_or("", |(_, id)| id);
    verbs::find(context, &ENTITIES[0], id)
}

/// A write of something that belongs to a user raises the user's version.
pub fn touch(context: &mut Context<'_>, id: &str) {
    if let Some(record) = context.world.store.find(KIND, id).cloned() {
        let old = record.value();
        let mut value = old.clone();
        verbs::bump(&ENTITIES[0], &old, &mut value);
        context.world.store.put(KIND, id, &value, context.now);
    }
}

/// A deleted user is in the home division, without roles, stations and memberships.
fn deleted(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let home = context.world.home_division();
    let reference = context.world.division_reference(&home);
    if let Some(record) = context.world.store.find(KIND, id).cloned() {
        let mut value = record.value();
        value["division"] = reference;
        // Part of the deletion: what the user was before is still what it was before that.
        context.world.store.amend(KIND, id, &value);
    }
    for side in ["grants", "station"] {
        context.world.store.put_side(KIND, id, side, Value::Null);
    }
    super::forget_member(context, id);
    Ok(())
}

/// Without a state a list shows the active ones only.
fn filter(context: &Context<'_>, record: &Record) -> bool {
    if context.operation.query_parameter("state").is_none() {
        return true;
    }
    match context.query.get("state") {
        Some("any" | "deleted") => true,
        Some(state) => &*record.state == state,
        None => &*record.state == "active",
    }
}

/// The refusal of what only a user can ask.
#[must_use]
pub fn not_a_user() -> Refusal {
    Refusal::new(
        400,
        "not.a.user",
        "This request requires a user context. Client credentials cannot be used.",
    )
}

/// After a seed.
pub fn settle(world: &World, value: &mut Value) {
    // What has a display was written by a server before.
    if value["addresses"]
        .as_array()
        .is_some_and(|list| list.iter().all(|address| address.get("display").is_none()))
    {
        normalize(world, value);
    }
    if value.get("username").is_none() {
        value["username"] = value["email"].clone();
    }
    derive(value);
}
