//! Stations: the platform makes one for each phone, and users are associated with them.

use serde_json::{Value, json};

use crate::{
    domains::{
        Route,
        telephony::{PLAIN, phones::PHONE},
        users,
    },
    engine::{Entity, Hooks, Match, Version, verbs},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
};

/// Kind of a station.
pub const STATION: &str = "stations";

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: STATION,
    collection: "/api/v2/stations",
    item: "/api/v2/stations/{stationId}",
    model: "Station",
    unique: None,
    version: Version::None,
    shows_deleted: false,
    matching: Match::Contains,
    hooks: Hooks { filter: Some(is_asked_for), show: Some(show), ..Hooks::NONE },
    ..PLAIN
}];

/// The operations of this part beyond read and list.
pub static ROUTES: &[Route] = &[("DELETE", "/api/v2/stations/{stationId}/associateduser", free)];

/// The station of a phone, named after it, of the first of its lines.
pub fn follow(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let Some(phone) = context.world.store.get(PHONE, id).map(|phone| phone.value()) else { return Ok(()) };
    let there = of_phone(context, id);
    let station = there.clone().unwrap_or_else(|| context.world.new_id(STATION));
    let model = phone["phoneMetaBase"]["id"].as_str().unwrap_or_default();
    let mut value = json!({
        "id": station, "name": phone["name"], "type": model.trim_end_matches(".json"),
        "lineAppearanceId": phone["lines"][0]["id"], "selfUri": format!("/api/v2/stations/{station}"),
    });
    if phone["webRtcUser"]["id"].is_string() {
        value["webRtcUserId"] = phone["webRtcUser"]["id"].clone();
    }
    let same = context.world.store.get(STATION, &station).is_some_and(|record| record.value() == value);
    if !same {
        context.world.store.put(STATION, &station, &value, context.now);
        context.world.store.put_side(STATION, &station, "phone", Value::from(id));
    }
    Ok(())
}

/// What is gone has no station, and nobody is associated with it.
pub fn forget(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    if let Some(station) = of_phone(context, id) {
        leave(context, &station, &["associatedStation", "defaultStation"]);
        context.world.store.remove(STATION, &station);
    }
    Ok(())
}

fn of_phone(context: &Context<'_>, phone: &str) -> Option<String> {
    let of_it = |station: &Record| station.side.get("phone").is_some_and(|other| other == phone);
    context.world.store.live(STATION).find(|station| of_it(station)).map(|station| station.id.to_string())
}

/// The users who hold a station so.
fn holders(context: &Context<'_>, station: &str, place: &str) -> Vec<String> {
    let holds = |user: &Record| user.side.get("station").is_some_and(|held| held[place] == station);
    context.world.store.live(users::KIND).filter(|user| holds(user)).map(|user| user.id.to_string()).collect()
}

fn leave(context: &mut Context<'_>, station: &str, places: &[&str]) {
    for place in places {
        for user in holders(context, station, place) {
            let held = context
                .world
                .store
                .get(users::KIND, &user)
                .and_then(|user| user.side.get("station").cloned());
            let Some(Value::Object(mut held)) = held else { continue };
            held.remove(*place);
            let held = if held.is_empty() { Value::Null } else { Value::from(held) };
            context.world.store.put_side(users::KIND, &user, "station", held);
        }
    }
}

fn free(context: &mut Context<'_>) -> Answer {
    let station = context.param("stationId").to_owned();
    verbs::find(context, &ENTITIES[0], &station)?;
    leave(context, &station, &["associatedStation"]);
    Ok(Reply::empty(202))
}

fn show(context: &mut Context<'_>, station: &mut serde_json::Map<String, Value>) {
    let id = station.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let holder = holders(context, &id, "associatedStation").into_iter().next();
    let status = if holder.is_some() { "ASSOCIATED" } else { "AVAILABLE" };
    station.insert("status".to_owned(), Value::from(status));
    if let Some(user) = holder {
        station.insert("userId".to_owned(), Value::from(user));
    }
}

fn is_asked_for(context: &Context<'_>, record: &Record) -> bool {
    let station = record.value();
    let is = |query: &str| context.query.get(query).is_none_or(|asked| station[query] == asked);
    is("webRtcUserId") && is("lineAppearanceId")
}
