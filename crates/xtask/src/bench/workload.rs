//! What is done with the organization: the calls of the engine, many at a time, in the order of dependencies.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulumi_provider::proto::pulumirpc::diff_response::DiffChanges;
use pulumi_provider::proto::pulumirpc::resource_provider_client::ResourceProviderClient;
use pulumi_provider::proto::pulumirpc::{
    CheckRequest, CheckResponse, CreateRequest, DeleteRequest, DiffRequest, ReadRequest,
};
use pulumi_provider::value::{Object, Value};
use pulumi_provider::wire;
use serde_json::{Value as Json, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tonic::transport::Channel;

use super::processes::Provider;

type Client = ResourceProviderClient<Channel>;

/// How many operations the engine has under way on a machine with four cores.
const PARALLEL: usize = 16;

/// What is done with all objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Create,
    Preview,
    Refresh,
    Destroy,
}

impl Phase {
    pub(super) fn name(self) -> &'static str {
        match self {
            Phase::Create => "create",
            Phase::Preview => "unchanged preview",
            Phase::Refresh => "refresh",
            Phase::Destroy => "destroy",
        }
    }

    /// How many calls it should take, and whether these are as many.
    pub(super) fn aim(self, calls: u64) -> (String, bool) {
        match self {
            // One for each object, and one for the codes of each queue.
            Phase::Create => ("aim 80".to_owned(), calls == 80),
            Phase::Preview => ("aim 0".to_owned(), calls == 0),
            // A page of each list (of queues there are two), and the codes of each queue.
            Phase::Refresh => ("aim <= 24".to_owned(), calls <= 24),
            Phase::Destroy => ("aim 60".to_owned(), calls == 60),
        }
    }
}

/// How much a program says of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Its name.
    Name,
    /// What is usual.
    Usual,
    /// Its name and thousands of members, which the state has in another order.
    Members,
}

/// Members of a large queue.
const MEMBERS: u32 = 3_000;

fn id(number: u32) -> String {
    format!("5a1e0000-0000-4000-8000-{number:012}")
}

fn members(numbers: std::ops::Range<u32>) -> Json {
    numbers.map(|number| json!({ "userId": id(number) })).collect()
}

/// A queue as programs have it.
fn usual_queue(name: &str) -> Json {
    let media = |seconds: u32| {
        json!({
            "alertingTimeoutSec": seconds,
            "serviceLevelPercentage": 0.9,
            "serviceLevelDurationMs": 15_000,
            "enableAutoAnswer": false,
        })
    };
    json!({
        "name": name,
        "description": "Customers who need help",
        "divisionId": id(1),
        "acwWrapupPrompt": "MANDATORY_TIMEOUT",
        "acwTimeoutMs": 30_000,
        "skillEvaluationMethod": "BEST",
        "scoringMethod": "TimestampAndPriority",
        "mediaSettingsCall": media(12),
        "mediaSettingsEmail": media(60),
        "mediaSettingsMessage": media(30),
        "queueFlowId": id(2),
        "wrapupCodes": [id(3), id(4), id(5)],
        "members": members(10..20),
    })
}

/// Checks one resource of every type, with nothing in it: how many types there are.
pub(super) async fn check_every_type(provider: &mut Provider) -> Result<usize, String> {
    let types = resources::registry().iter().map(|ty| format!("genesyscloud:{}", ty.table.token));
    let types: Vec<String> = types.collect();
    for r#type in &types {
        let request = CheckRequest {
            urn: format!("urn:pulumi:bench::bench::{type}::some"),
            news: Some(wire::encode(Object::new())),
            ..CheckRequest::default()
        };
        provider.client.check(request).await.map_err(|status| status.message().to_owned())?;
    }
    Ok(types.len())
}

/// Calls of a phase, as the simulator counted them.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// Of the token endpoint.
    pub(super) tokens: u64,
    /// To learn whose organization it is.
    pub(super) organization: u64,
    /// All others.
    pub(super) counted: u64,
    /// These by operation.
    pub(super) routes: BTreeMap<String, u64>,
}

impl Calls {
    /// Reads the simulator's counts.
    pub(super) fn of(counts: &Json) -> Calls {
        let mut calls = Calls::default();
        for (route, count) in counts.as_object().into_iter().flatten() {
            let total = count["total"].as_u64().unwrap_or_default();
            if route.ends_with("/oauth/token") {
                calls.tokens += total;
            } else if route == "GET /api/v2/organizations/me" {
                calls.organization += total;
            } else {
                calls.counted += total;
                calls.routes.insert(route.clone(), total);
            }
        }
        calls
    }
}

/// An object of the workload: what the program says of it, and what the state knows.
#[derive(Debug, Clone)]
struct Item {
    token: &'static str,
    name: String,
    program: Json,
    id: String,
    inputs: Object,
    outputs: Object,
}

/// All objects, those that others refer to first.
pub(super) struct Workload {
    first: Vec<Item>,
    queues: Vec<Item>,
}

impl Workload {
    /// So many objects of each type; each queue has one of the codes, as far as there are any.
    pub(super) fn new(skills: usize, codes: usize, queues: usize) -> Workload {
        let item = |token, kind: &str, number| {
            let name = format!("{kind} {number}");
            Item {
                token,
                program: json!({ "name": name }),
                name,
                id: String::new(),
                inputs: Object::new(),
                outputs: Object::new(),
            }
        };
        let skills = (0..skills).map(|number| item("genesyscloud:routing:Skill", "Skill", number));
        let codes = (0..codes).map(|number| item("genesyscloud:routing:Wrapupcode", "Code", number));
        let queues = (0..queues).map(|number| item("genesyscloud:routing:Queue", "Queue", number));
        Workload { first: skills.chain(codes).collect(), queues: queues.collect() }
    }

    /// So many queues, as if all had been made as the program says.
    pub(super) fn queues(count: usize, plan: Plan) -> Workload {
        let mut workload = Workload::new(0, 0, count);
        for item in &mut workload.queues {
            match plan {
                Plan::Name => {}
                Plan::Usual => item.program = usual_queue(&item.name),
                Plan::Members => item.program["members"] = members(0..MEMBERS),
            }
            if let Value::Object(mut program) = Value::from(&item.program) {
                if let Some(Value::Array(members)) = program.get_mut("members") {
                    members.reverse();
                }
                item.inputs.clone_from(&program);
                item.outputs = program;
            }
        }
        workload
    }

    /// What an unchanged preview of the queues asks.
    pub(super) fn requests(&self) -> Requests {
        Requests(self.queues.iter().map(|item| (item.check_request(), item.diff_request())).collect())
    }

    /// The first queue alone.
    pub(super) fn one_queue(&self) -> Workload {
        Workload { first: Vec::new(), queues: self.queues.iter().take(1).cloned().collect() }
    }

    /// Does it to all objects.
    pub(super) async fn run(&mut self, phase: Phase, provider: &mut Provider) -> Result<(), String> {
        let client = &provider.client;
        if phase == Phase::Destroy {
            each(phase, client, &mut self.queues).await?;
            return each(phase, client, &mut self.first).await;
        }
        each(phase, client, &mut self.first).await?;
        if phase == Phase::Create {
            let codes = self.first.iter().filter(|item| item.token.ends_with(":Wrapupcode"));
            for (queue, code) in self.queues.iter_mut().zip(codes) {
                queue.program["wrapupCodes"] = json!([code.id]);
            }
        }
        each(phase, client, &mut self.queues).await
    }
}

/// The requests of an unchanged preview: what it takes to make them is the engine's time, so they are made before any is measured.
pub(super) struct Requests(Vec<(CheckRequest, DiffRequest)>);

impl Requests {
    /// Makes them all, as many at a time as the engine does.
    pub(super) async fn make(self, provider: &Provider) -> Result<(), String> {
        let mut running = JoinSet::new();
        let turns = Arc::new(Semaphore::new(PARALLEL));
        for (request, compare) in self.0 {
            let (mut client, turns) = (provider.client.clone(), Arc::clone(&turns));
            running.spawn(async move {
                let _turn = turns.acquire_owned().await;
                preview(&mut client, request, compare).await
            });
        }
        while let Some(finished) = running.join_next().await {
            finished.map_err(|error| error.to_string())??;
        }
        Ok(())
    }
}

/// Does it to all of these, as many at a time as the engine does.
async fn each(phase: Phase, client: &Client, items: &mut [Item]) -> Result<(), String> {
    let mut running = JoinSet::new();
    let turns = Arc::new(Semaphore::new(PARALLEL));
    for (position, item) in items.iter().enumerate() {
        let (mut client, mut item) = (client.clone(), item.clone());
        let turns = Arc::clone(&turns);
        running.spawn(async move {
            let _turn = turns.acquire_owned().await;
            let done = item.pass(phase, &mut client).await;
            (position, done.map(|()| item))
        });
    }
    while let Some(finished) = running.join_next().await {
        let (position, item) = finished.map_err(|error| error.to_string())?;
        items[position] = item?;
    }
    Ok(())
}

/// Asks for the checked inputs.
async fn check(client: &mut Client, request: CheckRequest) -> Result<CheckResponse, String> {
    let name = request.name.clone();
    let checked = client.check(request).await;
    let checked = checked.map_err(|status| format!("check {name}: {}", status.message()))?.into_inner();
    match &checked.failures[..] {
        [] => Ok(checked),
        [failure, ..] => Err(format!("{name}: {}: {}", failure.property, failure.reason)),
    }
}

/// Checks and compares an object that has not changed.
async fn preview(client: &mut Client, request: CheckRequest, mut compare: DiffRequest) -> Result<(), String> {
    let name = compare.name.clone();
    compare.news = check(client, request).await?.inputs;
    let difference = client.diff(compare).await;
    let difference =
        difference.map_err(|status| format!("compare {name}: {}", status.message()))?.into_inner();
    if difference.changes() == DiffChanges::DiffNone {
        return Ok(());
    }
    Err(format!("{name} has changed, though nothing has: {:?}", difference.diffs))
}

impl Item {
    fn urn(&self) -> String {
        format!("urn:pulumi:bench::bench::{}::{}", self.token, self.name)
    }

    fn check_request(&self) -> CheckRequest {
        let news = match Value::from(&self.program) {
            Value::Object(news) => news,
            _ => Object::new(),
        };
        CheckRequest {
            urn: self.urn(),
            olds: Some(wire::encode(self.inputs.clone())),
            news: Some(wire::encode(news)),
            name: self.name.clone(),
            r#type: self.token.to_owned(),
            ..CheckRequest::default()
        }
    }

    /// All but the new inputs, which Check answers.
    fn diff_request(&self) -> DiffRequest {
        DiffRequest {
            id: self.id.clone(),
            urn: self.urn(),
            name: self.name.clone(),
            r#type: self.token.to_owned(),
            olds: Some(wire::encode(self.outputs.clone())),
            old_inputs: Some(wire::encode(self.inputs.clone())),
            ..DiffRequest::default()
        }
    }

    /// The calls that the engine makes for one object.
    async fn pass(&mut self, phase: Phase, client: &mut Client) -> Result<(), String> {
        let failed = |status: tonic::Status| format!("{} {}: {}", phase.name(), self.name, status.message());
        let malformed = |error: wire::DecodeError| format!("{} {}: {error}", phase.name(), self.name);
        let sent = |object: &Object| Some(wire::encode(object.clone()));
        let (urn, name, r#type, id) = (self.urn(), self.name.clone(), self.token.to_owned(), self.id.clone());
        match phase {
            Phase::Create => {
                let inputs = check(client, self.check_request()).await?.inputs;
                let request = CreateRequest {
                    urn,
                    name,
                    r#type,
                    properties: inputs.clone(),
                    ..CreateRequest::default()
                };
                let created = client.create(request).await.map_err(failed)?.into_inner();
                self.id = created.id;
                self.outputs = wire::decode(created.properties.unwrap_or_default()).map_err(malformed)?;
                self.inputs = wire::decode(inputs.unwrap_or_default()).map_err(malformed)?;
            }
            Phase::Preview => preview(client, self.check_request(), self.diff_request()).await?,
            Phase::Refresh => {
                let request = ReadRequest {
                    id,
                    urn,
                    name: name.clone(),
                    r#type,
                    properties: sent(&self.outputs),
                    inputs: sent(&self.inputs),
                    ..ReadRequest::default()
                };
                let read = client.read(request).await.map_err(failed)?.into_inner();
                let inputs = wire::decode(read.inputs.unwrap_or_default()).map_err(malformed)?;
                if read.id != self.id || inputs != self.inputs {
                    return Err(format!("{name} has drifted, though nobody touched it: {inputs:?}"));
                }
                self.outputs = wire::decode(read.properties.unwrap_or_default()).map_err(malformed)?;
            }
            Phase::Destroy => {
                let request = DeleteRequest {
                    id,
                    urn,
                    name,
                    r#type,
                    properties: sent(&self.outputs),
                    old_inputs: sent(&self.inputs),
                    ..DeleteRequest::default()
                };
                client.delete(request).await.map_err(failed)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_the_organization_are_counted_apart() {
        let calls = Calls::of(&json!({
            "POST /oauth/token": { "total": 1, "200": 1 },
            "GET /api/v2/organizations/me": { "total": 2, "200": 2 },
            "POST /api/v2/routing/queues": { "total": 4, "200": 3, "429": 1 },
            "POST /api/v2/routing/skills": { "total": 3, "200": 3 },
        }));
        assert_eq!((calls.tokens, calls.organization, calls.counted, calls.routes.len()), (1, 2, 7, 2));
    }
}
