//! Objects that are made as drafts and then published, because only a draft takes one of their properties: the function of an action.
//!
//! A draft that nobody has published yet is the object as far as it has come: it is read where the object itself is not there, so that
//! a run that was cut off is gone on with. A draft of what is there belongs to whoever has begun it. One that is as the object itself is
//! nobody's work, or ours; any other one is left alone.

use genesys_api::{ListRequest, Paging, Repeat, Request, Response};
use pulumi_provider::declaration::{Draft, FieldShape, Write, difference, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::apply::{Plan, Progress};
use super::document::TRIES;
use super::find::{self, Criteria};
use super::patience::{LAG, Patience};
use super::{Platform, Work, content, failure};
use crate::mapping::{decode, encode, lookup, put};
use crate::registry::ResourceType;

/// The properties that only a draft takes.
pub(super) fn drafts(ty: &ResourceType) -> impl Iterator<Item = (&FieldShape, &'static Draft)> {
    ty.inputs().fields.iter().filter_map(|field| match field.field.write {
        Write::Draft(draft) => Some((field, draft)),
        _ => None,
    })
}

/// The draft that these inputs make an object with.
pub(super) fn chosen(ty: &ResourceType, inputs: &Object) -> Option<&'static Draft> {
    drafts(ty).find(|(field, _)| property(inputs, field.field.name).is_some()).map(|(_, draft)| draft)
}

impl Platform {
    /// Puts a value into a draft, with its file, and publishes it.
    pub(super) async fn publish_draft(
        &self,
        work: &Work<'_>,
        address: &Address,
        plan: &Plan<'_>,
        (field, draft): (&FieldShape, &'static Draft),
        progress: &mut Progress,
    ) -> Result<()> {
        let (name, none) = (field.field.name, Object::new());
        let (old, new) = (property(plan.olds, name), property(plan.news, name));
        let Some(new) = new else {
            progress.outputs.remove(name);
            return Ok(());
        };
        let (Some(shape), Some(members), Some(transfer)) =
            (field.form.object(), new.as_object(), field.field.file)
        else {
            return Ok(());
        };
        if old.is_some_and(|old| same(&field.form, old, new)) {
            progress.outputs.insert(name.to_owned(), new.clone());
            return Ok(());
        }
        let _turn = self.locks.take(draft.item, address.own()).await;
        self.begin_draft(work, address, draft).await?;
        progress.changed = true;
        let olds = old.and_then(Value::as_object).unwrap_or(&none);
        let (called, at) = draft.file;
        let file = |answer: &Option<Json>| {
            answer.as_ref().and_then(|answer| lookup(answer, at)?.as_str().map(str::to_owned))
        };
        let before = file(&self.look_at(work, address, draft.path).await?);
        let there = match before {
            Some(before) if !content::is_other(shape, olds, members) => before,
            before => {
                self.carry_file(work, transfer, (shape, olds, members), address.clone(), &Json::Null).await?;
                let mut patience = Patience::new(self, work);
                let until = patience.started() + LAG;
                loop {
                    let now = file(&self.look_at(work, address, draft.path).await?);
                    if let Some(now) = now.filter(|now| before.as_ref() != Some(now)) {
                        break now;
                    }
                    if !patience.wait(until, "the platform does not show the file yet").await? {
                        let message = format!(
                            "{}: the platform has taken the file of {name} and does not show it. Run `pulumi up` again.",
                            work.object()
                        );
                        return Err(Error::new(Code::Unavailable, message));
                    }
                }
            }
        };
        let mut body = encode(shape, members, &|field| field.write == Write::Body);
        for field in shape.fields.iter().filter(|field| field.field.always) {
            if let (None, Some(default)) = (property(members, field.field.name), field.field.default) {
                put(&mut body, field.field.path, default.value.value().to_json().unwrap_or_default());
            }
        }
        put(&mut body, called, there.into());
        let request = work.with_secrets(address.fill(Request::put(draft.path)).body(body), plan.news);
        let put = self.client.call(request.repeat(Repeat::Safe).scope(&work.scope)).await;
        put.map_err(|error| work.fail(&format!("set the {name} of the draft of"), error))?;
        self.publish_now(work, address, draft).await?;
        progress.outputs.insert(name.to_owned(), new.clone());
        Ok(())
    }

    /// Lets the draft become what it is a draft of.
    async fn publish_now(&self, work: &Work<'_>, address: &Address, draft: &Draft) -> Result<()> {
        for attempt in 1..=TRIES {
            let Some(there) = self.look_at(work, address, draft.item).await? else {
                let message =
                    format!("{}: somebody has published or thrown away its draft meanwhile", work.object());
                return Err(Error::new(Code::Aborted, message));
            };
            let mut body = Json::Object(serde_json::Map::new());
            body["version"] = there["version"].clone();
            let request = address.fill(Request::post(draft.publish)).body(body).scope(&work.scope);
            match self.client.call(request).await {
                Ok(_) => return Ok(()),
                Err(error) if attempt < TRIES && error.refusal().is_some_and(failure::is_stale) => {}
                // What is published is no draft any more.
                Err(error) if error.outcome_unknown() => {
                    let left = self.look_at(work, address, draft.item).await?;
                    let there = self.look_at(work, address, work.ty.table.api.item).await?;
                    if left.is_none() && there.is_some() {
                        return Ok(());
                    }
                    return Err(work.fail("publish", error));
                }
                Err(error) => return Err(work.fail("publish", error)),
            }
        }
        Ok(())
    }

    /// A draft of the object: the one that it still is, or a new one of what is there.
    async fn begin_draft(&self, work: &Work<'_>, address: &Address, draft: &Draft) -> Result<()> {
        if let Some(there) = self.look_at(work, address, draft.item).await? {
            let Some(published) = self.look_at(work, address, work.ty.table.api.item).await? else {
                return Ok(());
            };
            let shape = work.ty.inputs();
            let said = |answer: Json| decode(shape, &work.ty.received(answer), &|field| field.part.is_none());
            if difference(shape, &said(published), &said(there)).changes.is_empty() {
                return Ok(());
            }
            let message = format!(
                "{}: somebody has begun a draft of it, which would be published too. Publish it, or throw it away, first.",
                work.object()
            );
            return Err(Error::new(Code::FailedPrecondition, message));
        }
        let request = address.fill(Request::post(draft.item)).scope(&work.scope);
        match self.client.call(request).await {
            Ok(_) => Ok(()),
            // It is there, whoever says so.
            Err(error)
                if error.outcome_unknown() && self.look_at(work, address, draft.item).await?.is_some() =>
            {
                Ok(())
            }
            Err(error) => Err(work.fail("begin a draft of", error)),
        }
    }

    /// What is at a path of the object; nothing, if the platform says so.
    async fn look_at(&self, work: &Work<'_>, address: &Address, path: &'static str) -> Result<Option<Json>> {
        let request = address.fill(Request::get(path)).scope(&work.scope);
        // What is asked for with an object is there in its drafts too.
        let is_object = path == work.ty.table.api.item || work.draft.is_some_and(|draft| draft.item == path);
        let request = if is_object { find::asked_alone(work.ty, request) } else { request };
        match self.client.call(request).await {
            Ok(response) if response.body.is_object() => Ok(Some(response.body)),
            Ok(_) => Err(super::document::unlike(work)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(work.fail("read the draft of", error)),
        }
    }

    /// The draft that an object still is, where it may be one: the answer, and the path that it is below.
    pub(super) async fn read_draft(
        &self,
        work: &Work<'_>,
        address: &Address,
    ) -> Result<Option<(Response, &'static str)>> {
        let Some(draft) = work.draft else { return Ok(None) };
        let request = find::asked_alone(work.ty, address.fill(Request::get(draft.item))).scope(&work.scope);
        match self.client.call(request).await {
            Ok(response) if work.ty.own_id(&response.body).is_none() => Err(super::document::unlike(work)),
            Ok(response) => Ok(Some((response, draft.item))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(work.fail("read the draft of", error)),
        }
    }

    /// What the platform has of the properties that only drafts take, where the program names them. What is still to be published is as
    /// the program has it; and nobody answers the file.
    pub(super) async fn read_published(
        &self,
        work: &Work<'_>,
        address: &Address,
        (inputs, outputs): (&Object, &Object),
        live: &mut Object,
    ) -> Result<()> {
        let pending = super::meta::pending(outputs);
        for (field, draft) in drafts(work.ty) {
            let name = field.field.name;
            let (Some(named), Some(shape)) = (property(inputs, name), field.form.object()) else { continue };
            if pending.iter().any(|pending| pending == name) {
                live.insert(name.to_owned(), named.clone());
                continue;
            }
            let Some(answer) = self.look_at(work, address, draft.published).await? else { continue };
            let mut value = decode(shape, lookup(&answer, draft.at).unwrap_or(&Json::Null), &|field| {
                field.write == Write::Body
            });
            for upload in shape.fields.iter().filter(|field| field.field.write.is_upload()) {
                let kept = named.as_object().and_then(|named| property(named, upload.field.name));
                value.extend(kept.map(|kept| (upload.field.name.to_owned(), kept.clone())));
            }
            live.insert(name.to_owned(), Value::Object(value));
        }
        Ok(())
    }

    /// Takes away the draft that an object still is.
    pub(super) async fn delete_draft(&self, work: &Work<'_>, address: &Address) -> Result<()> {
        let Some(draft) = work.draft else { return Ok(()) };
        let request = address.fill(Request::delete(draft.item)).scope(&work.scope);
        match self.client.call(request).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(work.fail("delete the draft of", error)),
        }
    }

    /// Drafts of new objects with these properties.
    pub(super) async fn draft_namesakes(
        &self,
        work: &Work<'_>,
        criteria: &Criteria,
        found: &[Json],
    ) -> Result<Vec<Json>> {
        let Some(draft) = work.draft else { return Ok(Vec::new()) };
        let request = work
            .ty
            .table
            .api
            .query
            .iter()
            .filter_map(|query| query.split_once('='))
            .fold(Request::get(draft.drafts).scope(&work.scope), |request, (name, value)| {
                request.query(name, value)
            });
        let named = criteria.iter().find(|(name, _)| work.ty.table.lookup.contains(name));
        let request = named.into_iter().fold(request, |request, (name, value)| request.query(*name, value));
        let list = ListRequest::new(request, Paging::Number { size: work.ty.table.api.page });
        let mut rows = self.client.list_all(list).await.map_err(|error| work.fail("look up", error))?;
        let is_published = |row: &Json| found.iter().any(|other| other["id"] == row["id"]);
        rows.retain(|row| !is_published(row));
        Ok(rows)
    }
}
