//! Lists: pages by number or by cursor, in the envelope that the operation's model has.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    facts::{Facts, Operation, Schema},
    refusal::Refusal,
    request::{Context, Query, Reply},
};

/// One row of a list.
pub enum Row {
    /// JSON that is text already and fits the list's model.
    Text(Arc<str>),
    /// JSON that was made for this list.
    Value(Value),
}

/// What a request wants of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Rows to skip.
    pub start: usize,
    /// Rows to give.
    pub size: usize,
    /// Number of the page, from 1.
    pub number: usize,
    style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Number,
    Cursor(&'static str),
    All,
}

/// Reads the paging parameters.
///
/// # Errors
/// When they are not numbers, or the page is larger than the list gives.
pub fn wanted(
    facts: &Facts,
    operation: &'static Operation,
    query: &Query,
    body: &Value,
) -> Result<Page, Refusal> {
    let number = |name: &str| -> Result<Option<usize>, Refusal> {
        let text = query.get(name).map(str::to_owned);
        let text = text.or_else(|| body.get(name).filter(|value| value.is_number()).map(Value::to_string));
        match text {
            None => Ok(None),
            Some(text) => match text.parse::<usize>() {
                Ok(value) if value > 0 && i32::try_from(value).is_ok() => Ok(Some(value)),
                _ => Err(Refusal::bad_request("The {name} [{value}] must be a number from 1.")
                    .with("name", name)
                    .with("value", text)),
            },
        }
    };
    let has = |name: &str| operation.query_parameter(name).is_some();
    if !has("pageSize") && body.get("pageSize").is_none() && !body.is_object() {
        return Ok(Page { start: 0, size: usize::MAX, number: 1, style: Style::All });
    }
    let size = number("pageSize")?.unwrap_or_else(|| default_size(operation));
    // Some lists give larger pages unasked than we know to be allowed.
    let max = largest(facts, &operation.path).max(default_size(operation));
    if size > max {
        return Err(Refusal::bad_request("The pageSize [{size}] is larger than the maximum of {max}.")
            .with("size", size.to_string())
            .with("max", max.to_string()));
    }
    if !has("pageNumber")
        && let Some(cursor) = ["after", "cursor"].into_iter().find(|name| has(name))
    {
        let start = match query.get(cursor) {
            None => 0,
            Some(text) => decode(text).ok_or_else(|| {
                Refusal::bad_request("The cursor [{cursor}] is not valid.").with("cursor", text)
            })?,
        };
        return Ok(Page { start, size, number: 1, style: Style::Cursor(cursor) });
    }
    let number = number("pageNumber")?.unwrap_or(1);
    Ok(Page { start: (number - 1).saturating_mul(size), size, number, style: Style::Number })
}

/// Puts rows into the operation's envelope.
#[must_use]
pub fn envelope(context: &Context<'_>, facts: &Facts, page: Page, total: usize, rows: Vec<Row>) -> Reply {
    let Some(schema) = &context.operation.facts.response else {
        return Reply::json(json!({}));
    };
    let schema = facts.resolve(schema);
    let rows = join(rows);
    if schema.kind.as_deref() == Some("array") {
        return Reply::stored(Arc::from(rows));
    }
    let place = if schema.properties.contains_key("results") && !schema.properties.contains_key("entities") {
        "results"
    } else {
        "entities"
    };
    let fields = around(context, schema, page, total);
    let mut text = String::with_capacity(rows.len() + 256);
    text.push_str("{\"");
    text.push_str(place);
    text.push_str("\":");
    text.push_str(&rows);
    for (name, value) in fields {
        text.push_str(",\"");
        text.push_str(&name);
        text.push_str("\":");
        text.push_str(&value.to_string());
    }
    text.push('}');
    Reply::stored(Arc::from(text))
}

/// The model of a list's rows.
#[must_use]
pub fn row_schema<'a>(facts: &'a Facts, operation: &'a Operation) -> Option<&'a Schema> {
    let schema = facts.resolve(operation.facts.response.as_ref()?);
    if schema.kind.as_deref() == Some("array") {
        return schema.items.as_deref();
    }
    let rows = schema.properties.get("entities").or_else(|| schema.properties.get("results"))?;
    rows.items.as_deref()
}

/// The largest page of a list.
#[must_use]
pub fn largest(facts: &Facts, path: &str) -> usize {
    let sizes = &facts.overrides.page_sizes;
    let entry = sizes
        .iter()
        .find(|entry| entry.path == path)
        .or_else(|| sizes.iter().find(|entry| entry.path == "*"));
    entry.map_or(100, |entry| entry.max)
}

fn default_size(operation: &Operation) -> usize {
    operation
        .query_parameter("pageSize")
        .and_then(|parameter| parameter.default.as_ref())
        .and_then(|default| default.as_u64().or_else(|| default.as_str()?.parse().ok()))
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(25)
}

fn around(context: &Context<'_>, schema: &Schema, page: Page, total: usize) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| {
        if schema.properties.contains_key(name) && !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    let more = page.start.saturating_add(page.size) < total;
    set("selfUri", Value::from(uri(context, &[])));
    match page.style {
        Style::All => {
            set("total", Value::from(total));
            set("pageSize", Value::from(total));
            set("pageNumber", Value::from(1));
            set("pageCount", Value::from(1));
        }
        Style::Cursor(name) => {
            set("total", Value::from(total));
            if more {
                let next = encode(page.start + page.size);
                set("nextUri", Value::from(uri(context, &[(name, next.clone())])));
                if name != "after" || schema.properties.contains_key("after") {
                    set(name, Value::from(next));
                }
            }
            if page.start > 0 {
                let previous = encode(page.start.saturating_sub(page.size));
                set("previousUri", Value::from(uri(context, &[(name, previous)])));
            }
        }
        Style::Number => {
            let count = total.div_ceil(page.size.max(1));
            let at = |number: usize| {
                let paging = [("pageSize", page.size.to_string()), ("pageNumber", number.to_string())];
                Value::from(uri(context, &paging))
            };
            set("pageSize", Value::from(page.size));
            set("pageNumber", Value::from(page.number));
            set("pageCount", Value::from(count));
            set("total", Value::from(total));
            set("totalNumberOfEntities", Value::from(total));
            set("firstUri", at(1));
            set("lastUri", at(count.max(1)));
            if more {
                set("nextUri", at(page.number + 1));
            }
            if page.number > 1 {
                set("previousUri", at(page.number - 1));
            }
        }
    }
    fields
}

fn uri(context: &Context<'_>, paging: &[(&str, String)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in context.query.pairs() {
        if !paging.iter().any(|(other, _)| other == name) {
            query.append_pair(name, value);
        }
    }
    for (name, value) in paging {
        query.append_pair(name, value);
    }
    let query = query.finish();
    let path = &context.request.path;
    if query.is_empty() { path.clone() } else { format!("{path}?{query}") }
}

/// A cursor says nothing to its reader, as the platform's do not.
fn encode(start: usize) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(format!("start={start}"))
}

fn decode(cursor: &str) -> Option<usize> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    std::str::from_utf8(&bytes).ok()?.strip_prefix("start=")?.parse().ok()
}

fn join(rows: Vec<Row>) -> String {
    let mut text = String::from("[");
    for (index, row) in rows.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        match row {
            Row::Text(row) => text.push_str(&row),
            Row::Value(row) => text.push_str(&row.to_string()),
        }
    }
    text.push(']');
    text
}
