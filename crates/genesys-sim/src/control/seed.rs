//! Fills an organization from one JSON document; a dump is such a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    clock,
    engine::{Division, Entity, Version, project},
    facts::Facts,
    laws::references,
    store::key,
    world::{DIVISIONS, World},
};

/// Why a document cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// It is not what we expect.
    #[error("{0}")]
    Shape(String),
    /// The API facts are damaged.
    #[error(transparent)]
    Facts(#[from] crate::facts::FactsError),
}

/// Adds what a document describes. Ids that it gives are kept; the ids of all objects are returned by kind, in order.
///
/// # Errors
/// When the document names a kind that the simulator does not have, or has another shape; then nothing is added.
pub fn apply(world: &mut World, document: &Value) -> Result<BTreeMap<String, Vec<String>>, SeedError> {
    let Value::Object(document) = document else {
        return Err(SeedError::Shape(
            "a seed is an object with organization, oauthClients and objects".to_owned(),
        ));
    };
    if let Some(other) = document.keys().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(SeedError::Shape(format!("a seed has no {other:?}, only {}", PARTS.join(", "))));
    }
    let facts = Facts::get()?;
    let before = world.store.clone();
    let result = fill(world, facts, document);
    if result.is_err() {
        world.store = before;
    }
    result
}

const PARTS: [&str; 5] = ["organization", "oauthClients", "objects", "clock", "simulator"];

fn fill(
    world: &mut World,
    facts: &Facts,
    document: &Map<String, Value>,
) -> Result<BTreeMap<String, Vec<String>>, SeedError> {
    let now = world.clock.now();
    if let Some(organization) = document.get("organization") {
        let present = world.organization();
        let text = |name: &str| {
            organization.get(name).or(present.get(name)).and_then(Value::as_str).unwrap_or_default()
        };
        let (id, name) = (text("id").to_owned(), text("name").to_owned());
        world.set_organization(&id, &name, now);
    }
    for client in document.get("oauthClients").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| client.get(name).and_then(Value::as_str);
        let id = text("id").map_or_else(|| world.new_id(crate::world::CLIENTS), str::to_owned);
        let secret =
            text("secret").ok_or_else(|| SeedError::Shape("an OAuth client needs a secret".to_owned()))?;
        let mut more = client.clone();
        if let Value::Object(more) = &mut more {
            more.remove("secret");
            more.remove("id");
        }
        world.add_client(&id, text("name").unwrap_or(&id), secret, Some(&more));
    }
    let mut ids = BTreeMap::new();
    let Some(objects) = document.get("objects") else {
        return Ok(ids);
    };
    let Value::Object(objects) = objects else {
        return Err(SeedError::Shape("objects must be an object of lists by kind".to_owned()));
    };
    // Divisions first, because other objects name them.
    let order = |kind: &str| usize::from(kind != DIVISIONS);
    let mut kinds: Vec<(&String, &Value)> = objects.iter().collect();
    kinds.sort_by_key(|(kind, _)| order(kind));
    for (kind, list) in kinds {
        let entity = crate::domains::entity(kind)
            .ok_or_else(|| SeedError::Shape(format!("there is no kind of object {kind:?}")))?;
        let list = list.as_array().ok_or_else(|| SeedError::Shape(format!("{kind} must be a list")))?;
        for object in list {
            let id = add(world, facts, entity, object, now)?;
            ids.entry(kind.clone()).or_insert_with(Vec::new).push(id);
        }
    }
    settle(world, &ids);
    Ok(ids)
}

fn add(
    world: &mut World,
    facts: &Facts,
    entity: &'static Entity,
    object: &Value,
    now: clock::Millis,
) -> Result<String, SeedError> {
    let Value::Object(object) = object else {
        return Err(SeedError::Shape(format!("{}: an object is expected, not {object}", entity.kind)));
    };
    let mut value = Value::Object(object.clone());
    let mut side = Map::new();
    if let Value::Object(fields) = &mut value {
        let known = facts.schema(entity.model);
        for name in object.keys() {
            let is_field =
                known.is_none_or(|model| model.properties.is_empty() || model.properties.contains_key(name));
            let is_side = crate::domains::side_names(entity.kind).contains(&name.as_str());
            if (is_side || !is_field)
                && let Some(value) = fields.remove(name)
            {
                side.insert(name.clone(), value);
            }
        }
    }
    let id = match object.get(entity.key).or(object.get("id")).and_then(Value::as_str) {
        Some(id) => id.to_owned(),
        None => world.new_id(entity.kind),
    };
    let deleted = object.get("state").and_then(Value::as_str) == Some("deleted") && entity.deletion.soft
        || side.remove("deleted").is_some_and(|deleted| deleted == true);
    let parent = side.remove("parent").and_then(|parent| parent.as_str().map(str::to_owned));
    project::fill_defaults(entity.kind, &mut value);
    stamp(world, facts, entity, &id, parent.as_deref(), now, &mut value);
    let parents: Vec<&str> = parent.as_deref().map(|parent| parent.split('/').collect()).unwrap_or_default();
    let store_key = key(&parents, &id);
    if entity.kind == DIVISIONS && value["homeDivision"] == true {
        side.insert("home".to_owned(), Value::from(true));
    }
    if let Some(present) = crate::domains::replaced_by(world, entity.kind, &value) {
        world.store.remove(entity.kind, &present);
    }
    world.store.put_deleted(entity.kind, &store_key, &value, deleted, now);
    for (name, value) in side {
        world.store.put_side(entity.kind, &store_key, &name, value);
    }
    Ok(id)
}

fn stamp(
    world: &World,
    facts: &Facts,
    entity: &Entity,
    id: &str,
    parent: Option<&str>,
    now: clock::Millis,
    value: &mut Value,
) {
    let has = |field: &str| project::has(facts, entity.model, field);
    let mut set = |field: &str, default: Value| {
        if has(field) && value.get(field).is_none() {
            value[field] = default;
        }
    };
    let mut parts = parent.into_iter().flat_map(|parent| parent.split('/')).chain([id]);
    let uri: Vec<&str> = entity
        .item
        .split('/')
        .map(|part| if part.starts_with('{') { parts.next().unwrap_or(id) } else { part })
        .collect();
    set("id", Value::from(id));
    set("selfUri", Value::from(uri.join("/")));
    set("dateCreated", Value::from(clock::format(now)));
    set("dateModified", Value::from(clock::format(now)));
    if entity.deletion.soft {
        set("state", Value::from("active"));
    }
    match entity.version {
        Version::None => {}
        Version::Text => set("version", Value::from("1")),
        Version::Required | Version::Optional => set("version", Value::from(1)),
    }
    if entity.division != Division::None {
        let division = value.pointer("/division/id").and_then(Value::as_str).map(str::to_owned);
        let division = division.unwrap_or_else(|| world.home_division());
        value["division"] = world.division_reference(&division);
    }
}

/// Fills in what follows from other objects, once all are there.
fn settle(world: &mut World, ids: &BTreeMap<String, Vec<String>>) {
    for kind in ids.keys() {
        let Some(entity) = crate::domains::entity(kind) else {
            continue;
        };
        let records: Vec<_> = world.store.all(kind).cloned().collect();
        for record in records {
            let mut value = record.value();
            let before = value.clone();
            // A seed may point at nothing on purpose, so that is no error here.
            let _ = references::resolve(world, entity, &mut value, &before, clock::Millis::MAX);
            crate::domains::settle(world, kind, &record, &mut value);
            if value != before {
                world.store.amend(kind, &record.id, &value);
            }
        }
    }
}
