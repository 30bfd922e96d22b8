//! A user's account and place: state, password, invitation, stations, reports, identifiers elsewhere.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    domains::{Route, queues},
    engine::{Singleton, list, verbs},
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
};

use super::{ENTITIES, KIND, touch, user};

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/users/{userId}/state", state),
    ("PUT", "/api/v2/users/{userId}/state", put_state),
    ("POST", "/api/v2/users/{userId}/password", password),
    ("POST", "/api/v2/users/{userId}/invite", invite),
    ("GET", "/api/v2/users/{userId}/station", station),
    ("PUT", "/api/v2/users/{userId}/station/associatedstation/{stationId}", |context| {
        set_station(context, "associatedStation")
    }),
    ("DELETE", "/api/v2/users/{userId}/station/associatedstation", |context| {
        clear_station(context, "associatedStation")
    }),
    ("PUT", "/api/v2/users/{userId}/station/defaultstation/{stationId}", |context| {
        set_station(context, "defaultStation")
    }),
    ("DELETE", "/api/v2/users/{userId}/station/defaultstation", |context| {
        clear_station(context, "defaultStation")
    }),
    ("GET", "/api/v2/users/{userId}/directreports", direct_reports),
    ("GET", "/api/v2/users/{userId}/superiors", superiors),
    ("GET", "/api/v2/users/{userId}/adjacents", adjacents),
    ("GET", "/api/v2/users/{userId}/queues", queues_of),
    ("GET", "/api/v2/users/{userId}/externalid", external_ids),
    ("POST", "/api/v2/users/{userId}/externalid", add_external_id),
    ("GET", "/api/v2/users/{userId}/externalid/{authorityName}", external_id),
    ("DELETE", "/api/v2/users/{userId}/externalid/{authorityName}/{externalKey}", remove_external_id),
    ("GET", "/api/v2/users/externalid/{authorityName}/{externalKey}", by_external_id),
    ("GET", "/api/v2/users/query", |context| list::list(context, &ENTITIES[0])),
    ("PATCH", "/api/v2/users/bulk", bulk),
    ("GET", "/api/v2/users/{userId}/profile", profile),
    ("GET", "/api/v2/users/{userId}/verifiers", |context| {
        user(context)?;
        Ok(Reply::json(json!({ "total": 0, "entities": [], "selfUri": context.request.path })))
    }),
];

/// Documents of a user.
pub static SINGLETONS: &[Singleton] = &[
    Singleton {
        kind: "users/outofoffice",
        path: "/api/v2/users/{userId}/outofoffice",
        parent: KIND,
        show: Some(|context, fields| {
            let user = context.param("userId").to_owned();
            fields.insert("user".to_owned(), json!({ "id": user }));
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "users/routingstatus",
        path: "/api/v2/users/{userId}/routingstatus",
        parent: KIND,
        show: Some(|context, fields| {
            let user = context.param("userId").to_owned();
            fields.insert("userId".to_owned(), Value::from(user));
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "users/callforwarding",
        path: "/api/v2/users/{userId}/callforwarding",
        parent: KIND,
        show: Some(|context, fields| {
            let user = context.param("userId").to_owned();
            fields.insert("user".to_owned(), json!({ "id": user }));
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "users/autoanswer",
        path: "/api/v2/users/agentui/agents/autoanswer/{agentId}/settings",
        parent: KIND,
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "voicemail/userpolicies",
        path: "/api/v2/voicemail/userpolicies/{userId}",
        parent: KIND,
        merging_put: true,
        check: Some(|context, _, new| {
            // The PIN is never shown again.
            if let Value::Object(fields) = new {
                fields.remove("pin");
            }
            let user = context.param("userId").to_owned();
            touch(context, &user);
            Ok(())
        }),
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "users/greetings/defaults",
        path: "/api/v2/users/{userId}/greetings/defaults",
        parent: KIND,
        ..Singleton::PLAIN
    },
];

fn state(context: &mut Context<'_>) -> Answer {
    let id = context.param("userId");
    let user = context.world.store.find(KIND, id).ok_or_else(Refusal::not_found)?.value();
    Ok(Reply::json(json!({ "state": user["state"], "version": user["version"] })))
}

fn put_state(context: &mut Context<'_>) -> Answer {
    let body = context.body.clone();
    context.body = json!({ "state": body["state"], "version": body["version"] });
    if body["state"].is_null() {
        return Err(Refusal::bad_request("The state is required.").field("state"));
    }
    if body["state"] == "deleted" {
        let user = user(context)?;
        verbs::delete(context, &ENTITIES[0])?;
        let version = user.value()["version"].as_i64().unwrap_or_default() + 1;
        return Ok(Reply::json(json!({ "state": "deleted", "version": version })));
    }
    super::patch(context)?;
    state(context)
}

fn profile(context: &mut Context<'_>) -> Answer {
    let user = user(context)?.value();
    Ok(Reply::json(json!({
        "id": user["id"], "name": user["name"], "state": user["state"], "version": user["version"],
        "selfUri": context.request.path,
    })))
}

fn password(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    if context.text("newPassword").is_none_or(|password| password.chars().count() < 8) {
        return Err(Refusal::new(400, "invalid.password", "The password does not meet the requirements."));
    }
    touch(context, &user.id);
    Ok(Reply::empty(204))
}

fn invite(context: &mut Context<'_>) -> Answer {
    user(context).map(|_| Reply::empty(204))
}

/// A user's stations as answers show them.
#[must_use]
pub fn stations(context: &Context<'_>, record: &Record) -> Value {
    let held = record.side.get("station").cloned().unwrap_or_else(|| json!({}));
    let mut shown = json!({});
    for place in ["associatedStation", "defaultStation"] {
        if let Some(id) = held[place].as_str() {
            let station =
                context.world.store.get("stations", id).map(|station| station.value()).unwrap_or_default();
            let mut one = json!({ "id": id });
            for field in ["name", "type"] {
                if !station[field].is_null() {
                    one[field] = station[field].clone();
                }
            }
            shown[place] = one;
        }
    }
    let effective = shown.get("associatedStation").or(shown.get("defaultStation")).cloned();
    if let Some(effective) = effective {
        shown["effectiveStation"] = effective;
    }
    shown
}

fn station(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    Ok(Reply::json(stations(context, &user)))
}

fn set_station(context: &mut Context<'_>, place: &str) -> Answer {
    let user = user(context)?;
    let station = context.param("stationId").to_owned();
    if context.world.store.get("stations", &station).is_none() {
        return Err(Refusal::new(404, "not.found", "The station {id} was not found.").with("id", &station));
    }
    let has_it = |other: &&Arc<Record>| {
        other.id != user.id && other.side.get("station").is_some_and(|held| held[place] == station)
    };
    let others: Vec<_> = context.world.store.live(KIND).filter(has_it).cloned().collect();
    if !others.is_empty() && place == "associatedStation" {
        return Err(Refusal::new(
            409,
            "userservice.stationalreadyassociated",
            "The station {id} is already associated with another user.",
        )
        .with("id", &station));
    }
    // A line is the default one of one user (`Line.defaultForUser` in the facts).
    for other in others {
        let Some(Value::Object(mut held)) = other.side.get("station").cloned() else { continue };
        held.remove(place);
        let held = if held.is_empty() { Value::Null } else { Value::from(held) };
        context.world.store.put_side(KIND, &other.id, "station", held);
    }
    let mut held = user.side.get("station").cloned().unwrap_or_else(|| json!({}));
    held[place] = Value::from(station);
    context.world.store.put_side(KIND, &user.id, "station", held);
    Ok(Reply::empty(202))
}

fn clear_station(context: &mut Context<'_>, place: &str) -> Answer {
    let user = user(context)?;
    let mut held = user.side.get("station").cloned().unwrap_or_else(|| json!({}));
    if let Value::Object(fields) = &mut held {
        fields.remove(place);
    }
    let held = if held == json!({}) { Value::Null } else { held };
    context.world.store.put_side(KIND, &user.id, "station", held);
    Ok(Reply::empty(202))
}

fn reports(context: &mut Context<'_>, manager: &str) -> Vec<Value> {
    let found: Vec<Arc<Record>> = context
        .world
        .store
        .live(KIND)
        .filter(|user| user.text.contains(manager) && user.value()["manager"]["id"] == manager)
        .cloned()
        .collect();
    found.iter().map(|record| shown(context, record)).collect()
}

fn shown(context: &mut Context<'_>, record: &Record) -> Value {
    let mut value = record.value();
    if let Value::Object(fields) = &mut value {
        super::show(context, fields);
    }
    value
}

fn manager(context: &mut Context<'_>, user: &Record) -> Option<Arc<Record>> {
    let id = user.value()["manager"]["id"].as_str()?.to_owned();
    context.world.store.get(KIND, &id).cloned()
}

fn direct_reports(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    Ok(Reply::json(Value::from(reports(context, &user.id))))
}

fn superiors(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let above = superiors_of(context, &user);
    Ok(Reply::json(Value::from(above)))
}

fn superiors_of(context: &mut Context<'_>, user: &Record) -> Vec<Value> {
    let mut above = Vec::new();
    let mut next = manager(context, user);
    // Managers may be in a circle; the platform shows a few levels only.
    while let Some(record) = next.filter(|_| above.len() < 10) {
        above.push(shown(context, &record));
        next = manager(context, &record);
    }
    above
}

fn adjacents(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let superiors = superiors_of(context, &user);
    let siblings = match manager(context, &user) {
        Some(manager) => {
            reports(context, &manager.id).into_iter().filter(|other| other["id"] != *user.id).collect()
        }
        None => Vec::new(),
    };
    let below = reports(context, &user.id);
    Ok(Reply::json(json!({ "superiors": superiors, "siblings": siblings, "directReports": below })))
}

fn queues_of(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let joined = context.query.get("joined").map(|joined| joined.eq_ignore_ascii_case("true"));
    let mut rows = Vec::new();
    for queue in context.world.store.live(queues::KIND) {
        if let Some(member) = queue.side_list("members").iter().find(|member| member["id"] == *user.id) {
            let is_joined = member["joined"] != false;
            if joined.is_none_or(|wanted| wanted == is_joined) {
                let mut value = queue.value();
                value["joined"] = Value::from(is_joined);
                if let Value::Object(fields) = &mut value {
                    fields.remove("autoAnswerOnly");
                }
                rows.push(Row::Value(value));
            }
        }
    }
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn held_external_ids(user: &Record) -> Vec<Value> {
    user.side_list("externalIds").to_vec()
}

fn external_ids(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    Ok(Reply::json(Value::from(held_external_ids(&user))))
}

fn add_external_id(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let (authority, key) = (context.body["authorityName"].clone(), context.body["externalKey"].clone());
    let taken = context.world.store.live(KIND).any(|other| {
        other.id != user.id
            && other
                .side_list("externalIds")
                .iter()
                .any(|held| held["authorityName"] == authority && held["externalKey"] == key)
    });
    if taken {
        return Err(Refusal::conflict("The external id is already in use by another user."));
    }
    let mut held = held_external_ids(&user);
    held.retain(|other| other["authorityName"] != authority);
    held.push(json!({ "authorityName": authority, "externalKey": key }));
    context.world.store.put_side(KIND, &user.id, "externalIds", Value::from(held.clone()));
    Ok(Reply::json(Value::from(held)))
}

fn external_id(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let wanted = context.param("authorityName");
    let found = held_external_ids(&user).into_iter().find(|held| held["authorityName"] == wanted);
    found.map(Reply::json).ok_or_else(Refusal::not_found)
}

fn remove_external_id(context: &mut Context<'_>) -> Answer {
    let user = user(context)?;
    let (authority, key) =
        (context.param("authorityName").to_owned(), context.param("externalKey").to_owned());
    let mut held = held_external_ids(&user);
    let before = held.len();
    held.retain(|other| other["authorityName"] != authority || other["externalKey"] != key);
    if held.len() == before {
        return Err(Refusal::not_found());
    }
    context.world.store.put_side(KIND, &user.id, "externalIds", Value::from(held));
    Ok(Reply::empty(204))
}

fn by_external_id(context: &mut Context<'_>) -> Answer {
    let (authority, key) =
        (context.param("authorityName").to_owned(), context.param("externalKey").to_owned());
    let holds = |held: &Value| held["authorityName"] == *authority && held["externalKey"] == *key;
    let found =
        context.world.store.live(KIND).find(|user| user.side_list("externalIds").iter().any(holds)).cloned();
    let record = found.ok_or_else(Refusal::not_found)?;
    Ok(Reply::json(shown(context, &record)))
}

fn bulk(context: &mut Context<'_>) -> Answer {
    let sent = context.body.as_array().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for change in &sent {
        let id = change["id"].as_str().unwrap_or_default();
        let record = verbs::find(context, &ENTITIES[0], id)?;
        let mut value = record.value();
        if let Some(answer) = change.get("acdAutoAnswer") {
            value["acdAutoAnswer"] = answer.clone();
        }
        verbs::bump(&ENTITIES[0], &record.value(), &mut value);
        context.world.store.put(KIND, id, &value, context.now);
        let record = verbs::find(context, &ENTITIES[0], id)?;
        rows.push(Row::Value(shown(context, &record)));
    }
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &json!({}))?;
    let total = rows.len();
    Ok(pages::envelope(context, facts, page, total, rows))
}
