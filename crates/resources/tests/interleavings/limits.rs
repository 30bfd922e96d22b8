//! What the rate limit and failures do to the time between a read and the full replacement that is computed from it.

use std::sync::Arc;

use genesys_api::{Client, Clock, Request, Scope};
use genesys_sim::request::Query;
use genesys_sim::{Options, Sim, clock};
use pulumi_provider::context::Context;
use pulumi_provider::provider::{CreateRequest, UpdateRequest};
use pulumi_provider::value::Object;
use resources::lifecycle::{Platform, Policy};
use serde_json::{Value as Json, json};

use crate::kit::{checked, settings, shared_clock, subject};
use crate::schedule::NAME;

const TOKEN: &str = "routing:Queue";
const ITEM: &str = "/api/v2/routing/queues/{queueId}";

/// A simulator and a program on the same time, which passes when nothing else happens, and a queue.
struct Stage {
    sim: Arc<Sim>,
    platform: Platform,
    id: String,
    outputs: Object,
    olds: Object,
}

impl Stage {
    async fn new(rate_limit: u64) -> Stage {
        let options = Options {
            seed: Some(1),
            rate_limit,
            clock: genesys_sim::Clock::frozen("2026-01-01T00:00:00Z").unwrap(),
            ..Options::default()
        };
        let sim = Arc::new(Sim::start(options).await.unwrap());
        let time: Arc<dyn Clock> = Arc::new(shared_clock(&sim));
        let platform = Platform::new(Client::new(settings(&sim), time), Policy::default());
        let ty = resources::registry().get(TOKEN).unwrap();
        let olds = checked(ty, NAME, &json!({ "name": "Race", "description": "First" }), &Object::new());
        let request =
            CreateRequest { subject: subject(ty, NAME), inputs: olds.clone(), preview: false, timeout: None };
        let created = platform.create(ty, &Context::default(), request).await.unwrap();
        Stage { sim, platform, id: created.id, outputs: created.outputs, olds }
    }

    async fn update(&self) {
        let ty = resources::registry().get(TOKEN).unwrap();
        let request = UpdateRequest {
            subject: subject(ty, NAME),
            id: self.id.clone(),
            old_inputs: self.olds.clone(),
            old_outputs: self.outputs.clone(),
            news: checked(ty, NAME, &json!({ "name": "Race", "description": "Second" }), &self.olds),
            ..UpdateRequest::default()
        };
        self.platform.update(ty, &Context::default(), request).await.unwrap();
    }

    /// The calls that concern the queue: method, status, and when.
    fn calls(&self) -> Vec<(String, u64, String)> {
        let log = self.sim.with_world(|world| world.log.show(&Query::default()));
        let calls = log.as_array().cloned().unwrap_or_default();
        let text = |call: &Json, name: &str| call[name].as_str().unwrap_or_default().to_owned();
        calls
            .iter()
            .filter(|call| call["template"] == ITEM)
            .map(|call| {
                (text(call, "method"), call["status"].as_u64().unwrap_or_default(), text(call, "time"))
            })
            .collect()
    }
}

#[tokio::test]
async fn the_rate_limit_comes_before_a_read_and_not_between_it_and_its_write() {
    // Every number of calls that can be left when the update begins.
    for left in 0..=3 {
        let stage = Stage::new(10).await;
        let used = stage.sim.with_world(|world| world.log.total()) - 1;
        for _ in used..10 - left {
            let call = Request::get("/api/v2/routing/skills").scope(&Scope::default());
            stage.platform.client().call(call).await.unwrap();
        }
        stage.update().await;
        let calls = stage.calls();
        let [(read, _, read_at), (written, _, written_at), ..] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!((read.as_str(), written.as_str()), ("GET", "PUT"));
        assert_eq!(read_at, written_at, "with {left} calls left");
        assert!(calls.iter().all(|(_, status, _)| *status == 200), "{calls:?}");
    }
}

#[tokio::test]
async fn what_had_to_wait_is_computed_anew() {
    let stage = Stage::new(0).await;
    for (status, times) in [(429, 1), (503, 4)] {
        let rule = json!({
            "kind": "status", "method": "PUT", "route": ITEM, "status": status, "times": times, "headers": { "Retry-After": "30" },
        });
        stage.sim.with_world(|world| {
            world.log.clear();
            world.faults.add(rule).unwrap();
        });
        stage.update().await;
        let calls = stage.calls();
        let read_before = |put: usize| calls[..put].iter().rfind(|(method, ..)| method == "GET").unwrap();
        for (index, (_, _, sent)) in calls.iter().enumerate().filter(|(_, (method, ..))| method == "PUT") {
            let age = clock::parse(sent).unwrap() - clock::parse(&read_before(index).2).unwrap();
            assert!(age <= 5000, "after {status}: {calls:?}");
        }
        assert!(calls.iter().any(|(method, status, _)| method == "PUT" && *status == 200), "{calls:?}");
        stage.sim.with_world(|world| {
            world.faults.clear();
            let before = world.store.get("routing/queues", &stage.id).unwrap().value();
            world.store.put("routing/queues", &stage.id, &before_again(before), 0);
        });
    }
}

fn before_again(mut queue: Json) -> Json {
    queue["description"] = "First".into();
    queue
}
