//! Figures of the simulator: `cargo run --release -p genesys-sim --example load`.
//!
//! Laws are on and the call log is bounded. Client and server share the process, so that the figures are a lower bound.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options, Sim};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let begun = Instant::now();
    let options =
        Options { rate_limit: 1_000_000_000, log_limit: 10_000, validate: false, ..Options::default() };
    let sim = Sim::start(options).await?;
    writeln!(out, "start                      {:>9.1} ms", millis(begun.elapsed()))?;

    let document = document();
    let begun = Instant::now();
    sim.seed(&document)?;
    writeln!(out, "seed of 100,000 objects    {:>9.1} ms", millis(begun.elapsed()))?;
    drop(document);
    writeln!(out, "peak memory                {:>9.0} MB", peak_memory())?;

    let begun = Instant::now();
    let copy = sim.with_world(|world| world.store.clone());
    sim.with_world(|world| world.store = copy);
    writeln!(out, "snapshot and restore       {:>9.3} ms", millis(begun.elapsed()))?;

    let token = token(&sim).await?;
    for (name, path, count) in [
        ("GET by id", "/api/v2/routing/queues/q7", 2_000),
        ("list of 500 users", "/api/v2/users?pageSize=500", 100),
        ("list of 500 queues", "/api/v2/routing/queues?pageSize=500", 100),
    ] {
        let rate = rate(&sim, &token, 4, count, move |_, _| ("GET", path.to_owned(), String::new())).await?;
        writeln!(out, "{name:<26} {rate:>9.0} /s")?;
    }
    let rate = rate(&sim, &token, 4, 2_000, |client, number| {
        (
            "POST",
            "/api/v2/routing/skills".to_owned(),
            json!({ "name": format!("new {client} {number}") }).to_string(),
        )
    })
    .await?;
    writeln!(out, "POST                       {rate:>9.0} /s")?;
    let begun = Instant::now();
    let many = self::rate(&sim, &token, 1_000, 5, |_, _| {
        ("GET", "/api/v2/routing/queues/q7".to_owned(), String::new())
    })
    .await?;
    writeln!(
        out,
        "1,000 clients              {many:>9.0} /s, {:.1} s, no error",
        begun.elapsed().as_secs_f64()
    )?;
    writeln!(out, "peak memory                {:>9.0} MB", peak_memory())?;
    Ok(())
}

fn document() -> Value {
    let users: Vec<Value> = (0..60_000)
        .map(|number| json!({ "id": format!("u{number}"), "name": format!("User {number}"), "email": format!("u{number}@example.com"), "state": "active" }))
        .collect();
    let queues: Vec<Value> = (0..5_000)
        .map(|number| json!({ "id": format!("q{number}"), "name": format!("Queue {number}") }))
        .collect();
    let skills: Vec<Value> = (0..35_000)
        .map(|number| json!({ "id": format!("s{number}"), "name": format!("Skill {number}") }))
        .collect();
    json!({ "objects": { "users": users, "routing/queues": queues, "routing/skills": skills } })
}

async fn token(sim: &Sim) -> Result<String, Failure> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let basic = STANDARD.encode(format!("{DEFAULT_CLIENT_ID}:{DEFAULT_CLIENT_SECRET}"));
    let mut client = Client::connect(sim).await?;
    let body = client
        .call("POST", "/oauth/token", &format!("Basic {basic}"), "grant_type=client_credentials")
        .await?;
    let body: Value = serde_json::from_slice(&body)?;
    Ok(format!("Bearer {}", body["access_token"].as_str().unwrap_or_default()))
}

/// Requests a second, of so many clients with so many requests each.
async fn rate(
    sim: &Sim,
    token: &str,
    clients: usize,
    requests: usize,
    make: impl Fn(usize, usize) -> (&'static str, String, String) + Copy + Send + 'static,
) -> Result<f64, Failure> {
    let mut connected = Vec::new();
    for _ in 0..clients {
        connected.push(Client::connect(sim).await?);
    }
    let begun = Instant::now();
    let tasks: Vec<_> = connected
        .into_iter()
        .enumerate()
        .map(|(number, mut client)| {
            let token = token.to_owned();
            tokio::spawn(async move {
                for request in 0..requests {
                    let (method, path, body) = make(number, request);
                    client.call(method, &path, &token, &body).await?;
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    #[allow(clippy::cast_precision_loss)]
    let total = (clients * requests) as f64;
    Ok(total / begun.elapsed().as_secs_f64())
}

struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(sim: &Sim) -> Result<Client, Failure> {
        let stream = TcpStream::connect(sim.address()).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::new() })
    }

    async fn call(
        &mut self,
        method: &str,
        path: &str,
        authorization: &str,
        body: &str,
    ) -> Result<Vec<u8>, Failure> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: sim\r\nAuthorization: {authorization}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let mut chunk = [0u8; 65_536];
        loop {
            let count = self.stream.read(&mut chunk).await?;
            if count == 0 {
                return Err("the connection was closed".into());
            }
            self.buffer.extend_from_slice(&chunk[..count]);
            if let Some(body) = whole(&self.buffer)? {
                return Ok(body);
            }
        }
    }
}

fn whole(bytes: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let Some(split) = bytes.windows(4).take(4_096).position(|part| part == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..split])?;
    if !head.starts_with("HTTP/1.1 2") {
        return Err(String::from_utf8_lossy(bytes).into_owned().into());
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap_or("0")
        .parse::<usize>()?;
    Ok((bytes.len() >= split + 4 + length).then(|| bytes[split + 4..].to_vec()))
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory this process ever had, which holds client and server.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or_default() / 1024.0
}
