//! The program itself: its one line, its end, and what it keeps when it is killed.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use common::send;
use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET};

struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_genesys-sim"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("genesys-sim listening on http://").unwrap().to_owned();
        Program { child, address }
    }

    async fn token(&self) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let basic =
            format!("Basic {}", STANDARD.encode(format!("{DEFAULT_CLIENT_ID}:{DEFAULT_CLIENT_SECRET}")));
        let form = "grant_type=client_credentials";
        let got =
            send(&self.address, "POST", "/oauth/token", &[("Authorization", &basic)], form).await.unwrap();
        format!("Bearer {}", got.body["access_token"].as_str().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn it_ends_at_once_when_it_is_asked_to() {
    let mut program = Program::start(&[]);
    let asked = Instant::now();
    Command::new("kill").arg(program.child.id().to_string()).status().unwrap();
    assert!(program.child.wait().unwrap().success());
    assert!(asked.elapsed() < Duration::from_secs(2));
}

/// `GENESYS_SIM_KILLS` says how often; a few times are enough for every day.
#[tokio::test]
async fn a_kill_loses_nothing_that_was_acknowledged() {
    let kills: u64 =
        std::env::var("GENESYS_SIM_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(5);
    let folder = Folder(std::env::temp_dir().join(format!("genesys-sim-kill-{}", std::process::id())));
    let arguments = ["--state", folder.0.to_str().unwrap(), "--rate-limit", "0"];
    let mut acknowledged = Vec::new();
    for round in 0..kills {
        let mut program = Program::start(&arguments);
        let token = program.token().await;
        let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
        let address = program.address.clone();
        let killer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(40 + round * 7 % 80)).await;
            program.child.kill().unwrap();
            program.child.wait().unwrap();
        });
        for number in 0..100_000 {
            let name = format!("Skill {round}-{number}");
            let body = format!(r#"{{"name":"{name}"}}"#);
            let Ok(stream) = tokio::net::TcpStream::connect(&address).await else { break };
            drop(stream);
            match send_if_alive(&address, &headers, &body).await {
                Some(200) => acknowledged.push(name.to_lowercase()),
                _ => break,
            }
        }
        killer.await.unwrap();
    }
    let program = Program::start(&arguments);
    let dump = send(&program.address, "GET", "/_sim/dump", &[], "").await.unwrap();
    let kept: Vec<String> = dump.body["objects"]["routing/skills"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skill| skill["name"].as_str().unwrap().to_lowercase())
        .collect();
    println!("{kills} kills, {} acknowledged, {} kept", acknowledged.len(), kept.len());
    assert!(!acknowledged.is_empty());
    for name in acknowledged {
        assert!(kept.contains(&name), "{name} is lost");
    }
}

/// Between the check and the request the program may die; that is what this test is about.
async fn send_if_alive(address: &str, headers: &[(&str, &str)], body: &str) -> Option<u16> {
    let (address, body) = (address.to_owned(), body.to_owned());
    let headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = tokio::spawn(async move {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(&address, "POST", "/api/v2/routing/skills", &headers, &body).await.map(|got| got.status)
    });
    request.await.ok().flatten()
}

#[tokio::test]
async fn a_state_folder_has_one_user_at_a_time() {
    let folder = Folder(std::env::temp_dir().join(format!("genesys-sim-lock-{}", std::process::id())));
    let arguments = ["--state", folder.0.to_str().unwrap()];
    let mut first = Program::start(&arguments);
    let second = Command::new(env!("CARGO_BIN_EXE_genesys-sim")).args(arguments).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && second.stdout.is_empty());
    let wanted = [
        folder.0.to_str().unwrap().to_owned(),
        format!("another genesys-sim (process {}) is using it", first.child.id()),
        "name another folder".to_owned(),
    ];
    assert!(wanted.iter().all(|text| said.contains(text)), "{said}");
    // The one that was there first is not disturbed, and its lock goes when it does, however that is.
    first.token().await;
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    Program::start(&arguments).token().await;
}
