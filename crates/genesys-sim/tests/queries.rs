//! Questions about what is there: dependencies, grants, categories, responses, through HTTP.

mod common;

use common::Org;
use serde_json::json;

#[tokio::test]
async fn dependency_tracking_knows_both_directions() {
    let org = Org::start().await;
    let flow = org.post("/flows", json!({ "name": "Hold", "type": "INQUEUECALL" })).await.id();
    let queue = org.post("/routing/queues", json!({ "name": "Q", "queueFlow": { "id": flow } })).await.id();
    let tracking = "/architect/dependencytracking";
    let users =
        org.get(&format!("{tracking}/consumingresources?id={flow}&objectType=INQUEUECALLFLOW")).await.ok();
    assert_eq!(
        (&users["entities"][0]["id"], &users["entities"][0]["type"]),
        (&json!(queue), &json!("QUEUE"))
    );
    let used =
        org.get(&format!("{tracking}/consumedresources?id={queue}&version=1&objectType=QUEUE")).await.ok();
    assert_eq!(used["entities"][0]["type"], "INQUEUECALLFLOW");
    let object = org.get(&format!("{tracking}/object?id={queue}&consumedResources=true")).await.ok();
    assert_eq!(object["consumedResources"][0]["id"], json!(flow));
    assert_eq!(org.get(&format!("{tracking}?name=ho")).await.ok()["total"], 1);
    assert_eq!(org.get(&format!("{tracking}/object?id=none")).await.status, 404);
    assert_eq!(org.post(&format!("{tracking}/build"), json!(null)).await.status, 202);
    assert_eq!(org.get(&format!("{tracking}/build")).await.ok()["status"], "OPERATIONAL");
}

#[tokio::test]
async fn grants_are_seen_from_role_and_division() {
    let org = Org::start().await;
    let user = org.post("/users", json!({ "name": "a", "email": "a@example.com" })).await.id();
    let role = org.post("/authorization/roles", json!({ "name": "R" })).await.id();
    let home = org.get("/authorization/divisions/home").await.ok()["id"].as_str().unwrap().to_owned();
    org.put(&format!("/authorization/roles/{role}/users/add"), json!([user])).await.ok();
    let subjects = org.get(&format!("/authorization/roles/{role}/subjectgrants")).await.ok();
    assert_eq!(
        (&subjects["entities"][0]["id"], &subjects["entities"][0]["type"]),
        (&json!(user), &json!("PC_USER"))
    );
    let grants = org.get(&format!("/authorization/divisions/{home}/grants")).await.ok();
    assert_eq!(grants["entities"][0]["role"]["id"], json!(role));
    assert_eq!(org.get(&format!("/authorization/roles/{role}/users")).await.ok()["total"], 1);
    org.put(&format!("/authorization/roles/{role}/users/remove"), json!([user])).await.ok();
    assert_eq!(org.get(&format!("/authorization/roles/{role}/subjectgrants")).await.ok()["total"], 0);
}

#[tokio::test]
async fn a_group_may_have_dynamic_settings() {
    let org = Org::start().await;
    let body = json!({ "name": "G", "type": "official", "rulesVisible": true, "visibility": "public" });
    let path = format!("/groups/{}/dynamicsettings", org.post("/groups", body).await.id());
    assert_eq!(org.get(&path).await.status, 404);
    assert_eq!(org.put(&path, json!({ "skillConditions": [] })).await.status, 204);
    assert_eq!(org.get(&path).await.ok()["query"], json!({ "skillConditions": [] }));
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn identity_providers_are_absent_until_they_are_put() {
    let org = Org::start().await;
    let path = "/identityproviders/okta";
    assert_eq!(org.get(path).await.status, 404);
    org.put(path, json!({ "issuerURI": "https://example.com", "ssoTargetURI": "https://example.com/sso" }))
        .await
        .ok();
    assert_eq!(org.get(path).await.ok()["issuerURI"], "https://example.com");
    assert_eq!(org.delete(path).await.status, 200);
    assert_eq!(org.get(path).await.status, 404);
}

#[tokio::test]
async fn responses_are_found_by_phrase_and_library() {
    let org = Org::start().await;
    let library = org.post("/responsemanagement/libraries", json!({ "name": "L" })).await.id();
    let body = json!({ "name": "Hello there", "libraries": [{ "id": library }] });
    org.post("/responsemanagement/responses", body).await.ok();
    let query = |phrase: &str, library: &str| json!({ "queryPhrase": phrase, "filters": [{ "name": "libraryId", "operator": "IN", "values": [library] }] });
    let path = "/responsemanagement/responses/query";
    assert_eq!(org.post(path, query("hello", &library)).await.ok()["results"]["total"], 1);
    assert_eq!(org.post(path, query("hello", "none")).await.ok()["results"]["total"], 0);
    assert_eq!(org.post(path, query("bye", &library)).await.ok()["results"]["total"], 0);
    let bulk = json!({ "libraryIds": [library, "none"] });
    assert_eq!(org.post("/responsemanagement/libraries/bulk", bulk).await.ok()["total"], 1);
}
