//! How much an agent takes at once, for the organization and for single users, with labels.

use serde_json::{Map, Value, json};

use crate::{
    domains::{Route, users},
    engine::{Deletion, Entity, Hooks, Match, Singleton, Unique, project},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::{Record, key},
};

/// Kind of a utilization label.
pub const KIND: &str = "routing/utilization/labels";
const ORGANIZATION: &str = "routing/utilization";
const USER: &str = "routing/users/utilization";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/utilization/labels",
    item: "/api/v2/routing/utilization/labels/{labelId}",
    model: "UtilizationLabel",
    unique: Some(Unique::NAME),
    deletion: Deletion { force: Some("forceDelete"), ..Deletion::HARD },
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks { delete: Some(refuse_used), deleted: Some(forget), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// Documents of this domain.
pub static SINGLETONS: &[Singleton] = &[Singleton {
    kind: ORGANIZATION,
    path: "/api/v2/routing/utilization",
    deleted: 200,
    check: Some(check),
    show: Some(name_labels),
    ..Singleton::PLAIN
}];

/// The operations of this domain beyond the entities and documents.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/users/{userId}/utilization", of_user),
    ("PUT", "/api/v2/routing/users/{userId}/utilization", put_user),
    ("DELETE", "/api/v2/routing/users/{userId}/utilization", reset_user),
];

fn check(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let labels = new["labelUtilizations"].as_object().cloned().unwrap_or_default();
    for (label, settings) in &labels {
        let interrupting = settings["interruptingLabelIds"].as_array().into_iter().flatten();
        for id in interrupting.filter_map(Value::as_str).chain([label.as_str()]) {
            // A label that was just made is not ready to be used (section 7 of the behaviour reference).
            if context.world.store.get(KIND, id).is_some() && context.world.known(KIND, id).is_none() {
                return Err(Refusal::conflict("The utilization label {id} is not ready.").with("id", id));
            }
            if context.world.store.get(KIND, id).is_none() {
                return Err(Refusal::bad_request("The utilization label {id} was not found.")
                    .with("id", id)
                    .field("labelUtilizations"));
            }
        }
    }
    for (media, settings) in new["utilization"].as_object().into_iter().flatten() {
        if settings["maximumCapacity"].as_i64().is_some_and(|capacity| !(0..=25).contains(&capacity)) {
            return Err(Refusal::bad_request("The maximumCapacity of {media} must be between 0 and 25.")
                .with("media", media)
                .field("maximumCapacity"));
        }
    }
    Ok(())
}

/// Labels are shown with their names.
fn name_labels(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let labels = fields.get_mut("labelUtilizations").and_then(Value::as_object_mut);
    for (label, settings) in labels.into_iter().flatten() {
        if let Some(record) = context.world.store.get(KIND, label) {
            settings["labelName"] = record.value()["name"].clone();
        }
    }
}

fn of_user(context: &mut Context<'_>) -> Answer {
    let user = users::user(context)?;
    let own = context.world.store.get(USER, &key(&[&user.id], "")).map(|record| record.value());
    let organization = context.world.store.get(ORGANIZATION, "").map(|record| record.value());
    let (mut value, level) = match own {
        Some(own) => (own, "Agent"),
        None => {
            let defaults = project::defaults(ORGANIZATION).cloned().unwrap_or_default();
            (organization.unwrap_or(defaults), "Organization")
        }
    };
    value["level"] = Value::from(level);
    if let Value::Object(fields) = &mut value {
        name_labels(context, fields);
    }
    Ok(Reply::json(value))
}

fn put_user(context: &mut Context<'_>) -> Answer {
    let user = users::user(context)?;
    let mut value = if context.body.is_object() { context.body.clone() } else { json!({}) };
    check(context, &Value::Null, &mut value)?;
    if let Some(defaults) = project::defaults(ORGANIZATION) {
        project::underlay(&mut value, defaults);
    }
    context.world.store.put(USER, &key(&[&user.id], ""), &value, context.now);
    of_user(context)
}

fn reset_user(context: &mut Context<'_>) -> Answer {
    let user = users::user(context)?;
    context.world.store.remove(USER, &key(&[&user.id], ""));
    Ok(Reply::empty(200))
}

fn users_of(context: &Context<'_>, label: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for kind in [ORGANIZATION, USER] {
        let holds = |record: &Record| record.text.contains(label);
        found.extend(
            context
                .world
                .store
                .live(kind)
                .filter(|record| holds(record))
                .map(|record| (kind, record.id.to_string())),
        );
    }
    found
}

fn refuse_used(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    if !context.query.is_true("forceDelete") && !users_of(context, &record.id).is_empty() {
        return Err(Refused::new(409, "general.conflict", "The utilization label {name} is in use.")
            .about(&record.id, &record.name));
    }
    Ok(())
}

fn forget(context: &mut Context<'_>, label: &str) -> Result<(), Refusal> {
    for (kind, id) in users_of(context, label) {
        let Some(record) = context.world.store.get(kind, &id).cloned() else { continue };
        let mut value = record.value();
        if let Some(labels) = value["labelUtilizations"].as_object_mut() {
            labels.remove(label);
            for settings in labels.values_mut() {
                if let Some(ids) = settings["interruptingLabelIds"].as_array_mut() {
                    ids.retain(|id| id != label);
                }
            }
        }
        context.world.store.put(kind, &id, &value, context.now);
    }
    Ok(())
}
