//! Inputs to the API's objects and back, by the paths of the declaration.
//!
//! One walk for each direction and one for changes: [`encode`] makes a body, [`decode`] reads an answer, [`overlay`] lays the
//! difference between old and new inputs over an object that is there.

use std::borrow::Cow;

use pulumi_provider::declaration::{
    Field, FieldShape, Form, IMPORTED, Literal, Shape, Write, element_key, lay_over, own_id, parse_json, same,
};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Map, Value as Json};

/// Which fields of a resource are meant; objects within a field always go as a whole.
pub type Fields<'a> = &'a dyn Fn(&Field) -> bool;

/// Where a value is in an object of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Names of nested objects, and places in lists, counted from 0, separated by dots.
    pub at: &'a str,
    /// What is there.
    pub many: Many<'a>,
}

/// How many values are at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many<'a> {
    /// The value itself.
    One,
    /// A list, with each element wrapped at this path.
    List(&'a str),
    /// Those elements of a list in which a member has a value, each wrapped at a path.
    Where {
        /// The member.
        member: &'a str,
        /// Its value.
        value: &'a str,
        /// The path.
        at: &'a str,
    },
    /// A map, with each value wrapped at this path.
    Map(&'a str),
    /// A map whose keys are a property of the elements of our list.
    KeyedBy(&'a str),
}

impl<'a> Place<'a> {
    /// Reads the path of a declaration.
    pub fn of(path: &'a str) -> Place<'a> {
        if let Some((at, rest)) = path.split_once("[]") {
            return Place { at, many: Many::List(rest.trim_start_matches('.')) };
        }
        if let Some((at, rest)) = path.split_once("{}") {
            return Place { at, many: Many::Map(rest.trim_start_matches('.')) };
        }
        if let Some((at, key)) = path.strip_suffix('}').and_then(|path| path.split_once('{')) {
            return Place { at, many: Many::KeyedBy(key) };
        }
        let condition = path.split_once('[').and_then(|(at, rest)| Some((at, rest.split_once(']')?)));
        match condition.and_then(|(at, (condition, rest))| Some((at, condition.split_once('=')?, rest))) {
            Some((at, (member, value), rest)) => {
                Place { at, many: Many::Where { member, value, at: rest.trim_start_matches('.') } }
            }
            None => Place { at: path, many: Many::One },
        }
    }

    /// Where a field is in what the API answers.
    pub fn read(field: &Field) -> Place<'_> {
        Place::of(field.path)
    }

    /// Where a field is in what the API is sent.
    pub fn send(field: &Field) -> Place<'_> {
        Place::of(field.send.unwrap_or(field.path))
    }
}

/// Fields of an object within a property.
const WITHIN: Fields<'static> =
    &|field| !matches!(field.write, Write::Control | Write::Never) && !field.write.is_upload();

/// What is put in the place of an object that names itself without knowing its id.
const ITSELF: &str = "";

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
fn is_blank_reference(field: &FieldShape, value: &Value) -> bool {
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

fn encode_value(form: &Form, value: &Value, many: Many<'_>) -> Option<Json> {
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

/// Lays the difference between old and new inputs over an object that is there, for the fields meant; everything else in it stays.
pub fn overlay(shape: &Shape, base: &mut Json, olds: &Object, news: &Object, fields: Fields<'_>) {
    let removal = if olds.contains_key(IMPORTED) { Removal::Ignored } else { Removal::Returned };
    overlay_object(shape, base, olds, news, removal, fields);
}

/// What becomes of a value that the program no longer names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    /// It returns to the platform's default, or stays if it is released.
    Returned,
    /// It stays: no program ever named it.
    Ignored,
    /// It goes, for it is part of an element that is as the program says.
    Cleared,
}

fn overlay_object(
    shape: &Shape,
    base: &mut Json,
    olds: &Object,
    news: &Object,
    removal: Removal,
    fields: Fields<'_>,
) {
    for field in shape.fields.iter().filter(|field| fields(field.field)) {
        let (old, new) = (property(olds, field.field.name), property(news, field.field.name));
        match (old, new) {
            (Some(old), Some(new)) if same(&field.form, old, new) => {}
            (_, Some(new)) => change(field, base, old, new, removal),
            (Some(old), None) => match removal {
                Removal::Ignored => {}
                Removal::Returned if is_released(field) => {}
                Removal::Returned => reset(field, base, old),
                Removal::Cleared => reset_value(field, base),
            },
            (None, None) => {}
        }
    }
}

fn change(field: &FieldShape, base: &mut Json, old: Option<&Value>, new: &Value, removal: Removal) {
    if is_blank_reference(field, new) {
        return clear(field, base);
    }
    let place = Place::send(field.field);
    let recognize = |words: Option<&Value>, base: &mut Json| {
        let (Some(recognize), Some(words)) = (field.field.recognize, words) else { return };
        if let (Some(words), Some(live)) =
            (encode_value(&field.form, words, place.many), lookup_mut(base, place.at))
        {
            *live = (recognize.read)(&words, None, live);
        }
    };
    recognize(old, base);
    match (field.field.codec, &field.form) {
        // In our own form the change is one like any other.
        (Some(codec), _) => {
            let target = slot(base, place.at);
            let mut ours = (codec.decode)(target);
            change_value(field, &mut ours, place, old, new, removal);
            *target = (codec.encode)(&ours);
        }
        (None, Form::Object(_) | Form::List { .. } | Form::Map(_)) => {
            change_value(field, slot(base, place.at), place, old, new, removal);
        }
        (None, Form::Text(rules)) if rules.is_json() => {
            change_value(field, slot(base, place.at), place, old, new, removal);
        }
        (None, _) => {
            // What stands beside the id of another object tells of that other one.
            let holder = place.at.strip_suffix(".id").filter(|_| field.field.reference.is_some());
            let holder = holder.filter(|_| lookup(base, place.at).and_then(Json::as_str) != new.as_str());
            if let Some(holder) = holder.and_then(|holder| lookup_mut(base, holder)) {
                *holder = Json::Object(Map::new());
            }
            put_value(field, new, base);
        }
    }
    // What the new value says anyway need not be there in other words too.
    recognize(Some(new), base);
}

fn change_value(
    field: &FieldShape,
    target: &mut Json,
    place: Place<'_>,
    old: Option<&Value>,
    new: &Value,
    removal: Removal,
) {
    match (&field.form, new.plain()) {
        (Form::Object(shape), Value::Object(news)) => {
            let none = Object::new();
            let olds = old.and_then(Value::as_object).unwrap_or(&none);
            if !target.is_object() {
                *target = Json::Object(Map::new());
            }
            overlay_object(shape, target, olds, news, removal, WITHIN);
        }
        (Form::List { element, .. }, Value::Array(news)) if keyed_object(field, element).is_some() => {
            let Some((shape, key)) = keyed_object(field, element) else { return };
            let olds = old.and_then(Value::as_array).unwrap_or_default();
            let elements = Elements { shape, key, place, removal, field: field.field };
            elements.overlay(target, olds, news);
        }
        (Form::List { element, set: false, .. }, Value::Array(news))
            if matches!(**element, Form::Object(_)) =>
        {
            let Form::Object(shape) = &**element else { return };
            let olds = old.and_then(Value::as_array);
            overlay_ordered(element, shape, place, target, olds, news);
        }
        _ => {
            let encoded = |value: &Value| encode_value(&field.form, value, place.many);
            let Some(wanted) = encoded(new) else { return };
            // Words that are named for the first time are all that there are; what refers to something may be there for others' sake.
            if old.is_none() && is_set_of_words(field) {
                *target = wanted;
                return;
            }
            let before = old.and_then(encoded);
            *target = merge(&field.form, target, before.as_ref(), wanted);
        }
    }
}

/// Whether a property is a set of words of the platform, of which nothing is anybody else's.
fn is_set_of_words(field: &FieldShape) -> bool {
    let Form::List { element, set: true, .. } = &field.form else { return false };
    let owned = field.field.reference.is_none() && field.field.shared.is_none() && !field.field.growing;
    owned && matches!(**element, Form::Text(_))
}

/// The objects in a list that are told apart by some of their properties, if they are.
fn keyed_object<'a>(field: &'a FieldShape, element: &'a Form) -> Option<(&'a Shape, &'a str)> {
    match element {
        Form::Object(shape) => field.field.key.map(|key| (shape.as_ref(), key)),
        _ => None,
    }
}

/// A list of objects that are told apart by some of their properties, laid over what is there one by one.
struct Elements<'a> {
    shape: &'a Shape,
    key: &'a str,
    place: Place<'a>,
    removal: Removal,
    field: &'a Field,
}

impl Elements<'_> {
    fn overlay(&self, live: &mut Json, olds: &[Value], news: &[Value]) {
        let none = Object::new();
        let in_map = matches!(self.place.many, Many::KeyedBy(_));
        if !(if in_map { live.is_object() } else { live.is_array() }) {
            *live = if in_map { Json::Object(Map::new()) } else { Json::Array(Vec::new()) };
        }
        for old in olds.iter().filter(|_| !self.field.growing).filter_map(Value::as_object) {
            if self.among(old, news).is_none() && !self.is_anothers(old) {
                self.remove(live, old);
            }
        }
        for new in news.iter().filter_map(Value::as_object) {
            let old = self.among(new, olds).unwrap_or(&none);
            let Some(target) = self.target(live, new) else { continue };
            overlay_object(self.shape, target, old, new, self.removal, WITHIN);
            if in_map && let Some(member) = target.as_object_mut() {
                member.remove(self.key);
            }
        }
        if let Some(items) = live.as_array_mut().filter(|_| self.field.ordered) {
            let names: Vec<_> =
                news.iter().filter_map(Value::as_object).filter_map(|new| self.name(new)).collect();
            // What others have put there comes behind ours, in their order.
            items.sort_by_key(|item| {
                names.iter().position(|name| self.is_named(item, name)).unwrap_or(names.len())
            });
        }
    }

    /// Whether an element stays though no program names it any more.
    fn is_anothers(&self, element: &Object) -> bool {
        let keys = self.field.shared.unwrap_or_default();
        let name = self.name(element);
        name.is_some_and(|name| matches!(&name[..], [Value::String(name)] if keys.contains(&name.as_str())))
    }

    fn name(&self, element: &Object) -> Option<Vec<Value>> {
        element_key(self.shape, self.key, element)
    }

    fn among<'a>(&self, element: &Object, others: &'a [Value]) -> Option<&'a Object> {
        let name = self.name(element)?;
        others.iter().filter_map(Value::as_object).find(|other| self.name(other).as_ref() == Some(&name))
    }

    /// Whether a live element is the one with this name.
    fn is_named(&self, live: &Json, name: &[Value]) -> bool {
        let is_part = |field: &Field| self.key.split(',').any(|part| part == field.name);
        self.name(&decode(self.shape, live, &is_part)).is_some_and(|live| live == name)
    }

    fn target<'a>(&self, live: &'a mut Json, element: &Object) -> Option<&'a mut Json> {
        let name = self.name(element)?;
        let empty = || Json::Object(Map::new());
        match live {
            Json::Object(members) => Some(members.entry(name.first()?.as_str()?).or_insert_with(empty)),
            Json::Array(items) => {
                let position =
                    items.iter().position(|item| self.is_named(item, &name)).unwrap_or_else(|| {
                        items.push(empty());
                        items.len() - 1
                    });
                items.get_mut(position)
            }
            _ => None,
        }
    }

    fn remove(&self, live: &mut Json, element: &Object) {
        let Some(name) = self.name(element) else { return };
        match (live, name.first().and_then(Value::as_str)) {
            (Json::Object(members), Some(name)) => drop(members.remove(name)),
            (Json::Array(items), _) => items.retain(|item| !self.is_named(item, &name)),
            _ => {}
        }
    }
}

/// A list of objects that only their order tells apart. One that is as before keeps what others have put into it, wherever it
/// stands now, and so does one that changes where it stands; what others have added behind ours stays.
fn overlay_ordered(
    element: &Form,
    shape: &Shape,
    place: Place<'_>,
    live: &mut Json,
    olds: Option<&[Value]>,
    news: &[Value],
) {
    let meant = |item: &Json| match place.many {
        Many::Where { member, value, .. } => lookup(item, member).and_then(Json::as_str) == Some(value),
        _ => true,
    };
    let there = live.as_array().cloned().unwrap_or_default();
    let (ours, others): (Vec<Json>, Vec<Json>) = there.into_iter().partition(meant);
    let before = olds.unwrap_or_default();
    let mut partners: Vec<Option<usize>> = vec![None; news.len()];
    for (index, new) in news.iter().enumerate() {
        let is_as_before = |old: &usize| !partners.contains(&Some(*old)) && same(element, &before[*old], new);
        let candidates = [index].into_iter().chain(0..before.len()).filter(|old| *old < before.len());
        let found = candidates.into_iter().find(is_as_before);
        partners[index] = found;
    }
    for index in 0..news.len().min(before.len()) {
        if partners[index].is_none() && !partners.contains(&Some(index)) {
            partners[index] = Some(index);
        }
    }
    let none = Object::new();
    let mut list = others;
    let elsewhere = list.len();
    for (new, partner) in news.iter().zip(partners) {
        let Some(new) = new.as_object() else { continue };
        let old = partner.and_then(|index| before[index].as_object()).unwrap_or(&none);
        let target = partner.and_then(|index| ours.get(index).cloned());
        let mut target = target.unwrap_or_else(|| Json::Object(Map::new()));
        overlay_object(shape, &mut target, old, new, Removal::Cleared, WITHIN);
        if let Many::Where { member, value, .. } = place.many {
            *slot(&mut target, member) = value.into();
        }
        list.push(target);
    }
    if olds.is_some() {
        let added = ours
            .into_iter()
            .skip(before.len())
            .filter(|item| !list[elsewhere..].iter().any(|made| covers(item, made)));
        let added: Vec<Json> = added.collect();
        list.extend(added);
    }
    *live = Json::Array(list);
}

/// The live collection with what the program added and without what it removed: what is in neither stays.
fn merge(form: &Form, live: &Json, before: Option<&Json>, wanted: Json) -> Json {
    match (form, live, wanted) {
        (Form::Text(_), live, wanted) => lay_over(live, before, wanted),
        (Form::List { set: true, .. }, Json::Array(live), Json::Array(wanted)) => {
            let before = before.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            let is_among = |item: &Json, list: &[Json]| list.iter().any(|other| covers(item, other));
            let mut merged: Vec<Json> = live
                .iter()
                .filter(|item| is_among(item, &wanted) || !is_among(item, before))
                .cloned()
                .collect();
            merged.extend(wanted.into_iter().filter(|item| !live.iter().any(|live| covers(live, item))));
            Json::Array(merged)
        }
        // One that is as before keeps what others have put into it, wherever it stands now.
        (Form::List { .. }, Json::Array(live), Json::Array(wanted)) => {
            let mut left: Vec<&Json> = live.iter().collect();
            let merged = wanted.into_iter().map(|item| {
                let position = left.iter().position(|live| covers(live, &item));
                position.map_or(item, |position| left.remove(position).clone())
            });
            Json::Array(merged.collect())
        }
        (_, Json::Object(live), Json::Object(wanted)) => {
            let before = before.and_then(Json::as_object);
            let mut merged = live.clone();
            merged.retain(|key, _| {
                wanted.contains_key(key) || !before.is_some_and(|before| before.contains_key(key))
            });
            for (key, value) in wanted {
                match (merged.get_mut(&key).and_then(Json::as_object_mut), value) {
                    (Some(live), Json::Object(value)) => live.extend(value),
                    (_, value) => drop(merged.insert(key, value)),
                }
            }
            Json::Object(merged)
        }
        (_, _, wanted) => wanted,
    }
}

/// Whether a live element is the one meant: it may carry more than we send.
fn covers(live: &Json, meant: &Json) -> bool {
    match (live, meant) {
        (Json::Object(live), Json::Object(meant)) => {
            meant.iter().all(|(key, value)| live.get(key).is_some_and(|live| covers(live, value)))
        }
        (Json::Array(live), Json::Array(meant)) => {
            live.len() == meant.len() && live.iter().zip(meant).all(|(live, meant)| covers(live, meant))
        }
        (live, meant) => live == meant,
    }
}

/// Whether a property that is removed from the program leaves its live value alone: collections, divisions and references do.
pub fn is_released(field: &FieldShape) -> bool {
    // What is uploaded no longer has it either.
    if field.field.write.is_upload() {
        return false;
    }
    field.form.is_collection()
        || field.field.reference.is_some()
        // What the program no longer has of it is taken away by a call of its own, if it is.
        || field.field.file.is_some()
        || field.field.kept
        || !matches!(field.field.write, Write::Body)
}

fn reset(field: &FieldShape, base: &mut Json, old: &Value) {
    let place = Place::send(field.field);
    match (&field.form, old.as_object()) {
        // Without its required members the object cannot be, so it goes as a whole.
        (Form::Object(shape), _) if goes_whole(field, shape) => clear(field, base),
        (Form::Object(shape), Some(olds)) => {
            let target = slot(base, place.at);
            if target.is_object() {
                overlay_object(shape, target, olds, &Object::new(), Removal::Returned, WITHIN);
            }
            // Nothing is left in it that the platform would not fill in by itself.
            if target.is_null() || target.as_object().is_some_and(Map::is_empty) {
                clear(field, base);
            }
        }
        _ => reset_value(field, base),
    }
}

fn reset_value(field: &FieldShape, base: &mut Json) {
    match field.field.default {
        Some(default) if field.field.reference.is_none() => put_value(field, &default.value.value(), base),
        _ => clear(field, base),
    }
}

fn goes_whole(field: &FieldShape, shape: &Shape) -> bool {
    field.field.whole || shape.fields.iter().any(|field| field.required)
}

/// Takes a value out of an object; of a reference the whole object that holds the id.
fn clear(field: &FieldShape, base: &mut Json) {
    let at = Place::send(field.field).at;
    if let Some(cleared) = field.field.cleared.and_then(|cleared| cleared.value().to_json()) {
        *slot(base, at) = cleared;
        return;
    }
    let at = if field.field.reference.is_some() { at.strip_suffix(".id").unwrap_or(at) } else { at };
    let (parent, last) = at.rsplit_once('.').unwrap_or(("", at));
    if let Some(parent) = lookup_mut(base, parent).and_then(Json::as_object_mut) {
        parent.remove(last);
    }
}

/// Lays one object over another: members of objects are laid one by one, everything else is replaced.
pub fn lay(base: &mut Json, over: Json) {
    match (base.as_object_mut(), over) {
        (Some(base), Json::Object(over)) => {
            for (name, value) in over {
                lay(base.entry(name).or_insert(Json::Null), value);
            }
        }
        (_, over) => *base = over,
    }
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

/// The wanted object with no more new elements in a list than one body may add; `None` if it has no more than that.
pub fn limit(shape: &Shape, base: &Json, wanted: &Json, fields: Fields<'_>) -> Option<Json> {
    let mut limited = None;
    for field in shape.fields.iter().filter(|field| fields(field.field)) {
        let Some(most) = field.field.at_once else { continue };
        let at = Place::send(field.field).at;
        let elements =
            |object| lookup(object, at).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let there = elements(base);
        let (mut list, new): (Vec<Json>, Vec<Json>) =
            elements(wanted).iter().cloned().partition(|element| there.contains(element));
        if new.len() > most {
            list.extend(new.into_iter().take(most));
            *slot(limited.get_or_insert_with(|| wanted.clone()), at) = list.into();
        }
    }
    limited
}

/// Takes out what is at a path, `a{}.b` and `a[].b` in each value of a map and each element of a list.
pub fn remove(object: &mut Json, path: &str) {
    let place = Place::of(path);
    let at = match place.many {
        Many::List(at) | Many::Map(at) if !at.is_empty() => at,
        _ => {
            let (parent, last) = path.rsplit_once('.').unwrap_or(("", path));
            if let Some(parent) = lookup_mut(object, parent).and_then(Json::as_object_mut) {
                parent.remove(last);
            }
            return;
        }
    };
    match lookup_mut(object, place.at) {
        Some(Json::Array(items)) => items.iter_mut().for_each(|item| remove(item, at)),
        Some(Json::Object(members)) => members.values_mut().for_each(|member| remove(member, at)),
        _ => {}
    }
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

/// What is at a path.
pub fn lookup<'a>(object: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(object, |object, step| match position(step) {
        Some(position) => object.get(position),
        None => object.get(step),
    })
}

/// Puts a value at a path.
pub fn put(object: &mut Json, path: &str, value: Json) {
    *slot(object, path) = value;
}

fn lookup_mut<'a>(object: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(object, |object, step| match position(step) {
        Some(position) => object.get_mut(position),
        None => object.get_mut(step),
    })
}

/// The place in a list that a step of a path names, if it does.
fn position(step: &str) -> Option<usize> {
    step.parse().ok()
}

/// The place at a path, with the objects and elements around it made where they are missing.
fn slot<'a>(object: &'a mut Json, path: &str) -> &'a mut Json {
    let mut place = object;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        if let Some(position) = position(step) {
            if !place.is_array() {
                *place = Json::Array(Vec::new());
            }
            while place.as_array().is_some_and(|items| items.len() <= position) {
                place.as_array_mut().into_iter().for_each(|items| items.push(Json::Null));
            }
            place = &mut place[position];
            continue;
        }
        if !place.is_object() {
            *place = Json::Object(Map::new());
        }
        place = &mut place[step];
    }
    place
}

#[cfg(test)]
mod tests {
    use pulumi_provider::declaration::Properties;
    use serde_json::json;

    use super::*;
    use crate::routing::queue::Queue;

    const BODY: Fields<'static> = &|field| matches!(field.write, Write::Body | Write::Moved(_));

    fn object(json: &Json) -> Object {
        Value::from(json).as_object().cloned().unwrap_or_default()
    }

    /// A live queue after an update from these old inputs to these new ones.
    fn updated(live: Json, olds: Json, news: Json) -> Json {
        let mut body = live;
        overlay(&Shape::of(Queue::TABLE), &mut body, &object(&olds), &object(&news), BODY);
        body
    }

    #[test]
    fn a_body_has_what_the_inputs_name() {
        let inputs = json!({ "name": "n", "divisionId": "d", "acwTimeoutMs": "30000", "queueFlowId": "", "wrapupCodes": ["c"],
            "mediaSettingsMessage": { "subTypeSettings": [{ "mediaType": "instagram", "enableAutoAnswer": true }] } });
        let body = encode(&Shape::of(Queue::TABLE), &object(&inputs), BODY);
        assert_eq!(
            body,
            json!({ "name": "n", "division": { "id": "d" }, "acwSettings": { "timeoutMs": 30000 },
                "mediaSettings": { "message": { "subTypeSettings": { "instagram": { "enableAutoAnswer": true } } } } })
        );
        let mut read = decode(&Shape::of(Queue::TABLE), &body, BODY);
        read.insert("wrapupCodes".into(), vec![Value::from("c")].into());
        assert_eq!(
            Value::Object(read).to_json().unwrap()["mediaSettingsMessage"],
            inputs["mediaSettingsMessage"]
        );
    }

    #[test]
    fn what_is_not_named_stays_as_it_is() {
        let live = json!({ "name": "n", "description": "theirs", "mediaSettings": { "call": { "alertingTimeoutSeconds": 8, "enableAutoAnswer": true } } });
        let olds = json!({ "name": "n", "mediaSettingsCall": { "alertingTimeoutSec": 8 } });
        let news = json!({ "name": "m", "mediaSettingsCall": { "alertingTimeoutSec": 9 } });
        assert_eq!(
            updated(live, olds, news),
            json!({ "name": "m", "description": "theirs", "mediaSettings": { "call": { "alertingTimeoutSeconds": 9, "enableAutoAnswer": true } } })
        );
    }

    #[test]
    fn removed_scalars_return_to_the_default_and_references_stay() {
        let live = json!({ "queueFlow": { "id": "f" }, "skillEvaluationMethod": "BEST", "callingPartyName": "x",
            "mediaSettings": { "call": { "alertingTimeoutSeconds": 9 } } });
        let olds = json!({ "queueFlowId": "f", "skillEvaluationMethod": "BEST", "callingPartyName": "x", "mediaSettingsCall": { "alertingTimeoutSec": 9 } });
        assert_eq!(
            updated(live, olds, json!({})),
            json!({ "queueFlow": { "id": "f" }, "skillEvaluationMethod": "ALL", "mediaSettings": { "call": { "alertingTimeoutSeconds": 8 } } })
        );
    }

    #[test]
    fn an_empty_id_clears_a_reference() {
        assert_eq!(
            updated(
                json!({ "queueFlow": { "id": "f" } }),
                json!({ "queueFlowId": "f" }),
                json!({ "queueFlowId": "" })
            ),
            json!({})
        );
    }

    #[test]
    fn an_object_that_cannot_be_without_its_members_goes_as_a_whole() {
        let settings =
            json!({ "timeoutSeconds": 60, "actionType": "SEND_TO_ARCHITECT_FLOW", "flowId": { "id": "f" } });
        let olds = json!({ "timeoutSeconds": 60, "actionType": "SEND_TO_ARCHITECT_FLOW", "flowId": "f" });
        assert_eq!(
            updated(
                json!({ "mediaSettings": { "message": { "inactivityTimeoutSettings": settings } } }),
                json!({ "mediaSettingsMessage": { "inactivityTimeoutSettings": olds } }),
                json!({ "mediaSettingsMessage": {} }),
            ),
            json!({ "mediaSettings": { "message": {} } })
        );
    }

    #[test]
    fn elements_with_a_key_are_changed_one_by_one() {
        let live = json!({ "mediaSettings": { "message": { "subTypeSettings": {
            "instagram": { "enableAutoAnswer": true, "enableInactivityTimeout": true },
            "facebook": { "enableAutoAnswer": true },
            "apple": { "enableAutoAnswer": true },
        } } } });
        let olds = json!({ "mediaSettingsMessage": { "subTypeSettings": [
            { "mediaType": "instagram", "enableAutoAnswer": true, "enableInactivityTimeout": true },
            { "mediaType": "facebook", "enableAutoAnswer": true },
        ] } });
        let news = json!({ "mediaSettingsMessage": { "subTypeSettings": [
            { "mediaType": "whatsapp", "enableAutoAnswer": false },
            { "mediaType": "instagram", "enableAutoAnswer": false },
        ] } });
        assert_eq!(
            updated(live, olds, news)["mediaSettings"]["message"]["subTypeSettings"],
            json!({
                "instagram": { "enableAutoAnswer": false, "enableInactivityTimeout": false },
                "apple": { "enableAutoAnswer": true },
                "whatsapp": { "enableAutoAnswer": false },
            })
        );
    }

    #[test]
    fn what_is_taken_out_may_be_in_every_element() {
        let mut object = json!({ "a": { "b": 1, "c": 2 }, "list": [{ "x": 1, "y": 2 }, { "x": 3 }], "map": { "k": { "x": 1 } }, "z": 0 });
        for path in ["a.b", "list[].x", "map{}.x", "z", "no.where", "a[].b"] {
            remove(&mut object, path);
        }
        assert_eq!(object, json!({ "a": { "c": 2 }, "list": [{ "y": 2 }, {}], "map": { "k": {} } }));
    }

    #[test]
    fn an_object_laid_over_another_replaces_lists() {
        let mut base = json!({ "a": { "b": [1, 2], "c": 3 }, "d": 4 });
        lay(&mut base, json!({ "a": { "b": [5] }, "e": { "f": 6 } }));
        assert_eq!(base, json!({ "a": { "b": [5], "c": 3 }, "d": 4, "e": { "f": 6 } }));
    }

    #[test]
    fn an_answer_of_another_type_is_left_out() {
        let answer = json!({ "name": 3, "acwSettings": "none", "autoAnswerOnly": "true", "mediaSettings": { "call": [] }, "queueFlow": null });
        let read = Value::Object(decode(&Shape::of(Queue::TABLE), &answer, BODY)).to_json().unwrap();
        assert_eq!(read, json!({ "name": "3", "autoAnswerOnly": true }));
    }

    /// A live site after an update from these old inputs to these new ones.
    fn site(live: Json, olds: Json, news: Json) -> Json {
        let (shape, mut body) = (Shape::of(crate::telephony::site::Site::TABLE), live);
        overlay(&shape, &mut body, &object(&olds), &object(&news), &|_| true);
        name_itself(&shape, &mut body, "own", &|_| true);
        body
    }

    #[test]
    fn elements_with_an_order_come_first_in_it_and_the_platforms_stay() {
        let shape = Shape::of(crate::telephony::site::Site::TABLE);
        let plans = |names: &[&str]| {
            let plan =
                |name: &&str| json!({ "name": name, "classification": "c", "matchType": "intraCountryCode" });
            json!({ "numberPlans": names.iter().map(plan).collect::<Vec<_>>() })
        };
        let mut body = json!([
            { "id": "1", "name": "Emergency" }, { "id": "2", "name": "Theirs" }, { "id": "3", "name": "Ours" }, { "id": "4", "name": "Old" },
        ]);
        let (olds, news) = (plans(&["Ours", "Old", "Emergency"]), plans(&["New", "Ours"]));
        overlay(&shape, &mut body, &object(&olds), &object(&news), &|field| field.part.is_some());
        let names: Vec<_> =
            body.as_array().unwrap().iter().map(|plan| (&plan["name"], &plan["id"])).collect();
        assert_eq!(
            names,
            [
                (&json!("New"), &Json::Null),
                (&json!("Ours"), &json!("3")),
                (&json!("Emergency"), &json!("1")),
                (&json!("Theirs"), &json!("2")),
            ]
        );
    }

    #[test]
    fn an_element_that_is_there_already_is_not_added_again() {
        let rule = |value: u32| json!({ "operator": "LessThan", "conditionValue": value, "groups": [{ "memberGroupId": "g", "memberGroupType": "GROUP" }] });
        let live = |value: u32| json!({ "operator": "LessThan", "conditionValue": value, "groups": [{ "id": "g", "type": "GROUP", "name": "G", "selfUri": "/g" }] });
        let rules = |rules: &[Json]| object(&json!({ "conditionalGroupRoutingRules": rules }));
        // The answer to the update was lost, so the state does not know of it.
        let mut body = json!({ "conditionalGroupRouting": { "rules": [live(1), live(2)] } });
        overlay(&Shape::of(Queue::TABLE), &mut body, &rules(&[rule(1)]), &rules(&[rule(1), rule(2)]), BODY);
        assert_eq!(body["conditionalGroupRouting"]["rules"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_list_that_names_the_object_itself_gets_its_id() {
        let live = json!({ "primarySites": [{ "id": "x", "name": "X" }] });
        let news = json!({ "primarySites": ["", "x"] });
        assert_eq!(
            site(live, json!({}), news)["primarySites"],
            json!([{ "id": "own" }, { "id": "x", "name": "X" }])
        );
    }

    #[test]
    fn another_reference_keeps_nothing_of_the_one_before() {
        let live = json!({ "location": { "id": "a", "name": "A", "emergencyNumber": { "e164": "+1" } } });
        let moved = site(live.clone(), json!({ "locationId": "a" }), json!({ "locationId": "b" }));
        assert_eq!(moved, json!({ "location": { "id": "b" } }));
        // The same one, of which nothing was known.
        assert_eq!(site(live.clone(), json!({}), json!({ "locationId": "a" })), live);
    }

    #[test]
    fn a_path_may_lead_through_a_place_in_a_list() {
        let mut body = json!({ "lines": [{ "id": 1 }] });
        put(&mut body, "lines.0.a.b", 2.into());
        put(&mut body, "lines.1.a", 3.into());
        assert_eq!(body, json!({ "lines": [{ "id": 1, "a": { "b": 2 } }, { "a": 3 }] }));
        assert_eq!(lookup(&body, "lines.1.a"), Some(&json!(3)));
        assert_eq!(lookup(&body, "lines.2.a"), None);
    }
}
