//! `genesys-sim`: a simulated Genesys Cloud on this machine.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::Parser;
use genesys_sim::{Clock, Options, Sim};

/// A simulated Genesys Cloud: an organization to try, test and break on your own machine.
///
/// It prints one line with its address when it is ready, and ends with Ctrl-C. A client logs in with client credentials:
///
///   id      5a1e0000-0000-4000-8000-000000000001
///   secret  genesys-sim-secret
///
/// at http://HOST:PORT/oauth/token, and finds the API at http://HOST:PORT/api/v2. What the simulator itself can be told
/// (seed, dump, reset, faults, clock, call log) is at http://HOST:PORT/_sim.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment)]
struct Arguments {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Answer logins on this port alone, as the platform has a host of its own for them; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    login_port: Option<u16>,

    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,

    /// Keep the organization in this folder across restarts [default: in memory]
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,

    /// Number from which all ids follow; the same one gives the same ids [default: another one each time]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Fill the organization from this JSON file at the start and after a reset
    #[arg(long, value_name = "FILE")]
    seed_file: Option<PathBuf>,

    /// Id of the organization [default: follows from the seed]
    #[arg(long, value_name = "ID")]
    organization_id: Option<String>,

    /// Name of the organization
    #[arg(long, value_name = "NAME", default_value = "Simulated Organization")]
    organization_name: String,

    /// Requests that a token may make in a window; 0 means any number
    #[arg(long, value_name = "REQUESTS", default_value_t = 300)]
    rate_limit: u64,

    /// Length of the window in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    rate_window: u64,

    /// Requests that all tokens together may make in a window; 0 means any number, as on the platform
    #[arg(long, value_name = "REQUESTS", default_value_t = 0)]
    org_limit: u64,

    /// Tokens that a client may mint in a minute; 0 means any number
    #[arg(long, value_name = "TOKENS", default_value_t = 300)]
    mint_limit: u64,

    /// Stop the clock at this time; it then moves only through /_sim/clock [default: the machine's clock]
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,

    /// Refuse request fields that the API does not have, instead of only writing them into the call log
    #[arg(long)]
    strict: bool,

    /// Compare every answer with the API facts, and answer 500 where it contradicts them
    #[arg(long)]
    validate: bool,

    /// Answer a stale version with 400 instead of 409
    #[arg(long)]
    version_mismatch_400: bool,

    /// Refuse what the roles of the token's client do not allow
    #[arg(long)]
    permissions: bool,

    /// How long the platform's own jobs take, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    job_delay: u64,

    /// How long every answer waits, in milliseconds, as over a network
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    latency: u64,

    /// Print the page that says what is simulated, and end
    #[arg(long)]
    coverage: bool,

    /// How many calls the call log keeps
    #[arg(long, value_name = "CALLS", default_value_t = 100_000)]
    log_limit: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = format!("genesys-sim: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                message.push_str(&format!(": {cause}"));
                source = cause.source();
            }
            // Nobody is left to tell when this fails.
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout();
    if arguments.coverage {
        write!(out, "{}", genesys_sim::coverage::page())?;
        return Ok(());
    }
    let stop = stop_signal()?;
    let sim = Sim::start(options(arguments)?).await?;
    writeln!(out, "genesys-sim listening on {}", sim.base_url())?;
    if sim.login_url() != sim.base_url() {
        writeln!(out, "logins at {}", sim.login_url())?;
    }
    out.flush()?;
    stop.await;
    Ok(())
}

/// Listens for Ctrl-C and SIGTERM from now on, so that none is missed during the start.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for, the program ends.
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn options(arguments: Arguments) -> Result<Options, Box<dyn std::error::Error>> {
    let seed_document = match &arguments.seed_file {
        Some(path) => {
            let text =
                std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            Some(
                serde_json::from_slice(&text)
                    .map_err(|error| format!("{} is not JSON: {error}", path.display()))?,
            )
        }
        None => None,
    };
    let clock = match &arguments.clock {
        Some(text) => Clock::frozen(text)
            .map_err(|_| format!("--clock: {text:?} is not a time like 2026-01-01T00:00:00Z"))?,
        None => Clock::Running { ahead: 0 },
    };
    let defaults = Options::default();
    Ok(Options {
        host: arguments.host,
        port: arguments.port,
        login_port: arguments.login_port,
        state: arguments.state,
        seed: arguments.seed,
        organization_id: arguments.organization_id,
        organization_name: arguments.organization_name,
        rate_limit: arguments.rate_limit,
        rate_window: arguments.rate_window,
        org_limit: arguments.org_limit,
        mint_limit: arguments.mint_limit,
        strict: arguments.strict,
        validate: arguments.validate || defaults.validate,
        version_mismatch_400: arguments.version_mismatch_400,
        permissions: arguments.permissions,
        job_delay_ms: arguments.job_delay,
        latency_ms: arguments.latency,
        log_limit: arguments.log_limit,
        clock,
        seed_document,
        ..defaults
    })
}
