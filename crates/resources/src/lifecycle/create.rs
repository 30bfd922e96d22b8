//! Create: one POST, then what the body cannot say.

use genesys_api::{Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{CreateRequest, Created, property};
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::{Platform, Work, collections, display_name, failure, find, meta, stands_for};
use crate::mapping::{encode, ids, overlay};
use crate::registry::ResourceType;

/// Members that one call takes.
const BATCH: usize = 100;

/// What a create will give, as far as that is sure: the inputs. No call.
pub fn preview_create(ty: &ResourceType, request: &CreateRequest) -> Created {
    let mut outputs = request.inputs.clone();
    outputs.retain(|name, _| ty.inputs().field(name).is_some_and(|field| !field.field.is_control()));
    Created { id: String::new(), outputs }
}

impl Platform {
    /// Creates an object, or takes over the one that the inputs stand for.
    ///
    /// # Errors
    /// With the object's id and outputs, if it exists but is not finished.
    pub async fn create(
        &self,
        ty: &ResourceType,
        context: &Context,
        request: CreateRequest,
    ) -> Result<Created> {
        let inputs = &request.inputs;
        let name = display_name(ty, inputs, &request.subject.name);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        let organization = self.organization(&work, None).await?;
        let answer = match stands_for(ty, inputs) {
            Some(path) => self.take_over(&work, path, inputs).await?,
            None => self.post(&work, inputs).await?,
        };
        let Some(id) = answer["id"].as_str().map(str::to_owned) else {
            return Err(Error::new(
                Code::Unknown,
                format!(
                    "created {}, but the platform's answer has no id; find it and import it",
                    work.object()
                ),
            ));
        };
        let mut outputs = self.outputs(ty, &answer, &organization, &[inputs]);
        let mut failed = None;
        let mut pending = Vec::new();
        for (field, path) in collections(ty) {
            let Some(value) = property(inputs, field.field.name) else { continue };
            // What comes after a failure is left to the next run too, which does it all.
            let added = match failed {
                None => self.add_members(&work, path, &id, &ids(value)).await,
                Some(_) => Ok(()),
            };
            match (added, &failed) {
                (Ok(()), None) => drop(outputs.insert(field.field.name.to_owned(), value.clone())),
                (result, _) => {
                    failed = failed.or(result.err());
                    pending.push(field.field.name);
                }
            }
        }
        match failed {
            None => Ok(Created { id, outputs }),
            Some(error) => {
                meta::set_pending(&mut outputs, &pending);
                let message =
                    format!("{} was created (id {id}), but it is not finished: {error}", work.object());
                Err(Error { message, ..error }.partial(id, outputs))
            }
        }
    }

    async fn post(&self, work: &Work<'_>, inputs: &Object) -> Result<Json> {
        let mut body = encode(work.ty.inputs(), inputs);
        (work.ty.settle)(&mut body, &|name| property(inputs, name).is_some());
        let request =
            work.with_secrets(Request::post(work.ty.table.api.path), inputs).body(body).scope(&work.scope);
        let error = match self.client.call(request).await {
            Ok(response) => return Ok(response.body),
            Err(error) => error,
        };
        let taken = error.refusal().is_some_and(failure::is_taken);
        let lost = error.outcome_unknown();
        let failed = work.fail("create", error);
        if !taken && !lost {
            return Err(failed);
        }
        // Whose is it? The refusal stands whether or not this can be found out.
        let Some(criteria) = find::criteria(work.ty, inputs) else { return Err(failed) };
        let Ok(found) = self.find(work, &criteria).await else { return Err(failed) };
        let [only] = &found[..] else { return Err(failed) };
        let id = only["id"].as_str().unwrap_or_default();
        let import = format!("pulumi import {} {} {id}", work.subject.r#type, shell_word(&work.subject.name));
        let message = if taken {
            format!(
                "{failed} The {} with this name has the id {id}. To manage it here, run `{import}`; otherwise choose \
                 another name.",
                work.ty.noun()
            )
        } else {
            format!(
                "{failed}. There is a {} with this name now, with the id {id}: if this run made it, run `{import}` and \
                 then go on; nothing was created twice.",
                work.ty.noun()
            )
        };
        Err(Error { code: if taken { Code::AlreadyExists } else { Code::Unknown }, message, ..failed })
    }

    /// Takes over an object that is there: what the program names is written, everything else stays.
    async fn take_over(&self, work: &Work<'_>, path: &'static str, inputs: &Object) -> Result<Json> {
        let response = self.client.call(Request::get(path).scope(&work.scope)).await;
        let live = response.map_err(|error| work.fail("read", error))?.body;
        let mut body = live.clone();
        overlay(work.ty.inputs(), &mut body, &Object::new(), inputs);
        let (false, Some(id)) = (body == live, live["id"].as_str()) else { return Ok(live) };
        let _turn = self.locks.take(work.ty.table.api.kind, id).await;
        let request = work.with_secrets(work.item(Request::put, id), inputs).body(body);
        let response = self.client.call(request).await;
        Ok(response.map_err(|error| work.fail("take over", error))?.body)
    }

    /// Adds members to a collection below an object. Adding one twice changes nothing.
    pub(super) async fn add_members(
        &self,
        work: &Work<'_>,
        path: &'static str,
        id: &str,
        members: &[String],
    ) -> Result<()> {
        for batch in members.chunks(BATCH) {
            let body: Vec<Json> = batch.iter().map(|member| json!({ "id": member })).collect();
            let request = Request::post(path)
                .param(work.ty.id_parameter(), id)
                .body(Json::Array(body))
                .repeat(Repeat::Safe)
                .scope(&work.scope);
            self.client.call(request).await.map_err(|error| work.fail("add to", error))?;
        }
        Ok(())
    }

    /// Removes members from a collection below an object. One that is not there any more is a success.
    pub(super) async fn remove_members(
        &self,
        work: &Work<'_>,
        path: &'static str,
        id: &str,
        members: &[String],
    ) -> Result<()> {
        for member in members {
            let request = Request::delete(format!("{path}/{{memberId}}"))
                .param(work.ty.id_parameter(), id)
                .param("memberId", member)
                .scope(&work.scope);
            match self.client.call(request).await {
                Err(error) if !error.is_not_found() => return Err(work.fail("remove from", error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    if !word.is_empty()
        && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.-/:".contains(letter))
    {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The ids that are in one collection but not in the other.
pub(super) fn missing(from: Option<&Value>, in_other: Option<&Value>) -> Vec<String> {
    let other = in_other.map(ids).unwrap_or_default();
    from.map(ids).unwrap_or_default().into_iter().filter(|id| !other.contains(id)).collect()
}
