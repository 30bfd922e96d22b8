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
    let rounds: usize = std::env::args()
        .skip_while(|argument| argument != "--rounds")
        .nth(1)
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(20);
    let mut table = Table { all: true };
    writeln!(std::io::stdout(), "{:<34} {:>10} {:>12}", "", "by clock", "by its CPU")?;

    let starts = times(rounds, || {
        let begun = Instant::now();
        let program = Program::start()?;
        Ok(Took { clock: millis(begun.elapsed()), cpu: program.cpu_millis() })
    })?;
    table.below("start", &starts, 100.0, "ms")?;

    // 60,000 users, 5,000 queues, 35,000 small objects.
    let document = document(60_000, 5_000, 35_000).to_string();
    let seeds = times(rounds.min(5), || {
        let program = Program::start()?;
        let mut client = program.client()?;
        let (begun, cpu) = (Instant::now(), program.cpu_millis());
        client.control("POST", "/_sim/seed", &document)?;
        Ok(Took { clock: millis(begun.elapsed()), cpu: program.cpu_millis() - cpu })
    })?;
    table.below("seed of 100,000 objects", &seeds, 3_000.0, "ms")?;

    let program = Program::start()?;
    program.client()?.control("POST", "/_sim/seed", &document)?;
    drop(document);
    table.below("peak memory after the seed", &[Took::same(program.peak_memory())], 500.0, "MB")?;

    for (name, path, goal, requests) in [
        ("GET by id", "/api/v2/routing/skills/s7", 25_000.0, 4_000),
        ("list of 500 users", "/api/v2/users?pageSize=500", 800.0, 100),
        ("list of 500 queues", "/api/v2/routing/queues?pageSize=500", 300.0, 60),
    ] {
        let rates = times(rounds, || {
            rate(&program, CLIENTS, requests, move |_| ("GET", path.to_owned(), String::new()))
        })?;
        table.above(name, &rates, goal, "/s")?;
    }
    let mut round = 0;
    let posts = times(rounds, || {
        round += 1;
        let current = round;
        rate(&program, CLIENTS, 1_000, move |number| {
            let body = json!({ "name": format!("new {current} {number}") });
            ("POST", "/api/v2/routing/skills".to_owned(), body.to_string())
        })
    })?;
    table.above("POST", &posts, 10_000.0, "/s")?;
    let many = times(rounds.min(5), || {
        rate(&program, 1_000, 5, |_| ("GET", "/api/v2/routing/skills/s7".to_owned(), String::new()))
    })?;
    table.above("1,000 clients at once, no error", &many, 0.0, "/s")?;
    drop(program);

    let program = Program::start()?;
    let mut client = program.client()?;
    client.control("POST", "/_sim/seed", &document_of_10_000())?;
    client.control("PUT", "/_sim/snapshots/one", "")?;
    let restores = times(rounds, || {
        let begun = Instant::now();
        client.control("POST", "/_sim/snapshots/one/restore", "")?;
        Ok(Took::same(millis(begun.elapsed())))
    })?;
    table.below("restore of 10,000 objects", &restores, 50.0, "ms")?;
    Ok(table.all)
}

/// One figure, by the clock on the wall and by the simulator's own CPU time, which others on the machine do not change.
#[derive(Clone, Copy)]
struct Took {
    clock: f64,
    cpu: f64,
}

impl Took {
    fn same(figure: f64) -> Took {
        Took { clock: figure, cpu: figure }
    }
}

fn document_of_10_000() -> String {
    document(6_000, 500, 3_500).to_string()
}

struct Table {
    all: bool,
}

impl Table {
    fn below(&mut self, name: &str, figures: &[Took], goal: f64, unit: &str) -> Result<(), Failure> {
        self.line(name, figures, ("<", goal, unit), |figure| figure < goal)
    }

    fn above(&mut self, name: &str, figures: &[Took], goal: f64, unit: &str) -> Result<(), Failure> {
        self.line(name, figures, (">", goal, unit), |figure| figure > goal)
    }

    fn line(
        &mut self,
        name: &str,
        figures: &[Took],
        (sign, goal, unit): (&str, f64, &str),
        holds: impl Fn(f64) -> bool,
    ) -> Result<(), Failure> {
        let clock = median(figures.iter().map(|took| took.clock).collect());
        let cpu = median(figures.iter().map(|took| took.cpu).collect());
        let verdict = match (holds(clock), holds(cpu)) {
            (true, _) => "",
            (false, true) => "   by its CPU only: the machine is busy",
            (false, false) => "   MISSED",
        };
        self.all &= holds(clock) || holds(cpu);
        writeln!(
            std::io::stdout(),
            "{name:<34} {clock:>10.1} {cpu:>12.1} {unit:<3} {sign} {goal:>6.0}{verdict}"
        )?;
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

    /// What the kernel counted for it, in steps of a hundredth of a second.
    fn cpu_millis(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
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

/// Requests a second of so many clients with so many requests each.
fn rate(
    program: &Program,
    clients: usize,
    requests: usize,
    make: impl Fn(usize) -> (&'static str, String, String) + Clone + Send + 'static,
) -> Result<Took, Failure> {
    let token = program.client()?.log_in()?;
    let mut connected = Vec::new();
    for _ in 0..clients {
        let mut client = program.client()?;
        client.token.clone_from(&token);
        connected.push(client);
    }
    let (begun, cpu) = (Instant::now(), program.cpu_millis());
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
    let clock = begun.elapsed().as_secs_f64();
    Ok(Took { clock: total / clock, cpu: total / ((program.cpu_millis() - cpu) / 1000.0).max(0.01) })
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

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
