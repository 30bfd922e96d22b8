//! Objects that follow from the models alone: what is made can be read and deleted, and every answer fits its model.

mod common;

use common::{Org, fixed};
use genesys_sim::{
    Options,
    facts::{Facts, Operation, Schema},
    routes::{Grade, Routes},
};
use serde_json::{Map, Value, json};

/// A body with everything that the model demands, and nothing else.
fn least(facts: &Facts, schema: &Schema) -> Value {
    let schema = facts.resolve(schema);
    match schema.kind.as_deref() {
        Some("object") => {
            let needed = schema.properties.iter().filter(|(name, _)| schema.required.contains(name));
            let mut fields: Map<String, Value> =
                needed.map(|(name, field)| (name.clone(), least(facts, field))).collect();
            if schema.properties.contains_key("name") {
                fields.entry("name").or_insert_with(|| json!("a name"));
            }
            Value::from(fields)
        }
        Some("array") => json!([]),
        Some("integer") => json!(1),
        Some("number") => json!(0.5),
        Some("boolean") => json!(true),
        _ if schema.format.as_deref() == Some("date-time") => json!("2026-01-01T00:00:00.000Z"),
        _ => schema
            .values
            .as_ref()
            .and_then(|values| values.first())
            .map_or(json!("text"), |value| json!(value)),
    }
}

#[tokio::test]
async fn generic_objects_live_a_whole_life() {
    let org = Org::with(Options { log_limit: 0, ..fixed() }).await;
    let facts = Facts::get().unwrap();
    let mut lived = 0;
    let generic: Vec<&str> = Routes::get()
        .grades()
        .filter(|(_, grade)| *grade == Grade::Generic)
        .map(|(operation, _)| operation.facts.operation_id.as_str())
        .collect();
    for family in genesys_sim::domains::generic::families() {
        let entity = &family.entity;
        let has = |method: &str, path: &str| -> Option<&Operation> {
            let free = |operation: &Operation| {
                !operation.facts.parameters.iter().any(|one| one.place == "query" && one.required)
            };
            let found = family.verbs.iter().map(|(operation, _)| *operation);
            let mut found = found.filter(|one| generic.contains(&one.facts.operation_id.as_str()));
            found.find(|one| one.method == method && one.path == path && free(one))
        };
        let Some(create) = has("POST", entity.collection).filter(|_| !entity.collection.contains('{')) else {
            continue;
        };
        let Some(request) = &create.facts.request_body else { continue };
        let path = entity.collection.strip_prefix("/api/v2").unwrap();
        let made = org.post(path, least(facts, &request.schema)).await;
        assert_eq!(made.status, 200, "{path}: {}", made.text);
        let id = made.body["id"].as_str().unwrap().to_owned();
        if has("GET", entity.item).is_some() {
            let read = org.get(&format!("{path}/{id}")).await;
            assert_eq!((read.status, &read.body["id"]), (200, &json!(id)), "{path}: {}", read.text);
        }
        if has("GET", entity.collection).is_some() {
            let list = org.get(path).await;
            assert!(list.status == 200 && list.text.contains(&id), "{path}: {}", list.text);
        }
        if has("DELETE", entity.item).is_some() {
            let deleted = org.delete(&format!("{path}/{id}")).await;
            assert!((200..300).contains(&deleted.status), "{path}: {}", deleted.text);
            assert_eq!(org.delete(&format!("{path}/{id}")).await.status, 404);
        }
        lived += 1;
    }
    println!("{lived} kinds");
    assert!(lived > 100);
}
