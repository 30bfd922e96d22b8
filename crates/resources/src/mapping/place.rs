//! Places in the API's objects, and what is there.

use pulumi_provider::declaration::Field;
use serde_json::{Map, Value as Json};

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

pub(super) fn lookup_mut<'a>(object: &'a mut Json, path: &str) -> Option<&'a mut Json> {
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
pub(super) fn slot<'a>(object: &'a mut Json, path: &str) -> &'a mut Json {
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
