//! The platform's laws, entity by entity, through HTTP. Every cell is what the platform does, or why the law is not about
//! this entity; the declarations of the simulator are not asked.

#![allow(clippy::unwrap_used, clippy::type_complexity)]

mod common;

use std::process::ExitCode;

use common::{Org, fixed};
use genesys_sim::Options;
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};

/// Status and code of a refusal, or why the law does not apply.
enum Cell {
    Is(u16, &'static str),
    Not(&'static str),
}
use Cell::{Is, Not};

/// What a GET by id answers after a deletion.
enum After {
    /// 404 with this code.
    Gone(&'static str),
    /// 410.
    Deleted410,
    /// 200 with `state: deleted`.
    State,
    /// Nothing can be deleted.
    Stays,
}

struct Row {
    kind: &'static str,
    path: &'static str,
    body: fn(&Made) -> Value,
    /// A second object with the same unique value.
    duplicate: Cell,
    /// A field without which nothing is made.
    required: Result<&'static str, &'static str>,
    /// An update with an old version.
    stale: Cell,
    /// An update without a version.
    unversioned: Cell,
    update: &'static str,
    delete: u16,
    after: After,
    /// Fields that point at nothing, and the refusal.
    dangling: &'static [(&'static str, fn() -> Value, u16, &'static str)],
    missing: &'static str,
}

/// What other objects need.
struct Made {
    flow: String,
    integration: String,
    library: String,
    location: String,
    role: String,
}

const NO_VERSION: Cell = Not("last write wins: the entity has no version");
const PASSES: Cell = Not("an absent version passes");
const NAMES_REPEAT: Cell = Not("names may repeat");

fn reference() -> Value {
    json!({ "id": "00000000-0000-4000-8000-00000000dead" })
}

fn references() -> Value {
    json!([reference()])
}

fn table() -> Vec<Row> {
    vec![
        Row {
            kind: "authorization/divisions",
            path: "/authorization/divisions",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "routing/queues",
            path: "/routing/queues",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(400, "duplicate.name"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 200,
            after: After::Gone("resource.not.found"),
            dangling: &[
                ("queueFlow", reference, 400, "bad.request"),
                ("whisperPrompt", reference, 400, "bad.request"),
                ("division", reference, 404, "not.found"),
                ("memberGroups", references, 400, "bad.request"),
            ],
            missing: "resource.not.found",
        },
        Row {
            kind: "routing/skills",
            path: "/routing/skills",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Not("there is no update"),
            unversioned: Not("there is no update"),
            update: "",
            delete: 200,
            after: After::State,
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "routing/languages",
            path: "/routing/languages",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Not("there is no update"),
            unversioned: Not("there is no update"),
            update: "",
            delete: 204,
            after: After::State,
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "routing/wrapupcodes",
            path: "/routing/wrapupcodes",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(400, "duplicate.name"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 200,
            after: After::Gone("resource.not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "resource.not.found",
        },
        Row {
            kind: "routing/skillgroups",
            path: "/routing/skillgroups",
            body: |_| json!({ "name": "X", "skillConditions": [] }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PATCH",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "routing/utilization/labels",
            path: "/routing/utilization/labels",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "routing/email/domains",
            path: "/routing/email/domains",
            body: |_| json!({ "id": "x.example.com" }),
            duplicate: Is(400, "postino.domain.exists"),
            required: Ok("id"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PATCH",
            delete: 200,
            after: After::Gone("postino.error.not.found"),
            dangling: &[],
            missing: "postino.error.not.found",
        },
        Row {
            kind: "routing/sms/addresses",
            path: "/routing/sms/addresses",
            body: |_| json!({ "name": "", "street": "s", "city": "c", "region": "r", "postalCode": "p", "countryCode": "US" }),
            duplicate: NAMES_REPEAT,
            required: Ok("street"),
            stale: Not("there is no update"),
            unversioned: Not("there is no update"),
            update: "",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "users",
            path: "/users",
            body: |_| json!({ "name": "X", "email": "x@example.com", "state": "active" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("email"),
            stale: Is(409, "general.conflict"),
            unversioned: Is(400, "required.field.missing"),
            update: "PATCH",
            delete: 200,
            after: After::Gone("not.found"),
            dangling: &[("divisionId", || json!("none"), 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "groups",
            path: "/groups",
            body: |_| json!({ "name": "X", "type": "official", "rulesVisible": true, "visibility": "public" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Is(409, "general.conflict"),
            unversioned: Is(400, "required.field.missing"),
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("ownerIds", || json!(["none"]), 400, "bad.request")],
            missing: "not.found",
        },
        Row {
            kind: "locations",
            path: "/locations",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Is(409, "general.conflict"),
            unversioned: Is(400, "required.field.missing"),
            update: "PATCH",
            delete: 204,
            after: After::State,
            dangling: &[
                ("path", || json!(["none"]), 400, "bad.request"),
                ("contactUser", || json!("none"), 400, "bad.request"),
            ],
            missing: "not.found",
        },
        Row {
            kind: "teams",
            path: "/teams",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PATCH",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "authorization/roles",
            path: "/authorization/roles",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "oauth/clients",
            path: "/oauth/clients",
            body: |made| {
                json!({
                    "name": "X", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "inactive",
                    "roleDivisions": [{ "roleId": made.role, "divisionId": "*" }],
                })
            },
            duplicate: NAMES_REPEAT,
            required: Ok("authorizedGrantType"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[(
                "roleDivisions",
                || json!([{ "roleId": "none", "divisionId": "*" }]),
                400,
                "bad.request",
            )],
            missing: "not.found",
        },
        Row {
            kind: "flows",
            path: "/flows",
            body: |_| json!({ "name": "X", "type": "INBOUNDCALL" }),
            duplicate: Is(409, "architect.flow.already.exists"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Deleted410,
            dangling: &[("division", reference, 404, "not.found")],
            missing: "architect.flow.not.found",
        },
        Row {
            kind: "flows/datatables",
            path: "/flows/datatables",
            body: |_| json!({ "name": "X", "schema": { "properties": { "key": { "type": "string" } } } }),
            duplicate: Is(409, "flows.datatables.not.unique"),
            required: Err("the refusal is about the schema"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("flows.datatables.table.not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "flows.datatables.table.not.found",
        },
        Row {
            kind: "architect/prompts",
            path: "/architect/prompts",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "architect.prompt.already.exists"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("architect.prompt.not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "architect.prompt.not.found",
        },
        Row {
            kind: "architect/schedules",
            path: "/architect/schedules",
            body: |_| json!({ "name": "X", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("start"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "architect/schedulegroups",
            path: "/architect/schedulegroups",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("openSchedules", references, 400, "bad.request")],
            missing: "not.found",
        },
        Row {
            kind: "architect/ivrs",
            path: "/architect/ivrs",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("openHoursFlow", reference, 400, "bad.request")],
            missing: "not.found",
        },
        Row {
            kind: "architect/emergencygroups",
            path: "/architect/emergencygroups",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[(
                "emergencyCallFlows",
                || json!([{ "emergencyFlow": reference() }]),
                400,
                "bad.request",
            )],
            missing: "not.found",
        },
        Row {
            kind: "architect/grammars",
            path: "/architect/grammars",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Err("the model demands nothing, the behaviour a name: tests/architect.rs"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PATCH",
            delete: 200,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "flows/milestones",
            path: "/flows/milestones",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 200,
            after: After::Gone("not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "flows/outcomes",
            path: "/flows/outcomes",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 0,
            after: After::Stays,
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "integrations/credentials",
            path: "/integrations/credentials",
            body: |_| json!({ "name": "X", "type": { "name": "userDefined" }, "credentialFields": {} }),
            duplicate: NAMES_REPEAT,
            required: Ok("type"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "integrations",
            path: "/integrations",
            body: |_| json!({ "integrationType": { "id": "embedded-client-app" } }),
            duplicate: NAMES_REPEAT,
            required: Ok("integrationType"),
            stale: NO_VERSION,
            unversioned: NO_VERSION,
            update: "",
            delete: 200,
            after: After::Gone("not.found"),
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "integrations/actions",
            path: "/integrations/actions",
            body: |made| {
                json!({
                    "name": "X", "category": "c", "integrationId": made.integration, "config": {},
                    "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } },
                })
            },
            duplicate: NAMES_REPEAT,
            required: Ok("contract"),
            stale: Is(409, "general.conflict"),
            unversioned: Is(400, "required.field.missing"),
            update: "PATCH",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[("integrationId", || json!("none"), 400, "bad.request")],
            missing: "not.found",
        },
        Row {
            kind: "responsemanagement/libraries",
            path: "/responsemanagement/libraries",
            body: |_| json!({ "name": "X" }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("name"),
            stale: Not("the facts have the version read-only, so none can be sent"),
            unversioned: PASSES,
            update: "PUT",
            delete: 204,
            after: After::Gone("rms.library.not.found"),
            dangling: &[("division", reference, 404, "not.found")],
            missing: "rms.library.not.found",
        },
        Row {
            kind: "responsemanagement/responses",
            path: "/responsemanagement/responses",
            body: |made| json!({ "name": "X", "libraries": [{ "id": made.library }] }),
            duplicate: NAMES_REPEAT,
            required: Ok("libraries"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 204,
            after: After::Gone("rms.response.not.found"),
            dangling: &[
                ("libraries", references, 404, "rms.library.not.found"),
                ("assets", references, 412, "precondition.failed"),
            ],
            missing: "rms.response.not.found",
        },
        Row {
            kind: "telephony/providers/edges/didpools",
            path: "/telephony/providers/edges/didpools",
            body: |_| json!({ "name": "X", "startPhoneNumber": "+13175550100", "endPhoneNumber": "+13175550109" }),
            duplicate: Is(400, "duplicate.value"),
            required: Ok("startPhoneNumber"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "telephony/providers/edges/extensionpools",
            path: "/telephony/providers/edges/extensionpools",
            body: |_| json!({ "name": "X", "startNumber": "1000", "endNumber": "1999" }),
            duplicate: Is(400, "duplicate.value"),
            required: Err("a range without its ends is not a range"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("division", reference, 404, "not.found")],
            missing: "not.found",
        },
        Row {
            kind: "telephony/providers/edges/sites",
            path: "/telephony/providers/edges/sites",
            body: |made| json!({ "name": "X", "location": { "id": made.location } }),
            duplicate: Is(400, "duplicate.value"),
            required: Ok("location"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("location", reference, 400, "referenced.key.does.not.exist")],
            missing: "not.found",
        },
        Row {
            kind: "telephony/providers/edges/trunkbasesettings",
            path: "/telephony/providers/edges/trunkbasesettings",
            body: |_| json!({ "name": "X", "trunkMetabase": { "id": "external_sip.json" }, "trunkType": "EXTERNAL" }),
            duplicate: Is(400, "duplicate.value"),
            required: Ok("trunkType"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("site", reference, 400, "referenced.key.does.not.exist")],
            missing: "not.found",
        },
        Row {
            kind: "telephony/providers/edges/edgegroups",
            path: "/telephony/providers/edges/edgegroups",
            body: |_| json!({ "name": "X", "phoneTrunkBases": [] }),
            duplicate: Is(400, "duplicate.value"),
            required: Ok("phoneTrunkBases"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[("phoneTrunkBases", references, 400, "referenced.key.does.not.exist")],
            missing: "not.found",
        },
        Row {
            kind: "telephony/providers/edges/phonebasesettings",
            path: "/telephony/providers/edges/phonebasesettings",
            body: |_| json!({ "name": "X", "phoneMetaBase": { "id": "generic_sip.json" }, "lines": [{ "name": "X" }] }),
            duplicate: Is(400, "duplicate.value"),
            required: Ok("lines"),
            stale: Is(409, "general.conflict"),
            unversioned: PASSES,
            update: "PUT",
            delete: 200,
            after: After::State,
            dangling: &[],
            missing: "not.found",
        },
        Row {
            kind: "processautomation/triggers",
            path: "/processautomation/triggers",
            body: |made| json!({ "name": "X", "topicName": "t", "enabled": true, "target": { "type": "Workflow", "id": made.flow } }),
            duplicate: Is(409, "general.conflict"),
            required: Ok("target"),
            stale: Is(409, "general.conflict"),
            unversioned: Is(400, "required.field.missing"),
            update: "PUT",
            delete: 204,
            after: After::Gone("not.found"),
            dangling: &[("target", || json!({ "type": "Workflow", "id": "none" }), 400, "bad.request")],
            missing: "not.found",
        },
    ]
}

/// Full entities that are not in the table, and where they are tested instead.
const ELSEWHERE: [(&str, &str); 16] = [
    ("presence/definitions", "a delete only switches it off: tests/routing_more.rs"),
    ("architect/grammars/languages", "below a grammar: tests/architect.rs"),
    ("greetings", "its owner differs: tests/directory.rs"),
    ("users/rules", "its list demands types: tests/directory.rs"),
    ("architect/prompts/resources", "below a prompt: tests/architect.rs"),
    ("flows/datatables/rows", "below a table: tests/architect.rs"),
    ("routing/email/domains/routes", "below a domain: tests/routing_more.rs"),
    ("routing/email/outbound/domains", "made by an operation of its own"),
    ("responsemanagement/responseassets", "made by an upload: tests/architect.rs"),
    ("scripts", "made by an upload: tests/architect.rs"),
    ("telephony/providers/edges/sites/outboundroutes", "below a site: tests/architect.rs"),
    ("telephony/providers/edges", "a device that the platform pairs: tests/architect.rs"),
    (
        "telephony/providers/edges/phones",
        "at a site, with base settings: tests/architect.rs, tests/law_table.rs",
    ),
    ("telephony/providers/edges/trunks", "made of base settings that a group has: tests/architect.rs"),
    ("telephony/providers/edges/linebasesettings", "comes with a phone's base settings: tests/architect.rs"),
    ("stations", "comes with a phone: tests/architect.rs"),
];

async fn prepare(org: &Org) -> Made {
    let emergency = json!({ "e164": "+13175550100", "number": "+13175550100", "type": "default" });
    Made {
        flow: org.post("/flows", json!({ "name": "Made", "type": "WORKFLOW" })).await.id(),
        integration: org
            .post("/integrations", json!({ "integrationType": { "id": "embedded-client-app" } }))
            .await
            .id(),
        library: org.post("/responsemanagement/libraries", json!({ "name": "Made" })).await.id(),
        location: org
            .post(
                "/locations",
                json!({ "name": "Made", "address": { "city": "c" }, "emergencyNumber": emergency }),
            )
            .await
            .id(),
        role: org.post("/authorization/roles", json!({ "name": "Made" })).await.id(),
    }
}

fn refused(got: &common::Got, status: u16, code: &str, what: &str) {
    assert_eq!(got.refused(), (status, code), "{what}: {}", got.text);
    assert_eq!(got.body["contextId"].as_str(), got.header("ININ-Correlation-Id"), "{what}");
}

fn main() -> ExitCode {
    let mut trials = vec![Trial::test("every_entity_is_in_exactly_one_table", || {
        every_entity_is_in_one_table().map_err(Into::into)
    })];
    for row in table() {
        trials.push(Trial::test(format!("laws_hold::{}", row.kind), move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let org = Org::with(Options { log_limit: 0, ..fixed() }).await;
                let made = prepare(&org).await;
                obey(&org, &row, &made).await;
            });
            Ok(())
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn every_entity_is_in_one_table() -> Result<(), String> {
    let rows = table();
    for entity in genesys_sim::domains::full_entities() {
        let here = rows.iter().any(|row| row.kind == entity.kind);
        let elsewhere = ELSEWHERE.iter().any(|(kind, _)| *kind == entity.kind);
        if here == elsewhere {
            return Err(format!("{} must be in exactly one of the tables", entity.kind));
        }
    }
    let cells = rows.iter().flat_map(|row| [&row.duplicate, &row.stale, &row.unversioned]);
    match cells.into_iter().any(|cell| matches!(cell, Not(""))) {
        true => Err("an empty cell has no reason".to_owned()),
        false => Ok(()),
    }
}

async fn obey(org: &Org, row: &Row, made: &Made) {
    let (kind, path) = (row.kind, row.path);
    let with = |field: &str, value: Value| {
        let mut body = (row.body)(made);
        body[field] = value;
        body
    };
    refused(&org.get(&format!("{path}/00000000-0000-4000-8000-000000000000")).await, 404, row.missing, kind);
    if let Ok(field) = row.required {
        refused(&org.post(path, with(field, Value::Null)).await, 400, "required.field.missing", kind);
    }
    for (field, value, status, code) in row.dangling {
        refused(&org.post(path, with(field, value())).await, *status, code, &format!("{kind} {field}"));
    }
    let mut forged = with("selfUri", json!("forged"));
    forged["dateCreated"] = json!("1999-01-01T00:00:00Z");
    let object = org.post(path, forged).await.ok();
    assert_ne!(object["selfUri"], "forged", "{kind}");
    assert_ne!(object["dateCreated"], "1999-01-01T00:00:00Z", "{kind}");
    let one = format!("{path}/{}", object["id"].as_str().unwrap());
    assert_eq!(object["selfUri"], format!("/api/v2{one}"), "{kind}");
    assert_eq!(org.get(&one).await.ok()["id"], object["id"]);
    let listed = org.get(&format!("{path}?pageSize=100&libraryId={}", made.library)).await.ok();
    let shows =
        |listed: &Value| listed["entities"].as_array().unwrap().iter().any(|row| row["id"] == object["id"]);
    assert!(shows(&listed), "{kind} is not in its list");
    assert_eq!(
        org.get(&format!("{path}?pageSize=501&libraryId=x")).await.status / 100,
        if kind == "oauth/clients" { 2 } else { 4 },
        "{kind}"
    );
    match row.duplicate {
        Is(status, code) => refused(&org.post(path, (row.body)(made)).await, status, code, kind),
        Not(_) => {
            let second = org.post(path, (row.body)(made)).await.ok();
            assert_ne!(second["id"], object["id"], "{kind}");
        }
    }
    if !row.update.is_empty() {
        if let Is(status, code) = row.stale {
            refused(&org.call(row.update, &one, Some(with("version", json!(99)))).await, status, code, kind);
        }
        if let Is(status, code) = row.unversioned {
            refused(&org.call(row.update, &one, Some((row.body)(made))).await, status, code, kind);
        }
        let body = match object["version"].as_i64() {
            Some(version) => with("version", json!(version)),
            None => (row.body)(made),
        };
        let updated = org.call(row.update, &one, Some(body)).await;
        assert_eq!(updated.status, 200, "{kind}: {}", updated.text);
        if let (Some(before), Some(after)) = (object["version"].as_i64(), updated.body["version"].as_i64()) {
            assert_eq!(after, before + 1, "{kind}");
        }
    }
    match &row.after {
        After::Stays => {
            assert_eq!(org.delete(&one).await.status, 405, "{kind}");
            return;
        }
        _ => assert_eq!(org.delete(&one).await.status, row.delete, "{kind}"),
    }
    match &row.after {
        After::Gone(code) => refused(&org.get(&one).await, 404, code, kind),
        After::Deleted410 => assert_eq!(org.get(&one).await.status, 410, "{kind}"),
        After::State => assert_eq!(org.get(&one).await.ok()["state"], "deleted", "{kind}"),
        After::Stays => {}
    }
    assert_eq!(org.delete(&one).await.status / 100, 4, "{kind} is deleted twice");
    assert!(
        !shows(&org.get(&format!("{path}?pageSize=100&libraryId={}", made.library)).await.ok()),
        "{kind}"
    );
}
