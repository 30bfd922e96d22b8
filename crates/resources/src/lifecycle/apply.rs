//! From old inputs to new ones: the one walk over everything that an object is kept in, for create and update alike.

use genesys_api::{Repeat, Request};
use pulumi_provider::declaration::{
    Claim, Collection, Destination, Draft, FieldShape, Follow, Form, IMPORTED, Transfer, Upload, Write,
    keep_order, same,
};
use pulumi_provider::error::{Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::address::Address;
use super::claim::claims;
use super::document::{self, Document, Written};
use super::draft::drafts;
use super::members::{self, Changes};
use super::{Platform, Work, collections, content, find};
use crate::mapping::preview;
use crate::registry::ResourceType;

/// What is to be done to an object that is there.
pub(super) struct Plan<'a> {
    /// What the object has been told already.
    pub(super) olds: &'a Object,
    /// What it shall be.
    pub(super) news: &'a Object,
    /// The object as the platform has just answered it; a later read is as good.
    pub(super) live: Option<&'a Json>,
}

/// How far a plan has come.
pub(super) struct Progress {
    /// What is known of the object: only what was really done gets in, so that a failure leaves it true.
    pub(super) outputs: Object,
    /// Whether anything was done.
    pub(super) changed: bool,
    /// Properties of the steps that were not done, for the next run.
    pub(super) undone: Vec<&'static str>,
    /// Why the rest was not done.
    pub(super) failed: Option<Error>,
}

impl Progress {
    /// Nothing could be done but what an upload was begun with, because it is not done yet.
    pub(super) fn stopped(ty: &ResourceType, outputs: Object, inputs: &Object, error: Error) -> Progress {
        let begun = ty.table.api.upload.map_or(&[][..], |upload| upload.transfer.to.body());
        let mut undone: Vec<_> = steps(ty).iter().flat_map(|step| step.names(ty, inputs)).collect();
        undone.retain(|name| !begun.contains(name));
        undone.sort_unstable();
        undone.dedup();
        Progress { outputs, changed: false, undone, failed: Some(error) }
    }
}

/// The properties of these inputs that make an upload necessary.
fn uploaded(ty: &ResourceType, inputs: &Object) -> Vec<&'static str> {
    let fields = ty.inputs().fields.iter().map(|field| field.field);
    let fields = fields.filter(|field| matches!(field.write, Write::Digest | Write::Trigger));
    fields.map(|field| field.name).filter(|name| property(inputs, name).is_some()).collect()
}

/// A piece of the walk.
enum Step<'a> {
    Move(&'a FieldShape, &'static str),
    Draft(&'a FieldShape, &'static Draft),
    Upload(&'static Upload),
    Document(Document),
    Collection(&'a FieldShape, &'static Collection),
    Follow(&'a FieldShape, &'static Follow),
    Claim(&'a FieldShape, &'static Claim),
    File(&'a FieldShape, &'static Transfer),
}

/// Everything that an object is kept in: first its division, since who may write the rest depends on it.
fn steps(ty: &ResourceType) -> Vec<Step<'_>> {
    let moves = ty.inputs().fields.iter().filter_map(|field| match field.field.write {
        Write::Moved(object_type) => Some(Step::Move(field, object_type)),
        _ => None,
    });
    // What is no more than a draft has no document yet.
    let published = drafts(ty).map(|(field, draft)| Step::Draft(field, draft));
    let documents = std::iter::once(document::main(ty)).chain(document::parts(ty)).map(Step::Document);
    let collections = collections(ty).map(|(field, collection)| Step::Collection(field, collection));
    let upload = ty.table.api.upload.map(Step::Upload);
    let files = ty.inputs().fields.iter().filter(|field| is_file(field));
    let files = files.filter_map(|field| Some(Step::File(field, field.field.file?)));
    let follows =
        ty.inputs().fields.iter().filter_map(|field| Some(Step::Follow(field, field.field.follow?)));
    let claims = claims(ty).map(|(field, claim)| Step::Claim(field, claim));
    let kept = moves.chain(published).chain(upload).chain(documents).chain(collections);
    kept.chain(files).chain(follows).chain(claims).collect()
}

/// Whether a property has a file of its own. The files of elements go with their elements, and that of a draft with what else the draft is
/// given.
pub(super) fn is_file(field: &FieldShape) -> bool {
    field.field.file.is_some()
        && matches!(field.form, Form::Object(_) | Form::File)
        && !matches!(field.field.write, Write::Draft(_))
}

impl Step<'_> {
    /// The properties of these inputs that it writes.
    fn names(&self, ty: &ResourceType, inputs: &Object) -> Vec<&'static str> {
        match self {
            Step::Document(document) => document.named(ty, inputs),
            Step::Upload(_) => uploaded(ty, inputs),
            Step::Move(field, _)
            | Step::Draft(field, _)
            | Step::Collection(field, _)
            | Step::File(field, _)
            | Step::Follow(field, _)
            | Step::Claim(field, _) => {
                Some(field.field.name).filter(|name| property(inputs, name).is_some()).into_iter().collect()
            }
        }
    }
}

impl Platform {
    /// Does what is planned. After a failure the rest is left to the next run, which does it all.
    pub(super) async fn apply(
        &self,
        work: &Work<'_>,
        address: &Address,
        plan: &Plan<'_>,
        outputs: Object,
    ) -> Progress {
        let failed = self.guard(work, address, plan.olds, Some(plan.news)).await.err();
        let mut progress = Progress { outputs, changed: false, undone: Vec::new(), failed };
        for step in steps(work.ty) {
            if progress.failed.is_none() {
                progress.failed = self.step(work, address, plan, &step, &mut progress).await.err();
            }
            if progress.failed.is_some() {
                progress.undone.extend(step.names(work.ty, plan.news));
            }
        }
        progress
    }

    async fn step(
        &self,
        work: &Work<'_>,
        address: &Address,
        plan: &Plan<'_>,
        step: &Step<'_>,
        progress: &mut Progress,
    ) -> Result<()> {
        match step {
            Step::Move(field, object_type) => {
                let old = property(plan.olds, field.field.name);
                let new = property(plan.news, field.field.name);
                let Some(new) = new.filter(|new| old.is_none_or(|old| !same(&field.form, old, new))) else {
                    return Ok(());
                };
                let Some(division) = new.as_str().filter(|division| !division.is_empty()) else {
                    return Ok(());
                };
                self.move_to(work, address, object_type, division).await?;
                progress.outputs.insert(field.field.name.to_owned(), new.clone());
                progress.changed = true;
            }
            Step::Draft(field, draft) => {
                self.publish_draft(work, address, plan, (field, *draft), progress).await?;
            }
            Step::Upload(upload) => self.upload_change(work, upload, address, plan, progress).await?,
            Step::Document(document) => {
                let mut written = Written::Nothing;
                let result = self.write(work, address, *document, plan, &mut written).await;
                progress.changed |= !matches!(written, Written::Nothing);
                // What has gone first may have been done although the rest has failed.
                if result.is_ok() || matches!(written, Written::Answer(_)) {
                    self.take_answer(work, *document, &written, plan.news, &mut progress.outputs);
                }
                if matches!(written, Written::Begun) {
                    preview(work.ty.inputs(), &mut progress.outputs, plan.olds, plan.news);
                }
                result?;
                let named = work.ty.table.named_by.and_then(|path| path.split('.').next());
                if document.named(work.ty, plan.news).iter().any(|name| Some(*name) == named) {
                    find::tell_key(work.ty, plan.news, &mut progress.outputs);
                }
            }
            Step::Collection(field, collection) => {
                let name = field.field.name;
                let Some(new) = property(plan.news, name) else {
                    progress.outputs.remove(name);
                    return Ok(());
                };
                let elements = |inputs| members::named(field, collection, inputs).unwrap_or_default();
                let (olds, news) = (elements(plan.olds), elements(plan.news));
                let changes = Changes::between(field, &olds, &news);
                if !changes.is_empty() {
                    let mut elements = olds.to_vec();
                    let result =
                        self.write_members(work, address, field, collection, &changes, &mut elements).await;
                    progress.changed |= result.is_ok() || elements != *olds;
                    if result.is_err() && elements != *olds {
                        let elements = members::join(collection, elements);
                        progress.outputs.insert(name.to_owned(), Value::Array(elements));
                    }
                    result?;
                }
                progress.outputs.insert(name.to_owned(), new.clone());
            }
            Step::Follow(field, follow) => {
                let (old, new) =
                    (property(plan.olds, field.field.name), property(plan.news, field.field.name));
                let Some(value) = new.and_then(Value::as_str).filter(|value| !value.is_empty()) else {
                    return Ok(());
                };
                // The body of a create has said it, and what comes of it is still to be done.
                if plan.live.is_some() || old.and_then(Value::as_str) != Some(value) {
                    progress.changed |= self.follow(work, follow, value).await?;
                }
            }
            Step::Claim(field, claim) => {
                let name = field.field.name;
                let (old, new) = (property(plan.olds, name), property(plan.news, name));
                let is_true = |value: Option<&Value>| value.and_then(Value::as_bool) == Some(true);
                if is_true(new) && !is_true(old) {
                    progress.changed |= self.claim(work, claim, address.own()).await?;
                }
                match new {
                    Some(new) => drop(progress.outputs.insert(name.to_owned(), new.clone())),
                    None => drop(progress.outputs.remove(name)),
                }
            }
            Step::File(field, transfer) => {
                self.write_file(work, address, plan, (field, *transfer), progress).await?;
            }
        }
        Ok(())
    }

    /// Uploads the file of a property where it is another one, or what belongs to it is another.
    async fn write_file(
        &self,
        work: &Work<'_>,
        address: &Address,
        plan: &Plan<'_>,
        (field, transfer): (&FieldShape, &'static Transfer),
        progress: &mut Progress,
    ) -> Result<()> {
        let (ty, name, none) = (work.ty, field.field.name, Object::new());
        let Some(new) = property(plan.news, name) else {
            let was_named = property(plan.olds, name).is_some() && !plan.olds.contains_key(IMPORTED);
            return match transfer.clear.filter(|_| was_named) {
                Some(clear) => self.take_file_away(work, address, (name, clear), progress).await,
                None => Ok(()),
            };
        };
        let (shape, old, news, is_other) = match (&field.form, new.as_object()) {
            (Form::Object(shape), Some(members)) => {
                let old = property(plan.olds, name);
                let is_other = old.is_none_or(|old| !same(&field.form, old, new));
                (shape, old.and_then(Value::as_object).unwrap_or(&none), members, is_other)
            }
            _ => {
                let is_other = content::is_other(ty.inputs(), plan.olds, plan.news);
                (ty.inputs(), plan.olds, plan.news, is_other)
            }
        };
        if is_other && content::has_file(shape, news) {
            let answered = match transfer.to {
                Destination::Answered { .. } => self.read_document(work, address, document::main(ty)).await?,
                _ => None,
            };
            let answered = answered.unwrap_or(Json::Null);
            self.carry_file(work, transfer, (shape, old, news), address.clone(), &answered).await?;
            progress.changed = true;
        }
        // What was told of it before has the file that was there then, and of that the engine keeps no more than the hash: a program
        // could not even read it.
        progress.outputs.insert(name.to_owned(), new.clone());
        keep_order(ty.inputs(), &mut progress.outputs, plan.news);
        Ok(())
    }

    /// Takes away the file of a property.
    async fn take_file_away(
        &self,
        work: &Work<'_>,
        address: &Address,
        (name, clear): (&str, &'static str),
        progress: &mut Progress,
    ) -> Result<()> {
        let request = address.fill(Request::delete(clear)).scope(&work.scope);
        match self.client.call(request).await {
            Err(error) if !error.is_not_found() => return Err(work.fail("remove a file of", error)),
            _ => {}
        }
        progress.outputs.remove(name);
        progress.changed = true;
        Ok(())
    }

    async fn move_to(
        &self,
        work: &Work<'_>,
        address: &Address,
        object_type: &'static str,
        division: &str,
    ) -> Result<()> {
        let request = Request::post("/api/v2/authorization/divisions/{divisionId}/objects/{objectType}")
            .param("divisionId", division)
            .param("objectType", object_type)
            .body(json!([address.own()]))
            .repeat(Repeat::Safe)
            .scope(&work.scope);
        let moved = self.call_when_known(work, request).await?;
        moved.map(drop).map_err(|error| work.fail("move to another division", error))
    }
}
