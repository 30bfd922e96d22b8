use pulumi_provider::declaration::{Properties, Shape};
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::*;
use crate::routing::queue::Queue;

const BODY: Fields<'static> = &|field| matches!(field.write, Write::Body | Write::Moved(_));

fn object(json: &Json) -> Object {
    Value::from(json).as_object().cloned().unwrap_or_default()
}

/// A live queue after an update from these old inputs to these new ones.
fn updated(live: Json, olds: Json, news: Json) -> Json {
    let mut body = live;
    overlay(&Shape::of(Queue::TABLE), &mut body, &object(&olds), &object(&news), BODY);
    body
}

#[test]
fn a_body_has_what_the_inputs_name() {
    let inputs = json!({ "name": "n", "divisionId": "d", "acwTimeoutMs": "30000", "queueFlowId": "", "wrapupCodes": ["c"],
        "mediaSettingsMessage": { "subTypeSettings": [{ "mediaType": "instagram", "enableAutoAnswer": true }] } });
    let body = encode(&Shape::of(Queue::TABLE), &object(&inputs), BODY);
    assert_eq!(
        body,
        json!({ "name": "n", "division": { "id": "d" }, "acwSettings": { "timeoutMs": 30000 },
            "mediaSettings": { "message": { "subTypeSettings": { "instagram": { "enableAutoAnswer": true } } } } })
    );
    let mut read = decode(&Shape::of(Queue::TABLE), &body, BODY);
    read.insert("wrapupCodes".into(), vec![Value::from("c")].into());
    assert_eq!(
        Value::Object(read).to_json().unwrap()["mediaSettingsMessage"],
        inputs["mediaSettingsMessage"]
    );
}

#[test]
fn what_is_not_named_stays_as_it_is() {
    let live = json!({ "name": "n", "description": "theirs", "mediaSettings": { "call": { "alertingTimeoutSeconds": 8, "enableAutoAnswer": true } } });
    let olds = json!({ "name": "n", "mediaSettingsCall": { "alertingTimeoutSec": 8 } });
    let news = json!({ "name": "m", "mediaSettingsCall": { "alertingTimeoutSec": 9 } });
    assert_eq!(
        updated(live, olds, news),
        json!({ "name": "m", "description": "theirs", "mediaSettings": { "call": { "alertingTimeoutSeconds": 9, "enableAutoAnswer": true } } })
    );
}

#[test]
fn removed_scalars_return_to_the_default_and_references_stay() {
    let live = json!({ "queueFlow": { "id": "f" }, "skillEvaluationMethod": "BEST", "callingPartyName": "x",
        "mediaSettings": { "call": { "alertingTimeoutSeconds": 9 } } });
    let olds = json!({ "queueFlowId": "f", "skillEvaluationMethod": "BEST", "callingPartyName": "x", "mediaSettingsCall": { "alertingTimeoutSec": 9 } });
    assert_eq!(
        updated(live, olds, json!({})),
        json!({ "queueFlow": { "id": "f" }, "skillEvaluationMethod": "ALL", "mediaSettings": { "call": { "alertingTimeoutSeconds": 8 } } })
    );
}

#[test]
fn an_empty_id_clears_a_reference() {
    assert_eq!(
        updated(
            json!({ "queueFlow": { "id": "f" } }),
            json!({ "queueFlowId": "f" }),
            json!({ "queueFlowId": "" })
        ),
        json!({})
    );
}

#[test]
fn an_object_that_cannot_be_without_its_members_goes_as_a_whole() {
    let settings =
        json!({ "timeoutSeconds": 60, "actionType": "SEND_TO_ARCHITECT_FLOW", "flowId": { "id": "f" } });
    let olds = json!({ "timeoutSeconds": 60, "actionType": "SEND_TO_ARCHITECT_FLOW", "flowId": "f" });
    assert_eq!(
        updated(
            json!({ "mediaSettings": { "message": { "inactivityTimeoutSettings": settings } } }),
            json!({ "mediaSettingsMessage": { "inactivityTimeoutSettings": olds } }),
            json!({ "mediaSettingsMessage": {} }),
        ),
        json!({ "mediaSettings": { "message": {} } })
    );
}

#[test]
fn elements_with_a_key_are_changed_one_by_one() {
    let live = json!({ "mediaSettings": { "message": { "subTypeSettings": {
        "instagram": { "enableAutoAnswer": true, "enableInactivityTimeout": true },
        "facebook": { "enableAutoAnswer": true },
        "apple": { "enableAutoAnswer": true },
    } } } });
    let olds = json!({ "mediaSettingsMessage": { "subTypeSettings": [
        { "mediaType": "instagram", "enableAutoAnswer": true, "enableInactivityTimeout": true },
        { "mediaType": "facebook", "enableAutoAnswer": true },
    ] } });
    let news = json!({ "mediaSettingsMessage": { "subTypeSettings": [
        { "mediaType": "whatsapp", "enableAutoAnswer": false },
        { "mediaType": "instagram", "enableAutoAnswer": false },
    ] } });
    assert_eq!(
        updated(live, olds, news)["mediaSettings"]["message"]["subTypeSettings"],
        json!({
            "instagram": { "enableAutoAnswer": false, "enableInactivityTimeout": false },
            "apple": { "enableAutoAnswer": true },
            "whatsapp": { "enableAutoAnswer": false },
        })
    );
}

#[test]
fn what_is_taken_out_may_be_in_every_element() {
    let mut object = json!({ "a": { "b": 1, "c": 2 }, "list": [{ "x": 1, "y": 2 }, { "x": 3 }], "map": { "k": { "x": 1 } }, "z": 0 });
    for path in ["a.b", "list[].x", "map{}.x", "z", "no.where", "a[].b"] {
        remove(&mut object, path);
    }
    assert_eq!(object, json!({ "a": { "c": 2 }, "list": [{ "y": 2 }, {}], "map": { "k": {} } }));
}

#[test]
fn an_object_laid_over_another_replaces_lists() {
    let mut base = json!({ "a": { "b": [1, 2], "c": 3 }, "d": 4 });
    lay(&mut base, json!({ "a": { "b": [5] }, "e": { "f": 6 } }));
    assert_eq!(base, json!({ "a": { "b": [5], "c": 3 }, "d": 4, "e": { "f": 6 } }));
}

#[test]
fn an_answer_of_another_type_is_left_out() {
    let answer = json!({ "name": 3, "acwSettings": "none", "autoAnswerOnly": "true", "mediaSettings": { "call": [] }, "queueFlow": null });
    let read = Value::Object(decode(&Shape::of(Queue::TABLE), &answer, BODY)).to_json().unwrap();
    assert_eq!(read, json!({ "name": "3", "autoAnswerOnly": true }));
}

/// A live site after an update from these old inputs to these new ones.
fn site(live: Json, olds: Json, news: Json) -> Json {
    let (shape, mut body) = (Shape::of(crate::telephony::site::Site::TABLE), live);
    overlay(&shape, &mut body, &object(&olds), &object(&news), &|_| true);
    name_itself(&shape, &mut body, "own", &|_| true);
    body
}

#[test]
fn elements_with_an_order_come_first_in_it_and_the_platforms_stay() {
    let shape = Shape::of(crate::telephony::site::Site::TABLE);
    let plans = |names: &[&str]| {
        let plan =
            |name: &&str| json!({ "name": name, "classification": "c", "matchType": "intraCountryCode" });
        json!({ "numberPlans": names.iter().map(plan).collect::<Vec<_>>() })
    };
    let mut body = json!([
        { "id": "1", "name": "Emergency" }, { "id": "2", "name": "Theirs" }, { "id": "3", "name": "Ours" }, { "id": "4", "name": "Old" },
    ]);
    let (olds, news) = (plans(&["Ours", "Old", "Emergency"]), plans(&["New", "Ours"]));
    overlay(&shape, &mut body, &object(&olds), &object(&news), &|field| field.part.is_some());
    let names: Vec<_> = body.as_array().unwrap().iter().map(|plan| (&plan["name"], &plan["id"])).collect();
    assert_eq!(
        names,
        [
            (&json!("New"), &Json::Null),
            (&json!("Ours"), &json!("3")),
            (&json!("Emergency"), &json!("1")),
            (&json!("Theirs"), &json!("2")),
        ]
    );
}

#[test]
fn an_element_that_is_there_already_is_not_added_again() {
    let rule = |value: u32| json!({ "operator": "LessThan", "conditionValue": value, "groups": [{ "memberGroupId": "g", "memberGroupType": "GROUP" }] });
    let live = |value: u32| json!({ "operator": "LessThan", "conditionValue": value, "groups": [{ "id": "g", "type": "GROUP", "name": "G", "selfUri": "/g" }] });
    let rules = |rules: &[Json]| object(&json!({ "conditionalGroupRoutingRules": rules }));
    // The answer to the update was lost, so the state does not know of it.
    let mut body = json!({ "conditionalGroupRouting": { "rules": [live(1), live(2)] } });
    overlay(&Shape::of(Queue::TABLE), &mut body, &rules(&[rule(1)]), &rules(&[rule(1), rule(2)]), BODY);
    assert_eq!(body["conditionalGroupRouting"]["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn a_list_that_names_the_object_itself_gets_its_id() {
    let live = json!({ "primarySites": [{ "id": "x", "name": "X" }] });
    let news = json!({ "primarySites": ["", "x"] });
    assert_eq!(
        site(live, json!({}), news)["primarySites"],
        json!([{ "id": "own" }, { "id": "x", "name": "X" }])
    );
}

#[test]
fn another_reference_keeps_nothing_of_the_one_before() {
    let live = json!({ "location": { "id": "a", "name": "A", "emergencyNumber": { "e164": "+1" } } });
    let moved = site(live.clone(), json!({ "locationId": "a" }), json!({ "locationId": "b" }));
    assert_eq!(moved, json!({ "location": { "id": "b" } }));
    // The same one, of which nothing was known.
    assert_eq!(site(live.clone(), json!({}), json!({ "locationId": "a" })), live);
}

#[test]
fn a_path_may_lead_through_a_place_in_a_list() {
    let mut body = json!({ "lines": [{ "id": 1 }] });
    put(&mut body, "lines.0.a.b", 2.into());
    put(&mut body, "lines.1.a", 3.into());
    assert_eq!(body, json!({ "lines": [{ "id": 1, "a": { "b": 2 } }, { "a": 3 }] }));
    assert_eq!(lookup(&body, "lines.1.a"), Some(&json!(3)));
    assert_eq!(lookup(&body, "lines.2.a"), None);
}
