//! Entities that follow from the models alone: those with a create, a read and one model for both.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use crate::{
    engine::{Deletion, Division, Entity, Version},
    facts::{Facts, Operation, Schema},
};

static GENERIC: LazyLock<Vec<Entity>> = LazyLock::new(|| Facts::get().map(find).unwrap_or_default());

/// All of them.
pub fn entities() -> impl Iterator<Item = &'static Entity> {
    GENERIC.iter()
}

/// All of them, for the routes.
pub fn families(_facts: &'static Facts) -> impl Iterator<Item = &'static Entity> {
    GENERIC.iter()
}

fn find(facts: &'static Facts) -> Vec<Entity> {
    let written: HashSet<&str> = super::full_entities().map(|entity| entity.collection).collect();
    let mut by_path: BTreeMap<&'static str, Vec<&'static Operation>> = BTreeMap::new();
    for operation in &facts.operations {
        by_path.entry(&operation.path).or_default().push(operation);
    }
    let mut found = Vec::new();
    for (&item, operations) in &by_path {
        let Some((collection, last)) = item.rsplit_once('/') else {
            continue;
        };
        if !last.starts_with('{') || written.contains(collection) {
            continue;
        }
        let Some(read) = method(operations, "GET") else {
            continue;
        };
        let Some(create) = by_path
            .get(collection)
            .and_then(|operations| method(operations, "POST"))
        else {
            continue;
        };
        let Some(model) = response(read) else { continue };
        let same = response(create) == Some(model) && request(facts, create, model);
        let has_id = facts
            .schema(model)
            .is_some_and(|schema| schema.properties.contains_key("id"));
        if !same || !has_id {
            continue;
        }
        found.push(entity(
            facts,
            collection,
            item,
            model,
            method(operations, "DELETE"),
        ));
    }
    found
}

fn entity(
    facts: &Facts,
    collection: &'static str,
    item: &'static str,
    model: &'static str,
    delete: Option<&Operation>,
) -> Entity {
    let has = |field: &str| {
        facts
            .schema(model)
            .and_then(|schema| schema.properties.get(field))
    };
    let number = |schema: &Schema| schema.kind.as_deref() == Some("integer");
    let answers = delete.is_some_and(|operation| operation.facts.response.is_some());
    Entity {
        kind: collection.strip_prefix("/api/v2/").unwrap_or(collection),
        collection,
        item,
        model,
        division: if has("division").is_some() {
            Division::Field
        } else {
            Division::None
        },
        version: if has("version").is_some_and(number) {
            Version::Optional
        } else {
            Version::None
        },
        deletion: Deletion {
            status: if answers { 200 } else { 204 },
            ..Deletion::HARD
        },
        ..Entity::PLAIN
    }
}

fn method(operations: &[&'static Operation], method: &str) -> Option<&'static Operation> {
    operations
        .iter()
        .copied()
        .find(|operation| operation.method == method)
}

fn response(operation: &'static Operation) -> Option<&'static str> {
    operation.facts.response.as_ref().and_then(Schema::model)
}

/// Whether the request is of the same model, or of one whose fields the answer has.
fn request(facts: &Facts, operation: &Operation, model: &str) -> bool {
    let Some(body) = &operation.facts.request_body else {
        return false;
    };
    let Some(name) = body.schema.model() else {
        return false;
    };
    if name == model {
        return true;
    }
    match (facts.schema(name), facts.schema(model)) {
        (Some(sent), Some(answered)) => {
            !sent.properties.is_empty()
                && sent
                    .properties
                    .keys()
                    .all(|field| answered.properties.contains_key(field))
        }
        _ => false,
    }
}
