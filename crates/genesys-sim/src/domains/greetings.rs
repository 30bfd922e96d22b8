//! Greetings of the organization, of groups and of users: what callers hear before they leave a message.

use serde_json::{Value, json};

use crate::{
    domains::{Route, groups, users},
    engine::{Deletion, Entity, Hooks, list, verbs},
    laws::pages,
    refusal::{Refusal, Refused},
    request::{Answer, Context},
    store::Record,
};

/// Kind of a greeting.
pub const KIND: &str = "greetings";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/greetings",
    item: "/api/v2/greetings/{greetingId}",
    model: "Greeting",
    deletion: Deletion::HARD,
    kept: &["owner", "ownerType", "createdDate"],
    missing: Refused::new(404, "not.found", "The greeting {id} was not found."),
    hooks: Hooks { create: Some(create), update: Some(update), filter: Some(of_organization), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/groups/{groupId}/greetings", |context| of_owner(context, groups::KIND)),
    ("POST", "/api/v2/groups/{groupId}/greetings", |context| give(context, groups::KIND, "GROUP")),
    ("GET", "/api/v2/users/{userId}/greetings", |context| of_owner(context, users::KIND)),
    ("POST", "/api/v2/users/{userId}/greetings", |context| give(context, users::KIND, "USER")),
];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let kind = context.text("ownerType").unwrap_or_default();
    let owner = context.body["owner"]["id"].as_str().unwrap_or_default();
    let owners = match kind {
        "GROUP" => Some(groups::KIND),
        "USER" => Some(users::KIND),
        _ => None,
    };
    if let Some(owners) = owners
        && context.world.known(owners, owner).is_none()
    {
        return Err(Refusal::bad_request("The owner {id} was not found.").with("id", owner).field("owner"));
    }
    let uri = match owners {
        Some(owners) => format!("/api/v2/{owners}/{owner}"),
        None => format!("/api/v2/organizations/{owner}"),
    };
    new["ownerType"] = Value::from(kind);
    new["owner"] = json!({ "id": owner, "selfUri": uri });
    new["createdDate"] = Value::from(context.timestamp());
    new["modifiedDate"] = Value::from(context.timestamp());
    Ok(())
}

fn update(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["modifiedDate"] = Value::from(context.timestamp());
    Ok(())
}

fn of_organization(_: &Context<'_>, record: &Record) -> bool {
    record.value()["ownerType"] == "ORGANIZATION"
}

/// The greetings of one group or user.
fn of_owner(context: &mut Context<'_>, owners: &str) -> Answer {
    let owner = live_owner(context, owners)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let records: Vec<_> = context
        .world
        .store
        .live(KIND)
        .filter(|greeting| greeting.value()["owner"]["id"] == *owner)
        .cloned()
        .collect();
    let total = records.len();
    let records = records.into_iter().skip(page.start).take(page.size).collect();
    list::page_of(context, &ENTITIES[0], page, total, records)
}

/// A greeting of a group or user, whatever owner the request names.
fn give(context: &mut Context<'_>, owners: &str, kind: &str) -> Answer {
    let owner = live_owner(context, owners)?;
    context.body["owner"] = json!({ "id": owner });
    context.body["ownerType"] = Value::from(kind);
    // A greeting's own path does not have its owner.
    context.params.clear();
    verbs::create(context, &ENTITIES[0])
}

fn live_owner(context: &Context<'_>, owners: &str) -> Result<String, Refusal> {
    let id = context.last_param().to_owned();
    match context.world.store.get(owners, &id) {
        Some(_) => Ok(id),
        None => Err(Refusal::not_found()),
    }
}
