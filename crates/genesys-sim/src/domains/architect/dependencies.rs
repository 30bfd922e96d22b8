//! Dependency tracking: what an object uses, and what uses it.

use serde_json::{Value, json};

use crate::{
    domains::Route,
    engine::verbs,
    laws::{
        pages::{self, Row},
        references,
    },
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::{Record, Store},
    world::World,
};

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/architect/dependencytracking", by_name),
    ("GET", "/api/v2/architect/dependencytracking/object", object),
    ("GET", "/api/v2/architect/dependencytracking/consumedresources", consumed),
    ("GET", "/api/v2/architect/dependencytracking/consumingresources", consuming),
];

/// Kinds that dependency tracking knows, and their types there. A flow's type follows from its own.
const TYPES: [(&str, &str); 18] = [
    ("routing/queues", "QUEUE"),
    ("routing/skills", "ACDSKILL"),
    ("routing/languages", "ACDLANGUAGE"),
    ("routing/wrapupcodes", "ACDWRAPUPCODE"),
    ("routing/utilization/labels", "UTILIZATIONLABEL"),
    ("routing/email/domains/routes", "EMAILROUTE"),
    ("architect/prompts", "USERPROMPT"),
    ("architect/schedules", "SCHEDULE"),
    ("architect/schedulegroups", "SCHEDULEGROUP"),
    ("architect/ivrs", "IVRCONFIGURATION"),
    ("architect/emergencygroups", "EMERGENCYGROUP"),
    ("flows/datatables", "DATATABLE"),
    ("flows/milestones", "FLOWMILESTONE"),
    ("flows/outcomes", "FLOWOUTCOME"),
    ("scripts", "COMPOSERSCRIPT"),
    ("groups", "GROUP"),
    ("users", "USER"),
    ("integrations/actions", "DATAACTION"),
];

fn type_of(store: &Store, kind: &str, id: &str) -> Option<String> {
    if kind == super::flows::KIND {
        let flow = store.get(kind, id)?.value();
        let own = flow["type"].as_str()?;
        return Some(if own == "WORKFLOW" { own.to_owned() } else { format!("{own}FLOW") });
    }
    TYPES.iter().find(|(other, _)| *other == kind).map(|(_, name)| (*name).to_owned())
}

fn dependency(store: &Store, kind: &str, id: &str) -> Option<Value> {
    let record = store.get(kind, id)?;
    let value = record.value();
    let name = type_of(store, kind, id)?;
    Some(json!({
        "id": record.own_id(), "name": value["name"].as_str().unwrap_or_default(), "type": name,
        "version": value["publishedVersion"]["id"].as_str().unwrap_or("1"), "deleted": false, "updated": false,
        "stateUnknown": false,
    }))
}

/// Kind and id of the object that the query names.
fn wanted(context: &Context<'_>) -> Result<(&'static str, String), Refusal> {
    let id = context.query.get("id").unwrap_or_default().to_owned();
    let kinds = TYPES.iter().map(|(kind, _)| *kind).chain([super::flows::KIND]);
    let mut found = kinds.filter(|kind| context.world.store.get(kind, &id).is_some());
    found.next().map(|kind| (kind, id)).ok_or_else(Refusal::not_found)
}

fn consumers(world: &World, kind: &str, id: &str) -> Vec<Value> {
    let mut found = references::referrers(world, kind, id);
    found.extend(flows_with(world, id).into_iter().map(|flow| (super::flows::KIND, flow)));
    found.iter().filter_map(|(kind, id)| dependency(&world.store, kind, id)).collect()
}

/// Other flows whose text has an id.
pub fn flows_with(world: &World, id: &str) -> Vec<String> {
    let has =
        |flow: &Record| flow.side.get("yaml").and_then(Value::as_str).is_some_and(|yaml| yaml.contains(id));
    let flows = world.noticed(super::flows::KIND);
    flows.iter().filter(|flow| *flow.id != *id && has(flow)).map(|flow| flow.id.to_string()).collect()
}

fn used(store: &Store, kind: &str, id: &str) -> Vec<Value> {
    let Some(entity) = crate::domains::entity(kind) else { return Vec::new() };
    let Some(record) = store.get(kind, id) else { return Vec::new() };
    let value = record.value();
    let mut found = Vec::new();
    for reference in entity.references {
        references::collect(&value, reference.path, &mut |id| {
            found.extend(dependency(store, reference.kind, id))
        });
    }
    found
}

fn page(context: &mut Context<'_>, rows: Vec<Value>) -> Answer {
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let types = context.query.all("resourceType");
    let rows: Vec<Value> = rows
        .into_iter()
        .filter(|row| types.is_empty() || types.iter().any(|wanted| row["type"] == *wanted))
        .collect();
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn consuming(context: &mut Context<'_>) -> Answer {
    let (kind, id) = wanted(context)?;
    let rows = consumers(context.world, kind, &id);
    page(context, rows)
}

fn consumed(context: &mut Context<'_>) -> Answer {
    let (kind, id) = wanted(context)?;
    let rows = used(&context.world.store, kind, &id);
    page(context, rows)
}

fn object(context: &mut Context<'_>) -> Answer {
    let (kind, id) = wanted(context)?;
    let store = &context.world.store;
    let mut shown = dependency(store, kind, &id).ok_or_else(Refusal::not_found)?;
    if context.query.is_true("consumedResources") {
        shown["consumedResources"] = Value::from(used(store, kind, &id));
    }
    if context.query.is_true("consumingResources") {
        shown["consumingResources"] = Value::from(consumers(context.world, kind, &id));
    }
    Ok(Reply::json(shown))
}

fn by_name(context: &mut Context<'_>) -> Answer {
    let wanted = context.query.get("name").unwrap_or_default().to_lowercase();
    let types = context.query.all("objectType");
    let store = &context.world.store;
    let mut rows = Vec::new();
    for kind in TYPES.iter().map(|(kind, _)| *kind).chain([super::flows::KIND]) {
        for record in store.live(kind).filter(|record| record.name.starts_with(&wanted)) {
            let row = dependency(store, kind, &record.id);
            rows.extend(
                row.filter(|row| types.is_empty() || types.iter().any(|wanted| row["type"] == *wanted)),
            );
        }
    }
    page(context, rows)
}
