//! Tasks of this repository: `cargo xtask <task>`. Each generator can write its file, or check that it is fresh.

mod advice;
mod bench;
mod coverage;
mod facts;
mod mapping;
mod schema;
mod torture;

// How declarations are judged belongs to the tests of `resources`; the reports say the same.
#[path = "../../resources/tests/facts/mod.rs"]
mod judged;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of this repository.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Write provider-schema.json from the declarations.
    Schema {
        /// Only say whether it is fresh.
        #[arg(long)]
        check: bool,
    },
    /// Write genesyscloud.json, by which `pulumi convert --mappings` knows the types of CX as Code.
    Mapping {
        /// Where to.
        #[arg(long, default_value = "target")]
        out: PathBuf,
    },
    /// Write docs/migrating/advice.md: what does not exist, and what to use instead.
    Advice {
        /// Only say whether it is fresh.
        #[arg(long)]
        check: bool,
    },
    /// Measure the provider: start, memory, API calls for each operation, large organizations.
    Bench {
        /// Only these parts.
        sections: Vec<bench::Section>,
        /// Measure what is in this folder instead of building it, to compare with another version.
        #[arg(long, value_name = "FOLDER")]
        binaries: Option<PathBuf>,
    },
    /// Run the long tests in full, of which `make test` draws samples; goes on where it was interrupted.
    Torture {
        /// Only these: answers, faults, engine-faults, kills.
        only: Vec<String>,
        /// Run the programs of the end-to-end tests with what is in this folder instead of building it.
        #[arg(long, value_name = "FOLDER")]
        binaries: Option<PathBuf>,
    },
    /// Say how each file under facts/ is made again.
    Facts {
        /// Check that each is as it was made: checksums, shapes, counts. No network.
        #[arg(long)]
        check: bool,
        /// Make a folder again, from the inputs that are named after `--`.
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        make: Option<String>,
        /// Arguments of the script that makes it.
        #[arg(last = true, requires = "make")]
        inputs: Vec<PathBuf>,
    },
    /// Write docs/coverage.md: how much of CX as Code and of the API is declared; and docs/migrating/advice.md.
    Coverage {
        /// Only say whether it is fresh.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Schema { check } => schema::run(check),
        Task::Mapping { out } => mapping::run(&out),
        Task::Advice { check } => advice::run(check),
        Task::Bench { sections, binaries } => bench::run(&sections, binaries.as_deref()),
        Task::Torture { only, binaries } => torture::run(&only, binaries.as_deref()),
        Task::Facts { check, make, inputs } => facts::run(check, make.as_deref(), &inputs),
        // Both pages are made of the declarations.
        Task::Coverage { check } => coverage::run(check).and_then(|()| advice::run(check)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            #[allow(clippy::print_stderr)] // a command's last word
            {
                eprintln!("{message}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Says what a task has to say.
fn say(text: &str) {
    #[allow(clippy::print_stdout)] // the task's output
    {
        println!("{}", text.trim_end());
    }
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}

/// Writes a generated file, or says that it is not fresh.
fn write_or_check(file: &str, content: &str, check: bool, command: &str) -> Result<(), String> {
    let path = root().join(file);
    let fresh = std::fs::read_to_string(&path).is_ok_and(|old| old == content);
    match (fresh, check) {
        (true, _) => Ok(()),
        (false, true) => Err(format!("{file} is not fresh; run `{command}`")),
        (false, false) => {
            std::fs::write(&path, content).map_err(|error| format!("cannot write {file}: {error}"))
        }
    }
}
