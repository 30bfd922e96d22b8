//! What the platform knows late: references to what was just made, names of what was just deleted, objects that are still in use, on a
//! clock that the simulator follows.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what is needed to start ends the test where it is missing"
)]

mod kit;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use genesys_api::{Client, Clock, VirtualClock};
use genesys_sim::{Options, Sim};
use pulumi_provider::context::{Context, Message};
use pulumi_provider::error::Error;
use pulumi_provider::provider::{CreateRequest, Created, DeleteRequest, UpdateRequest};
use pulumi_provider::value::Object;
use resources::lifecycle::{Platform, Policy};
use serde_json::{Value as Json, json};

use kit::{checked, subject};

/// How the program calls what it makes.
const NAME: &str = "it";

/// A simulator and one run of the provider, on the same time, which passes when nothing else happens.
struct Run {
    sim: Arc<Sim>,
    platform: Platform,
    time: VirtualClock,
    /// What the user was shown while it waited.
    told: Arc<Mutex<Vec<String>>>,
}

impl Run {
    async fn new(lag: Json) -> Run {
        let options = Options {
            seed: Some(1),
            rate_limit: 0,
            clock: genesys_sim::Clock::frozen("2026-01-01T00:00:00Z").unwrap(),
            ..Options::default()
        };
        let sim = Arc::new(Sim::start(options).await.unwrap());
        sim.with_world(|world| {
            world.lags = serde_json::from_value(json!({ "kinds": lag })).unwrap();
        });
        let time = kit::shared_clock(&sim);
        let injected: Arc<dyn Clock> = Arc::new(time.clone());
        let platform = Platform::new(Client::new(kit::settings(&sim), injected), Policy::default());
        Run { sim, platform, time, told: Arc::default() }
    }

    async fn try_create(
        &self,
        token: &str,
        inputs: &Json,
        timeout: Option<Duration>,
    ) -> Result<Created, Error> {
        let ty = resources::registry().get(token).unwrap();
        let inputs = checked(ty, NAME, inputs, &Object::new());
        let request = CreateRequest { subject: subject(ty, NAME), inputs, preview: false, timeout };
        let told = Arc::clone(&self.told);
        let context = Context::heard_by(move |message| {
            if let Message::Progress(text) = message {
                told.lock().unwrap().push(text.clone());
            }
        });
        self.platform.create(ty, &context, request).await
    }

    async fn create(&self, token: &str, inputs: Json) -> String {
        self.try_create(token, &inputs, None).await.unwrap().id
    }

    async fn update(&self, token: &str, id: &str, olds: Json, news: Json) {
        let ty = resources::registry().get(token).unwrap();
        let old_inputs = checked(ty, NAME, &olds, &Object::new());
        let request = UpdateRequest {
            subject: subject(ty, NAME),
            id: id.to_owned(),
            news: checked(ty, NAME, &news, &old_inputs),
            old_inputs,
            ..UpdateRequest::default()
        };
        self.platform.update(ty, &Context::default(), request).await.unwrap();
    }

    async fn delete(&self, token: &str, id: &str, inputs: Json) -> Result<(), Error> {
        let ty = resources::registry().get(token).unwrap();
        let request = DeleteRequest {
            subject: subject(ty, NAME),
            id: id.to_owned(),
            old_inputs: checked(ty, NAME, &inputs, &Object::new()),
            old_outputs: Object::new(),
            timeout: None,
        };
        self.platform.delete(ty, &Context::default(), request).await
    }

    fn objects(&self, kind: &str) -> Vec<Json> {
        self.sim.dump()["objects"][kind].as_array().cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn references_to_what_was_just_made_are_waited_for() {
    let run = Run::new(json!({ "*": { "referenceMs": 6000 } })).await;
    let division = run.create("auth:Division", json!({ "name": "North" })).await;
    let queue = json!({ "name": "Support", "divisionId": division });
    let id = run.create("routing:Queue", queue.clone()).await;
    assert!(run.time.elapsed() >= Duration::from_secs(6), "the division was not known at once");
    let told = run.told.lock().unwrap().clone();
    assert_eq!(told[0], "waiting up to 30 s: what it refers to is not known yet");
    let left = |text: &String| text.split(' ').nth(3).unwrap().parse::<u64>().unwrap();
    assert!(told.len() > 1 && told.is_sorted_by(|one, next| left(one) >= left(next)), "{told:?}");
    // In an update, and in what is added to a collection.
    let skill = run.create("routing:Skill", json!({ "name": "French" })).await;
    let code = run.create("routing:Wrapupcode", json!({ "name": "Done", "divisionId": division })).await;
    let user = run
        .create(
            "index:User",
            json!({
                "name": "Ann", "email": "ann@example.com", "routingSkills": [{ "skillId": skill, "proficiency": 3 }],
            }),
        )
        .await;
    let other = run.create("auth:Division", json!({ "name": "South" })).await;
    let news = json!({
        "name": "Support", "divisionId": other, "wrapupCodes": [code], "members": [{ "userId": user }],
    });
    run.update("routing:Queue", &id, queue, news).await;
    let live = &run.objects("routing/queues")[0];
    assert_eq!(live["division"]["id"], other.as_str());
    assert_eq!((&live["wrapupCodes"][0], &live["members"][0]["id"]), (&json!(code), &json!(user)));
}

#[tokio::test]
async fn an_object_can_be_changed_though_nobody_finds_it_yet() {
    let run = Run::new(json!({ "*": { "createMs": 6000, "updateMs": 6000, "listMs": 6000 } })).await;
    for (token, name) in [("routing:Queue", "description"), ("index:Location", "notes")] {
        let inputs = |text: &str| json!({ "name": "It", name: text });
        let id = run.create(token, inputs("First")).await;
        for (before, after) in [("First", "Second"), ("Second", "Third")] {
            run.update(token, &id, inputs(before), inputs(after)).await;
        }
    }
    assert_eq!(run.objects("routing/queues")[0]["description"], "Third");
    assert_eq!(run.objects("locations")[0]["notes"], "Third");
}

#[tokio::test]
async fn the_time_of_the_operation_counts_and_another_refusal_is_said_at_once() {
    let run = Run::new(json!({ "*": { "referenceMs": 20_000 } })).await;
    let division = run.create("auth:Division", json!({ "name": "North" })).await;
    let queue = json!({ "name": "Support", "divisionId": division });
    let began = run.time.elapsed();
    let error = run.try_create("routing:Queue", &queue, Some(Duration::from_secs(3))).await.unwrap_err();
    assert!(error.message.contains(&division), "{error}");
    assert!(run.time.elapsed() - began <= Duration::from_secs(3), "customTimeouts are kept");
    let rule = json!({
        "kind": "status", "method": "POST", "route": "/api/v2/routing/queues", "status": 400, "code": "invalid.value",
        "message": "The value is too long.",
    });
    run.sim.with_world(|world| world.faults.add(rule)).unwrap();
    let began = run.time.elapsed();
    assert!(run.try_create("routing:Queue", &queue, None).await.is_err());
    assert_eq!(run.time.elapsed(), began);
}

#[tokio::test]
async fn what_is_not_there_at_all_is_not_waited_for() {
    let run = Run::new(json!({})).await;
    let queue = json!({ "name": "Support", "divisionId": "d0000000-0000-4000-8000-00000000000f" });
    assert!(run.try_create("routing:Queue", &queue, None).await.is_err());
    assert_eq!(run.time.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn the_name_of_what_was_just_deleted_can_be_used_again() {
    let run = Run::new(json!({})).await;
    let inputs = json!({ "name": "French" });
    let id = run.create("routing:Skill", inputs.clone()).await;
    run.delete("routing:Skill", &id, inputs.clone()).await.unwrap();
    let taken = json!({
        "kind": "status", "method": "POST", "route": "/api/v2/routing/skills", "times": 3, "status": 409,
        "code": "general.conflict", "message": "A skill with this name already exists.",
    });
    run.sim.with_world(|world| world.faults.add(taken.clone())).unwrap();
    run.create("routing:Skill", inputs).await;
    assert!(run.time.elapsed() >= Duration::from_secs(3));
    assert_eq!(run.objects("routing/skills").iter().filter(|skill| skill["state"] == "active").count(), 1);
    // A name that somebody else has is said at once.
    run.sim.with_world(|world| world.faults.add(taken)).unwrap();
    let began = run.time.elapsed();
    assert!(run.try_create("routing:Skill", &json!({ "name": "German" }), None).await.is_err());
    assert_eq!(run.time.elapsed(), began);
}

#[tokio::test]
async fn what_is_in_use_goes_when_this_run_has_removed_what_uses_it() {
    let run = Run::new(json!({ "*": { "deleteMs": 8000 } })).await;
    let division = json!({ "name": "North" });
    let north = run.create("auth:Division", division.clone()).await;
    let queue = json!({ "name": "Support", "divisionId": north });
    let id = run.create("routing:Queue", queue.clone()).await;
    run.delete("routing:Queue", &id, queue).await.unwrap();
    run.delete("auth:Division", &north, division.clone()).await.unwrap();
    // Gone already is a success, also where two run at once.
    run.delete("auth:Division", &north, division.clone()).await.unwrap();
    // What this run does not remove is named, after a while.
    let north = run.create("auth:Division", division.clone()).await;
    run.create("routing:Queue", json!({ "name": "Others", "divisionId": north })).await;
    let error = run.delete("auth:Division", &north, division).await.unwrap_err();
    assert!(error.message.contains("still uses it"), "{error}");
}
