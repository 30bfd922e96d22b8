//! Documents that exist once, in the organization or below an object: read, put, patched, and reset by a DELETE.

use serde_json::{Value, json};

use crate::{
    engine::{
        Version, project,
        verbs::{self, facts},
    },
    facts::Facts,
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::key,
};

/// A document that exists once.
#[derive(Debug)]
pub struct Singleton {
    /// Its name in the store, in seeds and in dumps: its path without `/api/v2/`.
    pub kind: &'static str,
    /// Its path.
    pub path: &'static str,
    /// The model of its answers; empty where the operation's own model is meant.
    pub model: &'static str,
    /// Kind of the object that its path is below; empty for the organization.
    pub parent: &'static str,
    /// How concurrent writes are told apart.
    pub version: Version,
    /// Whether it is absent until it is put.
    pub absent: bool,
    /// Status of a successful PUT or PATCH.
    pub written: u16,
    /// Whether a PUT or PATCH answers without a body.
    pub silent: bool,
    /// Status of a successful DELETE.
    pub deleted: u16,
    /// Whether a PUT merges, as a PATCH does.
    pub merging_put: bool,
    /// Before a write: may change or refuse it. Gets the document as it was.
    pub check: Option<crate::engine::entity::Prepare>,
    /// Before an answer: may add what follows from elsewhere.
    pub show: Option<crate::engine::entity::Show>,
}

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// GET.
    Read,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Reset,
}

impl Singleton {
    /// A document without anything special; a declaration says where it differs.
    pub const PLAIN: Singleton = Singleton {
        kind: "",
        path: "",
        model: "",
        parent: "",
        version: Version::None,
        absent: false,
        written: 200,
        silent: false,
        deleted: 204,
        merging_put: false,
        check: None,
        show: None,
    };
}

/// Carries out an operation on a document.
///
/// # Errors
/// When the object above it does not exist, or a law or hook refuses the change.
pub fn run(context: &mut Context<'_>, singleton: &'static Singleton, action: Action) -> Answer {
    check_parent(context, singleton)?;
    let store_key = store_key(context);
    let stored = context.world.store.get(singleton.kind, &store_key).map(|record| record.value());
    match action {
        Action::Read => {
            if stored.is_none() && singleton.absent {
                return Err(Refusal::not_found());
            }
            let value = stored.unwrap_or_else(|| initial(singleton));
            show(context, singleton, value)
        }
        Action::Put | Action::Patch => write(context, singleton, action, &store_key, stored),
        Action::Reset => {
            if !context.world.store.remove(singleton.kind, &store_key) && singleton.absent {
                return Err(Refusal::not_found());
            }
            Ok(Reply::empty(singleton.deleted))
        }
    }
}

/// The document as it is now, for other domains.
#[must_use]
pub fn current(context: &Context<'_>, singleton: &Singleton, parents: &[&str]) -> Value {
    let stored = context.world.store.get(singleton.kind, &key(parents, "")).map(|record| record.value());
    stored.unwrap_or_else(|| initial(singleton))
}

fn write(
    context: &mut Context<'_>,
    singleton: &'static Singleton,
    action: Action,
    store_key: &str,
    stored: Option<Value>,
) -> Answer {
    let old = stored.unwrap_or_else(|| initial(singleton));
    let facts = facts()?;
    let mut value = if context.body.is_object() { context.body.clone() } else { json!({}) };
    let model = model(singleton, facts, context);
    if !model.is_empty() {
        project::keep_known(facts, model, &mut value);
    }
    check_version(context, singleton, &old)?;
    if action == Action::Patch || singleton.merging_put {
        let mut merged = old.clone();
        if let (Value::Object(merged), Value::Object(sent)) = (&mut merged, value) {
            merged.extend(sent);
        }
        value = merged;
    } else {
        project::fill_defaults(singleton.kind, &mut value);
    }
    if singleton.version != Version::None {
        value["version"] = Value::from(old["version"].as_i64().unwrap_or(1) + 1);
    }
    for field in ["dateModified", "modifiedDate"] {
        if project::has(facts, model, field) {
            value[field] = Value::from(context.timestamp());
        }
    }
    if let Some(check) = singleton.check {
        check(context, &old, &mut value)?;
    }
    context.world.store.put(singleton.kind, store_key, &value, context.now);
    if singleton.silent || context.operation.facts.response.is_none() {
        return Ok(Reply::empty(singleton.written));
    }
    Ok(show(context, singleton, value)?.with_status(singleton.written))
}

fn show(context: &mut Context<'_>, singleton: &Singleton, mut value: Value) -> Answer {
    let facts = facts()?;
    let model = model(singleton, facts, context);
    if project::has(facts, model, "selfUri") && value.get("selfUri").is_none() {
        value["selfUri"] = Value::from(context.request.path.clone());
    }
    if let (Some(show), Value::Object(fields)) = (singleton.show, &mut value) {
        show(context, fields);
    }
    if let Some(schema) = &context.operation.facts.response {
        value = project::conform(facts, schema, &value).unwrap_or_else(|| json!({}));
        project::fill_required(facts, schema, &mut value);
    }
    Ok(Reply::json(value))
}

fn model<'a>(singleton: &'a Singleton, facts: &'a Facts, context: &Context<'_>) -> &'a str {
    if !singleton.model.is_empty() {
        return singleton.model;
    }
    let operation = facts
        .operations
        .iter()
        .find(|operation| operation.path == singleton.path && operation.method == "GET");
    let schema = operation.unwrap_or(context.operation).facts.response.as_ref();
    schema.and_then(|schema| schema.model()).unwrap_or("")
}

fn initial(singleton: &Singleton) -> Value {
    let mut value = project::defaults(singleton.kind).cloned().unwrap_or_else(|| json!({}));
    if singleton.version != Version::None {
        value["version"] = Value::from(1);
    }
    value
}

fn check_version(context: &Context<'_>, singleton: &Singleton, old: &Value) -> Result<(), Refusal> {
    if singleton.version == Version::None {
        return Ok(());
    }
    match (context.body["version"].as_i64(), old["version"].as_i64()) {
        (None, _) if singleton.version == Version::Required => {
            Err(Refusal::bad_request("The version is required.").field("version"))
        }
        (Some(sent), Some(current)) if sent != current => Err(verbs::stale(context, sent, current)),
        _ => Ok(()),
    }
}

fn check_parent(context: &Context<'_>, singleton: &Singleton) -> Result<(), Refusal> {
    if singleton.parent.is_empty() {
        return Ok(());
    }
    let entity = crate::domains::entity(singleton.parent).ok_or_else(Refusal::not_found)?;
    let depth = entity.item.matches('{').count();
    let ids: Vec<&str> = context.params.iter().take(depth).map(|(_, value)| value.as_str()).collect();
    let Some((id, parents)) = ids.split_last() else { return Ok(()) };
    verbs::find(context, entity, &key(parents, id)).map(|_| ())
}

fn store_key(context: &Context<'_>) -> String {
    let parents: Vec<&str> = context.params.iter().map(|(_, value)| value.as_str()).collect();
    key(&parents, "")
}
