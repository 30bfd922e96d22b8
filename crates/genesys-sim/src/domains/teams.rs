//! Teams and their members.

use serde_json::{Value, json};

use crate::{
    domains::{Route, users},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, verbs},
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
};

/// Kind of a team.
pub const KIND: &str = "teams";
/// What belongs to a team and is not part of its JSON.
pub const SIDES: &[&str] = &["members"];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/teams",
    item: "/api/v2/teams/{teamId}",
    model: "Team",
    division: Division::Field,
    unique: Some(Unique::NAME),
    deletion: Deletion::HARD,
    matching: Match::Prefix,
    sort: Some("name"),
    object_type: Some("TEAM"),
    hooks: Hooks { create: Some(create), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/teams/search", |context| users::search::directory(context, &ENTITIES[0])),
    ("GET", "/api/v2/teams/{teamId}/members", members),
    ("POST", "/api/v2/teams/{teamId}/members", add),
    ("DELETE", "/api/v2/teams/{teamId}/members", remove),
];

fn create(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["memberCount"] = Value::from(0);
    Ok(())
}

fn members(context: &mut Context<'_>) -> Answer {
    let team = verbs::find(context, &ENTITIES[0], context.param("teamId"))?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let rows: Vec<Value> = team
        .side_list("members")
        .iter()
        .filter_map(|id| {
            let user = context.world.store.get(users::KIND, id.as_str()?)?.value();
            Some(json!({ "id": user["id"], "name": user["name"], "selfUri": user["selfUri"] }))
        })
        .collect();
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// A user is in one team at most; a failure does not stop the others.
fn add(context: &mut Context<'_>) -> Answer {
    let team = verbs::find(context, &ENTITIES[0], context.param("teamId"))?;
    let mut members = team.side_list("members").to_vec();
    let (mut added, mut failures) = (Vec::new(), Vec::new());
    for id in context.body["memberIds"].as_array().cloned().unwrap_or_default() {
        let text = id.as_str().unwrap_or_default();
        let elsewhere = context
            .world
            .store
            .live(KIND)
            .any(|other| other.id != team.id && other.side_list("members").contains(&id));
        if context.world.known(users::KIND, text).is_none() {
            failures.push(json!({ "id": text, "reason": "UserNotFound" }));
        } else if elsewhere {
            failures.push(json!({ "id": text, "reason": "UserGroupLimitExceeded" }));
        } else {
            added.push(json!({ "id": text, "selfUri": format!("/api/v2/users/{text}") }));
            if !members.contains(&id) {
                members.push(id);
            }
        }
    }
    save(context, &team, members);
    Ok(Reply::json(json!({ "entities": added, "failures": failures })))
}

fn remove(context: &mut Context<'_>) -> Answer {
    let team = verbs::find(context, &ENTITIES[0], context.param("teamId"))?;
    let gone = context.query.all("id");
    let left =
        team.side_list("members").iter().filter(|id| !gone.iter().any(|gone| *id == gone)).cloned().collect();
    save(context, &team, left);
    Ok(Reply::empty(204))
}

fn save(context: &mut Context<'_>, team: &Record, members: Vec<Value>) {
    let mut value = team.value();
    value["memberCount"] = Value::from(members.len());
    context.world.store.put_side(KIND, &team.id, "members", Value::from(members));
    context.world.store.amend(KIND, &team.id, &value);
}

/// After a seed: the count follows from the members.
pub fn settle(record: &Record, value: &mut Value) {
    value["memberCount"] = Value::from(record.side_list("members").len());
}
