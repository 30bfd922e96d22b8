//! Laws of section 15 that are not about the entities of the store: tokens and limits, locks, jobs, what the server writes
//! otherwise than it was sent, and who else keeps what from being deleted.

#![allow(unreachable_pub)]

use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options};
use serde_json::{Value, json};

use crate::{
    Cell, Check,
    common::{Got, Org, fixed, mint},
    ensure,
};

/// A cell of the table.
pub struct Row {
    pub section: &'static str,
    pub sentence: &'static str,
    pub name: &'static str,
    pub subject: &'static str,
    pub check: fn() -> Check,
}

macro_rules! row {
    ($section:literal, $sentence:literal, $function:ident, $subject:literal $(, $argument:expr)*) => {
        Row {
            section: $section,
            sentence: $sentence,
            name: stringify!($function),
            subject: $subject,
            check: || Box::pin($function($($argument),*)),
        }
    };
}

macro_rules! empty {
    ($section:literal, $sentence:literal, $function:ident, $subject:literal, $reason:literal) => {
        Row {
            section: $section,
            sentence: $sentence,
            name: stringify!($function),
            subject: $subject,
            check: || Box::pin(async { Ok(Some($reason)) }),
        }
    };
}

pub const ROWS: &[Row] = &[
    row!(
        "2.2",
        "the body of each failure",
        login_fails,
        "unknown client",
        "nobody",
        "x",
        (400, "client not found: invalid_client")
    ),
    row!(
        "2.2",
        "the body of each failure",
        login_fails,
        "wrong secret",
        DEFAULT_CLIENT_ID,
        "x",
        (401, "authentication failed: invalid_client")
    ),
    row!(
        "2.2",
        "too many tokens are a 400, for one client, for a minute",
        mints_are_limited,
        "token endpoint"
    ),
    row!(
        "3.1",
        "a limit counts and ends",
        limit_counts,
        "token",
        json!({ "rateLimit": 2 }),
        true,
        "client.credentials.token.rate.per.minute"
    ),
    row!(
        "3.1",
        "a limit counts and ends",
        limit_counts,
        "organization",
        json!({ "orgLimit": 2 }),
        false,
        "org.rate.per.minute"
    ),
    row!(
        "3.2",
        "a limit counts and ends",
        limit_counts,
        "route",
        json!({ "routeLimits": { "GET /api/v2/routing/skills": 2 } }),
        false,
        "org.route.rate.per.minute"
    ),
    row!(
        "3.2",
        "a limit counts and ends",
        limit_counts,
        "routes together",
        json!({ "routeLimits": { "* /api/v2/routing/skills*": 2 } }),
        false,
        "org.route.rate.per.minute"
    ),
    row!("3.1", "two tokens have two windows", tokens_have_windows_of_their_own, "token"),
    row!(
        "3.1",
        "all tokens share its window",
        tokens_share_the_window,
        "organization",
        json!({ "orgLimit": 2 })
    ),
    row!(
        "3.2",
        "all tokens share its window",
        tokens_share_the_window,
        "route",
        json!({ "routeLimits": { "GET /api/v2/routing/skills": 2 } })
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "checkin",
        "POST",
        "/flows/actions/checkin?flow={id}",
        (409, "architect.flow.locked.by.user")
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "checkout",
        "POST",
        "/flows/actions/checkout?flow={id}",
        (409, "architect.flow.locked.by.user")
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "publish",
        "POST",
        "/flows/actions/publish?flow={id}",
        (409, "architect.flow.locked.by.user")
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "revert",
        "POST",
        "/flows/actions/revert?flow={id}",
        (409, "architect.flow.locked.by.user")
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "deactivate",
        "POST",
        "/flows/actions/deactivate?flow={id}",
        (409, "architect.flow.locked.by.user")
    ),
    row!(
        "15.4",
        "who does not hold the lock is refused",
        lock_refuses,
        "delete",
        "DELETE",
        "/flows/{id}",
        (405, "architect.flow.cannot.delete.user.does.not.have.lock")
    ),
    row!("15.4", "who does not hold the lock is refused", locked_flow_is_not_deployed, "deployment job"),
    row!("15.4", "an unlock lets others in", unlock_frees, "flow"),
    row!("15.4", "who holds no lock cannot check in", lock_is_needed, "checkin", "checkin"),
    row!("15.4", "who holds no lock cannot check in", lock_is_needed, "revert", "revert"),
    row!("15.8", "it takes its time", deployment_takes_time, "deployment job"),
    row!("15.8", "it takes its time", export_takes_time, "export job"),
    row!("15.8", "it takes its time", transcoding_takes_time, "prompt"),
    row!("15.8", "it takes its time", import_takes_time, "script"),
    row!(
        "15.8",
        "it takes its time",
        status_takes_time,
        "skill group",
        "/routing/skillgroups",
        json!({ "name": "G", "skillConditions": [] }),
        "",
        "/status",
        ("InProgress", "Complete")
    ),
    row!(
        "15.8",
        "it takes its time",
        status_takes_time,
        "e mail route",
        "/routing/email/domains/a.example.com/routes",
        json!({ "pattern": "p", "fromName": "F", "fromEmail": "a@b.example.com" }),
        "",
        "/status",
        ("Pending", "Active")
    ),
    row!(
        "15.8",
        "it takes its time",
        status_takes_time,
        "integration",
        "/integrations",
        json!({ "integrationType": { "id": "purecloud-data-actions" } }),
        "ENABLED",
        "/reportedState/code",
        ("ACTIVATING", "ACTIVE")
    ),
    empty!(
        "15.8",
        "it takes its time",
        status_takes_time,
        "web deployment",
        "web deployments are simulated by models only"
    ),
    empty!(
        "15.8",
        "it takes its time",
        status_takes_time,
        "batch delete",
        "its answer is an operation, and the API has no way to ask for it again"
    ),
    row!("15.8", "a job that cannot be done says why", failed_job_says_why, "deployment job"),
    row!(
        "15.9",
        "the server fills in what was not sent",
        fills_in,
        "queue",
        "/routing/queues",
        json!({ "name": "Q" }),
        "/mediaSettings/call/alertingTimeoutSeconds",
        json!(8)
    ),
    row!(
        "15.9",
        "the server fills in what was not sent",
        fills_in,
        "after call work of a queue",
        "/routing/queues",
        json!({ "name": "Q" }),
        "/acwSettings/wrapupPrompt",
        json!("MANDATORY_TIMEOUT")
    ),
    row!(
        "15.9",
        "the server fills in what was not sent",
        fills_in,
        "user",
        "/users",
        json!({ "name": "U", "email": "u@example.com" }),
        "/state",
        json!("inactive")
    ),
    row!(
        "15.9",
        "the server fills in what was not sent",
        fills_in,
        "site",
        "/telephony/providers/edges/sites",
        json!({ "name": "S", "location": { "id": "{location}" }, "mediaModel": "Cloud", "mediaRegions": ["eu-west-1"] }),
        "/mediaRegions",
        json!(["us-east-1", "eu-west-1"])
    ),
    row!(
        "15.9",
        "the server fills in what was not sent",
        fills_in,
        "integration action",
        "/integrations/actions",
        json!({ "name": "A", "category": "c", "integrationId": "{integration}", "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } }, "config": { "request": { "requestUrlTemplate": "/x", "requestType": "GET" } } }),
        "/config/request/requestTemplateUri",
        json!("/api/v2/integrations/actions/{id}/templates/requesttemplate.vm")
    ),
    row!(
        "15.9",
        "the server writes it otherwise",
        rewrites,
        "number",
        "/users",
        json!({ "name": "U", "email": "u@example.com", "addresses": [{ "mediaType": "PHONE", "type": "WORK", "address": "+1 317-555-0100" }] }),
        "/addresses/0/address",
        json!("+13175550100")
    ),
    row!(
        "15.9",
        "the server writes it otherwise",
        rewrites,
        "extension of a pool",
        "/users",
        json!({ "name": "U", "email": "u@example.com", "addresses": [{ "mediaType": "PHONE", "type": "WORK", "extension": "1234" }] }),
        "/addresses/0/display",
        json!("1234")
    ),
    row!(
        "15.9",
        "the server writes it otherwise",
        rewrites,
        "extension of no pool",
        "/users",
        json!({ "name": "U", "email": "u@example.com", "addresses": [{ "mediaType": "PHONE", "type": "WORK", "extension": "7777" }] }),
        "/addresses/0/display",
        json!("(7777)")
    ),
    row!(
        "15.9",
        "the server writes it otherwise",
        rewrites,
        "number and extension",
        "/users",
        json!({ "name": "U", "email": "u@example.com", "addresses": [{ "mediaType": "PHONE", "type": "WORK", "address": "+13175550101", "extension": "88" }] }),
        "/addresses/0/display",
        json!("+13175550101")
    ),
    row!("15.9", "the server writes it otherwise", wildcards_expand, "role"),
    row!("15.9", "the server writes it otherwise", sub_domain_gets_a_suffix, "e mail domain"),
    row!(
        "15.9",
        "the server writes it otherwise",
        rewrites,
        "default of a row",
        "/flows/datatables/{table}/rows",
        json!({ "key": "a" }),
        "/open",
        json!(true)
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "flow of a queue",
        "/flows/{flow}",
        "/routing/queues",
        json!({ "name": "Q", "queueFlow": { "id": "{flow}" } }),
        (409, "architect.flow.cannot.delete.used.in.queues")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "flow of an IVR",
        "/flows/{flow}",
        "/architect/ivrs",
        json!({ "name": "I", "openHoursFlow": { "id": "{flow}" } }),
        (409, "architect.flow.cannot.delete.used.in.ivr.configs")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "flow of an emergency group",
        "/flows/{flow}",
        "/architect/emergencygroups",
        json!({ "name": "E", "enabled": false, "emergencyCallFlows": [{ "emergencyFlow": { "id": "{flow}" } }] }),
        (409, "architect.flow.cannot.delete.used.in.emergency.groups")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "flow of an e mail route",
        "/flows/{flow}",
        "/routing/email/domains/a.example.com/routes",
        json!({ "pattern": "p", "fromName": "F", "fromEmail": "a@b.example.com", "flow": { "id": "{flow}" } }),
        (409, "architect.flow.cannot.delete.used.in.email.routes")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "DID pool of an IVR",
        "/telephony/providers/edges/didpools/{didpool}",
        "/architect/ivrs",
        json!({ "name": "I", "dnis": ["+13175550150"] }),
        (409, "general.conflict")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "extension pool of a user",
        "/telephony/providers/edges/extensionpools/{extensionpool}",
        "/users",
        json!({ "name": "U", "email": "u@example.com", "addresses": [{ "mediaType": "PHONE", "type": "WORK", "extension": "1234" }] }),
        (409, "general.conflict")
    ),
    row!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "prompt of a queue",
        "/architect/prompts/{prompt}",
        "/routing/queues",
        json!({ "name": "Q", "whisperPrompt": { "id": "{prompt}" } }),
        (409, "architect.prompt.cannot.delete.used.in.queues")
    ),
    row!("15.7", "what is used is not deleted", flow_of_a_flow_stays, "flow of a flow"),
    row!("15.7", "what is used is not deleted", site_of_a_phone_stays, "site of a phone"),
    empty!(
        "15.7",
        "what is used is not deleted",
        keeps,
        "outbound",
        "outbound is simulated by models only, which know no references"
    ),
    row!("7", "members come to a queue a little later", members_come_late, "queue members"),
    row!("7", "members come to a queue a little later", group_members_come_late, "member groups"),
    row!("7", "a grant of what was just made is refused", grants_come_late, "role", "authorization/roles"),
    row!(
        "7",
        "a grant of what was just made is refused",
        grants_come_late,
        "division",
        "authorization/divisions"
    ),
    row!(
        "7",
        "what used it is gone, and it is still in use",
        use_lingers,
        "division",
        ("/authorization/divisions", json!({ "name": "D" })),
        ("/routing/queues", json!({ "name": "Q", "division": { "id": "{id}" } })),
        "routing/queues"
    ),
    row!(
        "7",
        "what used it is gone, and it is still in use",
        use_lingers,
        "location",
        (
            "/locations",
            json!({ "name": "X", "address": { "city": "c", "country": "US" }, "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" } })
        ),
        (
            "/telephony/providers/edges/sites",
            json!({ "name": "S", "location": { "id": "{id}" }, "mediaModel": "Cloud" })
        ),
        "telephony/providers/edges/sites"
    ),
    row!(
        "7",
        "what used it is gone, and it is still in use",
        use_lingers,
        "schedule",
        (
            "/architect/schedules",
            json!({ "name": "S", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000", "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO" })
        ),
        ("/architect/schedulegroups", json!({ "name": "G", "openSchedules": [{ "id": "{id}" }] })),
        "architect/schedulegroups"
    ),
    row!("7", "a new site has no number plans yet", number_plans_come_late, "site"),
    row!(
        "7",
        "a new pool is not known yet",
        pool_comes_late,
        "DID pool",
        "telephony/providers/edges/didpools"
    ),
    row!(
        "7",
        "a new pool is not known yet",
        pool_comes_late,
        "extension pool",
        "telephony/providers/edges/extensionpools"
    ),
    row!(
        "7",
        "an action that comes with an integration is there later",
        own_action_comes_late,
        "integration"
    ),
    row!("7", "a response waits for its asset", asset_comes_late, "response asset"),
    row!("7", "a label that was just made is a conflict", label_comes_late, "utilization label"),
    row!("7", "a zip that was uploaded has no id yet", zip_comes_late, "function"),
    row!("7", "it is made, and said to exist already", made_and_refused, "e mail domain"),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "queue members",
        "POST",
        "/routing/queues/{queue}/members",
        100,
        batch_of_ids,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "queue members joining",
        "PATCH",
        "/routing/queues/{queue}/members",
        100,
        batch_of_ids,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "wrap up codes of a queue",
        "POST",
        "/routing/queues/{queue}/wrapupcodes",
        100,
        batch_of_ids,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "group members",
        "POST",
        "/groups/{group}/members",
        50,
        batch_of_members,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "group members leaving",
        "DELETE",
        "/groups/{group}/members?ids={ids}",
        50,
        batch_of_nothing,
        202
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "skills of a user",
        "PATCH",
        "/users/{user}/routingskills/bulk",
        50,
        batch_of_abilities,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "languages of a user",
        "PATCH",
        "/users/{user}/routinglanguages/bulk",
        50,
        batch_of_abilities,
        404
    ),
    row!(
        "6.2",
        "more than a batch is refused",
        batch_is_limited,
        "numbers of an IVR",
        "POST",
        "/architect/ivrs",
        50,
        batch_of_numbers,
        400
    ),
    row!("6.2", "a page has a largest size", page_is_limited, "users", "/users", 500),
    row!("6.2", "a page has a largest size", page_is_limited, "queues", "/routing/queues", 500),
    row!("6.2", "a page has a largest size", page_is_limited, "groups", "/groups", 500),
    row!("6.2", "a page has a largest size", page_is_limited, "skills", "/routing/skills", 500),
    row!("6.2", "a page has a largest size", page_is_limited, "flows", "/flows", 500),
    row!("6.2", "a page has a largest size", page_is_limited, "wrap up codes", "/routing/wrapupcodes", 100),
    row!("6.2", "a page has a largest size", page_is_limited, "divisions", "/authorization/divisions", 100),
    row!("6.2", "a page has a largest size", page_is_limited, "roles", "/authorization/roles", 100),
    row!("6.2", "a page has a largest size", page_is_limited, "teams", "/teams", 100),
    row!(
        "6.2",
        "a page has a largest size",
        page_is_limited,
        "skills of a user",
        "/users/{user}/routingskills",
        50
    ),
    row!(
        "6.2",
        "a page has a largest size",
        page_is_limited,
        "members of a queue",
        "/routing/queues/{queue}/members",
        100
    ),
];

async fn login_fails(id: &str, secret: &str, (status, text): (u16, &str)) -> Cell {
    let org = Org::start().await;
    let refused = mint(&org.sim, id, secret).await;
    ensure!(refused.status == status, "{} {}", refused.status, refused.text);
    ensure!(refused.body["error"] == "invalid_client", "{}", refused.text);
    for field in ["description", "error_description"] {
        ensure!(refused.body[field] == text, "{field}: {}", refused.text);
    }
    Ok(None)
}

async fn mints_are_limited() -> Cell {
    let org = Org::with(Options { mint_limit: 2, ..fixed() }).await;
    let other = org.post("/oauth/clients", client_of(&org).await).await.ok();
    let ours = || mint(&org.sim, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET);
    // The first was minted when the organization was asked for its token.
    let second = ours().await;
    ensure!(second.status == 200, "{}", second.text);
    let third = ours().await;
    ensure!((third.status, &third.body["error"]) == (400, &json!("invalid_request")), "{}", third.text);
    let text = third.body["description"].as_str().unwrap_or_default();
    ensure!(text.starts_with("rate limit exceeded;"), "{text}");
    let (id, secret) =
        (other["id"].as_str().unwrap_or_default(), other["secret"].as_str().unwrap_or_default());
    let another = mint(&org.sim, id, secret).await;
    ensure!(another.status == 200, "another client was limited too: {}", another.text);
    advance(&org, 61).await;
    let later = ours().await;
    ensure!(later.status == 200, "the limit never ends: {}", later.text);
    Ok(None)
}

async fn client_of(org: &Org) -> Value {
    let role = org.post("/authorization/roles", json!({ "name": "Role" })).await.id();
    json!({
        "name": "C", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": [{ "roleId": role, "divisionId": "*" }],
    })
}

/// The same organization with a token of another client.
async fn as_another(org: Org) -> Org {
    let made = org.post("/oauth/clients", client_of(&org).await).await.ok();
    let (id, secret) = (made["id"].as_str().unwrap_or_default(), made["secret"].as_str().unwrap_or_default());
    let token = mint(&org.sim, id, secret).await.ok()["access_token"].as_str().unwrap_or_default().to_owned();
    Org { token, ..org }
}

async fn advance(org: &Org, seconds: u64) {
    org.control("POST", "/clock", Some(json!({ "advanceSeconds": seconds }))).await.ok();
}

async fn limit_counts(limit: Value, counted: bool, key: &'static str) -> Cell {
    let org = Org::start().await;
    let mut options = limit;
    options["limitDetails"] = json!(true);
    org.control("PATCH", "/options", Some(options)).await.ok();
    for count in 1..=2 {
        let got = org.get("/routing/skills").await;
        ensure!(got.status == 200, "{count}: {} {}", got.status, got.text);
        let shown = got.header("inin-ratelimit-count").map(str::to_owned);
        ensure!(shown == counted.then(|| count.to_string()), "{count}: {shown:?}");
    }
    let refused = org.get("/routing/skills").await;
    ensure!(
        refused.refused() == (429, "too.many.requests.retry.after"),
        "{} {}",
        refused.status,
        refused.text
    );
    let wait = refused.header("retry-after").and_then(|wait| wait.parse::<u64>().ok()).unwrap_or_default();
    ensure!((1..=61).contains(&wait), "Retry-After {wait}");
    let message = format!("Rate limit exceeded the maximum. Retry the request in [{wait}] seconds");
    ensure!(refused.body["message"] == message, "{}", refused.text);
    let named = json!({ "key": key, "namespace": "platform.api", "value": 2 });
    ensure!(refused.body["limit"] == named, "{}", refused.text);
    advance(&org, wait).await;
    let later = org.get("/routing/skills").await;
    ensure!(later.status == 200, "it never ends: {} {}", later.status, later.text);
    Ok(None)
}

async fn tokens_have_windows_of_their_own() -> Cell {
    let org = Org::with(Options { rate_limit: 1, ..fixed() }).await;
    ensure!(org.get("/routing/skills").await.status == 200, "the first was refused");
    ensure!(org.get("/routing/skills").await.status == 429, "the second was not refused");
    let token = mint(&org.sim, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET).await.ok();
    let other = Org { token: token["access_token"].as_str().unwrap_or_default().to_owned(), ..org };
    let got = other.get("/routing/skills").await;
    ensure!(got.status == 200, "a second token of the same client: {} {}", got.status, got.text);
    Ok(None)
}

async fn tokens_share_the_window(limit: Value) -> Cell {
    let org = Org::start().await;
    let first = org.token.clone();
    let org = as_another(org).await;
    org.control("PATCH", "/options", Some(limit)).await.ok();
    let other = org.get("/routing/skills").await;
    ensure!(other.status == 200, "{} {}", other.status, other.text);
    let org = Org { token: first, ..org };
    ensure!(org.get("/routing/skills").await.status == 200, "the second was refused");
    let third = org.get("/routing/skills").await;
    ensure!(third.status == 429, "{} {}", third.status, third.text);
    Ok(None)
}

/// An organization with a flow that another client than the one we are has locked.
async fn locked() -> (Org, String) {
    let org = Org::start().await;
    let id = org.post("/flows", json!({ "name": "Main", "type": "INBOUNDCALL" })).await.id();
    org.post(&format!("/flows/actions/unlock?flow={id}"), json!(null)).await.ok();
    org.post(&format!("/flows/actions/checkout?flow={id}"), json!(null)).await.ok();
    (as_another(org).await, id)
}

async fn lock_refuses(method: &str, path: &str, wanted: (u16, &'static str)) -> Cell {
    let (org, id) = locked().await;
    let before = org.get(&format!("/flows/{id}")).await.ok();
    let refused = org.call(method, &path.replace("{id}", &id), None).await;
    ensure!(refused.refused() == wanted, "{} {}", refused.status, refused.text);
    ensure!(org.get(&format!("/flows/{id}")).await.ok() == before, "refused, and something changed");
    Ok(None)
}

async fn locked_flow_is_not_deployed() -> Cell {
    let (org, id) = locked().await;
    let job = deploy(&org, "inboundCall:\n  name: Main\n").await?;
    ensure!(job["status"] == "Failure", "{job}");
    let said = job["messages"][0]["text"].as_str().unwrap_or_default();
    ensure!(said.contains("locked"), "{said:?}");
    ensure!(
        org.get(&format!("/flows/{id}")).await.ok()["publishedVersion"].is_null(),
        "published nevertheless"
    );
    Ok(None)
}

async fn unlock_frees() -> Cell {
    let (org, id) = locked().await;
    let unlocked = org.post(&format!("/flows/actions/unlock?flow={id}"), json!(null)).await;
    ensure!(unlocked.status == 200, "{} {}", unlocked.status, unlocked.text);
    let job = deploy(&org, "inboundCall:\n  name: Main\n").await?;
    ensure!(job["status"] == "Success" && job["flow"]["id"] == json!(id), "{job}");
    Ok(None)
}

async fn lock_is_needed(action: &str) -> Cell {
    let org = Org::start().await;
    let id = org.post("/flows", json!({ "name": "Main", "type": "INBOUNDCALL" })).await.id();
    org.post(&format!("/flows/actions/unlock?flow={id}"), json!(null)).await.ok();
    let refused = org.post(&format!("/flows/actions/{action}?flow={id}"), json!(null)).await;
    ensure!(
        refused.refused() == (409, "architect.flow.not.locked.by.user"),
        "{} {}",
        refused.status,
        refused.text
    );
    Ok(None)
}

/// A path of this simulator out of an address that it gave.
fn path_of(address: &Value) -> Result<String, String> {
    let text = address.as_str().unwrap_or_default();
    let at = text.find("/uploads").ok_or_else(|| format!("no address: {text:?}"))?;
    Ok(text[at..].to_owned())
}

/// Registers a job and uploads a flow to it.
async fn start_deployment(org: &Org, yaml: &str) -> Result<String, String> {
    let job = org.post("/flows/jobs", json!(null)).await.ok();
    let headers: Vec<(&str, &str)> = job["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let put = org.try_send("PUT", &path_of(&job["presignedUrl"])?, &headers, yaml).await;
    ensure!(put.as_ref().is_some_and(|put| put.status == 200), "{put:?}");
    Ok(format!("/flows/jobs/{}?expand=messages", job["id"].as_str().unwrap_or_default()))
}

async fn deploy(org: &Org, yaml: &str) -> Result<Value, String> {
    let job = start_deployment(org, yaml).await?;
    Ok(org.get(&job).await.ok())
}

/// An organization in which the platform's own jobs take ten seconds.
async fn slow() -> Org {
    Org::with(Options { job_delay_ms: 10_000, ..fixed() }).await
}

async fn deployment_takes_time() -> Cell {
    let org = slow().await;
    let job = start_deployment(&org, "inboundCall:\n  name: Main\n").await?;
    let early = org.get(&job).await.ok();
    ensure!(early["status"] == "Started" && early.get("flow").is_none(), "{early}");
    advance(&org, 10).await;
    let late = org.get(&job).await.ok();
    ensure!(late["status"] == "Success" && late["flow"]["id"].is_string(), "{late}");
    Ok(None)
}

async fn failed_job_says_why() -> Cell {
    let org = Org::start().await;
    for yaml in [
        "inboundCall:\n  name: a/b\n",
        "nonsense:\n  name: a\n",
        "no flow",
        "inboundCall:\n  name: a\n  division: None\n",
    ] {
        let job = deploy(&org, yaml).await?;
        let said = job["messages"][0]["text"].as_str().unwrap_or_default();
        ensure!(job["status"] == "Failure" && !said.is_empty(), "{yaml:?}: {job}");
    }
    ensure!(org.get("/flows").await.ok()["total"] == 0, "failed, and made something");
    Ok(None)
}

async fn export_takes_time() -> Cell {
    let org = slow().await;
    let id = org.post("/flows", json!({ "name": "Main", "type": "INBOUNDCALL" })).await.id();
    let wanted = json!({ "flows": [{ "flow": { "id": id, "version": "latest" } }] });
    let job = org.post("/flows/export/jobs", wanted).await.id();
    let path = format!("/flows/export/jobs/{job}");
    let early = org.get(&path).await.ok();
    ensure!(early["status"] == "Started" && early.get("downloadUrl").is_none(), "{early}");
    advance(&org, 10).await;
    let late = org.get(&path).await.ok();
    ensure!(late["status"] == "Success" && late["downloadUrl"].is_string(), "{late}");
    Ok(None)
}

async fn transcoding_takes_time() -> Cell {
    let org = slow().await;
    let prompt = org.post("/architect/prompts", json!({ "name": "Hello" })).await.id();
    let path = format!("/architect/prompts/{prompt}/resources");
    let made = org.post(&path, json!({ "language": "en-us" })).await.ok();
    ensure!(made["uploadStatus"] == "created", "{made}");
    let form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF\r\n--b--\r\n";
    let headers =
        [("Authorization", org.token.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
    let sent = org.try_send("POST", &path_of(&made["uploadUri"])?, &headers, form).await;
    ensure!(sent.as_ref().is_some_and(|sent| sent.status == 200), "{sent:?}");
    let one = format!("{path}/en-us");
    let early = org.get(&one).await.ok();
    ensure!(early["uploadStatus"] == "uploaded" && early.get("mediaUri").is_none(), "{early}");
    advance(&org, 10).await;
    let late = org.get(&one).await.ok();
    ensure!(late["uploadStatus"] == "transcoded" && late["mediaUri"].is_string(), "{late}");
    Ok(None)
}

async fn import_takes_time() -> Cell {
    let org = slow().await;
    let form = "--b\r\nContent-Disposition: form-data; name=\"scriptName\"\r\n\r\nMine\r\n\
                --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.script\"\r\n\r\n{}\r\n--b--\r\n";
    let bearer = format!("Bearer {}", org.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
    let sent = org.try_send("POST", "/uploads/v2/scripter", &headers, form).await.ok_or("no answer")?;
    let upload = sent.ok()["correlationId"].as_str().unwrap_or_default().to_owned();
    let path = format!("/scripts/uploads/{upload}/status");
    let early = org.get(&path).await.ok();
    ensure!(early["succeeded"] == false, "{early}");
    advance(&org, 10).await;
    let late = org.get(&path).await.ok();
    ensure!(late["succeeded"] == true, "{late}");
    Ok(None)
}

async fn status_takes_time(
    path: &str,
    body: Value,
    intended: &str,
    pointer: &str,
    (early, late): (&str, &str),
) -> Cell {
    let org = slow().await;
    if path.contains("/email/domains/") {
        org.post("/routing/email/domains", json!({ "id": "a.example.com", "subDomain": false })).await.ok();
    }
    let id = org.post(path, body).await.id();
    let one = format!("{path}/{id}");
    if !intended.is_empty() {
        advance(&org, 10).await;
        org.patch(&one, json!({ "intendedState": intended })).await.ok();
    }
    let shown = org.get(&one).await.ok();
    ensure!(shown.pointer(pointer) == Some(&json!(early)), "{shown}");
    advance(&org, 10).await;
    let shown = org.get(&one).await.ok();
    ensure!(shown.pointer(pointer) == Some(&json!(late)), "{shown}");
    Ok(None)
}

/// An organization with one of everything that others refer to, and the ids by name.
async fn furnished() -> (Org, Vec<(&'static str, String)>) {
    let org = Org::start().await;
    let mut known = Vec::new();
    let made: [(&str, &str, Value); 7] = [
        ("flow", "/flows", json!({ "name": "Main", "type": "INBOUNDCALL" })),
        (
            "didpool",
            "/telephony/providers/edges/didpools",
            json!({ "name": "P", "startPhoneNumber": "+13175550100", "endPhoneNumber": "+13175550199" }),
        ),
        (
            "extensionpool",
            "/telephony/providers/edges/extensionpools",
            json!({ "startNumber": "1000", "endNumber": "1999" }),
        ),
        ("prompt", "/architect/prompts", json!({ "name": "Whisper" })),
        (
            "location",
            "/locations",
            json!({ "name": "L", "address": { "city": "c", "country": "US" }, "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" } }),
        ),
        ("integration", "/integrations", json!({ "integrationType": { "id": "purecloud-data-actions" } })),
        (
            "table",
            "/flows/datatables",
            json!({ "name": "T", "schema": { "type": "object", "required": ["key"], "properties": { "key": { "type": "string" }, "open": { "type": "boolean", "default": true } } } }),
        ),
    ];
    for (name, path, body) in made {
        known.push((name, org.post(path, body).await.id()));
    }
    org.post("/routing/email/domains", json!({ "id": "a.example.com", "subDomain": false })).await.ok();
    (org, known)
}

fn fill(text: &str, known: &[(&str, String)]) -> String {
    known.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
}

async fn make(org: &Org, known: &[(&str, String)], path: &str, body: &Value) -> Got {
    let body = serde_json::from_str(&fill(&body.to_string(), known)).unwrap_or_default();
    org.post(&fill(path, known), body).await
}

async fn fills_in(path: &str, body: Value, pointer: &str, wanted: Value) -> Cell {
    rewrites(path, body, pointer, wanted).await
}

async fn rewrites(path: &str, body: Value, pointer: &str, wanted: Value) -> Cell {
    let (org, known) = furnished().await;
    let made = make(&org, &known, path, &body).await;
    ensure!(made.status < 300, "{} {}", made.status, made.text);
    let id = made.body["id"].as_str().unwrap_or_default();
    let wanted = serde_json::from_str(&wanted.to_string().replace("{id}", id)).unwrap_or(wanted);
    ensure!(made.body.pointer(pointer) == Some(&wanted), "{}", made.text);
    ensure!(body.pointer(pointer) != Some(&wanted), "it was sent so");
    Ok(None)
}

async fn wildcards_expand() -> Cell {
    let org = Org::start().await;
    let policy = json!({ "domain": "routing", "entityName": "*", "actionSet": ["*"] });
    let role =
        org.post("/authorization/roles", json!({ "name": "R", "permissionPolicies": [policy] })).await.ok();
    let policies = role["permissionPolicies"].as_array().cloned().unwrap_or_default();
    ensure!(policies.len() > 1, "{role}");
    let named = |entity: &str| policies.iter().any(|policy| policy["entityName"] == entity);
    ensure!(named("queue") && !named("*"), "{role}");
    Ok(None)
}

async fn sub_domain_gets_a_suffix() -> Cell {
    let org = Org::start().await;
    let made = org.post("/routing/email/domains", json!({ "id": "support", "subDomain": true })).await.ok();
    let id = made["id"].as_str().unwrap_or_default();
    ensure!(id.starts_with("support.") && id.len() > "support.".len(), "{made}");
    ensure!(org.get(&format!("/routing/email/domains/{id}")).await.status == 200, "not under its new id");
    Ok(None)
}

async fn keeps(item: &str, user: &str, body: Value, wanted: (u16, &'static str)) -> Cell {
    let (org, known) = furnished().await;
    // A flow is locked by who made it, and that is us.
    let made = make(&org, &known, user, &body).await;
    ensure!(made.status < 300, "not used: {} {}", made.status, made.text);
    let item = fill(item, &known);
    let refused = org.delete(&item).await;
    ensure!(refused.refused() == wanted, "{} {}", refused.status, refused.text);
    let id = made.body["id"].as_str().unwrap_or_default();
    org.delete(&format!("{}/{id}", fill(user, &known))).await.ok();
    let deleted = org.delete(&item).await;
    ensure!(deleted.status < 300, "still used: {} {}", deleted.status, deleted.text);
    Ok(None)
}

async fn site_of_a_phone_stays() -> Cell {
    let (org, mut known) = furnished().await;
    let edges = "/telephony/providers/edges";
    let made: [(&str, &str, Value); 3] = [
        ("site", "sites", json!({ "name": "S", "location": { "id": "{location}" }, "mediaModel": "Cloud" })),
        (
            "base",
            "phonebasesettings",
            json!({ "name": "B", "phoneMetaBase": { "id": "generic_sip.json" }, "lines": [{ "name": "L" }] }),
        ),
        (
            "phone",
            "phones",
            json!({ "name": "P", "site": { "id": "{site}" }, "phoneBaseSettings": { "id": "{base}" }, "lines": [{ "name": "L" }] }),
        ),
    ];
    for (name, path, body) in made {
        known.push((name, make(&org, &known, &format!("{edges}/{path}"), &body).await.id()));
    }
    let site = fill(&format!("{edges}/sites/{{site}}"), &known);
    let refused = org.delete(&site).await;
    ensure!(
        refused.refused() == (409, "resource.referenced.by.another"),
        "{} {}",
        refused.status,
        refused.text
    );
    org.delete(&fill(&format!("{edges}/phones/{{phone}}"), &known)).await.ok();
    let deleted = org.delete(&site).await;
    ensure!(deleted.status < 300, "still used: {} {}", deleted.status, deleted.text);
    Ok(None)
}

async fn lag(org: &Org, kind: &str, which: &str) {
    org.control("POST", "/lag", Some(json!({ "kinds": { kind: { which: 10_000 } } }))).await.ok();
}

async fn flow_of_a_flow_stays() -> Cell {
    let org = Org::start().await;
    let inner = deploy(&org, "inQueueCall:\n  name: Inner\n").await?["flow"]["id"].clone();
    let inner = inner.as_str().unwrap_or_default();
    let outer =
        deploy(&org, &format!("inboundCall:\n  name: Outer\n  tasks:\n    - transfer: {inner}\n")).await?;
    let refused = org.delete(&format!("/flows/{inner}")).await;
    ensure!(
        refused.refused() == (409, "architect.flow.cannot.delete.used.in.flows"),
        "{} {}",
        refused.status,
        refused.text
    );
    org.delete(&format!("/flows/{}", outer["flow"]["id"].as_str().unwrap_or_default())).await.ok();
    let deleted = org.delete(&format!("/flows/{inner}")).await;
    ensure!(deleted.status == 204, "still used: {} {}", deleted.status, deleted.text);
    Ok(None)
}

async fn a_user(org: &Org) -> String {
    org.post("/users", json!({ "name": "Member", "email": "member@example.com" })).await.id()
}

async fn members_come_late() -> Cell {
    let org = Org::start().await;
    let (queue, user) = (org.post("/routing/queues", json!({ "name": "Q" })).await.id(), a_user(&org).await);
    let lags = json!({ "kinds": { "routing/queues/members": { "createMs": 10_000, "listMs": 10_000 } } });
    org.control("POST", "/lag", Some(lags)).await.ok();
    let path = format!("/routing/queues/{queue}/members");
    org.post(&path, json!([{ "id": user }])).await.ok();
    let one = format!("{path}/{user}");
    let early = org.patch(&one, json!({ "id": user, "ringNumber": 1 })).await;
    ensure!(early.status == 404, "{} {}", early.status, early.text);
    ensure!(org.get(&path).await.ok()["entities"] == json!([]), "listed at once");
    advance(&org, 10).await;
    let late = org.patch(&one, json!({ "id": user, "ringNumber": 1 })).await;
    ensure!(late.status == 202, "{} {}", late.status, late.text);
    ensure!(org.get(&path).await.ok()["entities"][0]["id"] == json!(user), "never listed");
    Ok(None)
}

async fn group_members_come_late() -> Cell {
    let org = Org::start().await;
    let user = a_user(&org).await;
    let team = org.post("/teams", json!({ "name": "T" })).await.id();
    org.post(&format!("/teams/{team}/members"), json!({ "memberIds": [user] })).await.ok();
    lag(&org, "routing/queues/members", "listMs").await;
    let body = json!({ "name": "Q", "memberGroups": [{ "id": team, "type": "TEAM" }] });
    let path =
        format!("/routing/queues/{}/members?memberBy=group", org.post("/routing/queues", body).await.id());
    ensure!(org.get(&path).await.ok()["entities"] == json!([]), "listed at once");
    advance(&org, 10).await;
    ensure!(org.get(&path).await.ok()["entities"][0]["id"] == json!(user), "never listed");
    Ok(None)
}

async fn grants_come_late(kind: &str) -> Cell {
    let org = Org::start().await;
    let user = a_user(&org).await;
    lag(&org, kind, "referenceMs").await;
    let role = org.post("/authorization/roles", json!({ "name": "R" })).await.id();
    let division = org.post("/authorization/divisions", json!({ "name": "D" })).await.id();
    let path = format!("/authorization/subjects/{user}/bulkadd?subjectType=PC_USER");
    let grants = json!({ "grants": [{ "roleId": role, "divisionId": division }] });
    let early = org.post(&path, grants.clone()).await;
    ensure!(early.status == 404, "{} {}", early.status, early.text);
    advance(&org, 10).await;
    let late = org.post(&path, grants).await;
    ensure!(late.status == 204, "{} {}", late.status, late.text);
    Ok(None)
}

async fn use_lingers((path, body): (&str, Value), (user, by): (&str, Value), kind: &str) -> Cell {
    let org = Org::start().await;
    let id = org.post(path, body).await.id();
    let by = serde_json::from_str(&by.to_string().replace("{id}", &id)).unwrap_or_default();
    let user = format!("{user}/{}", org.post(user, by).await.id());
    lag(&org, kind, "deleteMs").await;
    advance(&org, 10).await;
    org.delete(&user).await.ok();
    let item = format!("{path}/{id}");
    let early = org.delete(&item).await;
    ensure!((400..500).contains(&early.status), "{} {}", early.status, early.text);
    advance(&org, 10).await;
    let late = org.delete(&item).await;
    ensure!(late.status < 300, "{} {}", late.status, late.text);
    Ok(None)
}

async fn number_plans_come_late() -> Cell {
    let (org, known) = furnished().await;
    lag(&org, "telephony/providers/edges/sites/numberplans", "createMs").await;
    let body = json!({ "name": "S", "location": { "id": "{location}" }, "mediaModel": "Cloud" });
    let made = make(&org, &known, "/telephony/providers/edges/sites", &body).await.ok();
    let path =
        format!("/telephony/providers/edges/sites/{}/numberplans", made["id"].as_str().unwrap_or_default());
    ensure!(org.get(&path).await.ok() == json!([]), "there at once");
    let plans = json!([{ "name": "Ours", "classification": "Ours", "matchType": "regex" }]);
    ensure!(org.put(&path, plans.clone()).await.status == 400, "taken at once");
    advance(&org, 10).await;
    let mut there = org.get(&path).await.ok().as_array().cloned().unwrap_or_default();
    ensure!(there.len() > 1, "never there");
    there.extend(plans.as_array().cloned().unwrap_or_default());
    ensure!(org.put(&path, json!(there)).await.status == 200, "never taken");
    Ok(None)
}

async fn pool_comes_late(kind: &str) -> Cell {
    let org = Org::start().await;
    lag(&org, kind, "referenceMs").await;
    if kind.ends_with("didpools") {
        let pool =
            json!({ "name": "P", "startPhoneNumber": "+13175550100", "endPhoneNumber": "+13175550199" });
        org.post("/telephony/providers/edges/didpools", pool).await.ok();
        let ivr = json!({ "name": "I", "dnis": ["+13175550150"] });
        let early = org.post("/architect/ivrs", ivr.clone()).await;
        let text = early.body["message"].as_str().unwrap_or_default();
        ensure!(
            early.status == 400 && text.contains("Field 'didPoolId' is required and cannot be empty."),
            "{}",
            early.text
        );
        advance(&org, 10).await;
        let late = org.post("/architect/ivrs", ivr).await;
        ensure!(late.status == 200, "{} {}", late.status, late.text);
        return Ok(None);
    }
    org.post(
        "/telephony/providers/edges/extensionpools",
        json!({ "startNumber": "1000", "endNumber": "1999" }),
    )
    .await
    .ok();
    let with = |number: u32| {
        json!({
            "name": "U", "email": format!("u{number}@example.com"),
            "addresses": [{ "mediaType": "PHONE", "type": "WORK", "extension": "1234" }],
        })
    };
    let early = org.post("/users", with(1)).await.ok();
    ensure!(early["addresses"][0].get("extension").is_none(), "known at once: {early}");
    advance(&org, 10).await;
    let late = org.post("/users", with(2)).await.ok();
    ensure!(late["addresses"][0]["extension"] == "1234", "never known: {late}");
    Ok(None)
}

async fn own_action_comes_late() -> Cell {
    let org = Org::start().await;
    lag(&org, "integrations/actions", "createMs").await;
    let id =
        org.post("/integrations", json!({ "integrationType": { "id": "custom-rest-actions" } })).await.id();
    let path = format!("/integrations/actions/custom_-_{id}");
    ensure!(org.get(&path).await.status == 404, "there at once");
    advance(&org, 10).await;
    ensure!(org.get(&path).await.status == 200, "never there");
    Ok(None)
}

async fn asset_comes_late() -> Cell {
    let org = Org::start().await;
    let library = org.post("/responsemanagement/libraries", json!({ "name": "L" })).await.id();
    lag(&org, "responsemanagement/responseassets", "referenceMs").await;
    let upload =
        org.post("/responsemanagement/responseassets/uploads", json!({ "name": "a.png" })).await.ok();
    let tagging = upload["headers"]["x-amz-tagging"].as_str().unwrap_or_default();
    let sent = org.try_send("PUT", &path_of(&upload["url"])?, &[("x-amz-tagging", tagging)], "PNG").await;
    ensure!(sent.as_ref().is_some_and(|sent| sent.status == 200), "{sent:?}");
    let response = json!({
        "name": "R", "libraries": [{ "id": library }], "texts": [{ "content": "a", "contentType": "text/plain" }],
        "assets": [{ "id": upload["id"] }],
    });
    let early = org.post("/responsemanagement/responses", response.clone()).await;
    ensure!(early.status == 412, "{} {}", early.status, early.text);
    advance(&org, 10).await;
    let late = org.post("/responsemanagement/responses", response).await;
    ensure!(late.status == 200, "{} {}", late.status, late.text);
    Ok(None)
}

async fn label_comes_late() -> Cell {
    let org = Org::start().await;
    lag(&org, "routing/utilization/labels", "referenceMs").await;
    let label = org.post("/routing/utilization/labels", json!({ "name": "L" })).await.id();
    let body = json!({ "labelUtilizations": { (label): { "maximumCapacity": 2 } } });
    let early = org.put("/routing/utilization", body.clone()).await;
    ensure!(early.refused() == (409, "general.conflict"), "{} {}", early.status, early.text);
    advance(&org, 10).await;
    let late = org.put("/routing/utilization", body).await;
    ensure!(late.status == 200, "{} {}", late.status, late.text);
    Ok(None)
}

async fn zip_comes_late() -> Cell {
    let org = slow().await;
    let integration =
        org.post("/integrations", json!({ "integrationType": { "id": "function-data-actions" } })).await.id();
    let draft = json!({
        "name": "A", "category": "c", "integrationId": integration,
        "config": { "request": { "requestUrlTemplate": "/x", "requestType": "POST" } },
        "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } },
    });
    let path = format!(
        "/integrations/actions/{}/draft/function",
        org.post("/integrations/actions/drafts", draft).await.id()
    );
    let upload = org.post(&format!("{path}/upload"), json!({ "fileName": "a.zip" })).await.ok();
    let sent = org.try_send("PUT", &path_of(&upload["url"])?, &[], "PK").await;
    ensure!(sent.as_ref().is_some_and(|sent| sent.status == 200), "{sent:?}");
    let function = json!({ "description": "d", "handler": "index.handler", "runtime": "nodejs22.x" });
    let early = org.put(&path, function).await.ok();
    ensure!(early["zip"]["status"] == "Pending" && early["zip"].get("id").is_none(), "{early}");
    advance(&org, 10).await;
    let late = org.get(&path).await.ok();
    ensure!(late["zip"]["status"] == "Available" && late["zip"]["id"].is_string(), "{late}");
    Ok(None)
}

async fn made_and_refused() -> Cell {
    let org = Org::start().await;
    let rule = json!({
        "method": "POST", "route": "/api/v2/routing/email/domains", "kind": "statusAfter", "status": 400,
        "code": "postino.domain.exists", "message": "The domain already exists.",
    });
    org.control("POST", "/faults", Some(rule)).await.ok();
    let refused =
        org.post("/routing/email/domains", json!({ "id": "a.example.com", "subDomain": false })).await;
    ensure!(refused.refused() == (400, "postino.domain.exists"), "{} {}", refused.status, refused.text);
    ensure!(org.get("/routing/email/domains/a.example.com").await.status == 200, "it was not made");
    Ok(None)
}

fn ids(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("00000000-0000-4000-8000-{number:012}"))
}

fn batch_of_ids(count: usize) -> Value {
    ids(count).map(|id| json!({ "id": id })).collect()
}

fn batch_of_abilities(count: usize) -> Value {
    ids(count).map(|id| json!({ "id": id, "proficiency": 1 })).collect()
}

fn batch_of_members(count: usize) -> Value {
    json!({ "memberIds": ids(count).collect::<Vec<_>>(), "version": 1 })
}

fn batch_of_nothing(_: usize) -> Value {
    Value::Null
}

fn batch_of_numbers(count: usize) -> Value {
    let numbers: Vec<String> = (0..count).map(|number| format!("+1317555{number:04}")).collect();
    json!({ "name": "I", "dnis": numbers })
}

/// What is not too much is refused for another reason or taken, since nobody has these ids.
async fn batch_is_limited(
    method: &str,
    path: &str,
    most: usize,
    body: fn(usize) -> Value,
    otherwise: u16,
) -> Cell {
    let org = Org::start().await;
    let queue = org.post("/routing/queues", json!({ "name": "Q" })).await.id();
    let group = json!({ "name": "G", "type": "official", "rulesVisible": true, "visibility": "public" });
    let known =
        [("queue", queue), ("group", org.post("/groups", group).await.id()), ("user", a_user(&org).await)];
    let send = |count: usize| {
        let path = fill(path, &known).replace("{ids}", &ids(count).collect::<Vec<_>>().join(","));
        let body = body(count);
        let org = &org;
        async move { org.call(method, &path, (!body.is_null()).then_some(body)).await }
    };
    let fits = send(most).await;
    ensure!(fits.status == otherwise, "{most}: {} {}", fits.status, fits.text);
    let refused = send(most + 1).await;
    ensure!(refused.status == 400, "{}: {} {}", most + 1, refused.status, refused.text);
    ensure!(refused.text != fits.text, "refused for another reason: {}", refused.text);
    let text = refused.body["message"].as_str().unwrap_or_default();
    ensure!(text.contains(&most.to_string()), "it does not say how many: {text}");
    Ok(None)
}

async fn page_is_limited(path: &str, most: usize) -> Cell {
    let org = Org::start().await;
    let queue = org.post("/routing/queues", json!({ "name": "Q" })).await.id();
    let path = fill(path, &[("user", a_user(&org).await), ("queue", queue)]);
    let fits = org.get(&format!("{path}?pageSize={most}")).await;
    ensure!(fits.status == 200, "{most}: {} {}", fits.status, fits.text);
    let refused = org.get(&format!("{path}?pageSize={}", most + 1)).await;
    ensure!(refused.status == 400, "{}: {} {}", most + 1, refused.status, refused.text);
    Ok(None)
}
