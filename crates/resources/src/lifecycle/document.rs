//! The documents that an object is kept in: the object itself, and the parts that the API keeps under paths of their own.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use genesys_api::{Repeat, Request};
use jiff::Timestamp;
use pulumi_provider::declaration::{
    Existence, Field, IMPORTED, Known, Shape, Stage, UpdateMethod, Write, difference, refresh_inputs, same,
};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::path::{Path, Step};
use pulumi_provider::provider::property;
use pulumi_provider::value::Object;
use serde_json::{Map, Value as Json};

use super::address::Address;
use super::apply::Plan;
use super::bulk::{BulkCall, is_in_element};
use super::find::asked_alone;
use super::patience::{LAG, Patience};
use super::read::{agrees, strayed};
use super::{Platform, Work, failure};
use crate::mapping::{
    decode, encode, in_words, is_released, lay, limit, lookup, name_itself, overlay, put, put_value, remove,
    without_files,
};
use crate::registry::ResourceType;

/// How often a change is computed anew because somebody else was faster.
pub(super) const TRIES: usize = 5;

/// How old what a full replacement without a version is computed from may be when it is sent.
const FRESH: Duration = Duration::from_secs(5);

/// The longest time after such a replacement that is waited for others who have begun before it.
const LONGEST_WATCH: Duration = Duration::from_secs(5);

/// One document of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document {
    /// The part; the object itself otherwise.
    pub(super) part: Option<&'static str>,
    pub(super) path: &'static str,
    update: UpdateMethod,
    version: bool,
    reset: bool,
    inherited: Option<(&'static str, &'static str)>,
    answered: &'static [&'static str],
    /// Where the object itself has it too.
    pub(super) inline: Option<&'static str>,
    late: bool,
    expand: Option<&'static str>,
}

/// What a write of a document came to.
pub(super) enum Written {
    /// There was nothing to write.
    Nothing,
    /// It is there as planned already, or the platform has answered this.
    Answer(Json),
    /// It was set; the platform does not say how it is now.
    Set,
    /// It was set; the platform answers what it is doing about it, and the rest is as it was.
    Begun,
}

/// The object itself.
pub(super) fn main(ty: &ResourceType) -> Document {
    let api = &ty.table.api;
    Document {
        part: None,
        path: api.item,
        update: api.update,
        version: api.version,
        reset: api.reset,
        inherited: api.inherited,
        answered: api.answered,
        inline: None,
        late: false,
        expand: api.expand,
    }
}

/// The parts of an object.
pub(super) fn parts(ty: &ResourceType) -> impl Iterator<Item = Document> {
    ty.table.api.parts.iter().map(|part| Document {
        part: Some(part.name),
        path: part.path,
        update: part.update,
        version: part.version,
        reset: part.reset,
        inherited: part.inherited,
        answered: part.answered,
        inline: part.inline,
        late: part.late,
        expand: None,
    })
}

impl Document {
    /// Whether a field is kept here.
    pub(super) fn has(&self, field: &Field) -> bool {
        field.part == self.part
            && matches!(field.write, Write::Body | Write::Moved(_) | Write::Never | Write::InContent)
    }

    /// Whether an update writes a field here.
    fn writes(&self, field: &Field) -> bool {
        field.part == self.part && field.write == Write::Body && field.stage != Stage::Create
    }

    /// Whether the inputs name anything that is kept here.
    pub(super) fn is_managed(&self, ty: &ResourceType, inputs: &Object) -> bool {
        let mut fields = ty.inputs().fields.iter().filter(|field| self.has(field.field));
        fields.any(|field| property(inputs, field.field.name).is_some())
    }

    /// Whether it can be read.
    pub(super) fn is_readable(&self, ty: &ResourceType) -> bool {
        self.update != UpdateMethod::Post
            && ty.inputs().fields.iter().any(|field| self.has(field.field) && !field.field.write_only)
    }

    /// Whether a body can be this document at all.
    fn is_answered_by(&self, ty: &ResourceType, body: &Json) -> bool {
        if self.has_id(ty) { ty.own_id(body).is_some() } else { body.is_object() || body.is_array() }
    }

    /// Whether an answer is of something else: of what the platform has begun to do about the object.
    fn is_of_another(&self, ty: &ResourceType, answer: &Json, address: &Address) -> bool {
        self.has_id(ty) && ty.own_id(answer).is_some_and(|id| id != address.own())
    }

    /// Whether it says the object's own id.
    fn has_id(&self, ty: &ResourceType) -> bool {
        self.part.is_none() && matches!(ty.table.api.existence, Existence::Created | Existence::Child)
    }

    /// Whether an answer says that nothing was set here.
    pub(super) fn is_inherited(&self, answer: &Json) -> bool {
        self.inherited.is_some_and(|(member, value)| answer[member] == value)
    }

    /// The names of its fields that the inputs have.
    pub(super) fn named(&self, ty: &ResourceType, inputs: &Object) -> Vec<&'static str> {
        let fields = ty.inputs().fields.iter().filter(|field| self.writes(field.field));
        fields.map(|field| field.field.name).filter(|name| property(inputs, name).is_some()).collect()
    }

    fn plans(
        &self,
        ty: &ResourceType,
        olds: &Object,
        news: &Object,
        fields: &dyn Fn(&Field) -> bool,
    ) -> bool {
        let imported = olds.contains_key(IMPORTED);
        ty.inputs().fields.iter().filter(|field| fields(field.field)).any(|field| {
            match (property(olds, field.field.name), property(news, field.field.name)) {
                (None, None) => false,
                // What is in a file goes by itself.
                (Some(old), Some(new)) if field.field.file.is_some() => {
                    !same(&field.form, &without_files(&field.form, old), &without_files(&field.form, new))
                }
                (Some(old), Some(new)) => !same(&field.form, old, new),
                (None, Some(_)) => true,
                (Some(_), None) => !imported && !is_released(field),
            }
        })
    }
}

impl Platform {
    /// Writes the difference between old and new inputs, as far as it concerns this document: first what must go alone. What was written
    /// last is told also where something fails after it.
    pub(super) async fn write(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        plan: &Plan<'_>,
        written: &mut Written,
    ) -> Result<()> {
        let collection = work.ty.table.api.collection.filter(|_| document.part.is_none());
        let mut live = match collection {
            // What is in a collection is all that its body says: nothing is read for that, least of all a list of thousands.
            Some(collection) => {
                if let Some(call) = BulkCall::changing(collection, address) {
                    *written = self.write_element(work, call, document, plan).await?;
                    return Ok(());
                }
                Some(encode(work.ty.inputs(), plan.olds, &is_in_element))
            }
            // A full replacement wants a base that nobody has written to since, so that is always read.
            None => plan
                .live
                .filter(|_| document.part.is_none() && document.update == UpdateMethod::Patch)
                .cloned(),
        };
        for field in &work.ty.inputs().fields {
            if document.writes(field.field) && field.field.stage == Stage::Alone {
                let alone = |other: &Field| other.name == field.field.name;
                if let Some(answer) =
                    self.write_fields(work, address, document, plan, &alone, &mut live).await?
                {
                    *written = answer;
                }
            }
        }
        let rest = |field: &Field| document.writes(field) && field.stage != Stage::Alone;
        if let Some(answer) = self.write_fields(work, address, document, plan, &rest, &mut live).await? {
            *written = answer;
        }
        Ok(())
    }

    /// Writes an element as a whole, together with others.
    async fn write_element(
        &self,
        work: &Work<'_>,
        call: BulkCall,
        document: Document,
        plan: &Plan<'_>,
    ) -> Result<Written> {
        if !document.plans(work.ty, plan.olds, plan.news, &|field| document.writes(field)) {
            return Ok(Written::Nothing);
        }
        let mut news = plan.news.clone();
        // What is no longer named goes back to the default, which must be said, since what is not said stays.
        for field in work.ty.inputs().fields.iter().filter(|field| plan.olds.contains_key(field.field.name)) {
            if let Some(default) = field.field.default {
                news.entry(field.field.name.to_owned()).or_insert_with(|| default.value.value());
            }
        }
        let element = encode(work.ty.inputs(), &news, &is_in_element);
        match self.write_together(work, call, &element).await {
            Ok(row) if row.is_object() => Ok(Written::Answer(work.ty.received(row))),
            Ok(_) => Ok(Written::Set),
            Err(error) => Err(work.fail("update", error)),
        }
    }

    async fn write_fields(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        plan: &Plan<'_>,
        fields: &(dyn Fn(&Field) -> bool + Send + Sync),
        known: &mut Option<Json>,
    ) -> Result<Option<Written>> {
        let (shape, olds, news) = (work.ty.inputs(), plan.olds, plan.news);
        if !document.plans(work.ty, olds, news, fields) {
            return Ok(None);
        }
        let request = |method: fn(&'static str) -> Request| {
            work.with_secrets(address.fill(method(document.path)).scope(&work.scope), news)
        };
        let _turn = self.locks.take(document.path, &address.key()).await;
        if document.reset && document.part.is_some() && !document.is_managed(work.ty, news) {
            self.client.call(request(Request::delete)).await.map_err(|error| work.fail("reset", error))?;
            return Ok(Some(Written::Set));
        }
        if document.update == UpdateMethod::Post {
            let body = encode(shape, news, fields);
            let call = request(Request::post).body(body).repeat(Repeat::Safe);
            let call = self.call_when_known(work, call).await?;
            call.map_err(|error| work.fail("update", error))?;
            return Ok(Some(Written::Set));
        }
        // Nothing tells that somebody was faster where there is no version: so as little time as can be is left to them, and afterwards it
        // is seen whether the change still stands.
        let unguarded = document.update == UpdateMethod::Put && !document.version;
        // The version that the platform has refused.
        let mut refused = Json::Null;
        let mut first: Option<Json> = None;
        let mut attempt = 1;
        while attempt <= TRIES {
            let together =
                if unguarded { Some(self.client.together(&request(Request::get), 2).await) } else { None };
            let scope = together.transpose().map_err(|error| work.fail("update", error))?;
            let scope = scope.unwrap_or_else(|| work.scope.clone());
            let work = &Work { scope, name: work.name.clone(), ambient: work.ambient.clone(), ..*work };
            let request = |method: fn(&'static str) -> Request| request(method).scope(&work.scope);
            let is_read = known.is_none() && first.is_none();
            let read = match known.take() {
                Some(known) => Some(known),
                // After somebody else's change it need not be as the state has it.
                None if first.is_some() => self.read_past(work, address, document, &refused).await?,
                // What was made a moment ago may not be found yet, and nobody else knows of it.
                None => self
                    .read_surely(work, address, document, olds)
                    .await?
                    .or_else(|| plan.live.filter(|_| document.part.is_none()).cloned()),
            };
            let read =
                if unguarded { self.past_own_write(work, address, document, read).await? } else { read };
            let read_at = self.client.clock().now();
            let Some(live) = read else {
                return Err(work.gone());
            };
            if attempt == 1 && is_read {
                mention_strays(work, address, &live, (olds, news), fields);
            }
            let mut base = live.clone();
            document.answered.iter().for_each(|path| remove(&mut base, path));
            let mut wanted = base.clone();
            let inherited = document.is_inherited(&live);
            if inherited {
                // What others have put there is not to be kept among ours.
                lay(&mut wanted, encode(shape, news, fields));
            } else {
                overlay(shape, &mut wanted, olds, news, fields);
                name_itself(shape, &mut wanted, address.own(), fields);
            }
            for field in shape.fields.iter().filter(|field| field.field.write_only && fields(field.field)) {
                // A full replacement takes away what it does not say, and nobody tells it what is there.
                if document.update == UpdateMethod::Put {
                    match property(news, field.field.name) {
                        Some(value) => put_value(field, value, &mut wanted),
                        None => return Err(untold(work, field.field.name)),
                    }
                }
            }
            if document.part.is_none() {
                base = work.ty.settled(base, address, news);
                wanted = work.ty.settled(wanted, address, news);
            }
            if let Some(first) = &first {
                let known = work.known(address.own());
                let touched = touched(shape, (olds, news), (first, &live), known, fields, false);
                if !touched.is_empty() {
                    return Err(contested(work, touched));
                }
            }
            // What is there as planned already (by a run that was cut off, or by hand) needs no call.
            if wanted == base && !inherited {
                return Ok(Some(Written::Answer(live)));
            }
            if document.part.is_none()
                && let Some(step) = (work.ty.first_step)(&live, &wanted)
            {
                let call = self.client.call(request(Request::put).body(step)).await;
                call.map_err(|error| work.fail("update", error))?;
            }
            // Of some lists a body takes only so many more elements.
            let limited = limit(shape, &base, &wanted, fields);
            let is_whole = limited.is_none();
            let wanted = limited.unwrap_or(wanted);
            let planned = if work.ty.texts().is_empty() { Json::Null } else { wanted.clone() };
            let (method, mut body): (fn(&'static str) -> Request, Json) = match document.update {
                UpdateMethod::Patch => {
                    let mut changed = changed_members(&base, &wanted);
                    // An element of a list is named in its body too.
                    if work.ty.table.api.read_from_list {
                        changed["id"] = live["id"].clone();
                    }
                    for field in shape.fields.iter().filter(|field| field.field.always && fields(field.field))
                    {
                        changed[field.field.path] = wanted[field.field.path].clone();
                    }
                    (Request::patch, changed)
                }
                _ => (Request::put, wanted),
            };
            if document.version {
                body["version"] = live["version"].clone();
            }
            let sent = body.clone();
            let mut call = request(method).body(body);
            if let (UpdateMethod::Put, Some(expand)) = (document.update, document.expand) {
                call = call.query("expand", expand);
            }
            if document.version || document.update == UpdateMethod::Patch {
                // The version makes a second time harmless, and so does setting values, which is all that a PATCH does here.
                call = call.repeat(Repeat::Safe);
            }
            if unguarded && attempt < TRIES {
                call = call.fresh_until(read_at + FRESH);
            }
            match self.call_when_known(work, call).await? {
                Ok(response) if !is_whole => {
                    let answered = document.is_answered_by(work.ty, &response.body);
                    *known = answered.then(|| work.ty.received(response.body));
                    continue;
                }
                Ok(response) if document.is_of_another(work.ty, &response.body, address) => {
                    return self.finished(work, address, document, &response.body, news).await.map(Some);
                }
                Ok(response) => {
                    let written = match response.body {
                        body if document.part.is_some() && body.is_array() => Written::Answer(body),
                        body if !body.is_object() => Written::Set,
                        body if document.part.is_none() => {
                            let mut answer = work.ty.received(body);
                            keep_texts(work.ty, &mut answer, &planned);
                            Written::Answer(answer)
                        }
                        body => Written::Answer(body),
                    };
                    if !unguarded {
                        return Ok(Some(written));
                    }
                    let answer = match &written {
                        Written::Answer(answer) => answer,
                        _ => &sent,
                    };
                    self.has_written(document, address, answer);
                    let ours = |after: &Json| {
                        let known = work.known(address.own());
                        touched(shape, (olds, news), (answer, after), known, fields, true)
                    };
                    let undone = self.undone(work, address, document, (answer, read_at), &ours).await;
                    if undone.is_empty() {
                        return Ok(Some(written));
                    }
                    if attempt == TRIES {
                        return Err(contested(work, undone));
                    }
                    work.context.warn(format!(
                        "somebody else changed {} at the same time and undid {}: it is changed again",
                        work.object(),
                        undone.into_iter().collect::<Vec<_>>().join(", ")
                    ));
                    first = first.or(Some(live));
                }
                // By now somebody else may have changed what it was computed from.
                Err(genesys_api::Error::Outdated(_)) => first = first.or(Some(live)),
                Err(error)
                    if document.version
                        && attempt < TRIES
                        && error.refusal().is_some_and(failure::is_stale) =>
                {
                    refused = live["version"].clone();
                    first = first.or(Some(live));
                }
                Err(error) => return Err(self.explained(work, news, "update", error).await),
            }
            attempt += 1;
        }
        Ok(None)
    }

    /// What was read, unless it is from before what this run has written to the same document: a full replacement that began with it
    /// would undo that. It is read until the platform knows better.
    async fn past_own_write(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        mut read: Option<Json>,
    ) -> Result<Option<Json>> {
        let mut patience = Patience::new(self, work);
        while read.as_ref().is_some_and(|live| self.precedes_own_write(document, address, live)) {
            let until = patience.started() + LAG;
            if !patience.wait(until, "the platform's answer is not up to date").await? {
                let message = format!(
                    "cannot update {}: the platform still answers it as it was before this run changed it. Nothing was written; run \
                     `pulumi up` again.",
                    work.object()
                );
                return Err(Error::new(Code::Unavailable, message));
            }
            read = self.read_document(work, address, document).await?;
        }
        Ok(read)
    }

    /// The document as it is now: an answer with a version that was refused is older than that.
    async fn read_past(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        refused: &Json,
    ) -> Result<Option<Json>> {
        let mut patience = Patience::new(self, work);
        loop {
            let read = self.read_document(work, address, document).await?;
            let is_old = |live: &Json| !refused.is_null() && live["version"] == *refused;
            let until = patience.started() + LAG;
            if !(read.as_ref().is_some_and(is_old)
                && patience.wait(until, "the platform's answer is not up to date").await?)
            {
                return Ok(read);
            }
        }
    }

    /// What comes of a change that the platform has only begun: what it is then, or that it was begun, where it takes longer.
    async fn finished(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        operation: &Json,
        news: &Object,
    ) -> Result<Written> {
        if operation["actionStatus"] == "FAILURE" || operation["errorMessage"].is_string() {
            let reason = operation["errorMessage"].as_str().unwrap_or("it does not say why");
            let message = format!("cannot update {}: the platform could not do it: {reason}", work.object());
            return Err(Error::new(Code::FailedPrecondition, message));
        }
        let mut patience = Patience::new(self, work);
        loop {
            // The change is taken: who cannot see what comes of it says nothing against it.
            match self.read_document(work, address, document).await {
                Ok(Some(live)) if agrees(work, address, document, &live, news) => {
                    return Ok(Written::Answer(live));
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return Ok(Written::Begun),
            }
            let until = patience.started() + LAG;
            if !patience.wait(until, "the platform is still at it").await.unwrap_or(false) {
                return Ok(Written::Begun);
            }
        }
    }

    /// The properties of a full replacement that somebody else has undone since, whose own began with what was there before ours: what
    /// they send says that nothing has changed. They take about as long for it as we did, so that is how long it is waited for them.
    async fn undone(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        (answer, read_at): (&Json, Instant),
        changed: &(dyn Fn(&Json) -> BTreeSet<String> + Send + Sync),
    ) -> BTreeSet<String> {
        let took = self.client.clock().now().saturating_duration_since(read_at);
        let mut patience = Patience::new(self, work);
        // The change is made: who cannot or shall not look any more says nothing against it.
        if patience.pause((took * 2).min(LONGEST_WATCH)).await.is_err() {
            return BTreeSet::new();
        }
        for last in [false, true] {
            let Ok(Some(after)) = self.read_document(work, address, document).await else { break };
            let undone = changed(&after);
            match age(&after, answer) {
                _ if undone.is_empty() => break,
                // From before our own write: it tells of nothing that came after it.
                Some(Ordering::Less) => break,
                Some(Ordering::Greater) => return undone,
                // Nothing tells how old it is, so another one must say the same.
                _ if last => return undone,
                _ => {}
            }
            let until = patience.started() + LAG;
            if !patience.wait(until, "making sure that the change stands").await.unwrap_or(false) {
                break;
            }
        }
        BTreeSet::new()
    }

    /// The document as it is now. Where it is not there, or not as the state has it, it is read again after a moment: an answer may be
    /// older than the last write, and nothing must be concluded from such a one alone.
    pub(super) async fn read_surely(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
        known: &Object,
    ) -> Result<Option<Json>> {
        let mut read = self.read_document(work, address, document).await?;
        let mut patience = Patience::new(self, work);
        while document.late && read.as_ref().and_then(Json::as_array).is_some_and(Vec::is_empty) {
            let until = patience.started() + LAG;
            if !patience.wait(until, "the platform has not made all of it yet").await? {
                break;
            }
            read = self.read_document(work, address, document).await?;
        }
        if read.as_ref().is_some_and(|live| agrees(work, address, document, live, known)) {
            return Ok(read);
        }
        let until = patience.started() + LAG;
        loop {
            if !patience.wait(until, "making sure that the platform's answer is up to date").await? {
                return Ok(read);
            }
            let again = self.read_document(work, address, document).await?;
            // What this run has made is there, however long it takes until it is found.
            if again.is_some() || document.part.is_some() || !self.has_just_made(address.own()) {
                return Ok(again);
            }
        }
    }

    /// The document as it is now; `None` if it is gone, or deleted but still answered.
    pub(super) async fn read_document(
        &self,
        work: &Work<'_>,
        address: &Address,
        document: Document,
    ) -> Result<Option<Json>> {
        if document.part.is_none() && work.ty.table.api.read_from_list {
            return self.read_from_list(work, address).await;
        }
        let mut request = address.fill(Request::get(document.path)).scope(&work.scope);
        if document.part.is_none() {
            request = asked_alone(work.ty, request);
        }
        match self.client.call(request).await {
            // What the platform is removing is as good as gone.
            Ok(response) if response.body["state"] == "deleted" || response.body["status"] == "Removing" => {
                Ok(None)
            }
            Ok(response) if !document.is_answered_by(work.ty, &response.body) => Err(unlike(work)),
            Ok(response) if document.part.is_none() => {
                let mut answer = work.ty.received(response.body);
                self.read_texts(work, address, document.path, &mut answer).await?;
                Ok(Some(answer))
            }
            Ok(response) => Ok(Some(response.body)),
            Err(error) if error.is_not_found() && document.part.is_none() && work.ty.table.api.found_late => {
                self.read_from_list(work, address).await
            }
            Err(error) if error.is_not_found() && document.part.is_none() => {
                let Some((draft, path)) = self.read_draft(work, address).await? else { return Ok(None) };
                let mut answer = work.ty.received(draft.body);
                self.read_texts(work, address, path, &mut answer).await?;
                Ok(Some(answer))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(work.fail("read", error)),
        }
    }
}

impl Platform {
    /// Puts into an answer what the platform answers as texts of their own.
    pub(super) async fn read_texts(
        &self,
        work: &Work<'_>,
        address: &Address,
        item: &'static str,
        answer: &mut Json,
    ) -> Result<()> {
        for (place, path) in work.ty.texts() {
            let request = address.fill(Request::get(format!("{item}/{path}"))).text().scope(&work.scope);
            match self.client.call(request).await {
                Ok(response) => put(answer, place, response.body),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(work.fail("read", error)),
            }
        }
        Ok(())
    }
}

/// Puts into an answer to a write the texts that it has sent.
pub(super) fn keep_texts(ty: &ResourceType, answer: &mut Json, sent: &Json) {
    for (place, _) in ty.texts() {
        if let (None, Some(text)) = (lookup(answer, place), lookup(sent, place)) {
            put(answer, place, text.clone());
        }
    }
}

/// Somebody else keeps changing what we change.
fn contested(work: &Work<'_>, touched: BTreeSet<String>) -> Error {
    Error::new(
        Code::Aborted,
        format!(
            "{}: somebody else changed {} at the same time. Run `pulumi refresh` to see it, then `pulumi up`.",
            work.object(),
            touched.into_iter().collect::<Vec<_>>().join(", ")
        ),
    )
}

/// Whether an answer is of an earlier or a later write than another one, as far as the platform dates its writes.
fn age(answer: &Json, other: &Json) -> Option<Ordering> {
    Some(date_of(answer)?.cmp(&date_of(other)?))
}

/// When what an answer tells was written, as far as the platform dates its writes.
pub(super) fn date_of(answer: &Json) -> Option<Timestamp> {
    ["dateModified", "modifiedDate"].iter().find_map(|name| answer[*name].as_str())?.parse().ok()
}

/// An answer that is none: nothing may be concluded from it, least of all that something is gone.
pub(super) fn unlike(work: &Work<'_>) -> Error {
    let message = format!(
        "cannot read {}: what the platform answers is no such object. Try again; if it stays so, something between here and the \
         platform gives the answers.",
        work.object()
    );
    Error::new(Code::Unavailable, message)
}

/// A full replacement that cannot be made whole.
fn untold(work: &Work<'_>, name: &str) -> Error {
    Error::invalid(format!(
        "cannot update {}: the platform replaces all of it and never tells its {name}, which would be lost. Set {name} too.",
        work.object()
    ))
}

/// The members that are wanted otherwise than they are. What is no longer wanted at all is sent as null, or as an object with nothing
/// in it, since to a PATCH null may mean that nothing is said.
fn changed_members(live: &Json, wanted: &Json) -> Json {
    let none = Map::new();
    let (live, wanted) = (live.as_object().unwrap_or(&none), wanted.as_object().unwrap_or(&none));
    let mut changed: Map<String, Json> = wanted
        .iter()
        .filter(|(name, value)| live.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    changed.extend(live.iter().filter(|(name, _)| !wanted.contains_key(*name)).map(|(name, value)| {
        let is_own = value.is_object() && value.get("id").is_none();
        (name.clone(), if is_own { Json::Object(Map::new()) } else { Json::Null })
    }));
    Json::Object(changed)
}

/// Warns of what the program names and does not want to change, where it is not as the state has it: nothing is done about it, but nobody
/// need find out by chance.
fn mention_strays(
    work: &Work<'_>,
    address: &Address,
    live: &Json,
    (olds, news): (&Object, &Object),
    fields: &dyn Fn(&Field) -> bool,
) {
    let shape = work.ty.inputs();
    let kept = shape.fields.iter().filter(|field| fields(field.field)).filter_map(|field| {
        let (old, new) = (property(olds, field.field.name)?, property(news, field.field.name)?);
        same(&field.form, old, new).then(|| (field.field.name.to_owned(), old.clone()))
    });
    let strayed = strayed(work, address, fields, live, &kept.collect());
    let strayed: BTreeSet<String> = strayed.iter().map(|path| place(path).to_string()).collect();
    if !strayed.is_empty() {
        work.context.warn(format!(
            "{} has another {} by now than the state says. It is left so: `pulumi refresh` shows it.",
            work.object(),
            strayed.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
}

/// The properties that we want to change and that somebody else has changed in the meantime, to something else. They are compared as
/// properties: what the API answers of the same value need not be what it was sent. With `back`, what went back to how the state has it
/// counts too.
fn touched(
    shape: &Shape,
    (olds, news): (&Object, &Object),
    (first, live): (&Json, &Json),
    known: Known<'_>,
    fields: &dyn Fn(&Field) -> bool,
    back: bool,
) -> BTreeSet<String> {
    let meant = |inputs: &Object| -> Object {
        let fields = shape.fields.iter().filter(|field| fields(field.field)).map(|field| field.field.name);
        fields.filter_map(|name| Some((name.to_owned(), property(inputs, name)?.clone()))).collect()
    };
    let (olds, mut wanted) = (meant(olds), meant(news));
    // What is no longer named goes back to the default.
    for field in shape.fields.iter().filter(|field| olds.contains_key(field.field.name)) {
        if let Some(default) = field.field.default {
            wanted.entry(field.field.name.to_owned()).or_insert_with(|| default.value.value());
        }
    }
    let seen = |answer: &Json| {
        let answer = in_words(shape, answer, &wanted, &Object::new());
        refresh_inputs(shape, &wanted, &decode(shape, &answer, fields), known)
    };
    let (before, now) = (seen(first), seen(live));
    let paths = |from: &Object, to: &Object| difference(shape, from, to).changes.into_keys();
    let planned: BTreeSet<Path> = paths(&olds, &wanted).map(|path| place(&path)).collect();
    let elsewhere: BTreeSet<Path> = paths(&before, &now).collect();
    // What is as the state has it, we have written ourselves: what was read first was older than that. Unless it went back to that.
    let unknown: BTreeSet<Path> = paths(&olds, &now).collect();
    paths(&now, &wanted)
        .filter(|path| elsewhere.contains(path) && (back || unknown.contains(path)))
        .map(|path| place(&path))
        .filter(|path| planned.iter().any(|planned| planned.is_within(path) || path.is_within(planned)))
        .map(|path| path.to_string())
        .collect()
}

/// Where a path leads, up to the first list: an element may be at another place by now, so a list counts as one.
fn place(path: &Path) -> Path {
    let keys = path.steps().iter().map_while(|step| match step {
        Step::Key(key) => Some(key),
        _ => None,
    });
    keys.fold(Path::root(), |path, key| path.key(key))
}
