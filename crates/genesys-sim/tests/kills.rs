//! The program is killed while it writes, again and again, on one folder: what it acknowledged must be there afterwards, and
//! what it did not acknowledge must be there whole or not at all.
//!
//! `GENESYS_SIM_KILL_ROUNDS` says how often (CI: 100), `GENESYS_SIM_KILL_SEED` when.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod wire;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
};

use serde_json::{Value, json};
use wire::Wire;

const KILLS: u64 = 15;

#[test]
fn kills_lose_nothing_that_was_acknowledged() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let kills = setting("GENESYS_SIM_KILL_ROUNDS").unwrap_or(KILLS);
    let seed = setting("GENESYS_SIM_KILL_SEED").unwrap_or(1);
    println!("GENESYS_SIM_KILL_SEED={seed}");
    let folder = Folder::new("kills");
    let mut random = seed;
    let mut next = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random >> 33
    };

    // What every acknowledgement so far says: the names that are there, and those that are gone.
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    let (mut writes, mut died_early) = (0, 0);
    for round in 0..kills {
        let mut program =
            Program::start(&["--state", folder.text(), "--rate-limit", "0", "--mint-limit", "0"]);
        let (acknowledge, acknowledged) = mpsc::channel();
        let (patience, id) = (1 + next() % 12, program.child.id().to_string());
        let killer = std::thread::spawn(move || {
            let so_far = (0..patience).map_while(|_| acknowledged.recv().ok()).count();
            Command::new("kill").args(["-9", &id]).status().unwrap();
            so_far + acknowledged.iter().count()
        });
        let mut wire = Wire::logged_in(program.address);
        if round % 10 == 0 {
            compare(&mut wire, &names);
        }
        for number in 0.. {
            let name = format!("code {round} {number}");
            let path = "/api/v2/routing/wrapupcodes";
            let Some(made) = wire.call("POST", path, Some(&json!({ "name": name }))) else { break };
            assert_eq!(made.status, 200, "{}", made.text);
            let id = made.json()["id"].as_str().unwrap().to_owned();
            names.insert(id.clone(), Some(name.clone()));
            let _ = acknowledge.send(());
            let item = format!("{path}/{id}");
            // Not yet acknowledged: the old or the new, and this test cannot say which.
            names.remove(&id);
            let Some(put) = wire.call("PUT", &item, Some(&json!({ "name": format!("{name} changed") })))
            else {
                break;
            };
            assert_eq!(put.status, 200, "{}", put.text);
            names.insert(id.clone(), Some(format!("{name} changed")));
            let _ = acknowledge.send(());
            if number % 2 == 1 {
                names.remove(&id);
                let Some(deleted) = wire.call("DELETE", &item, None) else { break };
                assert_eq!(deleted.status, 200, "{}", deleted.text);
                names.insert(id, None);
                let _ = acknowledge.send(());
            }
        }
        drop(acknowledge);
        let here = killer.join().unwrap();
        writes += here;
        died_early += u64::from(here == 0);
        program.child.wait().unwrap();
    }
    let program = Program::start(&["--state", folder.text(), "--rate-limit", "0"]);
    compare(&mut Wire::logged_in(program.address), &names);
    println!("{kills} kills, {writes} writes acknowledged, {} codes known", names.len());
    assert_eq!(died_early, 0, "the program died before its first write");
}

/// What was acknowledged, and what is there.
fn compare(wire: &mut Wire, names: &BTreeMap<String, Option<String>>) {
    let dump = wire.call("GET", "/_sim/dump", None).unwrap().json();
    let there: BTreeMap<&str, &Value> = dump["objects"]["routing/wrapupcodes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|code| (code["id"].as_str().unwrap(), &code["name"]))
        .collect();
    for (id, name) in names {
        let found = there.get(id.as_str()).and_then(|name| name.as_str());
        assert_eq!(found, name.as_deref(), "{id} was acknowledged otherwise");
    }
    for name in there.values() {
        assert!(name.as_str().is_some_and(|name| name.starts_with("code ")), "{name} was never sent");
    }
}

struct Program {
    child: Child,
    address: std::net::SocketAddr,
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
        let address = line.trim().rsplit_once("http://").unwrap().1.parse().unwrap();
        Program { child, address }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("genesys-sim-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    fn text(&self) -> &str {
        Path::to_str(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
