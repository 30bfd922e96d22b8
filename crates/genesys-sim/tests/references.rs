//! Every reference of an entity with written behaviour is either checked, or listed as unchecked with a reason.

use std::collections::BTreeSet;

use genesys_sim::{
    domains,
    facts::{Facts, Schema},
};
use serde_json::Value;

/// Paths of everything in a model that may hold another object's id.
fn references(facts: &Facts, schema: &Schema, path: &str, depth: usize, found: &mut BTreeSet<String>) {
    let schema = facts.resolve(schema);
    if depth > 6 {
        return;
    }
    if let Some(items) = &schema.items {
        if path.rsplit('.').next().is_some_and(|name| name.ends_with("Ids")) {
            found.insert(format!("{path}.[]"));
        }
        references(facts, items, &format!("{path}.[]"), depth + 1, found);
    }
    if let Some(values) = &schema.additional_properties {
        references(facts, values, &format!("{path}.{{}}"), depth + 1, found);
    }
    let small = schema.properties.len() <= 12;
    for (name, field) in schema.properties.iter().filter(|(_, field)| !field.read_only || !path.is_empty()) {
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let text = field.kind.as_deref() == Some("string");
        if text && name == "id" && !path.is_empty() {
            found.insert(inner);
            // What else a referenced object has is not stored with its reference.
            return;
        }
        if text && name.ends_with("Id") && !field.read_only {
            found.insert(inner);
        } else if small || path.is_empty() {
            references(facts, field, &inner, depth + 1, found);
        }
    }
}

#[test]
fn every_reference_is_checked_or_listed() {
    let facts = Facts::get().unwrap();
    let listed: Value = serde_json::from_str(include_str!("../data/unchecked.json")).unwrap();
    let (mut missing, mut checked) = (Vec::new(), 0);
    let mut used = BTreeSet::new();
    for entity in domains::full_entities() {
        let writes = facts.operations.iter().filter(|operation| {
            operation.path == entity.item && matches!(operation.method.as_str(), "PUT" | "PATCH")
                || operation.path == entity.collection && operation.method == "POST"
        });
        let mut found = BTreeSet::new();
        for request in writes.filter_map(|operation| operation.facts.request_body.as_ref()) {
            references(facts, &request.schema, "", 0, &mut found);
        }
        for path in found.into_iter().filter(|path| path != "division.id" && path != "divisionId") {
            let name = format!("{} {path}", entity.kind);
            if entity.references.iter().any(|reference| reference.path == path) {
                checked += 1;
            } else if listed
                .get(&name)
                .is_some_and(|reason| reason.as_str().is_some_and(|reason| !reason.is_empty()))
            {
                used.insert(name);
            } else {
                missing.push(name);
            }
        }
    }
    println!("{checked} checked by declaration, {} listed", used.len());
    let stale: Vec<&String> =
        listed.as_object().unwrap().keys().filter(|name| !used.contains(*name)).collect();
    assert!(missing.is_empty(), "neither checked nor in data/unchecked.json:\n{}", missing.join("\n"));
    assert!(stale.is_empty(), "in data/unchecked.json without need: {stale:?}");
}
