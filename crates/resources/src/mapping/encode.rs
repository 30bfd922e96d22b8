//! Inputs as bodies.

use pulumi_provider::declaration::{FieldShape, Form, Literal, Shape, own_id, parse_json};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Map, Value as Json};

use super::place::{Many, Place, lookup_mut, slot};
use super::{Fields, ITSELF, WITHIN};

/// The body that has these inputs, for the fields meant. What is not in the inputs is not in the body.
pub fn encode(shape: &Shape, inputs: &Object, fields: Fields<'_>) -> Json {
    let mut body = Json::Object(Map::new());
    for field in shape.fields.iter().filter(|field| fields(field.field)) {
        if let Some(value) = property(inputs, field.field.name)
            && !is_blank_reference(field, value)
        {
            put_value(field, value, &mut body);
        }
    }
    body
}

/// An empty id clears a reference, so there is nothing to send where there is nothing to clear.
pub(super) fn is_blank_reference(field: &FieldShape, value: &Value) -> bool {
    field.field.reference.is_some() && value.as_str() == Some("")
}

/// Puts the value of a property where a body has it.
pub fn put_value(field: &FieldShape, value: &Value, body: &mut Json) {
    let place = Place::send(field.field);
    let Some(mut encoded) = encode_value(&field.form, value, place.many) else { return };
    if let Some(codec) = field.field.codec {
        encoded = (codec.encode)(&encoded);
    }
    let target = slot(body, place.at);
    match (place.many, target.as_array_mut(), encoded) {
        // Several of our lists are one list there.
        (Many::Where { .. }, Some(items), Json::Array(more)) => items.extend(more),
        (_, _, encoded) => *target = encoded,
    }
}

pub(super) fn encode_value(form: &Form, value: &Value, many: Many<'_>) -> Option<Json> {
    let wrap = |element: Json, at: &str| {
        if at.is_empty() {
            return element;
        }
        let mut wrapped = Json::Object(Map::new());
        *slot(&mut wrapped, at) = element;
        wrapped
    };
    Some(match (form, value.plain()) {
        (Form::Object(shape), Value::Object(members)) => encode(shape, members, WITHIN),
        (Form::List { element, .. }, Value::Array(items)) => {
            if let Many::KeyedBy(key) = many {
                let members = items.iter().filter_map(|item| {
                    let name = item.as_object()?.get(key)?.as_str()?.to_owned();
                    let mut member = encode_value(element, item, Many::One)?;
                    member.as_object_mut()?.remove(key);
                    Some((name, member))
                });
                return Some(Json::Object(members.collect()));
            }
            let at = if let Many::List(at) | Many::Where { at, .. } = many { at } else { "" };
            let mut encoded: Vec<Json> = Vec::new();
            for item in items {
                let mut item = wrap(encode_value(element, item, Many::One)?, at);
                if let Many::Where { member, value, .. } = many {
                    *slot(&mut item, member) = value.into();
                }
                if !(matches!(form, Form::List { set: true, .. }) && encoded.contains(&item)) {
                    encoded.push(item);
                }
            }
            Json::Array(encoded)
        }
        (Form::Map(element), Value::Object(members)) => {
            let at = if let Many::Map(at) = many { at } else { "" };
            let members =
                members.iter().filter(|(_, member)| !member.is_null()).filter_map(|(key, member)| {
                    Some((key.clone(), wrap(encode_value(element, member, Many::One)?, at)))
                });
            Json::Object(members.collect())
        }
        // Programs may write a number or a boolean as text; the API does not take it so.
        (Form::Bool, Value::String(text)) => text.parse::<bool>().ok()?.into(),
        (Form::Integer(_) | Form::Number(_), Value::String(text)) => {
            pulumi_provider::value::number_to_json(text.parse().ok()?)
        }
        (Form::Text(rules), Value::String(text)) if rules.is_json() => parse_json(text)?,
        (Form::Text(rules), Value::String(text)) if rules.is_below() => own_id(text).into(),
        (_, other) => other.to_json()?,
    })
}

/// A value without its files, at any depth: what a body has of it.
pub fn without_files(form: &Form, value: &Value) -> Value {
    let secret = value.is_secret();
    let bare = match (form, value.plain()) {
        (Form::Object(shape), Value::Object(members)) => Value::Object(
            members
                .iter()
                .filter_map(|(name, member)| match shape.field(name) {
                    Some(field) if field.field.write.is_upload() => None,
                    Some(field) => Some((name.clone(), without_files(&field.form, member))),
                    None => Some((name.clone(), member.clone())),
                })
                .collect(),
        ),
        (Form::List { element, .. }, Value::Array(items)) => {
            Value::Array(items.iter().map(|item| without_files(element, item)).collect())
        }
        (Form::Map(element), Value::Object(members)) => Value::Object(
            members.iter().map(|(key, member)| (key.clone(), without_files(element, member))).collect(),
        ),
        (_, other) => other.clone(),
    };
    if secret { bare.into_secret() } else { bare }
}

/// Puts the object's own id where a list names the object itself.
pub fn name_itself(shape: &Shape, body: &mut Json, own: &str, fields: Fields<'_>) {
    let names_itself = |field: &&FieldShape| {
        fields(field.field)
            && field.form.is_collection()
            && field.field.default.is_some_and(|default| default.value == Literal::Itself)
    };
    for field in shape.fields.iter().filter(names_itself) {
        let Place { at, many: Many::List(inner) } = Place::send(field.field) else { continue };
        for item in lookup_mut(body, at).and_then(Json::as_array_mut).into_iter().flatten() {
            if let Some(id) = lookup_mut(item, inner).filter(|id| id.as_str() == Some(ITSELF)) {
                *id = own.into();
            }
        }
    }
}
