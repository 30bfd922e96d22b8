//! `cargo xtask torture`: the long tests in full, of which `make test` draws samples.
//!
//! They take hours, so a run that was interrupted goes on where it stopped: what was tried with success is kept under
//! target/torture, for as long as the sources are the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A long test.
struct Long {
    /// What it is, and the file that keeps what was done of it.
    name: &'static str,
    what: &'static str,
    runs: Runs,
    /// What makes it try everything. `SEED` stands for the seed of this torture.
    everything: &'static [(&'static str, &'static str)],
    /// The variable that names the file of what was done.
    done: &'static str,
}

/// How it is run.
enum Runs {
    /// A test of a crate.
    Cargo(&'static str, &'static str),
    /// A file of the end-to-end tests.
    EndToEnd(&'static str),
}

const SEED: &str = "SEED";

const LONG: &[Long] = &[
    Long {
        name: "answers",
        what: "answers of every shape, 10,000 a type",
        runs: Runs::Cargo("resources", "fuzz"),
        everything: &[("ANSWERS", "10000"), ("ANSWERS_SEED", SEED)],
        done: "ANSWERS_DONE",
    },
    Long {
        name: "faults",
        what: "whatever can go wrong with each call of each type",
        runs: Runs::Cargo("resources", "faults"),
        everything: &[("FAULTS", "all")],
        done: "FAULTS_DONE",
    },
    Long {
        name: "engine-faults",
        what: "whatever can go wrong with each call of three programs, on the engine",
        runs: Runs::EndToEnd("faults.test.ts"),
        everything: &[("FAULTS", "all"), ("FAULTS_SEED", SEED)],
        done: "FAULTS_DONE",
    },
    Long {
        name: "kills",
        what: "200 kills of the provider, 200 of the engine",
        runs: Runs::EndToEnd("kills.test.ts"),
        everything: &[("KILLS", "200"), ("KILLS_SEED", SEED)],
        done: "KILLS_DONE",
    },
];

/// Runs them all, or those that are named, and tells at the end which failed. The end-to-end tests run what is in a folder, if one is
/// given: then nobody's builds disturb them.
pub(crate) fn run(only: &[String], binaries: Option<&Path>) -> Result<(), String> {
    let known = |name: &String| LONG.iter().any(|long| long.name == name);
    if let Some(stranger) = only.iter().find(|name| !known(name)) {
        let names: Vec<_> = LONG.iter().map(|long| long.name).collect();
        return Err(format!("there is no {stranger}; the long tests are {}", names.join(", ")));
    }
    let folder = crate::root().join("target/torture");
    let seed = begin(&folder)?;
    let folder_of = |path: &Path| path.canonicalize().map_err(|error| format!("{}: {error}", path.display()));
    let binaries = binaries.map(folder_of).transpose()?;
    if binaries.is_none() {
        build()?;
    }
    let mut failed = Vec::new();
    for long in LONG.iter().filter(|long| only.is_empty() || only.iter().any(|name| name == long.name)) {
        crate::say(&format!("== {}", long.what));
        let began = Instant::now();
        let ended = command(long, &folder.join(long.name), &seed, binaries.as_deref())
            .status()
            .map_err(|error| format!("{}: {error}", long.name))?;
        crate::say(&format!(
            "   {}, {}",
            if ended.success() { "passed" } else { "FAILED" },
            took(began.elapsed())
        ));
        if !ended.success() {
            failed.push(long.name);
        }
    }
    if !failed.is_empty() {
        return Err(format!(
            "{} failed; what passed is not tried again when you run this again, as long as the sources are the same",
            failed.join(", ")
        ));
    }
    for long in LONG.iter().filter(|_| only.is_empty()) {
        // All is done: the next torture begins anew.
        drop(fs::remove_file(folder.join(long.name)));
    }
    if only.is_empty() {
        drop(fs::remove_file(folder.join("of")));
    }
    Ok(())
}

/// Builds what the end-to-end tests run.
fn build() -> Result<(), String> {
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked"]);
    build.args(["--bin", "pulumi-resource-genesyscloud", "--bin", "genesys-sim"]);
    let built = build.status().map_err(|error| format!("cargo: {error}"))?;
    if built.success() { Ok(()) } else { Err("the provider and the simulator cannot be built".to_owned()) }
}

fn command(long: &Long, done: &Path, seed: &str, binaries: Option<&Path>) -> Command {
    let mut command = match long.runs {
        Runs::Cargo(package, test) => {
            let mut cargo = cargo();
            cargo.args(["test", "--locked", "--package", package, "--test", test]);
            cargo
        }
        Runs::EndToEnd(file) => {
            let mut node = Command::new("node");
            node.args(["--import", "tsx", "--test", file]).current_dir(crate::root().join("tests"));
            if let Some(folder) = binaries {
                node.env("END_TO_END_BINARIES", folder);
            }
            node
        }
    };
    let value = |value: &'static str| if value == SEED { seed.to_owned() } else { value.to_owned() };
    command.envs(long.everything.iter().map(|(name, text)| (name, value(text)))).env(long.done, done);
    command
}

fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::root());
    cargo
}

/// The seed: that of a torture of the same sources that was interrupted, otherwise another one.
fn begin(folder: &Path) -> Result<String, String> {
    let sources = sources()?;
    let of = folder.join("of");
    let kept = fs::read_to_string(&of).unwrap_or_default();
    if let Some((seed, _)) = kept.split_once('\n').filter(|(_, kept)| *kept == sources) {
        crate::say(&format!("goes on where it stopped, with the seed {seed}"));
        return Ok(seed.to_owned());
    }
    let fail = |error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(fail)?;
    }
    fs::create_dir_all(folder).map_err(fail)?;
    let seed =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs() % 1_000_000).to_string();
    fs::write(&of, format!("{seed}\n{sources}")).map_err(fail)?;
    crate::say(&format!("begins, with the seed {seed}"));
    Ok(seed)
}

/// What tells these sources from others: a digest of every file that is tested or tests.
fn sources() -> Result<String, String> {
    let root = crate::root();
    let mut files = Vec::new();
    for part in ["Cargo.lock", "crates", "facts", "tests"] {
        walk(&root.join(part), &mut files).map_err(|error| format!("{part}: {error}"))?;
    }
    files.sort();
    let mut digest = Fnv::default();
    for file in files {
        digest.add(file.strip_prefix(&root).unwrap_or(&file).as_os_str().as_encoded_bytes());
        digest.add(&fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?);
    }
    Ok(format!("{:016x}", digest.0))
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        if name != "node_modules" && !name.as_encoded_bytes().starts_with(b".") {
            walk(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// FNV-1a: nobody makes files collide on purpose here.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn took(time: Duration) -> String {
    format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
}
