//! Delete: gone already is a success, in use is waited for, and what is not ours to delete is released.

use std::time::Duration;

use genesys_api::Request;
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{Existence, FieldShape, refresh_inputs, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{DeleteRequest, property};
use pulumi_provider::value::{Object, Value};
use serde_json::json;

use super::address::Address;
use super::apply::Plan;
use super::bulk::{BulkCall, is_in_element};
use super::document::{self, Written};
use super::existing::Existing;
use super::members::{self, Changes};
use super::patience::Patience;
use super::{Platform, Work, collections, display_name, draft, failure};
use crate::mapping::{decode, encode};
use crate::registry::ResourceType;

/// The control input that deletes an object though it is in use.
const FORCE_DELETE: &str = "forceDelete";

/// The control input that takes what cannot be deleted back to the platform's defaults.
const RESET_ON_DELETE: &str = "resetOnDelete";

/// How long to go on trying after this process has deleted something else, which may have been what is in the way. The official
/// client waits about half a minute for a division whose objects are gone.
const PATIENCE: Duration = Duration::from_secs(45);

/// How long a DELETE is repeated that comes to nothing, or that somebody else's change gets in the way of.
const INSISTENCE: Duration = Duration::from_secs(60);

impl Platform {
    /// Deletes an object.
    ///
    /// # Errors
    /// If the platform refuses, or something goes on referring to the object.
    pub async fn delete(&self, ty: &ResourceType, context: &Context, request: DeleteRequest) -> Result<()> {
        self.once(match ty.is_made {
            true => self.delete_made(context, request).await,
            false => self.delete_now(ty, context, request).await,
        })
    }

    pub(super) async fn delete_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: DeleteRequest,
    ) -> Result<()> {
        // What stands for an object of others may have its name from there alone.
        let name = display_name(ty, &request.old_outputs, &request.id);
        let name = display_name(ty, &request.old_inputs, &name);
        let mut work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        self.organization(&work, Some(&request.old_outputs)).await?;
        let resets = property(&request.old_inputs, RESET_ON_DELETE).and_then(Value::as_bool) == Some(true);
        let existing = Existing::chosen(ty, &request.old_inputs);
        if let Some(existing) = existing.or_else(|| Existing::chosen(ty, &request.old_outputs)) {
            if let (true, Some((_, path))) = (resets, ty.table.api.built_in) {
                return self.restore_defaults(&work, path, &request.id).await;
            }
            context.note(format!(
                "{} {}: it is no longer managed, and stays as it is",
                work.object(),
                existing.owner()
            ));
            return Ok(());
        }
        if work.ty.table.api.undeletable {
            context.note(format!(
                "the platform cannot delete {}: it is no longer managed, and stays as it is",
                work.object()
            ));
            return Ok(());
        }
        work.ambient = self.ambient(&work, &[&request.old_inputs], false).await?;
        work.draft = draft::chosen(ty, &request.old_inputs);
        let work = work;
        let (ty, olds) = (work.ty, &work.completed(&request.old_inputs));
        let address = Address::of_id(ty, &request.id, &[olds, &request.old_outputs])?;
        self.guard(&work, &address, olds, None).await?;
        match ty.table.api.existence {
            Existence::Created | Existence::Child | Existence::Named | Existence::Element => {}
            Existence::Attached if ty.table.api.reset => {}
            Existence::Attached => return self.take_back(&work, &address, olds).await,
            Existence::Assigned(_) | Existence::Found => {
                context.note(format!(
                    "{} stays as it is, since the platform keeps what was assigned: it is no longer managed",
                    work.object()
                ));
                return Ok(());
            }
            Existence::Singleton(_) if resets => {}
            Existence::Singleton(_) => {
                context.note(format!(
                    "{} belongs to the platform: it is no longer managed, and stays as it is",
                    work.object()
                ));
                return Ok(());
            }
        }
        if let Some((member, value)) = ty.table.api.deletable {
            self.make_deletable(&work, &address, member, value).await?;
        }
        let mut lock = ty.table.api.upload.and_then(|upload| upload.lock);
        let force = property(olds, FORCE_DELETE).and_then(Value::as_bool) == Some(true);
        let mut patience = Patience::new(self, &work);
        let mut emptied = false;
        let call = || {
            let request = address.fill(Request::delete(ty.table.api.item)).scope(&work.scope);
            let queries = ty.table.api.delete_query.iter().filter_map(|query| query.split_once('='));
            let request = queries.fold(request, |request, (name, value)| request.query(name, value));
            if force { request.query(ty.table.api.force, true) } else { request }
        };
        loop {
            let removing =
                ty.table.api.collection.and_then(|collection| BulkCall::removing(collection, &address));
            let deleted = match removing {
                Some(removing) => {
                    let element = encode(ty.inputs(), &address.properties(ty), &is_in_element);
                    self.write_together(&work, removing, &element).await.map(drop)
                }
                None => self.client.call(call()).await.map(drop),
            };
            let error = match deleted {
                Ok(()) if !ty.table.api.confirm_delete => break,
                Ok(()) => {
                    if self.read_document(&work, &address, document::main(ty)).await?.is_none() {
                        break;
                    }
                    let until = patience.started() + INSISTENCE;
                    if patience.wait(until, "the platform has not deleted it yet").await? {
                        continue;
                    }
                    return Err(Error::new(
                        Code::Unavailable,
                        format!(
                            "cannot delete {}: the platform says that it is deleted, and goes on answering it. Run \
                             `pulumi destroy` or `pulumi up` again.",
                            work.object()
                        ),
                    ));
                }
                Err(error) if error.is_not_found() => {
                    self.delete_draft(&work, &address).await?;
                    break;
                }
                Err(error) => error,
            };
            let Some(refusal) = error.refusal() else { return Err(work.fail("delete", error)) };
            // The directory counts versions here too, though nobody can send one.
            if failure::is_race(refusal) {
                let until = patience.started() + INSISTENCE;
                if patience.wait(until, "somebody else is changing it").await? {
                    continue;
                }
                return Err(work.fail("delete", error));
            }
            if failure::is_locked(refusal)
                && let Some(lock) = lock.take()
                && let Some(live) = self.read_document(&work, &address, document::main(ty)).await?
            {
                self.unlock(&work, lock, olds, &live).await?;
                continue;
            }
            if !failure::is_in_use(refusal) {
                return Err(work.fail("delete", error));
            }
            // What this resource has put into the object itself is no reason to keep it.
            if !emptied {
                emptied = true;
                if self.empty(&work, &address, olds).await? {
                    continue;
                }
            }
            let last_delete = self.last_delete.lock().ok().and_then(|last| *last);
            let until =
                last_delete.map_or(patience.started(), |last| last.max(patience.started())) + PATIENCE;
            if patience.wait(until, "something still uses it").await? {
                continue;
            }
            let failed = work.fail("delete", error);
            let message =
                format!("{failed} Something that this run does not delete still uses it: remove that first.");
            return Err(Error { code: Code::FailedPrecondition, message, ..failed });
        }
        for part in document::parts(ty).filter(|_| resets) {
            let plan = Plan { olds, news: &Object::new(), live: None };
            self.write(&work, &address, part, &plan, &mut Written::Nothing).await?;
        }
        self.has_deleted(ty, olds);
        if let Ok(mut last) = self.last_delete.lock() {
            *last = Some(self.client.clock().now());
        }
        Ok(())
    }

    /// Takes one of the platform's own objects back to the platform's defaults.
    async fn restore_defaults(&self, work: &Work<'_>, path: &'static str, id: &str) -> Result<()> {
        let request = Request::put(path).body(json!([{ "id": id }])).scope(&work.scope);
        match self.client.call(request).await {
            Err(error) if !error.is_not_found() => {
                Err(work.fail("take back to the platform's defaults", error))
            }
            _ => {
                work.context.note(format!(
                    "{} belongs to the platform: it is back at the platform's defaults, and no longer managed",
                    work.object()
                ));
                Ok(())
            }
        }
    }

    /// Gives an object the value without which the platform does not let it be deleted.
    async fn make_deletable(
        &self,
        work: &Work<'_>,
        address: &Address,
        member: &'static str,
        value: &'static str,
    ) -> Result<()> {
        let main = document::main(work.ty);
        let is_it = |field: &&FieldShape| main.has(field.field) && field.field.path == member;
        let Some(field) = work.ty.inputs().fields.iter().find(is_it) else { return Ok(()) };
        let news = Object::from([(field.field.name.to_owned(), value.into())]);
        let plan = Plan { olds: &Object::new(), news: &news, live: None };
        match self.write(work, address, main, &plan, &mut Written::Nothing).await {
            Err(error) if error.code != Code::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes the members that the inputs name out of the object's collections; whether there were any.
    async fn empty(&self, work: &Work<'_>, address: &Address, olds: &Object) -> Result<bool> {
        let mut any = false;
        for (field, collection) in collections(work.ty) {
            let old = members::named(field, collection, olds).unwrap_or_default();
            let changes = Changes::between(field, &old, &[]);
            any |= !changes.is_empty();
            let mut left = old.to_vec();
            match self.write_members(work, address, field, collection, &changes, &mut left).await {
                Err(error) if error.code != Code::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(any)
    }

    /// Takes back what was set on an object that others own, where it is still as it was set. If that object is gone, so is what
    /// was set.
    async fn take_back(&self, work: &Work<'_>, address: &Address, olds: &Object) -> Result<()> {
        self.empty(work, address, olds).await?;
        let (ty, main) = (work.ty, document::main(work.ty));
        let named = main.named(ty, olds);
        if named.is_empty() {
            return Ok(());
        }
        let Some(live) = self.read_surely(work, address, main, olds).await? else { return Ok(()) };
        let live = decode(ty.inputs(), &live, &|field| main.has(field));
        // In the program's words: the platform names what an object names by itself.
        let told = refresh_inputs(ty.inputs(), olds, &live, work.known(address.own()));
        let (mut ours, mut cleared) = (Object::new(), Object::new());
        for field in ty.inputs().fields.iter().filter(|field| named.contains(&field.field.name)) {
            let name = field.field.name;
            let (Some(set), Some(there)) = (property(olds, name), property(&told, name)) else { continue };
            if property(&live, name).is_some() && same(&field.form, set, there) {
                ours.insert(name.to_owned(), set.clone());
                // Without a value a reference is cleared, where leaving it out would release it.
                if field.field.reference.is_some() {
                    cleared.insert(name.to_owned(), "".into());
                } else if field.form.is_collection() {
                    cleared.insert(name.to_owned(), Value::Array(Vec::new()));
                }
            }
        }
        let plan = Plan { olds: &ours, news: &cleared, live: None };
        match self.write(work, address, main, &plan, &mut Written::Nothing).await {
            Err(error) if error.code != Code::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
