//! `cargo xtask bench`: what the provider costs. Release builds of provider and simulator run as processes and are spoken to as the
//! engine and other clients do; calls are counted by the simulator. What takes minutes on the platform's clock is done by a test of
//! `resources`, on a clock that provider and simulator share.

mod processes;
mod workload;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use processes::{Binaries, Provider, Simulator};
use workload::{Calls, Phase, Plan, Workload};

/// Starts whose median counts.
const STARTS: usize = 20;

/// What is measured.
const BINARIES: [&str; 2] = ["pulumi-resource-genesyscloud", "genesys-sim"];

/// Objects of each type in the small workload.
const OBJECTS: usize = 20;

/// Objects of each type in the large one.
const MANY: usize = 1_000;

/// Queues of a large organization, of which a program has one.
const CROWD: usize = 10_000;

/// Queues that have thousands of members.
const LARGE: usize = 10;

/// Most that a start may take, until Configure is answered.
const START_AIM: Duration = Duration::from_millis(50);

/// Most that it may take to check and compare ten thousand objects.
const PLAN_AIM: Duration = Duration::from_secs(4);

/// Most memory, in bytes.
const MEMORY_AIM: u64 = 40_000_000;

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Section {
    /// Start, memory, the package schema.
    Process,
    /// Calls for sixty objects, by operation.
    Calls,
    /// Refresh in a large organization.
    Refresh,
    /// Check and Diff of ten thousand queues.
    Plan,
    /// Large programs on a clock that provider and platform share: some minutes.
    Scale,
}

/// Measures these parts, or all, says what comes out, and fails if an operation takes more calls than it should.
pub(crate) fn run(sections: &[Section], binaries: Option<&Path>) -> Result<(), String> {
    let sections = if sections.is_empty() { Section::value_variants() } else { sections };
    let mut report = Report::default();
    if sections.iter().any(|section| *section != Section::Scale) {
        // What measures must cost little itself.
        if cfg!(debug_assertions) {
            return released(sections, binaries);
        }
        let binaries = match binaries {
            Some(folder) => Binaries::of(folder),
            None => Binaries::of(&processes::build(&BINARIES)?),
        };
        let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
        runtime.block_on(measure(&binaries, sections, &mut report))?;
    }
    if sections.contains(&Section::Scale) {
        crate::say("\nOn a clock that provider and platform share:");
        scale()?;
    }
    if report.missed.is_empty() {
        return Ok(());
    }
    Err(format!("calls missed their aim: {}", report.missed.join(", ")))
}

/// The same by a release build of this program.
fn released(sections: &[Section], binaries: Option<&Path>) -> Result<(), String> {
    crate::say("Building for release ...");
    let built = processes::build(&["xtask"])?;
    let measured = match binaries {
        Some(folder) => folder.to_owned(),
        None => processes::build(&BINARIES)?,
    };
    let names = sections.iter().filter_map(Section::to_possible_value);
    let status = Command::new(built.join("xtask"))
        .arg("bench")
        .args(names.map(|name| name.get_name().to_owned()))
        .arg("--binaries")
        .arg(measured)
        .status()
        .map_err(|error| format!("the measuring program: {error}"))?;
    if status.success() { Ok(()) } else { Err("the benchmark failed".to_owned()) }
}

/// What was measured is said at once, a line each.
#[derive(Debug, Default)]
struct Report {
    /// Counts that are not as they should be.
    missed: Vec<String>,
}

impl Report {
    fn title(&self, title: &str) {
        crate::say(&format!("\n{title}"));
    }

    fn row(&self, what: &str, figure: &str, aim: &str) {
        crate::say(&format!("{what:<52} {figure:>10}   {aim}"));
    }

    /// A count, which is the same on every machine and so may be wrong.
    fn count(&mut self, what: &str, count: u64, aim: &str, met: bool) {
        self.row(what, &count.to_string(), &judged(aim, Some(met)));
        if !met {
            self.missed.push(what.to_owned());
        }
    }
}

async fn measure(binaries: &Binaries, sections: &[Section], report: &mut Report) -> Result<(), String> {
    let simulator = Simulator::start(binaries)?;
    for section in sections {
        match section {
            Section::Process => process(binaries, &simulator, report).await?,
            Section::Calls => calls(binaries, &simulator, report).await?,
            Section::Refresh => refreshes(binaries, report).await?,
            Section::Plan => plans(binaries, &simulator, report).await?,
            Section::Scale => {}
        }
    }
    Ok(())
}

async fn process(binaries: &Binaries, simulator: &Simulator, report: &Report) -> Result<(), String> {
    report.title("The process:");
    let (mut listening, mut configured, mut resting) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let provider = Provider::start(binaries, simulator).await?;
        listening.push(provider.listening);
        configured.push(provider.configured);
        resting.extend(provider.memory());
    }
    let (listening, start, resting) = (median(&mut listening), median(&mut configured), median(&mut resting));
    report.row("start to port line, median of 20", &milliseconds(listening), "");
    let aim = format!("aim < {}", milliseconds(Some(START_AIM)));
    let met = start.map(|start| start < START_AIM);
    report.row("start to Configure answered, median of 20", &milliseconds(start), &judged(&aim, met));
    report.memory("resident memory after Configure, median", resting);

    let mut provider = Provider::start(binaries, simulator).await?;
    let started = Instant::now();
    let schema = provider.schema().await?;
    report.row("GetSchema", &milliseconds(Some(started.elapsed())), &format!("{} kB", schema / 1000));
    report.memory("resident memory after GetSchema", provider.memory());
    let mut provider = Provider::start(binaries, simulator).await?;
    let types = workload::check_every_type(&mut provider).await?;
    report.memory(&format!("resident memory after a Check of each of {types} types"), provider.memory());
    for (name, path) in [("provider", &binaries.provider), ("simulator", &binaries.simulator)] {
        let size = std::fs::metadata(path).map(|file| file.len()).ok();
        report.row(&format!("size of the {name}'s binary"), &megabytes(size), "");
    }
    Ok(())
}

impl Report {
    /// Processor time between two moments.
    fn processor(&self, what: &str, between: Option<(Duration, Duration)>) {
        let busy = between.map(|(before, after)| after.saturating_sub(before));
        let busy = busy.map_or_else(|| "not known".to_owned(), |busy| format!("{:.1} s", busy.as_secs_f64()));
        self.row(what, &busy, "");
    }

    fn memory(&self, what: &str, memory: Option<u64>) {
        let aim = format!("aim < {}", megabytes(Some(MEMORY_AIM)));
        self.row(what, &megabytes(memory), &judged(&aim, memory.map(|memory| memory < MEMORY_AIM)));
    }
}

async fn calls(binaries: &Binaries, simulator: &Simulator, report: &mut Report) -> Result<(), String> {
    report.title("API calls for 20 skills, 20 wrap-up codes and 20 queues with one code each:");
    let mut workload = Workload::new(OBJECTS, OBJECTS, OBJECTS);
    let mut busy = None;
    for phase in [Phase::Create, Phase::Preview, Phase::Refresh, Phase::Destroy] {
        simulator.forget_calls()?;
        // The engine starts the provider anew for every command.
        let mut provider = Provider::start(binaries, simulator).await?;
        workload.run(phase, &mut provider).await?;
        busy = busy.max(provider.memory());
        let calls = Calls::of(&simulator.calls()?);
        let (aim, met) = phase.aim(calls.counted);
        let what =
            format!("{} (and {} token, {} organization)", phase.name(), calls.tokens, calls.organization);
        report.count(&what, calls.counted, &aim, met);
        for (route, count) in &calls.routes {
            crate::say(&format!("    {count:>4}  {route}"));
        }
    }
    report.memory("resident memory after the workload, most", busy);
    Ok(())
}

async fn refreshes(binaries: &Binaries, report: &mut Report) -> Result<(), String> {
    report.title("API calls of a refresh, 16 operations at a time:");
    let simulator = Simulator::start(binaries)?;
    let mut large = Workload::new(MANY, 0, MANY);
    let mut provider = Provider::start(binaries, &simulator).await?;
    large.run(Phase::Create, &mut provider).await?;
    let (calls, memory) = refresh(binaries, &simulator, &mut large).await?;
    report.count("1,000 skills and 1,000 queues", calls, "aim <= 20", calls <= 20);
    report.memory("resident memory after it", memory);
    simulator.seed(&crowd())?;
    let (calls, memory) = refresh(binaries, &simulator, &mut large.one_queue()).await?;
    report.count("one queue in an organization of 11,000", calls, "aim <= 2", calls <= 2);
    report.memory("resident memory after it", memory);
    Ok(())
}

/// Calls of a refresh, by a provider that has just begun, and its memory then.
async fn refresh(
    binaries: &Binaries,
    simulator: &Simulator,
    workload: &mut Workload,
) -> Result<(u64, Option<u64>), String> {
    let mut provider = Provider::start(binaries, simulator).await?;
    simulator.forget_calls()?;
    workload.run(Phase::Refresh, &mut provider).await?;
    Ok((Calls::of(&simulator.calls()?).counted, provider.memory()))
}

/// How long it takes to check and compare many objects that have not changed.
async fn plans(binaries: &Binaries, simulator: &Simulator, report: &Report) -> Result<(), String> {
    report.title("Check and Diff of 10,000 queues each, by the clock and by the provider's processor time:");
    for (plan, count, what) in [
        (Plan::Name, CROWD, "with a name"),
        (Plan::Usual, CROWD, "with twenty properties"),
        (Plan::Members, LARGE, "ten of them, with 3,000 members in another order"),
    ] {
        let provider = Provider::start(binaries, simulator).await?;
        let requests = Workload::queues(count, plan).requests();
        let before = (provider.busy(), processes::own_busy());
        let started = Instant::now();
        requests.make(&provider).await?;
        let took = started.elapsed();
        let aim = judged("aim < 4 s", Some(took < PLAN_AIM));
        report.row(what, &format!("{:.1} s", took.as_secs_f64()), &aim);
        let after = (provider.busy(), processes::own_busy());
        report.processor("    processor time of the provider", before.0.zip(after.0));
        report.processor(
            "    processor time of what measures, and stands for the engine",
            before.1.zip(after.1),
        );
        report.memory("    resident memory after it", provider.memory());
    }
    Ok(())
}

/// What takes minutes on the platform's clock.
fn scale() -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--quiet", "--locked", "--package", "resources", "--test", "scale"])
        .args(["--", "--nocapture", "large_programs"])
        .env("SCALE", "all")
        .current_dir(crate::root())
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("the large programs failed".to_owned()) }
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

fn judged(aim: &str, met: Option<bool>) -> String {
    match met {
        Some(true) => aim.to_owned(),
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
