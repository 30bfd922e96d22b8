//! The difference between old and new inputs, laid over an object that is there.

use pulumi_provider::declaration::{
    Field, FieldShape, Form, IMPORTED, Shape, Write, element_key, lay_over, same,
};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Map, Value as Json};

use super::decode::decode;
use super::encode::{encode_value, is_blank_reference, put_value};
use super::place::{Many, Place, lookup, lookup_mut, slot};
use super::{Fields, WITHIN};

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

pub(super) fn goes_whole(field: &FieldShape, shape: &Shape) -> bool {
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
