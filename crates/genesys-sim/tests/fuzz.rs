//! Requests made from the API facts, most of them almost right, some of them absurd. Whatever comes, the simulator must
//! neither fail nor panic, and what it then shows must be of one piece.
//!
//! `GENESYS_SIM_FUZZ_SEED` makes other requests, `GENESYS_SIM_FUZZ_REQUESTS` more of them.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod wire;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use genesys_sim::{
    Clock, Options, Sim,
    facts::{Facts, Operation, Schema},
    routes::{Grade, Routes},
};
use serde_json::{Map, Value, json};
use wire::{Got, Wire};

const REQUESTS: usize = 10_000;
const DEPTH: usize = 5;

#[test]
fn whatever_is_sent_nothing_fails_and_all_stays_of_one_piece() {
    let panics = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&panics);
    std::panic::set_hook(Box::new(move |panic| seen.lock().unwrap().push(panic.to_string())));
    let outcome = std::panic::catch_unwind(run);
    let _ = std::panic::take_hook();
    let panics = panics.lock().unwrap();
    assert!(outcome.is_ok() && panics.is_empty(), "{}", panics.join("\n"));
}

fn run() {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = setting("GENESYS_SIM_FUZZ_SEED").unwrap_or(1);
    let requests = setting("GENESYS_SIM_FUZZ_REQUESTS").map_or(REQUESTS, |count| count as usize);
    println!("GENESYS_SIM_FUZZ_SEED={seed}");

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sim = runtime
        .block_on(Sim::start(Options {
            seed: Some(7),
            clock: Clock::frozen("2026-01-01T00:00:00Z").unwrap(),
            rate_limit: 0,
            mint_limit: 0,
            log_limit: 1_000,
            ..Options::default()
        }))
        .unwrap();
    let mut fuzzer = Fuzzer::new(seed, Wire::logged_in(sim.address()));
    while fuzzer.requests < requests {
        fuzzer.step();
    }
    println!("status: {:?}", fuzzer.statuses);
    println!("past routing and authentication: {} of {requests}", fuzzer.past);
    println!("accepted: {:?}", fuzzer.accepted);
    let (lists, objects) = fuzzer.compare();
    println!("lists compared: {lists}, objects: {objects}");
    let failures = &fuzzer.failures;
    let first: Vec<_> = failures.iter().take(10).cloned().collect();
    assert!(failures.is_empty(), "seed {seed}, {} failures:\n{}", failures.len(), first.join("\n"));
    assert!(fuzzer.past * 2 >= requests, "too few requests came past routing and authentication");
}

/// Two processes, one seed, one clock: the same requests get the same answers, down to their headers.
#[test]
fn the_same_seed_and_the_same_requests_give_the_same_bytes() {
    let answers: Vec<Vec<Option<Got>>> = (0..2)
        .map(|_| {
            let mut child = Command::new(env!("CARGO_BIN_EXE_genesys-sim"))
                .args(["--seed", "7", "--clock", "2026-01-01T00:00:00Z", "--rate-limit", "100000"])
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            let (_, address) = line.trim().rsplit_once("http://").unwrap();
            let mut fuzzer = Fuzzer::new(3, Wire::logged_in(address.parse().unwrap()));
            while fuzzer.requests < 3_000 {
                fuzzer.step();
            }
            child.kill().unwrap();
            child.wait().unwrap();
            let address = format!("http://{address}");
            let told = |got: Option<Got>| {
                got.map(|mut got| {
                    // The day is told by the web server, the address by the request.
                    got.headers.retain(|(name, _)| name != "date" && name != "content-length");
                    got.text = got.text.replace(&address, "");
                    got
                })
            };
            fuzzer.answers.into_iter().map(told).collect()
        })
        .collect();
    assert_eq!(answers[0].len(), answers[1].len());
    for (number, (one, other)) in answers[0].iter().zip(&answers[1]).enumerate() {
        assert_eq!(one, other, "answer {number}");
    }
}

struct Fuzzer {
    random: Random,
    wire: Wire,
    facts: &'static Facts,
    full: Vec<&'static Operation>,
    generic: Vec<&'static Operation>,
    absent: Vec<&'static Operation>,
    /// Ids of what was made, by the path of its collection.
    made: BTreeMap<String, Vec<String>>,
    statuses: BTreeMap<u16, usize>,
    accepted: BTreeMap<&'static str, usize>,
    requests: usize,
    past: usize,
    failures: Vec<String>,
    answers: Vec<Option<Got>>,
}

impl Fuzzer {
    fn new(seed: u64, wire: Wire) -> Fuzzer {
        let of = |wanted: Grade| {
            Routes::get()
                .grades()
                .filter(|(_, grade)| *grade == wanted)
                .map(|(operation, _)| operation)
                .collect::<Vec<_>>()
        };
        let mut fuzzer = Fuzzer {
            random: Random(seed),
            wire,
            facts: Facts::get().unwrap(),
            full: of(Grade::Full),
            generic: of(Grade::Generic),
            absent: of(Grade::Absent),
            made: BTreeMap::new(),
            statuses: BTreeMap::new(),
            accepted: BTreeMap::new(),
            requests: 0,
            past: 0,
            failures: Vec::new(),
            answers: Vec::new(),
        };
        fuzzer.populate();
        fuzzer
    }

    /// Something to refer to.
    fn populate(&mut self) {
        let bodies = [
            ("/api/v2/authorization/divisions", json!({ "name": "Fuzz {n}" })),
            (
                "/api/v2/users",
                json!({ "name": "Fuzz {n}", "email": "fuzz{n}@example.com", "state": "active" }),
            ),
            ("/api/v2/routing/skills", json!({ "name": "Fuzz {n}" })),
            ("/api/v2/routing/languages", json!({ "name": "Fuzz {n}" })),
            ("/api/v2/routing/wrapupcodes", json!({ "name": "Fuzz {n}" })),
            ("/api/v2/routing/queues", json!({ "name": "Fuzz {n}" })),
            (
                "/api/v2/groups",
                json!({ "name": "Fuzz {n}", "type": "official", "rulesVisible": true, "visibility": "public" }),
            ),
            ("/api/v2/teams", json!({ "name": "Fuzz {n}" })),
            ("/api/v2/locations", json!({ "name": "Fuzz {n}" })),
            ("/api/v2/authorization/roles", json!({ "name": "Fuzz {n}" })),
        ];
        for (path, body) in bodies {
            for number in 0..6 {
                let body = body.to_string().replace("{n}", &number.to_string());
                let got = self.wire.bytes("POST", path, body.as_bytes()).unwrap();
                assert!(got.status < 300, "{path}: {}", got.text);
                self.remember(path, &got);
            }
        }
        let creations: Vec<&'static Operation> = self
            .full
            .iter()
            .chain(&self.generic)
            .copied()
            .filter(|operation| operation.method == "POST" && !operation.path.contains('{'))
            .collect();
        for operation in creations {
            for _ in 0..3 {
                self.send(operation, true);
            }
        }
    }

    fn step(&mut self) {
        let operation = match self.random.below(20) {
            0..13 => *self.random.pick(&self.full),
            13..19 => *self.random.pick(&self.generic),
            _ => {
                self.absent.get(self.random.below(self.absent.len().max(1))).copied().unwrap_or(self.full[0])
            }
        };
        let spoilt = self.random.chance(7);
        self.send(operation, !spoilt);
    }

    fn send(&mut self, operation: &'static Operation, sound: bool) {
        // It would end the others' tokens; it is tried elsewhere.
        if operation.path == "/api/v2/tokens/me" && operation.method == "DELETE" {
            return;
        }
        let mut path = self.path(operation);
        let mut method = operation.method.clone();
        let body = self.body(operation);
        let mut past = !self.absent.iter().any(|absent| std::ptr::eq(*absent, operation));
        let token = self.wire.token.clone();
        match self.random.below(4) {
            _ if sound => {}
            0 => self.wire.token = String::new(),
            1 => self.wire.token.push('x'),
            2 => path.push_str("/nowhere"),
            _ => method = "TRACE".to_owned(),
        }
        past &= self.wire.token == token && method == operation.method && !path.ends_with("/nowhere");
        self.requests += 1;
        let got = self.wire.bytes(&method, &path, &body);
        self.wire.token = token;
        self.answers.push(got.clone());
        self.past += usize::from(past);
        let Some(got) = got else {
            self.fail(&method, &path, &body, "no answer");
            return;
        };
        *self.statuses.entry(got.status).or_default() += 1;
        if got.status >= 500 && got.status != 501 {
            self.fail(&method, &path, &body, &format!("{} {}", got.status, got.text));
        }
        if got.status >= 400 && method != "HEAD" {
            let error = got.json();
            if error["code"].as_str().is_none_or(str::is_empty) || error["status"] != got.status {
                self.fail(&method, &path, &body, &format!("not an error body: {} {}", got.status, got.text));
            }
        }
        if past && got.status < 300 {
            *self.accepted.entry(method_name(&operation.method)).or_default() += 1;
            if operation.method == "POST" {
                self.remember(path.split('?').next().unwrap_or_default(), &got);
            }
        }
    }

    fn fail(&mut self, method: &str, path: &str, body: &[u8], what: &str) {
        let body: String = String::from_utf8_lossy(body).chars().take(2_000).collect();
        self.failures.push(format!("{method} {path}\n  body {body}\n  {what}"));
    }

    fn remember(&mut self, path: &str, got: &Got) {
        if let Some(id) = got.json()["id"].as_str() {
            let ids = self.made.entry(path.to_owned()).or_default();
            if ids.len() < 200 && !ids.iter().any(|other| other == id) {
                ids.push(id.to_owned());
            }
        }
    }

    /// The path with ids of what exists, as far as anything does, and a query.
    fn path(&mut self, operation: &Operation) -> String {
        let mut path = String::new();
        for part in operation.path.split('/').skip(1) {
            let filled = match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                None => part.to_owned(),
                Some(name) if self.random.chance(12) => self.nonsense(name),
                Some(name) => self.made_at(&path, name).unwrap_or_else(|| self.nonsense(name)),
            };
            path.push('/');
            path.push_str(&filled);
        }
        let mut query = Vec::new();
        for parameter in operation.facts.parameters.iter().filter(|parameter| parameter.place == "query") {
            if if parameter.required { self.random.chance(95) } else { self.random.chance(20) } {
                let schema = parameter.schema.items.as_deref().unwrap_or(&parameter.schema);
                let value = match self.random.below(10) {
                    0 => self
                        .random
                        .pick(&["", "-1", "0", "99999999999999999999", "%00", "%C3%28", "a,b", "*"])
                        .to_string(),
                    _ => match self.value(schema, &parameter.name, DEPTH) {
                        Value::String(text) => encode(&text),
                        other => encode(&other.to_string()),
                    },
                };
                query.push(format!("{}={value}", parameter.name));
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// An id from the collection, or of the kind that the name says.
    fn made_at(&mut self, collection: &str, name: &str) -> Option<String> {
        if let Some(ids) = self.made.get(collection).filter(|ids| !ids.is_empty()) {
            return Some(ids[self.random.below(ids.len())].clone());
        }
        self.named(name)
    }

    /// An id of something that the name of a field or a parameter speaks of.
    fn named(&mut self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let word = name.trim_end_matches('s').trim_end_matches("id").trim_end_matches('_');
        let word = match word {
            "member" | "manager" | "owner" | "agent" | "individual" | "subject" => "user",
            "code" => "wrapupcode",
            word => word,
        };
        let collections: Vec<&String> = self
            .made
            .iter()
            .filter(|(path, ids)| {
                let last =
                    path.rsplit('/').next().unwrap_or_default().trim_end_matches('s').to_ascii_lowercase();
                !ids.is_empty() && !word.is_empty() && (last == word || last.ends_with(word))
            })
            .map(|(path, _)| path)
            .collect();
        let path =
            (!collections.is_empty()).then(|| collections[self.random.below(collections.len())].clone())?;
        let ids = &self.made[&path];
        Some(ids[self.random.below(ids.len())].clone())
    }

    fn any_id(&mut self) -> String {
        let all: Vec<&String> = self.made.values().flatten().collect();
        all[self.random.below(all.len())].clone()
    }

    fn nonsense(&mut self, name: &str) -> String {
        match self.random.below(6) {
            0 => "none".to_owned(),
            1 => encode(&self.random.text()),
            2 => "%E2%80%AE".to_owned(),
            3 => self.any_id(),
            4 => format!("{name}.example.com"),
            _ => "00000000-0000-4000-8000-000000000000".to_owned(),
        }
    }

    fn body(&mut self, operation: &Operation) -> Vec<u8> {
        let Some(body) = &operation.facts.request_body else {
            return match self.random.below(20) {
                0 => b"{}".to_vec(),
                1 => b"null".to_vec(),
                _ => Vec::new(),
            };
        };
        let mut value = self.value(&body.schema, "", 0);
        if value.is_object() && self.random.chance(60) && matches!(operation.method.as_str(), "PUT" | "PATCH")
        {
            value["version"] = Value::from(self.random.below(4));
        }
        for _ in 0..self.random.below(3) {
            self.mutate(&mut value);
        }
        match self.random.below(80) {
            0 => Vec::new(),
            1 => b"{\"name\": \"half".to_vec(),
            2 => vec![0xff, 0xfe, b'{'],
            3 => b"[]".to_vec(),
            4 => b"\"text\"".to_vec(),
            5 => format!("{}1{}", "[".repeat(300), "]".repeat(300)).into_bytes(),
            6 => br#"{"name": 1e400}"#.to_vec(),
            _ => value.to_string().into_bytes(),
        }
    }

    /// A value that fits the model, mostly.
    fn value(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        let model = schema.reference.as_deref();
        let schema = self.facts.resolve(schema);
        if let Some(values) = schema.values.as_ref().filter(|values| !values.is_empty()) {
            let value = values[self.random.below(values.len())].clone();
            return if self.random.chance(97) { Value::from(value) } else { Value::from("NOT_A_VALUE") };
        }
        match schema.kind.as_deref() {
            Some("object") if schema.properties.is_empty() => self.map(schema, name, depth),
            Some("object") => {
                if depth > 0 && self.random.chance(50) && schema.properties.contains_key("id") {
                    let id = self.named(name).or_else(|| self.named(model.unwrap_or_default()));
                    let id = id.unwrap_or_else(|| self.any_id());
                    return json!({ "id": id });
                }
                self.object(schema, depth)
            }
            Some("array") => {
                let count = if depth >= DEPTH { 0 } else { self.random.below(4) };
                let items = schema.items.as_deref();
                (0..count)
                    .map(|_| items.map_or(Value::Null, |items| self.value(items, name, depth + 1)))
                    .collect()
            }
            Some("integer") => Value::from(self.random.number()),
            Some("number") => json!(f64::from(u32::try_from(self.random.below(100)).unwrap()) / 8.0),
            Some("boolean") => Value::from(self.random.chance(50)),
            Some("string") => Value::from(self.string(schema, name)),
            _ => json!({ "x": 1 }),
        }
    }

    fn object(&mut self, schema: &Schema, depth: usize) -> Value {
        let mut fields = Map::new();
        let chance = [55, 35, 20, 10, 5].get(depth).copied().unwrap_or(0);
        for (name, field) in &schema.properties {
            let required = schema.required.contains(name) && !field.read_only;
            if if required { self.random.chance(97) } else { self.random.chance(chance) && depth < DEPTH } {
                let value = self.value(field, name, depth + 1);
                fields.insert(name.clone(), value);
            }
        }
        Value::from(fields)
    }

    fn map(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        let mut fields = Map::new();
        if let Some(inner) = schema.additional_properties.as_deref().filter(|_| depth < DEPTH) {
            for _ in 0..self.random.below(3) {
                let key = if self.random.chance(50) { "CALL".to_owned() } else { self.random.text() };
                fields.insert(key, self.value(inner, name, depth + 1));
            }
        }
        Value::from(fields)
    }

    fn string(&mut self, schema: &Schema, name: &str) -> String {
        if schema.format.as_deref() == Some("date-time") {
            return self
                .random
                .pick(&[
                    "2026-03-01T10:00:00Z",
                    "2026-03-01T10:00:00.000Z",
                    "1969-12-31T23:59:59Z",
                    "yesterday",
                ])
                .to_string();
        }
        let lower = name.to_ascii_lowercase();
        if lower == "id" || lower.ends_with("id") || lower.ends_with("ids") {
            if let Some(id) = self.named(name).filter(|_| self.random.chance(80)) {
                return id;
            }
            return self.any_id();
        }
        if lower.contains("mail") {
            return format!("{}@example.com", self.random.below(1_000));
        }
        if self.random.chance(70) { format!("Fuzz {}", self.random.below(500)) } else { self.random.text() }
    }

    /// Breaks one place of a value.
    fn mutate(&mut self, value: &mut Value) {
        let odd = [
            Value::Null,
            json!(""),
            json!(" "),
            json!(-1),
            json!(1.5),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(true),
            json!([]),
            json!({}),
            json!([[]]),
            json!("\u{0}"),
            json!("é".repeat(5_000)),
            json!({ "id": "" }),
            json!("*"),
        ];
        match value {
            Value::Object(fields) if !fields.is_empty() && self.random.chance(85) => {
                let name = fields.keys().nth(self.random.below(fields.len())).cloned().unwrap_or_default();
                match self.random.below(6) {
                    0 => {
                        fields.remove(&name);
                    }
                    1 => {
                        fields.insert("unheardOf".to_owned(), json!({ "a": [1] }));
                    }
                    _ => self.mutate(&mut fields[&name]),
                }
            }
            Value::Array(elements) if !elements.is_empty() && self.random.chance(85) => {
                let index = self.random.below(elements.len());
                self.mutate(&mut elements[index]);
            }
            _ => *value = self.random.pick(&odd).clone(),
        }
    }

    /// Everything a list shows is there by its id and the same, and everything alive is in its list.
    fn compare(&mut self) -> (usize, usize) {
        let lists: Vec<&'static Operation> = self
            .full
            .iter()
            .chain(&self.generic)
            .copied()
            .filter(|operation| operation.method == "GET" && !operation.path.contains('{'))
            .collect();
        let items: Vec<String> = self
            .full
            .iter()
            .chain(&self.generic)
            .filter(|operation| operation.method == "GET")
            .map(|operation| operation.path.clone())
            .collect();
        let (mut compared, mut objects) = (0, 0);
        for list in lists {
            let prefix = format!("{}/{{", list.path);
            let Some(item) = items.iter().find(|item| {
                item.starts_with(&prefix) && item.matches('/').count() == list.path.matches('/').count() + 1
            }) else {
                continue;
            };
            let key = if item.contains("locale") { "language" } else { "id" };
            // A list that needs a parameter is not a whole list.
            let Some(rows) = self.whole_list(list) else { continue };
            compared += 1;
            for row in &rows {
                let Some(id) = row[key].as_str() else { continue };
                objects += 1;
                let path = format!("{}/{}", list.path, encode(id));
                let got = self.wire.call("GET", &path, None).unwrap();
                let one = got.json();
                let differs = row
                    .as_object()
                    .into_iter()
                    .flatten()
                    .find(|(name, value)| one.get(name.as_str()).is_some_and(|other| other != *value));
                if got.status != 200 {
                    self.fail("GET", &path, b"", &format!("listed, and {} {}", got.status, got.text));
                } else if let Some((name, value)) = differs {
                    let other = one[name].clone();
                    self.fail("GET", &path, b"", &format!("{name} is {other}, and in the list {value}"));
                }
            }
            for id in self.made.get(&list.path).cloned().unwrap_or_default() {
                let path = format!("{}/{}", list.path, encode(&id));
                let got = self.wire.call("GET", &path, None).unwrap();
                let one = got.json();
                // Users who are not active and queues with a peer are not in a list that does not ask for them.
                let hidden = matches!(one["state"].as_str(), Some("deleted" | "inactive"))
                    || one.get("peerId").is_some();
                if got.status == 200 && !hidden && !rows.iter().any(|row| row[key] == id) {
                    self.fail("GET", &path, b"", "there, and not in the list");
                }
            }
        }
        (compared, objects)
    }

    fn whole_list(&mut self, list: &Operation) -> Option<Vec<Value>> {
        let has = |name: &str| list.facts.parameters.iter().any(|parameter| parameter.name == name);
        let mut rows = Vec::new();
        let mut path =
            if has("pageSize") { format!("{}?pageSize=100", list.path) } else { list.path.clone() };
        for _ in 0..100 {
            let got = self.wire.call("GET", &path, None).unwrap();
            if got.status != 200 {
                return None;
            }
            let page = got.json();
            let found = page["entities"].as_array().or_else(|| page.as_array()).cloned().unwrap_or_default();
            rows.extend(found);
            match page["nextUri"].as_str() {
                Some(next) => path = next.to_owned(),
                None => return Some(rows),
            }
        }
        self.fail("GET", &list.path, b"", "has no end");
        None
    }
}

fn method_name(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|other| *other == method).unwrap_or("other")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~*".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Splitmix64: the same seed, the same requests.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn number(&mut self) -> i64 {
        match self.below(12) {
            0 => 0,
            1 => -1,
            2 => i64::from(i32::MAX),
            3 => i64::from(i32::MAX) + 1,
            _ => self.below(300) as i64,
        }
    }

    fn text(&mut self) -> String {
        let texts = [
            "",
            "a",
            "Ünïcödé",
            "\u{1f9ea}",
            "a/b",
            "a\"b",
            "x y",
            "%41",
            "../..",
            "ß",
            "İ",
            "line\nbreak",
            "\u{1f}",
        ];
        self.pick(&texts).to_string()
    }
}
