//! Search of the directory: criteria that must all hold, over users, groups and locations alike.

use std::sync::Arc;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde_json::{Value, json};

use crate::{
    engine::{Entity, verbs},
    laws::{lag, pages},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    store::Record,
};

/// The largest number of results a search can reach.
const CAP: usize = 10_000;

/// `POST /api/v2/users/search`.
///
/// # Errors
/// When the search is not valid.
pub fn search(context: &mut Context<'_>) -> Answer {
    directory(context, &super::ENTITIES[0])
}

/// The same search as a link: the whole request is in its `q64`.
///
/// # Errors
/// When the link is not one of ours.
pub fn linked(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let text = context.query.get("q64").unwrap_or_default();
    let decoded = URL_SAFE.decode(text).or_else(|_| STANDARD.decode(text)).ok();
    let body: Option<Value> = decoded.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    context.body = body.ok_or_else(|| Refusal::bad_request("The parameter q64 is not valid."))?;
    directory(context, entity)
}

fn link(context: &Context<'_>, entity: &Entity, page: usize) -> Value {
    let mut body = context.body.clone();
    body["pageNumber"] = Value::from(page);
    Value::from(format!("{}/search?q64={}", entity.collection, URL_SAFE.encode(body.to_string())))
}

/// A search over one kind of the directory.
///
/// # Errors
/// When the search is not valid.
pub fn directory(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    let number = |name: &str, default: usize| -> usize {
        context.body[name].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(default)
    };
    let (size, page) = (number("pageSize", 25), number("pageNumber", 1));
    let max = pages::largest(verbs::facts()?, entity.collection).min(100);
    if size == 0 || page == 0 || size > max {
        return Err(Refusal::bad_request(
            "The page size must be between 1 and {max}, and pages begin with 1.",
        )
        .with("max", max.to_string()));
    }
    if size.saturating_mul(page) > CAP + size - 1 {
        return Err(Refusal::bad_request("A search reaches at most 10000 results."));
    }
    let criteria = context.body["query"].as_array().cloned().unwrap_or_default();
    let wants_state =
        criteria.iter().any(|criterion| fields_of(criterion).iter().any(|field| field == "state"));
    let gone = lag::ghosts(context.world, entity.kind, context.now, |lag| lag.search_ms);
    let mut found: Vec<(Arc<Record>, Value)> = context
        .world
        .store
        .all(entity.kind)
        .filter_map(|record| indexed(context, entity, record))
        .chain(gone)
        .filter(|record| !record.deleted || wants_state)
        .map(|record| {
            let value = record.value();
            (record, value)
        })
        .filter(|(_, value)| criteria.iter().all(|criterion| holds(criterion, value)))
        .collect();
    if let Some(field) = context.text("sortBy") {
        let key = |value: &Value| value[field].as_str().map(str::to_lowercase).unwrap_or_default();
        found.sort_by_key(|(_, value)| key(value));
        if context.text("sortOrder") == Some("DESC") {
            found.reverse();
        }
    }
    let total = found.len();
    let mut results = Vec::new();
    for (_, mut value) in found.into_iter().skip((page - 1).saturating_mul(size)).take(size) {
        if let (Some(show), Value::Object(fields)) = (entity.hooks.show, &mut value) {
            show(context, fields);
        }
        results.push(value);
    }
    let pages = total.div_ceil(size);
    let mut found = json!({
        "total": total,
        "pageCount": pages,
        "pageSize": size,
        "pageNumber": page,
        "types": [entity.kind],
        "currentPage": link(context, entity, page),
        "results": results,
    });
    if page < pages {
        found["nextPage"] = link(context, entity, page + 1);
    }
    if page > 1 {
        found["previousPage"] = link(context, entity, page - 1);
    }
    Ok(Reply::json(found))
}

/// An object as the search index has it, which may be older than the object.
fn indexed(context: &Context<'_>, entity: &Entity, record: &Arc<Record>) -> Option<Arc<Record>> {
    let late = context.world.lag(entity.kind, &record.id).search_ms;
    if context.now - record.written >= late {
        return Some(Arc::clone(record));
    }
    let text = record.previous.clone()?;
    let deleted = text.contains("\"state\":\"deleted\"");
    Some(Arc::new(Record { text, deleted, ..(**record).clone() }))
}

fn fields_of(criterion: &Value) -> Vec<String> {
    let names = criterion["fields"].as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_lowercase)).collect()
}

/// Whether an object meets a criterion.
#[must_use]
pub fn holds(criterion: &Value, object: &Value) -> bool {
    let inner = criterion["group"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !inner.is_empty() {
        return match criterion["operator"].as_str() {
            Some("OR") => inner.iter().any(|criterion| holds(criterion, object)),
            Some("NOT") => !inner.iter().any(|criterion| holds(criterion, object)),
            _ => inner.iter().all(|criterion| holds(criterion, object)),
        };
    }
    let mut wanted: Vec<String> = criterion["values"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_lowercase))
        .collect();
    wanted.extend(criterion["value"].as_str().map(str::to_lowercase));
    let kind = criterion["type"].as_str().unwrap_or("EXACT");
    if kind == "MATCH_ALL" {
        return true;
    }
    let mut fields = fields_of(criterion);
    if fields.is_empty() {
        fields = vec!["name".to_owned(), "email".to_owned()];
    }
    let met = fields.iter().any(|field| {
        texts(object, field).iter().any(|text| wanted.iter().any(|wanted| compare(kind, text, wanted)))
    });
    if criterion["operator"] == "NOT" { !met } else { met }
}

fn compare(kind: &str, text: &str, wanted: &str) -> bool {
    match kind {
        "STARTS_WITH" => text.starts_with(wanted),
        "CONTAINS" | "QUERY_STRING" => text.contains(wanted.trim_matches('*')),
        "TERM" | "TERMS" => text.split_whitespace().any(|word| word == wanted) || text == wanted,
        "REQUIRED_FIELDS" => !text.is_empty(),
        "LESS_THAN" => text < wanted,
        "LESS_THAN_EQUAL_TO" => text <= wanted,
        "GREATER_THAN" => text > wanted,
        "GREATER_THAN_EQUAL_TO" => text >= wanted,
        _ => text == wanted,
    }
}

/// The texts at a field, whatever the case of its name; `a.b` looks into objects and lists.
fn texts(value: &Value, field: &str) -> Vec<String> {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let Value::Object(fields) = value else {
        return Vec::new();
    };
    let Some((_, value)) = fields.iter().find(|(name, _)| name.to_lowercase() == first) else {
        return Vec::new();
    };
    let values = match value {
        Value::Array(elements) => elements.as_slice(),
        value => std::slice::from_ref(value),
    };
    values
        .iter()
        .flat_map(|value| match value {
            Value::String(text) if rest.is_empty() => vec![text.to_lowercase()],
            Value::Object(_) if rest.is_empty() => texts(value, "id"),
            Value::Object(_) => texts(value, rest),
            Value::Null => Vec::new(),
            other => vec![other.to_string()],
        })
        .collect()
}
