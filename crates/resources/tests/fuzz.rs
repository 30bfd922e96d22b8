//! Answers of every shape: whatever the platform says of an object, nothing panics, and the id stays in the state.

mod facts;
mod odd_answers;

use std::io::Write;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures::StreamExt;
use genesys_api::{Base, Client, Credentials, Settings, VirtualClock};
use pulumi_provider::context::Context;
use pulumi_provider::error::{Detail, Error};
use pulumi_provider::provider::{CreateRequest, DeleteRequest, ReadRequest, Subject, UpdateRequest};
use pulumi_provider::value::Object;
use resources::lifecycle::{Platform, Policy};
use resources::registry::ResourceType;

use facts::api::Api;
use odd_answers::stub::Stub;

/// The id of everything.
const ID: &str = "00000000-0000-4000-8000-00000000000a";

#[allow(clippy::unwrap_used, reason = "without the facts there is nothing to test")]
static API: LazyLock<Api> = LazyLock::new(|| Api::read().unwrap());

/// How many types are tried at a time: most of the time each waits for its clock.
const TOGETHER: usize = 24;

/// What became of the cases of a type.
#[derive(Debug, Default)]
struct Counts {
    read: usize,
    gone: usize,
    refused: usize,
    created: usize,
    kept: usize,
    updated: usize,
    deleted: usize,
}

/// `ANSWERS` is how many cases each type has: every day a sample is enough. `ANSWERS_SEED` repeats them, and `ANSWERS_DONE` names a file
/// that keeps the types that were tried with success, so that they are not tried again.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_loses_an_object() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let cases = number("ANSWERS").unwrap_or(60);
    let seed = number("ANSWERS_SEED").unwrap_or_else(|| fastrand::u64(..1_000_000));
    report(&format!("answers: {cases} cases a type; repeat with ANSWERS_SEED={seed}"));
    let path = std::env::var("ANSWERS_DONE").ok().filter(|path| !path.is_empty());
    let done = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let line = |token: &str| format!("{cases}\t{token}");
    let all = resources::registry().iter().enumerate();
    let left = all.filter(|(_, ty)| !done.lines().any(|done| done == line(ty.table.token)));
    let fuzzed = futures::stream::iter(left).map(|(index, ty)| async move {
        let stub = Stub::start(seed + index as u64).await.unwrap();
        // In a task of its own, so that both cores have something to do.
        (ty, tokio::spawn(async move { fuzz(ty, &stub, cases).await }).await)
    });
    let mut fuzzed = std::pin::pin!(fuzzed.buffer_unordered(TOGETHER));
    while let Some((ty, counts)) = fuzzed.next().await {
        let counts = counts.unwrap_or_else(|error| panic!("{}: {error}", ty.table.token));
        report(&format!("  {:<28} {counts:?}", ty.table.token));
        assert!(counts.read > 0, "{}: no answer was believed", ty.table.token);
        if let Some(path) = &path {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
            writeln!(file.unwrap(), "{}", line(ty.table.token)).unwrap();
        }
    }
}

async fn fuzz(ty: &'static ResourceType, stub: &Stub, cases: u64) -> Counts {
    let mut counts = Counts::default();
    let id = id_of(ty);
    let subject =
        Subject { urn: "urn".into(), r#type: format!("genesyscloud:{}", ty.table.token), name: "it".into() };
    let mut state: Option<(Object, Object)> = None;
    let mut last: Option<Object> = None;
    for case in 0..cases {
        // Each time a provider that has read nothing yet.
        let platform = platform(stub, case % 2 == 0);
        let context = Context::default();
        let (inputs, outputs) = state.clone().unzip();
        let asked = if inputs.is_none() && ty.is_made { format!("{MADE}/{id}") } else { id.clone() };
        let request = ReadRequest { subject: subject.clone(), id: asked, inputs, outputs, timeout: None };
        match platform.read(ty, &context, request).await {
            Ok(Some(reading)) => {
                assert_eq!(reading.id, id, "{}: another id", ty.table.token);
                counts.read += 1;
                // What was read is the next state, however odd it is.
                state = (case % 3 > 0).then_some((reading.inputs, reading.outputs));
            }
            Ok(None) => counts.gone += 1,
            Err(error) => {
                assert!(!error.message.is_empty());
                counts.refused += 1;
            }
        }
        let Some((inputs, outputs)) = &state else { continue };
        let (old_inputs, old_outputs) = (inputs.clone(), outputs.clone());
        let mut inputs = inputs.clone();
        inputs.retain(|name, _| !name.starts_with("__"));
        let partial = |error: &Error| match &error.detail {
            Some(Detail::Partial { id, .. }) => {
                assert!(!id.is_empty(), "{}: kept without an id", ty.table.token);
                true
            }
            _ => false,
        };
        if case % 4 == 1
            && let Some(news) = last.replace(inputs.clone())
        {
            let request = UpdateRequest {
                subject: subject.clone(),
                id: id.clone(),
                old_inputs: old_inputs.clone(),
                old_outputs: old_outputs.clone(),
                news,
                ..UpdateRequest::default()
            };
            match platform.update(ty, &context, request).await {
                Ok(_) => counts.updated += 1,
                Err(error) if partial(&error) => counts.kept += 1,
                Err(_) => counts.refused += 1,
            }
        }
        if case % 8 == 7 {
            let (subject, id) = (subject.clone(), id.clone());
            let request = DeleteRequest { subject, id, old_inputs, old_outputs, timeout: None };
            match platform.delete(ty, &context, request).await {
                Ok(()) => counts.deleted += 1,
                Err(_) => counts.refused += 1,
            }
        }
        let request = CreateRequest { subject: subject.clone(), inputs, ..CreateRequest::default() };
        match platform.create(ty, &context, request).await {
            Ok(created) => {
                assert!(!created.id.is_empty(), "{}: created without an id", ty.table.token);
                counts.created += 1;
            }
            Err(error) if partial(&error) => counts.kept += 1,
            Err(_) => counts.refused += 1,
        }
    }
    counts
}

/// An id of the form that the type has.
/// Where the objects are that stand for those whose type follows from their path.
const MADE: &str = "/api/v2/routing/wrapupcodes";

fn id_of(ty: &ResourceType) -> String {
    use pulumi_provider::declaration::Existence;
    match ty.table.api.existence {
        Existence::Singleton(id) => id.to_owned(),
        Existence::Created => ID.to_owned(),
        _ => vec![ID; ty.table.api.item.matches('{').count()].join("/"),
    }
}

#[allow(clippy::unwrap_used, reason = "an address of this machine")]
fn platform(stub: &Stub, import_relations: bool) -> Platform {
    let base = Base::Url(format!("http://{}", stub.address).parse().unwrap());
    let settings = Settings::new(base, Credentials::Client { id: ID.to_owned(), secret: "s".into() });
    let clock = Arc::new(VirtualClock::self_winding(Duration::from_millis(1)));
    Platform::new(Client::new(settings, clock), Policy { import_relations, ..Policy::default() })
}

/// Says what a passing test has done, past the test harness, which hides it.
fn report(line: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}
