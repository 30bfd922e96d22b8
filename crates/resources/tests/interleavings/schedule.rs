//! Orders of calls: every request of two programs is held by the simulator, and one at a time is let go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use genesys_api::{Client, Clock, Scope, VirtualClock};
use genesys_sim::request::Query;
use genesys_sim::store::Store;
use genesys_sim::{Options, Sim};
use pulumi_provider::context::Context;
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::{CreateRequest, UpdateRequest};
use pulumi_provider::value::Object;
use resources::lifecycle::{Platform, Policy};
use resources::registry::ResourceType;
use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;

use crate::kit::{IDLE, settings, subject};

/// How both programs call the object.
pub(crate) const NAME: &str = "subject";

/// Longest that a program may do nothing at all, in real time.
const PATIENCE: Duration = Duration::from_secs(30);

/// What everything may refer to.
const SURROUNDINGS: &str = include_str!("../faults/surroundings.json");

/// What one program says of the object: what it said when it ran last, and what it says now.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) olds: Object,
    pub(crate) news: Object,
}

/// Two programs and the object that both change.
pub(crate) struct Race {
    ty: &'static ResourceType,
    sim: Sim,
    /// The organization before either runs.
    before: Store,
    id: String,
    outputs: Object,
    programs: [Program; 2],
}

/// What came of one order of calls.
pub(crate) struct Outcome {
    /// Whose call each was, in order: `aabb`.
    pub(crate) order: String,
    /// What each program's operation came to.
    pub(crate) results: [Result<Object>; 2],
    /// The organization's objects afterwards, without what counts changes and dates them.
    pub(crate) objects: Json,
    /// What was asked, in order, with whose call it was.
    pub(crate) calls: Vec<String>,
}

/// A program under way.
struct Running {
    task: JoinHandle<Result<Object>>,
    /// The rule that holds its request; none once it has ended.
    held: Option<u64>,
}

impl Race {
    /// Makes the object as `create` says.
    pub(crate) async fn new(ty: &'static ResourceType, create: &Object, programs: [Program; 2]) -> Race {
        // How often one may call is tested elsewhere, and would only make the clocks jump.
        let options = Options { seed: Some(1), rate_limit: 0, mint_limit: 0, ..Options::default() };
        let sim = Sim::start(options).await.unwrap();
        sim.seed(&serde_json::from_str(SURROUNDINGS).unwrap()).unwrap();
        let platform = platform(&sim).await;
        let request = CreateRequest {
            subject: subject(ty, NAME),
            inputs: create.clone(),
            preview: false,
            timeout: None,
        };
        let created = platform.create(ty, &Context::default(), request).await.unwrap();
        let before = sim.with_world(|world| world.store.clone());
        Race { ty, sim, before, id: created.id, outputs: created.outputs, programs }
    }

    /// Both programs, one after the other; `first` begins.
    pub(crate) async fn in_turn(&self, first: usize) -> Outcome {
        self.reset();
        let mut results = Vec::new();
        for who in [first, 1 - first] {
            let platform = platform(&self.sim).await;
            results.push(platform.update(self.ty, &Context::default(), self.request(who)).await);
        }
        if first == 1 {
            results.reverse();
        }
        self.outcome(String::new(), results)
    }

    /// Every order in which the calls of the two can come. What a program asks may depend on what it was answered, so the orders are
    /// found by trying: each run goes as the one before it up to the last point at which the other program could have gone first.
    pub(crate) async fn in_every_order(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut prefix = Vec::new();
        loop {
            let (outcome, mut taken) = self.play(&prefix).await;
            outcomes.push(outcome);
            prefix = loop {
                match taken.pop() {
                    None => return outcomes,
                    Some((choice, width)) if choice + 1 < width => {
                        break taken.iter().map(|(choice, _)| *choice).chain([choice + 1]).collect();
                    }
                    Some(_) => {}
                }
            };
        }
    }

    /// Both at once, in this order as far as it goes. Also answers, for every call, which of how many it was.
    async fn play(&self, prefix: &[usize]) -> (Outcome, Vec<(usize, usize)>) {
        self.reset();
        let platforms = [Arc::new(platform(&self.sim).await), Arc::new(platform(&self.sim).await)];
        self.sim.with_world(|world| world.log.clear());
        let mut armed = self.arm();
        let mut running = Vec::new();
        for (who, platform) in platforms.into_iter().enumerate() {
            let (ty, request) = (self.ty, self.request(who));
            let task = tokio::spawn(async move { platform.update(ty, &Context::default(), request).await });
            let held = self.arrival(&task, &mut armed).await;
            running.push(Running { task, held });
        }
        let (mut order, mut taken) = (String::new(), Vec::new());
        loop {
            let waiting: Vec<usize> = (0..running.len()).filter(|who| running[*who].held.is_some()).collect();
            if waiting.is_empty() {
                break;
            }
            let choice = prefix.get(taken.len()).copied().unwrap_or_default();
            let who = waiting[choice];
            taken.push((choice, waiting.len()));
            order.push(if who == 0 { 'a' } else { 'b' });
            let program = &mut running[who];
            if let Some(rule) = program.held.take() {
                self.sim.with_world(|world| world.faults.remove(rule));
            }
            program.held = self.arrival(&program.task, &mut armed).await;
        }
        self.sim.with_world(|world| world.faults.clear());
        let mut results = Vec::new();
        for program in running {
            results.push(program.task.await.unwrap());
        }
        (self.outcome(order, results), taken)
    }

    /// Waits until the program that was let go asks something again, or has ended: the rule that holds it.
    async fn arrival(&self, task: &JoinHandle<Result<Object>>, armed: &mut u64) -> Option<u64> {
        let began = Instant::now();
        loop {
            let rule = *armed;
            let is_hit = self.sim.with_world(|world| {
                let rules = world.faults.show();
                let rules = rules.as_array().cloned().unwrap_or_default();
                rules.iter().any(|entry| entry["id"] == rule && entry["hit"] != 0)
            });
            if is_hit {
                *armed = self.arm();
                return Some(rule);
            }
            if task.is_finished() {
                return None;
            }
            assert!(began.elapsed() < PATIENCE, "a program neither asks anything nor ends");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Holds the next request.
    fn arm(&self) -> u64 {
        self.sim.with_world(|world| world.faults.add(json!({ "kind": "hold" }))).unwrap()[0]
    }

    fn reset(&self) {
        self.sim.with_world(|world| {
            world.store = self.before.clone();
            world.faults.clear();
            world.log.clear();
        });
    }

    fn request(&self, who: usize) -> UpdateRequest {
        let Program { olds, news } = self.programs[who].clone();
        let outputs = self.outputs.clone();
        UpdateRequest {
            subject: subject(self.ty, NAME),
            id: self.id.clone(),
            old_inputs: olds,
            old_outputs: outputs,
            news,
            ..UpdateRequest::default()
        }
    }

    fn outcome(&self, order: String, results: Vec<Result<Object>>) -> Outcome {
        let log = self.sim.with_world(|world| world.log.show(&Query::default()));
        let calls = log.as_array().into_iter().flatten().map(|call| {
            let text = |name: &str| call[name].as_str().unwrap_or_default();
            format!("{} {} {}", text("method"), text("template"), call["status"])
        });
        let mut letters = order.chars();
        let calls =
            calls.map(|call| letters.next().map_or(call.clone(), |who| format!("{who}: {call}"))).collect();
        let results: [Result<Object>; 2] = results.try_into().unwrap_or_else(|_| panic!("two programs"));
        Outcome { order, results, objects: plain(&self.sim.dump()["objects"]), calls }
    }
}

impl Outcome {
    /// Whether somebody has looked whether the own change stands before the other wrote what it had read before that change.
    pub(crate) fn looked_too_early(&self) -> bool {
        let calls: Vec<(&str, &str)> = self.calls.iter().filter_map(|call| call.split_once(": ")).collect();
        let last = |who: &str, method: &str, before: usize| {
            calls[..before].iter().rposition(|(other, call)| *other == who && call.starts_with(method))
        };
        ["a", "b"].into_iter().any(|own| {
            let other = if own == "a" { "b" } else { "a" };
            let looked = last(own, "GET", calls.len());
            let written = looked.and_then(|looked| last(own, "PUT", looked));
            let overwritten = last(other, "PUT", calls.len());
            let read = overwritten.and_then(|overwritten| last(other, "GET", overwritten));
            matches!((read, written, looked, overwritten), (Some(read), Some(written), Some(looked), Some(overwritten))
                if read < written && looked < overwritten)
        })
    }

    /// Who had the turn, without repeats: `ab` if one program came after the other.
    pub(crate) fn turns(&self) -> String {
        let mut turns: Vec<char> = self.order.chars().collect();
        turns.dedup();
        turns.into_iter().collect()
    }

    /// Whether both had read the object before either wrote it.
    pub(crate) fn read_before_either_wrote(&self) -> bool {
        let first = self.calls.iter().position(|call| !call.contains(": GET ")).unwrap_or(self.calls.len());
        ["a: ", "b: "].iter().all(|who| self.calls[..first].iter().any(|call| call.starts_with(who)))
    }

    /// The errors that the programs were told.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Error> {
        self.results.iter().filter_map(|result| result.as_ref().err())
    }
}

/// A program that has just been started, and knows where it is.
async fn platform(sim: &Sim) -> Platform {
    let clock: Arc<dyn Clock> = Arc::new(VirtualClock::self_winding(IDLE));
    let client = Client::new(settings(sim), clock);
    client.organization(&Scope::default()).await.unwrap();
    Platform::new(client, Policy::default())
}

/// Without what tells only that and when something was written.
fn plain(value: &Json) -> Json {
    match value {
        // Nothing whose order counts is raced for.
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(plain).collect();
            items.sort_by_key(Json::to_string);
            items.into()
        }
        Json::Object(members) => {
            let counts =
                |name: &str| ["version", "dateModified", "modifiedDate", "dateCreated"].contains(&name);
            let members: BTreeMap<_, _> = members.iter().filter(|(name, _)| !counts(name)).collect();
            members.into_iter().map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        other => other.clone(),
    }
}
