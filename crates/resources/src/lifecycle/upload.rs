//! Objects that are created and changed by an upload: a job is registered, the content goes to the address that the job names, and
//! the job is watched until it is done.
//!
//! The content says which object it is, so the platform never makes a second one of the same, and uploading again after an answer
//! was lost does no harm. It would as readily overwrite an object that is none of ours: that is looked at before.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use genesys_api::{Credentials, Repeat, Request, Secret};
use pulumi_provider::declaration::{Lock, Upload, Write};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::apply::{Plan, Progress};
use super::content::{self, Content};
use super::existing::import_command;
use super::patience::{LAG, Patience};
use super::publication::is_due;
use super::{Platform, Work, collect_secrets, document, find, meta};
use crate::registry::ResourceType;

/// The control input that takes somebody's lock away.
const FORCE_UNLOCK: &str = "forceUnlock";

/// The first wait for a job, and the longest: small contents take a second or two, large ones minutes.
const FIRST_WAIT: Duration = Duration::from_millis(400);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How long a job that was just registered may be unknown.
const UNSEEN: Duration = Duration::from_secs(30);

/// What this process has uploaded: ids, and the resource that did it.
pub(super) type Uploaded = Mutex<HashMap<String, String>>;

impl Platform {
    /// Makes the object that the inputs upload, and answers it: also where the job was left alone that makes it, with the reason.
    pub(super) async fn upload_new(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        inputs: &Object,
    ) -> Result<(Json, Option<Error>)> {
        let content = self.content(work, &Object::new(), inputs)?;
        let criteria = find::criteria(work.ty, inputs).unwrap_or_default();
        let _turn = self.locks.take(upload.jobs, &format!("{criteria:?}").to_lowercase()).await;
        let known = match &self.find(work, &criteria).await?[..] {
            [] => None,
            [only] => {
                self.take_over(work, upload, inputs, only).await?;
                Some(only.clone())
            }
            several => return Err(find::ambiguous(work.ty, &criteria, several)),
        };
        match self.publish(work, upload, inputs, &content, known.as_ref()).await {
            Ok(live) => Ok((live, None)),
            Err(Stopped { error, made: Some(id) }) => Ok((described(work.ty, inputs, &id), Some(error))),
            Err(Stopped { error, made: None }) => Err(error),
        }
    }

    /// Uploads again where the content is another one, or the program asks for it.
    pub(super) async fn upload_change(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        address: &Address,
        plan: &Plan<'_>,
        progress: &mut Progress,
    ) -> Result<()> {
        let (shape, olds, news) = (work.ty.inputs(), plan.olds, plan.news);
        if is_due(work.ty, olds, news) {
            let content = self.content(work, olds, news)?;
            let _turn = self.locks.take(upload.jobs, address.own()).await;
            let main = document::main(work.ty);
            let Some(live) = self.read_surely(work, address, main, &Object::new()).await? else {
                return Err(work.gone());
            };
            check_identity(work, news, &live)?;
            let recorded = meta::version(&progress.outputs);
            self.may_overwrite(work, upload, news, &live, recorded.as_deref()).await?;
            let answer = self.publish(work, upload, news, &content, Some(&live)).await;
            let answer = answer.map_err(|stopped| stopped.error)?;
            if answer["id"].as_str() != Some(address.own()) {
                let id = answer["id"].as_str().unwrap_or_default();
                let message = format!(
                    "{} was there when this began, but what was uploaded has become another object (id {id}). Run `pulumi refresh`, \
                     then `pulumi up`.",
                    work.object()
                );
                return Err(Error::new(Code::Aborted, message));
            }
            meta::set_version(&mut progress.outputs, Some(version(upload, &answer).unwrap_or_default()));
            progress.changed = true;
        }
        for field in shape.fields.iter().filter(|field| field.field.write.is_upload()) {
            match property(news, field.field.name) {
                Some(value) => drop(progress.outputs.insert(field.field.name.to_owned(), value.clone())),
                None => drop(progress.outputs.remove(field.field.name)),
            }
        }
        Ok(())
    }

    /// Takes a lock away, if the inputs say so and there is one.
    pub(super) async fn unlock(
        &self,
        work: &Work<'_>,
        lock: &'static Lock,
        inputs: &Object,
        live: &Json,
    ) -> Result<()> {
        let Some(holder) = self.lock_holder(work, lock, live).await else { return Ok(()) };
        if !forces(inputs) {
            let message = format!(
                "{} is locked by {holder}, who is editing it. Ask them to publish or to cancel what they have begun, or set {FORCE_UNLOCK} \
                 to true: the platform then publishes their draft first.",
                work.object()
            );
            return Err(Error::new(Code::FailedPrecondition, message));
        }
        let id = live["id"].as_str().unwrap_or_default();
        let request =
            Request::post(lock.unlock).query(lock.parameter, id).repeat(Repeat::Safe).scope(&work.scope);
        self.client.call(request).await.map_err(|error| work.fail("unlock", error))?;
        work.context.note(format!("took the lock of {holder} from {}", work.object()));
        Ok(())
    }

    /// Who else has a lock on an object.
    pub(super) async fn lock_holder(&self, work: &Work<'_>, lock: &Lock, live: &Json) -> Option<String> {
        let own = self.own_client(work).await;
        lock.holders
            .iter()
            .find_map(|(who, field)| named(who, &live[*field]).filter(|_| live[*field]["id"].as_str() != own))
    }

    fn content(&self, work: &Work<'_>, olds: &Object, inputs: &Object) -> Result<Content> {
        content::read(work.ty, olds, inputs).map_err(|error| {
            let message = format!("cannot publish {}: {error}", work.object());
            Error { message, ..error }
        })
    }

    /// An object that is there already, and not in the state: it is what a run of ours has left that was cut off, or none of our
    /// business. The proof is that it was uploaded once, by the very client that we are; or the program says that it wants it.
    async fn take_over(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        inputs: &Object,
        live: &Json,
    ) -> Result<()> {
        let id = live["id"].as_str().unwrap_or_default();
        let other = self.uploaded.lock().ok().and_then(|uploaded| uploaded.get(id).cloned());
        if let Some(urn) = other.filter(|urn| *urn != work.subject.urn) {
            let other = urn.rsplit("::").next().unwrap_or_default();
            let message =
                format!("{} is what the resource \"{other}\" of this program makes too", work.object());
            return Err(Error::new(Code::AlreadyExists, message));
        }
        if self.adopts(work.ty, inputs) {
            let was = self.publication(work, upload, live).await;
            let was = was.map(|publication| format!(", {publication}")).unwrap_or_default();
            work.context.note(format!(
                "{} was there already, with the id {id}{was}, and is taken over",
                work.object()
            ));
            return Ok(());
        }
        let author = at(live, upload.author);
        if author.is_some()
            && author.as_deref() == self.own_client(work).await
            && version(upload, live).as_deref() == Some(upload.first)
        {
            work.context.note(format!(
                "{} was there already (id {id}), published by this OAuth client and by nobody since: it is taken for what an earlier run \
                 has left",
                work.object()
            ));
            return Ok(());
        }
        let message = format!(
            "cannot create {}: there is one already, with the id {id}, and publishing would overwrite it. To manage it here, run `{}`; \
             otherwise give yours another name.",
            work.object(),
            import_command(work, id)
        );
        Err(Error::new(Code::AlreadyExists, message))
    }

    /// The id of the OAuth client that we are. A given token is asked whose it is, once.
    pub(super) async fn own_client(&self, work: &Work<'_>) -> Option<&str> {
        match &self.client.settings().credentials {
            Credentials::Client { id, .. } => Some(id),
            Credentials::Token(_) => {
                let asked = self.own.get_or_try_init(|| async {
                    let response =
                        self.client.call(Request::get("/api/v2/tokens/me").scope(&work.scope)).await?;
                    let id = response.body["OAuthClient"]["id"].as_str().map(str::to_owned);
                    Ok::<_, genesys_api::Error>(id)
                });
                asked.await.ok()?.as_deref()
            }
        }
    }

    /// Registers a job, gives it the content and waits for what comes of it: the object, as it is then.
    async fn publish(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        inputs: &Object,
        content: &Content,
        live: Option<&Json>,
    ) -> Result<Json, Stopped> {
        if let (Some(lock), Some(live)) = (upload.lock, live) {
            self.unlock(work, lock, inputs, live).await?;
        }
        // A job that gets no content does nothing.
        let request = Request::post(upload.jobs).repeat(Repeat::Safe).scope(&work.scope);
        let registered = self.client.call(request).await.map_err(|error| work.fail("publish", error))?.body;
        let (Some(job), Some(url)) = (registered["id"].as_str(), registered["presignedUrl"].as_str()) else {
            let message = format!("cannot publish {}: the platform's answer names no job", work.object());
            return Err(Error::new(Code::Unavailable, message).into());
        };
        let headers = registered["headers"].as_object().into_iter().flatten();
        let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let secrets = secrets(inputs);
        work.context.progress(format!("uploading {}", content.file));
        let file = genesys_api::Upload {
            url: url.into(),
            headers: headers.collect(),
            content: content.text.as_str().into(),
            secrets: secrets.clone(),
            scope: work.scope.clone(),
        };
        self.client.upload(file).await.map_err(|error| work.fail("upload the content of", error))?;
        let done = self.watch(work, upload, job, &secrets).await?;
        if done["status"] != "Success" {
            return Err(self.refused(work, job, &done, content, &secrets).into());
        }
        let Some(id) = at(&done, upload.made) else {
            let message = format!(
                "published {}, but the platform does not say which object it is (job {job})",
                work.object()
            );
            return Err(Error::new(Code::Unknown, message).into());
        };
        if let Ok(mut uploaded) = self.uploaded.lock() {
            uploaded.insert(id.clone(), work.subject.urn.clone());
        }
        let address = Address::of_inputs(work.ty, inputs).with_own(work.ty, &id);
        let before = live.and_then(|live| version(upload, live));
        let mut patience = Patience::new(self, work);
        let until = patience.started() + LAG;
        loop {
            match self.read_document(work, &address, document::main(work.ty)).await {
                Ok(Some(live)) if before.is_none() || version(upload, &live) != before => return Ok(live),
                // Until then it answers as it was before.
                Ok(_)
                    if patience.wait(until, "the platform does not show yet what was published").await? => {}
                // It is there, whatever is in the way of seeing it.
                _ => return Ok(described(work.ty, inputs, &id)),
            }
        }
    }

    /// Waits until a job is done.
    async fn watch(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        job: &str,
        secrets: &[Secret],
    ) -> Result<Json, Stopped> {
        let clock = self.client.clock().clone();
        let started = clock.now();
        let name = super::parameters(upload.job).next().unwrap_or_default();
        let (mut wait, mut made) = (FIRST_WAIT, None);
        loop {
            let mut request = Request::get(upload.job).param(name, job).scope(&work.scope);
            // Its messages may repeat what was uploaded.
            request.secrets = secrets.to_vec();
            let request =
                upload.query.iter().fold(request, |request, (name, value)| request.query(*name, value));
            let waited = clock.now().saturating_duration_since(started);
            let error = match self.client.call(request).await {
                Ok(response) => {
                    made = at(&response.body, upload.made).or(made);
                    match response.body["status"].as_str() {
                        Some("Success" | "Failure") => return Ok(response.body),
                        _ => None,
                    }
                }
                Err(error) if error.is_not_found() && waited < UNSEEN => None,
                Err(error) => Some(work.fail("publish", error)),
            };
            let late = work.scope.deadline.is_some_and(|deadline| clock.now() + wait > deadline);
            let error = error.or_else(|| {
                let code = if late { Code::DeadlineExceeded } else { return None };
                let more = "give it more time with the resource option customTimeouts";
                Some(Error::new(
                    code,
                    format!("cannot publish {}: it takes longer than allowed; {more}", work.object()),
                ))
            });
            if let Some(error) = error {
                return Err(left(job, made, error));
            }
            work.context.progress(format!("publishing {}: {} s", work.object(), waited.as_secs()));
            tokio::select! {
                () = clock.sleep(wait) => {}
                () = work.context.cancellation().cancelled() => {
                    let message = format!("stopped waiting for {} to be published", work.object());
                    return Err(left(job, made, Error::new(Code::Cancelled, message)));
                }
            }
            wait = wait.mul_f64(1.5).min(LONGEST_WAIT);
        }
    }

    /// A job's failure in words: what the platform says, with the line of the file where it names one.
    fn refused(
        &self,
        work: &Work<'_>,
        job: &str,
        done: &Json,
        content: &Content,
        secrets: &[Secret],
    ) -> Error {
        let messages = done["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let lines: Vec<String> = messages
            .iter()
            .filter_map(|message| {
                let text = self.client.clean(message["text"].as_str()?.trim(), secrets);
                let text = content.place(line_of(&text), &text);
                Some(if message["type"] == "Warning" {
                    format!("\n- warning: {text}")
                } else {
                    format!("\n- {text}")
                })
            })
            .collect();
        let why = if lines.is_empty() {
            " It does not say why: what the content refers to may not exist, or somebody may be editing the object.".to_owned()
        } else {
            lines.concat()
        };
        let message =
            format!("cannot publish {}: the platform refused the content (job {job}).{why}", work.object());
        Error::new(Code::InvalidArgument, message)
    }
}

/// Why there is no answer, and the id of the object if one is being made all the same.
struct Stopped {
    error: Error,
    made: Option<String>,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped { error, made: None }
    }
}

/// Why a job was left alone: it may go on, and the next run goes on from there.
fn left(job: &str, made: Option<String>, error: Error) -> Stopped {
    let message = format!(
        "{} (job {job}, which the platform may still finish: the next `pulumi up` finds what comes of it, and publishes again)",
        error.message
    );
    Stopped { error: Error { message, ..error }, made }
}

/// Publishing what is called otherwise now would make a second object.
fn check_identity(work: &Work<'_>, inputs: &Object, live: &Json) -> Result<()> {
    for field in work.ty.inputs().fields.iter().filter(|field| field.field.write == Write::InContent) {
        let planned = property(inputs, field.field.name).and_then(Value::as_str);
        let (Some(planned), Some(live)) = (planned, at(live, field.field.path)) else { continue };
        if planned.to_lowercase() != live.to_lowercase() {
            let message = format!(
                "{}: somebody has changed its {} to \"{live}\", so publishing would make a second one. Run `pulumi refresh` to see it, then \
                 `pulumi up`.",
                work.object(),
                field.field.name
            );
            return Err(Error::new(Code::Aborted, message));
        }
    }
    Ok(())
}

/// An object as the inputs say that it is.
fn described(ty: &ResourceType, inputs: &Object, id: &str) -> Json {
    let mut object = serde_json::json!({ "id": id });
    for field in ty.inputs().fields.iter().filter(|field| field.field.write == Write::InContent) {
        object[field.field.path] = property(inputs, field.field.name).and_then(Value::as_str).into();
    }
    object
}

/// The version of an object that was uploaded.
pub(super) fn version(upload: &Upload, live: &Json) -> Option<String> {
    at(live, upload.version)
}

/// Whether the inputs take somebody's lock away.
pub(super) fn forces(inputs: &Object) -> bool {
    property(inputs, FORCE_UNLOCK).and_then(Value::as_bool) == Some(true)
}

/// Somebody in words, by name where there is one: `the user "Ann" (…)`.
pub(super) fn named(who: &str, somebody: &Json) -> Option<String> {
    let id = somebody["id"].as_str()?;
    let name = somebody["name"].as_str().filter(|name| !name.is_empty());
    Some(format!("{who} {}({id})", name.map(|name| format!("\"{name}\" ")).unwrap_or_default()))
}

pub(super) fn at(object: &Json, path: &str) -> Option<String> {
    path.split('.').try_fold(object, |object, step| object.get(step))?.as_str().map(str::to_owned)
}

fn secrets(inputs: &Object) -> Vec<Secret> {
    let mut secrets = Vec::new();
    inputs.values().for_each(|value| collect_secrets(value, false, &mut secrets));
    secrets.into_iter().map(Secret::from).collect()
}

/// The line that a message names: `line 12`, or `(12:5)`.
fn line_of(message: &str) -> Option<usize> {
    let number = |text: &str| -> Option<usize> {
        let digits = text.trim_start_matches([' ', ':']);
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok().filter(|line| *line > 0)
    };
    let lower = message.to_ascii_lowercase();
    let named = lower.match_indices("line").find_map(|(at, word)| number(&lower[at + word.len()..]));
    named.or_else(|| {
        lower.match_indices('(').find_map(|(at, _)| {
            let (place, _) = lower[at + 1..].split_once(')')?;
            let (line, column) = place.split_once(':')?;
            column.parse::<usize>().ok()?;
            line.parse().ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_a_message_names() {
        for (message, line) in [
            ("bad indentation of a mapping entry at line 12, column 5", Some(12)),
            ("Line: 3", Some(3)),
            ("bad indentation (7:2)", Some(7)),
            ("the pipeline is not published", None),
            ("see (a:b) and (4)", None),
            ("no such queue", None),
        ] {
            assert_eq!(line_of(message), line, "{message}");
        }
    }
}
