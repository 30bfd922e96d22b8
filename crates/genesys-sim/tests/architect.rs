//! Flows, data tables, prompts, schedules, IVRs, scripts, integrations, responses and telephony, through HTTP.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Got, Org, fixed};
use genesys_sim::Options;
use serde_json::{Value, json};

async fn deploy(org: &Org, yaml: &str) -> Value {
    let job = org.post("/flows/jobs", json!(null)).await.ok();
    let url = job["presignedUrl"].as_str().unwrap();
    let path = url.split_once("/uploads").map(|(_, rest)| format!("/uploads{rest}")).unwrap();
    assert_eq!(org.try_send("PUT", &path, &[], yaml).await.unwrap().status, 403);
    let headers: Vec<(&str, &str)> = job["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    assert_eq!(org.try_send("PUT", &path, &headers, yaml).await.unwrap().status, 200);
    org.get(&format!("/flows/jobs/{}?expand=messages", job["id"].as_str().unwrap())).await.ok()
}

async fn flow(org: &Org, kind: &str, name: &str) -> String {
    let job = deploy(org, &format!("{kind}:\n  name: {name}\n  description: d\n")).await;
    assert_eq!(job["status"], "Success", "{job}");
    job["flow"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn flows_are_deployed_by_jobs() {
    let org = Org::start().await;
    let id = flow(&org, "inboundCall", "Main").await;
    let path = format!("/flows/{id}");
    assert_eq!(org.get(&path).await.ok()["publishedVersion"]["id"], "1.0");
    assert_eq!(flow(&org, "inboundCall", "Main").await, id);
    assert_eq!(org.get(&path).await.ok()["publishedVersion"]["id"], "2.0");
    assert_ne!(flow(&org, "inboundCall", "Other").await, id);
    assert_ne!(flow(&org, "inQueueCall", "Main").await, id);
    assert_eq!(org.get("/flows?name=Main&type=inboundcall").await.ok()["total"], 1);
    assert_eq!(org.get(&format!("{path}/versions")).await.ok()["total"], 2);
    let failed = deploy(&org, "inboundCall:\n  name: a/b\n").await;
    assert_eq!((&failed["status"], failed["messages"].as_array().unwrap().len()), (&json!("Failure"), 1));
    assert_eq!(deploy(&org, "nonsense:\n  name: a\n").await["status"], "Failure");
    org.post(&format!("/flows/actions/checkout?flow={id}"), json!(null)).await.ok();
    assert_eq!(org.get(&path).await.ok()["lockedClient"]["id"], genesys_sim::DEFAULT_CLIENT_ID);
    org.post(&format!("/flows/actions/unlock?flow={id}"), json!(null)).await.ok();
    assert_eq!(
        org.post(&format!("/flows/actions/checkin?flow={id}"), json!(null)).await.refused(),
        (409, "architect.flow.not.locked.by.user")
    );
    let export = org
        .post("/flows/export/jobs", json!({ "flows": [{ "flow": { "id": id, "version": "latest" } }] }))
        .await
        .ok();
    let export = org.get(&format!("/flows/export/jobs/{}", export["id"].as_str().unwrap())).await.ok();
    let url = export["downloadUrl"].as_str().unwrap();
    let file = org.raw("GET", &url[url.find("/uploads").unwrap()..], &[], None).await;
    assert!(file.text.starts_with("inboundCall:"));
}

#[tokio::test]
async fn a_job_takes_its_time_and_nobody_sees_the_flow_before() {
    let org = Org::with(Options { job_delay_ms: 60_000, ..fixed() }).await;
    let path = |job: &Value| format!("/flows/jobs/{}?expand=messages", job["id"].as_str().unwrap());
    let job = deploy(&org, "inboundCall:\n  name: Slow\n").await;
    assert_eq!((&job["status"], job.get("flow")), (&json!("Started"), None));
    assert_eq!(org.get("/flows").await.ok()["total"], 0);
    org.control("POST", "/clock", Some(json!({ "advanceMs": 59_000 }))).await.ok();
    assert_eq!(org.get(&path(&job)).await.ok()["status"], "Started");
    org.control("POST", "/clock", Some(json!({ "advanceMs": 1_000 }))).await.ok();
    assert_eq!(org.get("/flows").await.ok()["total"], 1);
    let done = org.get(&path(&job)).await.ok();
    assert_eq!((&done["status"], done["flow"]["id"].is_string()), (&json!("Success"), true));
}

#[tokio::test]
async fn a_job_says_why_it_fails() {
    let org = Org::start().await;
    let said = async |yaml: &str| {
        let job = deploy(&org, yaml).await;
        assert_eq!(job["status"], "Failure", "{yaml}");
        job["messages"][0]["text"].as_str().unwrap().to_owned()
    };
    assert!(said("inboundCall:\n  name: A\n bad\n").await.contains("at line 3, column"));
    assert!(
        said("inboundCall:\n  name: '{{ name }}'\n")
            .await
            .contains("'{{ name }}' was found in the flow YAML")
    );
    assert!(said("inboundCall:\n  name: A\n  division: Nowhere\n").await.contains("'Nowhere'"));
    let user = json!({ "id": "5a1e0000-0000-4000-8000-0000000000aa", "name": "Ann" });
    let locked = json!({ "name": "Locked", "type": "INBOUNDCALL", "lockedUser": user });
    let seeded = org.control("POST", "/seed", Some(json!({ "objects": { "flows": [locked] } }))).await.ok();
    let id = seeded["ids"]["flows"][0].as_str().unwrap();
    assert_eq!(org.get(&format!("/flows/{id}")).await.ok()["lockedUser"]["name"], "Ann");
    assert!(said("inboundCall:\n  name: Locked\n").await.contains("is locked"));
    org.post(&format!("/flows/actions/unlock?flow={id}"), json!(null)).await.ok();
    assert_eq!(flow(&org, "inboundCall", "Locked").await, id);
}

#[tokio::test]
async fn a_flow_may_have_a_log_level() {
    let org = Org::start().await;
    let path = format!("/flows/{}/instances/settings/loglevels", flow(&org, "inboundCall", "Main").await);
    assert_eq!(org.get(&path).await.status, 404);
    let body = |level: &str| json!({ "logLevelCharacteristics": { "level": level } });
    assert_eq!(org.post(&path, body("Base")).await.ok()["type"], "inboundcall");
    assert_eq!(org.put(&path, body("All")).await.ok()["logLevelCharacteristics"]["level"], "All");
    flow(&org, "inboundCall", "Without").await;
    let all = org.get("/flows/instances/settings/loglevels").await.ok();
    assert_eq!((&all["total"], &all["entities"][0]["name"]), (&json!(1), &json!("Main")));
    assert_eq!(all["entities"][0]["logLevelCharacteristics"]["level"], "All");
    assert_eq!(all["entities"][0]["selfUri"], format!("/api/v2{path}"));
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_flow_that_is_used_stays() {
    let org = Org::start().await;
    let id = flow(&org, "inQueueCall", "Hold").await;
    let queue = org.post("/routing/queues", json!({ "name": "Q", "queueFlow": { "id": id } })).await.ok();
    assert_eq!(queue["queueFlow"]["name"], "Hold");
    let path = format!("/flows/{id}");
    assert_eq!(org.delete(&path).await.refused(), (409, "architect.flow.cannot.delete.used.in.queues"));
    org.delete(&format!("/routing/queues/{}", queue["id"].as_str().unwrap())).await.ok();
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.refused(), (410, "architect.flow.deleted"));
    assert_eq!(org.get(&format!("{path}?deleted=true")).await.ok()["deleted"], true);
    assert_eq!(org.get("/flows").await.ok()["total"], 0);
}

#[tokio::test]
async fn data_tables_only_grow() {
    let org = Org::start().await;
    let schema = |more: Value| {
        let mut properties =
            json!({ "key": { "type": "string" }, "open": { "type": "boolean", "default": true } });
        for (name, value) in more.as_object().unwrap() {
            properties[name] = value.clone();
        }
        json!({ "name": "T", "schema": { "type": "object", "required": ["key"], "properties": properties } })
    };
    let table = org.post("/flows/datatables", schema(json!({ "n": { "type": "integer" } }))).await.ok();
    assert!(table["schema"].is_object());
    let path = format!("/flows/datatables/{}", table["id"].as_str().unwrap());
    assert_eq!(org.get(&path).await.ok().get("schema"), None);
    assert!(org.get(&format!("{path}?expand=schema")).await.ok()["schema"].is_object());
    assert_eq!(
        org.put(&path, schema(json!({}))).await.refused(),
        (400, "flows.datatables.cannot.remove.fields")
    );
    assert_eq!(
        org.post("/flows/datatables", schema(json!({}))).await.refused(),
        (409, "flows.datatables.not.unique")
    );
    let no_key = json!({ "name": "U", "schema": { "properties": {} } });
    assert_eq!(
        org.post("/flows/datatables", no_key).await.refused(),
        (400, "flows.datatables.schema.exception")
    );
    let rows = format!("{path}/rows");
    let row = org.post(&rows, json!({ "key": "a b", "n": 1 })).await.ok();
    assert_eq!(row, json!({ "key": "a b", "n": 1, "open": true }));
    assert_eq!(
        org.post(&rows, json!({ "key": "a b" })).await.refused(),
        (409, "flows.datatables.not.unique")
    );
    assert_eq!(org.post(&rows, json!({ "key": "c", "n": "x" })).await.status, 400);
    assert_eq!(org.post(&rows, json!({ "key": "c", "z": 1 })).await.status, 400);
    assert_eq!(org.get(&rows).await.ok()["entities"], json!([{ "key": "a b" }]));
    assert_eq!(org.get(&format!("{rows}?showbrief=false")).await.ok()["entities"][0]["n"], 1);
    let one = format!("{rows}/a%20b");
    assert_eq!(org.get(&one).await.ok(), json!({ "key": "a b" }));
    assert_eq!(org.put(&one, json!({ "key": "a b", "n": 2 })).await.ok()["n"], 2);
    assert_eq!(org.delete(&format!("{path}?force=true")).await.status, 204);
    assert_eq!(org.get(&one).await.refused(), (404, "flows.datatables.table.not.found"));
    assert_eq!(org.dump().await["objects"].get("flows/datatables/rows"), None);
}

#[tokio::test]
async fn prompts_have_resources_and_audio() {
    let org = Org::start().await;
    assert_eq!(
        org.post("/architect/prompts", json!({ "name": "a b" })).await.refused().1,
        "architect.prompt.validate.failed.name"
    );
    let id = org.post("/architect/prompts", json!({ "name": "Hello" })).await.id();
    let path = format!("/architect/prompts/{id}");
    let resources = format!("{path}/resources");
    let made = org
        .post(
            &resources,
            json!({ "language": "en-us", "ttsString": "hi", "tags": { "filename": ["a.wav"] } }),
        )
        .await
        .ok();
    assert_eq!((&made["id"], &made["uploadStatus"]), (&json!("en-us"), &json!("created")));
    assert_eq!(
        org.post(&resources, json!({ "language": "en-us" })).await.refused(),
        (409, "architect.prompt.resource.already.exists")
    );
    let uri = made["uploadUri"].as_str().unwrap();
    let uri = &uri[uri.find("/uploads").unwrap()..];
    assert_eq!(org.try_send("POST", uri, &[("Authorization", &org.token)], "x").await.unwrap().status, 200);
    assert_eq!(org.get(&format!("{resources}/en-us")).await.ok()["uploadStatus"], "transcoded");
    assert_eq!(
        org.put(&format!("{resources}/en-us"), json!({ "ttsString": "ho" })).await.ok()["language"],
        "en-us"
    );
    assert_eq!(org.delete(&format!("{resources}/en-us/audio")).await.status, 204);
    assert_eq!(org.get(&format!("{resources}/en-us")).await.ok()["uploadStatus"], "created");
    assert_eq!(org.get(&path).await.ok()["resources"][0]["ttsString"], "ho");
    assert_eq!(org.delete(&path).await.refused(), (409, "architect.prompt.has.resources"));
    assert_eq!(org.delete(&format!("{path}?allResources=true")).await.status, 204);
    assert_eq!(org.get(&path).await.refused(), (404, "architect.prompt.not.found"));
}

#[tokio::test]
async fn schedules_groups_and_ivrs_hold_each_other() {
    let org = Org::start().await;
    let body = json!({
        "name": "Week", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000",
        "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU",
    });
    let mut wrong = body.clone();
    wrong["start"] = json!("2026-01-04T08:00:00.000");
    let wrong = org.post("/architect/schedules", wrong).await;
    assert!(wrong.status == 400 && wrong.text.contains("invalid start date."));
    let schedule = org.post("/architect/schedules", body.clone()).await.ok();
    let schedule_path = format!("/architect/schedules/{}", schedule["id"].as_str().unwrap());
    let group = json!({ "name": "G", "openSchedules": [{ "id": schedule["id"] }] });
    let group = org.post("/architect/schedulegroups", group).await.id();
    assert_eq!(org.delete(&schedule_path).await.refused(), (409, "general.conflict"));
    let (open, closed) = (flow(&org, "inboundCall", "Open").await, flow(&org, "inboundCall", "Closed").await);
    let ivr = |more: Value| {
        let mut body = json!({ "name": "I", "scheduleGroup": { "id": group }, "openHoursFlow": { "id": open }, "closedHoursFlow": { "id": closed } });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    assert_eq!(org.post("/architect/ivrs", ivr(json!({ "closedHoursFlow": null }))).await.status, 400);
    let unpooled = org.post("/architect/ivrs", ivr(json!({ "dnis": ["+13175550101"] }))).await;
    assert_eq!(unpooled.body["message"], "Field 'didPoolId' is required and cannot be empty.");
    let pool = json!({ "name": "P", "startPhoneNumber": "+13175550100", "endPhoneNumber": "+13175550199" });
    let pool = org.post("/telephony/providers/edges/didpools", pool).await.id();
    let many: Vec<String> = (100..151).map(|number| format!("+13175550{number}")).collect();
    assert_eq!(org.post("/architect/ivrs", ivr(json!({ "dnis": many }))).await.status, 400);
    let made = org.post("/architect/ivrs", ivr(json!({ "dnis": ["+13175550101"] }))).await.ok();
    assert_eq!(
        org.post("/architect/ivrs", ivr(json!({ "name": "J", "dnis": ["+13175550101"] }))).await.status,
        400
    );
    let path = format!("/architect/ivrs/{}", made["id"].as_str().unwrap());
    assert_eq!(org.put(&path, ivr(json!({ "version": 7 }))).await.refused(), (409, "general.conflict"));
    assert_eq!(
        org.put(&path, ivr(json!({ "version": 1, "dnis": ["+13175550101"] }))).await.ok()["version"],
        2
    );
    assert_eq!(org.delete(&format!("/telephony/providers/edges/didpools/{pool}")).await.status, 409);
    assert_eq!(org.delete(&format!("/architect/schedulegroups/{group}")).await.status, 409);
    let emergency = json!({ "name": "E", "enabled": false, "emergencyCallFlows": [{ "emergencyFlow": { "id": open }, "ivrs": [{ "id": made["id"] }] }] });
    let emergency = org.post("/architect/emergencygroups", emergency).await.id();
    assert_eq!(org.delete(&path).await.status, 409);
    org.delete(&format!("/architect/emergencygroups/{emergency}")).await.ok();
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&path).await.ok()["state"], "deleted");
    org.delete(&format!("/architect/schedulegroups/{group}")).await.ok();
    assert_eq!(org.delete(&schedule_path).await.status, 200);
}

#[tokio::test]
async fn milestones_and_outcomes() {
    let org = Org::start().await;
    let milestone = org.post("/flows/milestones", json!({ "name": "M" })).await.id();
    assert_eq!(org.delete(&format!("/flows/milestones/{milestone}")).await.status, 200);
    let outcome = org.post("/flows/outcomes", json!({ "name": "O" })).await.id();
    let put = org.put(&format!("/flows/outcomes/{outcome}"), json!({ "name": "P" })).await.ok();
    assert_eq!(put["actionStatus"], "SUCCESS");
    assert_eq!(org.get(&format!("/flows/outcomes/{outcome}")).await.ok()["name"], "P");
    assert_eq!(org.delete(&format!("/flows/outcomes/{outcome}")).await.status, 405);
}

async fn upload_script(org: &Org, name: &str, file: &str) -> Value {
    let boundary = "xyz";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"scriptName\"\r\n\r\n{name}\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"a.script\"\r\n\r\n{file}\r\n--{boundary}--\r\n"
    );
    let media = format!("multipart/form-data; boundary={boundary}");
    let bearer = format!("Bearer {}", org.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", media.as_str())];
    let got: Got = org.try_send("POST", "/uploads/v2/scripter", &headers, &body).await.unwrap();
    let upload = got.ok()["correlationId"].as_str().unwrap().to_owned();
    org.get(&format!("/scripts/uploads/{upload}/status")).await.ok()
}

#[tokio::test]
async fn scripts_are_uploaded_and_published() {
    let org = Org::start().await;
    assert_eq!(upload_script(&org, "Mine", r#"{"a":1}"#).await["succeeded"], true);
    assert_eq!(upload_script(&org, "Broken", "no json").await["succeeded"], false);
    let found = org.get("/scripts?name=Mine").await.ok();
    let id = found["entities"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(org.get(&format!("/scripts/published/{id}")).await.status, 404);
    org.post("/scripts/published", json!({ "scriptId": id })).await.ok();
    assert_eq!(org.get("/scripts/published?name=Mine").await.ok()["total"], 1);
    assert_eq!(org.delete(&format!("/scripts/{id}")).await.status, 204);
    let reserved = org.get("/scripts?name=Default").await.ok();
    assert_eq!(reserved["total"], 3);
    assert_eq!(
        org.delete(&format!("/scripts/{}", reserved["entities"][0]["id"].as_str().unwrap())).await.status,
        400
    );
}

/// The path and the headers of an address that the simulator gave.
fn address(answer: &Value) -> (String, Vec<(&str, &str)>) {
    let url = answer["url"].as_str().unwrap();
    let headers = answer["headers"].as_object().unwrap().iter();
    (
        url[url.find("/uploads").unwrap()..].to_owned(),
        headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect(),
    )
}

#[tokio::test]
async fn grammars_have_languages_with_files() {
    let org = Org::start().await;
    assert_eq!(org.post("/architect/grammars", json!({ "name": " " })).await.status, 400);
    let body = json!({ "name": "Menu", "description": "d", "languages": [{ "language": "xx" }] });
    let grammar = org.post("/architect/grammars", body).await.ok();
    assert_eq!(grammar["languages"], json!([]));
    let path = format!("/architect/grammars/{}", grammar["id"].as_str().unwrap());
    assert_eq!(org.patch(&path, json!({ "name": "Main menu" })).await.ok()["description"], "d");

    let languages = format!("{path}/languages");
    let metadata = json!({ "fileName": "menu.gram", "fileType": "Gram" });
    let language = json!({ "grammarId": "ignored", "language": "en-US", "voiceFileMetadata": metadata });
    let made = org.post(&languages, language.clone()).await.ok();
    assert_eq!((&made["language"], &made["grammarId"]), (&json!("en-us"), &grammar["id"]));
    assert_eq!(made.get("voiceFileUrl"), None);
    assert_eq!(org.post(&languages, language).await.status, 409);
    assert_eq!(org.post(&languages, json!({ "language": "no language" })).await.status, 400);
    let one = format!("{languages}/en-us");

    assert_eq!(
        org.post(&format!("{languages}/de-de/files/voice"), json!({ "fileType": "gram" })).await.status,
        404
    );
    assert_eq!(org.post(&format!("{one}/files/voice"), json!({ "fileType": "wav" })).await.status, 400);
    // CX as Code announces the format as the metadata has it, other clients as the request's model has it.
    for kind in ["gram", "Gram"] {
        let upload = org.post(&format!("{one}/files/voice"), json!({ "fileType": kind })).await.ok();
        let (path, headers) = address(&upload);
        assert_eq!(org.try_send("PUT", &path, &[], "x").await.unwrap().status, 403);
        assert_eq!(org.try_send("PUT", &path, &headers, "#ABNF 1.0;").await.unwrap().status, 200);
    }
    let shown = org.get(&one).await.ok();
    assert_eq!(shown["voiceFileMetadata"]["fileName"], "menu.gram");
    assert_eq!(shown["voiceFileMetadata"]["fileSizeBytes"], 10);
    assert!(shown.get("dtmfFileMetadata").is_none() && shown.get("dtmfFileUrl").is_none());
    let url = shown["voiceFileUrl"].as_str().unwrap();
    assert_eq!(org.raw("GET", &url[url.find("/uploads").unwrap()..], &[], None).await.text, "#ABNF 1.0;");

    let listed = |query: &'static str| org.get(query);
    let all = listed("/architect/grammars").await.ok();
    assert_eq!(all["entities"][0]["languages"][0].get("voiceFileUrl"), None);
    let all = listed("/architect/grammars?includeFileUrls=true&nameOrDescription=MENU").await.ok();
    assert_eq!(all["entities"][0]["languages"][0]["voiceFileUrl"], url);
    assert_eq!(listed("/architect/grammars?description=none").await.ok()["total"], 0);
    assert_eq!(listed("/architect/grammars?name=main+menu").await.ok()["total"], 1);

    let dtmf = org.post(&format!("{one}/files/dtmf"), json!({ "fileType": "grxml" })).await.ok();
    let (path_of_dtmf, headers) = address(&dtmf);
    org.try_send("PUT", &path_of_dtmf, &headers, "<grammar/>").await.unwrap();
    assert_eq!(org.get(&one).await.ok()["dtmfFileMetadata"]["fileType"], "Grxml");
    let patch = json!({ "dtmfFileMetadata": { "fileName": "new.grxml", "fileType": "Grxml" } });
    assert_eq!(org.patch(&one, patch).await.ok()["voiceFileMetadata"]["fileName"], "menu.gram");
    assert_eq!(org.delete(&format!("{one}/files/voice")).await.status, 204);
    let shown = org.get(&one).await.ok();
    assert!(shown.get("voiceFileMetadata").is_none() && shown.get("voiceFileUrl").is_none());

    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&one).await.status, 404);
    assert_eq!(org.try_send("PUT", &path_of_dtmf, &headers, "<grammar/>").await.unwrap().status, 404);
}

#[tokio::test]
async fn integration_types_are_known_when_they_are_used() {
    let org = Org::start().await;
    let all = org.get("/integrations/types").await.ok();
    assert!(all["total"].as_u64().unwrap() >= 4);
    assert_eq!(org.get("/integrations/types/custom-rest-actions").await.ok()["id"], "custom-rest-actions");
    let path = "/integrations/types/somebodys-own";
    assert_eq!(org.get(path).await.refused(), (404, "not.found"));
    org.post("/integrations", json!({ "integrationType": { "id": "somebodys-own" } })).await.ok();
    assert_eq!(org.get(path).await.ok()["id"], "somebodys-own");
    let schema = org.get("/integrations/types/embedded-client-app/configschemas/properties").await.ok();
    assert_eq!(schema["properties"]["url"]["type"], "string");
    assert_eq!(org.get(&format!("{path}/configschemas/advanced")).await.ok()["properties"], json!({}));
    assert_eq!(org.get(&format!("{path}/configschemas/other")).await.status, 400);
}

#[tokio::test]
async fn templates_of_an_action_are_files() {
    let org = Org::start().await;
    let integration =
        org.post("/integrations", json!({ "integrationType": { "id": "custom-rest-actions" } })).await.id();
    let body = json!({
        "name": "A", "category": "c", "integrationId": integration,
        "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } },
        "config": { "request": { "requestUrlTemplate": "/x", "requestType": "POST", "requestTemplate": "{\"a\": 1}" } },
    });
    let made = org.post("/integrations/actions", body).await.ok();
    let path = format!("/integrations/actions/{}", made["id"].as_str().unwrap());
    let file = |name: &str| format!("{path}/templates/{name}");
    assert_eq!(made["config"]["request"].get("requestTemplate"), None);
    assert_eq!(
        made["config"]["request"]["requestTemplateUri"],
        format!("/api/v2{}", file("requesttemplate.vm"))
    );
    let text = org.get(&file("requesttemplate.vm")).await;
    assert_eq!((text.text.as_str(), text.header("content-type")), ("{\"a\": 1}", Some("text/plain")));
    assert_eq!(org.get(&file("successtemplate.vm")).await.text, "${rawResult}");
    assert_eq!(org.get(&file("other.vm")).await.refused(), (404, "not.found"));
    // What is not sent stays, whether its address is repeated or not.
    let request =
        json!({ "requestUrlTemplate": "/y", "requestType": "POST", "requestTemplateUri": "whatever" });
    let change = json!({ "version": 1, "config": { "request": request } });
    assert_eq!(org.patch(&path, change).await.ok()["config"]["request"]["requestUrlTemplate"], "/y");
    assert_eq!(org.get(&file("requesttemplate.vm")).await.text, "{\"a\": 1}");

    assert_eq!(org.get(&format!("{path}/draft/templates/requesttemplate.vm")).await.status, 404);
    org.post(&format!("{path}/draft"), json!(null)).await.ok();
    let request = json!({ "requestUrlTemplate": "/y", "requestType": "POST", "requestTemplate": "new" });
    let change = json!({ "version": 2, "config": { "request": request } });
    let draft = org.patch(&format!("{path}/draft"), change).await.ok();
    assert!(draft["config"]["request"]["requestTemplateUri"].as_str().unwrap().contains("/draft/templates/"));
    assert_eq!(org.get(&format!("{path}/draft/templates/requesttemplate.vm")).await.text, "new");
    assert_eq!(org.get(&file("requesttemplate.vm")).await.text, "{\"a\": 1}");
    org.post(&format!("{path}/draft/publish"), json!({ "version": 3 })).await.ok();
    assert_eq!(org.get(&file("requesttemplate.vm")).await.text, "new");
}

#[tokio::test]
async fn integrations_are_configured_apart_and_take_their_actions_along() {
    let org = Org::start().await;
    let made =
        org.post("/integrations", json!({ "integrationType": { "id": "custom-rest-actions" } })).await.ok();
    assert_eq!(
        (&made["intendedState"], &made["reportedState"]["code"]),
        (&json!("DISABLED"), &json!("INACTIVE"))
    );
    let id = made["id"].as_str().unwrap();
    let secret = json!({ "name": "C", "type": { "name": "basicAuth" }, "credentialFields": { "userName": "u", "password": "p" } });
    let credential = org.post("/integrations/credentials", secret).await.ok();
    assert_eq!(credential.get("credentialFields"), None);
    let credential = credential["id"].as_str().unwrap();
    assert!(!org.get(&format!("/integrations/credentials/{credential}")).await.text.contains("password"));
    let config = format!("/integrations/{id}/config/current");
    let body = |version: i64, credential: &str| {
        json!({
            "name": "Mine", "version": version, "properties": {}, "advanced": {}, "notes": "n",
            "credentials": { "basicAuth": { "id": credential } },
        })
    };
    assert_eq!(org.put(&config, body(1, "none")).await.status, 400);
    assert_eq!(org.put(&config, json!({ "name": "x", "version": 1 })).await.status, 400);
    assert_eq!(org.put(&config, body(1, credential)).await.ok()["version"], 2);
    assert_eq!(org.put(&config, body(1, credential)).await.refused(), (409, "general.conflict"));
    assert_eq!(org.get(&format!("/integrations/{id}")).await.ok()["name"], "Mine");
    assert_eq!(org.delete(&format!("/integrations/credentials/{credential}")).await.status, 409);
    let enabled = org.patch(&format!("/integrations/{id}"), json!({ "intendedState": "ENABLED" })).await.ok();
    assert_eq!(enabled["reportedState"]["code"], "ACTIVE");

    assert_eq!(org.get(&format!("/integrations/actions/custom_-_{id}")).await.status, 200);
    let action = json!({
        "name": "A", "category": "c", "integrationId": id,
        "config": { "request": { "requestUrlTemplate": "/x", "requestType": "GET" }, "response": {} },
        "contract": { "input": { "inputSchema": { "type": "object" } }, "output": { "successSchema": { "type": "object" } } },
    });
    let made = org.post("/integrations/actions", action.clone()).await.ok();
    let path = format!("/integrations/actions/{}", made["id"].as_str().unwrap());
    let read = org.get(&path).await.ok();
    assert_eq!((read.get("contract"), read.get("config")), (None, None));
    let read = org.get(&format!("{path}?expand=contract&includeConfig=true")).await.ok();
    assert_eq!(read["contract"]["input"]["inputSchema"]["type"], "object");
    assert_eq!(org.patch(&path, json!({ "name": "B", "version": 9 })).await.status, 409);
    assert_eq!(org.patch(&path, json!({ "name": "B", "version": 1 })).await.ok()["name"], "B");
    let draft = org.post(&format!("{path}/draft"), json!(null)).await.ok();
    let changed = json!({ "version": draft["version"], "category": "d" });
    let changed = org.patch(&format!("{path}/draft"), changed).await.ok();
    assert_eq!(org.get(&path).await.ok()["category"], "c");
    org.post(&format!("{path}/draft/publish"), json!({ "version": changed["version"] })).await.ok();
    assert_eq!(org.get(&path).await.ok()["category"], "d");
    let mut orphan = action;
    orphan["integrationId"] = json!("none");
    assert_eq!(org.post("/integrations/actions", orphan).await.status, 400);
    assert_eq!(org.delete(&format!("/integrations/{id}")).await.ok()["id"], json!(id));
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn responses_wait_for_their_assets() {
    let org = Org::start().await;
    let library = org.post("/responsemanagement/libraries", json!({ "name": "L" })).await.id();
    assert_eq!(org.get("/responsemanagement/libraries?libraryPrefix=l").await.ok()["total"], 1);
    let upload =
        org.post("/responsemanagement/responseassets/uploads", json!({ "name": "a/b.png" })).await.ok();
    let body = json!({
        "name": "R", "libraries": [{ "id": library }], "texts": [{ "content": "hi", "contentType": "text/plain" }],
        "assets": [{ "id": upload["id"] }],
    });
    assert_eq!(org.post("/responsemanagement/responses", body.clone()).await.status, 412);
    let url = upload["url"].as_str().unwrap();
    let url = &url[url.find("/uploads").unwrap()..];
    let tagging = upload["headers"]["x-amz-tagging"].as_str().unwrap();
    assert_eq!(org.try_send("PUT", url, &[], "png").await.unwrap().status, 403, "the header is signed");
    let asset = format!("/responsemanagement/responseassets/{}", upload["id"].as_str().unwrap());
    assert_eq!(org.get(&asset).await.status, 404);
    for _ in 0..2 {
        let put = org.try_send("PUT", url, &[("x-amz-tagging", tagging)], "png").await.unwrap();
        assert_eq!(put.status, 200, "the same again is no second one");
    }
    let made = org.get(&asset).await.ok();
    assert_eq!((&made["contentLength"], &made["contentType"]), (&json!(3), &json!("image/png")));
    let query = json!({ "query": [{ "fields": ["name"], "value": "a/b.png", "type": "TERM" }] });
    let found = org.post("/responsemanagement/responseassets/search", query).await.ok();
    assert_eq!(found["results"][0]["id"], made["id"]);
    let response = org.post("/responsemanagement/responses", body).await.id();
    assert_eq!(org.delete(&asset).await.status, 400);
    assert_eq!(org.get(&format!("/responsemanagement/responses?libraryId={library}")).await.ok()["total"], 1);
    assert_eq!(org.delete(&format!("/responsemanagement/responses/{response}")).await.status, 204);
    assert_eq!(org.delete(&asset).await.status, 204);
    assert_eq!(
        org.get(&format!("/responsemanagement/responses/{response}")).await.refused(),
        (404, "rms.response.not.found")
    );
}

#[tokio::test]
async fn sites_need_a_location_with_an_emergency_number() {
    let org = Org::start().await;
    let regions = org.get("/telephony/mediaregions").await.ok();
    assert!(regions["awsCoreRegions"].as_array().unwrap().contains(&regions["awsHomeRegion"]));
    let bare = org.post("/locations", json!({ "name": "bare" })).await.id();
    let location = json!({
        "name": "HQ", "address": { "city": "c", "country": "US" },
        "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" },
    });
    let location = org.post("/locations", location).await.id();
    let sites = "/telephony/providers/edges/sites";
    let site = |location: &str| json!({ "name": "S", "location": { "id": location }, "mediaModel": "Cloud", "mediaRegions": ["eu-west-1"] });
    assert_eq!(org.post(sites, site("none")).await.refused(), (400, "referenced.key.does.not.exist"));
    assert_eq!(org.post(sites, site(&bare)).await.status, 400);
    let made = org.post(sites, site(&location)).await.ok();
    assert_eq!(made["mediaRegions"], json!(["us-east-1", "eu-west-1"]));
    let path = format!("{sites}/{}", made["id"].as_str().unwrap());
    assert_eq!(org.get(&format!("{path}/numberplans")).await.ok().as_array().unwrap().len(), 5);
    let plans = org.get(&format!("{path}/numberplans")).await.ok();
    let mut twice = plans.as_array().unwrap().clone();
    twice.extend([json!({ "name": "A" }), json!({ "name": "a" })]);
    assert_eq!(
        org.put(&format!("{path}/numberplans"), json!(twice)).await.refused(),
        (400, "duplicate.number.plan.name")
    );
    let without = json!(plans.as_array().unwrap()[1..]);
    assert_eq!(org.put(&format!("{path}/numberplans"), without).await.refused(), (400, "number.plan.in.use"));
    let routes = org.get(&format!("{path}/outboundroutes")).await.ok();
    assert_eq!(routes["entities"][0]["name"], "Default Outbound Route");
    assert_eq!(made["primarySites"][0]["id"], made["id"]);
    let route = json!({ "name": "R", "classificationTypes": ["National"] });
    let route = org.post(&format!("{path}/outboundroutes"), route).await.id();
    assert_eq!(org.get(&format!("{path}/outboundroutes/{route}")).await.ok()["name"], "R");
    assert_eq!(org.delete(&format!("/locations/{location}")).await.status, 409);
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.delete(&format!("/locations/{location}")).await.status, 204);
}

/// A location, and a site at it.
async fn site(org: &Org) -> String {
    let location = json!({
        "name": "HQ", "address": { "city": "c", "country": "US" },
        "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" },
    });
    let location = org.post("/locations", location).await.id();
    org.post(&format!("{EDGES}/sites"), json!({ "name": "S", "location": { "id": location } })).await.id()
}

const EDGES: &str = "/telephony/providers/edges";

#[tokio::test]
async fn one_site_is_the_default() {
    let org = Org::start().await;
    let site = site(&org).await;
    let me = || async { org.get("/organizations/me").await.ok() };
    let mut wanted = me().await;
    wanted["defaultSiteId"] = json!("none");
    assert_eq!(org.put("/organizations/me", wanted.clone()).await.status, 400);
    wanted["defaultSiteId"] = json!(site);
    assert_eq!(org.put("/organizations/me", wanted.clone()).await.ok()["defaultSiteId"], json!(site));
    assert_eq!(org.put("/organizations/me", wanted).await.refused(), (409, "general.conflict"));
    assert_eq!(me().await["version"], 2);
}

#[tokio::test]
async fn trunks_come_of_base_settings_that_an_edge_group_has() {
    let org = Org::start().await;
    let site = site(&org).await;
    let bases = format!("{EDGES}/trunkbasesettings");
    let base = |name: &str, meta: &str, kind: &str| json!({ "name": name, "trunkMetabase": { "id": meta }, "trunkType": kind });
    assert_eq!(
        org.post(&bases, base("X", "none.json", "PHONE")).await.refused(),
        (400, "referenced.key.does.not.exist")
    );
    let mut byoc = base("B", "external_sip_pcv_byoc_carrier.json", "EXTERNAL");
    assert_eq!(org.post(&bases, byoc.clone()).await.status, 400, "it needs a site for inbound calls");
    byoc["inboundSite"] = json!({ "id": site });
    byoc["properties"] = json!({ "trunk_label": { "value": { "instance": "L" } } });
    let byoc = org.post(&bases, byoc).await.ok();
    assert_eq!(byoc["properties"]["trunk_label"]["value"], json!({ "default": "Trunk", "instance": "L" }));
    assert_eq!(byoc["properties"]["trunk_max_dial_timeout"]["value"]["instance"], "2m");
    let phones = org.post(&bases, base("P", "phone_connections_webrtc.json", "PHONE")).await.id();
    let tie = org.post(&bases, base("T", "tie_trunk.json", "EDGE")).await.id();
    let template = org.get(&format!("{bases}/template?trunkMetabaseId=tie_trunk.json")).await.ok();
    assert_eq!(template["trunkType"], "EDGE");

    let groups = format!("{EDGES}/edgegroups");
    let group = org.post(&groups, json!({ "name": "G", "phoneTrunkBases": [{ "id": phones }] })).await.ok();
    let path = format!("{groups}/{}", group["id"].as_str().unwrap());
    let trunks = |of: &str| format!("{EDGES}/trunks?trunkBase.id={of}");
    assert_eq!(org.get(&trunks(&phones)).await.ok()["entities"][0]["edgeGroup"]["id"], group["id"]);
    let mut assigned = group.clone();
    assigned["edgeTrunkBaseAssignment"] = json!({ "trunkBase": { "id": tie } });
    org.put(&path, assigned.clone()).await.ok();
    let trunk = org.get(&trunks(&tie)).await.ok()["entities"][0].clone();
    assert_eq!(trunk["name"], "T on G");
    assert_eq!(org.get(&format!("{EDGES}/trunks/{}", trunk["id"].as_str().unwrap())).await.status, 200);
    assigned["version"] = json!(2);
    assigned.as_object_mut().unwrap().remove("edgeTrunkBaseAssignment");
    assert_eq!(
        org.put(&path, assigned).await.refused(),
        (400, "EDGE_TRUNK_BASE_ASSIGNMENT_MODIFICATION_NOT_ALLOWED")
    );
    assert_eq!(org.delete(&format!("{bases}/{tie}")).await.status, 400);
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.delete(&format!("{bases}/{tie}")).await.status, 200);
    assert_eq!(org.get(&trunks(&tie)).await.ok()["total"], 0);
}

#[tokio::test]
async fn a_phone_is_made_of_a_template_and_has_a_station() {
    let org = Org::start().await;
    let site = site(&org).await;
    let user = org.post("/users", json!({ "name": "a", "email": "a@example.com" })).await.id();
    let bases = format!("{EDGES}/phonebasesettings");
    let proposed =
        org.get(&format!("{bases}/template?phoneMetabaseId=inin_webrtc_softphone.json")).await.ok();
    let mut base = proposed.clone();
    base["name"] = json!("Softphones");
    assert_eq!(org.post(&bases, base.clone()).await.status, 400, "its line has no name");
    base["lines"][0]["name"] = json!("Softphones");
    let made = org.post(&bases, base.clone()).await.ok();
    let lines = org.get(&format!("{EDGES}/linebasesettings")).await.ok();
    assert_eq!(lines["entities"][0]["id"], made["lines"][0]["id"]);
    base["lines"] = json!([]);
    base["name"] = json!("Other");
    assert_eq!(org.post(&bases, base).await.refused(), (400, "lines.required"));

    let base = made["id"].as_str().unwrap();
    let mut phone = org.get(&format!("{EDGES}/phones/template?phoneBaseSettingsId={base}")).await.ok();
    phone["name"] = json!("Phone");
    phone["site"] = json!({ "id": site });
    phone["lines"][0]["name"] = json!("Line");
    let phones = format!("{EDGES}/phones");
    assert_eq!(org.post(&phones, phone.clone()).await.refused(), (400, "webrtc.user.required"));
    phone["webRtcUser"] = json!({ "id": user });
    let made = org.post(&phones, phone).await.ok();
    let stations = org.get(&format!("/stations?webRtcUserId={user}")).await.ok();
    let station = stations["entities"][0].clone();
    assert_eq!((&station["name"], &station["status"]), (&json!("Phone"), &json!("AVAILABLE")));
    let path = format!("/stations/{}", station["id"].as_str().unwrap());
    let give = format!("/users/{user}/station/associatedstation/{}", station["id"].as_str().unwrap());
    assert_eq!(org.put(&give, json!(null)).await.status, 202);
    assert_eq!(org.get(&path).await.ok()["userId"], json!(user));
    assert_eq!(org.delete(&format!("{path}/associateduser")).await.status, 202);
    assert_eq!(org.get(&path).await.ok()["status"], "AVAILABLE");
    assert_eq!(org.delete(&format!("{bases}/{base}")).await.status, 409);
    // A station is the default one of one user at a time.
    let other = org.post("/users", json!({ "name": "b", "email": "b@example.com" })).await.id();
    for user in [&user, &other] {
        let give = format!("/users/{user}/station/defaultstation/{}", station["id"].as_str().unwrap());
        assert_eq!(org.put(&give, json!(null)).await.status, 202);
    }
    assert_eq!(org.get(&format!("/users/{user}/station")).await.ok(), json!({}));
    // Clients switch a phone off, and say so in a body whose model calls that the server's.
    let one = format!("{phones}/{}", made["id"].as_str().unwrap());
    let mut phone = org.get(&one).await.ok();
    assert_eq!((&phone["state"], phone["createdByApp"].is_string()), (&json!("active"), true));
    for (sent, kept) in [("inactive", "inactive"), ("deleted", "inactive"), ("active", "active")] {
        phone["state"] = json!(sent);
        phone = org.put(&one, phone).await.ok();
        assert_eq!(phone["state"], kept);
    }
    assert_eq!(org.delete(&one).await.status, 200);
    assert_eq!(org.get(&path).await.status, 404);
    assert_eq!(org.delete(&format!("{bases}/{base}")).await.status, 200);
}

#[tokio::test]
async fn a_number_of_a_pool_tells_who_has_it() {
    let org = Org::start().await;
    let pool = json!({ "startPhoneNumber": "+13175550100", "endPhoneNumber": "+13175550109" });
    let pool = org.post(&format!("{EDGES}/didpools"), pool).await.id();
    let addresses = json!([{ "mediaType": "PHONE", "type": "WORK", "address": "+13175550101" }]);
    let user = json!({ "name": "a", "email": "a@example.com", "addresses": addresses });
    let user = org.post("/users", user).await.id();
    let found = org.get(&format!("{EDGES}/dids?phoneNumber=%2B13175550101")).await.ok();
    let did = &found["entities"][0];
    assert_eq!((&did["ownerType"], &did["owner"]["id"]), (&json!("USER"), &json!(user)));
    assert_eq!(did["didPool"]["id"], json!(pool));
    assert_eq!(
        org.get(&format!("{EDGES}/dids/{}", did["id"].as_str().unwrap())).await.ok()["name"],
        "+13175550101"
    );
    assert_eq!(org.get(&format!("{EDGES}/dids?phoneNumber=%2B13175550102")).await.ok()["total"], 0);
}

#[tokio::test]
async fn triggers_need_their_workflow() {
    let org = Org::start().await;
    let body = |flow: &str| json!({ "name": "T", "topicName": "v2.x", "enabled": true, "target": { "type": "Workflow", "id": flow } });
    assert_eq!(org.post("/processAutomation/triggers", body("none")).await.status, 400);
    let workflow = flow(&org, "workflow", "W").await;
    let made = org.post("/processAutomation/triggers", body(&workflow)).await.ok();
    let path = format!("/processAutomation/triggers/{}", made["id"].as_str().unwrap());
    let mut put = body(&workflow);
    put["version"] = json!(4);
    assert_eq!(org.put(&path, put.clone()).await.status, 409);
    put["version"] = json!(1);
    assert_eq!(org.put(&path, put).await.ok()["version"], 2);
    assert_eq!(org.delete(&path).await.status, 204);
}

#[tokio::test]
async fn addresses_of_a_user_are_rewritten() {
    let org = Org::start().await;
    let pool = json!({ "startNumber": "1000", "endNumber": "1999" });
    org.post("/telephony/providers/edges/extensionpools", pool.clone()).await.ok();
    assert_eq!(org.post("/telephony/providers/edges/extensionpools", pool).await.status, 400);
    let addresses = json!([
        { "mediaType": "PHONE", "type": "WORK", "address": "+1 317-555-0100" },
        { "mediaType": "PHONE", "type": "WORK2", "extension": "1234" },
        { "mediaType": "PHONE", "type": "WORK3", "extension": "7777" },
        { "mediaType": "PHONE", "type": "WORK4", "address": "+13175550101", "extension": "88" },
    ]);
    let user = org
        .post("/users", json!({ "name": "a", "email": "a@example.com", "addresses": addresses }))
        .await
        .ok();
    let shown = |user: &Value| {
        user["addresses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|address| {
                [&address["address"], &address["extension"], &address["display"]]
                    .map(|value| value.as_str().unwrap_or("-").to_owned())
            })
            .collect::<Vec<_>>()
    };
    let expected = [
        ["+13175550100", "-", "+13175550100"],
        ["-", "1234", "1234"],
        ["-", "-", "(7777)"],
        ["-", "88", "+13175550101"],
    ]
    .map(|row| row.map(str::to_owned));
    assert_eq!(shown(&user), expected);
    let path = format!("/users/{}", user["id"].as_str().unwrap());
    assert_eq!(shown(&org.patch(&path, json!({ "version": 1, "title": "t" })).await.ok()), expected);
}
