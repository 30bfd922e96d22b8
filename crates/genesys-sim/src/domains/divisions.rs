//! Authorization divisions, and the objects in them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Entity, Hooks, Match, Unique, list, verbs},
    laws::{pages, unique},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
    world::{DIVISIONS, World},
};

/// How many divisions an organization may have; the real number is not documented.
const LIMIT: usize = 1000;

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: DIVISIONS,
    collection: "/api/v2/authorization/divisions",
    item: "/api/v2/authorization/divisions/{divisionId}",
    model: "AuthzDivision",
    unique: Some(Unique::NAME),
    deletion: Deletion { soft: true, ..Deletion::HARD },
    kept: &["homeDivision", "objectCounts"],
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks { create: Some(create), delete: Some(refuse_full), show: Some(show), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/authorization/divisions/home", home),
    ("GET", "/api/v2/authorization/divisions/limit", limit),
    ("GET", "/api/v2/authorization/divisions/deleted", deleted),
    ("GET", "/api/v2/authorization/divisions/query", query),
    ("POST", "/api/v2/authorization/divisions/{divisionId}/restore", restore),
    ("POST", "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}", move_objects),
];

/// Types of objects that move between divisions, and their kinds.
const OBJECT_TYPES: [(&str, &str); 24] = [
    ("QUEUE", "routing/queues"),
    ("CAMPAIGN", "outbound/campaigns"),
    ("CONTACTLIST", "outbound/contactlists"),
    ("DNCLIST", "outbound/dnclists"),
    ("EMAILCAMPAIGN", "outbound/messagingcampaigns"),
    ("MESSAGINGCAMPAIGN", "outbound/messagingcampaigns"),
    ("MANAGEMENTUNIT", "workforcemanagement/managementunits"),
    ("BUSINESSUNIT", "workforcemanagement/businessunits"),
    ("FLOW", "flows"),
    ("FLOWMILESTONE", "flows/milestones"),
    ("FLOWOUTCOME", "flows/outcomes"),
    ("USER", "users"),
    ("CALLROUTE", "architect/ivrs"),
    ("EMERGENCYGROUPS", "architect/emergencygroups"),
    ("ROUTINGSCHEDULES", "architect/schedules"),
    ("ROUTINGSCHEDULEGROUPS", "architect/schedulegroups"),
    ("DATATABLES", "flows/datatables"),
    ("TEAM", "teams"),
    ("WORKBIN", "taskmanagement/workbins"),
    ("WORKTYPE", "taskmanagement/worktypes"),
    ("EXTENSIONPOOL", "telephony/providers/edges/extensionpools"),
    ("SKILLGROUP", "routing/skillgroups"),
    ("SCRIPT", "scripts"),
    ("LIBRARY", "responsemanagement/libraries"),
];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if context.world.store.live(DIVISIONS).count() >= LIMIT {
        return Err(Refusal::new(
            400,
            "max.entity.count.reached",
            "The maximum of {limit} divisions has been reached.",
        )
        .with("limit", LIMIT.to_string()));
    }
    new["homeDivision"] = Value::from(false);
    Ok(())
}

fn refuse_full(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    if record.side.get("home").is_some() {
        return Err(Refusal::bad_request("The home division may not be deleted."));
    }
    let full = objects_in(context.world, &record.id).values().any(|count| count.as_u64() > Some(0));
    if full && !context.query.is_true("force") {
        return Err(Refusal::bad_request(format!(
            "Scope '{}' may not be deleted because it has objects in it.",
            record.id
        )));
    }
    Ok(())
}

fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    if context.query.is_true("objectCount")
        && let Some(id) = fields.get("id").and_then(Value::as_str)
    {
        let counts = objects_in(context.world, id);
        fields.insert("objectCounts".to_owned(), Value::from(counts));
    }
}

/// How many live objects of each type are in a division.
fn objects_in(world: &World, division: &str) -> Map<String, Value> {
    let mut counts = Map::new();
    let kinds: Vec<&str> =
        world.store.kinds().filter(|kind| !kind.starts_with('_') && *kind != DIVISIONS).collect();
    for kind in kinds {
        let count =
            world.noticed(kind).iter().filter(|record| record.division.as_deref() == Some(division)).count();
        if count > 0 {
            let name = OBJECT_TYPES.iter().find(|(_, other)| *other == kind).map_or(kind, |(name, _)| name);
            counts.insert(name.to_owned(), Value::from(count));
        }
    }
    counts
}

fn home(context: &mut Context<'_>) -> Answer {
    let id = context.world.home_division();
    let record = verbs::find(context, &ENTITIES[0], &id)?;
    Ok(verbs::answer(context, &ENTITIES[0], &record))
}

fn limit(_: &mut Context<'_>) -> Answer {
    Ok(Reply::json(Value::from(LIMIT)))
}

fn deleted(context: &mut Context<'_>) -> Answer {
    let page = pages::wanted(verbs::facts()?, context.operation, context.query, &Value::Null)?;
    let all: Vec<Arc<Record>> =
        context.world.store.all(DIVISIONS).filter(|record| record.deleted).cloned().collect();
    let total = all.len();
    list::page_of(
        context,
        &ENTITIES[0],
        page,
        total,
        all.into_iter().skip(page.start).take(page.size).collect(),
    )
}

fn query(context: &mut Context<'_>) -> Answer {
    list::list(context, &ENTITIES[0])
}

fn restore(context: &mut Context<'_>) -> Answer {
    let id = context.param("divisionId").to_owned();
    let record = context.world.store.find(DIVISIONS, &id).filter(|record| record.deleted).cloned();
    let record = record.ok_or_else(Refusal::not_found)?;
    let mut value = record.value();
    if let Some(name) = context.text("name") {
        value["name"] = Value::from(name);
    }
    if let Some(description) = context.text("description") {
        value["description"] = Value::from(description);
    }
    unique::check(&context.world.store, &ENTITIES[0], &id, &value)?;
    context.world.store.put_deleted(DIVISIONS, &id, &value, false, context.now);
    Ok(Reply::json(value))
}

fn move_objects(context: &mut Context<'_>) -> Answer {
    let division = context.param("divisionId").to_owned();
    let wanted = context.param("objectType").to_ascii_uppercase();
    verbs::find(context, &ENTITIES[0], &division)?;
    let kind =
        OBJECT_TYPES.iter().find(|(name, _)| *name == wanted).map(|(_, kind)| *kind).ok_or_else(|| {
            Refusal::bad_request("The object type {type} does not belong to divisions.").with("type", &wanted)
        })?;
    let ids: Vec<String> = context
        .body
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let missing = ids.iter().find(|id| context.world.known(kind, id).is_none());
    if let Some(id) = missing {
        return Err(Refusal::new(404, "not.found", "The object {id} was not found.").with("id", id));
    }
    let reference: Value = json!(context.world.division_reference(&division));
    for id in ids {
        if let Some(record) = context.world.store.get(kind, &id).cloned() {
            let mut value = record.value();
            value["division"] = reference.clone();
            context.world.store.put(kind, &id, &value, context.now);
        }
    }
    Ok(Reply::empty(204))
}
