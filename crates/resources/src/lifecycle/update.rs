//! Update: the planned paths, and nothing else.

use genesys_api::{Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{IMPORTED, Write, mark_secrets, same};
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::{UpdateRequest, property};
use pulumi_provider::value::{Object, Value};
use serde_json::json;

use super::address::Address;
use super::document::{self, Document, Written};
use super::members::Changes;
use super::{Platform, Work, collections, display_name, meta};
use crate::mapping::{self, decode, is_released};
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
        match self.apply(&work, &request, &pending, &mut done).await {
            Ok(()) => {
                mark_secrets(ty.inputs(), &mut done.outputs, &[&request.news]);
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
        let (id, news) = (request.id.as_str(), &request.news);
        let address = Address::of_id(work.ty, id, &[&request.old_inputs, &request.old_outputs])?;
        // What an earlier run has left undone is written as if it were new.
        let is_unfinished = |name: &str| pending.iter().any(|pending| pending == name);
        let mut olds = request.old_inputs.clone();
        olds.retain(|name, _| !is_unfinished(name));
        for field in &work.ty.inputs().fields {
            let Write::Moved(object_type) = field.field.write else { continue };
            let Some(new) = property(news, field.field.name) else { continue };
            let moved = property(&olds, field.field.name).is_none_or(|old| !same(&field.form, old, new));
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
        for document in [document::main(work.ty)].into_iter().chain(document::parts(work.ty)) {
            let written = self.write(work, &address, document, &olds, news).await?;
            done.changed |= !matches!(written, Written::Nothing);
            self.take_answer(work, document, &written, news, &mut done.outputs);
        }
        for (field, collection) in collections(work.ty) {
            let name = field.field.name;
            let Some(new) = property(news, name) else {
                done.outputs.remove(name);
                continue;
            };
            let old = property(&olds, name).and_then(Value::as_array).unwrap_or_default();
            let mut changes = Changes::between(field, old, new.as_array().unwrap_or_default());
            if is_unfinished(name) {
                changes = changes.without_removals();
            }
            if !changes.is_empty() {
                self.write_members(work, &address, field, collection, &changes).await?;
                done.changed = true;
            }
            done.outputs.insert(name.to_owned(), new.clone());
        }
        Ok(())
    }

    /// Takes what a write came to into the outputs.
    pub(super) fn take_answer(
        &self,
        work: &Work<'_>,
        document: Document,
        written: &Written,
        inputs: &Object,
        outputs: &mut Object,
    ) {
        let shape = work.ty.inputs();
        let fields = shape.fields.iter().filter(|field| document.has(field.field));
        match written {
            Written::Nothing => {}
            Written::Answer(answer) => {
                let live = decode(shape, answer, &|field| document.has(field));
                for field in fields.filter(|field| !field.field.write_only) {
                    outputs.remove(field.field.name);
                }
                outputs.extend(live);
                for field in
                    shape.fields.iter().filter(|field| field.field.write_only && document.has(field.field))
                {
                    outputs.extend(
                        property(inputs, field.field.name)
                            .map(|value| (field.field.name.to_owned(), value.clone())),
                    );
                }
                pulumi_provider::declaration::keep_order(shape, outputs, inputs);
            }
            Written::Set => {
                for field in fields {
                    match property(inputs, field.field.name) {
                        Some(value) => drop(outputs.insert(field.field.name.to_owned(), value.clone())),
                        None => drop(outputs.remove(field.field.name)),
                    }
                }
            }
        }
        mark_secrets(shape, outputs, &[inputs]);
    }
}

/// How far an update has come.
struct Done {
    outputs: Object,
    changed: bool,
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
