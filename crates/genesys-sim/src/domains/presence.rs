//! Presence definitions: what people say that they are doing, in the organization's own words.

use serde_json::{Value, json};

use crate::{
    domains::Route,
    engine::{Entity, Hooks, verbs},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
    world::DIVISIONS,
};

/// Kind of a presence definition.
pub const KIND: &str = "presence/definitions";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/presence/definitions",
    item: "/api/v2/presence/definitions/{definitionId}",
    model: "OrganizationPresenceDefinition",
    kept: &["type"],
    created: 201,
    hooks: Hooks { create: Some(create), update: Some(update), filter: Some(is_asked_for), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update and list.
pub static ROUTES: &[Route] = &[("DELETE", "/api/v2/presence/definitions/{definitionId}", deactivate)];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if !new["systemPresence"].is_string() {
        return Err(Refusal::bad_request("A systemPresence is required.").field("systemPresence"));
    }
    new["type"] = Value::from("User");
    complete(context, new)
}

fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    // CX as Code 1.84.1: what a definition is of stays as it was created. That another one is refused is inferred.
    let asked = &context.body["systemPresence"];
    if asked.is_string() && *asked != old["systemPresence"] {
        return Err(Refusal::bad_request("The systemPresence may not be changed.").field("systemPresence"));
    }
    new["systemPresence"] = old["systemPresence"].clone();
    complete(context, new)
}

/// It belongs to all divisions where none is named (CX as Code 1.84.1). What it is called is the label in the caller's language
/// (inferred).
fn complete(context: &Context<'_>, new: &mut Value) -> Result<(), Refusal> {
    let labels = new["languageLabels"].as_object().cloned().unwrap_or_default();
    let Some(label) = ["en_US", "en"].iter().find_map(|code| labels.get(*code)).or(labels.values().next())
    else {
        return Err(Refusal::bad_request("At least one label is required.").field("languageLabels"));
    };
    new["name"] = label.clone();
    let division = new["divisionId"].as_str().unwrap_or("*").to_owned();
    if division != "*" && context.world.known(DIVISIONS, &division).is_none() {
        return Err(Refusal::bad_request("The division {id} was not found.")
            .with("id", division)
            .field("divisionId"));
    }
    new["divisionId"] = Value::from(division);
    if !new["deactivated"].is_boolean() {
        new["deactivated"] = Value::from(false);
    }
    Ok(())
}

/// A DELETE switches it off, and it stays (section 12 of the behaviour reference).
fn deactivate(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &ENTITIES[0], context.param("definitionId"))?;
    let mut value = record.value();
    value["deactivated"] = json!(true);
    context.world.store.put(KIND, &record.id, &value, context.now);
    Ok(Reply::empty(204))
}

/// Those that are switched off are listed when they are asked for.
fn is_asked_for(context: &Context<'_>, record: &Record) -> bool {
    let value = record.value();
    let asked = context.query.get("deactivated").unwrap_or("false").to_lowercase();
    let divisions = context.query.all("divisionId");
    (asked == "all"
        || value["deactivated"].as_bool().is_some_and(|deactivated| asked == deactivated.to_string()))
        && (divisions.is_empty() || divisions.iter().any(|division| value["divisionId"] == **division))
}
