//! The laws that hold for every operation, through HTTP.

mod common;

use common::{Org, fixed, mint};
use genesys_sim::{Options, Sim};
use serde_json::json;

#[tokio::test]
async fn the_token_endpoint_fails_as_the_platform_does() {
    let org = Org::start().await;
    let unknown = mint(&org.sim, "nobody", "x").await;
    assert_eq!((unknown.status, unknown.body["error"].as_str().unwrap()), (400, "invalid_client"));
    assert_eq!(unknown.body["error_description"], "client not found: invalid_client");
    let wrong = mint(&org.sim, genesys_sim::DEFAULT_CLIENT_ID, "x").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(wrong.body["description"], "authentication failed: invalid_client");
}

#[tokio::test]
async fn too_many_tokens_are_a_400() {
    let org = Org::with(Options { mint_limit: 1, ..fixed() }).await;
    let second = mint(&org.sim, genesys_sim::DEFAULT_CLIENT_ID, genesys_sim::DEFAULT_CLIENT_SECRET).await;
    assert_eq!((second.status, second.body["error"].as_str().unwrap()), (400, "invalid_request"));
    assert!(second.body["description"].as_str().unwrap().starts_with("rate limit exceeded;"));
}

#[tokio::test]
async fn tokens_are_needed_known_unexpired_and_can_be_revoked() {
    let org = Org::start().await;
    let none = org.raw("GET", "/api/v2/organizations/me", &[], None).await;
    assert_eq!(none.refused(), (401, "authentication.required"));
    let unknown = org.raw("GET", "/api/v2/organizations/me", &[("Authorization", "Bearer x")], None).await;
    assert_eq!(unknown.refused(), (401, "bad.credentials"));
    assert_eq!(org.get("/tokens/me").await.ok()["OAuthClient"]["id"], genesys_sim::DEFAULT_CLIENT_ID);
    assert_eq!(org.call("HEAD", "/tokens/me", None).await.status, 200);
    org.control("POST", "/clock", Some(json!({ "advanceSeconds": 86_400 }))).await.ok();
    assert_eq!(org.get("/organizations/me").await.refused(), (401, "credentials.expired"));

    let org = Org::start().await;
    assert_eq!(org.delete("/tokens/me").await.status, 200);
    assert_eq!(org.get("/organizations/me").await.refused(), (401, "bad.credentials"));
}

#[tokio::test]
async fn a_window_of_requests_is_counted_and_ends() {
    let org = Org::with(Options { rate_limit: 2, ..fixed() }).await;
    let first = org.get("/organizations/me").await;
    assert_eq!(first.header("inin-ratelimit-count"), Some("1"));
    assert_eq!(first.header("inin-ratelimit-allowed"), Some("2"));
    assert_eq!(first.header("inin-ratelimit-reset"), Some("61"));
    assert_eq!(org.get("/organizations/me").await.status, 200);
    let third = org.get("/organizations/me").await;
    assert_eq!(third.refused(), (429, "too.many.requests.retry.after"));
    assert_eq!(third.header("retry-after"), Some("61"));
    assert_eq!(third.body["message"], "Rate limit exceeded the maximum. Retry the request in [61] seconds");
    org.control("POST", "/clock", Some(json!({ "advanceSeconds": 61 }))).await.ok();
    assert_eq!(org.get("/organizations/me").await.status, 200);
}

#[tokio::test]
async fn a_service_may_have_a_limit_of_its_own() {
    let org = Org::start().await;
    let limits = json!({ "routeLimits": { "GET /api/v2/routing/skills": 1 } });
    org.control("PATCH", "/options", Some(limits)).await.ok();
    assert_eq!(org.get("/routing/skills").await.status, 200);
    assert_eq!(org.get("/routing/skills").await.status, 429);
    assert_eq!(org.get("/routing/languages").await.status, 200);
    assert_eq!(org.get("/no/such/path").await.status, 404);
    assert_eq!(org.control("GET", "/calls?unmatched=true", None).await.ok().as_array().unwrap().len(), 1);
    for wrong in ["GET /api/v2/no/such/path", "/api/v2/routing/skills"] {
        let refused = org.control("PATCH", "/options", Some(json!({ "routeLimits": { (wrong): 1 } }))).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text.contains(wrong), "{}", refused.text);
    }
}

#[tokio::test]
async fn errors_have_one_shape() {
    let org = Org::start().await;
    let missing = org.get("/routing/queues/00000000-0000-4000-8000-000000000000").await;
    assert_eq!(missing.refused(), (404, "resource.not.found"));
    assert_eq!(missing.body["contextId"].as_str(), missing.header("ININ-Correlation-Id"));
    assert_eq!(missing.body["details"], json!([]));
    assert_eq!(missing.body["errors"], json!([]));
    assert_eq!(org.get("/no/such/path").await.status, 404);
    let absent = org.post("/analytics/conversations/details/query", json!({})).await;
    assert_eq!(absent.refused(), (501, "not.implemented"));
    assert!(absent.text.contains("postAnalyticsConversationsDetailsQuery"));
    let text = org
        .try_send(
            "POST",
            "/api/v2/routing/skills",
            &[("Authorization", &format!("Bearer {}", org.token)), ("Content-Type", "text/plain")],
            "x",
        )
        .await
        .unwrap();
    assert_eq!(text.refused(), (415, "unsupported.media.type"));
}

#[tokio::test]
async fn lists_have_pages() {
    let org = Org::start().await;
    for number in 0..7 {
        org.post("/routing/skills", json!({ "name": format!("Skill {number}") })).await.ok();
    }
    let page = org.get("/Routing/Skills?pageSize=3&pageNumber=2").await.ok();
    assert_eq!(page["entities"].as_array().unwrap().len(), 3);
    assert_eq!(page["entities"][0]["name"], "Skill 3");
    assert_eq!((&page["total"], &page["pageCount"], &page["pageNumber"]), (&json!(7), &json!(3), &json!(2)));
    assert_eq!(page["nextUri"], "/api/v2/Routing/Skills?pageSize=3&pageNumber=3");
    let last = org.get("/routing/skills?pageSize=3&pageNumber=3").await.ok();
    assert_eq!(last.get("nextUri"), None);
    assert_eq!(org.get("/routing/skills?pageSize=3&pageNumber=9").await.ok()["entities"], json!([]));
    assert_eq!(org.get("/routing/skills?pageSize=501").await.status, 400);
    assert_eq!(org.get("/routing/skills?pageSize=x").await.status, 400);
    assert_eq!(org.get("/users?state=inactive&pageSize=500&pageNumber=20").await.status, 200);
    assert_eq!(org.get("/users?state=inactive&pageSize=500&pageNumber=21").await.status, 400);
    assert_eq!(org.get("/users?pageSize=500&pageNumber=21").await.status, 200);
    assert_eq!(org.get("/architect/prompts?pageSize=100&pageNumber=101").await.status, 400);
    assert_eq!(org.get("/routing/skills?name=skill+3").await.ok()["total"], 1);
}

#[tokio::test]
async fn unknown_fields_are_recorded_or_refused() {
    let org = Org::start().await;
    org.post("/routing/queues", json!({ "name": "A", "acwSettings": { "timeout": 1 }, "colour": "red" }))
        .await
        .ok();
    let calls = org.control("GET", "/calls?unknown=true", None).await.ok();
    assert_eq!(calls[0]["unknown"], json!(["acwSettings.timeout", "colour"]));
    assert_eq!(calls[0]["template"], "/api/v2/routing/queues");

    let org = Org::with(Options { strict: true, ..fixed() }).await;
    let refused = org.post("/routing/queues", json!({ "name": "A", "colour": "red" })).await;
    assert_eq!(refused.refused(), (400, "invalid.property"));
}

#[tokio::test]
async fn the_same_requests_give_the_same_bytes() {
    let mut dumps = Vec::new();
    for _ in 0..2 {
        let org = Org::start().await;
        let answer = org.post("/routing/queues", json!({ "name": "A" })).await;
        dumps.push((answer.text, answer.headers, org.control("GET", "/dump", None).await.text));
    }
    assert_eq!(dumps[0].0, dumps[1].0);
    assert_eq!(dumps[0].2, dumps[1].2);
    let organization =
        |options: Options| async { Sim::start(options).await.unwrap().dump()["organization"]["id"].clone() };
    assert_ne!(organization(Options::default()).await, organization(Options::default()).await);
    let given = Options { organization_id: Some("mine".to_owned()), ..Options::default() };
    assert_eq!(organization(given).await, "mine");
}

#[tokio::test]
async fn coverage_is_what_it_says() {
    let org = Org::start().await;
    let coverage = org.control("GET", "/coverage", None).await.ok();
    let counts = &coverage["counts"];
    let known = counts["full"].as_u64().unwrap() + counts["generic"].as_u64().unwrap();
    println!("{counts}");
    assert!(known >= 1_300, "{counts}");
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/COVERAGE.md")).unwrap();
    assert!(
        committed == genesys_sim::coverage::page(),
        "COVERAGE.md is old: run `cargo run -p genesys-sim -- --coverage > crates/genesys-sim/COVERAGE.md`"
    );
}

#[tokio::test]
async fn what_was_written_is_known_late() {
    let org = Org::start().await;
    let lag = json!({ "kinds": { "routing/queues": {
        "createMs": 1000, "updateMs": 1000, "deleteMs": 1000, "listMs": 2000,
    }, "authorization/divisions": { "referenceMs": 1000 }, "routing/skills": { "deleteMs": 500 } } });
    org.control("POST", "/lag", Some(lag)).await.ok();
    let forward = |ms: i64| org.control("POST", "/clock", Some(json!({ "advanceMs": ms })));
    let id = org.post("/routing/queues", json!({ "name": "A" })).await.id();
    let path = format!("/routing/queues/{id}");
    assert_eq!(org.get(&path).await.status, 404);
    forward(1000).await.ok();
    assert_eq!(org.get(&path).await.status, 200);
    assert_eq!(org.get("/routing/queues").await.ok()["total"], 0);
    forward(1000).await.ok();
    assert_eq!(org.get("/routing/queues").await.ok()["total"], 1);
    org.put(&path, json!({ "name": "B" })).await.ok();
    assert_eq!(org.get(&path).await.ok()["name"], "A");
    forward(1000).await.ok();
    assert_eq!(org.get(&path).await.ok()["name"], "B");
    forward(1000).await.ok();
    org.delete(&path).await.ok();
    assert_eq!(org.get(&path).await.status, 200);
    assert_eq!(org.delete(&path).await.status, 404);
    forward(1000).await.ok();
    assert_eq!(org.get(&path).await.status, 404);
    assert_eq!(org.get("/routing/queues?name=B").await.ok()["total"], 1);
    forward(1000).await.ok();
    assert_eq!(org.get("/routing/queues").await.ok()["total"], 0);

    let skill = org.post("/routing/skills", json!({ "name": "S" })).await.id();
    org.delete(&format!("/routing/skills/{skill}")).await.ok();
    assert_eq!(org.get(&format!("/routing/skills/{skill}")).await.ok()["state"], "active");
    forward(500).await.ok();
    assert_eq!(org.get(&format!("/routing/skills/{skill}")).await.ok()["state"], "deleted");
    assert_eq!(
        org.control("POST", "/lag", Some(json!({ "kinds": { "*": { "create": 1 } } }))).await.status,
        400
    );
}

#[tokio::test]
async fn roles_permit_when_permissions_count() {
    let org = Org::with(Options { permissions: true, ..fixed() }).await;
    let north = org.post("/authorization/divisions", json!({ "name": "North" })).await.id();
    let there = org.post("/routing/queues", json!({ "name": "There" })).await.id();
    let policy = json!({ "domain": "routing", "entityName": "queue", "actionSet": ["view", "edit"] });
    let role =
        org.post("/authorization/roles", json!({ "name": "R", "permissionPolicies": [policy] })).await.id();
    let client = json!({
        "name": "C", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": role, "divisionId": north }],
    });
    let client = org.post("/oauth/clients", client).await.ok();
    let here = org.post("/routing/queues", json!({ "name": "Here", "division": { "id": north } })).await.id();
    assert_eq!(org.get("/routing/queues").await.ok()["total"], 2);
    let token = mint(&org.sim, client["id"].as_str().unwrap(), client["secret"].as_str().unwrap()).await;
    let other = Org { token: token.ok()["access_token"].as_str().unwrap().to_owned(), ..org };
    assert_eq!(other.get("/routing/queues").await.ok()["total"], 1);
    assert_eq!(other.get(&format!("/routing/queues/{here}")).await.status, 200);
    assert_eq!(other.get(&format!("/routing/queues/{there}")).await.refused().0, 403);
    assert_eq!(other.put(&format!("/routing/queues/{there}"), json!({ "name": "x" })).await.refused().0, 403);
    let refused = other.post("/routing/queues", json!({ "name": "Q" })).await;
    assert_eq!(refused.refused(), (403, "missing.any.permissions"));
    assert!(refused.body["message"].as_str().unwrap().contains("routing:queue:add"));
}

#[tokio::test]
async fn a_user_who_has_logged_in_acts_by_own_roles_and_those_of_groups() {
    let org = Org::with(Options { permissions: true, ..fixed() }).await;
    assert_eq!(org.get("/users/me").await.refused(), (400, "not.a.user"));
    let user =
        org.post("/users", json!({ "name": "U", "email": "u@example.com", "state": "active" })).await.id();
    let policy = |action: &str| json!({ "domain": "routing", "entityName": "queue", "actionSet": [action] });
    let mut roles = Vec::new();
    for action in ["view", "add"] {
        let role = json!({ "name": action, "permissionPolicies": [policy(action)] });
        roles.push(org.post("/authorization/roles", role).await.id());
    }
    let group = json!({ "name": "G", "type": "official", "visibility": "public", "rulesVisible": true, "rolesEnabled": true });
    let group = org.post("/groups", group).await.id();
    org.post(&format!("/groups/{group}/members"), json!({ "memberIds": [user], "version": 1 })).await.ok();
    for (subject, kind, role) in [(&user, "PC_USER", &roles[0]), (&group, "PC_GROUP", &roles[1])] {
        let grants = json!({ "grants": [{ "roleId": role, "divisionId": "*" }] });
        let path = format!("/authorization/subjects/{subject}/bulkadd?subjectType={kind}");
        assert!(org.post(&path, grants).await.status < 300);
    }

    assert_eq!(org.control("POST", "/tokens", Some(json!({ "userId": group }))).await.status, 404);
    let token = org.control("POST", "/tokens", Some(json!({ "userId": user }))).await.ok();
    let theirs = Org { token: token["access_token"].as_str().unwrap().to_owned(), ..org };
    let me = theirs.get("/users/me?expand=groups").await.ok();
    assert_eq!((&me["id"], &me["groups"][0]["id"]), (&json!(user), &json!(group)));
    assert_eq!(theirs.get("/authorization/subjects/me").await.ok()["grants"].as_array().unwrap().len(), 2);
    // The one by the user's own role, the other by the group's; the third by none.
    assert_eq!(theirs.get("/routing/queues").await.status, 200);
    let queue = theirs.post("/routing/queues", json!({ "name": "Q" })).await.ok();
    assert_eq!(queue["createdBy"], json!(user));
    let path = format!("/routing/queues/{}", queue["id"].as_str().unwrap());
    assert_eq!(theirs.delete(&path).await.refused(), (403, "missing.any.permissions"));
}

#[tokio::test]
async fn logins_may_have_an_address_of_their_own() {
    let sim = Sim::start(Options { login_port: Some(0), ..fixed() }).await.unwrap();
    let login = sim.login_url().trim_start_matches("http://").to_owned();
    let api = sim.address().to_string();
    assert_ne!(login, api);
    // The client's id and secret, as `mint` sends them.
    use base64::{Engine, engine::general_purpose::STANDARD};
    let pair = format!("{}:{}", genesys_sim::DEFAULT_CLIENT_ID, genesys_sim::DEFAULT_CLIENT_SECRET);
    let basic = format!("Basic {}", STANDARD.encode(pair));
    let headers = [("Authorization", basic.as_str())];
    let form = "grant_type=client_credentials";
    assert_eq!(common::send(&api, "POST", "/oauth/token", &headers, form).await.unwrap().status, 404);
    let token = common::send(&login, "POST", "/oauth/token", &headers, form).await.unwrap().ok();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let headers = [("Authorization", bearer.as_str())];
    assert_eq!(
        common::send(&api, "GET", "/api/v2/organizations/me", &headers, "").await.unwrap().status,
        200
    );
    for path in ["/api/v2/organizations/me", "/_sim", "/uploads/v2/scripter"] {
        assert_eq!(common::send(&login, "GET", path, &headers, "").await.unwrap().status, 404, "{path}");
    }
}
