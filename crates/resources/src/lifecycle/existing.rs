//! What a create finds instead of making something: built-in objects, objects that somebody else looks after, deleted objects that
//! still hold their natural key, and objects of the same name.

use std::time::Duration;

use genesys_api::{Repeat, Request, Response};
use pulumi_provider::declaration::{Replace, Write, difference, nearest, refresh_inputs, same};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{CreateRequest, property};
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::address::Address;
use super::create::Made;
use super::find::{self, Criteria};
use super::patience::Patience;
use super::{Platform, Work, document, failure};
use crate::conflict::{ADOPT, ON_CONFLICT};
use crate::mapping::{Place, decode, in_words};
use crate::registry::ResourceType;

/// How long a deleted object may stay out of the search: the official client waits up to three minutes after it has deleted a user.
const SEARCH_LAG: Duration = Duration::from_secs(3 * 60);

/// How long the lists may not know yet what a lost answer would have told of.
const LISTING_LAG: Duration = Duration::from_secs(8);

/// How long the list may lack what was made and refused: the official client looks for it for so long.
const LIST_LAG: Duration = Duration::from_secs(15);

/// How much the platform's dates may be apart: they are told to the second, by several machines.
const CLOCK_SLACK: Duration = Duration::from_secs(2);

/// An object that a resource takes over instead of creating one, and releases instead of deleting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// The platform's own, at this path.
    BuiltIn(&'static str),
    /// The platform's own that has the value of this input.
    Named(&'static str),
    /// One that somebody else looks after, found by its natural key.
    Elsewhere,
}

impl Existing {
    /// What these inputs choose, if they do.
    pub(super) fn chosen(ty: &ResourceType, inputs: &Object) -> Option<Existing> {
        let is_true = |input: &str| property(inputs, input).and_then(Value::as_bool) == Some(true);
        let built_in = ty.table.api.stands_for.iter().find(|(input, _)| is_true(input));
        let elsewhere = || {
            let (input, value) = ty.table.api.elsewhere?;
            (property(inputs, input).and_then(Value::as_str) == Some(value)).then_some(Existing::Elsewhere)
        };
        let named = || {
            let (input, _) = ty.table.api.built_in?;
            let value = property(inputs, input).and_then(Value::as_str)?;
            (!value.is_empty()).then_some(Existing::Named(input))
        };
        built_in.map(|(_, path)| Existing::BuiltIn(path)).or_else(named).or_else(elsewhere)
    }

    /// Who looks after it, as the end of a sentence.
    pub(super) fn owner(self) -> &'static str {
        match self {
            Existing::BuiltIn(_) | Existing::Named(_) => "belongs to the platform",
            Existing::Elsewhere => "is looked after elsewhere",
        }
    }
}

/// Whether these inputs bring back a deleted object that still holds the natural key.
fn restores(ty: &ResourceType, inputs: &Object) -> bool {
    let chosen = ty.table.api.restore.and_then(|input| property(inputs, input));
    chosen.and_then(Value::as_str) == Some("restore")
}

impl Platform {
    /// Whether a create of these inputs takes over what has their natural key.
    pub(super) fn adopts(&self, ty: &ResourceType, inputs: &Object) -> bool {
        let said = property(inputs, ON_CONFLICT).and_then(Value::as_str);
        ty.can_conflict() && said.map_or(self.adopt, |said| said == ADOPT)
    }

    /// Whether a create of these inputs looks for something that is there.
    pub(super) fn looks_first(&self, ty: &ResourceType, inputs: &Object) -> bool {
        Existing::chosen(ty, inputs) == Some(Existing::Elsewhere)
            || restores(ty, inputs)
            || self.adopts(ty, inputs)
    }

    /// The object that these inputs choose, as it is.
    pub(super) async fn existing(
        &self,
        work: &Work<'_>,
        existing: Existing,
        inputs: &Object,
    ) -> Result<Json> {
        let path = match existing {
            Existing::BuiltIn(path) => path,
            Existing::Named(input) => return self.look_built_in(work, input, inputs).await,
            Existing::Elsewhere => {
                let found = self.look_elsewhere(work, inputs).await?;
                let address = Address::of_inputs(work.ty, inputs)
                    .with_own(work.ty, found["id"].as_str().unwrap_or_default());
                let live = self.read_document(work, &address, document::main(work.ty)).await?;
                return Ok(live.unwrap_or(found));
            }
        };
        let response = self.client.call(Request::get(path).scope(&work.scope)).await;
        Ok(work.ty.received(response.map_err(|error| work.fail("read", error))?.body))
    }

    /// The platform's own object that has the value of an input.
    async fn look_built_in(&self, work: &Work<'_>, input: &'static str, inputs: &Object) -> Result<Json> {
        let value = property(inputs, input).and_then(Value::as_str).unwrap_or_default();
        let path = work.ty.inputs().field(input).map_or(input, |field| Place::read(field.field).at);
        let mut rows = self.rows_with(work, &[(path, value)]).await?;
        if let Some(found) = rows.iter().position(|row| row[path] == value) {
            return Ok(rows.swap_remove(found));
        }
        let all = self.rows_with(work, &[]).await?;
        let known: Vec<&str> = all.iter().filter_map(|row| row[path].as_str()).collect();
        let similar = nearest(value, known.iter().copied());
        let hint = if similar.is_empty() {
            format!("there are {}", known.join(", "))
        } else {
            format!("did you mean {}?", similar.join(" or "))
        };
        let message =
            format!("{}: the platform has none of its own with {input} \"{value}\"; {hint}", work.object());
        Err(Error::new(Code::NotFound, message))
    }

    async fn look_elsewhere(&self, work: &Work<'_>, inputs: &Object) -> Result<Json> {
        let criteria = find::key(work, inputs).unwrap_or_default();
        match &self.find_namesakes(work, &criteria).await?[..] {
            [only] => Ok(only.clone()),
            [] => {
                let (input, value) = work.ty.table.api.elsewhere.unwrap_or_default();
                Err(Error::new(
                    Code::NotFound,
                    format!(
                        "there is no {} with {}, and with {input} \"{value}\" none is created here: it must be made \
                         where it is looked after, first",
                        work.ty.noun(),
                        find::in_words(&criteria)
                    ),
                ))
            }
            several => Err(find::ambiguous(work.ty, &criteria, several)),
        }
    }

    /// Says in a preview which object will be taken over or brought back. Nothing else is asked before a create.
    ///
    /// # Errors
    /// If somebody else looks after the object, and there is none.
    pub(super) async fn foresee(&self, work: &Work<'_>, request: &CreateRequest) -> Result<()> {
        let Some(criteria) = find::key(work, &request.inputs) else { return Ok(()) };
        if Existing::chosen(work.ty, &request.inputs) == Some(Existing::Elsewhere) {
            let found = self.look_elsewhere(work, &request.inputs).await?;
            let id = found["id"].as_str().unwrap_or_default();
            work.context.note(format!("takes over {}, which has the id {id}", work.object()));
        } else if Existing::chosen(work.ty, &request.inputs).is_some() {
            // The platform's own is there anyway.
        } else if self.adopts(work.ty, &request.inputs)
            && let [only] = &self.find_live(work, &criteria).await?[..]
        {
            let id = find::id_of(work.ty, &criteria, only);
            let overwritten = match work.ty.table.api.upload {
                Some(upload) => self.publication(work, upload, only).await,
                None => None,
            };
            let overwritten =
                overwritten.map(|publication| format!(", and overwrites it: it was {publication}"));
            let overwritten = overwritten.unwrap_or_default();
            work.context.note(format!("takes over {}, which has the id {id}{overwritten}", work.object()));
        } else if restores(work.ty, &request.inputs)
            && let Some(id) = self.find_deleted(work, &criteria).await?
        {
            work.context
                .note(format!("brings back {}, which was deleted and has the id {id}", work.object()));
        }
        Ok(())
    }

    /// What to make of a create that was refused because the natural key is taken: the object that has it or was brought back, if
    /// the program says so; otherwise the refusal, with whose the key is and what to do.
    pub(super) async fn taken(
        &self,
        work: &Work<'_>,
        inputs: &Object,
        refused: Error,
    ) -> Result<(Json, Made)> {
        let Some(criteria) = find::key(work, inputs) else { return Err(refused) };
        if self.adopts(work.ty, inputs)
            && let [only] = &self.find_namesakes(work, &criteria).await?[..]
        {
            let address = find::address_of(work.ty, &criteria, only);
            let id = address.id(work.ty);
            let Some(live) = self.read_document(work, &address, document::main(work.ty)).await? else {
                return Err(refused);
            };
            if let Some(fixed) = otherwise(work, inputs, &live) {
                let message = format!(
                    "{refused} The one that is there, with the id {id}, cannot be taken over: its {fixed} is another one and cannot be \
                     changed."
                );
                return Err(Error { code: Code::AlreadyExists, message, ..refused });
            }
            work.context
                .note(format!("{} was there already, with the id {id}, and is taken over", work.object()));
            return Ok((live, Made::There));
        }
        if !restores(work.ty, inputs) {
            return Err(self.whose(work, &criteria, refused).await);
        }
        let mut patience = Patience::new(self, work);
        let until = patience.started() + SEARCH_LAG;
        loop {
            if let Some(id) = self.find_deleted(work, &criteria).await? {
                let restored = self.bring_back(work, inputs, &id).await?;
                return Ok((restored, Made::Restored));
            }
            let is_live = !self.find_live(work, &criteria).await?.is_empty();
            if is_live || !patience.wait(until, "the search does not know yet what was deleted").await? {
                return Err(self.whose(work, &criteria, refused).await);
            }
        }
    }

    /// The refusal, with the id of the object that has the natural key. It stands whether or not that can be found out.
    async fn whose(&self, work: &Work<'_>, criteria: &Criteria, refused: Error) -> Error {
        let (noun, key) = (work.ty.noun(), find::in_words(criteria));
        let live = self.find_live(work, criteria).await.unwrap_or_default();
        if live.is_empty()
            && let Some(input) = work.ty.table.api.restore
            && let Ok(Some(id)) = self.find_deleted(work, criteria).await
        {
            let message = format!(
                "{refused} A deleted {noun} with the id {id} still has {key}. Set {input} to \"restore\" to bring it back as \
                 this one; otherwise choose another."
            );
            return Error { code: Code::AlreadyExists, message, ..refused };
        }
        let found = if live.is_empty() {
            self.find_namesakes(work, criteria).await.unwrap_or_default()
        } else {
            live
        };
        let [only] = &found[..] else { return refused };
        let id = find::id_of(work.ty, criteria, only);
        let message = format!(
            "{refused} The {noun} with {key} has the id {id}. To manage it here, run `{}`; otherwise choose another.",
            import_command(work, &id)
        );
        Error { code: Code::AlreadyExists, message, ..refused }
    }

    /// Whether there is an object with the natural key, for a platform that may say so of what it has just made.
    pub(super) async fn is_there(&self, work: &Work<'_>, inputs: &Object) -> Result<bool> {
        let Some(criteria) = find::key(work, inputs) else { return Ok(false) };
        Ok(!self.find_namesakes(work, &criteria).await?.is_empty())
    }

    /// Whether there is an object with the natural key, where there cannot be two, though a create was refused for another reason.
    pub(super) async fn has_namesake(&self, work: &Work<'_>, inputs: &Object, refused: &Error) -> bool {
        let is_unique = |name: &&str| work.ty.property(name).is_some_and(|(_, field)| field.field.unique);
        matches!(refused.code, Code::InvalidArgument | Code::Aborted)
            && !work.ty.table.lookup.is_empty()
            && work.ty.table.lookup.iter().all(is_unique)
            && self.is_there(work, inputs).await.unwrap_or_default()
    }

    /// The object that the platform has made and says that it was there already, which it was not.
    pub(super) async fn made_though_refused(
        &self,
        work: &Work<'_>,
        inputs: &Object,
        refused: Error,
    ) -> Result<Json> {
        let Some(criteria) = find::key(work, inputs) else { return Err(refused) };
        let mut patience = Patience::new(self, work);
        let until = patience.started() + LIST_LAG;
        loop {
            if let [only] = &self.find_namesakes(work, &criteria).await?[..] {
                return Ok(only.clone());
            }
            if !patience.wait(until, "the list does not have yet what was made").await? {
                return Err(refused);
            }
        }
    }

    /// What to make of a create whose answer was lost: the object, if what is there now proves to be what was sent; otherwise the
    /// failure, with what is there. Nothing is ever created twice.
    pub(super) async fn lost(&self, work: &Work<'_>, inputs: &Object, lost: Error) -> Result<(Json, Made)> {
        let Some(criteria) = find::key(work, inputs) else { return Err(lost) };
        let mut patience = Patience::new(self, work);
        let until = patience.started() + LISTING_LAG;
        let mut found = self.find_namesakes(work, &criteria).await.unwrap_or_default();
        while found.is_empty() && patience.wait(until, "looking for what was created").await? {
            found = self.find_namesakes(work, &criteria).await.unwrap_or_default();
        }
        let [only] = &found[..] else { return Err(lost) };
        let address = find::address_of(work.ty, &criteria, only);
        let id = address.id(work.ty);
        let read =
            find::asked_alone(work.ty, address.fill(Request::get(work.ty.table.api.item))).scope(&work.scope);
        let read = match self.client.call(read).await {
            Ok(response) => Some((response, work.ty.table.api.item)),
            Err(_) => self.read_draft(work, &address).await.ok().flatten(),
        };
        if let Some((mut response, item)) = read
            && self.read_texts(work, &address, item, &mut response.body).await.is_ok()
            && self.is_ours(work, &address, inputs, &response)
        {
            work.context.note(format!(
                "the answer to the creation of {} was lost; it has the id {id}",
                work.object()
            ));
            return Ok((work.ty.received(response.body), Made::Here));
        }
        let message = format!(
            "{lost}. There is a {} with {} now, with the id {id}: if this run made it, run `{}` and then go on; nothing was \
             created twice.",
            work.ty.noun(),
            find::in_words(&criteria),
            import_command(work, &id)
        );
        Err(Error { code: Code::Unknown, message, ..lost })
    }

    /// Whether an object proves to be the one that this operation has sent: it has all that was sent and, where the platform says
    /// when it was made or last changed, that was not before the operation began.
    fn is_ours(&self, work: &Work<'_>, address: &Address, inputs: &Object, live: &Response) -> bool {
        let shape = work.ty.inputs();
        let sent = self.sent(work.ty, inputs);
        let received = work.ty.received(live.body.clone());
        let answer = in_words(shape, &received, &sent, &Object::new());
        let found = decode(shape, &answer, &|field| field.part.is_none());
        let known = work.known(address.own());
        if !difference(shape, &sent, &refresh_inputs(shape, &sent, &found, known)).changes.is_empty() {
            return false;
        }
        let stamp =
            ["dateCreated", "createdDate", "dateModified"].iter().find_map(|name| live.body[*name].as_str());
        let Some(stamp) = stamp else { return true };
        let stamp = stamp.parse::<jiff::Timestamp>().map(std::time::SystemTime::from);
        let taken = self.client.clock().now().saturating_duration_since(work.started) + CLOCK_SLACK;
        let began = live.date.and_then(|now| now.checked_sub(taken));
        matches!((stamp, began), (Ok(stamp), Some(began)) if stamp >= began)
    }

    /// Makes a deleted object live again. What it was before is then laid over like any object that is there.
    async fn bring_back(&self, work: &Work<'_>, inputs: &Object, id: &str) -> Result<Json> {
        let address = Address::of_inputs(work.ty, inputs).with_own(work.ty, id);
        let item = work.ty.table.api.item;
        let deleted = address.fill(Request::get(item)).query("state", "deleted").scope(&work.scope);
        let deleted =
            self.client.call(deleted).await.map_err(|error| work.fail("read the deleted", error))?;
        let state = property(inputs, "state").and_then(Value::as_str).unwrap_or("active");
        let body = json!({ "state": state, "version": deleted.body["version"] });
        let request = address.fill(Request::patch(item)).body(body).repeat(Repeat::Safe).scope(&work.scope);
        let restored = self.client.call(request).await.map_err(|error| work.fail("bring back", error))?;
        work.context
            .note(format!("{} was deleted before and is brought back, with the id {id}", work.object()));
        Ok(work.ty.received(restored.body))
    }
}

/// The property of an object that is there that is not as these inputs have it, and could only be so in a new object.
fn otherwise(work: &Work<'_>, inputs: &Object, live: &Json) -> Option<&'static str> {
    let shape = work.ty.inputs();
    let live = decode(shape, live, &|field| field.part.is_none());
    let fixed = shape.fields.iter().filter(|field| {
        field.field.replace != Replace::Never && field.field.write == Write::Body && !field.field.write_only
    });
    let mut others = fixed.filter(|field| {
        let values = property(inputs, field.field.name).zip(property(&live, field.field.name));
        // Keys are found whatever their capital letters.
        !field.field.unique && values.is_some_and(|(wanted, live)| !same(&field.form, wanted, live))
    });
    others.next().map(|field| field.field.name)
}

/// The command that takes an object over.
pub(super) fn import_command(work: &Work<'_>, id: &str) -> String {
    let path = work.ty.import_path.as_deref().unwrap_or_default();
    format!("pulumi import {} {} {path}{id}", work.subject.r#type, shell_word(&work.subject.name))
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

/// Whether a refused create says that the natural key is taken.
pub(super) fn is_taken(error: &genesys_api::Error) -> bool {
    error.refusal().is_some_and(failure::is_taken)
}
