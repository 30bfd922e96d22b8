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
    let checked = lifecycle::check(ty, request);
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
                &["replyEmailAddress.selfReferenceRoute: not together with routeId"],
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
