//! The example provider as a process, started and stopped as the engine does it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may fail")]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pulumi_provider::proto::pulumirpc;
use pulumi_provider::proto::pulumirpc::engine_server::{Engine, EngineServer};
use pulumi_provider::proto::pulumirpc::resource_provider_client::ResourceProviderClient;
use pulumi_provider::value::{Object, Value};
use pulumi_provider::wire;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

/// A provider's process, which does not outlive its test.
struct Process {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    port: u16,
}

impl Process {
    fn start(arguments: &[&str]) -> Process {
        let zoo = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("examples/zoo");
        let mut child = Command::new(&zoo)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; `cargo test` builds it", zoo.display()));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        Process { child, stdout, port: line.trim_end_matches('\n').parse().unwrap() }
    }

    async fn channel(&self) -> Channel {
        Endpoint::from_shared(format!("http://127.0.0.1:{}", self.port)).unwrap().connect().await.unwrap()
    }

    /// Sends the signal; the exit code, and all that was printed after the port.
    async fn stop(self, signal: &'static str) -> (Option<i32>, String, String) {
        // Elsewhere, since our end of the connections has to agree to their being closed.
        tokio::task::spawn_blocking(move || self.stop_blocking(signal)).await.unwrap()
    }

    fn stop_blocking(mut self, signal: &str) -> (Option<i32>, String, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let code = self.child.wait().unwrap().code();
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (code, out, err)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

struct Log(mpsc::UnboundedSender<pulumirpc::LogRequest>);

#[tonic::async_trait]
impl Engine for Log {
    async fn log(&self, request: Request<pulumirpc::LogRequest>) -> Result<Response<()>, Status> {
        // As slow as an engine that is busy.
        tokio::time::sleep(Duration::from_millis(5)).await;
        self.0.send(request.into_inner()).unwrap();
        Ok(Response::new(()))
    }
}

async fn engine() -> (String, mpsc::UnboundedReceiver<pulumirpc::LogRequest>) {
    let (log, messages) = mpsc::unbounded_channel();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = tonic::transport::Server::builder().add_service(EngineServer::new(Log(log)));
    tokio::spawn(router.serve_with_incoming(TcpIncoming::from(listener)));
    (address, messages)
}

fn wolf() -> pulumirpc::CreateRequest {
    let properties = Some(wire::encode(Object::from([("kind".to_owned(), Value::from("wolf"))])));
    pulumirpc::CreateRequest {
        urn: "urn:pulumi:s::p::zoo:index:Pet::w".into(),
        properties,
        ..Default::default()
    }
}

#[tokio::test]
async fn the_engine_hears_the_last_words_of_a_call_before_its_answer() {
    // The address comes with the handshake, with attach, or on the command line.
    for way in ["handshake", "attach", "arguments"] {
        let (address, mut messages) = engine().await;
        let process = match way {
            "arguments" => Process::start(&["--logtostderr", "-v=9", "--new-flag", &address]),
            _ => Process::start(&[]),
        };
        let mut provider = ResourceProviderClient::new(process.channel().await);
        match way {
            "handshake" => {
                let request =
                    pulumirpc::ProviderHandshakeRequest { engine_address: address, ..Default::default() };
                provider.handshake(request).await.map(drop).unwrap();
            }
            "attach" => provider.attach(pulumirpc::PluginAttach { address }).await.map(drop).unwrap(),
            _ => {}
        }
        provider.create(wolf()).await.unwrap();
        let mut heard = Vec::new();
        while let Ok(message) = messages.try_recv() {
            heard.push((message.severity(), message.message, message.urn));
        }
        let urn = wolf().urn;
        let expected = [
            (pulumirpc::LogSeverity::Warning, "this may not be a dog".to_owned(), urn.clone()),
            (pulumirpc::LogSeverity::Info, "w has moved in".to_owned(), urn),
        ];
        assert_eq!(heard, expected, "{way}");
    }
}

#[tokio::test]
async fn a_signal_ends_it_in_order() {
    for signal in ["-INT", "-TERM"] {
        let process = Process::start(&[]);
        let channel = process.channel().await;
        HealthClient::new(channel.clone()).check(HealthCheckRequest::default()).await.expect("it is healthy");
        let mut provider = ResourceProviderClient::new(channel);
        provider.cancel(()).await.unwrap();
        provider.get_plugin_info(()).await.expect("it serves on after a cancel");
        assert_eq!(process.stop(signal).await, (Some(0), String::new(), String::new()), "{signal}");
    }
}

#[tokio::test]
async fn a_signal_stops_what_still_runs() {
    let process = Process::start(&[]);
    let mut provider = ResourceProviderClient::new(process.channel().await);
    let properties = Some(wire::encode(Object::from([("kind".to_owned(), Value::from("sloth"))])));
    let request = pulumirpc::CreateRequest { properties, ..Default::default() };
    let creating = tokio::spawn(async move { provider.create(request).await });
    // It has certainly arrived once a later call has been answered.
    let mut provider = ResourceProviderClient::new(process.channel().await);
    tokio::time::sleep(Duration::from_millis(50)).await;
    provider.get_plugin_info(()).await.unwrap();
    let (code, ..) = process.stop("-INT").await;
    assert_eq!(code, Some(0));
    assert_eq!(
        creating.await.unwrap().unwrap_err().code(),
        tonic::Code::Cancelled,
        "with what it had made so far"
    );
}

#[tokio::test]
async fn large_messages_pass_and_a_panic_is_reported_without_its_message() {
    let process = Process::start(&[]);
    let limit = 400 << 20;
    let provider = ResourceProviderClient::new(process.channel().await);
    let mut provider = provider.max_decoding_message_size(limit).max_encoding_message_size(limit);
    let create = |kind: &str, nickname: String| pulumirpc::CreateRequest {
        urn: "urn:pulumi:s::p::zoo:index:Pet::w".into(),
        properties: Some(wire::encode(Object::from([
            ("kind".to_owned(), Value::from(kind)),
            ("nickname".to_owned(), Value::from(nickname)),
        ]))),
        ..Default::default()
    };
    let large = provider.create(create("dog", "x".repeat(20 << 20))).await.unwrap().into_inner();
    assert!(large.properties.unwrap().fields.contains_key("nickname"));

    let status = provider.create(create("poltergeist", String::new())).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::Internal);
    drop(provider);
    let (code, out, err) = process.stop("-INT").await;
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(err.contains("panic at ") && err.contains("provider.rs") && !err.contains("hunter2"), "{err}");
}
