//! Objects that are created and changed by an upload, whose content says which object it is, or whose name does.
//!
//! The platform never makes a second one of what the content itself names, and uploading that again after an answer was lost does no
//! harm. It would as readily overwrite an object that is none of ours: that is looked at before.

use std::collections::HashMap;
use std::sync::Mutex;

use genesys_api::{Credentials, Repeat, Request};
use pulumi_provider::declaration::{Lock, Made as MadeBy, Shape, Upload, Write};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::apply::{Plan, Progress};
use super::content::{self, Content};
use super::create::Made;
use super::existing::import_command;
use super::patience::{LAG, Patience};
use super::publication::is_due;
use super::transfer::{Parcel, Stopped, at};
use super::{Platform, Work, document, find, meta};
use crate::mapping;
use crate::registry::ResourceType;

/// The control input that takes somebody's lock away.
const FORCE_UNLOCK: &str = "forceUnlock";

/// What this process has uploaded: ids, and the resource that did it.
pub(super) type Uploaded = Mutex<HashMap<String, String>>;

/// What an upload has come to.
pub(super) struct Uploading {
    /// The object.
    pub(super) answer: Json,
    /// How it came to be.
    pub(super) made: Made,
    /// Why it is not finished.
    pub(super) stopped: Option<Error>,
}

impl Platform {
    /// Makes the object that the inputs upload.
    pub(super) async fn upload_new(
        &self,
        work: &Work<'_>,
        upload: &'static Upload,
        inputs: &Object,
    ) -> Result<Uploading> {
        let content = self.content(work, upload, &Object::new(), inputs)?;
        let criteria = find::criteria(work.ty, inputs).unwrap_or_default();
        let key = upload.transfer.to.key();
        let _turn = self.locks.take(key, &format!("{criteria:?}").to_lowercase()).await;
        let known = match &self.find(work, &criteria).await?[..] {
            [] => None,
            [only] => {
                self.take_over(work, upload, inputs, &content, only).await?;
                if matches!(upload.made, MadeBy::Asked(_)) {
                    // Its content cannot be changed, and is what it is.
                    return Ok(Uploading { answer: only.clone(), made: Made::There, stopped: None });
                }
                Some(only.clone())
            }
            several => return Err(find::ambiguous(work.ty, &criteria, several)),
        };
        match self.publish(work, upload, inputs, &content, known.as_ref()).await {
            Ok(answer) => Ok(Uploading { answer, made: Made::Here, stopped: None }),
            Err(Stopped { error, made: Some(id), .. }) => {
                let answer = described(work.ty, inputs, &id);
                Ok(Uploading { answer, made: Made::Begun, stopped: Some(error) })
            }
            Err(Stopped { error, taken: true, .. }) => {
                let (answer, made) = self.taken(work, inputs, error).await?;
                Ok(Uploading { answer, made, stopped: None })
            }
            Err(Stopped { error, .. }) => Err(error),
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
            let content = self.content(work, upload, olds, news)?;
            let _turn = self.locks.take(upload.transfer.to.key(), address.own()).await;
            let main = document::main(work.ty);
            let Some(live) = self.read_surely(work, address, main, &Object::new()).await? else {
                return Err(work.gone());
            };
            if matches!(upload.made, MadeBy::Asked(_)) {
                // That it is there was all that was left to be seen.
                take_answered(work.ty, &live, progress);
                take_uploads(shape, news, progress);
                return Ok(());
            }
            check_identity(work, upload, news, &live)?;
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
            take_answered(work.ty, &answer, progress);
            if upload.authorship.is_some() {
                meta::set_version(&mut progress.outputs, Some(version(upload, &answer).unwrap_or_default()));
            }
            progress.changed = true;
        }
        take_uploads(shape, news, progress);
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

    fn content(&self, work: &Work<'_>, upload: &Upload, olds: &Object, inputs: &Object) -> Result<Content> {
        content::read(work.ty.inputs(), Some(upload), olds, inputs).map_err(|error| {
            let message = format!("cannot {} {}: {error}", upload.doing, work.object());
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
        content: &Content,
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
            let length = upload.length.and_then(|place| at(live, place)?.parse::<usize>().ok());
            if length.is_some_and(|length| length != content.bytes.len()) {
                let message = format!(
                    "cannot take over {}: what is there, with the id {id}, has another content than {}, and the platform cannot change \
                     it. Delete it, or give yours another name.",
                    work.object(),
                    content.file
                );
                return Err(Error::new(Code::AlreadyExists, message));
            }
            let was = self.publication(work, upload, live).await;
            let was = was.map(|publication| format!(", {publication}")).unwrap_or_default();
            work.context.note(format!(
                "{} was there already, with the id {id}{was}, and is taken over",
                work.object()
            ));
            return Ok(());
        }
        if let Some(authorship) = upload.authorship {
            let author = at(live, authorship.author);
            if author.is_some()
                && author.as_deref() == self.own_client(work).await
                && version(upload, live).as_deref() == Some(authorship.first)
            {
                work.context.note(format!(
                    "{} was there already (id {id}), published by this OAuth client and by nobody since: it is taken for what an earlier \
                     run has left",
                    work.object()
                ));
                return Ok(());
            }
        }
        let message = format!(
            "cannot create {}: there is one already, with the id {id}{}. To manage it here, run `{}`; otherwise give yours another name.",
            work.object(),
            match upload.made {
                MadeBy::Asked(_) => String::new(),
                _ => format!(", and to {} would overwrite it", upload.doing),
            },
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

    /// Uploads a content and waits for what comes of it: the object, as it is then.
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
        let known = live.and_then(|live| live["id"].as_str());
        let address = Address::of_inputs(work.ty, inputs);
        let parcel = Parcel {
            doing: upload.doing,
            shape: work.ty.inputs(),
            inputs,
            content,
            address: match known {
                Some(id) => address.clone().with_own(work.ty, id),
                None => address.clone(),
            },
            answered: live.unwrap_or(&Json::Null),
            replaces: known,
            own: if let MadeBy::Asked(place) = upload.made { Some(place) } else { None },
            made: if let MadeBy::Watched(place) = upload.made { Some(place) } else { None },
        };
        let mut seen = None;
        let id = match self.carry(work, &upload.transfer, parcel).await {
            Ok(carried) => match upload.made {
                MadeBy::Watched(place) => at(&carried.done, place),
                MadeBy::Asked(place) => {
                    // What is watched may be the object itself.
                    seen = Some(carried.done).filter(|done| done["id"].is_string());
                    at(&carried.begun, place)
                }
                MadeBy::Found => match known {
                    Some(known) => Some(known.to_owned()),
                    None => self.find_made(work, inputs).await?,
                },
            },
            Err(stopped) if stopped.lost && known.is_none() => {
                let (found, _) = self.lost(work, inputs, stopped.error).await?;
                at(&found, "id")
            }
            Err(stopped) => return Err(stopped),
        };
        let Some(id) = id else {
            let message = format!(
                "the platform has taken the content of {}, but does not say which object it is; find it and import it",
                work.object()
            );
            return Err(Error::new(Code::Unknown, message).into());
        };
        if let Ok(mut uploaded) = self.uploaded.lock() {
            uploaded.insert(id.clone(), work.subject.urn.clone());
        }
        if let Some((path, name)) = upload.publish {
            let mut body = serde_json::json!({});
            body[name] = id.as_str().into();
            let request = Request::post(path).body(body).repeat(Repeat::Safe).scope(&work.scope);
            if let Err(error) = self.client.call(request).await {
                let error = work.fail(upload.doing, error);
                return Err(Stopped { made: Some(id), ..Stopped::from(error) });
            }
        }
        if let Some(seen) = seen.filter(|seen| seen["id"] == *id) {
            return Ok(work.ty.received(seen));
        }
        let address = address.with_own(work.ty, &id);
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

    /// The id of what an upload has made, by its natural key: the list may not have it at once.
    async fn find_made(&self, work: &Work<'_>, inputs: &Object) -> Result<Option<String>> {
        let criteria = find::criteria(work.ty, inputs).unwrap_or_default();
        let mut patience = Patience::new(self, work);
        let until = patience.started() + LAG;
        loop {
            match &self.find(work, &criteria).await?[..] {
                [only] => return Ok(at(only, "id")),
                [] => {}
                several => return Err(find::ambiguous(work.ty, &criteria, several)),
            }
            if !patience.wait(until, "the list does not have yet what was uploaded").await? {
                return Ok(None);
            }
        }
    }
}

/// What the platform answers and no program says.
fn take_answered(ty: &ResourceType, answer: &Json, progress: &mut Progress) {
    if let Some(shape) = ty.outputs() {
        progress.outputs.extend(mapping::decode(shape, answer, &|_| true));
    }
}

/// What was uploaded, the platform does not answer.
fn take_uploads(shape: &Shape, news: &Object, progress: &mut Progress) {
    for field in shape.fields.iter().filter(|field| field.field.write.is_upload()) {
        match property(news, field.field.name) {
            Some(value) => drop(progress.outputs.insert(field.field.name.to_owned(), value.clone())),
            None => drop(progress.outputs.remove(field.field.name)),
        }
    }
}

/// Publishing what is called otherwise now would make a second object, where the content says which it is.
fn check_identity(work: &Work<'_>, upload: &Upload, inputs: &Object, live: &Json) -> Result<()> {
    if !matches!(upload.made, MadeBy::Watched(_)) {
        return Ok(());
    }
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
    for field in ty.inputs().fields.iter().filter(|field| document::main(ty).has(field.field)) {
        if let Some(value) = property(inputs, field.field.name).and_then(Value::as_str) {
            mapping::put(&mut object, field.field.path, value.into());
        }
    }
    object
}

/// The version of an object that was uploaded.
pub(super) fn version(upload: &Upload, live: &Json) -> Option<String> {
    at(live, upload.authorship?.version)
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
