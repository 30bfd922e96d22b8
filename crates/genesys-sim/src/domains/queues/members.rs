//! Members of a queue: users of its own, and those who are in by a group.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use crate::{
    clock::Millis,
    domains::{Route, skill_groups, users},
    engine::{list, verbs},
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::{Record, Store},
};

use super::{BATCH, KIND, counts, group_kind, queue};

/// The operations of this part; the older twin under `/users` behaves the same.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/queues/{queueId}/members", members),
    ("POST", "/api/v2/routing/queues/{queueId}/members", add_or_remove),
    ("PATCH", "/api/v2/routing/queues/{queueId}/members", join),
    ("PATCH", "/api/v2/routing/queues/{queueId}/members/{memberId}", change),
    ("DELETE", "/api/v2/routing/queues/{queueId}/members/{memberId}", |context| remove(context, 204)),
    ("GET", "/api/v2/routing/queues/{queueId}/users", members),
    ("POST", "/api/v2/routing/queues/{queueId}/users", add_or_remove),
    ("PATCH", "/api/v2/routing/queues/{queueId}/users", join),
    ("PATCH", "/api/v2/routing/queues/{queueId}/users/{memberId}", change),
    ("DELETE", "/api/v2/routing/queues/{queueId}/users/{memberId}", |context| remove(context, 200)),
];

const LARGEST_RING: i64 = 6;
/// Name under which members lag.
pub const MEMBERS: &str = "routing/queues/members";

/// Ids of the users who are in a queue by one of its groups.
#[must_use]
pub fn by_group(store: &Store, queue: &Record) -> Vec<String> {
    let mut found = BTreeMap::new();
    for group in queue.value()["memberGroups"].as_array().into_iter().flatten() {
        let Some(id) = group["id"].as_str() else { continue };
        let kind = group_kind(&group["type"]);
        if kind == skill_groups::KIND {
            found.extend(skill_groups::members_of(store, id).into_iter().map(|id| (id, ())));
        } else if let Some(group) = store.get(kind, id) {
            for member in group.side_list("members") {
                found.extend(member.as_str().map(|id| (id.to_owned(), ())));
            }
        }
    }
    found.into_keys().collect()
}

fn members(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let late = context.world.lag(MEMBERS, &queue.id).list_ms;
    let own: Vec<(String, Value)> = queue
        .side_list("members")
        .iter()
        .filter(|member| !is_late(context, member, late))
        .filter_map(|member| Some((member["id"].as_str()?.to_owned(), member.clone())))
        .collect();
    let mut rows: Vec<(String, Value, &str)> = Vec::new();
    let wanted = context.query.get("memberBy").map(str::to_lowercase);
    if wanted.as_deref() != Some("group") {
        rows.extend(own.iter().map(|(id, member)| (id.clone(), member.clone(), "user")));
    }
    if wanted.as_deref() != Some("user") {
        let changed = context.now - queue.written < late;
        let groups = if changed { Vec::new() } else { by_group(&context.world.store, &queue) };
        let more = groups.into_iter().filter(|id| !own.iter().any(|(own, _)| own == id));
        rows.extend(more.map(|id| (id, json!({}), "group")));
    }
    let mut shown = Vec::new();
    for (id, member, by) in rows {
        if let Some(row) = show(context, &queue.id, &id, &member, by) {
            shown.push(row);
        }
    }
    let total = shown.len();
    let rows = shown.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// Whether a member was added within a lag.
fn is_late(context: &Context<'_>, member: &Value, late: Millis) -> bool {
    member["since"].as_i64().is_some_and(|since| context.now - since < late)
}

fn show(context: &mut Context<'_>, queue: &str, id: &str, member: &Value, by: &str) -> Option<Value> {
    let user = context.world.store.get(users::KIND, id)?.clone();
    if let Some(name) = context.query.get("name")
        && !list::matches(crate::engine::Match::Contains, &user.name, name)
    {
        return None;
    }
    let joined = member.get("joined").and_then(Value::as_bool).unwrap_or(true);
    if context.query.get("joined").is_some_and(|wanted| wanted.eq_ignore_ascii_case("true") != joined) {
        return None;
    }
    let mut value = user.value();
    let name = value["name"].clone();
    if let Value::Object(fields) = &mut value {
        users::show(context, fields);
    }
    Some(json!({
        "id": id,
        "name": name,
        "user": value,
        "ringNumber": member.get("ringNumber").and_then(Value::as_i64).unwrap_or(1),
        "joined": joined,
        "memberBy": by,
        "selfUri": format!("/api/v2/routing/queues/{queue}/members/{id}"),
    }))
}

fn add_or_remove(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let ids = ids(context)?;
    let mut members = queue.side_list("members").to_vec();
    if context.query.is_true("delete") {
        members.retain(|member| !ids.iter().any(|id| member["id"] == *id));
    } else {
        let groups = by_group(&context.world.store, &queue);
        for id in ids {
            verbs::find_known(context, &users::ENTITIES[0], &id)?;
            if groups.contains(&id) {
                return Err(Refusal::bad_request(
                    "The user {id} is a member of the queue by a group already.",
                )
                .with("id", id));
            }
            if !members.iter().any(|member| member["id"] == id) {
                let mut member = json!({ "id": id, "ringNumber": 1, "joined": true });
                if !context.world.lags.are_off() {
                    member["since"] = Value::from(context.now);
                }
                members.push(member);
            }
        }
    }
    save(context, &queue, members);
    Ok(Reply::empty(200))
}

fn ids(context: &Context<'_>) -> Result<Vec<String>, Refusal> {
    let sent = context.body.as_array().map(Vec::as_slice).unwrap_or_default();
    if sent.len() > BATCH {
        return Err(Refusal::bad_request("At most {limit} members may be sent at once, not {count}.")
            .with("limit", BATCH.to_string())
            .with("count", sent.len().to_string()));
    }
    let ids: Vec<String> =
        sent.iter().filter_map(|member| member["id"].as_str().map(str::to_owned)).collect();
    match ids.iter().find(|id| id.is_empty()) {
        Some(_) => Err(Refusal::new(400, "invalid.id", "An id is not valid.")),
        None => Ok(ids),
    }
}

fn join(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    ids(context)?;
    let changes = context.body.as_array().cloned().unwrap_or_default();
    let mut members = queue.side_list("members").to_vec();
    for sent in &changes {
        apply(context, &queue, &mut members, sent["id"].as_str().unwrap_or_default(), sent)?;
    }
    save(context, &queue, members);
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &json!({}))?;
    let record = self::queue(context)?;
    let mut rows = Vec::new();
    for sent in &changes {
        let id = sent["id"].as_str().unwrap_or_default();
        if let Some(member) = record.side_list("members").iter().find(|member| member["id"] == id)
            && let Some(row) = show(context, &record.id, id, member, "user")
        {
            rows.push(Row::Value(row));
        }
    }
    let total = rows.len();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn change(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let id = context.param("memberId").to_owned();
    let sent = context.body.clone();
    let mut members = queue.side_list("members").to_vec();
    apply(context, &queue, &mut members, &id, &sent)?;
    save(context, &queue, members);
    Ok(Reply::empty(202))
}

fn apply(
    context: &Context<'_>,
    queue: &Record,
    members: &mut [Value],
    id: &str,
    sent: &Value,
) -> Result<(), Refusal> {
    let late = context.world.lag(MEMBERS, &queue.id).create_ms;
    let found = members.iter_mut().find(|member| member["id"] == id && !is_late(context, member, late));
    let member = found.ok_or_else(|| {
        Refusal::new(404, "resource.not.found", "The user {id} is not a member of the queue.").with("id", id)
    })?;
    if let Some(ring) = sent.get("ringNumber").and_then(Value::as_i64) {
        let rings = queue.value().pointer("/bullseye/rings").and_then(Value::as_array).map_or(1, Vec::len);
        let last = i64::try_from(rings).unwrap_or(LARGEST_RING).clamp(1, LARGEST_RING);
        if ring < 1 || ring > last {
            return Err(Refusal::bad_request("The queue has no ring {ring}.").with("ring", ring.to_string()));
        }
        member["ringNumber"] = Value::from(ring);
    }
    if let Some(joined) = sent.get("joined").and_then(Value::as_bool) {
        member["joined"] = Value::from(joined);
    }
    Ok(())
}

fn remove(context: &mut Context<'_>, status: u16) -> Answer {
    let queue = queue(context)?;
    let id = context.param("memberId").to_owned();
    let mut members = queue.side_list("members").to_vec();
    let before = members.len();
    members.retain(|member| member["id"] != id);
    if members.len() == before {
        return Err(Refusal::new(404, "resource.not.found", "The user {id} is not a member of the queue.")
            .with("id", id));
    }
    save(context, &queue, members);
    Ok(Reply::empty(status))
}

/// Writes a queue's members and the counts that follow from them.
pub fn save(context: &mut Context<'_>, queue: &Arc<Record>, members: Vec<Value>) {
    let mut value = queue.value();
    if let (Value::Object(fields), Value::Object(counts)) = (&mut value, counts(&members)) {
        fields.extend(counts);
    }
    context.world.store.put_side(KIND, &queue.id, "members", Value::from(members));
    context.world.store.amend(KIND, &queue.id, &value);
}

/// A user who is gone is no member any more.
pub fn forget(context: &mut Context<'_>, user: &str) {
    let queues: Vec<Arc<Record>> = context
        .world
        .store
        .all(KIND)
        .filter(|queue| queue.side_list("members").iter().any(|member| member["id"] == user))
        .cloned()
        .collect();
    for queue in queues {
        let left = queue.side_list("members").iter().filter(|member| member["id"] != user).cloned().collect();
        save(context, &queue, left);
    }
}
