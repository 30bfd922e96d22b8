//! What an update will make of the outputs.

use pulumi_provider::declaration::{Form, IMPORTED, Shape, same};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};

use super::overlay::{goes_whole, is_released};

/// What an update will make of the outputs, as far as that is sure.
pub fn preview(shape: &Shape, outputs: &mut Object, olds: &Object, news: &Object) {
    preview_object(shape, outputs, olds, news, olds.contains_key(IMPORTED));
}

fn preview_object(shape: &Shape, outputs: &mut Object, olds: &Object, news: &Object, imported: bool) {
    for field in shape.fields.iter().filter(|field| !field.field.is_control()) {
        let name = field.field.name;
        match (property(olds, name), property(news, name)) {
            // Of a file that was kept, the state has the hash alone, with which no program can do anything.
            (_, Some(new)) if field.field.write.is_upload() => {
                drop(outputs.insert(name.to_owned(), new.clone()))
            }
            (Some(old), Some(new)) if same(&field.form, old, new) => {}
            (old, Some(new)) => {
                let nested = (&field.form, outputs.get_mut(name), new.as_object());
                if let (Form::Object(shape), Some(Value::Object(outputs)), Some(news)) = nested {
                    let none = Object::new();
                    let olds = old.and_then(Value::as_object).unwrap_or(&none);
                    preview_object(shape, outputs, olds, news, imported);
                } else {
                    outputs.insert(name.to_owned(), new.clone());
                }
            }
            (Some(_), None) if !imported && field.field.file.is_some() => drop(outputs.remove(name)),
            (Some(old), None) if !imported && !is_released(field) => {
                let nested = (&field.form, outputs.get_mut(name), old.as_object());
                if let (Form::Object(shape), Some(Value::Object(outputs)), Some(olds)) = nested
                    && !goes_whole(field, shape)
                {
                    preview_object(shape, outputs, olds, &Object::new(), false);
                } else if let Some(default) = field.field.default {
                    outputs.insert(name.to_owned(), default.value.value());
                } else {
                    outputs.remove(name);
                }
            }
            _ => {}
        }
    }
}
