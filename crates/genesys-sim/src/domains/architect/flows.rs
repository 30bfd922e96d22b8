//! Flows: locked by one editor at a time, published by version.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Singleton, Unique, list, singleton, verbs},
    laws::{pages, references},
    refusal::{Refusal, Refused},
    request::{Answer, Caller, Context, Reply},
    store::{Record, Store},
};

use super::{check_flow_name, operation};

/// Kind of a flow.
pub const KIND: &str = "flows";
/// What belongs to a flow and is not part of its JSON.
pub const SIDES: &[&str] = &["yaml", "versions"];
/// What the platform calls a publication, and the version that comes of it.
const PUBLISHED: &str = "PUBLISH";
/// What the platform calls a check-in, and the version that comes of it.
const CHECKED_IN: &str = "CHECKIN";

const MISSING: Refused = Refused::new(404, "architect.flow.not.found", "The flow {id} was not found.");

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/flows",
    item: "/api/v2/flows/{flowId}",
    model: "Flow",
    division: Division::Field,
    unique: Some(Unique {
        with: &["type"],
        refused: Refused::new(
            409,
            "architect.flow.already.exists",
            "A flow with the name {name} already exists.",
        ),
        ..Unique::NAME
    }),
    deletion: Deletion { soft: true, ..Deletion::HARD },
    gone: Some(Refused::new(410, "architect.flow.deleted", "The flow {id} was deleted.")),
    kept: KEPT,
    matching: Match::Contains,
    sort: Some("id"),
    object_type: Some("FLOW"),
    missing: MISSING,
    hooks: Hooks {
        create: Some(create),
        update: Some(update),
        delete: Some(refuse_used),
        deleted: Some(deleted),
        filter: Some(filter),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
}];

const KEPT: &[&str] = &[
    "type",
    "active",
    "system",
    "deleted",
    "publishedVersion",
    "savedVersion",
    "checkedInVersion",
    "debugVersion",
    "publishedBy",
    "lockedUser",
    "lockedClient",
    "currentOperation",
    "inputSchema",
    "outputSchema",
];

/// Documents of a flow: how much of its executions is logged, absent until it is made.
pub static SINGLETONS: &[Singleton] = &[Singleton {
    kind: LOG_LEVEL,
    path: "/api/v2/flows/{flowId}/instances/settings/loglevels",
    parent: KIND,
    absent: true,
    show: Some(|context, fields| {
        let id = context.param("flowId").to_owned();
        let flow = context.world.store.get(KIND, &id).map(|flow| flow.value()).unwrap_or_default();
        add_flow(fields, &flow);
    }),
    ..Singleton::PLAIN
}];

const LOG_LEVEL: &str = "flows/instances/settings/loglevels";

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/flows/actions/checkin", |context| action(context, Action::Checkin)),
    ("POST", "/api/v2/flows/actions/checkout", |context| action(context, Action::Checkout)),
    ("POST", "/api/v2/flows/actions/deactivate", |context| action(context, Action::Deactivate)),
    ("POST", "/api/v2/flows/actions/publish", |context| action(context, Action::Publish)),
    ("POST", "/api/v2/flows/actions/revert", |context| action(context, Action::Revert)),
    ("POST", "/api/v2/flows/actions/unlock", |context| action(context, Action::Unlock)),
    ("POST", "/api/v2/flows/{flowId}/instances/settings/loglevels", |context| {
        singleton::run(context, &SINGLETONS[0], singleton::Action::Put)
    }),
    ("GET", "/api/v2/flows/instances/settings/loglevels", log_levels),
    ("DELETE", "/api/v2/flows", delete_many),
    ("GET", "/api/v2/flows/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/flows/lookup", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/flows/{flowId}/versions", versions),
    ("GET", "/api/v2/flows/{flowId}/versions/{versionId}", version),
    ("GET", "/api/v2/flows/{flowId}/latestconfiguration", configuration),
    ("GET", "/api/v2/flows/{flowId}/versions/{versionId}/configuration", configuration),
];

#[derive(Clone, Copy, PartialEq)]
enum Action {
    Checkin,
    Checkout,
    Deactivate,
    Publish,
    Revert,
    Unlock,
}

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    check_flow_name(new["name"].as_str().unwrap_or_default())?;
    let kind = context.body.get("type").cloned().unwrap_or_default();
    if kind.is_null() {
        return Err(Refusal::new(400, "architect.flow.validate.failed.missing.type", "A flow needs a type.")
            .field("type"));
    }
    new["type"] = kind;
    new["active"] = Value::from(false);
    new["system"] = Value::from(false);
    new["deleted"] = Value::from(false);
    let (by, actor) = context.caller.named("lockedUser", "lockedClient");
    new[by] = actor;
    Ok(())
}

fn update(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    check_flow_name(new["name"].as_str().unwrap_or_default())
}

fn refuse_used(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    if record.value()["system"] == true {
        return Err(Refusal::new(
            405,
            "architect.default.flow.cannot.delete",
            "A default flow may not be deleted.",
        ));
    }
    if locked_by_other(&context.caller, &record.value()) {
        return Err(Refusal::new(
            405,
            "architect.flow.cannot.delete.user.does.not.have.lock",
            "The flow is locked by another user.",
        ));
    }
    let referrers = references::referrers(context.world, KIND, &record.id);
    let in_flows = !super::dependencies::flows_with(context.world, &record.id).is_empty();
    let Some((kind, _)) = referrers.first() else {
        return match in_flows {
            true => Err(Refusal::new(
                409,
                "architect.flow.cannot.delete.used.in.flows",
                "The flow {name} is in use by other flows.",
            )
            .with("name", &*record.name)),
            false => Ok(()),
        };
    };
    let used_in = match *kind {
        "routing/queues" => "cannot.delete.used.in.queues",
        "architect/ivrs" => "cannot.delete.used.in.ivr.configs",
        "architect/emergencygroups" => "cannot.delete.used.in.emergency.groups",
        "routing/email/domains/routes" => "cannot.delete.used.in.email.routes",
        _ => return Err(Refusal::new(409, "architect.dependency.object.in.use", "The flow is in use.")),
    };
    Err(Refusal::new(409, format!("architect.flow.{used_in}"), "The flow {name} is in use by {kind}.")
        .with("name", &*record.name)
        .with("kind", *kind))
}

fn deleted(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    if let Some(record) = context.world.store.find(KIND, id).cloned() {
        let mut value = record.value();
        value["deleted"] = Value::from(true);
        value["active"] = Value::from(false);
        context.world.store.put_deleted(KIND, id, &value, true, context.now);
    }
    Ok(())
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let types = context.query.all("type");
    types.is_empty() || {
        let value = record.value();
        types
            .iter()
            .any(|wanted| value["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case(wanted)))
    }
}

/// Whether somebody else than the caller holds the lock.
#[must_use]
pub fn locked_by_other(caller: &Caller, flow: &Value) -> bool {
    ["lockedUser", "lockedClient"]
        .iter()
        .filter_map(|by| flow[by]["id"].as_str())
        .any(|holder| holder != caller.actor())
}

fn flow(context: &Context<'_>, id: &str) -> Result<Arc<Record>, Refusal> {
    let record = context.world.store.find(KIND, id).ok_or_else(|| MISSING.about(id, ""))?;
    if record.deleted {
        return Err(Refusal::new(410, "architect.flow.deleted", "The flow {id} was deleted.").with("id", id));
    }
    Ok(Arc::clone(record))
}

fn action(context: &mut Context<'_>, action: Action) -> Answer {
    let id = context.query.get("flow").unwrap_or_default().to_owned();
    let record = flow(context, &id)?;
    let mut value = record.value();
    let is_locked = value["lockedUser"]["id"].is_string() || value["lockedClient"]["id"].is_string();
    let other = locked_by_other(&context.caller, &value);
    if action != Action::Unlock && other {
        return Err(Refusal::new(
            409,
            "architect.flow.locked.by.user",
            "The flow is locked by another user.",
        ));
    }
    let needs_lock = matches!(action, Action::Checkin | Action::Revert);
    if needs_lock && !is_locked {
        return Err(Refusal::new(
            409,
            "architect.flow.not.locked.by.user",
            "The flow is not locked by the caller.",
        ));
    }
    let unlock = |value: &mut Value| {
        if let Value::Object(fields) = value {
            fields.remove("lockedUser");
            fields.remove("lockedClient");
        }
    };
    let store = &mut context.world.store;
    let done = match action {
        Action::Checkout => {
            let (by, actor) = context.caller.named("lockedUser", "lockedClient");
            value[by] = actor;
            None
        }
        Action::Unlock | Action::Revert => {
            unlock(&mut value);
            None
        }
        Action::Deactivate => {
            value["active"] = Value::from(false);
            None
        }
        Action::Checkin => {
            unlock(&mut value);
            let places = ["checkedInVersion"];
            put_version(store, &id, &mut value, CHECKED_IN, &places, &context.caller, context.now);
            Some(CHECKED_IN)
        }
        Action::Publish => {
            unlock(&mut value);
            publish(store, &id, &mut value, &context.caller, context.now);
            Some(PUBLISHED)
        }
    };
    let Some(done) = done else {
        store.put(KIND, &id, &value, context.now);
        return Ok(Reply::json(value));
    };
    let operation = operation(context, done);
    Ok(Reply::json(operation))
}

/// Stores a flow with a version that is new, which these members of it name.
fn put_version(
    store: &mut Store,
    id: &str,
    flow: &mut Value,
    kind: &str,
    places: &[&str],
    caller: &Caller,
    now: i64,
) {
    let mut versions =
        store.find(KIND, id).map(|flow| flow.side_list("versions").to_vec()).unwrap_or_default();
    // A flow that was seeded with a version counts on from that.
    let seeded = flow["publishedVersion"]["id"].as_str().and_then(|id| id.split('.').next()?.parse().ok());
    let number = format!("{}.0", versions.len().max(seeded.unwrap_or(0)) + 1);
    let (by, actor) = caller.named("createdBy", "createdByClient");
    let mut version = json!({
        "id": number,
        "name": number,
        "commitVersion": number,
        "configurationVersion": number,
        "type": kind,
        "secure": false,
        "debug": false,
        (by): actor,
        "configurationUri": format!("/api/v2/flows/{id}/versions/{number}/configuration"),
        "dateCreated": now,
        "selfUri": format!("/api/v2/flows/{id}/versions/{number}"),
    });
    if kind == PUBLISHED {
        version["datePublished"] = Value::from(crate::clock::format(now));
    }
    for place in places {
        flow[*place] = version.clone();
    }
    versions.push(version);
    store.put(KIND, id, flow, now);
    store.put_side(KIND, id, "versions", Value::from(versions));
}

/// Stores a flow, published, as a version that is new.
pub fn publish(store: &mut Store, id: &str, flow: &mut Value, caller: &Caller, now: i64) {
    flow["active"] = Value::from(true);
    let places = ["publishedVersion", "savedVersion", "checkedInVersion"];
    put_version(store, id, flow, PUBLISHED, &places, caller, now);
}

fn delete_many(context: &mut Context<'_>) -> Answer {
    let ids: Vec<String> = context.query.all("id").into_iter().map(str::to_owned).collect();
    for id in &ids {
        let record = flow(context, id)?;
        refuse_used(context, &record)?;
    }
    for id in &ids {
        verbs::destroy(context, &ENTITIES[0], id);
        deleted(context, id)?;
    }
    let operation = operation(context, "DELETE");
    Ok(Reply::json(operation))
}

/// The log levels of all flows that have one of their own.
fn log_levels(context: &mut Context<'_>) -> Answer {
    let store = &context.world.store;
    let rows: Vec<Value> = store
        .live(LOG_LEVEL)
        .filter_map(|level| {
            let flow = level.id.split('\u{1f}').next().and_then(|id| store.get(KIND, id))?;
            let mut shown = level.value();
            add_flow(shown.as_object_mut()?, &flow.value());
            shown["selfUri"] = Value::from(format!("/api/v2/flows/{}/instances/settings/loglevels", flow.id));
            Some(shown)
        })
        .collect();
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).map(pages::Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// Which flow a log level is of.
fn add_flow(fields: &mut Map<String, Value>, flow: &Value) {
    fields.insert("id".to_owned(), flow["id"].clone());
    fields.insert("name".to_owned(), flow["name"].clone());
    fields.insert("type".to_owned(), Value::from(flow["type"].as_str().unwrap_or_default().to_lowercase()));
}

fn versions(context: &mut Context<'_>) -> Answer {
    let record = flow(context, context.param("flowId"))?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let rows: Vec<_> = record.side_list("versions").iter().rev().cloned().map(pages::Row::Value).collect();
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn version(context: &mut Context<'_>) -> Answer {
    let record = flow(context, context.param("flowId"))?;
    let wanted = context.param("versionId");
    let found = record.side_list("versions").iter().find(|version| version["id"] == wanted).cloned();
    found.map(Reply::json).ok_or_else(|| {
        Refusal::new(404, "architect.flow.version.missing", "The flow version {id} was not found.")
            .with("id", wanted)
    })
}

fn configuration(context: &mut Context<'_>) -> Answer {
    let record = flow(context, context.param("flowId"))?;
    let yaml = record.side.get("yaml").cloned().unwrap_or_default();
    Ok(Reply::json(json!({ "flow": &*record.id, "yaml": yaml })))
}
