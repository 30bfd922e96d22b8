//! A user's routing skills and languages: the same shape twice, with small differences.

use serde_json::{Value, json};

use crate::{
    domains::{Route, languages, skills},
    engine::{Entity, verbs},
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Store,
};

use super::{KIND, touch, user};

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/users/{userId}/routingskills", |context| list(context, &SKILLS)),
    ("POST", "/api/v2/users/{userId}/routingskills", |context| add(context, &SKILLS)),
    ("PATCH", "/api/v2/users/{userId}/routingskills/bulk", |context| bulk(context, &SKILLS, false)),
    ("PUT", "/api/v2/users/{userId}/routingskills/bulk", |context| bulk(context, &SKILLS, true)),
    ("PUT", "/api/v2/users/{userId}/routingskills/{skillId}", |context| change(context, &SKILLS)),
    ("DELETE", "/api/v2/users/{userId}/routingskills/{skillId}", |context| remove(context, &SKILLS)),
    ("GET", "/api/v2/users/{userId}/routinglanguages", |context| list(context, &LANGUAGES)),
    ("POST", "/api/v2/users/{userId}/routinglanguages", |context| add(context, &LANGUAGES)),
    ("PATCH", "/api/v2/users/{userId}/routinglanguages/bulk", |context| bulk(context, &LANGUAGES, false)),
    ("PATCH", "/api/v2/users/{userId}/routinglanguages/{languageId}", |context| change(context, &LANGUAGES)),
    ("DELETE", "/api/v2/users/{userId}/routinglanguages/{languageId}", |context| remove(context, &LANGUAGES)),
    ("GET", "/api/v2/users/{userId}/profileskills", profile_skills),
    ("PUT", "/api/v2/users/{userId}/profileskills", put_profile_skills),
];

const BATCH: usize = 50;

/// What differs between skills and languages.
pub struct Ability {
    /// Under which name a user has them.
    side: &'static str,
    uri_field: &'static str,
    segment: &'static str,
    entity: &'static Entity,
    whole: bool,
    removed: u16,
}

/// Routing skills of a user.
pub static SKILLS: Ability = Ability {
    side: "skills",
    uri_field: "skillUri",
    segment: "routingskills",
    entity: &skills::ENTITIES[0],
    whole: false,
    removed: 200,
};

/// Routing languages of a user; a proficiency is a whole number.
pub static LANGUAGES: Ability = Ability {
    side: "languages",
    uri_field: "languageUri",
    segment: "routinglanguages",
    entity: &languages::ENTITIES[0],
    whole: true,
    removed: 204,
};

/// A user's skills or languages as answers show them; those that were deleted are gone.
#[must_use]
pub fn shown(store: &Store, user: &str, ability: &Ability) -> Vec<Value> {
    let Some(record) = store.find(KIND, user) else { return Vec::new() };
    let mut shown: Vec<Value> = record
        .side_list(ability.side)
        .iter()
        .filter_map(|held| {
            let id = held["id"].as_str()?;
            let target = store.get(ability.entity.kind, id)?.value();
            Some(json!({
                "id": id,
                "name": target["name"],
                "proficiency": held["proficiency"],
                "state": "active",
                ability.uri_field: target["selfUri"],
                "selfUri": format!("/api/v2/users/{user}/{}/{id}", ability.segment),
            }))
        })
        .collect();
    shown.sort_by_key(|held| held["name"].as_str().map(str::to_lowercase));
    shown
}

fn list(context: &mut Context<'_>, ability: &Ability) -> Answer {
    let user = user(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let all = shown(&context.world.store, &user.id, ability);
    let total = all.len();
    let rows = all.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn add(context: &mut Context<'_>, ability: &Ability) -> Answer {
    let user = user(context)?;
    let sent = context.body.clone();
    store(context, &user.id, ability, std::slice::from_ref(&sent), false)?;
    one(context, &user.id, ability, sent["id"].as_str().unwrap_or_default())
}

fn bulk(context: &mut Context<'_>, ability: &Ability, replace: bool) -> Answer {
    let user = user(context)?;
    let sent = context.body.as_array().cloned().unwrap_or_default();
    if sent.len() > BATCH {
        return Err(Refusal::bad_request("At most {limit} entries may be sent at once, not {count}.")
            .with("limit", BATCH.to_string())
            .with("count", sent.len().to_string()));
    }
    store(context, &user.id, ability, &sent, replace)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &json!({}))?;
    let all = shown(&context.world.store, &user.id, ability);
    let total = all.len();
    Ok(pages::envelope(context, facts, page, total, all.into_iter().map(Row::Value).collect()))
}

fn change(context: &mut Context<'_>, ability: &Ability) -> Answer {
    let user = user(context)?;
    let id = context.last_param().to_owned();
    if !user.side_list(ability.side).iter().any(|held| held["id"] == id) {
        return Err(Refusal::not_found());
    }
    let proficiency = context.body["proficiency"].clone();
    store(context, &user.id, ability, &[json!({ "id": id, "proficiency": proficiency })], false)?;
    one(context, &user.id, ability, &id)
}

fn remove(context: &mut Context<'_>, ability: &Ability) -> Answer {
    let user = user(context)?;
    let id = context.last_param().to_owned();
    let held = user.side_list(ability.side);
    let left: Vec<Value> = held.iter().filter(|held| held["id"] != id).cloned().collect();
    if left.len() == held.len() {
        return Err(Refusal::not_found());
    }
    context.world.store.put_side(KIND, &user.id, ability.side, Value::from(left));
    touch(context, &user.id);
    Ok(Reply::empty(ability.removed))
}

fn one(context: &Context<'_>, user: &str, ability: &Ability, id: &str) -> Answer {
    let all = shown(&context.world.store, user, ability);
    all.into_iter().find(|held| held["id"] == id).map(Reply::json).ok_or_else(Refusal::not_found)
}

fn store(
    context: &mut Context<'_>,
    user: &str,
    ability: &Ability,
    sent: &[Value],
    replace: bool,
) -> Result<(), Refusal> {
    let record = context.world.store.get(KIND, user).cloned().ok_or_else(Refusal::not_found)?;
    let mut held = if replace { Vec::new() } else { record.side_list(ability.side).to_vec() };
    for entry in sent {
        let id = entry["id"].as_str().unwrap_or_default();
        verbs::find_known(context, ability.entity, id)?;
        let proficiency = entry["proficiency"].as_f64().unwrap_or_default();
        if !(0.0..=5.0).contains(&proficiency) {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                "The proficiency {value} must be between 0.0 and 5.0.",
            )
            .with("value", proficiency.to_string())
            .field("proficiency"));
        }
        let proficiency = if ability.whole { proficiency.round() } else { proficiency };
        let entry = json!({ "id": id, "proficiency": proficiency });
        match held.iter_mut().find(|other| other["id"] == id) {
            Some(other) => *other = entry,
            None => held.push(entry),
        }
    }
    context.world.store.put_side(KIND, user, ability.side, Value::from(held));
    touch(context, user);
    Ok(())
}

fn profile_skills(context: &mut Context<'_>) -> Answer {
    let mut skills = user(context)?.value()["profileSkills"].take();
    if skills.is_null() {
        skills = json!([]);
    }
    Ok(Reply::json(skills))
}

fn put_profile_skills(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let skills = if context.body.is_array() { context.body.clone() } else { json!([]) };
    let mut value = user.value();
    value["profileSkills"] = skills.clone();
    context.world.store.put(KIND, &user.id, &value, context.now);
    touch(context, &user.id);
    Ok(Reply::json(skills))
}
