//! What this process has made or deleted a moment ago: the platform's services learn of it one after the other, so that a reference to a
//! new object may be refused for a while, and the name of a deleted one may still be taken.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use genesys_api::{Error as ApiError, Refusal, Request, Response};
use jiff::Timestamp;
use pulumi_provider::error::Result;
use pulumi_provider::value::Object;
use serde_json::Value as Json;

use super::address::Address;
use super::document::{Document, date_of};
use super::patience::{LAG, Patience};
use super::{Platform, Work, failure, find};
use crate::registry::ResourceType;

/// How long something counts as recent: as long as it may be known late, after a time of waiting for other things.
const RECENT: Duration = Duration::from_secs(2 * 60);

/// Ids of what was made, a relation's being all that its path names, and names of what was deleted, with when; and how the platform
/// dates what was written as a whole.
#[derive(Debug, Default)]
pub(super) struct Recent {
    made: Mutex<HashMap<String, Instant>>,
    deleted: Mutex<HashMap<String, Instant>>,
    written: Mutex<HashMap<String, Timestamp>>,
}

fn remember(recent: &Mutex<HashMap<String, Instant>>, what: String, now: Instant) {
    let mut recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
    recent.retain(|_, at| now.saturating_duration_since(*at) < RECENT);
    recent.insert(what, now);
}

fn knows(recent: &Mutex<HashMap<String, Instant>>, what: &str, now: Instant) -> bool {
    let recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
    recent.get(what).is_some_and(|at| now.saturating_duration_since(*at) < RECENT)
}

impl Platform {
    /// An object was made.
    pub(super) fn has_made(&self, id: &str) {
        remember(&self.recent.made, id.to_owned(), self.client.clock().now());
    }

    /// Whether this run has made an object a moment ago.
    pub(super) fn has_just_made(&self, id: &str) -> bool {
        knows(&self.recent.made, id, self.client.clock().now())
    }

    /// An object was deleted, which had its natural key until now.
    pub(super) fn has_deleted(&self, ty: &ResourceType, inputs: &Object) {
        if let Some(key) = key(ty, inputs) {
            remember(&self.recent.deleted, key, self.client.clock().now());
        }
    }

    /// Whether an object with the natural key of these inputs was deleted a moment ago.
    pub(super) fn has_just_deleted(&self, ty: &ResourceType, inputs: &Object) -> bool {
        key(ty, inputs).is_some_and(|key| knows(&self.recent.deleted, &key, self.client.clock().now()))
    }

    /// A document was written as a whole, and this was the answer.
    pub(super) fn has_written(&self, document: Document, address: &Address, answer: &Json) {
        if let Some(date) = date_of(answer) {
            let mut written = self.recent.written.lock().unwrap_or_else(PoisonError::into_inner);
            written.insert(format!("{} {}", document.path, address.key()), date);
        }
    }

    /// Whether an answer is from before what this run has written to the same document, for any of its resources.
    pub(super) fn precedes_own_write(&self, document: Document, address: &Address, answer: &Json) -> bool {
        let written = self.recent.written.lock().unwrap_or_else(PoisonError::into_inner);
        let own = written.get(&format!("{} {}", document.path, address.key()));
        own.zip(date_of(answer)).is_some_and(|(own, date)| date < *own)
    }

    /// Whether a refusal passes: it says that something is not there, and the call names what was made a moment ago; or it is what the
    /// platform says of this type as long as it does not know what an object refers to.
    pub(super) fn is_late(&self, work: &Work<'_>, request: &Request, error: &ApiError) -> bool {
        error.refusal().is_some_and(|refusal| {
            let awaits = || failure::says(refusal, work.ty.table.api.awaits);
            // That somebody else was faster is no matter of time.
            !failure::is_stale(refusal) && awaits() || says_not_there(refusal) && self.names_recent(request)
        })
    }

    /// A call, made again as long as what it names is not known yet.
    ///
    /// # Errors
    /// If the operation is cancelled meanwhile.
    pub(super) async fn call_when_known(
        &self,
        work: &Work<'_>,
        request: Request,
    ) -> Result<std::result::Result<Response, ApiError>> {
        let mut patience = Patience::new(self, work);
        loop {
            let answer = self.client.call(request.clone()).await;
            let late = answer.as_ref().err().is_some_and(|error| self.is_late(work, &request, error));
            let until = patience.started() + LAG;
            if !(late && patience.wait(until, "the platform does not know yet what was just made").await?) {
                return Ok(answer);
            }
        }
    }

    /// Whether a call names what was made a moment ago.
    pub(super) fn names_recent(&self, request: &Request) -> bool {
        let now = self.client.clock().now();
        let is_recent = |text: &str| knows(&self.recent.made, text, now);
        let place = request.params.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/");
        is_recent(&place)
            || request.params.iter().any(|(_, value)| is_recent(value))
            || request.body.as_ref().is_some_and(|body| any_text(body, &is_recent))
    }
}

/// What tells objects with a natural key apart.
fn key(ty: &ResourceType, inputs: &Object) -> Option<String> {
    let criteria = find::criteria(ty, inputs)?;
    let parts = criteria.iter().map(|(_, value)| value.to_lowercase()).collect::<Vec<_>>();
    Some(format!("{} {}", ty.table.token, parts.join("/")))
}

fn any_text(value: &Json, is_meant: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Json::String(text) => is_meant(text),
        Json::Array(items) => items.iter().any(|item| any_text(item, is_meant)),
        Json::Object(members) => {
            members.iter().any(|(name, value)| is_meant(name) || any_text(value, is_meant))
        }
        _ => false,
    }
}

/// Whether a refusal says that something is not there. Services have codes and words of their own for it.
pub(super) fn says_not_there(refusal: &Refusal) -> bool {
    let text = format!(
        "{} {}",
        refusal.code.as_deref().unwrap_or_default(),
        refusal.message.as_deref().unwrap_or_default()
    );
    let text = text.to_lowercase();
    let words =
        ["not found", "not.found", "notfound", "not exist", "not.exist", "could not find", "cannot find"];
    match refusal.status {
        404 => true,
        400 | 409 | 412 | 422 => words.iter().any(|word| text.contains(word)),
        _ => false,
    }
}
