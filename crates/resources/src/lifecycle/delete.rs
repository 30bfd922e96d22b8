//! Delete: gone already is a success, in use is waited for, and what is not ours to delete is released.

use std::time::Duration;

use genesys_api::Request;
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{Existence, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{DeleteRequest, property};
use pulumi_provider::value::{Object, Value};

use super::address::Address;
use super::apply::Plan;
use super::bulk::{BulkCall, is_in_element};
use super::document::{self, Written};
use super::existing::Existing;
use super::members::Changes;
use super::patience::Patience;
use super::{Platform, Work, collections, display_name, failure};
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
        self.once(self.delete_now(ty, context, request).await)
    }

    async fn delete_now(&self, ty: &ResourceType, context: &Context, request: DeleteRequest) -> Result<()> {
        let name = display_name(ty, &request.old_inputs, &request.id);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        self.organization(&work, Some(&request.old_outputs)).await?;
        let existing = Existing::chosen(ty, &request.old_inputs);
        if let Some(existing) = existing.or_else(|| Existing::chosen(ty, &request.old_outputs)) {
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
        let (ty, olds) = (work.ty, &request.old_inputs);
        let address = Address::of_id(ty, &request.id, &[olds, &request.old_outputs])?;
        let resets = property(olds, RESET_ON_DELETE).and_then(Value::as_bool) == Some(true);
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
                Err(error) if error.is_not_found() => break,
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

    /// Takes the members that the inputs name out of the object's collections; whether there were any.
    async fn empty(&self, work: &Work<'_>, address: &Address, olds: &Object) -> Result<bool> {
        let mut any = false;
        for (field, collection) in collections(work.ty) {
            let old = property(olds, field.field.name).and_then(Value::as_array).unwrap_or_default();
            let changes = Changes::between(field, old, &[]);
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
        let (mut ours, mut cleared) = (Object::new(), Object::new());
        for field in ty.inputs().fields.iter().filter(|field| named.contains(&field.field.name)) {
            let name = field.field.name;
            let (Some(set), Some(there)) = (property(olds, name), property(&live, name)) else { continue };
            if same(&field.form, set, there) {
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
