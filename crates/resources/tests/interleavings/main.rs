//! Two programs that change one object at the same time, in every order in which their calls can reach the platform.
//!
//! Whatever the order, both changes are there afterwards, as if one program had run after the other, or a program is told what it has
//! lost. What is replaced whole and has no version is the exception: there a change is lost if the other program writes what it had read
//! before, and only after the first has looked whether its change stands. A table of what came of it is printed. `RACES_ONLY` runs only those that have this text in their name.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what is needed to start ends the test where it is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;
mod limits;
mod schedule;

use std::io::Write;

use pulumi_provider::value::Object;
use serde_json::{Map, Value as Json, json};

use kit::checked;
use schedule::{NAME, Outcome, Program, Race};

/// Two changes of one object.
struct Case {
    name: &'static str,
    token: &'static str,
    /// The object as both find it.
    create: Json,
    /// What each program changes of it: members that it says otherwise.
    changes: [Json; 2],
}

fn cases() -> Vec<Case> {
    let id = |letter: char, kind: char| format!("{kind}0000000-0000-4000-8000-00000000000{letter}");
    let user = |letter| id(letter, '2');
    let member = |letter| json!({ "userId": user(letter) });
    let skill = |letter, proficiency: f64| json!({ "skillId": id(letter, '4'), "proficiency": proficiency });
    let case = |name, token, create: Json, a: Json, b: Json| Case { name, token, create, changes: [a, b] };
    vec![
        case(
            "user: two fields",
            "index:User",
            json!({ "name": "Race", "email": "race@example.com", "title": "First", "department": "First" }),
            json!({ "title": "A" }),
            json!({ "department": "B" }),
        ),
        case(
            "user: the state, which goes alone, and a field",
            "index:User",
            json!({ "name": "Race", "email": "race@example.com", "title": "First", "state": "active" }),
            json!({ "state": "inactive" }),
            json!({ "title": "B" }),
        ),
        case(
            "user: a field and skills",
            "index:User",
            json!({ "name": "Race", "email": "race@example.com", "title": "First", "routingSkills": [skill('a', 1.0)] }),
            json!({ "title": "A" }),
            json!({ "routingSkills": [skill('a', 2.0), skill('b', 3.0)] }),
        ),
        case(
            "group: two fields",
            "index:Group",
            json!({ "name": "Race", "description": "First", "visibility": "members" }),
            json!({ "description": "A" }),
            json!({ "visibility": "owners" }),
        ),
        case(
            "group: a field and members",
            "index:Group",
            json!({ "name": "Race", "description": "First", "memberIds": [user('a')] }),
            json!({ "description": "A" }),
            json!({ "memberIds": [user('a'), user('b')] }),
        ),
        case(
            "group: members",
            "index:Group",
            json!({ "name": "Race", "memberIds": [user('a')] }),
            json!({ "memberIds": [user('a'), user('b')] }),
            json!({ "memberIds": [] }),
        ),
        case(
            "location: two fields",
            "index:Location",
            json!({
                "name": "Race",
                "notes": "First",
                "emergencyNumber": { "number": "+13175550100" },
            }),
            json!({ "notes": "A" }),
            json!({ "emergencyNumber": { "number": "+13175550101" } }),
        ),
        case(
            "queue: two fields",
            "routing:Queue",
            json!({ "name": "Race", "description": "First", "callingPartyName": "First" }),
            json!({ "description": "A" }),
            json!({ "callingPartyName": "B" }),
        ),
        case(
            "queue: two fields of one object",
            "routing:Queue",
            json!({ "name": "Race", "mediaSettingsCall": { "alertingTimeoutSec": 10, "serviceLevelPercentage": 0.5 } }),
            json!({ "mediaSettingsCall": { "alertingTimeoutSec": 20 } }),
            json!({ "mediaSettingsCall": { "serviceLevelPercentage": 0.9 } }),
        ),
        case(
            "queue: a field and members",
            "routing:Queue",
            json!({ "name": "Race", "description": "First", "members": [member('a')] }),
            json!({ "description": "A" }),
            json!({ "members": [member('a'), member('b')] }),
        ),
        case(
            "queue: members",
            "routing:Queue",
            json!({ "name": "Race", "members": [member('a')] }),
            json!({ "members": [member('a'), member('b')] }),
            json!({ "members": [member('c')] }),
        ),
        case(
            "queue: wrap-up codes",
            "routing:Queue",
            json!({ "name": "Race", "wrapupCodes": [id('a', 'c')] }),
            json!({ "wrapupCodes": [id('a', 'c'), id('b', 'c')] }),
            json!({ "wrapupCodes": [id('c', 'c')] }),
        ),
        case(
            "part without a version that is changed in part: voicemail of a user",
            "index:User",
            json!({
                "name": "Race",
                "email": "race@example.com",
                "voicemailUserpolicies": { "alertTimeoutSeconds": 20, "sendEmailNotifications": false },
            }),
            json!({ "voicemailUserpolicies": { "alertTimeoutSeconds": 30 } }),
            json!({ "voicemailUserpolicies": { "sendEmailNotifications": true } }),
        ),
        case(
            "part without a version that is replaced: utilization of a user",
            "index:User",
            json!({
                "name": "Race",
                "email": "race@example.com",
                "routingUtilization": { "call": { "maximumCapacity": 1 }, "chat": { "maximumCapacity": 1 } },
            }),
            json!({ "routingUtilization": { "call": { "maximumCapacity": 2 } } }),
            json!({ "routingUtilization": { "chat": { "maximumCapacity": 3 } } }),
        ),
        case(
            "part with a version: configuration of an integration",
            "index:Integration",
            json!({
                "integrationType": "custom-rest-actions",
                "config": { "name": "Race", "notes": "First", "properties": "{\"timeout\": 30}" },
            }),
            json!({ "config": { "notes": "A" } }),
            json!({ "config": { "properties": "{\"timeout\": 40}" } }),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_changes_are_there_or_the_loss_is_told() {
    let only = std::env::var("RACES_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    report(&format!("  {:>6} {:>6} {:>6} {:>6}  race", "orders", "both", "told", "lost"));
    for case in cases().into_iter().filter(|case| case.name.contains(&only)) {
        for named in [Named::Own, Named::All] {
            let race = case.race(named).await;
            let after = [race.in_turn(0).await, race.in_turn(1).await];
            for outcome in &after {
                assert!(outcome.errors().next().is_none(), "{}: {:?}", case.name, outcome.results);
            }
            assert_eq!(after[0].objects, after[1].objects, "{}: the changes meet", case.name);
            let mut counts = [0; 3];
            for outcome in race.in_every_order().await {
                let survived = outcome.objects == after[0].objects;
                let told = outcome.errors().next().is_some();
                let came = match (survived, told) {
                    (true, false) => 0,
                    (_, true) => 1,
                    (false, false) => 2,
                };
                counts[came] += 1;
                // Without a version nobody can do more than look soon afterwards.
                if came > 0 && !(came == 2 && outcome.looked_too_early()) {
                    wrong.push(format!("{} ({named:?}), {}", case.name, said(&outcome)));
                }
            }
            let [both, told, lost] = counts;
            report(&format!(
                "  {:>6} {both:>6} {told:>6} {lost:>6}  {} ({})",
                counts.iter().sum::<usize>(),
                case.name,
                named.in_words()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What both change, one of them has in vain: it is told so, unless it knew what the other one had written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_changes_the_same_is_told_so() {
    let notes = |text: &str| json!({ "notes": text });
    let description = |text: &str| json!({ "description": text });
    let case = |name, token, create: Json, changes| Case { name, token, create, changes };
    let cases = [
        case(
            "a version",
            "index:Location",
            with(&json!({ "name": "Race" }), &notes("First")),
            [notes("A"), notes("B")],
        ),
        case(
            "none",
            "routing:Queue",
            with(&json!({ "name": "Race" }), &description("First")),
            [description("A"), description("B")],
        ),
    ];
    let (mut orders, mut told) = (0, 0);
    for case in cases {
        let race = case.race(Named::All).await;
        let field = case.changes[0].as_object().and_then(|change| change.keys().next()).unwrap();
        for outcome in race.in_every_order().await {
            orders += 1;
            let errors: Vec<String> = outcome.errors().map(ToString::to_string).collect();
            if outcome.read_before_either_wrote() && !outcome.looked_too_early() {
                assert!(!errors.is_empty(), "{}, {}", case.name, said(&outcome));
            }
            if ["ab", "ba"].contains(&outcome.turns().as_str()) {
                assert!(errors.is_empty(), "{}, {}", case.name, said(&outcome));
            }
            told += errors.len();
            for error in errors {
                let wanted = format!("somebody else changed {field} at the same time");
                assert!(error.contains(&wanted), "{}, {error}", case.name);
            }
        }
    }
    report(&format!("  {orders} orders of two programs that change the same field, {told} told so"));
}

/// What a program names of the object.
#[derive(Debug, Clone, Copy)]
enum Named {
    /// Not what the other one changes.
    Own,
    /// Everything.
    All,
}

impl Named {
    fn in_words(self) -> &'static str {
        match self {
            Named::Own => "each names its own",
            Named::All => "each names all",
        }
    }
}

impl Case {
    async fn race(&self, named: Named) -> Race {
        let ty = resources::registry().get(self.token).unwrap();
        let create = checked(ty, NAME, &self.create, &Object::new());
        let program = |who: usize| {
            let (own, other) = (&self.changes[who], &self.changes[1 - who]);
            let olds = match named {
                Named::All => self.create.clone(),
                Named::Own => without(&self.create, other, own),
            };
            let news = with(&olds, own);
            let olds = checked(ty, NAME, &olds, &Object::new());
            Program { news: checked(ty, NAME, &news, &olds), olds }
        };
        Race::new(ty, &create, [program(0), program(1)]).await
    }
}

/// The same with these members otherwise.
fn with(value: &Json, change: &Json) -> Json {
    let (Json::Object(members), Json::Object(change)) = (value, change) else { return change.clone() };
    let mut changed = members.clone();
    for (name, value) in change {
        let before = members.get(name).unwrap_or(&Json::Null);
        changed.insert(name.clone(), with(before, value));
    }
    changed.into()
}

/// The same without what only the other program changes.
fn without(value: &Json, other: &Json, own: &Json) -> Json {
    let (Json::Object(members), Json::Object(other)) = (value, other) else { return value.clone() };
    let none = Map::new();
    let own = own.as_object().unwrap_or(&none);
    let mut left = Map::new();
    for (name, value) in members {
        match (other.get(name), own.get(name)) {
            (None, _) => drop(left.insert(name.clone(), value.clone())),
            (Some(other), Some(own)) => drop(left.insert(name.clone(), without(value, other, own))),
            (Some(other @ Json::Object(_)), None) => {
                let value = without(value, other, &Json::Null);
                if value != json!({}) {
                    left.insert(name.clone(), value);
                }
            }
            (Some(_), None) => {}
        }
    }
    left.into()
}

fn said(outcome: &Outcome) -> String {
    let errors: Vec<String> = outcome.errors().map(ToString::to_string).collect();
    format!("{}:\n    {}\n    {}", outcome.order, errors.join("\n    "), outcome.calls.join("\n    "))
}

/// Says something past the harness, which keeps what passing tests print to itself.
fn report(line: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}
