//! A platform that answers what the facts allow, and what they do not: fields missing, null, of another type, unknown, too many.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};

use crate::API;

/// How deep answers nest at most.
const DEPTH: usize = 5;

/// What the stub answers next.
#[derive(Clone)]
pub(crate) struct Stub {
    random: Arc<Mutex<fastrand::Rng>>,
    templates: Arc<Vec<Vec<&'static str>>>,
    /// The address that it listens at.
    pub(crate) address: SocketAddr,
}

impl Stub {
    /// Starts one, whose answers follow from the seed.
    pub(crate) async fn start(seed: u64) -> std::io::Result<Stub> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let stub = Stub {
            random: Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))),
            templates: Arc::new(API.paths().map(|path| path.split('/').collect()).collect()),
            address: listener.local_addr()?,
        };
        let router = Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(stub)
    }

    /// The answer to a call by the facts, distorted.
    fn body(&self, method: &str, path: &str) -> Json {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let steps: Vec<&str> = path.split('/').collect();
        let fits = |template: &&Vec<&str>| {
            template.len() == steps.len()
                && template.iter().zip(&steps).all(|(a, b)| a.starts_with('{') || a == b)
        };
        // A literal step is closer than a parameter.
        let literal = |template: &&Vec<&str>| template.iter().filter(|step| !step.starts_with('{')).count();
        let template = self.templates.iter().filter(fits).max_by_key(literal);
        let model = template.and_then(|template| API.response(method, &template.join("/")));
        let mut body = model.map_or(Json::Null, |model| fuzzed(&mut random, model, 0));
        // A list that says it goes on would be asked for ever.
        if let Some(members) = body.as_object_mut().filter(|members| members.contains_key("entities")) {
            for name in ["nextUri", "pageCount", "total", "pageNumber"] {
                members.remove(name);
            }
        }
        // Mostly the object asked for, as an object of its own and in the list.
        if random.u8(..10) > 0 {
            let asked = steps.iter().rev().find(|step| is_id(step)).copied().unwrap_or(crate::ID);
            let target = if body.pointer("/entities/0").is_some() { "/entities/0" } else { "" };
            if let Some(Json::Object(object)) = body.pointer_mut(target) {
                object.insert("id".to_owned(), asked.into());
            }
            // A grant has no id, but those of what it relates.
            if let Some(Json::Object(grant)) = body.pointer_mut("/grants/0") {
                grant.insert("subjectId".to_owned(), asked.into());
                for side in ["role", "division"] {
                    grant.insert(side.to_owned(), json!({ "id": asked }));
                }
            }
        }
        body
    }
}

async fn answer(State(stub): State<Stub>, request: Request) -> Response {
    let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
    let body = match path.as_str() {
        "/oauth/token" => json!({ "access_token": "t", "token_type": "bearer", "expires_in": 86_400 }),
        "/api/v2/organizations/me" => json!({ "id": crate::ID, "name": "Example" }),
        _ => stub.body(&method, &path),
    };
    axum::Json(body).into_response()
}

fn is_id(step: &str) -> bool {
    step.len() == 36 && step.bytes().filter(|letter| *letter == b'-').count() == 4
}

/// A value of a model, or of anything but.
fn fuzzed(random: &mut fastrand::Rng, model: &Json, depth: usize) -> Json {
    let model = API.resolve(model);
    if depth > DEPTH {
        return Json::Null;
    }
    match random.u8(..24) {
        0 => return Json::Null,
        1 => return anything(random),
        _ => {}
    }
    if let Some(values) = model["enum"].as_array().filter(|values| !values.is_empty()) {
        let known = &values[random.usize(..values.len())];
        return if random.u8(..8) == 0 { "A_VALUE_OF_NEXT_YEAR".into() } else { known.clone() };
    }
    if let Some(properties) = model["properties"].as_object() {
        let mut members = Map::new();
        for (name, field) in properties {
            if random.u8(..6) > 0 {
                members.insert(name.clone(), fuzzed(random, field, depth + 1));
            }
        }
        if random.u8(..4) == 0 {
            members.insert("addedSince".to_owned(), anything(random));
        }
        return Json::Object(members);
    }
    if model["additionalProperties"].is_object() {
        let keys = ["a", "CALL", crate::ID].into_iter().take(random.usize(..4));
        return keys
            .map(|key| (key.to_owned(), fuzzed(random, &model["additionalProperties"], depth + 1)))
            .collect::<Map<_, _>>()
            .into();
    }
    match model["type"].as_str() {
        Some("array") => {
            let length = random.usize(..4);
            (0..length).map(|_| fuzzed(random, &model["items"], depth + 1)).collect()
        }
        Some("boolean") => random.bool().into(),
        Some("integer") => random.i32(-1..100_000).into(),
        Some("number") => (random.f64() * 100.0).into(),
        Some("string") => match model["format"].as_str() {
            Some("date-time") => "2026-11-21T12:00:00.000Z".into(),
            Some("date") => "2026-11-21".into(),
            _ => ["", "text", "(7)", "+13175550123", "true", "12", crate::ID][random.usize(..7)].into(),
        },
        _ => anything(random),
    }
}

/// Anything at all.
fn anything(random: &mut fastrand::Rng) -> Json {
    match random.u8(..7) {
        0 => Json::Null,
        1 => true.into(),
        2 => (-1e300).into(),
        3 => "\u{0}\u{1F600}\"'{{".into(),
        4 => json!([]),
        5 => json!([[null, {}], 1, "x"]),
        _ => json!({ "id": 7, "a": { "b": [null] } }),
    }
}
