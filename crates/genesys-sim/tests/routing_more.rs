//! Skill groups, utilization, e-mail, settings and SMS addresses, through HTTP.

mod common;

use common::Org;
use serde_json::json;

#[tokio::test]
async fn a_skill_group_finds_its_members() {
    let org = Org::start().await;
    let skill = org.post("/routing/skills", json!({ "name": "French" })).await.id();
    let ann =
        org.post("/users", json!({ "name": "a", "email": "a@example.com", "state": "active" })).await.id();
    org.patch(&format!("/users/{ann}/routingskills/bulk"), json!([{ "id": skill, "proficiency": 4 }]))
        .await
        .ok();
    let condition = |limit: i32| {
        json!([{
            "operation": "And", "languageSkillConditions": [],
            "routingSkillConditions": [{ "routingSkill": "French", "comparator": "GreaterThan", "proficiency": limit }],
        }])
    };
    let made =
        org.post("/routing/skillgroups", json!({ "name": "F", "skillConditions": condition(3) })).await.ok();
    assert_eq!(made["status"], "InProgress");
    let path = format!("/routing/skillgroups/{}", made["id"].as_str().unwrap());
    let read = org.get(&path).await.ok();
    assert_eq!(
        (&read["status"], &read["memberCount"], read.get("memberDivisions")),
        (&json!("Complete"), &json!(1), None)
    );
    let queue = json!({ "name": "Q", "memberGroups": [{ "id": made["id"], "type": "SKILLGROUP" }] });
    let queue = org.post("/routing/queues", queue).await.id();
    let members = org.get(&format!("/routing/queues/{queue}/members?memberBy=group")).await.ok();
    assert_eq!(members["entities"][0]["id"], json!(ann));
    org.patch(&path, json!({ "name": "F", "skillConditions": condition(4) })).await.ok();
    assert_eq!(org.get(&path).await.ok()["memberCount"], 0);
    let division = org.post("/authorization/divisions", json!({ "name": "North" })).await.id();
    let divisions = format!("{path}/members/divisions");
    assert_eq!(org.post(&divisions, json!({ "addDivisionIds": [division] })).await.status, 204);
    assert_eq!(org.get(&divisions).await.ok()["entities"].as_array().unwrap().len(), 2);
    assert_eq!(
        org.post("/routing/skillgroups", json!({ "name": "f", "skillConditions": [] })).await.status,
        409
    );
    assert_eq!(org.get("/routing/skillgroups?name=f").await.ok()["entities"].as_array().unwrap().len(), 1);
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn utilization_of_the_organization_and_of_a_user() {
    let org = Org::start().await;
    let ann = org.post("/users", json!({ "name": "a", "email": "a@example.com" })).await.id();
    let own = format!("/routing/users/{ann}/utilization");
    assert_eq!(org.get("/routing/utilization").await.ok()["utilization"]["chat"]["maximumCapacity"], 4);
    assert_eq!(org.get(&own).await.ok()["level"], "Organization");
    let label = org.post("/routing/utilization/labels", json!({ "name": "VIP" })).await.id();
    let body = json!({
        "utilization": { "call": { "maximumCapacity": 2 } },
        "labelUtilizations": { (label.clone()): { "maximumCapacity": 1 } },
    });
    assert_eq!(org.put(&own, body.clone()).await.ok()["level"], "Agent");
    assert_eq!(org.get(&own).await.ok()["labelUtilizations"][&label]["labelName"], "VIP");
    assert_eq!(
        org.put("/routing/utilization", json!({ "labelUtilizations": { "none": {} } })).await.status,
        400
    );
    let path = format!("/routing/utilization/labels/{label}");
    assert_eq!(org.delete(&path).await.status, 409);
    assert_eq!(org.delete(&format!("{path}?forceDelete=true")).await.status, 204);
    assert_eq!(org.get(&own).await.ok()["labelUtilizations"], json!({}));
    assert_eq!(org.delete(&own).await.status, 200);
    assert_eq!(org.get(&own).await.ok()["level"], "Organization");
    org.put("/routing/utilization", json!({ "utilization": { "call": { "maximumCapacity": 3 } } }))
        .await
        .ok();
    assert_eq!(org.delete("/routing/utilization").await.status, 200);
    assert_eq!(org.get("/routing/utilization").await.ok()["utilization"]["call"]["maximumCapacity"], 1);
}

#[tokio::test]
async fn email_domains_are_named_by_their_id_and_have_routes() {
    let org = Org::start().await;
    let made =
        org.post("/routing/email/domains", json!({ "id": "Example.com", "subDomain": false })).await.ok();
    assert_eq!(made["id"], "example.com");
    let again = org.post("/routing/email/domains", json!({ "id": "example.com" })).await;
    assert_eq!(again.refused(), (400, "postino.domain.exists"));
    assert!(again.body["message"].as_str().unwrap().contains("domain already exists"));
    let sub = org.post("/routing/email/domains", json!({ "id": "acme", "subDomain": true })).await.ok();
    assert!(sub["id"].as_str().unwrap().starts_with("acme."));
    assert_eq!(
        org.post("/routing/email/domains", json!({ "id": "a b" })).await.refused().1,
        "postino.invalid.domain.name"
    );
    assert_eq!(org.get("/routing/email/domains?filter=*acme*").await.ok()["total"], 1);
    let queue = org.post("/routing/queues", json!({ "name": "Q" })).await.id();
    let routes = "/routing/email/domains/example.com/routes";
    let body = |pattern: &str| json!({ "pattern": pattern, "fromName": "S", "queue": { "id": queue } });
    let route = org.post(routes, body("support")).await.ok();
    assert_eq!((&route["status"], &route["queue"]["name"]), (&json!("Active"), &json!("Q")));
    assert_eq!(org.post(routes, body("Support")).await.refused(), (400, "postino.route.pattern.exists"));
    let flow = json!({ "pattern": "x", "fromName": "S", "flow": { "id": "none" } });
    assert_eq!(org.post(routes, flow).await.refused(), (400, "bad.flow.id"));
    let skills = json!({ "pattern": "x", "fromName": "S", "priority": 3 });
    assert_eq!(org.post(routes, skills).await.refused(), (400, "postino.error.queue.required"));
    assert_eq!(org.post("/routing/email/domains/none.com/routes", body("x")).await.status, 404);
    assert_eq!(org.get(&format!("{routes}?pattern=support")).await.ok()["total"], 1);
    let path = format!("{routes}/{}", route["id"].as_str().unwrap());
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&path).await.refused(), (404, "postino.error.not.found"));
    org.post(routes, body("again")).await.ok();
    assert_eq!(org.delete("/routing/email/domains/example.com").await.status, 200);
    assert_eq!(org.dump().await["objects"].get("routing/email/domains/routes"), None);
}

#[tokio::test]
async fn settings_are_documents() {
    let org = Org::start().await;
    org.put("/routing/settings", json!({ "resetAgentScoreOnPresenceChange": true })).await.ok();
    assert_eq!(org.get("/routing/settings").await.ok()["resetAgentScoreOnPresenceChange"], true);
    assert_eq!(org.delete("/routing/settings").await.status, 204);
    assert_eq!(org.get("/routing/settings").await.ok()["resetAgentScoreOnPresenceChange"], false);
    let patched =
        org.patch("/routing/settings/contactcenter", json!({ "removeSkillsFromBlindTransfer": true })).await;
    assert_eq!((patched.status, patched.text.as_str()), (202, ""));
    assert_eq!(org.get("/routing/settings/contactcenter").await.ok()["removeSkillsFromBlindTransfer"], true);
}

#[tokio::test]
async fn an_sms_address_may_have_an_empty_name_but_must_have_one() {
    let org = Org::start().await;
    let address = json!({
        "name": "", "street": "s", "city": "c", "region": "r", "postalCode": "p", "countryCode": "US",
    });
    let id = org.post("/routing/sms/addresses", address.clone()).await.id();
    let mut without = address;
    without["name"] = json!(null);
    assert_eq!(org.post("/routing/sms/addresses", without).await.status, 400);
    assert_eq!(org.delete(&format!("/routing/sms/addresses/{id}")).await.status, 204);
}

#[tokio::test]
async fn an_email_route_with_a_flow_may_say_priority_zero() {
    let org = Org::start().await;
    org.post("/routing/email/domains", json!({ "id": "example.com", "subDomain": false })).await.ok();
    let route = |priority: i64| json!({ "pattern": "a", "fromName": "A", "priority": priority });
    let routes = "/routing/email/domains/example.com/routes";
    assert_eq!(org.post(routes, route(1)).await.refused(), (400, "postino.error.queue.required"));
    assert_eq!(org.post(routes, route(0)).await.status, 200);
}

#[tokio::test]
async fn an_email_route_that_takes_time_is_accepted_first() {
    let org = Org::with(genesys_sim::Options { job_delay_ms: 60_000, ..common::fixed() }).await;
    org.post("/routing/email/domains", json!({ "id": "example.com", "subDomain": false })).await.ok();
    let routes = "/routing/email/domains/example.com/routes";
    let route = json!({ "pattern": "a", "fromName": "A" });
    let made = org.post(routes, route.clone()).await;
    assert_eq!((made.status, &made.body["status"]), (202, &json!("Pending")));
    let path = format!("{routes}/{}", made.id());
    assert_eq!(org.put(&path, route).await.status, 202);
    let deleted = org.delete(&path).await;
    assert_eq!((deleted.status, &deleted.body["status"]), (202, &json!("Removing")));
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_new_integration_has_a_whole_configuration() {
    let org = Org::start().await;
    let kind = json!({ "integrationType": { "id": "custom-rest-actions" } });
    let id = org.post("/integrations", kind).await.id();
    let config = org.get(&format!("/integrations/{id}/config/current")).await.ok();
    for (field, value) in
        [("properties", json!({})), ("advanced", json!({})), ("credentials", json!({})), ("notes", json!(""))]
    {
        assert_eq!(config[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_presence_definition_is_switched_off_by_a_delete() {
    let org = Org::start().await;
    let definitions = "/presence/definitions";
    let labels = json!({ "en_US": "Paperwork", "de": "Schreibarbeit" });
    let made =
        org.post(definitions, json!({ "languageLabels": labels, "systemPresence": "Busy" })).await.ok();
    assert_eq!(
        (&made["type"], &made["divisionId"], &made["deactivated"]),
        (&json!("User"), &json!("*"), &json!(false))
    );
    let path = format!("{definitions}/{}", made["id"].as_str().unwrap());
    let other = json!({ "languageLabels": labels, "systemPresence": "Meal" });
    assert_eq!(org.put(&path, other).await.status, 400);
    let nowhere = json!({ "languageLabels": labels, "systemPresence": "Busy", "divisionId": "00000000-0000-4000-8000-00000000dead" });
    assert_eq!(org.post(definitions, nowhere).await.status, 400);
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.ok()["deactivated"], true);
    let listed = |answer: serde_json::Value| {
        answer["entities"].as_array().unwrap().iter().any(|one| one["id"] == made["id"])
    };
    assert!(!listed(org.get(definitions).await.ok()));
    assert!(listed(org.get(&format!("{definitions}?deactivated=true")).await.ok()));
    // It comes back when it is put so.
    let back = json!({ "languageLabels": labels, "systemPresence": "Busy", "deactivated": false });
    assert_eq!(org.put(&path, back).await.ok()["deactivated"], false);
    assert!(listed(org.get(definitions).await.ok()));
}
