//! How a file gets to the platform, by the declaration: the address is asked for, the file goes there, and what comes of it is watched.

use std::time::Duration;

use genesys_api::{Form, Host, Repeat, Request, Secret};
use pulumi_provider::declaration::{Destination, Shape, Transfer, Watch};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::address::Address;
use super::content::{self, Content};
use super::{Platform, Work, collect_secrets, existing};
use crate::mapping::{encode, lookup};

/// The first wait for what is watched, and the longest: small files take a second or two, large ones minutes.
const FIRST_WAIT: Duration = Duration::from_millis(400);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How long a job that was just registered may be unknown, and an object that was just made.
const JOB_UNSEEN: Duration = Duration::from_secs(30);
const OBJECT_UNSEEN: Duration = Duration::from_secs(3 * 60);

/// How long a reason stays before it is believed, where nothing else says that something has failed: the official client waits for six
/// seconds in all.
const REASON_STAYS: Duration = Duration::from_secs(15);

/// A file, and what has it.
pub(super) struct Parcel<'a> {
    /// What messages call what is done: `publish`.
    pub(super) doing: &'a str,
    /// What has the file.
    pub(super) shape: &'a Shape,
    pub(super) inputs: &'a Object,
    /// What is in it.
    pub(super) content: &'a Content,
    /// Where it is, as far as that is known.
    pub(super) address: Address,
    /// What the platform has answered of what has the file.
    pub(super) answered: &'a Json,
    /// The id of the object whose content it replaces.
    pub(super) replaces: Option<&'a str>,
    /// Where the answer that tells the address has the id of the object, and where what is watched has it.
    pub(super) own: Option<&'static str>,
    pub(super) made: Option<&'static str>,
}

/// What the platform has said on the way.
pub(super) struct Carried {
    /// The answer that told the address, or the one to the file itself.
    pub(super) begun: Json,
    /// What was watched, when it was done.
    pub(super) done: Json,
}

/// Why a file has not arrived.
pub(super) struct Stopped {
    pub(super) error: Error,
    /// The id of the object, if one is being made all the same.
    pub(super) made: Option<String>,
    /// Whether the platform says that the natural key is taken, or nothing though it may have taken the file.
    pub(super) taken: bool,
    pub(super) lost: bool,
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped { error, made: None, taken: false, lost: false }
    }
}

impl Platform {
    /// Brings a file to the platform, and waits until it has it.
    pub(super) async fn carry(
        &self,
        work: &Work<'_>,
        transfer: &'static Transfer,
        mut parcel: Parcel<'_>,
    ) -> Result<Carried, Stopped> {
        let secrets = secrets(parcel.inputs);
        let begun = match transfer.to {
            Destination::Asked { path, body, name, url } => {
                let told = self.ask(work, &parcel, path, body, name, &secrets).await?;
                self.put(work, &parcel, &told, url, &secrets).await?;
                told
            }
            Destination::Apps { path, file, texts, replaces } => {
                let texts = texts.iter().filter_map(|(name, called)| {
                    Some((*called, property(parcel.inputs, name).and_then(Value::as_str)?))
                });
                let texts = texts.chain(parcel.replaces.map(|id| (replaces, id))).collect::<Vec<_>>();
                let request = Request::post(path).host(Host::Apps);
                self.post_form(work, &parcel, request, &texts, file, &secrets).await?
            }
            Destination::Answered { url, file } => {
                let Some(url) = at(parcel.answered, url) else { return Err(unaddressed(work, &parcel)) };
                let request = Request::post("the address of an upload").host(Host::Named(url.into()));
                self.post_form(work, &parcel, request.repeat(Repeat::Safe), &[], file, &secrets).await?
            }
        };
        if let Some(id) = parcel.own.and_then(|own| at(&begun, own)) {
            parcel.address = parcel.address.with_own(work.ty, &id);
        }
        let done = match &transfer.watch {
            Some(watch) => self.watch(work, watch, &parcel, &begun, &secrets).await?,
            None => Json::Null,
        };
        Ok(Carried { begun, done })
    }

    /// Brings the file of a property to the platform: of an object, or of an element of a list.
    pub(super) async fn carry_file(
        &self,
        work: &Work<'_>,
        transfer: &'static Transfer,
        (shape, olds, news): (&Shape, &Object, &Object),
        address: Address,
        answered: &Json,
    ) -> Result<()> {
        let content = content::read(shape, None, olds, news).map_err(|error| {
            let message = format!("cannot upload a file of {}: {error}", work.object());
            Error { message, ..error }
        })?;
        let parcel = Parcel {
            doing: "upload a file of",
            shape,
            inputs: news,
            content: &content,
            address,
            answered,
            replaces: None,
            own: None,
            made: None,
        };
        self.carry(work, transfer, parcel).await.map(drop).map_err(|stopped| stopped.error)
    }

    /// Asks where the file goes. What is asked for and never used is nothing, so that it can be asked for again.
    async fn ask(
        &self,
        work: &Work<'_>,
        parcel: &Parcel<'_>,
        path: &'static str,
        body: &[&str],
        name: Option<&'static str>,
        secrets: &[Secret],
    ) -> Result<Json, Stopped> {
        let mut request = parcel.address.fill(Request::post(path)).repeat(Repeat::Safe).scope(&work.scope);
        request.secrets = secrets.to_vec();
        if !body.is_empty() || name.is_some() {
            let mut sent = encode(parcel.shape, parcel.inputs, &|field| body.contains(&field.name));
            if let Some(name) = name {
                sent[name] = parcel.content.name().into();
            }
            request = request.body(sent);
        }
        self.client.call(request).await.map(|response| response.body).map_err(|error| Stopped {
            taken: existing::is_taken(&error),
            ..Stopped::from(work.fail(parcel.doing, error))
        })
    }

    async fn put(
        &self,
        work: &Work<'_>,
        parcel: &Parcel<'_>,
        told: &Json,
        url: &str,
        secrets: &[Secret],
    ) -> Result<(), Stopped> {
        let Some(url) = at(told, url) else { return Err(unaddressed(work, parcel)) };
        let headers = told["headers"].as_object().into_iter().flatten();
        let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        work.context.progress(format!("uploading {}", parcel.content.file));
        let file = genesys_api::Upload {
            url: url.into(),
            headers: headers.collect(),
            content: parcel.content.bytes.clone().into(),
            secrets: secrets.to_vec(),
            scope: work.scope.clone(),
        };
        let put = self.client.upload(file).await;
        put.map_err(|error| work.fail("upload the content of", error).into())
    }

    async fn post_form(
        &self,
        work: &Work<'_>,
        parcel: &Parcel<'_>,
        request: Request,
        texts: &[(&str, &str)],
        field: &str,
        secrets: &[Secret],
    ) -> Result<Json, Stopped> {
        work.context.progress(format!("uploading {}", parcel.content.file));
        let content = parcel.content.bytes.clone().into();
        let form = Form::new(texts, (field, parcel.content.name(), &content));
        let mut request = request.form(form).scope(&work.scope);
        request.secrets = secrets.to_vec();
        if parcel.replaces.is_some() {
            // The same content again in the same object is no other.
            request = request.repeat(Repeat::Safe);
        }
        self.client.call(request).await.map(|response| response.body).map_err(|error| Stopped {
            taken: existing::is_taken(&error),
            lost: error.outcome_unknown(),
            ..Stopped::from(work.fail(parcel.doing, error))
        })
    }

    /// Waits until what is watched is done.
    async fn watch(
        &self,
        work: &Work<'_>,
        watch: &'static Watch,
        parcel: &Parcel<'_>,
        begun: &Json,
        secrets: &[Secret],
    ) -> Result<Json, Stopped> {
        let clock = self.client.clock().clone();
        let started = clock.now();
        let mut request = parcel.address.fill(Request::get(watch.path)).scope(&work.scope);
        let job = match watch.job.map(|job| at(begun, job)) {
            Some(None) => return Err(unaddressed(work, parcel)),
            Some(Some(job)) => Some(job),
            None => None,
        };
        if let (Some(job), Some(name)) = (&job, super::parameters(watch.path).last()) {
            request = request.param(name, job.as_str());
        }
        // Its messages may repeat what was uploaded.
        request.secrets = secrets.to_vec();
        let request = watch.query.iter().fold(request, |request, (name, value)| request.query(*name, value));
        let unseen = if job.is_some() { JOB_UNSEEN } else { OBJECT_UNSEEN };
        let known = parcel.own.and_then(|own| at(begun, own));
        let (mut wait, mut made, mut reason_since) = (FIRST_WAIT, known, None);
        loop {
            let waited = clock.now().saturating_duration_since(started);
            let error = match self.client.call(request.clone()).await {
                Ok(response) => {
                    let answer = response.body;
                    made = parcel.made.and_then(|place| at(&answer, place)).or(made);
                    let says = at(&answer, watch.at);
                    let is = |among: &[&str]| says.as_deref().is_some_and(|says| among.contains(&says));
                    if is(watch.done) || (watch.done.is_empty() && says.is_some()) {
                        return Ok(answer);
                    }
                    let reason =
                        watch.failed.is_empty().then(|| self.reasons(watch, &answer, parcel, secrets));
                    let reason = reason.filter(|reason| !reason.is_empty());
                    reason_since = reason.and(reason_since.or(Some(clock.now())));
                    let stays = reason_since
                        .is_some_and(|since| clock.now().saturating_duration_since(since) >= REASON_STAYS);
                    if is(watch.failed) || stays {
                        return Err(self
                            .refused(work, watch, parcel, job.as_deref(), &answer, secrets)
                            .into());
                    }
                    None
                }
                Err(error) if error.is_not_found() && waited < unseen => None,
                Err(error) => Some(work.fail(parcel.doing, error)),
            };
            let late = work.scope.deadline.is_some_and(|deadline| clock.now() + wait > deadline);
            let error = error.or_else(|| {
                let code = if late { Code::DeadlineExceeded } else { return None };
                let more = "give it more time with the resource option customTimeouts";
                Some(Error::new(
                    code,
                    format!(
                        "cannot {} {}: it takes longer than allowed; {more}",
                        parcel.doing,
                        work.object()
                    ),
                ))
            });
            if let Some(error) = error {
                return Err(left(job.as_deref(), made, error));
            }
            work.context.progress(format!(
                "waiting for the platform to {} {}: {} s",
                parcel.doing,
                work.object(),
                waited.as_secs()
            ));
            tokio::select! {
                () = clock.sleep(wait) => {}
                () = work.context.cancellation().cancelled() => {
                    let message = format!("stopped waiting for the platform to {} {}", parcel.doing, work.object());
                    return Err(left(job.as_deref(), made, Error::new(Code::Cancelled, message)));
                }
            }
            wait = wait.mul_f64(1.5).min(LONGEST_WAIT);
        }
    }

    /// A failure in words: what the platform says, with the line of the file where it names one.
    fn refused(
        &self,
        work: &Work<'_>,
        watch: &Watch,
        parcel: &Parcel<'_>,
        job: Option<&str>,
        answer: &Json,
        secrets: &[Secret],
    ) -> Error {
        let lines = self.reasons(watch, answer, parcel, secrets);
        let why = if lines.is_empty() {
            " It does not say why: what the content refers to may not exist, or somebody may be editing the object.".to_owned()
        } else {
            lines
        };
        let job = job.map(|job| format!(" (job {job})")).unwrap_or_default();
        let message =
            format!("cannot {} {}: the platform refused the content{job}.{why}", parcel.doing, work.object());
        Error::new(Code::InvalidArgument, message)
    }

    /// What the platform says of a content, a line each.
    fn reasons(&self, watch: &Watch, answer: &Json, parcel: &Parcel<'_>, secrets: &[Secret]) -> String {
        let said = watch.why.and_then(|why| lookup(answer, why)).unwrap_or(&Json::Null);
        let messages = match said {
            Json::Array(messages) => messages.clone(),
            Json::String(text) => vec![json!({ "text": text })],
            _ => Vec::new(),
        };
        let line = |message: &Json| {
            let text = message["text"].as_str().map(str::trim).filter(|text| !text.is_empty())?;
            let text = self.client.clean(text, secrets);
            let text = parcel.content.place(line_of(&text), &text);
            let warning = if message["type"] == "Warning" { "warning: " } else { "" };
            Some(format!("\n- {warning}{text}"))
        };
        messages.iter().filter_map(line).collect()
    }
}

fn unaddressed(work: &Work<'_>, parcel: &Parcel<'_>) -> Stopped {
    let message =
        format!("cannot {} {}: the platform's answer does not say where to", parcel.doing, work.object());
    Error::new(Code::Unavailable, message).into()
}

/// Why a job was left alone: it may go on, and the next run goes on from there.
fn left(job: Option<&str>, made: Option<String>, error: Error) -> Stopped {
    let job = job.map(|job| format!("job {job}, ")).unwrap_or_default();
    let message = format!(
        "{} ({job}which the platform may still finish: the next `pulumi up` finds what comes of it, and uploads again)",
        error.message
    );
    Stopped { made, ..Stopped::from(Error { message, ..error }) }
}

/// The text at a path; what is no text, but one value, as JSON.
pub(super) fn at(object: &Json, path: &str) -> Option<String> {
    match lookup(object, path)? {
        Json::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        value @ (Json::Bool(_) | Json::Number(_)) => Some(value.to_string()),
        _ => None,
    }
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

    #[test]
    fn what_is_said_at_a_path_is_one_value() {
        let answer = json!({ "a": { "b": "x", "c": true, "d": {}, "e": "" } });
        let said = ["a.b", "a.c", "a.d", "a.e", "a.f", "b"].map(|path| at(&answer, path));
        assert_eq!(said, [Some("x".to_owned()), Some("true".to_owned()), None, None, None, None]);
    }
}
