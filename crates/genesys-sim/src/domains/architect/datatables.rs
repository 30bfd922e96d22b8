//! Data tables, whose schema only grows, and their rows.

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, list, verbs},
    laws::{
        lag,
        pages::{self, Row},
    },
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::key,
};

/// Kind of a data table.
pub const KIND: &str = "flows/datatables";
/// Kind of a row.
pub const ROW: &str = "flows/datatables/rows";

const MISSING_ROW: Refused =
    Refused::new(404, "flows.datatables.row.not.found", "The row {id} was not found.");

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: KIND,
        collection: "/api/v2/flows/datatables",
        item: "/api/v2/flows/datatables/{datatableId}",
        model: "DataTable",
        division: Division::Field,
        unique: Some(Unique {
            refused: Refused::new(
                409,
                "flows.datatables.not.unique",
                "A data table with the name {name} already exists.",
            ),
            ..Unique::NAME
        }),
        deletion: Deletion { force: Some("force"), ..Deletion::HARD },
        matching: Match::Wildcard,
        sort: Some("name"),
        object_type: Some("DATATABLES"),
        missing: Refused::new(404, "flows.datatables.table.not.found", "The data table {id} was not found."),
        hooks: Hooks { create: Some(check), update: Some(check), show: Some(show), ..Hooks::NONE },
        ..Entity::PLAIN
    },
    Entity {
        kind: ROW,
        collection: "/api/v2/flows/datatables/{datatableId}/rows",
        item: "/api/v2/flows/datatables/{datatableId}/rows/{rowId}",
        model: "",
        key: "key",
        missing: MISSING_ROW,
        ..Entity::PLAIN
    },
];

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/flows/datatables/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/flows/datatables/divisionviews/{datatableId}", |context| {
        verbs::read(context, &ENTITIES[0])
    }),
    ("GET", "/api/v2/flows/datatables/{datatableId}/rows", rows),
    ("POST", "/api/v2/flows/datatables/{datatableId}/rows", add_row),
    ("GET", "/api/v2/flows/datatables/{datatableId}/rows/{rowId}", row),
    ("PUT", "/api/v2/flows/datatables/{datatableId}/rows/{rowId}", put_row),
];

fn check(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let refused =
        |message: &str| Refusal::new(400, "flows.datatables.schema.exception", message).field("schema");
    if new.get("schema").is_none() && !old.is_null() {
        new["schema"] = old["schema"].clone();
    }
    if new["name"].as_str().is_none_or(str::is_empty) {
        return Err(
            Refusal::new(400, "flows.datatables.syntax.error", "A data table needs a name.").field("name")
        );
    }
    let key = new.pointer("/schema/properties/key");
    if key.and_then(|key| key.get("type")).and_then(Value::as_str) != Some("string") {
        return Err(refused("The schema needs a property key of type string."));
    }
    let known = ["string", "integer", "number", "boolean"];
    for (name, property) in new.pointer("/schema/properties").and_then(Value::as_object).into_iter().flatten()
    {
        if property["type"].as_str().is_none_or(|kind| !known.contains(&kind)) {
            return Err(refused("The type of the property {name} is not known.").with("name", name));
        }
    }
    let left = |value: &Value| -> Vec<String> {
        value
            .pointer("/schema/properties")
            .and_then(Value::as_object)
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default()
    };
    let new_names = left(new);
    if let Some(name) = left(old).into_iter().find(|name| !new_names.contains(name)) {
        return Err(Refusal::new(
            400,
            "flows.datatables.cannot.remove.fields",
            "The property {name} may not be removed from the schema.",
        )
        .with("name", name)
        .field("schema"));
    }
    if let Some(schema) = new["schema"].as_object_mut() {
        schema.entry("$schema").or_insert_with(|| Value::from("http://json-schema.org/draft-04/schema#"));
        schema.entry("type").or_insert_with(|| Value::from("object"));
        schema.entry("additionalProperties").or_insert_with(|| json!(false));
    }
    // Its owner is context: a table's division was settled before.
    let _ = context;
    Ok(())
}

/// The schema is shown when it was made, and later when it is asked for.
fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    if context.operation.method != "POST" && !context.query.all("expand").contains(&"schema") {
        fields.remove("schema");
    }
}

fn table(context: &Context<'_>) -> Result<Value, Refusal> {
    verbs::find(context, &ENTITIES[0], context.param("datatableId")).map(|record| record.value())
}

fn rows(context: &mut Context<'_>) -> Answer {
    table(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let brief = is_brief(context);
    let prefix = key(&[context.param("datatableId")], "");
    let mut all = lag::listed(context.world, ROW, context.now);
    all.retain(|row| !row.deleted && row.id.starts_with(&prefix));
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let total = all.len();
    let rows =
        all.into_iter().skip(page.start).take(page.size).map(|row| shown(row.value(), brief)).map(Row::Value);
    let rows = rows.collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn is_brief(context: &Context<'_>) -> bool {
    context.query.get("showbrief").is_none_or(|brief| brief.eq_ignore_ascii_case("true"))
}

fn shown(row: Value, brief: bool) -> Value {
    if brief { json!({ "key": row["key"] }) } else { row }
}

fn row(context: &mut Context<'_>) -> Answer {
    table(context)?;
    let row = verbs::read(context, &ENTITIES[1])?.value();
    Ok(Reply::json(shown(row, is_brief(context))))
}

fn add_row(context: &mut Context<'_>) -> Answer {
    let table = table(context)?;
    let id = context.text("key").unwrap_or_default().to_owned();
    if id.is_empty() {
        return Err(Refusal::new(400, "flows.datatables.syntax.error", "A row needs a key.").field("key"));
    }
    let store_key = key(&[context.param("datatableId")], &id);
    if context.world.store.get(ROW, &store_key).is_some() {
        return Err(Refusal::new(
            409,
            "flows.datatables.not.unique",
            "A row with the key {key} already exists.",
        )
        .with("key", id));
    }
    let row = complete(&table, &context.body)?;
    context.world.store.put(ROW, &store_key, &row, context.now);
    Ok(Reply::json(row))
}

fn put_row(context: &mut Context<'_>) -> Answer {
    let table = table(context)?;
    let store_key = verbs::item_key(context);
    verbs::find(context, &ENTITIES[1], &store_key)?;
    let mut sent = context.body.clone();
    sent["key"] = Value::from(context.param("rowId"));
    let row = complete(&table, &sent)?;
    context.world.store.put(ROW, &store_key, &row, context.now);
    Ok(Reply::json(row))
}

/// A row by its table's schema: types are checked, and missing properties take the schema's defaults.
fn complete(table: &Value, sent: &Value) -> Result<Value, Refusal> {
    let properties =
        table.pointer("/schema/properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let refused = |name: &str, message: &str| {
        Refusal::new(400, "flows.datatables.syntax.error", message).with("name", name).field(name)
    };
    let mut row = Map::new();
    for (name, value) in sent.as_object().into_iter().flatten() {
        let property =
            properties.get(name).ok_or_else(|| refused(name, "The table has no property {name}."))?;
        let fits = match property["type"].as_str() {
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        if !fits && !value.is_null() {
            return Err(refused(name, "The value of {name} is not of its type."));
        }
        if !value.is_null() {
            row.insert(name.clone(), value.clone());
        }
    }
    for (name, property) in &properties {
        if let Some(default) = property.get("default")
            && !row.contains_key(name)
        {
            row.insert(name.clone(), default.clone());
        }
    }
    for name in table.pointer("/schema/required").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if !row.contains_key(name) {
            return Err(refused(name, "The property {name} is required."));
        }
    }
    Ok(Value::from(row))
}
