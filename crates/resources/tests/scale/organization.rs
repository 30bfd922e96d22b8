//! An organization whose time is the provider's: the platform's windows and the provider's waits pass on one virtual clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use genesys_api::{Client, VirtualClock};
use genesys_sim::request::Query;
use genesys_sim::{Options, Sim};
use pulumi_provider::context::Context;
use pulumi_provider::error::Error;
use pulumi_provider::provider::{CreateRequest, DeleteRequest, ReadRequest, Reading, UpdateRequest};
use pulumi_provider::value::{Object, Value};
use resources::lifecycle::{Platform, Policy};
use resources::registry::ResourceType;
use serde_json::{Value as Json, json};

use crate::kit::{checked, settings, shared_clock, subject};

/// When it begins.
const BEGINNING: &str = "2026-01-01T00:00:00Z";

/// A simulated organization, and a provider that has just been started.
pub(crate) struct Organization {
    pub(crate) sim: Arc<Sim>,
    clock: VirtualClock,
    platform: Platform,
}

/// What the engine knows of a resource.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) ty: &'static ResourceType,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) inputs: Object,
    pub(crate) outputs: Object,
}

impl State {
    /// Its size in a checkpoint, as the engine writes it, with what it writes of every resource.
    pub(crate) fn size(&self) -> usize {
        let json = |object: &Object| Value::Object(object.clone()).to_json().unwrap();
        let (urn, token) = (subject(self.ty, &self.name).urn, self.ty.table.token);
        let provider = "urn:pulumi:scale::scale::pulumi:providers:genesyscloud::default_0_1_0::\
                        00000000-0000-4000-8000-000000000000";
        let resource = json!({
            "urn": urn,
            "custom": true,
            "id": self.id,
            "type": format!("genesyscloud:{token}"),
            "inputs": json(&self.inputs),
            "outputs": json(&self.outputs),
            "parent": "urn:pulumi:scale::scale::pulumi:pulumi:Stack::scale-scale",
            "provider": provider,
            "propertyDependencies": {},
            "created": BEGINNING,
            "modified": BEGINNING,
        });
        resource.to_string().len()
    }
}

/// A resource of a program.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) ty: &'static ResourceType,
    pub(crate) name: String,
    pub(crate) inputs: Json,
}

impl Planned {
    pub(crate) fn new(token: &str, name: impl Into<String>, inputs: Json) -> Planned {
        Planned { ty: resources::registry().get(token).unwrap(), name: name.into(), inputs }
    }
}

impl Organization {
    /// One that allows so many calls a minute; with zero, as many as one likes.
    pub(crate) async fn new(rate_limit: u64) -> Organization {
        let options = Options {
            seed: Some(1),
            rate_limit,
            mint_limit: 0,
            log_limit: 1_000_000,
            validate: false,
            clock: genesys_sim::Clock::frozen(BEGINNING).unwrap(),
            ..Options::default()
        };
        let sim = Arc::new(Sim::start(options).await.unwrap());
        let (clock, platform) = Organization::provider(&sim);
        Organization { sim, clock, platform }
    }

    /// The same organization, and a provider that has just been started.
    pub(crate) fn again(&self) -> Organization {
        let (clock, platform) = Organization::provider(&self.sim);
        Organization { sim: Arc::clone(&self.sim), clock, platform }
    }

    fn provider(sim: &Arc<Sim>) -> (VirtualClock, Platform) {
        let clock = shared_clock(sim);
        (clock.clone(), Platform::new(Client::new(settings(sim), Arc::new(clock)), Policy::default()))
    }

    /// How long it has taken, on the clock that provider and platform share.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    /// How often each operation was called since the last time, without the login.
    pub(crate) fn take_calls(&self) -> Calls {
        let counts = self.sim.with_world(|world| {
            let counts = world.log.counts(&Query::default());
            world.log.clear();
            counts
        });
        let counts = counts.as_object().into_iter().flatten();
        let counts = counts.filter(|(route, _)| !route.ends_with("/oauth/token"));
        Calls(counts.map(|(route, counts)| (route.clone(), counts.clone())).collect())
    }

    /// Checks and creates one.
    pub(crate) async fn create(&self, context: &Context, planned: &Planned) -> Result<State, Error> {
        let Planned { ty, name, inputs } = planned.clone();
        let inputs = checked(ty, &name, &inputs, &Object::new());
        let request = CreateRequest {
            subject: subject(ty, &name),
            inputs: inputs.clone(),
            preview: false,
            timeout: None,
        };
        let created = self.platform.create(ty, context, request).await?;
        Ok(State { ty, name, id: created.id, inputs, outputs: created.outputs })
    }

    /// Checks and creates one that may take so long only.
    pub(crate) async fn create_within(&self, planned: &Planned, timeout: Duration) -> Result<State, Error> {
        let Planned { ty, name, inputs } = planned.clone();
        let inputs = checked(ty, &name, &inputs, &Object::new());
        let request = CreateRequest {
            subject: subject(ty, &name),
            inputs: inputs.clone(),
            preview: false,
            timeout: Some(timeout),
        };
        let created = self.platform.create(ty, &Context::default(), request).await?;
        Ok(State { ty, name, id: created.id, inputs, outputs: created.outputs })
    }

    /// Creates these in their order, so many at a time, as the engine does.
    pub(crate) async fn create_all(
        &self,
        parallel: usize,
        program: impl IntoIterator<Item = Planned>,
    ) -> Vec<Result<State, Error>> {
        let context = Context::default();
        let created = futures::stream::iter(program.into_iter().enumerate()).map(|(position, planned)| {
            let context = context.clone();
            async move { (position, self.create(&context, &planned).await) }
        });
        let mut created: Vec<_> = created.buffer_unordered(parallel).collect().await;
        created.sort_by_key(|(position, _)| *position);
        created.into_iter().map(|(_, created)| created).collect()
    }

    /// Updates it.
    pub(crate) async fn update(&self, state: &State, inputs: &Json) -> Result<State, Error> {
        let news = checked(state.ty, &state.name, inputs, &Object::new());
        let request = UpdateRequest {
            subject: subject(state.ty, &state.name),
            id: state.id.clone(),
            old_inputs: state.inputs.clone(),
            old_outputs: state.outputs.clone(),
            news: news.clone(),
            ..UpdateRequest::default()
        };
        let outputs = self.platform.update(state.ty, &Context::default(), request).await?;
        Ok(State { inputs: news, outputs, ..state.clone() })
    }

    /// Reads it, as a refresh does.
    pub(crate) async fn read(&self, state: &State) -> Result<Option<Reading>, Error> {
        let request = ReadRequest {
            subject: subject(state.ty, &state.name),
            id: state.id.clone(),
            inputs: Some(state.inputs.clone()),
            outputs: Some(state.outputs.clone()),
            timeout: None,
        };
        self.platform.read(state.ty, &Context::default(), request).await
    }

    /// Reads these in their order, so many at a time.
    pub(crate) async fn read_all(
        &self,
        parallel: usize,
        states: &[State],
    ) -> Vec<Result<Option<Reading>, Error>> {
        let read = futures::stream::iter(states.iter().enumerate())
            .map(|(position, state)| async move { (position, self.read(state).await) });
        let mut read: Vec<_> = read.buffer_unordered(parallel).collect().await;
        read.sort_by_key(|(position, _)| *position);
        read.into_iter().map(|(_, read)| read).collect()
    }

    /// Deletes it.
    pub(crate) async fn delete(&self, state: &State) -> Result<(), Error> {
        let request = DeleteRequest {
            subject: subject(state.ty, &state.name),
            id: state.id.clone(),
            old_inputs: state.inputs.clone(),
            old_outputs: state.outputs.clone(),
            timeout: None,
        };
        self.platform.delete(state.ty, &Context::default(), request).await
    }
}

/// Calls by method and route, each with how often it was answered with which status.
#[derive(Debug, Default)]
pub(crate) struct Calls(BTreeMap<String, Json>);

impl Calls {
    /// How many there were.
    pub(crate) fn total(&self) -> u64 {
        self.0.values().filter_map(|counts| counts["total"].as_u64()).sum()
    }

    /// How many of this method and route.
    pub(crate) fn of(&self, route: &str) -> u64 {
        self.0.get(route).and_then(|counts| counts["total"].as_u64()).unwrap_or_default()
    }

    /// How many were answered so.
    pub(crate) fn with_status(&self, status: u16) -> u64 {
        self.0.values().filter_map(|counts| counts[status.to_string()].as_u64()).sum()
    }
}
