//! Actions of integrations, and the drafts from which they are published.

use serde_json::{Map, Value, json};

use crate::{
    domains::{Route, architect::jobs},
    engine::{Entity, Hooks, Match, Version, list, verbs},
    laws::pages::{self, Row},
    refusal::{Refusal, Refused},
    request::{Answer, Body, Context, Reply},
    store::Record,
    world::World,
};

use super::KIND as INTEGRATION;

/// Kind of an action.
pub const KIND: &str = "integrations/actions";
const DRAFT: &str = "integrations/actions/drafts";

const PLAIN: Entity = Entity {
    kind: KIND,
    collection: "/api/v2/integrations/actions",
    item: "/api/v2/integrations/actions/{actionId}",
    model: "Action",
    version: Version::Required,
    kept: &["integrationId", "secure", "contract"],
    matching: Match::Contains,
    sort: Some("name"),
    missing: Refused::new(404, "not.found", "The action {id} was not found."),
    hooks: Hooks {
        create: Some(create),
        update: Some(update),
        delete: Some(refuse_static),
        deleted: Some(forget_draft),
        show: Some(show),
        filter: Some(filter),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
};

/// A template of an action: where its configuration has it, under which name, the file that a GET gives, and what is
/// there when nothing was sent (the platform's help: `requestTemplate` shows `${input.rawRequest}` by default).
const TEMPLATES: [(&str, &str, &str, &str); 2] = [
    ("request", "requestTemplate", "requesttemplate.vm", "${input.rawRequest}"),
    ("response", "successTemplate", "successtemplate.vm", "${rawResult}"),
];

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[PLAIN];

/// Drafts of new actions; a draft of an action that exists has that action's id.
static DRAFTS: Entity = Entity {
    kind: DRAFT,
    collection: "/api/v2/integrations/actions/drafts",
    kept: &["integrationId"],
    ..PLAIN
};

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/integrations/actions/drafts", |context| list::list(context, &DRAFTS)),
    ("POST", "/api/v2/integrations/actions/drafts", |context| verbs::create(context, &DRAFTS)),
    ("GET", "/api/v2/integrations/actions/categories", categories),
    ("GET", "/api/v2/integrations/actions/{actionId}/draft", draft),
    ("POST", "/api/v2/integrations/actions/{actionId}/draft", new_draft),
    ("PATCH", "/api/v2/integrations/actions/{actionId}/draft", |context| {
        verbs::update(context, &DRAFTS, verbs::Mode::Merge)
    }),
    ("DELETE", "/api/v2/integrations/actions/{actionId}/draft", delete_draft),
    ("POST", "/api/v2/integrations/actions/{actionId}/draft/publish", publish),
    ("GET", "/api/v2/integrations/actions/{actionId}/draft/validation", validation),
    ("GET", "/api/v2/integrations/actions/{actionId}/draft/function", function),
    ("PUT", "/api/v2/integrations/actions/{actionId}/draft/function", put_function),
    ("POST", "/api/v2/integrations/actions/{actionId}/draft/function/upload", upload_function),
    ("GET", "/api/v2/integrations/actions/{actionId}/function", function),
    ("GET", "/api/v2/integrations/actions/{actionId}/templates/{fileName}", template),
    ("GET", "/api/v2/integrations/actions/{actionId}/draft/templates/{fileName}", template),
];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let integration = new["integrationId"].as_str().unwrap_or_default().to_owned();
    let sent = context.body.get("integrationId").cloned().unwrap_or_else(|| Value::from(integration));
    let id = sent.as_str().unwrap_or_default();
    if context.world.known(INTEGRATION, id).is_none() {
        return Err(Refusal::bad_request("The integration {id} was not found.")
            .with("id", id)
            .field("integrationId"));
    }
    new["integrationId"] = sent;
    new["contract"] = context.body["contract"].clone();
    new["secure"] = context.body.get("secure").cloned().unwrap_or(json!(false));
    keep_templates(&Value::Null, new);
    check(new)
}

/// A template that is not sent, or sent as its address only, stays what it was.
fn keep_templates(old: &Value, new: &mut Value) {
    for (place, field, _, default) in TEMPLATES {
        let config = &mut new["config"][place];
        if config[field].is_null() {
            let before = old["config"][place][field].as_str().unwrap_or(default);
            config[field] = Value::from(before);
        }
        if let Value::Object(fields) = config {
            fields.remove(&format!("{field}Uri"));
        }
    }
}

fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if old["id"].as_str().is_some_and(|id| id.starts_with("static")) {
        return Err(Refusal::bad_request("A built-in action may not be changed."));
    }
    if context.operation.path.ends_with("/draft")
        && let Some(contract) = context.body.get("contract")
    {
        new["contract"] = contract.clone();
    }
    keep_templates(old, new);
    check(new)
}

fn check(new: &Value) -> Result<(), Refusal> {
    let timeout = new.pointer("/config/timeoutSeconds").and_then(Value::as_i64);
    match timeout.is_some_and(|timeout| !(1..=60).contains(&timeout)) {
        true => Err(Refusal::bad_request("The timeoutSeconds must be between 1 and 60.")
            .field("config.timeoutSeconds")),
        false => Ok(()),
    }
}

fn refuse_static(_: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    match record.id.starts_with("static") {
        true => Err(Refusal::bad_request("A built-in action may not be deleted.")),
        false => Ok(()),
    }
}

/// A draft of what is gone is nothing (inferred).
fn forget_draft(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    context.world.store.remove(DRAFT, id);
    Ok(())
}

/// Contract and configuration are shown when they were sent, and later when they are asked for; a template only by its
/// address (the platform's help: after it is saved, an answer refers to it by `requestTemplateUri`).
fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let draft = if context.operation.path.contains("/draft") { "/draft" } else { "" };
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    for (place, field, file, _) in TEMPLATES {
        let config = fields.get_mut("config").and_then(|config| config.get_mut(place));
        if let Some(Value::Object(config)) = config
            && config.remove(field).is_some()
        {
            let address = format!("/api/v2/integrations/actions/{id}{draft}/templates/{file}");
            config.insert(format!("{field}Uri"), Value::from(address));
        }
    }
    if context.operation.method != "GET" {
        return;
    }
    if !context.query.all("expand").contains(&"contract") {
        fields.remove("contract");
    }
    let knows = context.operation.query_parameter("includeConfig").is_some();
    if knows && !context.query.is_true("includeConfig") {
        fields.remove("config");
    }
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let ids = context.query.all("ids");
    let value = || record.value();
    (ids.is_empty() || ids.contains(&&*record.id))
        && context.query.get("category").is_none_or(|category| value()["category"] == category)
        && context
            .query
            .get("secure")
            .is_none_or(|secure| value()["secure"] == secure.eq_ignore_ascii_case("true"))
}

fn categories(context: &mut Context<'_>) -> Answer {
    let mut names: Vec<String> = context
        .world
        .store
        .live(KIND)
        .filter_map(|action| action.value()["category"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    names.dedup();
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let total = names.len();
    let rows = names.into_iter().skip(page.start).take(page.size);
    let rows = rows.map(|name| Row::Value(json!({ "name": name }))).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn draft(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &DRAFTS, context.param("actionId"))?;
    Ok(verbs::answer(context, &DRAFTS, &record))
}

fn new_draft(context: &mut Context<'_>) -> Answer {
    let action = verbs::find(context, &ENTITIES[0], context.param("actionId"))?;
    if context.world.store.get(DRAFT, &action.id).is_some() {
        return Err(Refusal::conflict("The action {id} has a draft already.").with("id", &*action.id));
    }
    context.world.store.put(DRAFT, &action.id, &action.value(), context.now);
    for name in ["function", "zip"] {
        if let Some(part) = action.side.get(name) {
            context.world.store.put_side(DRAFT, &action.id, name, part.clone());
        }
    }
    let draft = verbs::find(context, &DRAFTS, &action.id)?;
    Ok(verbs::answer(context, &DRAFTS, &draft))
}

fn delete_draft(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &DRAFTS, context.param("actionId"))?;
    context.world.store.remove(DRAFT, &record.id);
    Ok(Reply::empty(204))
}

fn publish(context: &mut Context<'_>) -> Answer {
    let draft = verbs::find(context, &DRAFTS, context.param("actionId"))?;
    let mut value = draft.value();
    let (sent, current) = (context.body["version"].as_i64(), value["version"].as_i64());
    if sent != current {
        return Err(verbs::stale(context, sent.unwrap_or_default(), current.unwrap_or_default()));
    }
    value["version"] = Value::from(current.unwrap_or(1) + 1);
    context.world.store.remove(DRAFT, &draft.id);
    context.world.store.put(KIND, &draft.id, &value, context.now);
    for name in ["function", "zip"] {
        if let Some(part) = draft.side.get(name) {
            context.world.store.put_side(KIND, &draft.id, name, part.clone());
        }
    }
    let action = verbs::find(context, &ENTITIES[0], &draft.id)?;
    Ok(verbs::answer(context, &ENTITIES[0], &action))
}

fn validation(context: &mut Context<'_>) -> Answer {
    verbs::find(context, &DRAFTS, context.param("actionId"))?;
    Ok(Reply::json(json!({ "valid": true, "errors": [] })))
}

fn holder(context: &Context<'_>) -> Result<(&'static str, String), Refusal> {
    let id = context.param("actionId").to_owned();
    let kind = if context.operation.path.contains("/draft") { DRAFT } else { KIND };
    match context.world.store.get(kind, &id) {
        Some(_) => Ok((kind, id)),
        None => Err(PLAIN.missing.about(&id, "")),
    }
}

fn function(context: &mut Context<'_>) -> Answer {
    let (kind, id) = holder(context)?;
    let record = context.world.store.get(kind, &id).cloned().ok_or_else(Refusal::not_found)?;
    // CX as Code 1.84.1 asks here for the zip before it has said anything of the function.
    let (function, zip) = (record.side.get("function"), record.side.get("zip"));
    if function.is_none() && zip.is_none() {
        return Err(Refusal::not_found());
    }
    let mut shown = json!({ "id": id });
    if let Some(function) = function {
        shown["function"] = function.clone();
    }
    if let Some(zip) = zip {
        shown["zip"] = zip.clone();
        let sent = zip["dateCreated"].as_str().and_then(crate::clock::parse).unwrap_or_default();
        let ready =
            context.now - sent >= i64::try_from(context.world.options.job_delay_ms).unwrap_or(i64::MAX);
        shown["zip"]["status"] = Value::from(if ready { "Available" } else { "Pending" });
        if !ready && let Value::Object(zip) = &mut shown["zip"] {
            zip.remove("id");
        }
    }
    Ok(Reply::json(shown))
}

/// The PUT of a function's zip to the address that was asked for.
pub fn upload(world: &mut World, id: &str) -> Reply {
    let Some(kind) = [DRAFT, KIND].into_iter().find(|kind| world.store.get(kind, id).is_some()) else {
        return Reply::empty(404);
    };
    let zip = world.new_id("integrations/actions/zips");
    let now = crate::clock::format(world.clock.now());
    let zip = json!({ "id": zip, "name": "function.zip", "dateCreated": now });
    world.store.put_side(kind, id, "zip", zip);
    Reply::json(json!({}))
}

/// The text of a template, which is not JSON.
fn template(context: &mut Context<'_>) -> Answer {
    let (kind, id) = holder(context)?;
    let record = context.world.store.get(kind, &id).cloned().ok_or_else(Refusal::not_found)?;
    let wanted = context.param("fileName");
    let Some((place, field, _, default)) = TEMPLATES.into_iter().find(|(_, _, file, _)| *file == wanted)
    else {
        return Err(Refusal::new(404, "not.found", "The action has no file {name}.").with("name", wanted));
    };
    let config = record.value();
    let text = config["config"][place][field].as_str().unwrap_or(default).to_owned();
    Ok(Reply { status: 200, body: Body::Raw("text/plain", text.into_bytes()), headers: Vec::new() })
}

fn put_function(context: &mut Context<'_>) -> Answer {
    let (kind, id) = holder(context)?;
    let zip = context.world.store.get(kind, &id).and_then(|record| record.side.get("zip").cloned());
    if let Some(sent) = context.body["zipId"].as_str()
        && zip.is_none_or(|zip| zip["id"] != sent)
    {
        // Inferred: only what was uploaded can be run.
        return Err(Refusal::bad_request("There is no zip with the id {id}.")
            .with("id", sent)
            .field("zipId"));
    }
    let mut function = context.body.clone();
    function["id"] = Value::from(id.clone());
    context.world.store.put_side(kind, &id, "function", function);
    self::function(context)
}

fn upload_function(context: &mut Context<'_>) -> Answer {
    let (_, id) = holder(context)?;
    let url = format!("{}/uploads/functions/{id}", jobs::base(context.request));
    Ok(Reply::json(json!({ "url": url, "headers": {}, "signedUrlTimeoutSeconds": 900 })))
}
