//! Figures of the program as its users run it, against what they are asked to be:
//! `cargo build --release -p genesys-sim --bins --examples && target/release/examples/bench`.
//!
//! The simulator is a process of its own on one core, the load comes from the others. Laws are on, the call log is bounded.
//! Every figure is the median of 20 rounds (`--rounds`), next to its goal. `load` is the quick one, in one process.

use std::{
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET};
use serde_json::{Value, json};

type Failure = Box<dyn Error + Send + Sync>;

/// Connections that make load at the same time.
const CLIENTS: usize = 4;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every goal was reached.
fn run() -> Result<bool, Failure> {
    let rounds = std::env::args()
        .skip_while(|argument| argument != "--rounds")
        .nth(1)
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(20);
    let mut table = Table { all: true };

    let starts = times(rounds, || {
        let begun = Instant::now();
        let program = Program::start()?;
        let took = begun.elapsed();
        drop(program);
        Ok(took)
    })?;
    table.below("start", millis(median(starts)), 100.0, "ms")?;

    // 60,000 users, 5,000 queues, 35,000 small objects.
    let document = document(60_000, 5_000, 35_000).to_string();
    let seeds = times(rounds.min(5), || {
        let program = Program::start()?;
        let begun = Instant::now();
        program.client()?.control("POST", "/_sim/seed", &document)?;
        Ok(begun.elapsed())
    })?;
    table.below("seed of 100,000 objects", millis(median(seeds)), 3_000.0, "ms")?;

    let program = Program::start()?;
    program.client()?.control("POST", "/_sim/seed", &document)?;
    drop(document);
    table.below("peak memory after the seed", program.peak_memory(), 500.0, "MB")?;

    for (name, path, goal, requests) in [
        ("GET by id", "/api/v2/routing/skills/s7", 25_000.0, 4_000),
        ("list of 500 users", "/api/v2/users?pageSize=500", 800.0, 100),
        ("list of 500 queues", "/api/v2/routing/queues?pageSize=500", 300.0, 60),
    ] {
        let path = path.to_owned();
        let rates =
            rates(rounds, &program, CLIENTS, requests, move |_| ("GET", path.clone(), String::new()))?;
        table.above(name, median(rates), goal, "/s")?;
    }
    let mut round = 0;
    let posts = times(rounds, || {
        round += 1;
        let current = round;
        rate(&program, CLIENTS, 1_000, move |number| {
            (
                "POST",
                "/api/v2/routing/skills".to_owned(),
                json!({ "name": format!("new {current} {number}") }).to_string(),
            )
        })
    })?;
    table.above("POST", median(posts), 10_000.0, "/s")?;
    let many = rates(rounds.min(5), &program, 1_000, 5, |_| {
        ("GET", "/api/v2/routing/skills/s7".to_owned(), String::new())
    })?;
    table.above("1,000 clients at once, no error", median(many), 0.0, "/s")?;
    table.below("peak memory after all of it", program.peak_memory(), 1_000.0, "MB")?;
    drop(program);

    let program = Program::start()?;
    let mut client = program.client()?;
    client.control("POST", "/_sim/seed", &document_of_10_000())?;
    client.control("PUT", "/_sim/snapshots/one", "")?;
    let restores = times(rounds, || {
        let begun = Instant::now();
        client.control("POST", "/_sim/snapshots/one/restore", "")?;
        Ok(begun.elapsed())
    })?;
    table.below("restore of 10,000 objects", millis(median(restores)), 50.0, "ms")?;
    Ok(table.all)
}

fn document_of_10_000() -> String {
    document(6_000, 500, 3_500).to_string()
}

struct Table {
    all: bool,
}

impl Table {
    fn below(&mut self, name: &str, figure: f64, goal: f64, unit: &str) -> Result<(), Failure> {
        self.line(name, figure, "<", goal, unit, figure < goal)
    }

    fn above(&mut self, name: &str, figure: f64, goal: f64, unit: &str) -> Result<(), Failure> {
        self.line(name, figure, ">", goal, unit, figure > goal)
    }

    fn line(
        &mut self,
        name: &str,
        figure: f64,
        sign: &str,
        goal: f64,
        unit: &str,
        holds: bool,
    ) -> Result<(), Failure> {
        self.all &= holds;
        let verdict = if holds { "" } else { "   MISSED" };
        writeln!(std::io::stdout(), "{name:<34} {figure:>10.1} {unit:<3} {sign} {goal:>8.0}{verdict}")?;
        Ok(())
    }
}

/// The program on the first core.
struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    fn start() -> Result<Program, Failure> {
        let here = std::env::current_exe()?;
        let binary: PathBuf =
            here.parent().and_then(|folder| folder.parent()).unwrap_or(&here).join("genesys-sim");
        let pinned = Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok();
        let mut command = if pinned { Command::new("taskset") } else { Command::new(&binary) };
        if pinned {
            command.args(["-c", "0"]).arg(&binary);
        }
        let mut child = command
            .args(["--rate-limit", "1000000000", "--log-limit", "10000", "--mint-limit", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", binary.display()))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let address = line.trim().rsplit('/').next().unwrap_or_default().parse()?;
        Ok(Program { child, address })
    }

    fn client(&self) -> Result<Client, Failure> {
        Client::connect(self.address)
    }

    fn peak_memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn document(users: usize, queues: usize, skills: usize) -> Value {
    let users: Vec<Value> = (0..users)
        .map(|number| json!({ "id": format!("u{number}"), "name": format!("User {number}"), "email": format!("u{number}@example.com"), "state": "active" }))
        .collect();
    let queues: Vec<Value> = (0..queues)
        .map(|number| json!({ "id": format!("q{number}"), "name": format!("Queue {number}") }))
        .collect();
    let skills: Vec<Value> = (0..skills)
        .map(|number| json!({ "id": format!("s{number}"), "name": format!("Skill {number}") }))
        .collect();
    json!({ "objects": { "users": users, "routing/queues": queues, "routing/skills": skills } })
}

fn times<T>(rounds: usize, mut one: impl FnMut() -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    (0..rounds).map(|_| one()).collect()
}

/// Requests a second, in rounds.
fn rates(
    rounds: usize,
    program: &Program,
    clients: usize,
    requests: usize,
    make: impl Fn(usize) -> (&'static str, String, String) + Clone + Send + 'static,
) -> Result<Vec<f64>, Failure> {
    times(rounds, || rate(program, clients, requests, make.clone()))
}

/// Requests a second of so many clients with so many requests each.
fn rate(
    program: &Program,
    clients: usize,
    requests: usize,
    make: impl Fn(usize) -> (&'static str, String, String) + Clone + Send + 'static,
) -> Result<f64, Failure> {
    let token = program.client()?.log_in()?;
    let mut connected = Vec::new();
    for _ in 0..clients {
        let mut client = program.client()?;
        client.token.clone_from(&token);
        connected.push(client);
    }
    let begun = Instant::now();
    let threads: Vec<_> = connected
        .into_iter()
        .enumerate()
        .map(|(index, mut client)| {
            let make = make.clone();
            thread::Builder::new().stack_size(256 << 10).spawn(move || {
                for request in 0..requests {
                    let (method, path, body) = make(index * requests + request);
                    client.call(method, &path, &body)?;
                }
                Ok::<(), Failure>(())
            })
        })
        .collect::<Result<_, _>>()?;
    for thread in threads {
        thread.join().map_err(|_| "a client panicked")??;
    }
    #[allow(clippy::cast_precision_loss)]
    let total = (clients * requests) as f64;
    Ok(total / begun.elapsed().as_secs_f64())
}

struct Client {
    stream: BufReader<TcpStream>,
    token: String,
    answer: Vec<u8>,
}

impl Client {
    fn connect(address: SocketAddr) -> Result<Client, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Client {
            stream: BufReader::with_capacity(64 << 10, stream),
            token: String::new(),
            answer: Vec::new(),
        })
    }

    fn log_in(&mut self) -> Result<String, Failure> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let basic = STANDARD.encode(format!("{DEFAULT_CLIENT_ID}:{DEFAULT_CLIENT_SECRET}"));
        let head =
            format!("Authorization: Basic {basic}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        self.send("POST", "/oauth/token", &head, "grant_type=client_credentials")?;
        let answer: Value = serde_json::from_slice(&self.answer)?;
        self.token = answer["access_token"].as_str().unwrap_or_default().to_owned();
        Ok(self.token.clone())
    }

    fn call(&mut self, method: &str, path: &str, body: &str) -> Result<(), Failure> {
        let head = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.token);
        self.send(method, path, &head, body)
    }

    fn control(&mut self, method: &str, path: &str, body: &str) -> Result<(), Failure> {
        self.send(method, path, "", body)
    }

    fn send(&mut self, method: &str, path: &str, head: &str, body: &str) -> Result<(), Failure> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: sim\r\n{head}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let good = line.starts_with("HTTP/1.1 2");
        let status = line.trim().to_owned();
        let mut length = 0;
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the connection was closed".into());
            }
            if line == "\r\n" {
                break;
            }
            if let Some(text) = line.strip_prefix("content-length: ") {
                length = text.trim().parse()?;
            }
        }
        self.answer.resize(length, 0);
        self.stream.read_exact(&mut self.answer)?;
        if good { Ok(()) } else { Err(format!("{method} {path}: {status}").into()) }
    }
}

fn median<T: PartialOrd + Copy>(mut figures: Vec<T>) -> T {
    figures.sort_by(|one, other| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
    figures[figures.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
