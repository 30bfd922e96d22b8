//! Divisions, skills, languages, wrap-up codes and queues, through HTTP.

mod common;

use common::Org;
use serde_json::{Value, json};

#[tokio::test]
async fn divisions_are_soft_deleted_and_restored() {
    let org = Org::start().await;
    let home = org.get("/authorization/divisions/home").await.ok();
    assert_eq!(home["homeDivision"], true);
    let id =
        org.post("/authorization/divisions", json!({ "name": "North", "homeDivision": true })).await.id();
    let path = format!("/authorization/divisions/{id}");
    assert_eq!(org.get(&path).await.ok()["homeDivision"], false);
    assert_eq!(org.post("/authorization/divisions", json!({ "name": "NORTH" })).await.status, 409);
    let queue = org.post("/routing/queues", json!({ "name": "Q", "division": { "id": id } })).await.id();
    let full = org.delete(&path).await;
    assert_eq!(full.status, 400);
    assert_eq!(
        full.body["message"],
        format!("Scope '{id}' may not be deleted because it has objects in it.")
    );
    let home_id = home["id"].as_str().unwrap();
    let moved = org.post(&format!("/authorization/divisions/{home_id}/objects/QUEUE"), json!([queue])).await;
    assert_eq!(moved.status, 204);
    assert_eq!(org.get(&format!("/routing/queues/{queue}")).await.ok()["division"]["id"], home_id);
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 404);
    assert_eq!(org.delete(&path).await.status, 404);
    assert_eq!(org.get("/authorization/divisions/deleted").await.ok()["entities"][0]["id"], json!(id));
    org.post(&format!("{path}/restore"), json!({ "name": "North" })).await.ok();
    assert_eq!(org.get(&path).await.ok()["name"], "North");
    assert_eq!(org.delete(&format!("/authorization/divisions/{home_id}")).await.status, 400);
    assert!(org.get("/authorization/divisions/limit").await.ok().is_number());
}

#[tokio::test]
async fn a_renamed_division_is_renamed_everywhere() {
    let org = Org::start().await;
    let division = org.post("/authorization/divisions", json!({ "name": "North" })).await.id();
    let queue =
        org.post("/routing/queues", json!({ "name": "Q", "division": { "id": division } })).await.id();
    org.put(&format!("/authorization/divisions/{division}"), json!({ "name": "South" })).await.ok();
    assert_eq!(org.get(&format!("/routing/queues/{queue}")).await.ok()["division"]["name"], "South");
}

#[tokio::test]
async fn skills_and_languages_stay_readable_after_deletion() {
    let org = Org::start().await;
    for path in ["/routing/skills", "/routing/languages"] {
        let id = org.post(path, json!({ "name": "French" })).await.id();
        assert_eq!(org.post(path, json!({ "name": "FRENCH" })).await.refused(), (409, "general.conflict"));
        assert!((200..300).contains(&org.delete(&format!("{path}/{id}")).await.status));
        assert_eq!(org.get(&format!("{path}/{id}")).await.ok()["state"], "deleted");
        assert_eq!(org.delete(&format!("{path}/{id}")).await.status, 404);
        assert_eq!(org.get(path).await.ok()["entities"], json!([]));
        org.post(path, json!({ "name": "French" })).await.ok();
    }
}

#[tokio::test]
async fn wrapup_codes_belong_to_a_division_or_to_all() {
    let org = Org::start().await;
    let code =
        org.post("/routing/wrapupcodes", json!({ "name": "Done", "division": { "id": "*" } })).await.id();
    let path = format!("/routing/wrapupcodes/{code}");
    assert_eq!(org.get(&path).await.ok()["division"]["id"], "*");
    assert_eq!(
        org.post("/routing/wrapupcodes", json!({ "name": "done" })).await.refused(),
        (400, "duplicate.name")
    );
    org.put(&path, json!({ "name": "Done", "description": "All is well", "division": { "id": "*" } }))
        .await
        .ok();
    assert_eq!(org.put(&path, json!({ "name": "Done" })).await.ok().get("description"), None);
    assert_eq!(org.put(&path, json!({})).await.refused(), (400, "required.field.missing"));
    let queue = org.post("/routing/queues", json!({ "name": "Q" })).await.id();
    let codes = format!("/routing/queues/{queue}/wrapupcodes");
    org.post(&codes, json!([{ "id": code }])).await.ok();
    assert_eq!(org.get(&codes).await.ok()["total"], 1);
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&path).await.refused(), (404, "resource.not.found"));
    assert_eq!(org.get(&codes).await.ok()["total"], 0);
}

#[tokio::test]
async fn a_queue_put_replaces_everything_but_the_division() {
    let org = Org::start().await;
    let division = org.post("/authorization/divisions", json!({ "name": "North" })).await.id();
    let made = org
        .post(
            "/routing/queues",
            json!({
                "name": "Support", "division": { "id": division }, "description": "d",
                "mediaSettings": { "call": { "alertingTimeoutSeconds": 20 } },
                "acwSettings": { "wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 1000 },
                "memberCount": 9, "id": "mine", "dateCreated": "2020-01-01T00:00:00Z",
            }),
        )
        .await
        .ok();
    assert_eq!(made["memberCount"], 0);
    assert_ne!(made["id"], "mine");
    assert_eq!(made["dateCreated"], "2026-01-01T00:00:00.000Z");
    assert_eq!(made["mediaSettings"]["call"]["alertingTimeoutSeconds"], 20);
    assert_eq!(
        made["mediaSettings"]["call"]["serviceLevel"],
        json!({ "percentage": 0.8, "durationMs": 20000 })
    );
    assert_eq!(made["mediaSettings"]["email"]["alertingTimeoutSeconds"], 300);
    let path = format!("/routing/queues/{}", made["id"].as_str().unwrap());
    let put = org.put(&path, json!({ "name": "Support", "division": { "id": "elsewhere" } })).await.ok();
    assert_eq!(put["division"]["id"], json!(division));
    assert_eq!(put.get("description"), None);
    assert_eq!(put["mediaSettings"]["call"]["alertingTimeoutSeconds"], 8);
    assert_eq!(put["acwSettings"], json!({ "wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 300_000 }));
    assert_eq!(put["dateCreated"], made["dateCreated"]);
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_queue_that_names_no_queue_means_itself() {
    let org = Org::start().await;
    let group = org.post(
        "/groups",
        json!({ "name": "g", "type": "official", "rulesVisible": true, "visibility": "public" }),
    );
    let group = json!([{ "id": group.await.id(), "type": "GROUP" }]);
    let condition =
        json!({ "simpleMetric": { "metric": "ServiceLevel" }, "operator": "LessThan", "value": 1 });
    let activation =
        json!({ "rules": [{ "conditionExpression": "C1", "conditions": [condition], "groups": group }] });
    let queue = json!({
        "name": "Support", "directRouting": { "agentWaitSeconds": 60 }, "conditionalGroupActivation": activation,
        "conditionalGroupRouting": { "rules": [{ "groups": group }, { "groups": group }] },
    });
    let made = org.post("/routing/queues", queue).await.ok();
    let places = [
        "/directRouting/backupQueueId",
        "/conditionalGroupRouting/rules/0/queue/id",
        "/conditionalGroupRouting/rules/1/queue/id",
        "/conditionalGroupActivation/rules/0/conditions/0/simpleMetric/queue/id",
    ];
    for place in places {
        assert_eq!(made.pointer(place), Some(&made["id"]), "{place}");
    }
    // What it has answered it takes; in the first rule it takes no other queue.
    let path = format!("/routing/queues/{}", made["id"].as_str().unwrap());
    let mut put = org.put(&path, made.clone()).await.ok();
    assert_eq!(put["conditionalGroupRouting"], made["conditionalGroupRouting"]);
    let other = org.post("/routing/queues", json!({ "name": "Other" })).await.id();
    put["conditionalGroupRouting"]["rules"][0]["queue"] = json!({ "id": other });
    assert_eq!(org.put(&path, put).await.status, 400);
    // Naming itself is no reason to keep it.
    assert_eq!(org.delete(&path).await.status, 200);
}

async fn refused(org: &Org, body: Value) -> (u16, String) {
    let got = org.post("/routing/queues", body).await;
    let (status, code) = got.refused();
    (status, code.to_owned())
}

#[tokio::test]
async fn a_queue_is_refused_for_what_the_platform_refuses() {
    let org = Org::start().await;
    org.post("/routing/queues", json!({ "name": "Taken" })).await.ok();
    let bad = |code: &str| (400, code.to_owned());
    assert_eq!(refused(&org, json!({})).await, bad("required.field.missing"));
    assert_eq!(refused(&org, json!({ "name": "tAKEN" })).await, bad("duplicate.name"));
    assert_eq!(refused(&org, json!({ "name": "a", "division": { "id": "none" } })).await.0, 404);
    assert_eq!(refused(&org, json!({ "name": "a", "queueFlow": { "id": "none" } })).await.0, 400);
    assert_eq!(
        refused(&org, json!({ "name": "a", "memberGroups": [{ "id": "x", "type": "GROUP" }] })).await.0,
        400
    );
    assert_eq!(refused(&org, json!({ "name": "a", "scoringMethod": "Best" })).await, bad("invalid.value"));
    let acw = |prompt: &str, timeout: i64| json!({ "name": "a", "acwSettings": { "wrapupPrompt": prompt, "timeoutMs": timeout } });
    assert_eq!(refused(&org, acw("OPTIONAL", 5000)).await.0, 400);
    assert_eq!(refused(&org, acw("MANDATORY_TIMEOUT", 999)).await.0, 400);
    assert_eq!(refused(&org, acw("AGENT_REQUESTED", 3_600_001)).await.0, 400);
    let rules = vec![json!({ "operator": "ANY" }); 7];
    assert_eq!(refused(&org, json!({ "name": "a", "routingRules": rules })).await.0, 400);
    let id = org.post("/routing/queues", json!({ "name": "a" })).await.id();
    let empty = json!({ "name": "a", "mediaSettings": { "callback": { "mode": "" } } });
    let empty = org.put(&format!("/routing/queues/{id}"), empty).await;
    assert_eq!(empty.refused(), (400, "invalid.value"));
    assert_eq!(
        empty.body["message"],
        "Value [] is not valid for field type [Mode]. Allowable values are: AgentFirst, CustomerFirst"
    );
}

#[tokio::test]
async fn wrapup_codes_of_a_queue_come_and_go() {
    let org = Org::start().await;
    let queue = org.post("/routing/queues", json!({ "name": "Q" })).await.id();
    let code = org.post("/routing/wrapupcodes", json!({ "name": "Done" })).await.id();
    let codes = format!("/routing/queues/{queue}/wrapupcodes");
    assert_eq!(org.post(&codes, json!([{ "id": "none" }])).await.status, 404);
    let many: Vec<Value> = (0..101).map(|_| json!({ "id": code })).collect();
    assert_eq!(org.post(&codes, json!(many)).await.refused(), (400, "bad.request"));
    let added = org.post(&codes, json!([{ "id": code }, { "id": code }])).await;
    assert_eq!(added.status, 200);
    assert_eq!(org.get(&codes).await.ok()["total"], 1);
    assert_eq!(org.delete(&format!("{codes}/{code}")).await.status, 200);
    assert_eq!(org.delete(&format!("{codes}/{code}")).await.status, 404);
}

#[tokio::test]
async fn queues_are_found_by_name() {
    let org = Org::start().await;
    for name in ["Support North", "Support South", "Sales"] {
        org.post("/routing/queues", json!({ "name": name })).await.ok();
    }
    let count = |query: &'static str| {
        let org = &org;
        async move { org.get(&format!("/routing/queues?{query}")).await.ok()["total"].clone() }
    };
    assert_eq!(count("name=sales").await, 1);
    assert_eq!(count("name=support").await, 0);
    assert_eq!(count("name=Support*").await, 2);
    assert_eq!(count("name=*south").await, 1);
    assert_eq!(count("hasPeer=true").await, 0);
    assert_eq!(count("hasPeer=false").await, 3);
}
