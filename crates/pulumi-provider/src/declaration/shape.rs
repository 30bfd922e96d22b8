//! Tables joined with the JSON Schema of the same types: all that is known of a resource's properties, in one tree.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::value::{Object, Value};

use super::{Field, ObjectTable, Properties, check, json_text, property};

/// An object type.
#[derive(Debug)]
pub struct Shape {
    /// Name of the type.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub description: String,
    /// Its properties, in the order of the declaration.
    pub fields: Vec<FieldShape>,
    /// Their names in the order of the alphabet, with their places: a property is looked up for every value of every request.
    names: Vec<(&'static str, usize)>,
}

/// A property.
#[derive(Debug)]
pub struct FieldShape {
    /// Its line in the table.
    pub field: &'static Field,
    /// What it is, in Markdown.
    pub description: String,
    /// Its type.
    pub form: Form,
    /// Whether it must be given.
    pub required: bool,
}

/// A type.
#[derive(Debug)]
pub enum Form {
    /// A boolean.
    Bool,
    /// A whole number within these bounds.
    Integer(Bounds),
    /// A number within these bounds.
    Number(Bounds),
    /// A string.
    Text(TextRules),
    /// A file: an asset, or a path.
    File,
    /// One of several strings.
    Choice(Choices),
    /// A list; unordered and without repetition if it is a set.
    List {
        /// Type of the elements.
        element: Box<Form>,
        /// Whether the order means nothing.
        set: bool,
        /// Fewest and most elements.
        length: (Option<usize>, Option<usize>),
    },
    /// A map with free keys.
    Map(Box<Form>),
    /// An object.
    Object(Arc<Shape>),
    /// Anything.
    Any,
}

/// The smallest and the largest number allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Smallest, inclusive.
    pub minimum: Option<f64>,
    /// Largest, inclusive.
    pub maximum: Option<f64>,
}

/// What a string must look like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRules {
    /// Fewest and most characters.
    pub length: (Option<usize>, Option<usize>),
    /// A named format: `email`, `date`, `date-time`, `local-date-time`, `duration`, `e164`, `json`, `json-list`.
    pub format: Option<String>,
}

impl TextRules {
    /// Whether the text is an id whose last part is the object's own.
    pub fn is_below(&self) -> bool {
        self.format.as_deref() == Some(property::BELOW_FORMAT)
    }

    /// Whether two texts mean the same, though they may be written otherwise.
    pub fn same(&self, a: &str, b: &str) -> bool {
        match self.format.as_deref() {
            Some(json_text::FORMAT | json_text::LIST_FORMAT) => json_text::same_text(a, b),
            Some(property::BELOW_FORMAT) => property::own_id(a) == property::own_id(b),
            Some(check::LOCAL_TIME) => {
                check::local_time(a).is_some_and(|a| check::local_time(b) == Some(a)) || a == b
            }
            _ => a == b,
        }
    }

    /// Whether the text is JSON: an object or a list.
    pub fn is_json(&self) -> bool {
        matches!(self.format.as_deref(), Some(json_text::FORMAT | json_text::LIST_FORMAT))
    }

    /// Whether the text is a JSON list.
    pub fn is_json_list(&self) -> bool {
        self.format.as_deref() == Some(json_text::LIST_FORMAT)
    }
}

/// The values of an enumeration.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Name of the type.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Values and what they mean.
    pub values: Vec<(String, String)>,
}

impl Shape {
    /// Joins a table with the JSON Schema of its type.
    ///
    /// # Panics
    /// If the declaration says something that this crate cannot read, which a test over all declarations rules out.
    pub fn of(table: &'static ObjectTable) -> Arc<Shape> {
        Shape::with(table, &[])
    }

    /// The shape of a table, with the properties of others behind its own.
    pub fn with(table: &'static ObjectTable, others: &[&'static ObjectTable]) -> Arc<Shape> {
        let schema = (table.schema)();
        let description = text(schema.as_value(), "description");
        let mut fields = FieldShape::of(table, &schema);
        fields.extend(others.iter().flat_map(|other| FieldShape::of(other, &(other.schema)())));
        Arc::new(Shape::made(table.name, description, fields))
    }

    /// An object type with these properties, wherever they come from.
    pub fn made(name: &'static str, description: String, fields: Vec<FieldShape>) -> Shape {
        let mut names: Vec<_> = fields.iter().map(|field| field.field.name).zip(0..).collect();
        names.sort_unstable();
        Shape { name, description, fields, names }
    }

    /// The property of this name.
    pub fn field(&self, name: &str) -> Option<&FieldShape> {
        let first = self.names.partition_point(|(other, _)| *other < name);
        let (_, place) = self.names.get(first).filter(|(other, _)| *other == name)?;
        self.fields.get(*place)
    }

    /// The properties that say how the provider shall behave.
    pub fn controls(&self) -> impl Iterator<Item = &FieldShape> {
        self.fields.iter().filter(|shape| shape.field.is_control())
    }
}

impl FieldShape {
    /// The properties of a table, with those of the objects that are flattened into it.
    fn of(table: &'static ObjectTable, schema: &schemars::Schema) -> Vec<FieldShape> {
        let root = schema.as_value();
        let required: Vec<&str> =
            root["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let mut fields = Vec::new();
        for field in table.fields {
            if let (true, Some(table)) = (field.flatten, field.nested) {
                fields.extend(FieldShape::of(table, &(table.schema)()));
                continue;
            }
            let property = &root["properties"][field.name];
            assert!(property.is_object(), "{}.{} is not in its JSON Schema", table.name, field.name);
            fields.push(FieldShape {
                field,
                description: text(property, "description"),
                form: Form::of(property, root, field.nested),
                required: required.contains(&field.name),
            });
        }
        fields
    }
}

impl Form {
    fn of(schema: &Json, root: &Json, nested: Option<&'static ObjectTable>) -> Form {
        // `Option` adds a null to the type, which says nothing here: every absent property is simply absent.
        let alternatives: Vec<&Json> = ["anyOf", "oneOf"]
            .iter()
            .flat_map(|key| schema[*key].as_array().into_iter().flatten())
            .filter(|alternative| alternative["type"] != "null")
            .collect();
        if let Some(choices) = Choices::of(schema, &alternatives, root) {
            return Form::Choice(choices);
        }
        if let [only] = alternatives[..] {
            return Form::of(only, root, nested);
        }
        if let Some(reference) = schema["$ref"].as_str() {
            return Form::of(resolve(reference, root), root, nested);
        }
        match type_name(schema) {
            Some("boolean") => Form::Bool,
            Some("integer") => Form::Integer(Bounds::of(schema)),
            Some("number") => Form::Number(Bounds::of(schema)),
            Some("string") if schema["format"] == "file" => Form::File,
            Some("string") => Form::Text(TextRules {
                length: (size(schema, "minLength"), size(schema, "maxLength")),
                format: schema["format"].as_str().map(str::to_owned),
            }),
            Some("array") => Form::List {
                element: Box::new(Form::of(&schema["items"], root, nested)),
                set: schema["uniqueItems"] == true,
                length: (size(schema, "minItems"), size(schema, "maxItems")),
            },
            Some("object") if schema["additionalProperties"].is_object() => {
                Form::Map(Box::new(Form::of(&schema["additionalProperties"], root, nested)))
            }
            Some("object") => match nested {
                Some(table) => Form::Object(Shape::of(table)),
                None => Form::Any,
            },
            _ => Form::Any,
        }
    }

    /// The object type at the bottom of lists and maps.
    pub fn object(&self) -> Option<&Arc<Shape>> {
        match self {
            Form::Object(shape) => Some(shape),
            Form::List { element, .. } | Form::Map(element) => element.object(),
            _ => None,
        }
    }

    /// Whether removing the property leaves the live value alone because several owners may have put things there.
    pub fn is_collection(&self) -> bool {
        matches!(self, Form::List { .. } | Form::Map(_))
    }
}

impl Choices {
    fn of(schema: &Json, alternatives: &[&Json], root: &Json) -> Option<Choices> {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = resolve(reference, root);
            let alternatives: Vec<&Json> = ["anyOf", "oneOf"]
                .iter()
                .flat_map(|key| target[*key].as_array().into_iter().flatten())
                .collect();
            let mut choices = Choices::of(target, &alternatives, root)?;
            choices.name = reference.rsplit('/').next().unwrap_or_default().to_owned();
            return Some(choices);
        }
        let mut choices =
            Choices { name: String::new(), description: text(schema, "description"), values: Vec::new() };
        for value in schema["enum"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            choices.values.push((value.to_owned(), String::new()));
        }
        for alternative in alternatives {
            if let Some(value) = alternative["const"].as_str() {
                choices.values.push((value.to_owned(), text(alternative, "description")));
            } else if let Some(inner) = Choices::of(alternative, &[], root) {
                if alternatives.len() == 1 {
                    return Some(inner);
                }
                choices.values.extend(inner.values);
            }
        }
        (!choices.values.is_empty()).then_some(choices)
    }

    /// The allowed values.
    pub fn allowed(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(value, _)| value.as_str())
    }
}

impl Bounds {
    fn of(schema: &Json) -> Bounds {
        Bounds { minimum: schema["minimum"].as_f64(), maximum: schema["maximum"].as_f64() }
    }

    /// Whether a number lies within.
    pub fn hold(&self, number: f64) -> bool {
        self.minimum.is_none_or(|minimum| number >= minimum)
            && self.maximum.is_none_or(|maximum| number <= maximum)
    }
}

fn resolve<'a>(reference: &str, root: &'a Json) -> &'a Json {
    let name = reference.rsplit('/').next().unwrap_or_default();
    &root["$defs"][name]
}

fn type_name(schema: &Json) -> Option<&str> {
    match &schema["type"] {
        Json::String(name) => Some(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        _ => None,
    }
}

fn text(schema: &Json, key: &str) -> String {
    schema[key].as_str().unwrap_or_default().trim().to_owned()
}

fn size(schema: &Json, key: &str) -> Option<usize> {
    schema[key].as_u64().and_then(|size| usize::try_from(size).ok())
}

/// The inputs as the type that a hook reads. What is unknown reads as absent; `None` if what is left does not fit the type, which
/// is the case exactly when the checks of the shape have failures of their own or a required property is unknown.
pub fn typed<T: Properties + DeserializeOwned>(inputs: &Object) -> Option<T> {
    serde_json::from_value(known_members(inputs)).ok()
}

fn known_members(object: &Object) -> Json {
    Json::Object(object.iter().filter_map(|(key, value)| Some((key.clone(), known(value)?))).collect())
}

fn known(value: &Value) -> Option<Json> {
    match value.plain() {
        Value::Unknown(_) | Value::Null => None,
        Value::Object(object) => Some(known_members(object)),
        Value::Array(items) => Some(Json::Array(items.iter().filter_map(known).collect())),
        // That there is one is all that a typed view says of it.
        Value::Asset(_) => Some(Json::String(String::new())),
        other => other.to_json(),
    }
}
