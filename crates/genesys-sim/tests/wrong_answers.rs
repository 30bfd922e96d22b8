//! Every answer is compared with the API facts in test builds. Here wrong ones are planted, one kind of mistake after the
//! other, and each must be noticed: a check that cannot fail would prove nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::Org;
use genesys_sim::{
    facts::{Facts, Operation},
    laws::answer::violations,
};
use serde_json::{Value, json};

type Mistake = (&'static str, fn(&mut Value), &'static str);

/// A kind, its path, and what a client sends.
fn objects() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("routing/skills", "/routing/skills", json!({ "name": "A" })),
        ("routing/queues", "/routing/queues", json!({ "name": "A" })),
        ("routing/wrapupcodes", "/routing/wrapupcodes", json!({ "name": "A" })),
        ("users", "/users", json!({ "name": "A", "email": "a@example.com" })),
        ("authorization/divisions", "/authorization/divisions", json!({ "name": "A" })),
        ("architect/ivrs", "/architect/ivrs", json!({ "name": "A" })),
        ("teams", "/teams", json!({ "name": "A" })),
    ]
}

#[tokio::test]
async fn planted_mistakes_are_noticed_in_one_and_in_lists() {
    // What is wrong, how it is planted, and what the check says.
    let mistakes: [Mistake; 5] = [
        ("an unknown property", |value| value["colour"] = json!("red"), "colour: not in the model"),
        ("a wrong type", |value| value["name"] = json!(7), "name: a number instead of"),
        ("a null", |value| value["name"] = Value::Null, "name: null instead of"),
        ("a list for a text", |value| value["selfUri"] = json!(["a"]), "selfUri: an array instead of"),
        ("an object for a text", |value| value["id"] = json!({ "id": "a" }), "id: an object instead of"),
    ];
    let mut noticed = 0;
    for (kind, path, body) in objects() {
        for (what, plant, says) in &mistakes {
            let org = Org::start().await;
            let id = org.post(path, body.clone()).await.id();
            let item = format!("{path}/{id}");
            assert_eq!(org.get(&item).await.status, 200);
            org.sim.with_world(|world| {
                let mut value = world.store.find(kind, &id).unwrap().value();
                plant(&mut value);
                world.store.amend(kind, &id, &value);
            });
            for shown in [&item, &format!("{path}?pageSize=100")] {
                let got = org.get(shown).await;
                // A user who is not active is not in the list, and rows are cut to the list's model.
                let hidden = shown != &item
                    && (kind == "users" || got.status == 200 && *what == "an unknown property");
                if hidden {
                    continue;
                }
                assert_eq!(got.status, 500, "{what} in {shown}: {}", got.text);
                assert_eq!(got.refused().1, "genesys.sim.answer.contradicts.facts");
                assert!(got.text.contains(says), "{what} in {shown}: {}", got.text);
                noticed += 1;
            }
        }
    }
    assert!(noticed >= 50, "{noticed}");
}

#[tokio::test]
async fn planted_values_outside_an_enum_are_noticed() {
    for (kind, path, body, field) in [
        ("routing/queues", "/routing/queues", json!({ "name": "A" }), "/skillEvaluationMethod"),
        ("routing/queues", "/routing/queues", json!({ "name": "A" }), "/acwSettings/wrapupPrompt"),
        ("users", "/users", json!({ "name": "A", "email": "a@example.com" }), "/state"),
        ("routing/skills", "/routing/skills", json!({ "name": "A" }), "/state"),
    ] {
        let org = Org::start().await;
        let id = org.post(path, body).await.id();
        org.sim.with_world(|world| {
            let mut value = world.store.find(kind, &id).unwrap().value();
            *value.pointer_mut(field).unwrap() = json!("NOT_A_VALUE");
            world.store.amend(kind, &id, &value);
        });
        let got = org.get(&format!("{path}/{id}")).await;
        assert_eq!(got.status, 500, "{field}: {}", got.text);
        assert!(got.text.contains("NOT_A_VALUE"), "{}", got.text);
    }
}

#[tokio::test]
async fn a_required_field_that_is_gone_is_noticed() {
    for (kind, path, body, field) in [
        ("authorization/divisions", "/authorization/divisions", json!({ "name": "A" }), "description"),
        ("flows/milestones", "/flows/milestones", json!({ "name": "A" }), "name"),
    ] {
        let org = Org::start().await;
        let id = org.post(path, body).await.id();
        org.sim.with_world(|world| {
            let mut value = world.store.find(kind, &id).unwrap().value();
            value.as_object_mut().unwrap().remove(field);
            world.store.amend(kind, &id, &value);
        });
        let got = org.get(&format!("{path}/{id}")).await;
        assert_eq!(got.status, 500, "{path}: {}", got.text);
        assert!(got.text.contains(&format!("{field}: required and missing")), "{}", got.text);
    }
}

#[test]
fn a_body_where_there_should_be_none_is_noticed() {
    let facts = Facts::get().unwrap();
    let silent: Vec<&Operation> =
        facts.operations.iter().filter(|operation| operation.facts.response.is_none()).collect();
    assert!(silent.len() > 400, "{}", silent.len());
    for operation in silent {
        let excused =
            facts.overrides.not_validated.iter().any(|entry| entry.operation == operation.facts.operation_id);
        assert!(violations(facts, operation, None).is_empty());
        let found = violations(facts, operation, Some(&json!({ "id": "a" })));
        assert!(excused || !found.is_empty(), "{}", operation.facts.operation_id);
    }
}

/// For every operation with a model: an answer with a property that no model has.
#[test]
fn no_model_takes_whatever_it_is_given() {
    let facts = Facts::get().unwrap();
    let (mut checked, mut free) = (0, Vec::new());
    for operation in &facts.operations {
        let Some(schema) = &operation.facts.response else { continue };
        let resolved = facts.resolve(schema);
        let wrong = match resolved.kind.as_deref() {
            Some("array") => json!({ "not": "an array" }),
            Some("object") => json!({ "genesysSimInventedThis": 1 }),
            _ => json!({ "not": "a scalar" }),
        };
        if violations(facts, operation, Some(&wrong)).is_empty() {
            free.push(operation.facts.operation_id.as_str());
        } else {
            checked += 1;
        }
    }
    println!("{checked} operations are checked, {} have a model without fields: {free:?}", free.len());
    assert!(checked > 2_600 && free.len() < 250, "{checked} checked, {} not", free.len());
}
