//! Values by a model: what a model lacks is dropped, what a default has is filled in.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use serde_json::Value;

use crate::facts::{Facts, Schema};

static DEFAULTS: LazyLock<BTreeMap<String, Default>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/defaults.json")).unwrap_or_default());

/// Server-side defaults of an entity.
#[derive(Debug, Deserialize)]
pub struct Default {
    /// How we know.
    pub source: String,
    /// The values, laid under what a request sends.
    pub values: Value,
}

/// Keeps only the top-level fields that the model has.
pub fn keep_known(facts: &Facts, model: &str, value: &mut Value) {
    if let (Some(schema), Value::Object(fields)) = (facts.schema(model), value)
        && !schema.properties.is_empty()
    {
        fields.retain(|name, _| schema.properties.contains_key(name));
    }
}

/// Whether the model has the field.
#[must_use]
pub fn has(facts: &Facts, model: &str, field: &str) -> bool {
    facts.schema(model).is_some_and(|schema| schema.properties.contains_key(field))
}

/// Keeps, at any depth, only what the schema has.
#[must_use]
pub fn project(facts: &Facts, schema: &Schema, value: &Value) -> Value {
    let schema = facts.resolve(schema);
    match value {
        Value::Object(fields) if !schema.properties.is_empty() => {
            Value::from_iter(fields.iter().filter_map(|(name, value)| {
                schema.properties.get(name).map(|field| (name.clone(), project(facts, field, value)))
            }))
        }
        Value::Array(elements) => match &schema.items {
            Some(items) => Value::from_iter(elements.iter().map(|element| project(facts, items, element))),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// Keeps, at any depth, only what the schema has and what is of its type; `None` when nothing fits.
#[must_use]
pub fn conform(facts: &Facts, schema: &Schema, value: &Value) -> Option<Value> {
    let schema = facts.resolve(schema);
    if schema.is_free_form() {
        return Some(value.clone());
    }
    match (schema.kind.as_deref(), value) {
        (Some("object"), Value::Object(fields)) => {
            let kept = fields.iter().filter_map(|(name, value)| {
                let field = schema.properties.get(name).or(schema.additional_properties.as_deref())?;
                Some((name.clone(), conform(facts, field, value)?))
            });
            Some(Value::from_iter(kept))
        }
        (Some("array"), Value::Array(elements)) => match &schema.items {
            Some(items) => {
                Some(Value::from_iter(elements.iter().filter_map(|element| conform(facts, items, element))))
            }
            None => Some(value.clone()),
        },
        (Some("string"), Value::String(text)) => {
            let known = schema.values.as_ref().is_none_or(|values| values.contains(text));
            (known || schema.values_from.is_some()).then(|| value.clone())
        }
        (Some("integer"), Value::Number(number)) => (!number.is_f64()).then(|| value.clone()),
        (Some("number"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => Some(value.clone()),
        (None, _) => Some(value.clone()),
        _ => None,
    }
}

/// Fills fields that an answer must have and that nothing else has set.
pub fn fill_required(facts: &Facts, schema: &Schema, value: &mut Value) {
    let schema = facts.resolve(schema);
    let Value::Object(fields) = value else { return };
    for name in &schema.required {
        if !fields.contains_key(name)
            && let Some(field) = schema.properties.get(name)
        {
            fields.insert(name.clone(), least(facts, field));
        }
    }
}

/// The least value of a type.
fn least(facts: &Facts, schema: &Schema) -> Value {
    let schema = facts.resolve(schema);
    match schema.kind.as_deref() {
        Some("string") => match &schema.values {
            Some(values) => values.first().cloned().map(Value::from).unwrap_or_default(),
            None => Value::from(""),
        },
        Some("integer" | "number") => Value::from(0),
        Some("boolean") => Value::from(false),
        Some("array") => Value::from(Vec::<Value>::new()),
        _ => Value::Object(serde_json::Map::new()),
    }
}

/// Lays the server's defaults for a kind under a value.
pub fn fill_defaults(kind: &str, value: &mut Value) {
    if let Some(default) = DEFAULTS.get(kind) {
        underlay(value, &default.values);
    }
}

/// The server's defaults for a kind.
#[must_use]
pub fn defaults(kind: &str) -> Option<&'static Value> {
    DEFAULTS.get(kind).map(|default| &default.values)
}

/// Fills what is absent, at any depth of objects.
pub fn underlay(value: &mut Value, under: &Value) {
    let (Value::Object(fields), Value::Object(under)) = (value, under) else {
        return;
    };
    for (name, default) in under {
        match fields.get_mut(name) {
            Some(value) => underlay(value, default),
            None => {
                fields.insert(name.clone(), default.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_defaults_can_be_read_and_name_their_source() {
        assert!(!DEFAULTS.is_empty());
        assert!(DEFAULTS.values().all(|default| !default.source.is_empty()));
    }

    #[test]
    fn defaults_fill_gaps_only() {
        let mut value = json!({ "a": { "b": 1 } });
        underlay(&mut value, &json!({ "a": { "b": 2, "c": 3 }, "d": 4 }));
        assert_eq!(value, json!({ "a": { "b": 1, "c": 3 }, "d": 4 }));
    }
}
