//! Update: the planned paths, and nothing else.

use genesys_api::{Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{IMPORTED, UpdateMethod, Write, mark_secrets, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{UpdateRequest, property};
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::create::missing;
use super::{Platform, Work, collections, display_name, meta};
use crate::mapping::{self, is_released, overlay};
use crate::registry::ResourceType;

/// What an update will give, as far as that is sure: the old outputs with the planned changes. No call.
pub fn preview_update(ty: &ResourceType, request: &UpdateRequest) -> Object {
    let mut outputs = request.old_outputs.clone();
    mapping::preview(ty.inputs(), &mut outputs, &request.old_inputs, &request.news);
    mark_secrets(ty.inputs(), &mut outputs, &[&request.news]);
    outputs
}

impl Platform {
    /// Updates an object. With no difference at all, nothing is called.
    ///
    /// # Errors
    /// With the outputs so far, if some of the changes were made before one failed.
    pub async fn update(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: UpdateRequest,
    ) -> Result<Object> {
        let id = request.id.as_str();
        let name = display_name(ty, &request.news, id);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, Some(&request.old_outputs)).await?;
        // Only what was really done gets into the outputs, so that a failure leaves them true.
        let mut done = Done { outputs: request.old_outputs.clone(), changed: false };
        meta::write(&mut done.outputs, &organization);
        let pending = meta::pending(&request.old_outputs);
        let result = self.apply(&work, &request, &pending, &mut done).await;
        match result {
            Ok(()) => {
                mention_released(&work, &request);
                Ok(done.outputs)
            }
            Err(error) if done.changed || !pending.is_empty() => {
                meta::set_pending(&mut done.outputs, &pending.iter().map(String::as_str).collect::<Vec<_>>());
                let message = format!("{} was changed only in part: {error}", work.object());
                Err(Error { message, ..error }.partial(id, done.outputs))
            }
            Err(error) => Err(error),
        }
    }

    async fn apply(
        &self,
        work: &Work<'_>,
        request: &UpdateRequest,
        pending: &[String],
        done: &mut Done,
    ) -> Result<()> {
        let (id, olds, news) = (request.id.as_str(), &request.old_inputs, &request.news);
        for field in &work.ty.inputs().fields {
            let Write::Moved(object_type) = field.field.write else { continue };
            let Some(new) = property(news, field.field.name) else { continue };
            let moved = property(olds, field.field.name).is_none_or(|old| !same(&field.form, old, new));
            if let (true, Some(division)) = (moved, new.as_str().filter(|division| !division.is_empty())) {
                let request =
                    Request::post("/api/v2/authorization/divisions/{divisionId}/objects/{objectType}")
                        .param("divisionId", division)
                        .param("objectType", object_type)
                        .body(json!([id]))
                        .repeat(Repeat::Safe)
                        .scope(&work.scope);
                self.client
                    .call(request)
                    .await
                    .map_err(|error| work.fail("move to another division", error))?;
                done.outputs.insert(field.field.name.to_owned(), new.clone());
                done.changed = true;
            }
        }
        self.write_body(work, request, done).await?;
        for (field, path) in collections(work.ty) {
            let name = field.field.name;
            let (old, new) = (property(olds, name), property(news, name));
            let unfinished = pending.iter().any(|pending| pending == name);
            if new.is_none() {
                done.outputs.remove(name);
                continue;
            }
            // What was left unfinished is added as a whole, and nothing is removed: who knows what of it is there.
            let added = missing(new, if unfinished { None } else { old });
            let removed = if unfinished { Vec::new() } else { missing(old, new) };
            self.add_members(work, path, id, &added).await?;
            done.changed |= !added.is_empty();
            self.remove_members(work, path, id, &removed).await?;
            done.changed |= !removed.is_empty();
            if let Some(new) = new {
                done.outputs.insert(name.to_owned(), new.clone());
            }
        }
        Ok(())
    }

    /// The body's part: a full replacement, computed from what is there now, while nobody else here writes the object.
    async fn write_body(&self, work: &Work<'_>, request: &UpdateRequest, done: &mut Done) -> Result<()> {
        let (ty, id, olds, news) = (work.ty, request.id.as_str(), &request.old_inputs, &request.news);
        if ty.table.api.update == UpdateMethod::None || !plans_body(ty, olds, news) {
            return Ok(());
        }
        let _turn = self.locks.take(ty.table.api.kind, id).await;
        let Some(live) = self.get(work, id).await? else {
            return Err(Error::new(
                Code::NotFound,
                format!(
                    "{} (id {id}) is gone: somebody deleted it. Run `pulumi refresh`, then `pulumi up`.",
                    work.object()
                ),
            ));
        };
        let mut body = live.clone();
        overlay(ty.inputs(), &mut body, olds, news);
        (ty.settle)(&mut body, &|name| property(news, name).is_some());
        // What is there as planned already (by a run that was cut off, or by hand) needs no call.
        let answer = if body == live {
            live
        } else {
            let request = work.with_secrets(work.item(Request::put, id), news).body(body);
            match self.client.call(request).await {
                Ok(response) => {
                    done.changed = true;
                    response.body
                }
                Err(error) => {
                    done.changed |= error.outcome_unknown();
                    return Err(work.fail("update", error));
                }
            }
        };
        self.take_answer(work, &answer, request, done);
        Ok(())
    }

    fn take_answer(&self, work: &Work<'_>, answer: &Json, request: &UpdateRequest, done: &mut Done) {
        let organization = meta::organization(&done.outputs).unwrap_or_default();
        let mut outputs =
            self.outputs(work.ty, answer, &organization, &[&request.news, &request.old_outputs]);
        for (field, _) in collections(work.ty) {
            if let Some(value) = done.outputs.remove(field.field.name) {
                outputs.insert(field.field.name.to_owned(), value);
            }
        }
        done.outputs = outputs;
    }
}

/// How far an update has come.
struct Done {
    outputs: Object,
    changed: bool,
}

/// Whether the difference touches the object's body.
fn plans_body(ty: &ResourceType, olds: &Object, news: &Object) -> bool {
    let imported = olds.contains_key(IMPORTED);
    ty.inputs().fields.iter().filter(|field| field.field.write == Write::Body).any(|field| {
        match (property(olds, field.field.name), property(news, field.field.name)) {
            (None, None) => false,
            (Some(old), Some(new)) => !same(&field.form, old, new),
            (None, Some(_)) => true,
            (Some(_), None) => !imported && !is_released(field),
        }
    })
}

/// Tells what is no longer managed though its live value stays.
fn mention_released(work: &Work<'_>, request: &UpdateRequest) {
    if request.old_inputs.contains_key(IMPORTED) {
        return;
    }
    for field in
        work.ty.inputs().fields.iter().filter(|field| !field.field.is_control() && is_released(field))
    {
        let name = field.field.name;
        let was = property(&request.old_inputs, name).filter(|old| !is_nothing(old));
        if was.is_some() && property(&request.news, name).is_none() {
            work.context.note(format!("{name} is no longer managed; {} keeps its value", work.object()));
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(<[Value]>::is_empty)
}
