//! What comes of every call of every operation of every type when something goes wrong with it, once.
//!
//! `FAULTS=all` tries everything, which is what `cargo xtask torture` does; without it, a sample is drawn. `FAULTS_SEED` draws the
//! same sample again, and `FAULTS_ONLY` tries what has this text in its name, such as `routing:Queue update PUT`. `FAULTS_DONE` names a
//! file that keeps what was tried with success, so that it is not tried again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what is needed to start ends the test where it is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;
mod matrix;
mod program;
mod stage;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures::StreamExt;

use matrix::{Call, Came, Fault, OnConflict, Scene};
use program::Program;
use stage::Operation;

/// Types that no program is written for, and why.
const WITHOUT: &[(&str, &str)] = &[];

/// Cells that cannot be made safe, by the name that a failure gives them, and why.
const UNSAFE: &[(&str, &str)] = &[];

/// How many cells a sample has.
const SAMPLE: usize = 250;

/// How many are tried at a time.
const TOGETHER: usize = 6;

#[test]
fn every_type_has_a_program() {
    let tokens = resources::registry().iter().map(|ty| ty.table.token);
    let excused = |token: &str| WITHOUT.iter().any(|(other, _)| *other == token);
    let missing: Vec<_> =
        tokens.filter(|token| !excused(token) && Program::tokens().all(|other| other != *token)).collect();
    assert!(missing.is_empty(), "tests/faults/programs has no program for {missing:?}");
    let strangers: Vec<_> = Program::tokens()
        .filter(|token| excused(token) || resources::registry().get(token).is_none())
        .collect();
    assert!(strangers.is_empty(), "these have a program and should not: {strangers:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_nothing_is_lost_or_doubled() {
    let setting = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut scenes = Vec::new();
    for ty in resources::registry().iter() {
        for program in Program::of(ty) {
            scenes.extend(Scene::of(ty, &program).await.into_iter().map(Arc::new));
        }
    }
    let unforeseen: Vec<String> = scenes
        .iter()
        .flat_map(|scene| {
            let name = format!("{} {}", scene.ty.table.token, scene.operation.name());
            scene.unforeseen().into_iter().map(move |call| format!("{name}: {call}"))
        })
        .collect();
    assert!(
        unforeseen.is_empty(),
        "`resources::operations` does not say that these calls are made, so nobody is told of their permissions:\n{}",
        unforeseen.join("\n")
    );
    let first = scenes.first().map(|scene| scene.ty.table.token);
    let mut cells: Vec<Cell> = Vec::new();
    for scene in &scenes {
        let all = scene.cells(Some(scene.ty.table.token) == first);
        // What cannot be told to take over what is there can only stop.
        let next = || match scene.ty.is_made {
            true => vec![OnConflict::Fail],
            false => OnConflict::BOTH.to_vec(),
        };
        let cell = |(call, fault)| Cell { scene: Arc::clone(scene), call, fault, next: next() };
        cells.extend(all.into_iter().map(cell));
    }
    let total = cells.len();
    let strangers: Vec<_> =
        UNSAFE.iter().filter(|(name, _)| cells.iter().all(|cell| cell.name() != *name)).collect();
    assert!(strangers.is_empty(), "there are no such cells to excuse: {strangers:?}");
    let mut drawn = String::new();
    if let Some(only) = setting("FAULTS_ONLY") {
        cells.retain(|cell| cell.name().contains(&only));
    } else if setting("FAULTS").as_deref() != Some("all") {
        let seed = setting("FAULTS_SEED").map_or_else(now, |seed| seed.parse().unwrap());
        drawn = format!(", FAULTS_SEED={seed}");
        let mut random = Random(seed);
        cells.sort_by_cached_key(|_| random.next());
        cells.truncate(SAMPLE);
        // One sort of next run each.
        for cell in &mut cells {
            let other = usize::from(random.next() % 2 == 1) % cell.next.len();
            cell.next.rotate_left(other);
            cell.next.truncate(1);
        }
    }
    let tried = cells.len();
    assert!(tried > 0, "nothing was tried");
    let mut done = Done::open(setting("FAULTS_DONE"));
    let mut counts = BTreeMap::new();
    cells.retain(|cell| match done.came(&cell.name()) {
        Some(came) => {
            *counts.entry((cell.scene.operation, cell.fault, came)).or_insert(0) += 1;
            false
        }
        None => true,
    });
    let mut played = std::pin::pin!(
        futures::stream::iter(cells)
            .map(|cell| async move {
                let (scene, call) = (Arc::clone(&cell.scene), cell.call.clone());
                let (fault, next) = (cell.fault, cell.next.clone());
                // A panic is a failure of this cell, and no reason not to try the others.
                let played = tokio::spawn(async move { scene.play(&call, fault, &next).await }).await;
                (cell, played.unwrap_or_else(|panic| Err(format!("panics: {panic}"))))
            })
            .buffer_unordered(TOGETHER)
    );
    let (mut wrong, mut forgiven) = (Vec::new(), 0);
    while let Some((cell, came)) = played.next().await {
        let name = cell.name();
        let excused = UNSAFE.iter().any(|(other, _)| *other == name);
        match came {
            // A sample tries one of the two next runs, and the other may be the one that fails.
            Ok(_) if excused && setting("FAULTS").as_deref() == Some("all") => {
                wrong.push(format!("{name}: is safe, and need not be excused"))
            }
            Ok(came) => {
                done.note(&name, came);
                *counts.entry((cell.scene.operation, cell.fault, came)).or_insert(0) += 1;
            }
            Err(_) if excused => forgiven += 1,
            Err(reason) => {
                let told = format!("{name}: {reason}");
                // At once too: a run of hours may be interrupted before it tells everything at its end.
                report(&told);
                wrong.push(told);
            }
        }
    }
    let imported = counts.iter().filter(|((.., came), _)| *came == Came::Imported).map(|(_, count)| count);
    report(&format!(
        "faults: {tried} of {total} cells{drawn}; succeeded / failed, and the next run converged, of which {} after an import that it \
         asked for; {forgiven} unsafe",
        imported.sum::<usize>()
    ));
    table(&counts);
    wrong.sort();
    assert!(wrong.is_empty(), "{} of {tried} cells:\n{}", wrong.len(), wrong.join("\n"));
}

/// One thing that goes wrong with one call.
struct Cell {
    scene: Arc<Scene>,
    call: Call,
    fault: Fault,
    /// The sorts of next runs that are tried after a failure.
    next: Vec<OnConflict>,
}

impl Cell {
    fn name(&self) -> String {
        format!(
            "{}{} {} {}: {}",
            self.scene.ty.table.token,
            self.scene.variant(),
            self.scene.operation.name(),
            self.call,
            self.fault.name()
        )
    }
}

fn table(counts: &BTreeMap<(Operation, Fault, Came), usize>) {
    let names = Fault::ALL.iter().map(|fault| format!("{:>12}", fault.name())).collect::<String>();
    report(&format!("  {:<8}{names}", ""));
    for operation in Operation::ALL {
        let count = |fault, came| counts.get(&(operation, fault, came)).copied().unwrap_or_default();
        let figures = Fault::ALL
            .iter()
            .map(|fault| {
                let failed = count(*fault, Came::Back) + count(*fault, Came::Imported);
                format!("{:>12}", format!("{} / {failed}", count(*fault, Came::Well)))
            })
            .collect::<String>();
        report(&format!("  {:<8}{figures}", operation.name()));
    }
}

/// What was tried with success before, and a file that keeps it.
struct Done {
    before: BTreeMap<String, Came>,
    file: Option<File>,
}

impl Done {
    fn open(path: Option<String>) -> Done {
        let Some(path) = path else { return Done { before: BTreeMap::new(), file: None } };
        let lines = std::fs::read_to_string(&path).unwrap_or_default();
        // The last line may have been cut off.
        let line = |line: &str| {
            let (came, name) = line.split_once('\t')?;
            Some((name.to_owned(), Came::named(came)?))
        };
        let before = lines.split_inclusive('\n').filter_map(|text| line(text.strip_suffix('\n')?)).collect();
        let file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        Done { before, file: Some(file) }
    }

    fn came(&self, name: &str) -> Option<Came> {
        self.before.get(name).copied()
    }

    fn note(&mut self, name: &str, came: Came) {
        if let Some(file) = &mut self.file {
            writeln!(file, "{}\t{name}", came.name()).unwrap();
        }
    }
}

/// Says something past the harness, which keeps what passing tests print to itself.
fn report(line: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Numbers that follow from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
