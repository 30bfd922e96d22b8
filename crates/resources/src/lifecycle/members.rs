//! Collections below an object: only what the program adds or removes is written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use genesys_api::{ListRequest, Refusal, Repeat, Request};
use pulumi_provider::declaration::{
    Add, Collection, FieldShape, Form, Pairs, Remove, Shape, Side, Write, same,
};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::address::{Address, parameters};
use super::patience::{LAG, Patience};
use super::{Platform, Work, content, document, failure, paging};
use crate::mapping::{Fields, decode, encode, lookup, overlay, without_files};

/// An element goes as a whole.
const WHOLE: Fields<'static> = &|field| !field.write.is_upload();

/// The elements that these inputs name, as the API has them; `None` where they do not name the collection.
pub(super) fn named<'a>(
    field: &FieldShape,
    collection: &Collection,
    inputs: &'a Object,
) -> Option<Cow<'a, [Value]>> {
    Some(split(collection, property(inputs, field.field.name)?.as_array()?))
}

/// The elements as the API has them: of one that relates to several others, one for each.
pub(super) fn split<'a>(collection: &Collection, elements: &'a [Value]) -> Cow<'a, [Value]> {
    let Some(pairs) = collection.pairs else { return Cow::Borrowed(elements) };
    let mut split = Vec::new();
    for element in elements {
        let Some(members) = element.as_object() else {
            split.push(element.clone());
            continue;
        };
        let others = property(members, pairs.others.property).and_then(Value::as_array);
        for other in others.unwrap_or(&["".into()]) {
            let mut pair = members.clone();
            pair.insert(pairs.others.property.to_owned(), other.clone());
            let pair = Value::Object(pair);
            if !split.contains(&pair) {
                split.push(pair);
            }
        }
    }
    Cow::Owned(split)
}

/// The elements as a program writes them, of those that the API has.
pub(super) fn join(collection: &Collection, elements: Vec<Value>) -> Vec<Value> {
    let Some(pairs) = collection.pairs else { return elements };
    let mut joined: Vec<Object> = Vec::new();
    for mut pair in elements.into_iter().filter_map(|pair| pair.as_object().cloned()) {
        let Some(other) = pair.remove(pairs.others.property) else { continue };
        let one = pair.get(pairs.one.property);
        let there = joined.iter_mut().find(|element| element.get(pairs.one.property) == one);
        match there.and_then(|element| element.get_mut(pairs.others.property)) {
            Some(Value::Array(others)) => others.push(other),
            _ => {
                pair.insert(pairs.others.property.to_owned(), Value::Array(vec![other]));
                joined.push(pair);
            }
        }
    }
    joined.into_iter().map(Value::Object).collect()
}

/// The elements of a collection property that are added, changed and removed.
#[derive(Debug, Default)]
pub(super) struct Changes<'a> {
    added: Vec<&'a Value>,
    changed: Vec<&'a Value>,
    removed: Vec<&'a Value>,
}

impl<'a> Changes<'a> {
    /// What leads from the old to the new elements.
    pub(super) fn between(field: &FieldShape, olds: &'a [Value], news: &'a [Value]) -> Changes<'a> {
        // Queues have thousands of members: none is looked for among all the others.
        let (before, now) = (by_id(field, olds), by_id(field, news));
        let mut changes = Changes::default();
        let mut added = HashSet::new();
        for (id, new) in news.iter().filter_map(|new| Some((id_of(field, new)?, new))) {
            match before.get(&id) {
                None if added.insert(id) => changes.added.push(new),
                None => {}
                Some(old) if !same(element_form(field), old, new) => changes.changed.push(new),
                Some(_) => {}
            }
        }
        // What has no id stays as long as there is anything without one: which it is, nobody knows.
        let nameless = news.iter().any(|new| id_of(field, new).is_none());
        let stays = |old: &&Value| id_of(field, old).map_or(nameless, |id| now.contains_key(&id));
        changes.removed = olds.iter().filter(|old| !stays(old)).collect();
        changes
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// How many elements are removed.
    pub(super) fn removals(&self) -> usize {
        self.removed.len()
    }
}

fn element_form(field: &FieldShape) -> &Form {
    match &field.form {
        Form::List { element, .. } => element,
        other => other,
    }
}

fn element_shape(field: &FieldShape) -> Option<&Shape> {
    match element_form(field) {
        Form::Object(shape) => Some(shape),
        _ => None,
    }
}

/// The id of an element: its key property, what it relates, or the element itself.
fn id_of<'a>(field: &FieldShape, element: &'a Value) -> Option<Cow<'a, str>> {
    match (pairs_of(field), field.field.key, element.as_object()) {
        (Some(pairs), _, Some(members)) => {
            let (one, other) = sides(pairs, members)?;
            Some(format!("{one}/{other}").into())
        }
        (_, Some(key), Some(members)) => members.get(key)?.as_str().map(Cow::Borrowed),
        _ => element.as_str().map(Cow::Borrowed),
    }
}

/// The elements by their ids; of several with the same, the first.
fn by_id<'a>(field: &FieldShape, elements: &'a [Value]) -> HashMap<Cow<'a, str>, &'a Value> {
    let mut by_id = HashMap::new();
    for (id, element) in elements.iter().filter_map(|element| Some((id_of(field, element)?, element))) {
        by_id.entry(id).or_insert(element);
    }
    by_id
}

fn ids(field: &FieldShape, elements: &[&Value]) -> Vec<String> {
    elements.iter().filter_map(|element| id_of(field, element)).map(Cow::into_owned).collect()
}

fn pairs_of(field: &FieldShape) -> Option<&'static Pairs> {
    match field.field.write {
        Write::Collection(collection) => collection.pairs,
        _ => None,
    }
}

/// What a pair relates.
fn sides<'a>(pairs: &Pairs, pair: &'a Object) -> Option<(&'a str, &'a str)> {
    let side = |side: &Side| property(pair, side.property).and_then(Value::as_str);
    Some((side(&pairs.one)?, side(&pairs.others)?))
}

/// Without what is no longer there.
fn take_out(field: &FieldShape, elements: &mut Vec<Value>, gone: &[String]) {
    elements.retain(|element| id_of(field, element).is_none_or(|id| !gone.iter().any(|gone| *gone == id)));
}

/// With an element as it is now.
fn put_in(field: &FieldShape, elements: &mut Vec<Value>, element: Value) {
    let id = id_of(field, &element);
    match elements.iter().position(|other| id_of(field, other) == id) {
        Some(there) => elements[there] = element,
        None => elements.push(element),
    }
}

/// An element as the platform has it before anything else is said of it than its id.
fn bare(field: &FieldShape, element: &Value) -> Value {
    match (field.field.key, id_of(field, element)) {
        (Some(key), Some(id)) if element.as_object().is_some() => {
            Value::Object([(key.to_owned(), id.as_ref().into())].into())
        }
        _ => element.clone(),
    }
}

/// A call that changes members.
struct Call<'a> {
    /// What it does, in messages.
    doing: &'static str,
    request: Request,
    /// What its body names beside the version of the object that has the members, and as what.
    ids: Option<(&'static str, &'a [String])>,
    /// Whether the member was added a moment ago: for a while the platform does not know it.
    is_new: bool,
}

impl Call<'_> {
    /// Whether what a refusal says passes: that somebody else was faster, as every conflict does of an object that has a version.
    fn passes(&self, work: &Work<'_>, refusal: &Refusal) -> bool {
        let versioned = self.ids.is_some() || work.ty.table.api.version;
        let raced = if versioned { failure::is_stale(refusal) } else { failure::is_race(refusal) };
        raced || (self.is_new && refusal.status == 404)
    }
}

impl Platform {
    /// Removes, adds and changes elements, in the largest batches that the API takes. The elements that there are keep up with what was
    /// done, so that they are right also where something fails.
    pub(super) async fn write_members(
        &self,
        work: &Work<'_>,
        address: &Address,
        field: &FieldShape,
        collection: &Collection,
        changes: &Changes<'_>,
        elements: &mut Vec<Value>,
    ) -> Result<()> {
        if let Some(pairs) = collection.pairs {
            return self.write_pairs(work, address, (field, collection, pairs), changes, elements).await;
        }
        let call =
            |doing, request| self.insist(work, address, Call { doing, request, ids: None, is_new: false });
        for batch in changes.removed.chunks(collection.batch) {
            let gone = ids(field, batch);
            match collection.remove {
                Remove::Each => {
                    for id in gone {
                        let request = Request::delete(format!("{}/{{memberId}}", collection.path));
                        match call("remove from", request.param("memberId", &id)).await {
                            Err(error) if error.code != Code::NotFound => return Err(error),
                            _ => take_out(field, elements, &[id]),
                        }
                    }
                }
                Remove::Post(name, value) => {
                    let body: Vec<Json> = gone.iter().map(|id| json!({ "id": id })).collect();
                    let request = Request::post(collection.path).query(name, value).body(body.into());
                    call("remove from", request.repeat(Repeat::Safe)).await?;
                    take_out(field, elements, &gone);
                }
                Remove::PostNamed(name) => {
                    let request = Request::post(collection.path).body(json!({ name: gone }));
                    call("remove from", request.repeat(Repeat::Safe)).await?;
                    take_out(field, elements, &gone);
                }
                Remove::Query(name) => {
                    let request = Request::delete(collection.path).query(name, gone.join(","));
                    call("remove from", request).await?;
                    take_out(field, elements, &gone);
                }
            }
        }
        if collection.add == Add::Whole {
            return self.write_whole(work, address, (field, collection), changes, elements).await;
        }
        if let Add::PatchBulk(ending) = collection.add {
            let all: Vec<&Value> = changes.added.iter().chain(&changes.changed).copied().collect();
            for batch in all.chunks(collection.batch) {
                let Some(shape) = element_shape(field) else { break };
                let body: Vec<Json> = batch
                    .iter()
                    .filter_map(|element| Some(encode(shape, element.as_object()?, WHOLE)))
                    .collect();
                let request = Request::patch(format!("{}{ending}", collection.path)).body(body.into());
                call("add to", request.repeat(Repeat::Safe)).await?;
                batch.iter().for_each(|element| put_in(field, elements, (*element).clone()));
            }
            return Ok(());
        }
        for batch in changes.added.chunks(collection.batch) {
            let new = ids(field, batch);
            let request = Request::post(collection.path).repeat(Repeat::Safe);
            let added = match collection.add {
                Add::PostVersioned(name) => {
                    let ids = Some((name, &new[..]));
                    self.insist(work, address, Call { doing: "add to", request, ids, is_new: false }).await?
                }
                Add::PostNamed(name) => call("add to", request.body(json!({ name: new }))).await?,
                _ => {
                    let body: Json = new.iter().map(|id| json!({ "id": id })).collect();
                    call("add to", request.body(body)).await?
                }
            };
            let refused = collection.failures.map_or(Json::Null, |failures| added[failures].clone());
            let refused = refused.as_array().map(Vec::as_slice).unwrap_or_default();
            let is_refused = |element: &&&Value| {
                let id = id_of(field, element);
                refused.iter().any(|refused| refused["id"].as_str() == id.as_deref())
            };
            for element in batch.iter().filter(|element| !is_refused(element)) {
                put_in(field, elements, bare(field, element));
            }
            if !refused.is_empty() {
                return Err(not_added(work, refused));
            }
        }
        // What an element has besides its id is set afterwards, where it is not what the platform fills in anyway.
        let Some(shape) = element_shape(field) else { return Ok(()) };
        let differs = |element: &&&Value| {
            let Some(members) = element.as_object() else { return false };
            shape.fields.iter().any(|member| {
                let value = members.get(member.field.name);
                value.is_some_and(|value| {
                    Some(member.field.name) != field.field.key
                        && !member
                            .field
                            .default
                            .is_some_and(|default| same(&member.form, &default.value.value(), value))
                })
            })
        };
        let added = changes.added.iter().filter(differs).map(|element| (element, true));
        for (element, is_new) in added.chain(changes.changed.iter().map(|element| (element, false))) {
            let (Some(members), Some(id)) = (element.as_object(), id_of(field, element)) else { continue };
            let mut members = members.clone();
            for member in &shape.fields {
                if let Some(default) = member.field.default {
                    members.entry(member.field.name.to_owned()).or_insert_with(|| default.value.value());
                }
            }
            let request = Request::patch(format!("{}/{{memberId}}", collection.path))
                .param("memberId", &*id)
                .body(encode(shape, &members, WHOLE))
                .repeat(Repeat::Safe);
            self.insist(work, address, Call { doing: "change", request, ids: None, is_new }).await?;
            put_in(field, elements, (*element).clone());
        }
        Ok(())
    }

    /// Adds and changes elements that each go as a whole, and then their files. One that is there already, though nobody has named it, is
    /// taken over.
    async fn write_whole(
        &self,
        work: &Work<'_>,
        address: &Address,
        (field, collection): (&FieldShape, &Collection),
        changes: &Changes<'_>,
        elements: &mut Vec<Value>,
    ) -> Result<()> {
        let (Some(shape), form, none) = (element_shape(field), element_form(field), Object::new()) else {
            return Ok(());
        };
        for element in changes.added.iter().chain(&changes.changed) {
            let (Some(members), Some(id)) = (element.as_object(), id_of(field, element)) else { continue };
            let old = elements.iter().find(|other| id_of(field, other).as_ref() == Some(&id)).cloned();
            let olds = old.as_ref().and_then(Value::as_object).unwrap_or(&none);
            let bare = without_files(form, element);
            let place = (shape, collection, &*id);
            let written = match old {
                None => self.make_member(work, address, place, &bare).await?,
                Some(_) => self.replace_member(work, address, place, olds, &bare).await?,
            };
            if let Some(transfer) = field.field.file {
                let has = |members: &Object| content::has_file(shape, members);
                let clear = transfer.clear.filter(|_| has(olds) && !has(members));
                let path = transfer.watch.as_ref().map(|watch| watch.path).or(clear).unwrap_or_default();
                let place = match parameters(path).last() {
                    Some(name) => address.clone().with(name, &id),
                    None => address.clone(),
                };
                if has(members) && content::is_other(shape, olds, members) {
                    // Without its file it is not done: the next run writes it again.
                    put_in(field, elements, bare.clone());
                    self.carry_file(work, transfer, (shape, olds, members), place, &written).await?;
                } else if let Some(clear) = clear {
                    let request = place.fill(Request::delete(clear));
                    let call = Call { doing: "remove a file from", request, ids: None, is_new: false };
                    match self.insist(work, address, call).await {
                        Err(error) if error.code != Code::NotFound => return Err(error),
                        _ => {}
                    }
                }
            }
            put_in(field, elements, (*element).clone());
        }
        Ok(())
    }

    /// Makes an element, or takes over the one that is there.
    async fn make_member(
        &self,
        work: &Work<'_>,
        address: &Address,
        place: (&Shape, &Collection, &str),
        element: &Value,
    ) -> Result<Json> {
        let (shape, collection, _) = place;
        let none = Object::new();
        let body = encode(shape, element.as_object().unwrap_or(&none), WHOLE);
        let body = collection.codec.map_or(body.clone(), |codec| (codec.encode)(&body));
        let request = Request::post(collection.path).body(body).repeat(Repeat::Safe);
        match self.insist(work, address, Call { doing: "add to", request, ids: None, is_new: false }).await {
            Err(error) if error.code == Code::Aborted => {
                self.replace_member(work, address, place, &none, element).await
            }
            made => made,
        }
    }

    /// Replaces an element: what the program says of it, laid over what is there. What another form makes of it is all there is.
    async fn replace_member(
        &self,
        work: &Work<'_>,
        address: &Address,
        (shape, collection, id): (&Shape, &Collection, &str),
        olds: &Object,
        element: &Value,
    ) -> Result<Json> {
        let none = Object::new();
        let members = element.as_object().unwrap_or(&none);
        let item = format!("{}/{{memberId}}", collection.path);
        let call = |request: Request| Call {
            doing: "change",
            request: request.param("memberId", id).repeat(Repeat::Safe),
            ids: None,
            is_new: false,
        };
        let get = collection
            .query
            .iter()
            .fold(Request::get(item.clone()), |get, (name, value)| get.query(*name, *value));
        // It is there: only a copy that is not up to date has it not.
        let live = self.insist(work, address, Call { is_new: true, ..call(get) }).await?;
        let mut body = collection.codec.map_or(live.clone(), |codec| (codec.decode)(&live));
        overlay(shape, &mut body, olds, members, WHOLE);
        let body = collection.codec.map_or(body.clone(), |codec| (codec.encode)(&body));
        self.insist(work, address, call(Request::put(item).body(body))).await
    }

    /// Adds and removes pairs. What is added comes first, so that nobody is without what is only exchanged; and removed is one by one,
    /// since the platform removes none of several if one of them is gone.
    async fn write_pairs(
        &self,
        work: &Work<'_>,
        address: &Address,
        (field, collection, pairs): (&FieldShape, &Collection, &Pairs),
        changes: &Changes<'_>,
        elements: &mut Vec<Value>,
    ) -> Result<()> {
        let sides = |pair: &Value| {
            let (one, other) = sides(pairs, pair.as_object()?)?;
            Some((one.to_owned(), other.to_owned()))
        };
        let (one_name, other_name) = (pairs.one.parameter, pairs.others.parameter);
        for batch in changes.added.chunks(collection.batch) {
            let list: Vec<Json> = batch
                .iter()
                .filter_map(|pair| sides(pair))
                .map(|(one, other)| json!({ one_name: one, other_name: other }))
                .collect();
            let mut request = Request::post(pairs.add).body(json!({ pairs.list: list })).repeat(Repeat::Safe);
            for (name, value) in pairs.query {
                request = request.query(*name, value);
            }
            // What it relates may have been made a moment ago.
            self.insist(work, address, Call { doing: "add to", request, ids: None, is_new: true }).await?;
            batch.iter().for_each(|pair| put_in(field, elements, (*pair).clone()));
        }
        for pair in &changes.removed {
            let Some((one, other)) = sides(pair) else { continue };
            let request = Request::delete(pairs.remove).param(one_name, one).param(other_name, other);
            let call = Call { doing: "remove from", request, ids: None, is_new: false };
            match self.insist(work, address, call).await {
                Err(error) if error.code != Code::NotFound => return Err(error),
                _ => take_out(field, elements, &ids(field, &[*pair])),
            }
        }
        Ok(())
    }

    /// A call, made again as long as it is refused for what passes; what the platform answers.
    async fn insist(&self, work: &Work<'_>, address: &Address, call: Call<'_>) -> Result<Json> {
        let mut patience = Patience::new(self, work);
        loop {
            let mut request = address.fill(call.request.clone()).scope(&work.scope);
            if let Some((name, ids)) = call.ids {
                // Each try has the version that the object has then.
                let live = self.read_document(work, address, document::main(work.ty)).await?;
                request = request.body(json!({ name: ids, "version": live.unwrap_or_default()["version"] }));
            }
            let error = match self.client.call(request.clone()).await {
                Ok(response) => return Ok(response.body),
                Err(error) => error,
            };
            let passes = error.refusal().is_some_and(|refusal| call.passes(work, refusal))
                || self.is_late(work, &request, &error);
            let until = patience.started() + LAG;
            if !(passes && patience.wait(until, "the platform is not up to date").await?) {
                return Err(work.fail(call.doing, error));
            }
        }
    }

    /// The live elements, which are read unless they are known; of a shared collection those that are among these.
    pub(super) async fn members(
        &self,
        work: &Work<'_>,
        address: &Address,
        field: &FieldShape,
        collection: &Collection,
        named: Option<&Value>,
        known: Option<Vec<Json>>,
    ) -> Result<Value> {
        let mut rows = match known {
            Some(rows) => rows,
            None => {
                let mut request = address.fill(Request::get(collection.path)).scope(&work.scope);
                for (name, value) in collection.query {
                    request = request.query(*name, value);
                }
                let size = u32::try_from(collection.batch).unwrap_or(100);
                let list = ListRequest::new(request, paging(collection.pages, size));
                self.client.list_all(list).await.map_err(|error| work.fail("read what belongs to", error))?
            }
        };
        if let Some(pairs) = collection.pairs {
            return Ok(grouped(pairs, address, &rows, named));
        }
        let own = collection.own;
        rows.retain(|row| row[own].is_string());
        rows.sort_by(|a, b| a[own].as_str().cmp(&b[own].as_str()));
        if let Some(codec) = collection.codec {
            rows.iter_mut().for_each(|row| *row = (codec.decode)(row));
        }
        let mut elements: Vec<Value> = rows
            .iter()
            .map(|row| match element_shape(field) {
                Some(shape) => Value::Object(decode(shape, row, WHOLE)),
                None => row["id"].as_str().unwrap_or_default().into(),
            })
            .collect();
        if collection.shared {
            let named = named.and_then(Value::as_array).unwrap_or_default();
            let named: HashSet<_> = named.iter().map(|element| id_of(field, element)).collect();
            elements.retain(|element| named.contains(&id_of(field, element)));
        }
        Ok(Value::Array(elements))
    }
}

/// What the platform has not added, though it was told to.
fn not_added(work: &Work<'_>, refused: &[Json]) -> Error {
    let text = |refused: &Json, name: &str| refused[name].as_str().unwrap_or("unknown").to_owned();
    let told: Vec<String> = refused
        .iter()
        .map(|refused| format!("{} ({})", text(refused, "id"), text(refused, "reason")))
        .collect();
    let message = format!("cannot add to {}: the platform has not taken {}", work.object(), told.join(", "));
    Error::new(Code::FailedPrecondition, message)
}

/// Pairs as a program writes them: grouped as in these elements, and what is in none of them by what it is about.
fn grouped(pairs: &Pairs, address: &Address, rows: &[Json], named: Option<&Value>) -> Value {
    let at = |row: &Json, path: &str| Some(lookup(row, path)?.as_str()?.to_owned());
    let own = rows.iter().filter(|row| row[pairs.of].as_str() == Some(address.own()));
    let mut left: Vec<(String, String)> =
        own.filter_map(|row| Some((at(row, pairs.one.row)?, at(row, pairs.others.row)?))).collect();
    left.sort();
    left.dedup();
    let element = |one: &str, others: Vec<Value>| {
        Value::Object(Object::from([
            (pairs.one.property.to_owned(), one.into()),
            (pairs.others.property.to_owned(), Value::Array(others)),
        ]))
    };
    let mut elements = Vec::new();
    for named in named.and_then(Value::as_array).unwrap_or_default().iter().filter_map(Value::as_object) {
        let Some(one) = property(named, pairs.one.property).and_then(Value::as_str) else { continue };
        let others = property(named, pairs.others.property).and_then(Value::as_array).unwrap_or_default();
        let is_meant = |pair: &(String, String)| {
            pair.0 == one && others.iter().any(|other| other.as_str() == Some(pair.1.as_str()))
        };
        let (meant, others): (Vec<_>, Vec<_>) = left.into_iter().partition(is_meant);
        left = others;
        if !meant.is_empty() {
            elements.push(element(one, meant.iter().map(|(_, other)| other.as_str().into()).collect()));
        }
    }
    while let Some((one, _)) = left.first().cloned() {
        let (same, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|pair| pair.0 == one);
        left = others;
        elements.push(element(&one, same.iter().map(|(_, other)| other.as_str().into()).collect()));
    }
    Value::Array(elements)
}
