//! Pets, kept in a JSON file when the configuration names a `folder`, else in memory. Some kinds of pets are trouble.

#![allow(clippy::panic, reason = "one kind of pet is there to show that the others survive a panic")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use pulumi_provider::context::Context;
use pulumi_provider::error::{Code, Detail, Error, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::*;
use pulumi_provider::value::{Object, Unknown, Value};
use serde_json::json;

/// The provider.
#[derive(Default)]
pub(crate) struct Zoo {
    folder: Mutex<Option<PathBuf>>,
    memory: Mutex<BTreeMap<String, serde_json::Value>>,
}

impl Zoo {
    fn with_pets<T>(&self, work: impl FnOnce(&mut BTreeMap<String, serde_json::Value>) -> T) -> Result<T> {
        let broken = |error: &dyn std::fmt::Display| Error::internal(format!("the zoo is closed: {error}"));
        let mut pets = self.memory.lock().map_err(|error| broken(&error))?;
        let folder = self.folder.lock().map_err(|error| broken(&error))?.clone();
        let file = folder.map(|folder| folder.join("zoo.json"));
        if let Some(file) = &file {
            let text = std::fs::read_to_string(file).unwrap_or_else(|_| "{}".into());
            *pets = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        }
        let answer = work(&mut pets);
        if let Some(file) = file {
            let text = serde_json::to_string_pretty(&*pets).map_err(|error| broken(&error))?;
            std::fs::write(file, text).map_err(|error| broken(&error))?;
        }
        Ok(answer)
    }

    fn store(&self, id: &str, inputs: &Object) -> Result<Object> {
        let pet = Value::Object(inputs.clone())
            .to_json()
            .ok_or_else(|| Error::invalid("a pet cannot be stored"))?;
        self.with_pets(|pets| pets.insert(id.to_owned(), pet))?;
        Ok(outputs(inputs))
    }
}

fn outputs(inputs: &Object) -> Object {
    let kind = property(inputs, "kind").and_then(Value::as_str).unwrap_or_default();
    let sound = match kind {
        "sphinx" => Value::Unknown(Unknown::String),
        kind => format!("the sound of a {kind}").into(),
    };
    let mut outputs = inputs.clone();
    outputs.insert("sound".into(), sound);
    outputs
}

/// Secrets stay secret, wherever they come from.
fn from_store(pet: &serde_json::Value) -> Object {
    let mut inputs = Value::from(pet).as_object().cloned().unwrap_or_default();
    if let Some(password) = inputs.remove("password") {
        inputs.insert("password".into(), password.into_secret());
    }
    inputs
}

#[async_trait]
impl Provider for Zoo {
    fn plugin(&self) -> Plugin {
        Plugin { name: "zoo", version: "1.2.3" }
    }

    fn schema(&self) -> Result<String> {
        let text = json!({ "type": "string" });
        let secret = json!({ "type": "string", "secret": true });
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let inputs = json!({ "kind": text, "nickname": text, "password": secret, "tricks": list });
        let mut properties = inputs.clone();
        properties["sound"] = text.clone();
        Ok(json!({
            "name": "zoo",
            "version": "1.2.3",
            "config": { "variables": { "folder": text } },
            "provider": { "inputProperties": { "folder": text } },
            "resources": { "zoo:index:Pet": {
                "inputProperties": inputs, "requiredInputs": ["kind"],
                "properties": properties, "required": ["kind", "sound"],
                "listInputs": { "properties": {} },
            } },
            "functions": { "zoo:index:getPet": {
                "inputs": { "properties": { "id": text }, "required": ["id"] },
                "outputs": { "properties": { "kind": text } },
            } },
        })
        .to_string())
    }

    async fn diff_config(&self, _context: &Context, request: DiffRequest) -> Result<Difference> {
        Ok(compare(&request.old_inputs, &request.news, &[]))
    }

    async fn configure(&self, _context: &Context, configuration: Object) -> Result<()> {
        if configuration.contains_key("closed") {
            let mut error = Error::invalid("the zoo needs a guard");
            error.detail = Some(Detail::MissingKeys(vec![("zoo:guard".into(), "who opens the gate".into())]));
            return Err(error);
        }
        let folder = property(&configuration, "folder").and_then(Value::as_str).map(PathBuf::from);
        *self.folder.lock().map_err(|error| Error::internal(error.to_string()))? = folder;
        Ok(())
    }

    async fn check(&self, _context: &Context, request: CheckRequest) -> Result<Checked> {
        let mut inputs = request.news;
        let mut failures = Vec::new();
        match inputs.get("kind") {
            None => failures.push(CheckFailure { path: Path::from("kind"), reason: "is missing".into() }),
            Some(kind) if kind.is_unknown() || kind.as_str().is_some() => {}
            Some(kind) => {
                let reason = format!("must be a string, not {}", kind.kind());
                failures.push(CheckFailure { path: Path::from("kind"), reason });
            }
        }
        for (index, trick) in
            inputs.get("tricks").and_then(Value::as_array).unwrap_or_default().iter().enumerate()
        {
            if trick.as_str() == Some("bite") {
                let path = Path::from("tricks").index(index);
                failures.push(CheckFailure { path, reason: "is not a trick".into() });
            }
        }
        if !inputs.contains_key("nickname") {
            let name = match request.autonaming {
                Some(Autonaming::Propose(name) | Autonaming::Enforce(name)) => name,
                _ => request.subject.name,
            };
            inputs.insert("nickname".into(), name.into());
        }
        if let Some(password) = inputs.remove("password") {
            inputs.insert("password".into(), password.into_secret());
        }
        Ok(Checked { inputs, failures })
    }

    async fn diff(&self, _context: &Context, request: DiffRequest) -> Result<Difference> {
        Ok(compare(&request.old_inputs, &request.news, &["kind"]))
    }

    async fn create(&self, context: &Context, request: CreateRequest) -> Result<Created> {
        let kind = request.inputs.get("kind").cloned().unwrap_or_default();
        if request.preview {
            let mut outputs = outputs(&request.inputs);
            if kind.has_unknowns() {
                outputs.insert("sound".into(), Value::Unknown(Unknown::String));
            }
            return Ok(Created { id: String::new(), outputs });
        }
        let id = format!("pet-{}", request.subject.name);
        match kind.as_str().unwrap_or_default() {
            "poltergeist" => panic!("the poltergeist's password is hunter2"),
            "ghost" => return Ok(Created::default()),
            "sloth" => {
                context.progress("waiting for the sloth to arrive");
                context.cancellation().cancelled().await;
                let outputs = self.store(&id, &request.inputs)?;
                return Err(
                    Error::new(Code::Cancelled, "the sloth was still on its way").partial(id, outputs)
                );
            }
            "patient" => {
                let outputs = self.store(&id, &request.inputs)?;
                return Err(
                    Error::new(Code::FailedPrecondition, "the pet needs a vet: größer").partial(id, outputs)
                );
            }
            "wolf" => context.warn("this may not be a dog"),
            _ => {}
        }
        context.note(format!("{} has moved in", request.subject.name));
        let outputs = self.store(&id, &request.inputs)?;
        Ok(Created { id, outputs })
    }

    async fn read(&self, _context: &Context, request: ReadRequest) -> Result<Option<Reading>> {
        let pet = self.with_pets(|pets| pets.get(&request.id).map(from_store))?;
        Ok(pet.map(|inputs| Reading { id: request.id, outputs: outputs(&inputs), inputs }))
    }

    async fn update(&self, _context: &Context, request: UpdateRequest) -> Result<Object> {
        if request.preview {
            return Ok(outputs(&request.news));
        }
        self.store(&request.id, &request.news)
    }

    async fn delete(&self, _context: &Context, request: DeleteRequest) -> Result<()> {
        self.with_pets(|pets| pets.remove(&request.id)).map(drop)
    }

    async fn invoke(&self, _context: &Context, request: InvokeRequest) -> Result<Invoked> {
        if request.token != "zoo:index:getPet" {
            return Err(Error::invalid(format!("there is no function {}", request.token)));
        }
        let Some(id) = property(&request.arguments, "id").and_then(Value::as_str) else {
            let failure = CheckFailure { path: Path::from("id"), reason: "is missing".into() };
            return Ok(Invoked::Failures(vec![failure]));
        };
        let pet = self.with_pets(|pets| pets.get(id).map(from_store))?;
        pet.map(Invoked::Result).ok_or_else(|| Error::new(Code::NotFound, format!("there is no pet {id}")))
    }

    async fn list(&self, _context: &Context, request: ListRequest) -> Result<Listing> {
        if request.r#type != "zoo:index:Pet" {
            return Err(Error::invalid(format!("there is no type {}", request.r#type)));
        }
        let mut ids: Vec<String> = self.with_pets(|pets| pets.keys().cloned().collect())?;
        ids.retain(|id| *id > request.continuation);
        let size = request.limit.unwrap_or(usize::MAX).min(2);
        let continuation = (ids.len() > size).then(|| ids[size - 1].clone());
        ids.truncate(size);
        let items = ids.into_iter().map(|id| ListedResource { name: id.clone(), id }).collect();
        Ok(Listing { items, continuation })
    }

    fn mappings(&self, key: &str) -> Vec<String> {
        if key == "terraform" { vec!["menagerie".into()] } else { Vec::new() }
    }

    fn mapping(&self, key: &str, provider: &str) -> Result<Option<Mapping>> {
        let known = key == "terraform" && (provider.is_empty() || provider == "menagerie");
        Ok(known.then(|| Mapping { provider: "menagerie".into(), data: b"{}".to_vec() }))
    }
}

fn compare(olds: &Object, news: &Object, replacing: &[&str]) -> Difference {
    let names = olds.keys().chain(news.keys());
    let changes = names.filter_map(|name| {
        let kind = match (olds.get(name), news.get(name)) {
            (Some(old), Some(new)) if old.plain() == new.plain() => return None,
            (Some(_), Some(_)) => ChangeKind::Update,
            (None, _) => ChangeKind::Add,
            (_, None) => ChangeKind::Delete,
        };
        Some((Path::from(name.as_str()), Change { kind, replace: replacing.contains(&name.as_str()) }))
    });
    Difference { changes: changes.collect(), delete_before_replace: true }
}
