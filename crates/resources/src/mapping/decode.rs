//! Answers as outputs.

use std::borrow::Cow;

use pulumi_provider::declaration::{Form, Shape, Write};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::encode::encode_value;
use super::place::{Many, Place, lookup, lookup_mut};
use super::{Fields, WITHIN};

/// The properties of an object that the API answered, for the fields meant. What it does not answer is absent; what has another type
/// than declared is left out, since a typed program could not read it.
pub fn decode(shape: &Shape, answer: &Json, fields: Fields<'_>) -> Object {
    let mut properties = Object::new();
    for field in shape.fields.iter().filter(|field| fields(field.field)) {
        let elsewhere = matches!(
            field.field.write,
            Write::Control | Write::Collection(_) | Write::Claim(_) | Write::Draft(_)
        );
        if elsewhere || field.field.write_only {
            continue;
        }
        let place = Place::read(field.field);
        let Some(found) = lookup(answer, place.at) else { continue };
        let ours = field.field.codec.map(|codec| (codec.decode)(found));
        if let Some(value) = decode_value(&field.form, ours.as_ref().unwrap_or(found), place.many) {
            properties.insert(field.field.name.to_owned(), value);
        }
    }
    properties
}

/// An answer in the words in which these inputs were sent, where the platform says the same in others. `recorded` are the outputs that
/// the state has, if any.
pub fn in_words<'a>(shape: &Shape, answer: &'a Json, inputs: &Object, recorded: &Object) -> Cow<'a, Json> {
    let mut answer = Cow::Borrowed(answer);
    for field in &shape.fields {
        let (Some(recognize), Some(sent)) = (field.field.recognize, property(inputs, field.field.name))
        else {
            continue;
        };
        let many = Place::read(field.field).many;
        let encoded = |value: &Value| encode_value(&field.form, value, many);
        let at = Place::read(field.field).at;
        let (Some(sent), true) = (encoded(sent), lookup(&answer, at).is_some()) else { continue };
        let Some(live) = lookup_mut(answer.to_mut(), at) else { continue };
        let recorded = property(recorded, field.field.name).and_then(encoded);
        *live = (recognize.read)(&sent, recorded.as_ref(), live);
    }
    answer
}

fn decode_value(form: &Form, found: &Json, many: Many<'_>) -> Option<Value> {
    match (form, found) {
        (_, Json::Null) => None,
        (Form::Text(rules), other) if rules.is_json() => Some(other.to_string().into()),
        (Form::Bool, Json::Bool(value)) => Some((*value).into()),
        (Form::Bool, Json::String(text)) => text.parse::<bool>().ok().map(Value::from),
        (Form::Integer(_) | Form::Number(_), Json::Number(number)) => number.as_f64().map(Value::from),
        (Form::Integer(_) | Form::Number(_), Json::String(text)) => text.parse::<f64>().ok().map(Value::from),
        (Form::Text(_) | Form::Choice(_), Json::String(text)) => Some(text.as_str().into()),
        (Form::Text(_), Json::Number(number)) => Some(number.to_string().into()),
        (Form::Object(shape), Json::Object(_)) => Some(Value::Object(decode(shape, found, WITHIN))),
        (Form::List { element, .. }, Json::Array(items)) => {
            let at = if let Many::List(at) | Many::Where { at, .. } = many { at } else { "" };
            let meant = |item: &&Json| match many {
                Many::Where { member, value, .. } => {
                    lookup(item, member).and_then(Json::as_str) == Some(value)
                }
                _ => true,
            };
            let items = items
                .iter()
                .filter(meant)
                .filter_map(|item| decode_value(element, lookup(item, at)?, Many::One));
            Some(Value::Array(items.collect()))
        }
        (Form::List { element, .. }, Json::Object(members)) => {
            let Many::KeyedBy(key) = many else { return None };
            let items = members.iter().filter_map(|(name, member)| {
                let mut item = decode_value(element, member, Many::One)?;
                if let Value::Object(properties) = &mut item {
                    properties.insert(key.to_owned(), name.as_str().into());
                }
                Some(item)
            });
            Some(Value::Array(items.collect()))
        }
        (Form::Map(element), Json::Object(members)) => {
            let at = if let Many::Map(at) = many { at } else { "" };
            let members = members.iter().filter_map(|(key, member)| {
                Some((key.clone(), decode_value(element, lookup(member, at)?, Many::One)?))
            });
            Some(Value::Object(members.collect()))
        }
        (Form::Any, other) => Some(Value::from(other)),
        _ => None,
    }
}
