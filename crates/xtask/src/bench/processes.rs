//! The processes that are measured.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pulumi_provider::proto::pulumirpc::resource_provider_client::ResourceProviderClient;
use pulumi_provider::proto::pulumirpc::{ConfigureRequest, GetSchemaRequest, ProviderHandshakeRequest};
use serde_json::Value as Json;
use tonic::transport::{Channel, Endpoint};

/// The simulator's own credentials.
const CLIENT: [(&str, &str); 2] = [
    ("GENESYSCLOUD_OAUTHCLIENT_ID", "5a1e0000-0000-4000-8000-000000000001"),
    ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "genesys-sim-secret"),
];

/// Where the release builds are.
pub(super) struct Binaries {
    pub(super) provider: PathBuf,
    pub(super) simulator: PathBuf,
}

/// Processor time that this process has used, where the system says it.
pub(super) fn own_busy() -> Option<Duration> {
    busy("self")
}

/// Processor time of a process, where the system says it.
fn busy(process: &str) -> Option<Duration> {
    // Linux counts in hundredths of a second.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |position: usize| fields.get(position)?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
}

impl Binaries {
    /// Those in a folder.
    pub(super) fn of(folder: &Path) -> Binaries {
        Binaries {
            provider: folder.join("pulumi-resource-genesyscloud"),
            simulator: folder.join("genesys-sim"),
        }
    }
}

/// Builds these for release; cargo says in which folder they are.
pub(super) fn build(names: &[&str]) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--locked", "--message-format", "json-render-diagnostics"])
        .args(names.iter().flat_map(|name| ["--bin", *name]))
        .current_dir(crate::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err("the release builds failed".to_owned());
    }
    let messages = output.stdout.split(|byte| *byte == b'\n');
    let mut executables = messages.filter_map(|line| {
        let artifact = serde_json::from_slice::<Json>(line).ok()?;
        Some(PathBuf::from(artifact["executable"].as_str()?))
    });
    let folder = executables.next_back().and_then(|executable| Some(executable.parent()?.to_owned()));
    folder.ok_or_else(|| "cargo did not say where the release builds are".to_owned())
}

/// A child process that does not outlive its owner.
struct Process(Child);

impl Process {
    /// Starts it, and waits for its first line.
    fn start(command: &mut Command) -> Result<(Process, String), String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |error: std::io::Error| format!("{program}: {error}");
        // What the environment says of a real organization must not reach them.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GENESYSCLOUD_")
                && !CLIENT.iter().any(|(ours, _)| name == *ours)
            {
                command.env_remove(name);
            }
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let stdout = child.stdout.take();
        let process = Process(child);
        let mut line = String::new();
        BufReader::new(stdout.ok_or("no standard output")?).read_line(&mut line).map_err(failed)?;
        Ok((process, line.trim_end().to_owned()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A simulated organization.
pub(super) struct Simulator {
    _process: Process,
    address: String,
}

impl Simulator {
    /// Starts one that does not limit rates: what is counted is calls, not waits.
    pub(super) fn start(binaries: &Binaries) -> Result<Simulator, String> {
        let mut command = Command::new(&binaries.simulator);
        let (process, line) = Process::start(command.args(["--port", "0", "--rate-limit", "100000"]))?;
        let address = line.rsplit_once("http://").map(|(_, address)| address.to_owned());
        let address =
            address.ok_or_else(|| format!("the simulator did not say its address, but \"{line}\""))?;
        Ok(Simulator { _process: process, address })
    }

    /// Empties the call log.
    pub(super) fn forget_calls(&self) -> Result<(), String> {
        self.request("DELETE", "/_sim/calls", "").map(drop)
    }

    /// Adds what a document describes.
    pub(super) fn seed(&self, document: &Json) -> Result<(), String> {
        self.request("POST", "/_sim/seed", &document.to_string()).map(drop)
    }

    /// How often each operation was called, with the answers' status codes.
    pub(super) fn calls(&self) -> Result<Json, String> {
        let answer = self.request("GET", "/_sim/calls/counts", "")?;
        serde_json::from_str(&answer).map_err(|error| format!("the simulator's call log: {error}"))
    }

    /// Plain HTTP: the client under test must not be the one that checks it.
    fn request(&self, method: &str, path: &str, body: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("simulator: {error}");
        let mut stream = TcpStream::connect(&self.address).map_err(failed)?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).map_err(failed)?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}",
            self.address
        )
        .map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        if head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')) {
            Ok(body.to_owned())
        } else {
            Err(format!("simulator: {method} {path}: {}", head.lines().next().unwrap_or_default()))
        }
    }
}

/// A configured provider.
pub(super) struct Provider {
    process: Process,
    pub(super) client: ResourceProviderClient<Channel>,
    /// From its start to the line with its port.
    pub(super) listening: Duration,
    /// From its start to the answer to Configure.
    pub(super) configured: Duration,
}

impl Provider {
    /// Starts it as the engine does, with all that it needs to know in its environment.
    pub(super) async fn start(binaries: &Binaries, simulator: &Simulator) -> Result<Provider, String> {
        let mut command = Command::new(&binaries.provider);
        command.envs(CLIENT).env("GENESYSCLOUD_BASE_URL", format!("http://{}", simulator.address));
        let start = Instant::now();
        let (process, port) = Process::start(&mut command)?;
        let listening = start.elapsed();
        let endpoint =
            Endpoint::from_shared(format!("http://127.0.0.1:{port}")).map_err(|error| error.to_string())?;
        let channel = endpoint.connect().await.map_err(|error| error.to_string())?;
        let mut client = ResourceProviderClient::new(channel)
            .max_decoding_message_size(pulumi_provider::server::MESSAGE_LIMIT);
        let refused = |status: tonic::Status| status.message().to_owned();
        client.handshake(ProviderHandshakeRequest::default()).await.map_err(refused)?;
        let request = ConfigureRequest {
            accept_secrets: true,
            accept_resources: true,
            sends_old_inputs: true,
            sends_old_inputs_to_delete: true,
            ..ConfigureRequest::default()
        };
        client.configure(request).await.map_err(refused)?;
        Ok(Provider { process, client, listening, configured: start.elapsed() })
    }

    /// The size of the package schema that it answers, in bytes.
    pub(super) async fn schema(&mut self) -> Result<usize, String> {
        let refused = |status: tonic::Status| status.message().to_owned();
        let answer = self.client.get_schema(GetSchemaRequest::default()).await.map_err(refused)?;
        Ok(answer.into_inner().schema.len())
    }

    /// How long it has kept processors busy, where the system says it.
    pub(super) fn busy(&self) -> Option<Duration> {
        busy(&self.process.0.id().to_string())
    }

    /// Its resident memory in bytes, where the system says it.
    pub(super) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kilobytes * 1024)
    }
}
