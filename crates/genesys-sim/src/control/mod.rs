//! `/_sim/`: what a test or a person does to the simulator itself. None of it is in the call log.

pub mod calls;
pub mod dump;
pub mod faults;
pub mod seed;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    clock,
    domains::{self, oauth},
    facts::Facts,
    laws::{lag::Lags, rate_limit::covers},
    request::{Body, Reply, Request},
    world::World,
};

/// Answers a control request.
pub fn handle(world: &mut World, request: &Request) -> Reply {
    let path = request.path.trim_end_matches('/').strip_prefix("/_sim").unwrap_or_default().to_owned();
    let body: Value = if request.body.is_empty() {
        Value::Null
    } else {
        match serde_json::from_slice(&request.body) {
            Ok(body) => body,
            Err(error) => return refuse(400, &format!("the body is not JSON: {error}")),
        }
    };
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", []) if request.header("accept").is_some_and(|accept| accept.contains("text/html")) => page(),
        ("GET", []) => overview(world),
        ("POST", ["reset"]) => {
            world.reset();
            Reply::empty(204)
        }
        ("POST", ["seed"]) => {
            let result = seed::apply(world, &body);
            world.rewrite_folder();
            match result {
                Ok(ids) => Reply::json(json!({ "ids": ids })),
                Err(error) => refuse(400, &error.to_string()),
            }
        }
        ("GET", ["dump"]) => Reply::json(dump::dump(world, request.query.is_true("deleted"))),
        ("GET", ["snapshots"]) => Reply::json(json!(world.snapshots.keys().collect::<Vec<_>>())),
        ("PUT" | "POST", ["snapshots", name]) => {
            world.snapshots.insert((*name).to_owned(), world.store.clone());
            Reply::empty(204)
        }
        ("POST", ["snapshots", name, "restore"]) => match world.snapshots.get(*name).cloned() {
            Some(store) => {
                world.store = store;
                world.rewrite_folder();
                Reply::empty(204)
            }
            None => refuse(404, &format!("there is no snapshot {name:?}")),
        },
        ("DELETE", ["snapshots", name]) => match world.snapshots.remove(*name) {
            Some(_) => Reply::empty(204),
            None => refuse(404, &format!("there is no snapshot {name:?}")),
        },
        ("GET", ["calls"]) => Reply::json(world.log.show(&request.query)),
        ("GET", ["calls", "counts"]) => Reply::json(world.log.counts(&request.query)),
        ("DELETE", ["calls"]) => {
            world.log.clear();
            Reply::empty(204)
        }
        ("GET", ["faults"]) => Reply::json(world.faults.show()),
        ("POST", ["faults"]) => match world.faults.add(body) {
            Ok(ids) => Reply::json(json!({ "ids": ids })),
            Err(error) => refuse(400, &error),
        },
        ("DELETE", ["faults"]) => {
            world.faults.clear();
            Reply::empty(204)
        }
        ("DELETE", ["faults", id]) => match id.parse().is_ok_and(|id| world.faults.remove(id)) {
            true => Reply::empty(204),
            false => refuse(404, &format!("there is no fault rule {id}")),
        },
        ("GET", ["clock"]) => show_clock(world),
        ("POST", ["clock"]) => move_clock(world, &body),
        ("GET", ["lag"]) => Reply::json(json!(world.lags)),
        ("POST" | "PUT", ["lag"]) => match read_lags(body) {
            Ok(lags) => {
                world.lags = lags;
                Reply::json(json!(world.lags))
            }
            Err(error) => refuse(400, &error),
        },
        ("DELETE", ["lag"]) => {
            world.lags = Lags::default();
            Reply::empty(204)
        }
        ("POST", ["tokens"]) => match body["userId"].as_str() {
            Some(user) => match oauth::log_in(world, user) {
                Some(reply) => reply,
                None => refuse(404, &format!("there is no active user {user:?}")),
            },
            None => refuse(400, "userId must be the id of a user"),
        },
        ("POST", ["tokens", "expire"]) => {
            expire_tokens(world);
            Reply::empty(204)
        }
        ("GET", ["options"]) => show_options(world),
        ("PATCH" | "POST", ["options"]) => match set_options(world, &body) {
            Ok(()) => show_options(world),
            Err(error) => refuse(400, &error),
        },
        ("GET", ["coverage"]) => Reply::json(crate::coverage::summary()),
        _ => refuse(404, &format!("{} /_sim{path} is not a control endpoint; see GET /_sim", request.method)),
    }
}

fn refuse(status: u16, message: &str) -> Reply {
    Reply::json(json!({ "error": message })).with_status(status)
}

/// The page for people; programs get the overview.
fn page() -> Reply {
    let page = include_bytes!("page.html").to_vec();
    Reply { status: 200, body: Body::Raw("text/html; charset=utf-8", page), headers: Vec::new() }
}

fn overview(world: &World) -> Reply {
    let mut objects = BTreeMap::new();
    for kind in world.store.kinds().filter(|kind| !kind.starts_with('_')) {
        objects.insert(kind.to_owned(), world.store.live(kind).count());
    }
    let organization = world.organization();
    Reply::json(json!({
        "simulator": concat!("genesys-sim ", env!("CARGO_PKG_VERSION")),
        "organization": { "id": organization["id"], "name": organization["name"] },
        "seed": world.seed,
        "clock": clock::format(world.clock.now()),
        "objects": objects,
        "calls": world.log.total(),
        "faults": world.faults.len(),
        "endpoints": ENDPOINTS,
    }))
}

const ENDPOINTS: [&str; 24] = [
    "POST /_sim/reset",
    "POST /_sim/seed",
    "GET /_sim/dump?deleted=true",
    "GET /_sim/snapshots",
    "PUT /_sim/snapshots/{name}",
    "POST /_sim/snapshots/{name}/restore",
    "DELETE /_sim/snapshots/{name}",
    "GET /_sim/calls?after=&method=&route=&status=&unknown=true&unmatched=true",
    "GET /_sim/calls/counts",
    "DELETE /_sim/calls",
    "GET /_sim/faults",
    "POST /_sim/faults",
    "DELETE /_sim/faults",
    "DELETE /_sim/faults/{id}",
    "GET /_sim/clock",
    "POST /_sim/clock",
    "GET /_sim/lag",
    "POST /_sim/lag",
    "DELETE /_sim/lag",
    "POST /_sim/tokens",
    "POST /_sim/tokens/expire",
    "GET /_sim/options",
    "PATCH /_sim/options",
    "GET /_sim/coverage",
];

fn show_clock(world: &World) -> Reply {
    let frozen = matches!(world.clock, clock::Clock::Frozen { .. });
    Reply::json(json!({ "now": clock::format(world.clock.now()), "frozen": frozen }))
}

fn move_clock(world: &mut World, body: &Value) -> Reply {
    if let Some(frozen) = body.get("frozen").and_then(Value::as_bool) {
        world.clock.freeze(frozen);
    }
    if let Some(text) = body.get("set").and_then(Value::as_str) {
        let Some(at) = clock::parse(text) else {
            return refuse(400, &format!("{text:?} is not a time like 2026-01-01T00:00:00Z"));
        };
        // What can be read can be reached.
        let _ = world.clock.advance(at - world.clock.now());
    }
    let mut by = 0i64;
    for (name, unit) in [("advanceSeconds", 1000), ("advanceMs", 1)] {
        match body.get(name) {
            None => {}
            Some(value) => match value.as_i64() {
                Some(number) => by = by.saturating_add(number.saturating_mul(unit)),
                None => return refuse(400, &format!("{name} must be a whole number")),
            },
        }
    }
    if !world.clock.advance(by) {
        return refuse(400, "the clock cannot be moved that far");
    }
    show_clock(world)
}

fn expire_tokens(world: &mut World) {
    let tokens: Vec<String> =
        world.store.all(crate::world::TOKENS).map(|record| record.id.to_string()).collect();
    let now = world.clock.now();
    for token in tokens {
        if let Some(record) = world.store.get(crate::world::TOKENS, &token) {
            let mut value = record.value();
            value["expires"] = Value::from(now);
            world.store.put(crate::world::TOKENS, &token, &value, now);
        }
    }
}

fn show_options(world: &World) -> Reply {
    let options = &world.options;
    Reply::json(json!({
        "rateLimit": options.rate_limit,
        "rateWindowSeconds": options.rate_window,
        "mintLimit": options.mint_limit,
        "orgLimit": options.org_limit,
        "routeLimits": options.route_limits,
        "limitDetails": options.limit_details,
        "strict": options.strict,
        "validate": options.validate,
        "permissions": options.permissions,
        "versionMismatch400": options.version_mismatch_400,
        "jobDelayMs": options.job_delay_ms,
        "latencyMs": options.latency_ms,
    }))
}

fn set_options(world: &mut World, body: &Value) -> Result<(), String> {
    let Value::Object(fields) = body else {
        return Err("the body must be an object of options".to_owned());
    };
    let options = &mut world.options;
    for (name, value) in fields {
        let number = || value.as_u64().ok_or_else(|| format!("{name} must be a number"));
        let flag = || value.as_bool().ok_or_else(|| format!("{name} must be true or false"));
        match name.as_str() {
            "rateLimit" => options.rate_limit = number()?,
            "rateWindowSeconds" => match number()? {
                0 => return Err("rateWindowSeconds must be at least 1".to_owned()),
                seconds => options.rate_window = seconds,
            },
            "orgLimit" => options.org_limit = number()?,
            "routeLimits" => options.route_limits = route_limits(value)?,
            "mintLimit" => options.mint_limit = number()?,
            "limitDetails" => options.limit_details = flag()?,
            "strict" => options.strict = flag()?,
            "validate" => options.validate = flag()?,
            "permissions" => options.permissions = flag()?,
            "jobDelayMs" => options.job_delay_ms = number()?,
            "latencyMs" => options.latency_ms = number()?,
            "versionMismatch400" => options.version_mismatch_400 = flag()?,
            other => return Err(format!("there is no option {other:?}")),
        }
    }
    Ok(())
}

/// Lags by kind, each of which must be something that lags.
fn read_lags(body: Value) -> Result<Lags, String> {
    let lags: Lags = serde_json::from_value(body).map_err(|error| format!("this is not a lag: {error}"))?;
    let others = ["*", domains::queues::members::MEMBERS, domains::telephony::NUMBER_PLANS];
    let known = |kind: &str| others.contains(&kind) || domains::entity(kind).is_some();
    match lags.kinds.keys().find(|kind| !known(kind)) {
        Some(kind) => Err(format!("there is no kind of object {kind:?}")),
        None => Ok(lags),
    }
}

/// Limits by method and route template, each of which must be about some operation of the API.
fn route_limits(value: &Value) -> Result<BTreeMap<String, u64>, String> {
    let limits: BTreeMap<String, u64> = serde_json::from_value(value.clone())
        .map_err(|_| "routeLimits must be numbers by method and route template".to_owned())?;
    let facts = Facts::get().map_err(|error| error.to_string())?;
    let known = |rule: &str| {
        facts.operations.iter().any(|operation| covers(rule, &operation.method, &operation.path))
    };
    match limits.keys().find(|rule| !known(rule)) {
        Some(rule) => Err(format!(
            "routeLimits: {rule:?} is about no operation; write it like \"PUT /api/v2/architect/ivrs/{{ivrId}}\" or \
             \"* /api/v2/routing/queues*\""
        )),
        None => Ok(limits),
    }
}
