//! Where an operation happens: a simulator of its own, a provider that has just been started, and a clock on which waits take no time.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use genesys_api::{Client, Clock, VirtualClock};
use genesys_sim::request::Query;
use genesys_sim::store::Store;
use genesys_sim::{Options, Sim};
use pulumi_provider::context::Context;
use pulumi_provider::error::{Detail, Error};
use pulumi_provider::provider::{CreateRequest, DeleteRequest, ReadRequest, UpdateRequest};
use pulumi_provider::value::{Object, Value};
use resources::lifecycle::{Platform, Policy};
use resources::registry::ResourceType;
use serde_json::{Value as Json, json};

use crate::kit::{IDLE, settings, subject};

use crate::program::Program;

/// What everything may refer to.
static SURROUNDINGS: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(include_str!("surroundings.json")).unwrap());

/// How the program calls the object.
pub(crate) const NAME: &str = "subject";

/// How long a request may take where answers are late on purpose, in real time.
pub(crate) const SHORT: Duration = Duration::from_millis(500);

/// The same on a machine that is busy with other things.
pub(crate) const LONG: Duration = Duration::from_secs(4);

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    Create,
    Read,
    Update,
    Delete,
}

impl Operation {
    /// All of them, in the order of an object's life.
    pub(crate) const ALL: [Operation; 4] =
        [Operation::Create, Operation::Read, Operation::Update, Operation::Delete];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Read => "read",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }
}

/// What the engine knows of a resource.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) id: String,
    pub(crate) inputs: Object,
    pub(crate) outputs: Object,
}

impl State {
    /// As JSON, to be compared.
    pub(crate) fn shown(&self) -> Json {
        json!({ "id": self.id, "inputs": shown(&self.inputs), "outputs": shown(&self.outputs) })
    }
}

impl State {
    /// Properties that the next run has to do.
    pub(crate) fn pending(&self) -> Vec<String> {
        let meta = self.outputs.get("__meta").and_then(Value::as_object);
        let pending = meta.and_then(|meta| meta.get("pending")?.as_array()).unwrap_or_default();
        pending.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

fn shown(object: &Object) -> Json {
    Value::Object(object.clone()).to_json().unwrap_or_else(|| format!("{object:?}").into())
}

/// How far a call has come that something is to go wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Struck {
    /// It is there, and nothing is done.
    Come,
    /// It is carried out, and not answered.
    Done,
}

/// A simulator of its own.
pub(crate) struct Stage {
    sim: Sim,
}

impl Stage {
    /// One that holds what everything may refer to.
    pub(crate) async fn new() -> Stage {
        let stage = Stage::start().await;
        stage.sim.seed(&SURROUNDINGS).unwrap();
        stage
    }

    /// One that holds this.
    pub(crate) async fn with(store: &Store) -> Stage {
        let stage = Stage::start().await;
        stage.sim.with_world(|world| world.store = store.clone());
        stage
    }

    async fn start() -> Stage {
        // The same ids in every one. How often one may call is tested elsewhere, and would only make the clock jump.
        let options = Options { seed: Some(1), rate_limit: 0, mint_limit: 0, ..Options::default() };
        Stage { sim: Sim::start(options).await.unwrap() }
    }

    /// What it holds, to start others with.
    pub(crate) fn store(&self) -> Store {
        self.sim.with_world(|world| world.store.clone())
    }

    /// What it holds, to be compared.
    pub(crate) fn dump(&self) -> Json {
        self.sim.dump()
    }

    /// Lets something go wrong.
    pub(crate) fn fault(&self, rule: Json) {
        self.sim.with_world(|world| world.faults.add(rule)).unwrap();
    }

    /// How often something went wrong on purpose.
    pub(crate) fn hits(&self) -> u64 {
        let rules = self.sim.with_world(|world| world.faults.show());
        rules.as_array().into_iter().flatten().filter_map(|rule| rule["hit"].as_u64()).sum()
    }

    /// Done when the call that something is to go wrong with has come so far.
    pub(crate) async fn until(&self, struck: Struck) {
        let done = |call: &Json| call["fault"].is_string();
        let logged = || self.sim.with_world(|world| world.log.show(&Query::default()));
        while match struck {
            Struck::Come => self.hits() == 0,
            Struck::Done => !logged().as_array().is_some_and(|calls| calls.iter().any(done)),
        } {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Nothing goes wrong on purpose any more.
    pub(crate) fn heal(&self) {
        self.sim.with_world(|world| world.faults.clear());
    }

    /// What was asked since the last time.
    pub(crate) fn take_calls(&self) -> Vec<Json> {
        self.sim.with_world(|world| {
            let calls = world.log.show(&Query::default()).as_array().cloned().unwrap_or_default();
            world.log.clear();
            calls
        })
    }

    /// A provider that has just been started.
    fn platform(&self, request_timeout: Option<Duration>) -> Platform {
        let mut settings = settings(&self.sim);
        settings.request_timeout = request_timeout.unwrap_or(settings.request_timeout);
        let clock: Arc<dyn Clock> = Arc::new(VirtualClock::self_winding(IDLE));
        Platform::new(Client::new(settings, clock), Policy::default())
    }

    /// What `pulumi import` makes of an id; nothing if there is no such object.
    pub(crate) async fn import(&self, ty: &'static ResourceType, id: &str) -> Result<Option<State>, Error> {
        let request = ReadRequest {
            subject: subject(ty, NAME),
            id: id.to_owned(),
            inputs: None,
            outputs: None,
            timeout: None,
        };
        let reading = self.platform(None).read(ty, &Context::default(), request).await?;
        Ok(reading.map(|reading| State { id: reading.id, inputs: reading.inputs, outputs: reading.outputs }))
    }

    /// Does an operation as the engine asks for it: what it knows of the object afterwards, or what failed.
    pub(crate) async fn run(
        &self,
        ty: &'static ResourceType,
        operation: Operation,
        program: &Program,
        state: Option<State>,
        request_timeout: Option<Duration>,
    ) -> Result<Option<State>, Error> {
        let platform = self.platform(request_timeout);
        let (context, subject) = (Context::default(), subject(ty, NAME));
        let known = || state.clone().ok_or_else(|| Error::internal("the object is not in the state"));
        match operation {
            Operation::Create => {
                let inputs = program.create.clone();
                let request =
                    CreateRequest { subject, inputs: inputs.clone(), preview: false, timeout: None };
                let created = platform.create(ty, &context, request).await?;
                Ok(Some(State { id: created.id, inputs, outputs: created.outputs }))
            }
            Operation::Read => {
                let state = known()?;
                let request = ReadRequest {
                    subject,
                    id: state.id,
                    inputs: Some(state.inputs),
                    outputs: Some(state.outputs),
                    timeout: None,
                };
                let reading = platform.read(ty, &context, request).await?;
                Ok(reading.map(|reading| State {
                    id: reading.id,
                    inputs: reading.inputs,
                    outputs: reading.outputs,
                }))
            }
            Operation::Update => {
                let state = known()?;
                let request = UpdateRequest {
                    subject,
                    id: state.id.clone(),
                    old_inputs: state.inputs,
                    old_outputs: state.outputs,
                    news: program.update.clone().unwrap_or_default(),
                    ..UpdateRequest::default()
                };
                let inputs = request.news.clone();
                let outputs = platform.update(ty, &context, request).await?;
                Ok(Some(State { id: state.id, inputs, outputs }))
            }
            Operation::Delete => {
                let state = known()?;
                let request = DeleteRequest {
                    subject,
                    id: state.id,
                    old_inputs: state.inputs,
                    old_outputs: state.outputs,
                    timeout: None,
                };
                platform.delete(ty, &context, request).await?;
                Ok(None)
            }
        }
    }
}

/// What the engine keeps of a resource after a failure.
pub(crate) fn kept(
    operation: Operation,
    before: Option<&State>,
    program: &Program,
    error: &Error,
) -> Option<State> {
    let Some(Detail::Partial { id, outputs, .. }) = &error.detail else { return before.cloned() };
    // It stores the new inputs of what was created, and the old ones of what was there.
    let inputs = match (operation, before) {
        (Operation::Create, _) | (_, None) => program.create.clone(),
        (_, Some(before)) => before.inputs.clone(),
    };
    Some(State { id: id.clone(), inputs, outputs: outputs.clone() })
}
