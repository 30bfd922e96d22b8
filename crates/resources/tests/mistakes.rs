//! What the types' own rules refuse, and what they let pass.

use pulumi_provider::provider::{CheckRequest, Subject};
use pulumi_provider::value::{Object, Value};
use resources::lifecycle;
use serde_json::{Value as Json, json};

/// What is wrong with inputs, a line each: the path, and what is said about it.
fn mistakes(token: &str, inputs: Json) -> Vec<String> {
    mistakes_after(token, json!({}), inputs)
}

/// The same for inputs that are to replace others.
fn mistakes_after(token: &str, olds: Json, inputs: Json) -> Vec<String> {
    let object = |json: &Json| -> Object { Value::from(json).as_object().cloned().unwrap_or_default() };
    let subject = Subject { name: "example".to_owned(), ..Subject::default() };
    let request =
        CheckRequest { subject, news: object(&inputs), olds: object(&olds), ..CheckRequest::default() };
    let Some(ty) = resources::registry().get(token) else { return vec![format!("there is no {token}")] };
    let checked = lifecycle::check(ty, &request);
    checked.failures.into_iter().map(|failure| format!("{}: {}", failure.path, failure.reason)).collect()
}

/// That nothing or one thing is wrong: a beginning of what is said.
fn assert_mistakes(token: &str, cases: &[(Json, &[&str])]) {
    for (inputs, expected) in cases {
        let found = mistakes(token, inputs.clone());
        let fits = found.len() == expected.len()
            && found.iter().zip(*expected).all(|(found, expected)| found.starts_with(expected));
        assert!(fits, "{inputs}: {found:?}, expected {expected:?}");
    }
}

#[test]
fn names_of_email_domains() {
    assert_mistakes(
        "routing:EmailDomain",
        &[
            (json!({ "domainId": "example.com" }), &[]),
            (json!({ "domainId": "acme", "subdomain": true }), &[]),
            (json!({ "domainId": "example.com", "mailFromDomain": "mail.example.com" }), &[]),
            (json!({ "domainId": "example" }), &["domainId: must be a domain in small letters"]),
            (json!({ "domainId": "Example.com" }), &["domainId: must be a domain in small letters"]),
            (json!({ "domainId": "example..com" }), &["domainId: must be a domain in small letters"]),
            (
                json!({ "domainId": "acme.mypurecloud.com", "subdomain": true }),
                &["domainId: must be one word"],
            ),
            (
                json!({ "domainId": "example.com", "mailFromDomain": "example.com" }),
                &["mailFromDomain: must be below the domain, such as mail.example.com"],
            ),
            (
                json!({ "domainId": "example.com", "mailFromDomain": "mail.other.com" }),
                &["mailFromDomain: must be below the domain"],
            ),
        ],
    );
}

#[test]
fn what_email_routes_may_not_have_together() {
    let route = |more: Json| {
        let mut inputs = json!({ "domainId": "example.com", "pattern": "one", "fromName": "One" });
        inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        inputs
    };
    let itself = json!({ "selfReferenceRoute": true });
    assert_mistakes(
        "routing:EmailRoute",
        &[
            (route(json!({ "flowId": "f", "spamFlowId": "s", "fromEmail": "a@example.com" })), &[]),
            (
                route(
                    json!({ "queueId": "q", "skillIds": ["s"], "priority": 1, "replyEmailAddress": itself }),
                ),
                &[],
            ),
            (route(json!({ "flowId": "f", "queueId": "", "skillIds": [], "priority": 0 })), &[]),
            (route(json!({ "flowId": "f", "queueId": "q" })), &["queueId: not together with flowId"]),
            (
                route(json!({ "flowId": "f", "skillIds": ["s"], "languageId": "l", "priority": 1 })),
                &[
                    "skillIds: not together with flowId",
                    "languageId: not together with flowId",
                    "priority: not together with flowId",
                ],
            ),
            (route(json!({ "priority": 1 })), &["priority: needs a queueId"]),
            (
                route(json!({ "replyEmailAddress": {} })),
                &["replyEmailAddress: needs both domainId and routeId"],
            ),
            (
                route(json!({ "replyEmailAddress": { "routeId": "r" } })),
                &["replyEmailAddress: needs both domainId and routeId"],
            ),
            (
                route(json!({ "replyEmailAddress": { "selfReferenceRoute": true, "routeId": "r" } })),
                &["replyEmailAddress.selfReferenceRoute: not together with a routeId"],
            ),
            // CX as Code demands the domain there.
            (
                route(
                    json!({ "replyEmailAddress": { "selfReferenceRoute": true, "domainId": "example.com" } }),
                ),
                &[],
            ),
            (
                route(
                    json!({ "replyEmailAddress": { "selfReferenceRoute": true, "domainId": "example.org" } }),
                ),
                &["replyEmailAddress.selfReferenceRoute: not together with a routeId or another domainId"],
            ),
            (
                route(json!({ "replyEmailAddress": itself, "fromEmail": "a@example.com",
                    "autoBcc": [{ "email": "a@example.com" }] })),
                &["fromEmail: not together with replyEmailAddress", "autoBcc: not together with"],
            ),
        ],
    );
}

#[test]
fn json_must_be_an_object() {
    let integration =
        |text: &str| json!({ "integrationType": "embedded-client-app", "config": { "properties": text } });
    assert_mistakes(
        "index:Integration",
        &[
            (integration("{}"), &[]),
            (integration(" { \"a\": [1, null] }"), &[]),
            (integration("{"), &["config.properties: must be a JSON object"]),
            (integration("[]"), &["config.properties: must be a JSON object"]),
        ],
    );
}

#[test]
fn a_utilization_says_something() {
    let said = mistakes("index:UserUtilization", json!({ "userId": "u" }));
    assert_eq!(
        said,
        [
            "userId: alone says nothing: set at least one of call, callback, chat, email, message, labelUtilizations"
        ]
    );
    assert_eq!(
        mistakes("index:UserUtilization", json!({ "userId": "u", "call": { "maximumCapacity": 1 } })),
        [""; 0]
    );
}

#[test]
fn an_emergency_number_locks_the_address() {
    let office = |street: &str, number: bool| {
        let mut inputs = json!({ "name": "o",
            "address": { "country": "US", "city": "Indianapolis", "street1": street, "zipCode": "46204", "state": "IN" } });
        if number {
            inputs["emergencyNumber"] = json!({ "number": "+13175550100" });
        }
        inputs
    };
    let locked = |olds, news| !mistakes_after("index:Location", olds, news).is_empty();
    assert!(locked(office("1 First Street", true), office("2 First Street", true)));
    assert!(locked(office("1 First Street", true), office("2 First Street", false)));
    assert!(!locked(office("1 First Street", false), office("2 First Street", true)));
    assert!(!locked(office("1 First Street", true), office("1 First Street", true)));
    // What a program names no more may be released.
    let mut fewer = office("1 First Street", true);
    fewer["address"].as_object_mut().unwrap().remove("state");
    assert!(!locked(office("1 First Street", true), fewer));
}

#[test]
fn when_a_schedule_begins() {
    let schedule =
        |start: &str, end: &str, rrule: &str| json!({ "start": start, "end": end, "rrule": rrule });
    let (start, end) = ("2026-01-05T08:00:00", "2026-01-05T17:00:00");
    let format = "must be a date and a time without a zone, such as 2026-12-24T08:00:00";
    assert_mistakes(
        "architect:Schedules",
        &[
            (schedule(start, end, ""), &[]),
            (schedule("2026-01-05T08:00", "2026-01-05T08:00:00.000001", "FREQ=WEEKLY;BYDAY=MO"), &[]),
            (schedule(start, start, ""), &["end: must be after start"]),
            (schedule(start, "2026-01-05T07:59", ""), &["end: must be after start"]),
            (schedule("2026-01-05T08:00:00Z", end, ""), &[&format!("start: {format}")]),
            (schedule("2026-01-05", end, ""), &[&format!("start: {format}")]),
            (schedule(start, end, "FREQ=WEEKLY;BYDAY=TU"), &["start: must be a time that rrule has"]),
            (schedule(start, end, "weekly"), &["rrule: is no recurrence rule"]),
        ],
    );
}

#[test]
fn what_a_schedule_group_of_an_ivr_needs() {
    assert_mistakes(
        "architect:Ivr",
        &[
            (json!({ "openHoursFlowId": "f", "dnis": ["+13175550100"] }), &[]),
            (json!({ "scheduleGroupId": "g", "openHoursFlowId": "f", "closedHoursFlowId": "f" }), &[]),
            (json!({ "scheduleGroupId": "", "openHoursFlowId": "" }), &[]),
            (
                json!({ "scheduleGroupId": "g", "openHoursFlowId": "f" }),
                &["closedHoursFlowId: is required with"],
            ),
            (
                json!({ "dnis": ["+13175550100", "3175550100"] }),
                &["dnis[1]: must be a phone number in E.164 form"],
            ),
        ],
    );
}

#[test]
fn what_pools_and_sites_may_not_be() {
    let pool = |start: &str, end: &str| json!({ "startPhoneNumber": start, "endPhoneNumber": end });
    assert_mistakes(
        "telephonyprovidersedges:DidPool",
        &[
            (pool("+13175550100", "+13175550100"), &[]),
            (pool("+13175550100", "+13175550099"), &["endPhoneNumber: must not be before"]),
            (pool("3175550100", "+13175550199"), &["startPhoneNumber: must be a phone number in E.164 form"]),
        ],
    );
    let extensions = |start: &str, end: &str| json!({ "startNumber": start, "endNumber": end });
    assert_mistakes(
        "telephonyprovidersedges:ExtensionPool",
        &[
            (extensions("1000", "1999"), &[]),
            (extensions("1000", "999"), &["endNumber: must not be before"]),
            (extensions("1000", "x"), &["endNumber: must be digits"]),
        ],
    );
    let site = |more: Json| {
        let mut inputs = json!({ "locationId": "l", "mediaModel": "Cloud" });
        inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        inputs
    };
    let window = |rule: &str, end: &str| {
        site(
            json!({ "edgeAutoUpdateConfig": { "timeZone": "UTC", "rrule": rule, "start": "2026-01-03T02:00:00", "end": end } }),
        )
    };
    let plan = |name: &str, kind: &str| json!({ "name": name, "classification": "c", "matchType": kind });
    let plans = |list: Json| site(json!({ "numberPlans": list }));
    assert_mistakes(
        "telephonyprovidersedges:Site",
        &[
            (window("FREQ=DAILY", "2026-01-03T05:00:00.000"), &[]),
            (window("FREQ=WEEKLY;BYDAY=SA", "2026-01-03T05:00:00"), &[]),
            (
                window("FREQ=WEEKLY", "2026-01-03T05:00:00"),
                &["edgeAutoUpdateConfig.rrule: must be daily, or weekly"],
            ),
            (window("FREQ=MONTHLY", "2026-01-03T05:00:00"), &["edgeAutoUpdateConfig.rrule: must be daily"]),
            (
                window("FREQ=DAILY", "2026-01-03T05:00:00Z"),
                &["edgeAutoUpdateConfig.end: must be a date and a time"],
            ),
            (plans(json!([plan("A", "intraCountryCode"), plan("B", "interCountryCode")])), &[]),
            (
                plans(json!([plan("A", "intraCountryCode"), plan("A", "interCountryCode")])),
                &["numberPlans[1].name: there are two"],
            ),
            (plans(json!([plan("A", "regex")])), &["numberPlans[0].matchFormat: is required"]),
            (plans(json!([plan("A", "numberList")])), &["numberPlans[0].numbers: is required"]),
            (plans(json!([plan("A", "digitLength")])), &["numberPlans[0].digitLength: is required"]),
        ],
    );
}

#[test]
fn what_trunks_and_phones_may_not_be() {
    let base = |meta: &str, more: Json| {
        let mut inputs = json!({ "trunkMetaBaseId": meta, "trunkType": "EXTERNAL" });
        inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        inputs
    };
    let byoc = "external_sip_pcv_byoc_carrier.json";
    assert_mistakes(
        "telephonyprovidersedges:Trunkbasesettings",
        &[
            (base("external_sip.json", json!({ "properties": r#"{"a": {"value": {"instance": 1}}}"# })), &[]),
            (base(byoc, json!({ "inboundSiteId": "s" })), &[]),
            (base(byoc, json!({})), &["inboundSiteId: is required with"]),
            (
                base("external_sip.json", json!({ "inboundSiteId": "s" })),
                &["inboundSiteId: is only for trunks"],
            ),
            (
                base("external_sip.json", json!({ "properties": r#"{"a": 1}"# })),
                &["properties: a must be an object"],
            ),
            (
                base("external_sip.json", json!({ "properties": "[]" })),
                &["properties: must be a JSON object"],
            ),
        ],
    );
    assert_mistakes(
        "telephonyprovidersedges:Trunk",
        &[
            (json!({ "trunkBaseSettingsId": "b", "edgeGroupId": "g" }), &[]),
            (json!({ "trunkBaseSettingsId": "b", "edgeId": "e" }), &[]),
            (json!({ "trunkBaseSettingsId": "b" }), &["edgeGroupId: is required, or edgeId"]),
        ],
    );
    let phone = |lines: Json| json!({ "siteId": "s", "phoneBaseSettingsId": "b", "lineProperties": lines });
    assert_mistakes(
        "telephonyprovidersedges:Phone",
        &[
            (phone(json!({ "lineAddress": ["+13175550101"], "remoteAddress": [] })), &[]),
            (
                phone(json!({ "lineAddress": ["5550101"] })),
                &["lineProperties.lineAddress[0]: must be a phone number"],
            ),
            (
                phone(json!({ "lineAddress": ["+13175550101"], "remoteAddress": ["+13175550150"] })),
                &["lineProperties.remoteAddress: not together with lineAddress"],
            ),
        ],
    );
}

#[test]
fn columns_of_data_tables() {
    let table = |properties: Json| json!({ "properties": properties });
    let key = json!({ "name": "key", "type": "string" });
    let open = json!({ "name": "open", "type": "boolean", "default": "true" });
    assert_mistakes(
        "architect:Datatable",
        &[
            (table(json!([open, key])), &[]),
            (table(json!([])), &["properties: must have at least 1 elements"]),
            (table(json!([open])), &["properties: needs a column with the name key"]),
            (table(json!([{ "name": "key", "type": "integer" }])), &["properties[0].type: must be string"]),
            (table(json!([key, open, open])), &["properties[2].name: is the name of another column too"]),
            (
                table(json!([key, { "name": "size", "type": "integer", "default": "many" }])),
                &["properties[1].default: must be the text of a value of type integer"],
            ),
            (
                table(json!([key, { "name": "size", "type": "float" }])),
                &["properties[1].type: must be one of"],
            ),
        ],
    );
}

#[test]
fn columns_do_not_go_away() {
    let table = |properties: Json| json!({ "name": "Shops", "properties": properties });
    let key = json!({ "name": "key", "type": "string" });
    let open = json!({ "name": "open", "type": "boolean" });
    let olds = table(json!([key, open]));
    let after = |properties: Json| mistakes_after("architect:Datatable", olds.clone(), table(properties));
    assert_eq!(after(json!([open, key, { "name": "size", "type": "integer" }])), Vec::<String>::new());
    let lacks = after(json!([key]));
    assert!(
        lacks[0].starts_with("properties: lacks the column open, and the platform takes no column away"),
        "{lacks:?}"
    );
    let changed = after(json!([key, { "name": "open", "type": "string" }]));
    assert!(
        changed[0].starts_with("properties[1].type: was boolean, and the platform does not change"),
        "{changed:?}"
    );
    // What only an import has found need not be named.
    let mut imported = olds.clone();
    imported["__imported"] = true.into();
    assert_eq!(mistakes_after("architect:Datatable", imported, table(json!([key]))), Vec::<String>::new());
}

/// Programs that come from Terraform say some things in its own form.
#[test]
fn what_cx_as_code_would_say_passes() {
    let code = "c0000000-0000-4000-8000-00000000000a";
    assert_mistakes(
        "routing:Queue",
        &[
            (json!({ "name": "a", "acwTimeoutMs": "30000", "autoAnswerOnly": "true" }), &[]),
            (json!({ "name": "a", "acwTimeoutMs": "", "acwWrapupPrompt": "", "queueFlowId": "" }), &[]),
            (json!({ "name": "a", "mediaSettingsCall": [{ "alertingTimeoutSec": "12" }] }), &[]),
            (json!({ "name": "a", "mediaSettingsCall": [] }), &[]),
            (json!({ "name": "a", "defaultScriptIds": { "CALL": code }, "wrapupCodes": [code] }), &[]),
            (
                json!({ "name": "a", "mediaSettingsCall": [{}, {}] }),
                &["mediaSettingsCall: must be an object, not a list"],
            ),
            (json!({ "name": "a", "acwTimeoutMs": "soon" }), &["acwTimeoutMs: must be a whole number"]),
        ],
    );
    let row = |text: &str| json!({ "datatableId": code, "keyValue": "a", "propertiesJson": text });
    assert_mistakes(
        "architect:DatatableRow",
        &[(row("{\"open\":true}"), &[]), (row("open"), &["propertiesJson: must be a JSON object"])],
    );
}

/// What guides have invented is answered by what to use, whatever the spelling.
#[test]
fn what_does_not_exist_has_an_answer() {
    let user = |name: &str| json!({ "email": "a@example.com", "name": "A", name: "x" });
    for (name, advice) in [
        ("queueIds", "members belong to the queue"),
        ("queue_ids", "members belong to the queue"),
        ("routingProfileId", "there is no such object"),
        ("addressLines", "Location"),
        ("city", "Location"),
        ("postalCode", "Location"),
        ("organizationId", "the organization is that of the credentials"),
    ] {
        let said = mistakes("index:User", user(name)).join("\n");
        assert!(said.starts_with(&format!("{name}: does not exist: ")) && said.contains(advice), "{said}");
    }
}
