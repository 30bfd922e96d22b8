//! What follows from the models alone: objects that are made, listed and read by one model, and documents that are read
//! and put by one model. Nothing here has behaviour of its own.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use crate::{
    engine::{Deletion, Division, Entity, Match, Singleton, Version},
    facts::{Facts, Operation, Schema},
    routes::Verb,
};

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| Facts::get().map(families_of).unwrap_or_default());
static SINGLETONS: LazyLock<Vec<Singleton>> =
    LazyLock::new(|| Facts::get().map(singletons_of).unwrap_or_default());

/// Kinds that the models alone would get wrong, so that they stay absent.
const NOT_OBJECTS: [&str; 4] = ["/jobs", "/uploads", "/executions", "/results"];

/// An entity and the operations that the models allow.
pub struct Family {
    /// The entity.
    pub entity: Entity,
    /// Its operations.
    pub verbs: Vec<(&'static Operation, Verb)>,
}

/// All families.
pub fn families() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter()
}

/// All entities.
pub fn entities() -> impl Iterator<Item = &'static Entity> {
    FAMILIES.iter().map(|family| &family.entity)
}

/// All documents.
pub fn singletons() -> impl Iterator<Item = &'static Singleton> {
    SINGLETONS.iter()
}

type Paths = BTreeMap<&'static str, Vec<&'static Operation>>;

fn paths(facts: &'static Facts) -> Paths {
    let mut paths = Paths::new();
    for operation in &facts.operations {
        paths.entry(&operation.path).or_default().push(operation);
    }
    paths
}

fn families_of(facts: &'static Facts) -> Vec<Family> {
    let written: HashSet<&str> = super::full_entities().map(|entity| entity.collection).collect();
    let paths = paths(facts);
    let mut items: BTreeMap<&'static str, &'static str> = BTreeMap::new();
    for path in paths.keys() {
        if let Some((collection, last)) = path.rsplit_once('/')
            && last.starts_with('{')
        {
            items.entry(collection).or_insert(path);
        }
    }
    let collections: HashSet<&'static str> = items.keys().copied().chain(paths.keys().copied()).collect();
    let mut collections: Vec<&'static str> = collections.into_iter().collect();
    collections.sort_unstable();
    collections
        .into_iter()
        .filter(|collection| !written.contains(collection))
        .filter(|collection| !NOT_OBJECTS.iter().any(|end| collection.ends_with(end)))
        .filter_map(|collection| {
            family(facts, &paths, collection, items.get(collection).copied().unwrap_or(""))
        })
        .collect()
}

fn family(
    facts: &'static Facts,
    paths: &Paths,
    collection: &'static str,
    item: &'static str,
) -> Option<Family> {
    let at = |path: &str, method: &str| {
        paths
            .get(path)
            .and_then(|operations| operations.iter().copied().find(|operation| operation.method == method))
    };
    let is_object =
        |model: &str| facts.schema(model).is_some_and(|schema| schema.properties.contains_key("id"));
    let rows = |operation: &'static Operation| {
        crate::laws::pages::row_schema(facts, operation)
            .and_then(Schema::model)
            .filter(|model| is_object(model))
    };
    let list = at(collection, "GET").filter(|operation| rows(operation).is_some());
    let read = at(item, "GET").filter(|operation| response(operation).is_some_and(is_object));
    let create = at(collection, "POST").filter(|operation| response(operation).is_some_and(is_object));
    let model = match (read, create, list) {
        (Some(read), _, _) => response(read)?,
        (None, Some(create), Some(_)) => response(create)?,
        _ => return None,
    };
    if read.is_some() && list.is_none() && create.is_none() {
        return None;
    }
    let mut verbs = Vec::new();
    let takes =
        |operation: &&'static Operation| answers_with(operation, model) && sends(facts, operation, model);
    verbs.extend(
        create
            .filter(|operation| response(operation) == Some(model))
            .filter(takes)
            .map(|operation| (operation, Verb::Create)),
    );
    verbs.extend(list.map(|operation| (operation, Verb::List)));
    verbs.extend(read.map(|operation| (operation, Verb::Read)));
    verbs.extend(at(item, "PUT").filter(takes).map(|operation| (operation, Verb::Replace)));
    verbs.extend(at(item, "PATCH").filter(takes).map(|operation| (operation, Verb::Merge)));
    verbs.extend(at(item, "DELETE").map(|operation| (operation, Verb::Delete)));
    // One list alone, or one deletion alone, is not an object that anybody could work with.
    if verbs.len() < 2 {
        return None;
    }
    Some(Family { entity: entity(facts, collection, item, model, at(item, "DELETE")), verbs })
}

fn entity(
    facts: &Facts,
    collection: &'static str,
    item: &'static str,
    model: &'static str,
    delete: Option<&Operation>,
) -> Entity {
    let has = |field: &str| facts.schema(model).and_then(|schema| schema.properties.get(field));
    let number = |schema: &Schema| schema.kind.as_deref() == Some("integer");
    let division = |schema: &Schema| facts.resolve(schema).properties.contains_key("id");
    let answers = delete.is_some_and(|operation| operation.facts.response.is_some());
    Entity {
        kind: collection.strip_prefix("/api/v2/").unwrap_or(collection),
        collection,
        item,
        model,
        division: if has("division").is_some_and(division) { Division::Field } else { Division::None },
        version: if has("version").is_some_and(number) { Version::Optional } else { Version::None },
        deletion: Deletion {
            status: if answers { 200 } else { 204 },
            empty_object: answers,
            ..Deletion::HARD
        },
        matching: Match::Contains,
        generic: true,
        ..Entity::PLAIN
    }
}

fn singletons_of(facts: &'static Facts) -> Vec<Singleton> {
    let families: HashSet<&str> = families()
        .flat_map(|family| [family.entity.collection, family.entity.item])
        .chain(super::full_entities().flat_map(|entity| [entity.collection, entity.item]))
        .collect();
    let mut found = Vec::new();
    for (path, operations) in paths(facts) {
        let get = operations.iter().find(|operation| operation.method == "GET");
        let Some(model) = get.and_then(|operation| response(operation)) else { continue };
        let is_list = facts.schema(model).is_none_or(|schema| {
            schema.properties.is_empty()
                || schema.properties.contains_key("entities")
                || schema.properties.contains_key("results")
        });
        let writes =
            operations.iter().filter(|operation| matches!(operation.method.as_str(), "PUT" | "PATCH"));
        let fits = |operation: &&&'static Operation| {
            answers_with(operation, model) && sends(facts, operation, model)
        };
        if is_list || families.contains(path) || writes.filter(fits).count() == 0 {
            continue;
        }
        found.push(Singleton {
            kind: path.strip_prefix("/api/v2/").unwrap_or(path),
            path,
            model,
            ..Singleton::PLAIN
        });
    }
    found
}

/// Whether the answer is of that model, or has no body at all.
fn answers_with(operation: &Operation, model: &str) -> bool {
    operation.facts.response.as_ref().is_none_or(|schema| schema.model() == Some(model))
}

fn response(operation: &'static Operation) -> Option<&'static str> {
    operation.facts.response.as_ref().and_then(Schema::model)
}

/// Whether the request says anything that the model keeps.
fn sends(facts: &Facts, operation: &Operation, model: &str) -> bool {
    let Some(body) = &operation.facts.request_body else { return false };
    let Some(name) = body.schema.model() else { return false };
    if name == model {
        return true;
    }
    match (facts.schema(name), facts.schema(model)) {
        (Some(sent), Some(answered)) => {
            let kept =
                sent.properties.keys().filter(|field| answered.properties.contains_key(*field)).count();
            kept > 0 && kept * 2 >= sent.properties.len()
        }
        _ => false,
    }
}
