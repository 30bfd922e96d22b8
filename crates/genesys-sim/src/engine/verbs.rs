//! Create, read, update and delete by declaration.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    engine::{Division, Entity, Version, project},
    facts::{Facts, FactsError},
    laws::{
        body,
        lag::{self, Lag},
        permissions, references, unique,
    },
    refusal::Refusal,
    request::{Answer, Body, Context, Reply},
    store::{Record, key},
    world::DIVISIONS,
};

/// Fields that only the server sets, even where the facts do not say so.
const SERVER_FIELDS: [&str; 8] =
    ["id", "dateCreated", "createdBy", "dateModified", "modifiedBy", "version", "selfUri", "createdByApp"];

/// How an update treats what a request omits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// PUT: what is omitted returns to its default.
    Replace,
    /// PATCH: what is omitted stays.
    Merge,
}

/// POST on the collection.
///
/// # Errors
/// When a law or a hook refuses it.
pub fn create(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let facts = facts()?;
    check_parent(context, entity, context.params.len())?;
    refuse_nothing(facts, context)?;
    let mut value = object(&context.body)?;
    strip_server_fields(entity, &mut value);
    keep_known(facts, entity, &mut value);
    project::fill_defaults(entity.kind, &mut value);
    set_division(context, entity, &mut value, &Value::Null)?;
    if let Some(hook) = entity.hooks.create {
        hook(context, &Value::Null, &mut value)?;
    }
    references::resolve(context.world, entity, &mut value, &Value::Null, context.now)?;
    let named = entity.named_by_body || entity.key != "id";
    let id = match value.get(entity.key).and_then(Value::as_str) {
        Some(id) if named && !id.is_empty() => id.to_owned(),
        _ => context.world.new_id(entity.kind),
    };
    let store_key = own_key(context, context.params.len(), &id);
    if context.world.store.get(entity.kind, &store_key).is_some() {
        let refused = entity.unique.map_or(crate::engine::Unique::NAME.refused, |unique| unique.refused);
        return Err(refused.about(&id, &id));
    }
    unique::check(&context.world.store, entity, &store_key, &value)?;
    stamp_created(context, facts, entity, &id, &mut value);
    context.world.store.put(entity.kind, &store_key, &value, context.now);
    if let Some(hook) = entity.hooks.created {
        hook(context, &store_key)?;
    }
    let record = find(context, entity, &store_key)?;
    Ok(answer(context, entity, &record).with_status(entity.created))
}

/// GET of one object.
///
/// # Errors
/// When it does not exist.
pub fn read(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let cache_ms = context.world.lag(entity.kind, &item_key(context)).cache_ms;
    if cache_ms == 0 {
        return read_now(context, entity);
    }
    // The platform's cache does not know of writes, and a GET that comes too early fills it with what is old.
    let address = format!("{}?{:?}", context.request.path, context.query.pairs());
    if let Some((text, since)) = context.world.cache.get(&address)
        && context.now - since < cache_ms
    {
        return Ok(Reply::stored(Arc::clone(text)));
    }
    let reply = read_now(context, entity)?;
    let text: Arc<str> = match &reply.body {
        Body::Json(value) => Arc::from(value.to_string()),
        Body::Text(text) => Arc::clone(text),
        Body::Empty | Body::Raw(..) => return Ok(reply),
    };
    context.world.cache.insert(address, (text, context.now));
    Ok(reply)
}

fn read_now(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let store_key = item_key(context);
    let shows_deleted = shows_deleted(context, entity);
    if let (Some(gone), false) = (entity.gone, shows_deleted)
        && context.world.store.find(entity.kind, &store_key).is_some_and(|record| record.deleted)
        && ghost(context, entity, &store_key, context.world.lag(entity.kind, &store_key)).is_none()
    {
        return Err(gone.about(context.last_param(), ""));
    }
    let lag = context.world.lag(entity.kind, &store_key);
    let record =
        context.world.store.find(entity.kind, &store_key).filter(|record| !record.deleted || shows_deleted);
    let Some(record) = record.cloned() else {
        return match ghost(context, entity, &store_key, lag) {
            Some(record) => Ok(answer(context, entity, &record)),
            None => Err(missing(entity, &store_key)),
        };
    };
    check_division(context, record.division.as_deref())?;
    if lag::is_new(&record, context.now, lag.create_ms) {
        return Err(missing(entity, &store_key));
    }
    let late = if record.deleted { lag.delete_ms } else { lag.update_ms };
    if let Some(previous) = &record.previous
        && lag::is_changed(&record, context.now, late)
    {
        let older = Record { text: Arc::clone(previous), ..(*record).clone() };
        return Ok(answer(context, entity, &older));
    }
    if context.stale {
        // A stale read shows what was there before the last write: for a new object, nothing.
        let previous = record.previous.clone().ok_or_else(|| missing(entity, &store_key))?;
        return Ok(Reply::stored(previous));
    }
    Ok(answer(context, entity, &record))
}

/// An object that is gone, while reads still find it.
fn ghost(context: &Context<'_>, entity: &Entity, store_key: &str, lag: Lag) -> Option<Arc<Record>> {
    if lag.delete_ms == 0 {
        return None;
    }
    if let Some(record) = context.world.store.find(entity.kind, store_key).filter(|record| record.deleted) {
        let text = record.previous.clone().filter(|_| context.now - record.written < lag.delete_ms)?;
        return Some(Arc::new(Record { text, ..(**record).clone() }));
    }
    let (record, since) = context.world.ghosts.get(&(entity.kind.to_owned(), store_key.to_owned()))?;
    (context.now - since < lag.delete_ms).then(|| Arc::clone(record))
}

/// GET of one object as another model has it, which knows less of it.
///
/// # Errors
/// When it does not exist.
pub fn view(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let reply = read(context, entity)?;
    let value = match &reply.body {
        Body::Json(value) => value.clone(),
        Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        Body::Empty | Body::Raw(..) => return Ok(reply),
    };
    let facts = facts()?;
    let schema = context.operation.facts.response.as_ref();
    Ok(schema.map_or(reply, |schema| Reply::json(project::project(facts, schema, &value))))
}

/// PUT or PATCH of one object.
///
/// # Errors
/// When it does not exist, or a law or a hook refuses the change.
pub fn update(context: &mut Context<'_>, entity: &'static Entity, mode: Mode) -> Answer {
    let facts = facts()?;
    let store_key = item_key(context);
    let record = find(context, entity, &store_key)?;
    let old = record.value();
    if mode == Mode::Replace {
        refuse_nothing(facts, context)?;
    }
    let sent = object(&context.body)?;
    check_version(context, entity, &old, &sent)?;
    let mut value = sent.clone();
    strip_server_fields(entity, &mut value);
    keep_known(facts, entity, &mut value);
    match mode {
        Mode::Merge => overlay(&old, &mut value),
        Mode::Replace => {
            project::fill_defaults(entity.kind, &mut value);
            carry_over(facts, context, entity, &old, &mut value);
        }
    }
    for field in entity.kept {
        restore(&old, &mut value, field);
    }
    for field in SERVER_FIELDS {
        if field != entity.key || old.get(field).is_some() {
            restore(&old, &mut value, field);
        }
    }
    set_division(context, entity, &mut value, &old)?;
    if let Some(hook) = entity.hooks.update {
        hook(context, &old, &mut value)?;
    }
    references::resolve(context.world, entity, &mut value, &old, context.now)?;
    unique::check(&context.world.store, entity, &store_key, &value)?;
    stamp_updated(context, facts, entity, &old, &mut value);
    context.world.store.put(entity.kind, &store_key, &value, context.now);
    if old.get("name") != value.get("name")
        && let (Some(id), Some(name)) = (old["id"].as_str(), value["name"].as_str())
    {
        references::rename(&mut context.world.store, id, name);
    }
    if let Some(hook) = entity.hooks.updated {
        hook(context, &store_key)?;
    }
    let record = find(context, entity, &store_key)?;
    Ok(answer(context, entity, &record))
}

/// DELETE of one object.
///
/// # Errors
/// When it does not exist, is still used, or a hook refuses.
pub fn delete(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let store_key = item_key(context);
    let record = find(context, entity, &store_key)?;
    if let Some(hook) = entity.hooks.delete {
        hook(context, &record)?;
    }
    let forced = entity.deletion.force.is_some_and(|name| context.query.is_true(name));
    if let Some(refused) = entity.deletion.in_use
        && !forced
        && !references::referrers(context.world, entity.kind, record.own_id()).is_empty()
    {
        return Err(refused.about(record.own_id(), &record.name));
    }
    destroy(context, entity, &store_key);
    if let Some(hook) = entity.hooks.deleted {
        hook(context, &store_key)?;
    }
    if entity.deletion.empty_object {
        return Ok(Reply::json(json!({})).with_status(entity.deletion.status));
    }
    Ok(Reply::empty(entity.deletion.status))
}

/// Deletes an object as its entity does, without asking anybody.
pub fn destroy(context: &mut Context<'_>, entity: &Entity, store_key: &str) {
    let Some(record) = context.world.store.find(entity.kind, store_key).cloned() else {
        return;
    };
    if entity.deletion.soft {
        let mut value = record.value();
        if value.get("state").is_some() {
            value["state"] = Value::from("deleted");
        }
        if let Some(version) = value["version"].as_i64() {
            value["version"] = Value::from(version + 1);
        }
        context.world.store.put_deleted(entity.kind, store_key, &value, true, context.now);
        return;
    }
    if !context.world.lags.are_off() {
        let name = (entity.kind.to_owned(), store_key.to_owned());
        context.world.ghosts.insert(name, (Arc::clone(&record), context.now));
    }
    context.world.store.remove(entity.kind, store_key);
    let prefix = key(&[store_key], "");
    for child in crate::domains::entities().filter(|child| is_below(entity, child)) {
        let below: Vec<String> = context
            .world
            .store
            .all(child.kind)
            .filter(|record| record.id.starts_with(&prefix))
            .map(|record| record.id.to_string())
            .collect();
        for id in below {
            context.world.store.remove(child.kind, &id);
        }
    }
}

/// The live record, or the entity's own "not found".
///
/// # Errors
/// When it does not exist.
pub fn find(context: &Context<'_>, entity: &Entity, store_key: &str) -> Result<Arc<Record>, Refusal> {
    let record = context.world.store.get(entity.kind, store_key).cloned();
    let record = record.ok_or_else(|| missing(entity, store_key))?;
    check_division(context, record.division.as_deref())?;
    Ok(record)
}

/// The same for an object that is named beside the one the request is about: it may be too new to be known.
///
/// # Errors
/// When it does not exist, or nobody knows of it yet.
pub fn find_known(context: &Context<'_>, entity: &Entity, store_key: &str) -> Result<Arc<Record>, Refusal> {
    match context.world.known(entity.kind, store_key) {
        Some(_) => find(context, entity, store_key),
        None => Err(missing(entity, store_key)),
    }
}

/// Refuses an object in a division where the caller's roles do not allow the operation.
fn check_division(context: &Context<'_>, division: Option<&str>) -> Result<(), Refusal> {
    match division {
        Some(id) if !context.caller.may_touch(division) => {
            Err(permissions::other_division(context.operation, id))
        }
        _ => Ok(()),
    }
}

/// The key of the object that the path names.
#[must_use]
pub fn item_key(context: &Context<'_>) -> String {
    own_key(context, context.params.len().saturating_sub(1), context.last_param())
}

/// The answer that shows one object.
pub fn answer(context: &mut Context<'_>, entity: &Entity, record: &Record) -> Reply {
    match entity.hooks.show {
        Some(show) if !is_as_stored(context, entity, record) => {
            let mut value = record.value();
            if let Value::Object(fields) = &mut value {
                show(context, fields);
            }
            Reply::json(value)
        }
        _ => Reply::stored(Arc::clone(&record.text)),
    }
}

/// Whether an answer shows an object just as it is stored.
#[must_use]
pub fn is_as_stored(context: &Context<'_>, entity: &Entity, record: &Record) -> bool {
    entity.hooks.show.is_none() || entity.hooks.as_stored.is_some_and(|is| is(context, record))
}

/// The facts, which were read before the first request.
///
/// # Errors
/// When they are damaged.
pub fn facts() -> Result<&'static Facts, Refusal> {
    Facts::get().map_err(|error: FactsError| Refusal::new(500, "internal.server.error", error.to_string()))
}

/// Refuses a request below an object that does not exist.
///
/// # Errors
/// With that object's own "not found".
pub fn check_parent(context: &Context<'_>, entity: &Entity, depth: usize) -> Result<(), Refusal> {
    if depth == 0 {
        return Ok(());
    }
    let Some(parent) = crate::domains::entities().find(|parent| is_below(parent, entity)) else {
        return Ok(());
    };
    let store_key = own_key(context, depth - 1, &context.params[depth - 1].1);
    find(context, parent, &store_key).map(|_| ())
}

/// Whether the second entity lives directly below objects of the first.
fn is_below(parent: &Entity, child: &Entity) -> bool {
    !parent.item.is_empty()
        && nameless(child.collection)
            .strip_prefix(&nameless(parent.item))
            .is_some_and(|rest| rest.starts_with('/') && !rest.contains("{}"))
}

/// A path with the names of its parameters dropped.
fn nameless(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

fn own_key(context: &Context<'_>, parents: usize, id: &str) -> String {
    let parents: Vec<&str> = context.params[..parents].iter().map(|(_, value)| value.as_str()).collect();
    key(&parents, id)
}

fn missing(entity: &Entity, store_key: &str) -> Refusal {
    entity.missing.about(store_key.rsplit('\u{1f}').next().unwrap_or_default(), "")
}

fn shows_deleted(context: &Context<'_>, entity: &Entity) -> bool {
    entity.shows_deleted
        || entity.deletion.soft
            && (context.query.get("state").is_some_and(|state| state.eq_ignore_ascii_case("deleted"))
                || context.query.is_true("deleted"))
}

/// Some operations may do without a body, but nothing is made out of nothing.
fn refuse_nothing(facts: &Facts, context: &Context<'_>) -> Result<(), Refusal> {
    match (&context.body, &context.operation.facts.request_body) {
        (Value::Null, Some(body)) => {
            body::check_required(facts, body.schema.model(), facts.resolve(&body.schema), &Map::new())
        }
        _ => Ok(()),
    }
}

fn object(body: &Value) -> Result<Value, Refusal> {
    match body {
        Value::Object(_) => Ok(body.clone()),
        Value::Null => Ok(json!({})),
        _ => Err(Refusal::bad_request("The request body must be an object.")),
    }
}

fn keep_known(facts: &Facts, entity: &Entity, value: &mut Value) {
    match facts.schema(entity.model) {
        Some(schema) if entity.generic => {
            *value = project::conform(facts, schema, value).unwrap_or_else(|| json!({}))
        }
        _ => project::keep_known(facts, entity.model, value),
    }
}

fn strip_server_fields(entity: &Entity, value: &mut Value) {
    if let Value::Object(fields) = value {
        for field in SERVER_FIELDS.into_iter().filter(|field| *field != entity.key || entity.key == "id") {
            fields.remove(field);
        }
        for field in entity.kept {
            fields.remove(*field);
        }
    }
}

fn overlay(old: &Value, value: &mut Value) {
    let mut merged = old.clone();
    if let (Value::Object(merged), Value::Object(sent)) = (&mut merged, std::mem::take(value)) {
        merged.extend(sent);
    }
    *value = merged;
}

/// Keeps what the request's model cannot say.
fn carry_over(facts: &Facts, context: &Context<'_>, entity: &Entity, old: &Value, value: &mut Value) {
    let body = context.operation.facts.request_body.as_ref();
    let request = body.map(|body| facts.resolve(&body.schema));
    let Value::Object(old_fields) = old else { return };
    let writable = |name: &str| {
        request.and_then(|model| model.properties.get(name)).is_some_and(|field| !field.read_only)
    };
    for name in old_fields.keys().filter(|name| !writable(name) || *name == "state" && entity.deletion.soft) {
        if value.get(name).is_none() {
            restore(old, value, name);
        }
    }
}

fn restore(old: &Value, value: &mut Value, field: &str) {
    if let Value::Object(fields) = value {
        match old.get(field) {
            Some(kept) => fields.insert(field.to_owned(), kept.clone()),
            None => fields.remove(field),
        };
    }
}

fn set_division(
    context: &Context<'_>,
    entity: &Entity,
    value: &mut Value,
    old: &Value,
) -> Result<(), Refusal> {
    let updating = !old.is_null();
    let sent = match entity.division {
        Division::None => return Ok(()),
        Division::ById => context.text("divisionId"),
        Division::Field | Division::Moved | Division::Starrable => {
            context.body.pointer("/division/id").and_then(Value::as_str)
        }
    };
    let sent = sent.filter(|id| !id.is_empty());
    // What an update's model does not have, it does not change: a user is moved as an object, an asset by its PUT.
    let model = context
        .operation
        .facts
        .request_body
        .as_ref()
        .map(|body| facts().map(|facts| facts.resolve(&body.schema)));
    let by_id = model.transpose()?.is_some_and(|model| model.properties.contains_key("divisionId"));
    let moves = match entity.division {
        Division::Moved => false,
        Division::ById => by_id,
        _ => true,
    };
    if updating && (!moves || sent.is_none()) {
        restore(old, value, "division");
        return Ok(());
    }
    let id = match sent {
        Some(id) => id.to_owned(),
        None => context.world.home_division(),
    };
    let known = (id == "*" && entity.division == Division::Starrable)
        || context.world.known(DIVISIONS, &id).is_some();
    if !known {
        return Err(Refusal::new(404, "not.found", "The division {id} was not found.")
            .with("id", id)
            .field("division"));
    }
    check_division(context, Some(&id))?;
    value["division"] = context.world.division_reference(&id);
    Ok(())
}

fn check_version(context: &Context<'_>, entity: &Entity, old: &Value, sent: &Value) -> Result<(), Refusal> {
    let required = match entity.version {
        Version::None | Version::Text => return Ok(()),
        Version::Required => true,
        Version::Optional => false,
    };
    match (sent.get("version").and_then(Value::as_i64), old["version"].as_i64()) {
        (None, _) if required => Err(Refusal::bad_request("The version is required.").field("version")),
        (None, _) => Ok(()),
        (sent, current) if sent == current => Ok(()),
        (sent, current) => Err(stale(context, sent.unwrap_or_default(), current.unwrap_or_default())),
    }
}

/// The refusal of an update that was made on an older version.
#[must_use]
pub fn stale(context: &Context<'_>, sent: i64, current: i64) -> Refusal {
    let refusal = Refusal::conflict("The version {sent} does not match the current version {current}.")
        .with("sent", sent.to_string())
        .with("current", current.to_string());
    if context.world.options.version_mismatch_400 {
        return Refusal { status: 400, code: "general.bad.request".to_owned(), ..refusal };
    }
    refusal
}

fn stamp_created(context: &Context<'_>, facts: &Facts, entity: &Entity, id: &str, value: &mut Value) {
    let has = |field: &str| project::has(facts, entity.model, field);
    if has("id") {
        value["id"] = Value::from(id);
    }
    if has("selfUri") {
        value["selfUri"] = Value::from(self_uri(context, entity, id));
    }
    if has("dateCreated") {
        value["dateCreated"] = Value::from(context.timestamp());
    }
    if has("dateModified") {
        value["dateModified"] = Value::from(context.timestamp());
    }
    for field in ["createdBy", "modifiedBy"] {
        if let Some(by) = author(context, facts, entity, field) {
            value[field] = by;
        }
    }
    match entity.version {
        Version::None => {}
        Version::Text => value["version"] = Value::from("1"),
        Version::Required | Version::Optional => value["version"] = Value::from(1),
    }
    if entity.deletion.soft && has("state") && value.get("state").is_none() {
        value["state"] = Value::from("active");
    }
}

fn stamp_updated(context: &Context<'_>, facts: &Facts, entity: &Entity, old: &Value, value: &mut Value) {
    if project::has(facts, entity.model, "dateModified") {
        value["dateModified"] = Value::from(context.timestamp());
    }
    if let Some(by) = author(context, facts, entity, "modifiedBy") {
        value["modifiedBy"] = by;
    }
    bump(entity, old, value);
}

/// Raises the version.
pub fn bump(entity: &Entity, old: &Value, value: &mut Value) {
    match entity.version {
        Version::None => {}
        Version::Text => {
            let version = old["version"].as_str().and_then(|text| text.parse::<i64>().ok()).unwrap_or(1);
            value["version"] = Value::from((version + 1).to_string());
        }
        Version::Required | Version::Optional => {
            value["version"] = Value::from(old["version"].as_i64().unwrap_or(1) + 1);
        }
    }
}

fn author(context: &Context<'_>, facts: &Facts, entity: &Entity, field: &str) -> Option<Value> {
    let schema = facts.schema(entity.model)?.properties.get(field)?;
    if schema.kind.as_deref() == Some("string") {
        return Some(Value::from(context.caller.actor()));
    }
    let model = facts.resolve(schema);
    model.properties.contains_key("id").then(|| {
        let mut by = Map::new();
        by.insert("id".to_owned(), Value::from(context.caller.actor()));
        Value::from(by)
    })
}

/// The address of an object.
#[must_use]
pub fn self_uri(context: &Context<'_>, entity: &Entity, id: &str) -> String {
    let template =
        if entity.item.is_empty() { format!("{}/{{id}}", entity.collection) } else { entity.item.to_owned() };
    let mut values = context.params.iter().map(|(_, value)| value.as_str()).chain([id]);
    let path: Vec<&str> = template
        .split('/')
        .map(|part| if part.starts_with('{') { values.next().unwrap_or(id) } else { part })
        .collect();
    path.join("/")
}
