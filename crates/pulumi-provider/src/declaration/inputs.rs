//! What a read makes of the inputs: on refresh the managed ones only, on import all that is worth naming.

use std::borrow::Cow;

use crate::provider::property;
use crate::value::{Object, Value};

use super::diff::same;
use super::json_text::{managed_text, same_text};
use super::secrets::mark_secrets;
use super::shape::{FieldShape, Form, Shape};
use super::{Field, Literal, Write};

/// What an element of a list is, in itself.
const PLAIN: &Field = &Field::PLAIN;

/// Marks inputs that an import has made and no program has named yet. Kept by a refresh, dropped by the first `up`, whose inputs are
/// the program's: from then on, removing one of them from the program is a change.
pub const IMPORTED: &str = "__imported";

/// What only the API tells, and defaults mean.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The object's own id ([`Literal::Itself`]).
    pub own: &'a str,
    /// The id of what is there anyway ([`Literal::Ambient`]), if it was asked for.
    pub ambient: Option<&'a str>,
}

/// The inputs with what is there anyway named in every object, within a property, that names none.
pub fn complete(shape: &Shape, inputs: &Object, known: Known<'_>) -> Object {
    let mut completed = inputs.clone();
    for field in shape.fields.iter().filter(|field| has_ambient(&field.form)) {
        if let Some(value) = completed.get_mut(field.field.name) {
            *value = completed_value(&field.form, value, known);
        }
    }
    completed
}

/// Whether any object within a property leaves out what is there anyway.
pub fn lacks_ambient(shape: &Shape, inputs: &Object) -> bool {
    let known = Known { own: "", ambient: Some("") };
    shape.fields.iter().filter(|field| has_ambient(&field.form)).any(|field| {
        property(inputs, field.field.name)
            .is_some_and(|value| completed_value(&field.form, value, known) != *value)
    })
}

fn has_ambient(form: &Form) -> bool {
    form.object()
        .is_some_and(|shape| shape.fields.iter().any(|field| is_ambient(field) || has_ambient(&field.form)))
}

fn is_ambient(field: &FieldShape) -> bool {
    field.field.default.is_some_and(|default| default.value == Literal::Ambient)
}

fn completed_value(form: &Form, value: &Value, known: Known<'_>) -> Value {
    let completed = match (form, value.plain()) {
        (Form::Object(shape), Value::Object(members)) => {
            let mut members = complete(shape, members, known);
            for field in shape.fields.iter().filter(|field| is_ambient(field)) {
                let Some(ambient) = known.ambient else { continue };
                let is_blank = |value: &Value| value.as_str() == Some("");
                if property(&members, field.field.name).is_none_or(is_blank) {
                    members.insert(field.field.name.to_owned(), ambient_value(&field.form, ambient));
                }
            }
            Value::Object(members)
        }
        (Form::List { element, .. }, Value::Array(items)) => {
            Value::Array(items.iter().map(|item| completed_value(element, item, known)).collect())
        }
        (_, plain) => plain.clone(),
    };
    if value.is_secret() { completed.into_secret() } else { completed }
}

fn ambient_value(form: &Form, ambient: &str) -> Value {
    if form.is_collection() { Value::Array(vec![ambient.into()]) } else { ambient.into() }
}

/// The old inputs with the live value wherever it differs; nothing that was not managed is added.
///
/// The user's spelling, order and secret marks are kept where the value is the same. What the API does not answer
/// (control inputs, write-only values) is carried over.
pub fn refresh_inputs(shape: &Shape, olds: &Object, live: &Object, known: Known<'_>) -> Object {
    let mut inputs = refresh_object(shape, olds, live, known);
    for (name, value) in olds.iter().filter(|(name, _)| name.starts_with("__")) {
        inputs.insert(name.clone(), value.clone());
    }
    inputs
}

fn refresh_object(shape: &Shape, olds: &Object, live: &Object, known: Known<'_>) -> Object {
    let mut inputs = Object::new();
    for field in &shape.fields {
        let name = field.field.name;
        let Some(old) = property(olds, name) else { continue };
        let value = if field.field.is_control() || field.field.write_only {
            Some(old.clone())
        } else {
            match property(live, name) {
                // That it is another one is no news to who has left it to others.
                Some(_) if matches!(field.field.write, Write::Claim(_)) && old.as_bool() == Some(false) => {
                    Some(old.clone())
                }
                // The platform names the object itself where none is named.
                Some(live)
                    if field.field.reference.is_some()
                        && old.as_str() == Some("")
                        && is_default(field, live, known) =>
                {
                    Some(old.clone())
                }
                Some(live) => {
                    let live = with_itself(field, old, live, known);
                    Some(refresh_value(&field.form, field.field, old, &live, known))
                }
                None => absent_means(field, old).then(|| old.clone()),
            }
        };
        if let Some(value) = value {
            inputs.insert(name.to_owned(), value);
        }
    }
    inputs
}

/// The live list, with the object itself as the old one has it: unnamed.
fn with_itself<'a>(field: &FieldShape, old: &Value, live: &'a Value, known: Known<'_>) -> Cow<'a, Value> {
    let unnamed = |value: &Value| value.as_str() == Some("");
    let names_itself = old.as_array().is_some_and(|items| items.iter().any(unnamed));
    match live.as_array() {
        Some(items) if names_itself && is_itself(field) => {
            let named =
                |item: &Value| if item.as_str() == Some(known.own) { "".into() } else { item.clone() };
            Cow::Owned(Value::Array(items.iter().map(named).collect()))
        }
        _ => Cow::Borrowed(live),
    }
}

/// Whether the platform puts the object itself where nothing is named.
fn is_itself(field: &FieldShape) -> bool {
    field.field.default.is_some_and(|default| default.value == Literal::Itself)
}

/// Whether the API's silence about a property means this value.
fn absent_means(field: &FieldShape, value: &Value) -> bool {
    let is_empty = match value.plain() {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    is_empty
        || field.field.default.is_some_and(|default| same(&field.form, &default.value.value(), value))
        || match (&field.form, value.plain()) {
            (Form::Object(shape), Value::Object(members)) => members
                .iter()
                .all(|(name, member)| shape.field(name).is_some_and(|field| absent_means(field, member))),
            _ => false,
        }
}

fn refresh_value(form: &Form, field: &Field, old: &Value, live: &Value, known: Known<'_>) -> Value {
    let ordered = field.ordered || field.shared.is_some();
    if !ordered && same(form, old, live) {
        return old.clone();
    }
    let refreshed = match (form, old.plain(), live.plain()) {
        (Form::Object(shape), Value::Object(old), Value::Object(live)) => {
            Value::Object(refresh_object(shape, old, live, known))
        }
        (Form::Map(element), Value::Object(old), Value::Object(live)) => {
            let members = live.iter().filter(|(_, member)| !member.is_null()).map(|(name, live)| {
                let member = match property(old, name) {
                    Some(old) => refresh_value(element, PLAIN, old, live, known),
                    None => import_value(element, live, known).unwrap_or_else(|| live.clone()),
                };
                (name.clone(), member)
            });
            Value::Object(members.collect())
        }
        (Form::List { element, set, .. }, Value::Array(old), Value::Array(live)) => {
            Value::Array(refresh_list(element, field, *set, old, live, known))
        }
        (Form::Text(rules), Value::String(text), Value::String(live)) if rules.is_json() => {
            let managed = Value::from(managed_text(text, live).unwrap_or_else(|| live.clone()));
            if same(form, old, &managed) { old.plain().clone() } else { managed }
        }
        _ => live.clone(),
    };
    if old.is_secret() { refreshed.into_secret() } else { refreshed }
}

fn refresh_list(
    element: &Form,
    field: &Field,
    set: bool,
    old: &[Value],
    live: &[Value],
    known: Known<'_>,
) -> Vec<Value> {
    let key = field.key;
    let import = |live: &Value| import_value(element, live, known).unwrap_or_else(|| live.clone());
    let olds = Elements::new(element, key, old.iter());
    let is_ours = |live: &&Value| !is_anothers(element, field, live) || olds.place(live).is_some();
    let live: Vec<&Value> = live.iter().filter(is_ours).collect();
    if field.ordered {
        let refreshed = live.iter().map(|live| {
            let partner = olds.place(live).map(|place| &old[place]);
            partner.map_or_else(|| import(live), |old| refresh_value(element, PLAIN, old, live, known))
        });
        return refreshed.collect();
    }
    if !set && key.is_none() {
        let refreshed = live.iter().enumerate().map(|(index, live)| match old.get(index) {
            Some(old) => refresh_value(element, PLAIN, old, live, known),
            None => import(live),
        });
        return refreshed.collect();
    }
    let lives = Elements::new(element, key, live.iter().copied());
    let mut left: Vec<usize> = (0..live.len()).collect();
    let mut refreshed = Vec::new();
    for old in old {
        // What is there anyway is the same whether or not the program names it.
        let place = lives.take(old, &mut left);
        let place = place.or_else(|| lives.take(&completed_value(element, old, known), &mut left));
        if let Some(place) = place {
            refreshed.push(refresh_value(element, PLAIN, old, live[place], known));
        }
    }
    refreshed.extend(left.into_iter().filter(|_| !field.growing).map(|place| import(live[place])));
    refreshed
}

/// Puts lists whose order means nothing into the order that they had, JSON and times into their spelling, and what the API never answers
/// of what is within a property where it was, so that nobody is shown a difference that is none.
pub fn keep_order(shape: &Shape, properties: &mut Object, like: &Object) {
    for field in &shape.fields {
        let name = field.field.name;
        if let (Some(value), Some(like)) = (properties.get_mut(name), property(like, name)) {
            keep_order_of(&field.form, field.field, value, like);
        }
    }
}

fn keep_order_of(form: &Form, field: &Field, value: &mut Value, like: &Value) {
    let key = field.key;
    match (form, value, like.plain()) {
        (Form::Object(shape), Value::Object(members), Value::Object(like)) => {
            for field in shape.fields.iter().filter(|field| field.field.write_only) {
                let name = field.field.name;
                // An asset of which only the hash is known is none that an SDK reads.
                let kept = property(like, name).filter(|kept| !is_hash_alone(kept));
                if let (None, Some(kept)) = (property(members, name), kept) {
                    members.insert(name.to_owned(), kept.clone());
                }
            }
            keep_order(shape, members, like)
        }
        (Form::List { element, set, .. }, Value::Array(items), Value::Array(like))
            if *set || key.is_some() && !field.ordered =>
        {
            let elements = Elements::new(element, key, like);
            items.sort_by_cached_key(|item| elements.place(item).unwrap_or(like.len()));
            for item in items.iter_mut().filter(|_| key.is_some()) {
                if let Some(like) = elements.place(item).and_then(|place| like.get(place)) {
                    keep_order_of(element, PLAIN, item, like);
                }
            }
        }
        (Form::Text(rules), Value::String(text), Value::String(like))
            if !rules.is_below() && rules.same(text, like) =>
        {
            text.clone_from(like);
        }
        (_, Value::Secret(inner), like) => keep_order_of(form, field, inner, like),
        _ => {}
    }
}

fn is_hash_alone(value: &Value) -> bool {
    matches!(value.plain(), Value::Asset(asset) if asset.content.is_none())
}

/// Whether an element of a list may be there though no program names it.
pub(super) fn is_anothers(element: &Form, field: &Field, live: &Value) -> bool {
    let Some(keys) = field.shared else { return false };
    let (Form::Object(shape), Some(key)) = (element, field.key) else { return keys.is_empty() };
    let name = live.as_object().and_then(|members| element_key(shape, key, members));
    keys.is_empty()
        || name
            .is_some_and(|name| matches!(&name[..], [Value::String(name)] if keys.contains(&name.as_str())))
}

/// The elements of a list, with what tells each of them apart: its key, else what it is.
pub(super) struct Elements<'a> {
    form: &'a Form,
    key: Option<(&'a Shape, &'a str)>,
    items: Vec<&'a Value>,
    /// The values of the key, made once: lists are long, and each element is compared with many.
    names: Vec<Option<Vec<Value>>>,
}

impl<'a> Elements<'a> {
    /// The elements, which are of this form, and told apart by the properties of the key if there is one.
    pub(super) fn new(
        form: &'a Form,
        key: Option<&'a str>,
        items: impl IntoIterator<Item = &'a Value>,
    ) -> Elements<'a> {
        let key = match (key, form) {
            (Some(key), Form::Object(shape)) => Some((&**shape, key)),
            _ => None,
        };
        let mut elements = Elements { form, key, items: items.into_iter().collect(), names: Vec::new() };
        if elements.key.is_some() {
            elements.names = elements.items.iter().map(|item| elements.name(item)).collect();
        }
        elements
    }

    /// Where this element is, if it is there.
    fn place(&self, item: &Value) -> Option<usize> {
        let name = self.name(item);
        (0..self.items.len()).find(|place| self.is_at(*place, item, name.as_ref()))
    }

    /// Where this element is among the places that are left, of which its own is none then.
    pub(super) fn take(&self, item: &Value, left: &mut Vec<usize>) -> Option<usize> {
        let name = self.name(item);
        let position = left.iter().position(|place| self.is_at(*place, item, name.as_ref()))?;
        Some(left.remove(position))
    }

    fn is_at(&self, place: usize, item: &Value, name: Option<&Vec<Value>>) -> bool {
        match self.key {
            Some(_) => name.is_some() && self.names[place].as_ref() == name,
            None => same(self.form, self.items[place], item),
        }
    }

    fn name(&self, item: &Value) -> Option<Vec<Value>> {
        let (shape, key) = self.key?;
        element_key(shape, key, item.as_object()?)
    }
}

/// What tells an element of a list apart from its siblings: the values of its key. `None` where one is missing or not known yet.
pub fn element_key(shape: &Shape, key: &str, element: &Object) -> Option<Vec<Value>> {
    let part = |name: &str| {
        let default = || shape.field(name)?.field.default.map(|default| default.value.value());
        let value = property(element, name).map(|value| value.plain().clone()).or_else(default)?;
        (!value.is_unknown()).then_some(value)
    };
    key.split(',').map(part).collect()
}

/// The inputs that recreate the live object: everything writable that differs from what the API would fill in by itself.
pub fn import_inputs(shape: &Shape, live: &Object, known: Known<'_>) -> Object {
    let mut inputs = import_object(shape, live, known);
    mark_secrets(shape, &mut inputs, &[]);
    inputs.insert(IMPORTED.to_owned(), true.into());
    inputs
}

fn import_object(shape: &Shape, live: &Object, known: Known<'_>) -> Object {
    let mut inputs = Object::new();
    for field in &shape.fields {
        let name = field.field.name;
        if field.field.is_control() {
            continue;
        }
        if field.field.write_only {
            // The platform never says it: whoever imports must fill it in.
            if field.is_required_input() {
                inputs.insert(name.to_owned(), "".into());
            }
            continue;
        }
        let Some(value) = property(live, name) else { continue };
        if is_default(field, value, known) && !field.required {
            continue;
        }
        let worth = worth_naming(field, value);
        let value = worth.as_ref().unwrap_or(value);
        if let Some(value) =
            import_value(&field.form, value, known).or_else(|| field.required.then(|| value.clone()))
        {
            inputs.insert(name.to_owned(), value);
        }
    }
    inputs
}

/// What of a live JSON text an import names, where the declaration says so.
fn worth_naming(field: &FieldShape, live: &Value) -> Option<Value> {
    let live = super::parse_json(live.as_str()?)?;
    Some(field.field.imports?(&live).to_string().into())
}

/// Whether the platform would fill this in by itself.
fn is_default(field: &FieldShape, live: &Value, known: Known<'_>) -> bool {
    field.field.default.is_some_and(|default| match default.value {
        Literal::Itself => match live.as_array() {
            Some(items) => matches!(items, [only] if only.as_str() == Some(known.own)),
            None => live.as_str() == Some(known.own),
        },
        Literal::Ambient => {
            known.ambient.is_some_and(|ambient| same(&field.form, live, &ambient_value(&field.form, ambient)))
        }
        literal => same(&field.form, &literal.value(), live),
    })
}

/// The value as an input; `None` if there is nothing in it.
fn import_value(form: &Form, live: &Value, known: Known<'_>) -> Option<Value> {
    match (form, live.plain()) {
        (Form::Object(shape), Value::Object(live)) => {
            let members = import_object(shape, live, known);
            (!members.is_empty()).then_some(Value::Object(members))
        }
        (Form::List { element, .. }, Value::Array(items)) => {
            let items: Vec<Value> = items
                .iter()
                .map(|item| import_value(element, item, known).unwrap_or_else(|| item.clone()))
                .collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        (Form::Map(element), Value::Object(members)) => {
            let members: Object = members
                .iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(key, member)| {
                    (key.clone(), import_value(element, member, known).unwrap_or_else(|| member.clone()))
                })
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        (Form::Text(rules), Value::String(text))
            if rules.is_json() && (same_text(text, "{}") || same_text(text, "[]")) =>
        {
            None
        }
        (_, Value::String(text)) if text.is_empty() => None,
        (_, Value::Null) => None,
        (_, value) => Some(value.clone()),
    }
}
