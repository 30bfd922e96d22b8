//! Secrets, at any depth: what the schema calls secret, and what came in as one.

use crate::value::{Object, Value};

use super::shape::{Form, Shape};

/// Marks secret what is declared so, and what is secret at the same place in the given values.
///
/// The engine does this for top-level properties only. A list that was secret anywhere is marked as a whole, since its elements may
/// have moved.
pub fn mark_secrets(shape: &Shape, properties: &mut Object, like: &[&Object]) {
    for field in &shape.fields {
        let Some(value) = properties.get_mut(field.field.name) else { continue };
        let siblings: Vec<&Value> = like.iter().filter_map(|object| object.get(field.field.name)).collect();
        if field.field.secret || siblings.iter().any(|sibling| sibling.is_secret()) {
            *value = std::mem::take(value).into_secret();
        } else {
            mark_form(&field.form, value, &siblings);
        }
    }
}

fn mark_form(form: &Form, value: &mut Value, like: &[&Value]) {
    match (form, value) {
        (Form::Object(shape), Value::Object(object)) => {
            let siblings: Vec<&Object> = like.iter().filter_map(|sibling| sibling.as_object()).collect();
            mark_secrets(shape, object, &siblings);
        }
        (Form::Map(element), Value::Object(object)) => {
            for (key, value) in object {
                let siblings: Vec<&Value> =
                    like.iter().filter_map(|sibling| sibling.as_object()?.get(key)).collect();
                if siblings.iter().any(|sibling| sibling.is_secret()) {
                    *value = std::mem::take(value).into_secret();
                } else {
                    mark_form(element, value, &siblings);
                }
            }
        }
        (Form::List { element, .. }, value @ Value::Array(_)) => {
            if like.iter().any(|sibling| sibling.has_secrets()) {
                *value = std::mem::take(value).into_secret();
            } else if let Value::Array(items) = value {
                items.iter_mut().for_each(|item| mark_form(element, item, &[]));
            }
        }
        (_, value) => {
            if like.iter().any(|sibling| sibling.has_secrets()) {
                *value = std::mem::take(value).into_secret();
            }
        }
    }
}
