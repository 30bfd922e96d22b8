//! References: what a field points at must exist, and what is pointed at may not go.

use serde_json::Value;

use crate::{
    clock::Millis,
    engine::Entity,
    facts::Facts,
    refusal::{Refusal, Refused},
    store::{Record, Store},
    world::World,
};

/// A field that holds the id of another object.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Where the id is: names joined by dots, `[]` for each element of a list, `{}` for each value of a map.
    pub path: &'static str,
    /// Kind of the other object.
    pub kind: &'static str,
    /// The answer when it does not exist.
    pub refused: Refused,
}

impl Reference {
    /// A reference whose target must exist.
    #[must_use]
    pub const fn to(path: &'static str, kind: &'static str) -> Reference {
        Reference {
            path,
            kind,
            refused: Refused::new(400, "bad.request", "The referenced entity {id} was not found ({name})."),
        }
    }

    /// The same with another answer.
    #[must_use]
    pub const fn refused(mut self, refused: Refused) -> Reference {
        self.refused = refused;
        self
    }
}

/// Refuses an object that points at nothing, and fills in the names of what it points at.
///
/// # Errors
/// When a target does not exist.
pub fn resolve(
    world: &World,
    entity: &Entity,
    value: &mut Value,
    old: &Value,
    now: Millis,
) -> Result<(), Refusal> {
    for reference in entity.references {
        let mut known = Vec::new();
        collect(old, reference.path, &mut |id| known.push(id.to_owned()));
        let mut missing = None;
        let (holder, leaf) = split(reference.path);
        let shown = shown_fields(entity.model, holder);
        visit(value, holder, &mut |place| {
            let ids: &mut Value = match leaf {
                "" => place,
                leaf => match place.get_mut(leaf) {
                    Some(ids) => ids,
                    None => return,
                },
            };
            let Some(id) = ids.as_str().map(str::to_owned) else {
                return;
            };
            if id.is_empty() {
                return;
            }
            match world.known_at(reference.kind, &id, now) {
                Some(target) if leaf == "id" => fill(place, target, &shown),
                Some(_) => {}
                // What was there before may outlive its target; only a new reference must have one.
                None if known.contains(&id) => {}
                None => missing = Some(id),
            }
        });
        if let Some(id) = missing {
            return Err(reference.refused.about(&id, reference.path).field(reference.path));
        }
    }
    Ok(())
}

/// The ids that a field of an object holds.
pub fn collect(value: &Value, path: &str, found: &mut dyn FnMut(&str)) {
    let Some((first, rest)) = next(path) else {
        if let Value::String(id) = value {
            found(id);
        }
        return;
    };
    match first {
        "[]" => value.as_array().into_iter().flatten().for_each(|element| collect(element, rest, found)),
        "{}" => value
            .as_object()
            .into_iter()
            .for_each(|map| map.values().for_each(|value| collect(value, rest, found))),
        name => {
            if let Some(value) = value.get(name) {
                collect(value, rest, found);
            }
        }
    }
}

/// Visits every value at a path, to look at it or to change it.
pub fn each(value: &mut Value, path: &str, visitor: &mut dyn FnMut(&mut Value)) {
    visit(value, path, visitor);
}

/// Objects that point at this one: kind and id. One that was just deleted counts as long as nobody has noticed.
#[must_use]
pub fn referrers(world: &World, kind: &str, id: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for entity in crate::domains::entities() {
        for reference in entity.references.iter().filter(|reference| reference.kind == kind) {
            for record in world.noticed(entity.kind).iter().filter(|record| record.text.contains(id)) {
                let mut points = false;
                collect(&record.value(), reference.path, &mut |other| points |= other == id);
                let itself = entity.kind == kind && *record.id == *id;
                if points && !itself {
                    found.push((entity.kind, record.id.to_string()));
                }
            }
        }
    }
    found
}

/// Carries a new name to every object that shows it beside a reference.
pub fn rename(store: &mut Store, id: &str, name: &str) {
    let kinds: Vec<String> = store.kinds().filter(|kind| !kind.starts_with('_')).map(str::to_owned).collect();
    for kind in kinds {
        let holders: Vec<String> = store
            .all(&kind)
            .filter(|record| *record.id != *id && record.text.contains(id))
            .map(|record| record.id.to_string())
            .collect();
        for holder in holders {
            let Some(record) = store.find(&kind, &holder) else {
                continue;
            };
            let mut value = record.value();
            let before = value.clone();
            rename_in(&mut value, id, name, true);
            if value != before {
                store.amend(&kind, &holder, &value);
            }
        }
    }
}

fn rename_in(value: &mut Value, id: &str, name: &str, top: bool) {
    match value {
        Value::Object(fields) => {
            if !top && fields.get("id").and_then(Value::as_str) == Some(id) && fields.contains_key("name") {
                fields.insert("name".to_owned(), Value::from(name));
            }
            fields.values_mut().for_each(|value| rename_in(value, id, name, false));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|value| rename_in(value, id, name, false)),
        _ => {}
    }
}

/// What the model shows of a target beside its id.
fn shown_fields(model: &str, holder: &str) -> Vec<&'static str> {
    let Ok(facts) = Facts::get() else { return Vec::new() };
    let mut schema = facts.schema(model);
    for part in holder.split('.').filter(|part| !part.is_empty()) {
        schema = schema.and_then(|schema| match part {
            "[]" => schema.items.as_deref(),
            "{}" => schema.additional_properties.as_deref(),
            name => schema.properties.get(name),
        });
        schema = schema.map(|schema| facts.resolve(schema));
    }
    let has = |field: &&str| schema.is_some_and(|schema| schema.properties.contains_key(*field));
    ["name", "selfUri"].into_iter().filter(has).collect()
}

fn fill(place: &mut Value, target: &Record, shown: &[&str]) {
    let target = target.value();
    for field in shown {
        if let Some(value) = target.get(field) {
            place[*field] = value.clone();
        }
    }
}

fn next(path: &str) -> Option<(&str, &str)> {
    if path.is_empty() {
        return None;
    }
    Some(path.split_once('.').unwrap_or((path, "")))
}

/// The path of what holds the id, and the id's own name; a bare id in a list has no name.
fn split(path: &'static str) -> (&'static str, &'static str) {
    match path.rsplit_once('.') {
        Some((_, "[]" | "{}")) => (path, ""),
        Some((holder, leaf)) => (holder, leaf),
        None => ("", path),
    }
}

fn visit(value: &mut Value, path: &str, each: &mut dyn FnMut(&mut Value)) {
    let Some((first, rest)) = next(path) else {
        each(value);
        return;
    };
    match first {
        "[]" => value.as_array_mut().into_iter().flatten().for_each(|element| visit(element, rest, each)),
        "{}" => {
            if let Some(map) = value.as_object_mut() {
                map.values_mut().for_each(|value| visit(value, rest, each));
            }
        }
        name => {
            if let Some(value) = value.get_mut(name) {
                visit(value, rest, each);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_in_lists_and_maps() {
        let value = json!({ "a": [{ "id": "1" }, { "id": "2" }], "b": { "x": { "id": "3" } }, "c": ["4"] });
        let ids = |path: &str| {
            let mut found = Vec::new();
            collect(&value, path, &mut |id| found.push(id.to_owned()));
            found
        };
        assert_eq!(ids("a.[].id"), ["1", "2"]);
        assert_eq!(ids("b.{}.id"), ["3"]);
        assert_eq!(ids("c.[]"), ["4"]);
        assert_eq!(ids("d.id"), Vec::<String>::new());
    }
}
