//! `cargo xtask bench`: what the provider costs. Release builds of provider and simulator run as processes and are spoken to as the
//! engine and other clients do; calls are counted by the simulator.

mod processes;
mod workload;

use std::fmt::Write;
use std::time::{Duration, Instant};

use processes::{Binaries, Provider, Simulator};
use workload::{Calls, Phase, Workload};

/// Starts whose median counts.
const STARTS: usize = 20;

/// Objects of each type in the small workload.
const OBJECTS: usize = 20;

/// Objects of each type in the large one.
const MANY: usize = 1_000;

/// Queues of a large organization, of which a program has one.
const CROWD: usize = 10_000;

/// Most that a start may take, until Configure is answered.
const START_AIM: Duration = Duration::from_millis(50);

/// Most that it may take to check and compare ten thousand objects.
const PLAN_AIM: Duration = Duration::from_secs(4);

/// Most memory, in bytes.
const MEMORY_AIM: u64 = 40_000_000;

/// Measures, prints, and fails if an operation takes other than the calls that it should.
pub(crate) fn run() -> Result<(), String> {
    crate::say("Building provider and simulator for release ...");
    let binaries = Binaries::build()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    let (report, missed) = runtime.block_on(measure(&binaries))?;
    crate::say(&report);
    if missed.is_empty() { Ok(()) } else { Err(format!("calls missed their aim: {}", missed.join(", "))) }
}

async fn measure(binaries: &Binaries) -> Result<(String, Vec<&'static str>), String> {
    let simulator = Simulator::start(binaries)?;
    let mut report = String::from("\n");
    let row = |report: &mut String, what: &str, figure: String, aim: String| {
        let line = format!("{what:<48} {figure:>10}   {aim}");
        let _ = writeln!(report, "{}", line.trim_end());
    };

    let (mut listening, mut configured, mut resting) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let provider = Provider::start(binaries, &simulator).await?;
        listening.push(provider.listening);
        configured.push(provider.configured);
        resting.extend(provider.memory());
    }
    let (listening, start, resting) = (median(&mut listening), median(&mut configured), median(&mut resting));
    row(&mut report, "start to port line, median of 20", milliseconds(listening), String::new());
    row(
        &mut report,
        "start to Configure answered, median of 20",
        milliseconds(start),
        judged(format!("aim < {}", milliseconds(Some(START_AIM))), start.map(|start| start < START_AIM)),
    );

    let memory_aim = |memory: Option<u64>| {
        judged(format!("aim < {}", megabytes(Some(MEMORY_AIM))), memory.map(|memory| memory < MEMORY_AIM))
    };
    row(&mut report, "resident memory after Configure, median", megabytes(resting), memory_aim(resting));

    let mut workload = Workload::new(OBJECTS, OBJECTS, OBJECTS);
    let mut calls = Vec::new();
    let mut busy = None;
    for phase in [Phase::Create, Phase::Preview, Phase::Refresh, Phase::Destroy] {
        simulator.forget_calls()?;
        // The engine starts the provider anew for every command.
        let mut provider = Provider::start(binaries, &simulator).await?;
        workload.run(phase, &mut provider).await?;
        busy = busy.max(provider.memory());
        calls.push((phase, Calls::of(&simulator.calls()?)));
    }
    row(&mut report, "resident memory after the workload, most", megabytes(busy), memory_aim(busy));
    for (name, path) in [("provider", &binaries.provider), ("simulator", &binaries.simulator)] {
        let size = std::fs::metadata(path).map(|file| file.len()).ok();
        row(&mut report, &format!("size of the {name}'s binary"), megabytes(size), String::new());
    }

    let _ = writeln!(report, "\nAPI calls for 20 skills, 20 wrap-up codes and 20 queues with one code each:");
    let mut missed = Vec::new();
    for (phase, calls) in &calls {
        let (figure, apart) = (
            calls.counted.to_string(),
            format!("and {} token, {} organization", calls.tokens, calls.organization),
        );
        let aim = match phase.aim() {
            Some(aim) => judged(format!("aim {aim}"), Some(calls.counted == aim)),
            None => String::new(),
        };
        row(&mut report, &format!("{} ({apart})", phase.name()), figure, aim);
        if phase.aim().is_some_and(|aim| aim != calls.counted) {
            missed.push(phase.name());
        }
        for (route, count) in &calls.routes {
            let _ = writeln!(report, "    {count:>4}  {route}");
        }
    }
    let _ = writeln!(report, "\nAPI calls at scale, 16 operations at a time:");
    let mut large = Workload::new(MANY, 0, MANY);
    let mut provider = Provider::start(binaries, &simulator).await?;
    large.run(Phase::Create, &mut provider).await?;
    let mut scaled = vec![(
        "refresh of 1,000 skills and 1,000 queues",
        refresh(binaries, &simulator, &mut large).await?,
        20,
    )];
    simulator.seed(&crowd())?;
    let mut one = large.one_queue();
    let alone = refresh(binaries, &simulator, &mut one).await?;
    scaled.push(("refresh of one queue in an organization of 11,000", alone, 2));
    for (what, calls, aim) in scaled {
        row(&mut report, what, calls.to_string(), judged(format!("aim <= {aim}"), Some(calls <= aim)));
        if calls > aim {
            missed.push(what);
        }
    }
    let (checks, took) = plan(binaries, &simulator).await?;
    row(
        &mut report,
        &format!("Check and Diff of {checks} queues each"),
        format!("{:.1} s", took.as_secs_f64()),
        judged("aim < 4 s".to_owned(), Some(took < PLAN_AIM)),
    );
    Ok((report, missed))
}

/// Calls of a refresh, by a provider that has just begun.
async fn refresh(binaries: &Binaries, simulator: &Simulator, workload: &mut Workload) -> Result<u64, String> {
    let mut provider = Provider::start(binaries, simulator).await?;
    simulator.forget_calls()?;
    workload.run(Phase::Refresh, &mut provider).await?;
    Ok(Calls::of(&simulator.calls()?).counted)
}

/// How long it takes to check and compare many objects that have not changed.
async fn plan(binaries: &Binaries, simulator: &Simulator) -> Result<(usize, Duration), String> {
    let mut provider = Provider::start(binaries, simulator).await?;
    let mut workload = Workload::new(0, 0, CROWD);
    workload.pretend();
    let started = Instant::now();
    workload.run(Phase::Preview, &mut provider).await?;
    Ok((CROWD, started.elapsed()))
}

/// Many queues of others, as the simulator is seeded with them.
fn crowd() -> serde_json::Value {
    let queues: Vec<_> =
        (0..CROWD).map(|number| serde_json::json!({ "name": format!("Other {number}") })).collect();
    serde_json::json!({ "objects": { "routing/queues": queues } })
}

fn median<T: Ord + Copy>(values: &mut [T]) -> Option<T> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

fn judged(aim: String, met: Option<bool>) -> String {
    match met {
        Some(true) => aim,
        Some(false) => format!("{aim}, MISSED"),
        None => format!("{aim}, not known here"),
    }
}

fn milliseconds(duration: Option<Duration>) -> String {
    duration.map_or_else(
        || "not known".to_owned(),
        |duration| format!("{:.1} ms", duration.as_secs_f64() * 1_000.0),
    )
}

fn megabytes(bytes: Option<u64>) -> String {
    #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
    bytes.map_or_else(|| "not known".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1_000_000.0))
}
