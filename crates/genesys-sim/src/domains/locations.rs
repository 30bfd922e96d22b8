//! Locations, of which a site needs one.

use serde_json::{Value, json};

use crate::{
    domains::{Route, users},
    engine::{Deletion, Entity, Hooks, Match, Unique, Version, verbs},
    laws::{
        pages::{self, Row},
        references::Reference,
    },
    refusal::{Refusal, Refused},
    request::{Answer, Context},
    store::Record,
};

/// Kind of a location.
pub const KIND: &str = "locations";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/locations",
    item: "/api/v2/locations/{locationId}",
    model: "LocationDefinition",
    unique: Some(Unique::NAME),
    deletion: Deletion {
        status: 204,
        in_use: Some(Refused::new(409, "general.conflict", "The location {name} is still in use.")),
        ..Deletion::SOFT
    },
    shows_deleted: true,
    version: Version::Required,
    references: &[Reference::to("contactUser.id", users::KIND), Reference::to("path.[]", KIND)],
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks { create: Some(create), update: Some(update), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/locations/search", |context| users::search::linked(context, &ENTITIES[0])),
    ("POST", "/api/v2/locations/search", |context| users::search::directory(context, &ENTITIES[0])),
    ("GET", "/api/v2/locations/{locationId}/sublocations", sublocations),
];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    write(context, new);
    Ok(())
}

fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if context.body.get("address").is_some()
        && old.get("emergencyNumber").is_some()
        && context.body["address"] != old["address"]
    {
        return Err(Refusal::new(
            400,
            "general.bad.request",
            "The address of a location with an emergency number may not be changed.",
        )
        .field("address"));
    }
    if context.body["notes"] == "" {
        // The platform ignores an empty text here; a blank clears the notes.
        new["notes"] = old["notes"].clone();
    }
    write(context, new);
    Ok(())
}

fn write(context: &Context<'_>, new: &mut Value) {
    if let Some(user) = context.text("contactUser") {
        new["contactUser"] = json!({ "id": user, "selfUri": format!("/api/v2/users/{user}") });
        if user.is_empty()
            && let Value::Object(fields) = new
        {
            fields.remove("contactUser");
        }
    }
    if new["notes"].is_null()
        && let Value::Object(fields) = new
    {
        fields.remove("notes");
    }
    new["addressVerified"] = Value::from(new.get("address").is_some());
    new["addressStored"] = Value::from(new.get("address").is_some());
}

fn sublocations(context: &mut Context<'_>) -> Answer {
    let parent = verbs::find(context, &ENTITIES[0], context.param("locationId"))?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let below: Vec<Row> = context
        .world
        .store
        .live(KIND)
        .filter(|location| {
            location.value()["path"].as_array().and_then(|path| path.last())
                == Some(&Value::from(&*parent.id))
        })
        .map(|location| Row::Text(location.text.clone()))
        .collect();
    let total = below.len();
    Ok(pages::envelope(context, facts, page, total, below))
}

/// After a seed.
pub fn settle(_: &Record, value: &mut Value) {
    if value.get("addressVerified").is_none() {
        value["addressVerified"] = Value::from(value.get("address").is_some());
    }
}
