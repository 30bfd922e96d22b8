//! What the simulator can be told, through HTTP.

mod common;

use std::path::PathBuf;

use common::{Org, fixed};
use genesys_sim::Options;
use serde_json::{Value, json};

#[tokio::test]
async fn a_seed_is_dumped_and_seeded_again() {
    let org = Org::start().await;
    let seed = json!({
        "organization": { "id": "11111111-0000-4000-8000-000000000000", "name": "Acme" },
        "oauthClients": [{ "id": "second", "secret": "s" }],
        "objects": {
            "authorization/divisions": [{ "id": "d1", "name": "North" }],
            "routing/wrapupcodes": [{ "id": "w1", "name": "Done", "division": { "id": "*" } }],
            "routing/queues": [{ "id": "q1", "name": "Support", "division": { "id": "d1" }, "wrapupCodes": ["w1"] }],
            "routing/skills": [{ "name": "French" }, { "name": "Old", "state": "deleted" }],
        },
    });
    let ids = org.control("POST", "/seed", Some(seed)).await.ok();
    assert_eq!(ids["ids"]["routing/queues"], json!(["q1"]));
    assert_eq!(org.get("/organizations/me").await.ok()["name"], "Acme");
    let queue = org.get("/routing/queues/q1").await.ok();
    assert_eq!(queue["division"]["name"], "North");
    assert_eq!(queue["acwSettings"]["timeoutMs"], 300_000);
    assert_eq!(org.get("/routing/queues/q1/wrapupcodes").await.ok()["total"], 1);
    assert_eq!(org.get("/routing/skills").await.ok()["total"], 1);
    assert_eq!(common::mint(&org.sim, "second", "s").await.status, 200);

    let dump = org.dump().await;
    assert_eq!(dump["objects"]["routing/queues"][0]["wrapupCodes"], json!(["w1"]));
    assert_eq!(dump["objects"]["routing/skills"].as_array().unwrap().len(), 1);
    let all = org.control("GET", "/dump?deleted=true", None).await.ok();
    assert_eq!(all["objects"]["routing/skills"].as_array().unwrap().len(), 2);

    let other = Org::with(Options { seed: Some(8), ..fixed() }).await;
    other.control("POST", "/seed", Some(all.clone())).await.ok();
    assert_eq!(other.control("GET", "/dump?deleted=true", None).await.ok(), all);
}

#[tokio::test]
async fn a_wrong_seed_changes_nothing() {
    let org = Org::start().await;
    let before = org.dump().await;
    let wrong = json!({ "objects": { "routing/skills": [{ "name": "A" }], "routing/nothing": [] } });
    let refused = org.control("POST", "/seed", Some(wrong)).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("routing/nothing"));
    assert_eq!(org.dump().await, before);
}

#[tokio::test]
async fn reset_and_snapshots_bring_back_what_was() {
    let org = Org::start().await;
    let fresh = org.dump().await;
    org.post("/routing/skills", json!({ "name": "A" })).await.ok();
    let one = org.dump().await;
    org.control("PUT", "/snapshots/one", None).await.ok();
    org.post("/routing/skills", json!({ "name": "B" })).await.ok();
    org.control("POST", "/snapshots/one/restore", None).await.ok();
    assert_eq!(org.dump().await, one);
    org.control("POST", "/reset", None).await.ok();
    assert_eq!(org.dump().await, fresh);
}

#[tokio::test]
async fn the_call_log_counts_by_route() {
    let org = Org::start().await;
    org.control("DELETE", "/calls", None).await.ok();
    let id = org.post("/routing/skills", json!({ "name": "A" })).await.id();
    org.get(&format!("/routing/skills/{id}")).await.ok();
    org.get("/routing/skills/none").await;
    let counts = org.control("GET", "/calls/counts", None).await.ok();
    assert_eq!(counts["GET /api/v2/routing/skills/{skillId}"], json!({ "total": 2, "200": 1, "404": 1 }));
    let calls = org.control("GET", "/calls?method=POST", None).await.ok();
    assert_eq!(calls[0]["request"], json!({ "name": "A" }));
    assert_eq!(calls[0]["sequence"], 1);
    assert_eq!(org.control("GET", "/calls?after=2", None).await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn dropping_it_ends_open_connections_too() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let org = Org::start().await;
    let mut stream = tokio::net::TcpStream::connect(org.sim.address()).await.unwrap();
    let request = b"GET /_sim/clock HTTP/1.1\r\nHost: sim\r\n\r\n";
    let mut buffer = [0u8; 4096];
    stream.write_all(request).await.unwrap();
    assert!(stream.read(&mut buffer).await.unwrap() > 0);
    drop(org);
    let _ = stream.write_all(request).await;
    assert_eq!(stream.read(&mut buffer).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_browser_gets_a_page_and_a_program_an_overview() {
    let org = Org::start().await;
    let page = org.raw("GET", "/_sim/", &[("Accept", "text/html,application/xhtml+xml")], None).await;
    assert!(page.text.starts_with("<!doctype html>"));
    assert_eq!(org.control("GET", "/", None).await.ok()["organization"]["name"], "Simulated Organization");
}

async fn fault(org: &Org, rule: Value) {
    org.control("DELETE", "/faults", None).await.ok();
    org.control("POST", "/faults", Some(rule)).await.ok();
}

#[tokio::test]
async fn faults_do_what_they_say() {
    let org = Org::start().await;
    let bearer = format!("Bearer {}", org.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let skills = "/api/v2/routing/skills";

    fault(&org, json!({ "method": "POST", "route": skills, "kind": "status", "status": 503, "headers": { "Retry-After": "3" } })).await;
    let failed = org.post("/routing/skills", json!({ "name": "A" })).await;
    assert_eq!((failed.status, failed.header("retry-after")), (503, Some("3")));
    org.post("/routing/skills", json!({ "name": "A" })).await.ok();

    fault(&org, json!({ "method": "POST", "route": skills, "kind": "cutBefore" })).await;
    assert!(org.try_send("POST", skills, &headers, r#"{"name":"B"}"#).await.is_none());
    assert_eq!(org.get("/routing/skills").await.ok()["total"], 1);

    fault(&org, json!({ "method": "POST", "route": skills, "kind": "cutAfter" })).await;
    assert!(org.try_send("POST", skills, &headers, r#"{"name":"B"}"#).await.is_none());
    assert_eq!(org.get("/routing/skills").await.ok()["total"], 2);

    fault(&org, json!({ "kind": "malformed", "nth": 2 })).await;
    assert_eq!(org.get("/routing/skills").await.ok()["total"], 2);
    assert_eq!(org.get("/routing/skills").await.body, Value::Null);

    let division = org.post("/authorization/divisions", json!({ "name": "North" })).await.id();
    let path = format!("/authorization/divisions/{division}");
    fault(&org, json!({ "method": "GET", "kind": "stale", "times": 2 })).await;
    assert_eq!(org.get(&path).await.status, 404);
    org.put(&path, json!({ "name": "South" })).await.ok();
    assert_eq!(org.get(&path).await.ok()["name"], "North");
    assert_eq!(org.get(&path).await.ok()["name"], "South");

    fault(&org, json!({ "method": "DELETE", "kind": "pretend" })).await;
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 200);

    fault(&org, json!({ "method": "GET", "kind": "delay", "delayMs": 30 })).await;
    let begun = std::time::Instant::now();
    org.get(&path).await.ok();
    assert!(begun.elapsed().as_millis() >= 30);

    fault(&org, json!({ "method": "GET", "kind": "hold" })).await;
    let (held, released) = tokio::join!(org.get(&path), async {
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        org.control("DELETE", "/faults", None).await.status
    });
    assert_eq!((held.status, released), (200, 204));

    fault(&org, json!({ "kind": "status", "status": 500, "probability": 0.5 })).await;
    let mut failures = 0;
    for _ in 0..40 {
        failures += u32::from(org.get("/routing/skills").await.status == 500);
    }
    assert!((8..32).contains(&failures), "{failures}");
    for wrong in [
        json!({ "kind": "status" }),
        json!({ "kind": "status", "status": 1000 }),
        json!({ "kind": "cutAfter", "route": "/api/v2/routing/que" }),
        json!({ "kind": "cutAfter", "route": "/api/v3*" }),
        json!({ "kind": "cutAfter", "rout": "/api/v2/routing/queues" }),
    ] {
        assert_eq!(org.control("POST", "/faults", Some(wrong.clone())).await.status, 400, "{wrong}");
    }
    for right in [
        "/api/v2/routing/queues/an-id",
        "/api/v2/routing/queues*",
        "/oauth/token",
        "/uploads/flows/{jobId}",
        "*",
    ] {
        let rule = json!({ "kind": "cutAfter", "route": right });
        assert_eq!(org.control("POST", "/faults", Some(rule)).await.status, 200, "{right}");
    }
}

#[tokio::test]
async fn a_state_folder_keeps_what_was_acknowledged() {
    let folder = Folder::new();
    let options = || Options { state: Some(folder.0.clone()), ..fixed() };
    let org = Org::with(options()).await;
    org.post("/routing/skills", json!({ "name": "A" })).await.ok();
    let id = org.post("/routing/skills", json!({ "name": "B" })).await.id();
    org.delete(&format!("/routing/skills/{id}")).await.ok();
    let before = org.control("GET", "/dump?deleted=true", None).await.ok();
    let token = org.token.clone();
    drop(org);
    // A request that was being written when the process died was never acknowledged.
    let journal = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path());
    let journal = journal.into_iter().find(|path| path.to_string_lossy().contains("journal")).unwrap();
    let mut text = std::fs::read(&journal).unwrap();
    text.extend(b"{\"records\":[{\"kind\":\"routing/sk");
    std::fs::write(&journal, text).unwrap();

    let mut org = Org::with(options()).await;
    org.token = token;
    assert_eq!(org.control("GET", "/dump?deleted=true", None).await.ok(), before);
    assert_eq!(org.get("/routing/skills").await.ok()["total"], 1);
    assert_eq!(org.post("/routing/skills", json!({ "name": "A" })).await.status, 409);
    assert_ne!(org.post("/routing/skills", json!({ "name": "C" })).await.id(), id);
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("genesys-sim-test-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn every_answer_waits_when_there_is_a_latency() {
    let org = Org::start().await;
    org.control("PATCH", "/options", Some(json!({ "latencyMs": 120 }))).await.ok();
    let asked = std::time::Instant::now();
    org.get("/organizations/me").await.ok();
    assert!(asked.elapsed() >= std::time::Duration::from_millis(120));
    // What is asked of the simulator itself is not the platform's answer.
    let options = org.control("GET", "/options", None).await.ok();
    assert_eq!(options["latencyMs"], 120);
}

#[tokio::test]
async fn wrong_controls_are_refused_and_change_nothing() {
    let org = Org::start().await;
    let far = i64::MAX;
    for (method, path, body) in [
        ("POST", "/clock", json!({ "advanceSeconds": far })),
        ("POST", "/clock", json!({ "advanceMs": -far })),
        ("POST", "/clock", json!({ "advanceMs": "1" })),
        ("POST", "/clock", json!({ "set": "yesterday" })),
        ("POST", "/lag", json!({ "kinds": { "routing/queue": { "listMs": 1 } } })),
        ("PATCH", "/options", json!({ "rateWindowSeconds": 0 })),
        ("PATCH", "/options", json!({ "rateLimt": 1 })),
        ("POST", "/snapshots/none/restore", json!(null)),
        ("GET", "/no/such/thing", json!(null)),
    ] {
        let refused = org.control(method, path, Some(body.clone())).await;
        assert!(
            (400..500).contains(&refused.status),
            "{method} {path} {body}: {} {}",
            refused.status,
            refused.text
        );
        assert!(refused.body["error"].as_str().is_some_and(|error| !error.is_empty()), "{}", refused.text);
    }
    assert_eq!(org.control("GET", "/clock", None).await.ok()["now"], "2026-01-01T00:00:00.000Z");
    // Large numbers are taken where they are possible.
    org.control("PATCH", "/options", Some(json!({ "rateLimit": 1, "rateWindowSeconds": u64::MAX })))
        .await
        .ok();
    assert_eq!(org.get("/routing/skills").await.status, 200);
    assert_eq!(org.get("/routing/skills").await.status, 429);
}
