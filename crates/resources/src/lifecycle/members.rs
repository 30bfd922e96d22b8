//! Collections below an object: only what the program adds or removes is written.

use std::collections::{HashMap, HashSet};

use genesys_api::{ListRequest, Paging, Refusal, Repeat, Request};
use pulumi_provider::declaration::{Add, Collection, FieldShape, Form, Remove, Shape, same};
use pulumi_provider::error::{Code, Result};
use pulumi_provider::value::Value;
use serde_json::{Value as Json, json};

use super::address::Address;
use super::patience::{LAG, Patience};
use super::{Platform, Work, document, failure};
use crate::mapping::{Fields, decode, encode};

/// An element goes as a whole.
const WHOLE: Fields<'static> = &|_| true;

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
            match before.get(id) {
                None if added.insert(id) => changes.added.push(new),
                None => {}
                Some(old) if !same(element_form(field), old, new) => changes.changed.push(new),
                Some(_) => {}
            }
        }
        // What has no id stays as long as there is anything without one: which it is, nobody knows.
        let nameless = news.iter().any(|new| id_of(field, new).is_none());
        let stays = |old: &&Value| id_of(field, old).map_or(nameless, |id| now.contains_key(id));
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

/// The id of an element: its key property, or the element itself.
fn id_of<'a>(field: &FieldShape, element: &'a Value) -> Option<&'a str> {
    match (field.field.key, element.as_object()) {
        (Some(key), Some(members)) => members.get(key)?.as_str(),
        _ => element.as_str(),
    }
}

/// The elements by their ids; of several with the same, the first.
fn by_id<'a>(field: &FieldShape, elements: &'a [Value]) -> HashMap<&'a str, &'a Value> {
    let mut by_id = HashMap::new();
    for (id, element) in elements.iter().filter_map(|element| Some((id_of(field, element)?, element))) {
        by_id.entry(id).or_insert(element);
    }
    by_id
}

fn ids<'a>(field: &FieldShape, elements: &[&'a Value]) -> Vec<&'a str> {
    elements.iter().filter_map(|element| id_of(field, element)).collect()
}

/// Without what is no longer there.
fn take_out(field: &FieldShape, elements: &mut Vec<Value>, gone: &[&str]) {
    elements.retain(|element| id_of(field, element).is_none_or(|id| !gone.contains(&id)));
}

/// With an element as it is now.
fn put_in(field: &FieldShape, elements: &mut Vec<Value>, element: Value) {
    let there = elements.iter_mut().find(|other| id_of(field, other) == id_of(field, &element));
    match there {
        Some(there) => *there = element,
        None => elements.push(element),
    }
}

/// An element as the platform has it before anything else is said of it than its id.
fn bare(field: &FieldShape, element: &Value) -> Value {
    match (field.field.key, id_of(field, element)) {
        (Some(key), Some(id)) if element.as_object().is_some() => {
            Value::Object([(key.to_owned(), id.into())].into())
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
    ids: Option<(&'static str, &'a [&'a str])>,
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
        let call =
            |doing, request| self.insist(work, address, Call { doing, request, ids: None, is_new: false });
        for batch in changes.removed.chunks(collection.batch) {
            let gone = ids(field, batch);
            match collection.remove {
                Remove::Each => {
                    for id in gone {
                        let request = Request::delete(format!("{}/{{memberId}}", collection.path));
                        match call("remove from", request.param("memberId", id)).await {
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
                Remove::Query(name) => {
                    let request = Request::delete(collection.path).query(name, gone.join(","));
                    call("remove from", request).await?;
                    take_out(field, elements, &gone);
                }
            }
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
            let Add::PostVersioned(name) = collection.add else {
                let body: Json = new.iter().map(|id| json!({ "id": id })).collect();
                call("add to", request.body(body)).await?;
                batch.iter().for_each(|element| put_in(field, elements, bare(field, element)));
                continue;
            };
            let ids = Some((name, &new[..]));
            self.insist(work, address, Call { doing: "add to", request, ids, is_new: false }).await?;
            batch.iter().for_each(|element| put_in(field, elements, bare(field, element)));
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
        for element in changes.added.iter().filter(differs).chain(&changes.changed) {
            let (Some(members), Some(id)) = (element.as_object(), id_of(field, element)) else { continue };
            let mut members = members.clone();
            for member in &shape.fields {
                if let Some(default) = member.field.default {
                    members.entry(member.field.name.to_owned()).or_insert_with(|| default.value.value());
                }
            }
            let request = Request::patch(format!("{}/{{memberId}}", collection.path))
                .param("memberId", id)
                .body(encode(shape, &members, WHOLE))
                .repeat(Repeat::Safe);
            let is_new = changes.added.iter().any(|added| id_of(field, added) == Some(id));
            self.insist(work, address, Call { doing: "change", request, ids: None, is_new }).await?;
            put_in(field, elements, (*element).clone());
        }
        Ok(())
    }

    /// A call, made again as long as it is refused for what passes.
    async fn insist(&self, work: &Work<'_>, address: &Address, call: Call<'_>) -> Result<()> {
        let mut patience = Patience::new(self, work);
        loop {
            let mut request = address.fill(call.request.clone()).scope(&work.scope);
            if let Some((name, ids)) = call.ids {
                // Each try has the version that the object has then.
                let live = self.read_document(work, address, document::main(work.ty)).await?;
                request = request.body(json!({ name: ids, "version": live.unwrap_or_default()["version"] }));
            }
            let Err(error) = self.client.call(request.clone()).await else { return Ok(()) };
            let passes = error.refusal().is_some_and(|refusal| call.passes(work, refusal))
                || self.is_late(&request, &error);
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
                let list = ListRequest::new(request, Paging::Number { size });
                self.client.list_all(list).await.map_err(|error| work.fail("read what belongs to", error))?
            }
        };
        rows.retain(|row| row["id"].is_string());
        rows.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
        let mut elements: Vec<Value> = rows
            .iter()
            .map(|row| match element_shape(field) {
                Some(shape) => Value::Object(decode(shape, row, WHOLE)),
                None => row["id"].as_str().unwrap_or_default().into(),
            })
            .collect();
        if collection.shared {
            let named = named.and_then(Value::as_array).unwrap_or_default();
            elements.retain(|element| named.iter().any(|other| id_of(field, other) == id_of(field, element)));
        }
        Ok(Value::Array(elements))
    }
}
