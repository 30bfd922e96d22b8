//! New inputs against old inputs, by the shape: the only comparison there is.

use std::collections::BTreeMap;

use crate::path::{Path, Place};
use crate::provider::{Change, ChangeKind, Difference};
use crate::value::{Object, Value};

use super::inputs::{Elements, IMPORTED, is_anothers};
use super::json_text;
use super::shape::{FieldShape, Form, Shape};
use super::{Field, Literal, Replace, Write};

/// The difference between old and new inputs.
///
/// Control inputs never differ, nor does what counted only when the object was created. What an import alone has put into the old inputs, and the program does not name, is released
/// without a word.
pub fn difference(shape: &Shape, olds: &Object, news: &Object) -> Difference {
    // Most resources of most runs are as they were.
    if olds == news && !news.values().any(Value::has_unknowns) {
        return Difference::default();
    }
    let mut changes = Changes { list: BTreeMap::new(), imported: olds.contains_key(IMPORTED) };
    changes.objects(shape, &Place::Root, Replace::Never, olds, news);
    let unique: Vec<&FieldShape> = shape.fields.iter().filter(|field| field.field.unique).collect();
    let keeps_name = !unique.is_empty()
        && unique.iter().all(|field| {
            let name = field.field.name;
            present(olds, name)
                .is_some_and(|old| present(news, name).is_some_and(|new| same(&field.form, old, new)))
        });
    // Also where nothing here replaces: the user may have asked the engine to.
    let delete_before_replace = keeps_name && !changes.list.is_empty();
    Difference { changes: changes.list, delete_before_replace }
}

/// Whether two values are the same for the API: sets without order, secrets without their marks, nulls as absent.
pub fn same(form: &Form, a: &Value, b: &Value) -> bool {
    let mut changes = Changes { list: BTreeMap::new(), imported: false };
    changes.values(form, Field::PLAIN_REF, &Place::Root, Replace::Never, a, b);
    changes.list.is_empty()
}

/// Whether an import leaves this value out where the live object has it: because nothing is there, or the platform's default.
/// Of what an import does not read it cannot be told.
fn left_out(field: &FieldShape, value: &Value) -> bool {
    let is_read = match field.field.write {
        Write::Collection(collection) => !collection.relation,
        Write::Draft(_) => false,
        _ => !field.field.write_only,
    };
    let is_default = || {
        field.field.default.is_some_and(|default| {
            !matches!(default.value, Literal::Itself | Literal::Ambient)
                && same(&field.form, &default.value.value(), value)
        })
    };
    let is_nothing = || match (&field.form, value.plain()) {
        (_, Value::String(text)) => text.is_empty(),
        (_, Value::Array(items)) => items.is_empty(),
        (Form::Object(shape), Value::Object(members)) => members
            .iter()
            .all(|(name, member)| shape.field(name).is_some_and(|field| left_out(field, member))),
        (Form::Map(_), Value::Object(members)) => members.is_empty(),
        _ => false,
    };
    is_read && (is_default() || is_nothing())
}

impl Field {
    const PLAIN_REF: &'static Field = &Field::PLAIN;
}

fn present<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    crate::provider::property(object, name)
}

struct Changes {
    list: BTreeMap<Path, Change>,
    imported: bool,
}

impl Changes {
    fn add(&mut self, path: &Place<'_>, kind: ChangeKind, replace: bool) {
        self.list.insert(path.path(), Change { kind, replace });
    }

    fn objects(&mut self, shape: &Shape, path: &Place<'_>, outer: Replace, olds: &Object, news: &Object) {
        for field in shape.fields.iter().filter(|field| field.field.is_compared()) {
            let path = path.key(field.field.name);
            let replace = if outer == Replace::Never { field.field.replace } else { outer };
            let (old, new) = (present(olds, field.field.name), present(news, field.field.name));
            if new.is_none() && self.imported {
                continue;
            }
            // What an import has found was made of something that nobody tells of, a file or what counted only then: it is taken for the
            // program's, where it could not be changed.
            let replaces = replace != Replace::Never;
            let is_untold = field.field.write == Write::Digest || field.field.write_only;
            if old.is_none() && self.imported && replaces && is_untold {
                continue;
            }
            // What an import has left out because it is the platform's default is there, and no change to name.
            if old.is_none() && self.imported && new.is_some_and(|new| left_out(field, new)) {
                continue;
            }
            self.optional(&field.form, field.field, &path, replace, old, new);
        }
    }

    fn optional(
        &mut self,
        form: &Form,
        field: &Field,
        path: &Place<'_>,
        replace: Replace,
        old: Option<&Value>,
        new: Option<&Value>,
    ) {
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) => self.values(form, field, path, replace, old, new),
            (None, Some(new)) => self.add(path, ChangeKind::Add, replaces(replace, new.has_unknowns())),
            // What is no longer named returns to its default. Where that is not known, nothing is sent that could replace.
            (Some(old), None) => {
                let changes_back =
                    field.default.is_some_and(|default| !same(form, old, &default.value.value()));
                self.add(path, ChangeKind::Delete, replaces(replace, false) && changes_back);
            }
        }
    }

    fn values(
        &mut self,
        form: &Form,
        field: &Field,
        path: &Place<'_>,
        replace: Replace,
        old: &Value,
        new: &Value,
    ) {
        let (old, new) = (old.plain(), new.plain());
        if new.is_unknown() {
            return self.add(path, ChangeKind::Update, replaces(replace, true));
        }
        match (form, old, new) {
            (Form::Object(shape), Value::Object(old), Value::Object(new)) => {
                self.objects(shape, path, replace, old, new);
            }
            (Form::Map(element), Value::Object(old), Value::Object(new)) => {
                let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                for key in keys {
                    let path = path.key(key);
                    self.optional(
                        element,
                        Field::PLAIN_REF,
                        &path,
                        replace,
                        present(old, key),
                        present(new, key),
                    );
                }
            }
            (Form::List { element, set, .. }, Value::Array(old), Value::Array(new)) => {
                self.lists(element, field, *set, path, replace, old, new);
            }
            (Form::Text(rules), Value::String(old), Value::String(new)) => {
                // Of a JSON text, too, what an import has found and the program does not name is released.
                let named =
                    if self.imported && rules.is_json() { json_text::managed_text(new, old) } else { None };
                if !rules.same(named.as_deref().unwrap_or(old), new) {
                    self.add(path, ChangeKind::Update, replaces(replace, false));
                }
            }
            (_, old, new) => {
                if !equal(old, new) {
                    self.add(path, ChangeKind::Update, replaces(replace, false));
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // one call site; a struct would only rename them
    fn lists(
        &mut self,
        element: &Form,
        field: &Field,
        set: bool,
        path: &Place<'_>,
        replace: Replace,
        old: &[Value],
        new: &[Value],
    ) {
        let key = field.key;
        if !set && key.is_none() {
            for index in 0..old.len().max(new.len()) {
                let path = path.index(index);
                self.optional(element, Field::PLAIN_REF, &path, replace, old.get(index), new.get(index));
            }
            return;
        }
        let olds = Elements::new(element, key, old);
        let mut left: Vec<usize> = (0..old.len()).collect();
        let mut partners = Vec::new();
        for (index, item) in new.iter().enumerate() {
            match olds.take(item, &mut left) {
                Some(partner) => {
                    partners.push((index, partner));
                    self.values(element, Field::PLAIN_REF, &path.index(index), replace, &old[partner], item);
                }
                None => self.add(&path.index(index), ChangeKind::Add, replaces(replace, item.has_unknowns())),
            }
        }
        // What has another place among those that are still there was moved.
        let mut places: Vec<usize> = partners.iter().map(|(_, partner)| *partner).collect();
        places.sort_unstable();
        for ((index, partner), place) in partners.into_iter().zip(places).filter(|_| field.ordered) {
            if partner != place
                && !self.list.keys().any(|changed| changed.is_within(&path.index(index).path()))
            {
                self.add(&path.index(index), ChangeKind::Update, replaces(replace, false));
            }
        }
        // What is always there is no more than found, after an import.
        let is_found = |index: &usize| self.imported && is_anothers(element, field, &old[*index]);
        left.retain(|index| !field.growing && !is_found(index));
        for index in left {
            let path = path.index(index);
            // An element gone and another come at the same place is one element changed.
            let kind =
                if self.list.contains_key(&path.path()) { ChangeKind::Update } else { ChangeKind::Delete };
            self.add(&path, kind, replaces(replace, false));
        }
    }
}

fn replaces(replace: Replace, unknown: bool) -> bool {
    match replace {
        Replace::Never => false,
        Replace::Changed => !unknown,
        Replace::Identity => true,
    }
}

/// Equality of plain values. A number and its text are the same: both come from programs, and the API has one of them.
fn equal(a: &Value, b: &Value) -> bool {
    match (a.plain(), b.plain()) {
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            text.parse::<f64>().is_ok_and(|parsed| parsed == *number)
        }
        (Value::Bool(value), Value::String(text)) | (Value::String(text), Value::Bool(value)) => {
            text.parse::<bool>().is_ok_and(|parsed| parsed == *value)
        }
        (Value::Asset(a), Value::Asset(b)) if a.hash.is_some() && b.hash.is_some() => a.hash == b.hash,
        (Value::Archive(a), Value::Archive(b)) if a.hash.is_some() && b.hash.is_some() => a.hash == b.hash,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let present = |object: &Object| object.iter().filter(|(_, value)| !value.is_null()).count();
            present(a) == present(b)
                && a.iter()
                    .filter(|(_, value)| !value.is_null())
                    .all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other)))
        }
        (Value::Resource(_), _) | (_, Value::Resource(_)) => a.as_str().is_some() && a.as_str() == b.as_str(),
        (a, b) => a == b,
    }
}
