//! Request bodies: read by the operation's model.
//!
//! An absent field and a null are the same. Read-only fields at the top are ignored; nested ones are left, because an
//! id there is a reference. Fields that the model does not have are dropped, and named to the call log.

use serde_json::{Map, Value};

use crate::{
    facts::{Facts, Operation, Schema},
    refusal::Refusal,
    request::Request,
};

/// A body that was read.
#[derive(Debug, Default)]
pub struct Read {
    /// What the model knows of it; `Null` when there is none.
    pub value: Value,
    /// Paths of the fields that the model does not have.
    pub unknown: Vec<String>,
}

/// Reads the body of a request.
///
/// # Errors
/// When it is missing, not JSON, of the wrong type, lacks a required field, or has a value outside an enumeration.
pub fn read(facts: &Facts, operation: &Operation, request: &Request) -> Result<Read, Refusal> {
    let Some(body) = &operation.facts.request_body else {
        return Ok(Read::default());
    };
    if !body.content_types.is_empty() && !body.content_types.iter().any(|kind| kind.contains("json")) {
        return Ok(Read::default());
    }
    let media = request.content_type.as_deref().unwrap_or("application/json").to_ascii_lowercase();
    if !request.body.is_empty() && !media.contains("json") {
        return Err(Refusal::new(415, "unsupported.media.type", "Unsupported media type [{type}].")
            .with("type", media));
    }
    let empty = request.body.iter().all(u8::is_ascii_whitespace);
    let parsed = if empty { Ok(Value::Null) } else { serde_json::from_slice(&request.body) };
    let mut value: Value = parsed.map_err(|error| {
        Refusal::bad_request("The request body could not be parsed: {error}").with("error", error.to_string())
    })?;
    if value.is_null() {
        // Official clients send the literal null where there is nothing to send.
        return if body.required && needs_anything(facts, &body.schema) {
            Err(Refusal::bad_request("A request body is required."))
        } else {
            Ok(Read::default())
        };
    }
    let mut reader = Reader { facts, unknown: Vec::new() };
    reader.visit(&mut value, &body.schema, "", "")?;
    let schema = facts.resolve(&body.schema);
    if let Value::Object(fields) = &mut value {
        if !schema.properties.is_empty() {
            // The version says what an update was made from, even where the facts call it read-only (a library's).
            fields.retain(|name, _| {
                schema.properties.get(name).is_some_and(|field| !field.read_only || name == "version")
            });
        }
        check_required(facts, body.schema.model(), schema, fields)?;
    }
    Ok(Read { value, unknown: reader.unknown })
}

fn needs_anything(facts: &Facts, schema: &Schema) -> bool {
    let schema = facts.resolve(schema);
    !schema.properties.is_empty() || schema.kind.as_deref() == Some("array")
}

/// Refuses a request without a field that its model demands.
///
/// # Errors
/// Naming the first field that is missing.
pub fn check_required(
    facts: &Facts,
    model: Option<&str>,
    schema: &Schema,
    fields: &Map<String, Value>,
) -> Result<(), Refusal> {
    let corrected = facts.overrides.required.iter().filter(|entry| Some(entry.model.as_str()) == model);
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for entry in corrected {
        added.extend(entry.add.iter());
        removed.extend(entry.remove.iter());
    }
    let needed = schema
        .required
        .iter()
        .filter(|name| schema.properties.get(name.as_str()).is_none_or(|field| !field.read_only))
        .filter(|name| !removed.contains(name))
        .chain(added.iter().copied());
    for name in needed {
        if !fields.contains_key(name) {
            return Err(Refusal::new(400, "required.field.missing", "A required field is missing: {field}")
                .with("field", name)
                .field(name));
        }
    }
    Ok(())
}

struct Reader<'a> {
    facts: &'a Facts,
    unknown: Vec<String>,
}

impl Reader<'_> {
    fn visit(&mut self, value: &mut Value, schema: &Schema, path: &str, name: &str) -> Result<(), Refusal> {
        let schema = self.facts.resolve(schema);
        match schema.kind.as_deref() {
            Some("object") => self.object(value, schema, path),
            Some("array") => self.array(value, schema, path, name),
            Some("string") => string(value, schema, path, name),
            Some("integer") => number(value, path, true),
            Some("number") => number(value, path, false),
            Some("boolean") => boolean(value, path),
            _ => Ok(()),
        }
    }

    fn object(&mut self, value: &mut Value, schema: &Schema, path: &str) -> Result<(), Refusal> {
        if schema.is_free_form() {
            return Ok(());
        }
        let Value::Object(fields) = value else {
            return Err(wrong_type(value, path, "object"));
        };
        fields.retain(|_, value| !value.is_null());
        for (name, value) in fields.iter_mut() {
            let inner = join(path, name);
            if let Some(field) = schema.properties.get(name) {
                self.visit(value, field, &inner, name)?;
            } else if let Some(field) = &schema.additional_properties {
                self.visit(value, field, &inner, name)?;
            } else {
                self.unknown.push(inner);
            }
        }
        if schema.additional_properties.is_none() {
            fields.retain(|name, _| schema.properties.contains_key(name));
        }
        Ok(())
    }

    fn array(&mut self, value: &mut Value, schema: &Schema, path: &str, name: &str) -> Result<(), Refusal> {
        let Value::Array(elements) = value else {
            return Err(wrong_type(value, path, "array"));
        };
        if let Some(items) = &schema.items {
            let inner = format!("{path}[]");
            for element in elements {
                self.visit(element, items, &inner, name)?;
            }
        }
        Ok(())
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn string(value: &mut Value, schema: &Schema, path: &str, name: &str) -> Result<(), Refusal> {
    if value.is_number() || value.is_boolean() {
        // The platform's parser turns scalars into text.
        *value = Value::from(value.to_string());
    }
    let Value::String(text) = value else {
        return Err(wrong_type(value, path, "string"));
    };
    if let Some(values) = &schema.values
        && schema.values_from.is_none()
        && !values.contains(text)
    {
        let mut kind = name.to_owned();
        if let Some(first) = kind.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return Err(Refusal::new(
            400,
            "invalid.value",
            "Value [{value}] is not valid for field type [{type}]. Allowable values are: {allowed}",
        )
        .with("value", text.clone())
        .with("type", kind)
        .with("allowed", values.join(", ")));
    }
    if schema.format.as_deref() == Some("date-time") && !text.is_empty() && !is_date_time(text) {
        return Err(Refusal::new(400, "invalid.date", "Value [{value}] of {field} is not an ISO-8601 date.")
            .with("value", text.clone())
            .with("field", path));
    }
    Ok(())
}

fn is_date_time(text: &str) -> bool {
    crate::clock::parse(text).is_some() || text.parse::<jiff::civil::DateTime>().is_ok()
}

fn number(value: &mut Value, path: &str, integer: bool) -> Result<(), Refusal> {
    if let Value::String(text) = value {
        // The platform's parser reads numbers out of text.
        let parsed = if integer { text.parse::<i64>().ok().map(Value::from) } else { None };
        match parsed.or_else(|| text.parse::<f64>().ok().filter(|_| !integer).map(Value::from)) {
            Some(number) => *value = number,
            None => return Err(wrong_type(value, path, "number")),
        }
    }
    match value {
        Value::Number(number) if integer && number.is_f64() => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9.0e15);
            // The range was checked just above.
            #[allow(clippy::cast_possible_truncation)]
            match whole {
                Some(whole) => *value = Value::from(whole as i64),
                None => return Err(wrong_type(value, path, "integer")),
            }
            Ok(())
        }
        Value::Number(_) => Ok(()),
        _ => Err(wrong_type(value, path, "number")),
    }
}

fn boolean(value: &mut Value, path: &str) -> Result<(), Refusal> {
    let text = value.as_str().map(str::to_ascii_lowercase);
    match text.as_deref() {
        Some("true") => *value = Value::from(true),
        Some("false") => *value = Value::from(false),
        _ => {}
    }
    if value.is_boolean() { Ok(()) } else { Err(wrong_type(value, path, "boolean")) }
}

fn wrong_type(value: &Value, path: &str, kind: &str) -> Refusal {
    let mut shown = value.to_string();
    shown.truncate(shown.char_indices().nth(80).map_or(shown.len(), |(index, _)| index));
    Refusal::bad_request("The request could not be read: field {field} must be of type {type}, not {value}")
        .with("field", if path.is_empty() { "(body)" } else { path })
        .with("type", kind)
        .with("value", shown)
}
