//! Update: the planned paths, and nothing else.

use pulumi_provider::context::Context;
use pulumi_provider::declaration::{FieldShape, IMPORTED, mark_secrets};
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::{UpdateRequest, property};
use pulumi_provider::value::{Object, Value};

use super::address::Address;
use super::apply::{Plan, is_file};
use super::create::{mention_lost, not_told};
use super::document::{Document, Written};
use super::{Platform, Work, display_name, draft, find, meta};
use crate::mapping::{self, decode, is_released};
use crate::registry::ResourceType;

/// What an update will give, as far as that is sure: the old outputs with the planned changes. No call.
pub fn preview_update(ty: &ResourceType, request: &UpdateRequest) -> Object {
    let mut outputs = request.old_outputs.clone();
    mapping::preview(ty.inputs(), &mut outputs, &request.old_inputs, &request.news);
    find::tell_key(ty, &request.news, &mut outputs);
    mark_secrets(ty.inputs(), &mut outputs, &[&request.news]);
    outputs
}

impl Platform {
    /// What an update will give. Only where something is to be uploaded over what others may have made of it, the platform is asked.
    ///
    /// # Errors
    /// If somebody has made another version of it, and the program does not say that it is to be overwritten.
    pub async fn preview_update(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: &UpdateRequest,
    ) -> Result<Object> {
        if let Some(upload) = ty.table.api.upload {
            self.foresee_upload(ty, upload, context, request).await?;
        }
        Ok(preview_update(ty, request))
    }

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
        self.once(match ty.is_made {
            true => self.update_made(context, request).await,
            false => self.update_now(ty, context, request).await,
        })
    }

    pub(super) async fn update_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: UpdateRequest,
    ) -> Result<Object> {
        let id = request.id.as_str();
        let name = display_name(ty, &request.news, id);
        let mut work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, Some(&request.old_outputs)).await?;
        work.ambient = self.ambient(&work, &[&request.old_inputs, &request.news], false).await?;
        work.draft = draft::chosen(ty, &request.old_inputs).or_else(|| draft::chosen(ty, &request.news));
        let work = work;
        let news = work.completed(&request.news);
        let address = Address::of_id(ty, id, &[&request.old_inputs, &request.old_outputs])?;
        let pending = meta::pending(&request.old_outputs);
        // What an earlier run has left undone is written as if it were new; what the program no longer has of it may be there all the same.
        let mut olds = work.completed(&request.old_inputs);
        olds.retain(|name, _| !pending.contains(name) || property(&news, name).is_none());
        let mut outputs = request.old_outputs.clone();
        meta::write(&mut outputs, &organization);
        self.look_into_catalogues(&work, &olds, &news).await?;
        let plan = Plan { olds: &olds, news: &news, live: None };
        let mut progress = self.apply(&work, &address, &plan, outputs).await;
        let untold = not_told(ty, &progress.outputs);
        if progress.failed.is_none()
            && untold.iter().any(|name| pending.iter().any(|pending| pending == name))
        {
            progress.failed = self.tell_again(&work, &address, &mut progress.outputs).await.err();
        }
        match progress.failed {
            None => {
                tell_files(ty, &request.news, &mut progress.outputs);
                mark_secrets(ty.inputs(), &mut progress.outputs, &[&request.news]);
                mention_released(&work, &request);
                Ok(progress.outputs)
            }
            Some(error) if progress.changed => {
                progress.undone.extend(not_told(ty, &progress.outputs));
                progress.undone.retain(|name| pending.iter().any(|pending| pending == name));
                meta::set_pending(&mut progress.outputs, &progress.undone);
                let message = format!("{} was changed only in part: {error}", work.object());
                Err(Error { message, ..error }.partial(id, progress.outputs))
            }
            Some(error) => Err(error),
        }
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
            Written::Nothing | Written::Begun => {}
            Written::Answer(answer) => {
                if document.part.is_none() {
                    mention_lost(work, answer, inputs);
                }
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

/// Files that stand for another property are as the program has them now: of an older one the engine keeps no more than the hash, with
/// which no program can do anything.
fn tell_files(ty: &ResourceType, news: &Object, outputs: &mut Object) {
    for field in ty.inputs().fields.iter().filter(|field| field.field.unfold.is_some()) {
        let name = field.field.name;
        match property(news, name) {
            Some(file) => drop(outputs.insert(name.to_owned(), file.clone())),
            None => drop(outputs.remove(name)),
        }
    }
}

/// Tells what is no longer managed though its live value stays.
fn mention_released(work: &Work<'_>, request: &UpdateRequest) {
    if request.old_inputs.contains_key(IMPORTED) {
        return;
    }
    let stays = |field: &FieldShape| !field.field.is_control() && is_released(field) && !is_file(field);
    for field in work.ty.inputs().fields.iter().filter(|field| stays(field)) {
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
