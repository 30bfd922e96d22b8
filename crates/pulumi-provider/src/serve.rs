//! The life of a provider's process: from its arguments over the port line to the signal that ends it.

use std::ffi::OsString;
use std::future::Future;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::panic;
use std::pin::pin;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic::transport::Endpoint;
use tonic::transport::server::TcpIncoming;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

use crate::provider::Provider;
use crate::server::Server;

/// Asks for a log on standard error, as `-v` does: `warn`, `info`, `debug` or `trace`.
pub const LOG_VARIABLE: &str = "PULUMI_PROVIDER_LOG";

/// How often a provider looks whether its engine is still there.
const ORPHAN_CHECK: Duration = Duration::from_secs(30);
/// What an operation gets to reach a safe point after the signal; the engine kills us after five seconds.
const GRACE: Duration = Duration::from_secs(3);
const FLUSH: Duration = Duration::from_secs(1);
/// Work here is waiting for answers; more threads than this only cost memory.
const THREADS: usize = 4;

/// Serves the provider until the engine or a signal ends it. This is all that `main` has to do.
pub fn serve(provider: impl Provider) -> ExitCode {
    let arguments = Arguments::parse(std::env::args_os().skip(1));
    let log = arguments.log.or_else(|| std::env::var(LOG_VARIABLE).ok()?.parse().ok());
    log_to_stderr(log);
    report_panics(log.is_some());

    let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS));
    let runtime = runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let outcome = runtime.and_then(|runtime| {
        let outcome = runtime.block_on(run(provider, arguments.engine));
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody else to tell when standard error is closed too.
            let _ = writeln!(io::stderr(), "the provider could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(provider: impl Provider, engine: Option<String>) -> io::Result<()> {
    let server = Server::new(provider);
    if let Some(address) = &engine {
        server.attach_to(address).map_err(io::Error::other)?;
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let port = listener.local_addr()?.port();
    let mut stop = pin!(until_stopped(engine)?);

    let closing = CancellationToken::new();
    let (_, health) = tonic_health::server::health_reporter();
    let serving = tonic::transport::Server::builder()
        .add_service(server.clone().service())
        .add_service(health)
        .serve_with_incoming_shutdown(
            TcpIncoming::from(listener).with_nodelay(Some(true)),
            closing.clone().cancelled_owned(),
        );
    let mut serving = tokio::spawn(serving);
    announce(port)?;

    tokio::select! {
        ended = &mut serving => return ended.map_err(io::Error::other)?.map_err(io::Error::other),
        () = &mut stop => {}
    }
    closing.cancel();
    server.cancel_all();
    if timeout(GRACE, &mut serving).await.is_err() {
        tracing::debug!("stopping although operations still run");
    }
    server.engine().flush(FLUSH).await;
    Ok(())
}

/// The engine reads the first line of standard output as our port; nothing may come before it.
fn announce(port: u16) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{port}")?;
    output.flush()
}

/// Done when a signal asks us to stop, or when the engine that started us is gone.
fn until_stopped(engine: Option<String>) -> io::Result<impl Future<Output = ()>> {
    let signal = signal()?;
    Ok(async move {
        let orphaned = async {
            match engine {
                Some(address) => until_gone(&address, ORPHAN_CHECK).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = signal => tracing::debug!("asked to stop"),
            () = orphaned => tracing::debug!("the engine is gone"),
        }
    })
}

#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    // Installed at once: a signal that comes before the first poll must not kill us with a wrong exit code.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

/// Done when the engine at this address answers no longer. A CLI that was killed tells nobody.
async fn until_gone(address: &str, period: Duration) {
    let Ok(endpoint) = Endpoint::from_shared(format!("http://{address}")) else {
        return std::future::pending().await;
    };
    let channel = endpoint.connect_timeout(period).timeout(period).connect_lazy();
    let mut health = HealthClient::new(channel);
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if !is_alive(&mut health).await {
            // A machine that was asleep may lose one connection.
            sleep(period / 30).await;
            if !is_alive(&mut health).await {
                return;
            }
        }
    }
}

async fn is_alive(health: &mut HealthClient<tonic::transport::Channel>) -> bool {
    match health.check(HealthCheckRequest::default()).await {
        Ok(_) => true,
        Err(status) => status.code() == Code::Unimplemented,
    }
}

/// What the engine, or a person, started us with.
#[derive(Debug, PartialEq)]
struct Arguments {
    engine: Option<String>,
    log: Option<LevelFilter>,
}

impl Arguments {
    /// Arguments that we do not know are none of our business: engines to come may send more.
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Arguments {
        let mut parsed = Arguments { engine: None, log: None };
        for argument in arguments {
            let Some(argument) = argument.to_str() else {
                continue;
            };
            if let Some(level) = argument.strip_prefix("-v") {
                let level = level.trim_start_matches('=').parse::<u32>().unwrap_or(1);
                parsed.log = Some(match level {
                    0..=4 => LevelFilter::INFO,
                    5..=8 => LevelFilter::DEBUG,
                    9.. => LevelFilter::TRACE,
                });
            } else if argument == "--logtostderr" {
                parsed.log = parsed.log.or(Some(LevelFilter::INFO));
            } else if is_address(argument) {
                parsed.engine = Some(argument.to_owned());
            }
        }
        parsed
    }
}

fn is_address(argument: &str) -> bool {
    !argument.starts_with('-')
        && argument.rsplit_once(':').is_some_and(|(host, port)| {
            !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
}

fn log_to_stderr(level: Option<LevelFilter>) {
    let Some(level) = level else { return };
    // These log raw frames and headers, and with them tokens and property values.
    let noisy = ["h2", "hyper", "hyper_util", "reqwest", "rustls", "tonic", "tower", "tokio_util"];
    let targets =
        Targets::new().with_default(level).with_targets(noisy.map(|target| (target, LevelFilter::WARN)));
    let format =
        tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false).with_filter(targets);
    if tracing_subscriber::registry().with(format).try_init().is_err() {
        tracing::debug!("the program has its own log already");
    }
}

/// Says on standard error where a panic was. What it says may hold property values, so that is shown only with a log.
fn report_panics(with_message: bool) {
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let message =
            info.payload_as_str().filter(|_| with_message).unwrap_or("run with -v=1 to see the message");
        let _ = writeln!(io::stderr(), "panic at {place}: {message}");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Arguments {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_engines_address_is_the_last_thing_that_looks_like_one() {
        let engine = |line| parse(line).engine;
        assert_eq!(engine("127.0.0.1:1234").as_deref(), Some("127.0.0.1:1234"));
        assert_eq!(
            engine("--logtostderr -v=9 --tracing http://localhost:1 --new=x:1 127.0.0.1:80").as_deref(),
            Some("127.0.0.1:80")
        );
        assert_eq!(engine("--tracing tcp://127.0.0.1:9 schema"), None);
        assert_eq!(engine(""), None);
        assert_eq!(engine("127.0.0.1:0"), None);
    }

    #[test]
    fn a_log_is_kept_only_when_asked_for() {
        assert_eq!(parse("127.0.0.1:1").log, None);
        assert_eq!(parse("--logtostderr").log, Some(LevelFilter::INFO));
        assert_eq!(parse("--logtostderr -v=9").log, Some(LevelFilter::TRACE));
        assert_eq!(parse("-v=6 --logtostderr").log, Some(LevelFilter::DEBUG));
        assert_eq!(parse("-v").log, Some(LevelFilter::INFO));
    }

    /// A server that answers health checks, or does not know what they are, until its runtime is shut down.
    async fn engine(with_health: bool) -> (String, runtime::Runtime) {
        let engine = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let serving = engine.spawn(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let (_, health) = tonic_health::server::health_reporter();
            let router =
                tonic::transport::Server::builder().add_optional_service(with_health.then_some(health));
            tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));
            address
        });
        (serving.await.unwrap(), engine)
    }

    #[tokio::test]
    async fn an_orphan_notices_that_its_engine_is_gone() {
        for with_health in [true, false] {
            let (address, engine) = engine(with_health).await;
            let period = Duration::from_millis(50);
            let mut gone = pin!(until_gone(&address, period));
            assert!(
                timeout(period * 6, &mut gone).await.is_err(),
                "it still answers (health service: {with_health})"
            );
            engine.shutdown_background();
            timeout(Duration::from_secs(10), gone).await.expect("noticed");
        }
    }
}
