//! Skill groups: users who meet conditions, in the divisions the group looks at.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    domains::{
        Route,
        users::{self, relations},
    },
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, verbs},
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::{Record, Store},
    world::DIVISIONS,
};

/// Kind of a skill group.
pub const KIND: &str = "routing/skillgroups";
/// What belongs to a skill group and is not part of its JSON.
pub const SIDES: &[&str] = &["memberDivisions"];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/skillgroups",
    item: "/api/v2/routing/skillgroups/{skillGroupId}",
    model: "SkillGroup",
    division: Division::Field,
    unique: Some(Unique::NAME),
    deletion: Deletion::HARD,
    matching: Match::Prefix,
    sort: Some("name"),
    object_type: Some("SKILLGROUP"),
    hooks: Hooks {
        create: Some(write),
        update: Some(write),
        created: Some(created),
        show: Some(show),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/skillgroups/{skillGroupId}/members", members),
    ("GET", "/api/v2/routing/skillgroups/{skillGroupId}/members/divisions", divisions),
    ("POST", "/api/v2/routing/skillgroups/{skillGroupId}/members/divisions", change_divisions),
    ("GET", "/api/v2/users/{userId}/skillgroups", of_user),
];

fn write(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["status"] = Value::from("InProgress");
    for condition in new["skillConditions"].as_array().into_iter().flatten() {
        check(context, condition)?;
    }
    if let Some(wanted) = context.body["memberDivisions"].as_array() {
        for division in wanted.iter().filter_map(Value::as_str).filter(|division| *division != "*") {
            if context.world.known(DIVISIONS, division).is_none() {
                return Err(Refusal::bad_request("The division {id} was not found.")
                    .with("id", division)
                    .field("memberDivisions"));
            }
        }
    }
    Ok(())
}

fn check(context: &Context<'_>, condition: &Value) -> Result<(), Refusal> {
    let kinds = [
        ("routingSkillConditions", "routingSkill", super::skills::KIND),
        ("languageSkillConditions", "languageSkill", super::languages::KIND),
    ];
    for (list, field, kind) in kinds {
        for one in condition[list].as_array().into_iter().flatten() {
            let name = one[field].as_str().unwrap_or_default();
            let known = context.world.known(kind, name).is_some()
                || context
                    .world
                    .store
                    .with_unique(kind, name)
                    .any(|record| context.world.known(kind, &record.id).is_some());
            if !known {
                return Err(Refusal::bad_request("The skill {name} was not found.")
                    .with("name", name)
                    .field(field));
            }
            for child in one["childConditions"].as_array().into_iter().flatten() {
                check(context, child)?;
            }
        }
    }
    Ok(())
}

fn created(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    if let Some(divisions) = context.body.get("memberDivisions").filter(|list| list.is_array()) {
        let divisions = divisions.clone();
        context.world.store.put_side(KIND, id, "memberDivisions", divisions);
    }
    Ok(())
}

/// The platform evaluates the members after it has answered.
fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let record = context.world.store.get(KIND, &id);
    if context.operation.method == "GET"
        && record.is_some_and(|record| context.world.is_settled(record, context.now))
    {
        fields.insert("status".to_owned(), Value::from("Complete"));
    }
    let count = members_of(&context.world.store, &id).len();
    fields.insert("memberCount".to_owned(), Value::from(count));
}

/// Ids of the users who meet a group's conditions.
#[must_use]
pub fn members_of(store: &Store, group: &str) -> Vec<String> {
    let Some(record) = store.get(KIND, group) else { return Vec::new() };
    let value = record.value();
    let conditions = value["skillConditions"].as_array().cloned().unwrap_or_default();
    if conditions.is_empty() {
        return Vec::new();
    }
    let divisions = divisions_of(record);
    let everywhere = divisions.iter().any(|division| division == "*");
    store
        .live(users::KIND)
        .filter(|user| {
            everywhere || divisions.iter().any(|division| Some(division.as_str()) == user.division.as_deref())
        })
        .filter(|user| conditions.iter().all(|condition| meets(store, &user.id, condition)))
        .map(|user| user.id.to_string())
        .collect()
}

fn meets(store: &Store, user: &str, condition: &Value) -> bool {
    let one = |list: &str, field: &str, held: &[Value]| -> Vec<bool> {
        condition[list]
            .as_array()
            .into_iter()
            .flatten()
            .map(|wanted| {
                let name = wanted[field].as_str().unwrap_or_default().to_lowercase();
                let has = held.iter().find(|held| {
                    held["id"].as_str() == Some(&name)
                        || held["name"].as_str().is_some_and(|other| other.to_lowercase() == name)
                });
                let children = wanted["childConditions"].as_array().cloned().unwrap_or_default();
                has.is_some_and(|held| compare(&held["proficiency"], wanted))
                    && children.iter().all(|child| meets(store, user, child))
            })
            .collect()
    };
    let mut met =
        one("routingSkillConditions", "routingSkill", &relations::shown(store, user, &relations::SKILLS));
    met.extend(one(
        "languageSkillConditions",
        "languageSkill",
        &relations::shown(store, user, &relations::LANGUAGES),
    ));
    match condition["operation"].as_str() {
        Some("Or") => met.iter().any(|met| *met),
        Some("Not") => !met.iter().any(|met| *met),
        _ => met.iter().all(|met| *met),
    }
}

fn compare(held: &Value, wanted: &Value) -> bool {
    let (held, limit) =
        (held.as_f64().unwrap_or_default(), wanted["proficiency"].as_f64().unwrap_or_default());
    match wanted["comparator"].as_str() {
        Some("NotEqualTo") => (held - limit).abs() > f64::EPSILON,
        Some("LessThan") => held < limit,
        Some("LessThanOrEqualTo") => held <= limit,
        Some("GreaterThan") => held > limit,
        Some("GreaterThanOrEqualTo") => held >= limit,
        _ => (held - limit).abs() <= f64::EPSILON,
    }
}

/// The group's own division is always among them.
fn divisions_of(record: &Record) -> Vec<String> {
    let mut divisions: Vec<String> =
        record.side_list("memberDivisions").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
    if let Some(own) = record.division.as_deref()
        && !divisions.iter().any(|division| division == own || division == "*")
    {
        divisions.push(own.to_owned());
    }
    divisions
}

fn group(context: &Context<'_>) -> Result<Arc<Record>, Refusal> {
    verbs::find(context, &ENTITIES[0], context.param("skillGroupId"))
}

fn members(context: &mut Context<'_>) -> Answer {
    let group = group(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let rows: Vec<Row> = members_of(&context.world.store, &group.id)
        .into_iter()
        .filter_map(|id| {
            let user = context.world.store.get(users::KIND, &id)?.value();
            Some(Row::Value(json!({ "id": id, "name": user["name"], "selfUri": user["selfUri"] })))
        })
        .collect();
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn divisions(context: &mut Context<'_>) -> Answer {
    let group = group(context)?;
    let rows: Vec<Value> =
        divisions_of(&group).iter().map(|division| context.world.division_reference(division)).collect();
    Ok(Reply::json(json!({ "entities": rows })))
}

fn change_divisions(context: &mut Context<'_>) -> Answer {
    let group = group(context)?;
    let ids = |field: &str| -> Vec<String> {
        let list = context.body[field].as_array().into_iter().flatten();
        list.filter_map(|id| id.as_str().map(str::to_owned)).collect()
    };
    let (add, remove) = (ids("addDivisionIds"), ids("removeDivisionIds"));
    let unknown = add.iter().find(|id| *id != "*" && context.world.known(DIVISIONS, id).is_none());
    if let Some(id) = unknown {
        return Err(Refusal::new(404, "not.found", "The division {id} was not found.").with("id", id));
    }
    let mut held: Vec<String> =
        group.side_list("memberDivisions").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
    held.retain(|id| !remove.contains(id) && !remove.iter().any(|id| id == "*"));
    for id in add {
        if !held.contains(&id) {
            held.push(id);
        }
    }
    context.world.store.put_side(KIND, &group.id, "memberDivisions", Value::from(held));
    Ok(Reply::empty(204))
}

fn of_user(context: &mut Context<'_>) -> Answer {
    let user = users::user(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let groups: Vec<Arc<Record>> = context.world.store.live(KIND).cloned().collect();
    let mut rows = Vec::new();
    for group in groups {
        if members_of(&context.world.store, &group.id).contains(&user.id.to_string()) {
            let mut value = group.value();
            value["status"] = Value::from("Complete");
            rows.push(Row::Value(value));
        }
    }
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}
