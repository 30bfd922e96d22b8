//! Whose the version of an uploaded object is: the one that the state records is ours, any later one somebody else has made.
//!
//! What an object consists of is not to be had without a job for each, but its version, and who has made that, is in every row of the
//! list. So another version is all there is to see of a change behind our back. A refresh shows it in place of the digest, an update
//! is refused in the preview unless the program says that it means to `overwrite` it.

use std::fmt;

use pulumi_provider::context::Context;
use pulumi_provider::declaration::{FieldShape, Upload, Write};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{UpdateRequest, property};
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::address::Address;
use super::transfer::at;
use super::upload::{self, named};
use super::{Platform, Work, content, display_name, document, meta};
use crate::mapping::lookup;
use crate::registry::ResourceType;

/// The control input that uploads over a version of somebody else.
const OVERWRITE: &str = "overwrite";

/// How a publication in words begins, which no digest does.
const PUBLISHED: &str = "published";

/// A version of an object: `published by the user "Ann" (…) at 2026-10-02T10:00:00Z, version 2.0`.
#[derive(Debug)]
pub(super) struct Publication {
    version: String,
    by: Option<String>,
    at: Option<String>,
    /// Whether the very client that we are has made it.
    own: bool,
}

impl fmt::Display for Publication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(PUBLISHED)?;
        match &self.by {
            _ if self.own => formatter.write_str(" by this OAuth client")?,
            Some(by) => write!(formatter, " by {by}")?,
            None => {}
        }
        if let Some(at) = &self.at {
            write!(formatter, " at {at}")?;
        }
        write!(formatter, "{}", suffix(&self.version))
    }
}

/// The end of a publication in words, by which its version is known again.
fn suffix(version: &str) -> String {
    format!(", version {version}")
}

impl Platform {
    /// Who has made the version that an object has; `None` if it has none.
    pub(super) async fn publication(
        &self,
        work: &Work<'_>,
        upload: &Upload,
        live: &Json,
    ) -> Option<Publication> {
        let version = upload::version(upload, live)?;
        let authorship = upload.authorship?;
        let author = at(live, authorship.author);
        let own = author.is_some() && author.as_deref() == self.own_client(work).await;
        let by = authorship.publishers.iter().find_map(|(who, path)| named(who, lookup(live, path)?));
        let at = authorship.published.iter().find_map(|path| moment(lookup(live, path)?));
        Some(Publication { version, by, at, own })
    }

    /// The version that somebody has made since our last upload; `None` if the object has the one that the state records.
    ///
    /// Where the state records none, there is nothing to compare with. Where it does not know which one our upload has made (the
    /// platform did not tell any more), every one of this client is taken for ours.
    pub(super) async fn foreign(
        &self,
        work: &Work<'_>,
        upload: &Upload,
        live: &Json,
        recorded: Option<&str>,
    ) -> Option<Publication> {
        let recorded = recorded?;
        let version = upload::version(upload, live)?;
        if version == recorded || is_older(&version, recorded) {
            return None;
        }
        let publication = self.publication(work, upload, live).await?;
        (!(recorded.is_empty() && publication.own)).then_some(publication)
    }

    /// Shows in what a refresh has read that somebody else has made the object what it is.
    pub(super) async fn show_foreign(
        &self,
        work: &Work<'_>,
        upload: &Upload,
        live: &Json,
        inputs: &mut Object,
        outputs: &mut Object,
    ) {
        let recorded = meta::version(outputs);
        let Some(publication) = self.foreign(work, upload, live, recorded.as_deref()).await else {
            if recorded.is_some_and(|recorded| recorded.is_empty()) {
                meta::set_version(outputs, upload::version(upload, live));
            }
            return;
        };
        let suffix = suffix(&publication.version);
        for field in digests(work.ty) {
            let name = field.field.name;
            // Whether the list or the object itself was asked, it is the same drift.
            let told = property(inputs, name).and_then(Value::as_str).filter(|old| old.ends_with(&suffix));
            let told = told.map(str::to_owned).unwrap_or_else(|| {
                work.context
                    .warn(format!("{} is not what was published here: it was {publication}", work.object()));
                publication.to_string()
            });
            inputs.insert(name.to_owned(), told.as_str().into());
            outputs.insert(name.to_owned(), told.into());
        }
    }

    /// Whether an upload may take the place of what is there.
    ///
    /// # Errors
    /// If somebody else has made it since our last upload, and the program does not say that it is to be overwritten.
    pub(super) async fn may_overwrite(
        &self,
        work: &Work<'_>,
        upload: &Upload,
        inputs: &Object,
        live: &Json,
        recorded: Option<&str>,
    ) -> Result<()> {
        match self.foreign(work, upload, live, recorded).await {
            // A run of ours that was cut off has made it, or another program with the same credentials.
            Some(publication) if publication.own => Ok(()),
            Some(publication) if overwrites(inputs) => {
                work.context.note(format!("overwrites {}, {publication}", work.object()));
                Ok(())
            }
            Some(publication) => {
                let ours = recorded.filter(|recorded| !recorded.is_empty());
                let ours = ours.map(|version| format!("; the last one published here was version {version}"));
                let message = format!(
                    "{} is not what was published here: it was {publication}{}. Publishing would overwrite that. Take over what was changed \
                     there, or make sure that it may be lost; then set {OVERWRITE} to true.",
                    work.object(),
                    ours.unwrap_or_default()
                );
                Err(Error::new(Code::FailedPrecondition, message))
            }
            None => Ok(()),
        }
    }

    /// Says in a preview what an update will upload over, and who is in its way.
    ///
    /// # Errors
    /// As [`Platform::may_overwrite`], where it is sure that there is something to upload.
    pub(super) async fn foresee_upload(
        &self,
        ty: &ResourceType,
        upload: &'static Upload,
        context: &Context,
        request: &UpdateRequest,
    ) -> Result<()> {
        if upload.authorship.is_none() && upload.lock.is_none() {
            return Ok(());
        }
        let mut olds = request.old_inputs.clone();
        let pending = meta::pending(&request.old_outputs);
        olds.retain(|name, _| !pending.contains(name));
        let news = &request.news;
        if !is_due(ty, &olds, news) {
            return Ok(());
        }
        let name = display_name(ty, news, &request.id);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        self.organization(&work, Some(&request.old_outputs)).await?;
        let address = Address::of_id(ty, &request.id, &[&request.old_inputs, &request.old_outputs])?;
        let recorded = meta::version(&request.old_outputs);
        let listed = self.listed(&work, &address).await.and_then(|listed| listed.row);
        let live = match listed.filter(|row| !is_stale(upload, row, recorded.as_deref())) {
            Some(row) => row,
            None => match self.read_document(&work, &address, document::main(ty)).await? {
                Some(live) => live,
                // The update itself says that it is gone.
                None => return Ok(()),
            },
        };
        let allowed = self.may_overwrite(&work, upload, news, &live, recorded.as_deref()).await;
        // What is not known yet may turn out to be what was uploaded last, unless a refresh has seen that this is not there any more.
        let is_sure = digests(ty).all(|field| {
            let told = property(&olds, field.field.name).and_then(Value::as_str);
            !property(news, field.field.name).is_some_and(Value::is_unknown)
                || told.is_some_and(|told| told.starts_with(PUBLISHED))
        });
        match allowed {
            Err(error) if is_sure => return Err(error),
            Err(error) => context.warn(format!("if it is published again, this fails: {error}")),
            Ok(()) => {
                let publication = self.publication(&work, upload, &live).await;
                let taken_over = publication.filter(|publication| {
                    !publication.own
                        && recorded.as_ref().is_none_or(|recorded| *recorded == publication.version)
                });
                if let Some(publication) = taken_over {
                    context.note(format!("replaces what is there of {}: {publication}", work.object()));
                }
            }
        }
        if let Some(lock) = upload.lock
            && let Some(holder) = self.lock_holder(&work, lock, &live).await
        {
            let what =
                if upload::forces(news) { "will be taken from them" } else { "must be given back before" };
            context.warn(format!("{} is locked by {holder}: the lock {what}", work.object()));
        }
        Ok(())
    }
}

/// Whether there is something to upload: other content, or the program asks for it.
pub(super) fn is_due(ty: &ResourceType, olds: &Object, news: &Object) -> bool {
    content::is_other(ty.inputs(), olds, news)
}

/// Whether a row of the list has a later version than the state: nothing of that can be an old answer.
pub(super) fn is_newer(upload: &Upload, row: &Json, outputs: &Object) -> bool {
    let recorded = meta::version(outputs).filter(|recorded| !recorded.is_empty());
    let live = upload::version(upload, row);
    live.zip(recorded).is_some_and(|(live, recorded)| is_older(&recorded, &live))
}

/// Whether an answer is from before our last upload, or does not say.
fn is_stale(upload: &Upload, live: &Json, recorded: Option<&str>) -> bool {
    upload::version(upload, live)
        .is_none_or(|version| recorded.is_some_and(|recorded| is_older(&version, recorded)))
}

fn overwrites(inputs: &Object) -> bool {
    property(inputs, OVERWRITE).and_then(Value::as_bool) == Some(true)
}

fn digests(ty: &ResourceType) -> impl Iterator<Item = &FieldShape> {
    ty.inputs().fields.iter().filter(|field| field.field.write == Write::Digest)
}

/// Whether a version comes before another. Versions count up: an older one is an answer from before our upload.
fn is_older(version: &str, than: &str) -> bool {
    match (version.parse::<f64>(), than.parse::<f64>()) {
        (Ok(version), Ok(than)) => version < than,
        _ => false,
    }
}

/// A time as the API tells it: a text, or milliseconds since 1970.
fn moment(time: &Json) -> Option<String> {
    match time {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => {
            let time = jiff::Timestamp::from_millisecond(number.as_i64()?).ok()?;
            Some(time.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_published_what_and_when() {
        let publication = |by: Option<&str>, at: Option<&str>, own| {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            Publication { version: "2.0".to_owned(), by: owned(by), at: owned(at), own }.to_string()
        };
        assert_eq!(
            publication(Some("the user \"Ann\" (id)"), Some("2026-10-02T10:00:00Z"), false),
            "published by the user \"Ann\" (id) at 2026-10-02T10:00:00Z, version 2.0"
        );
        assert_eq!(
            publication(Some("the OAuth client (id)"), None, true),
            "published by this OAuth client, version 2.0"
        );
        assert_eq!(publication(None, None, false), "published, version 2.0");
    }

    #[test]
    fn versions_count_up() {
        for (version, than, older) in [
            ("1.0", "2.0", true),
            ("9.0", "10.0", true),
            ("2.0", "2.0", false),
            ("10.0", "9.0", false),
            ("x", "2.0", false),
            ("1.0", "", false),
        ] {
            assert_eq!(is_older(version, than), older, "{version} {than}");
        }
    }

    #[test]
    fn times_are_texts_or_milliseconds() {
        assert_eq!(moment(&json!("2026-10-02T10:00:00.000Z")).as_deref(), Some("2026-10-02T10:00:00.000Z"));
        assert_eq!(moment(&json!(1_790_935_200_000_i64)).as_deref(), Some("2026-10-02T10:00:00Z"));
        assert_eq!(moment(&json!(null)), None);
    }
}
