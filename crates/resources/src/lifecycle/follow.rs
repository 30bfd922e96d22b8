//! What the platform makes by itself a moment after an object has named whom it is for, and gives to nobody: the station of a phone,
//! which its user gets.
//!
//! What somebody uses now stays, so that nobody loses a call to it; and whoever has it already is told nothing.

use genesys_api::{ListRequest, Paging, Repeat, Request};
use pulumi_provider::declaration::Follow;
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::patience::Patience;
use super::{Platform, Work, failure};
use crate::mapping::lookup;

/// How long it may take to appear: the official client waits for a station for a minute.
const APPEARANCE: std::time::Duration = std::time::Duration::from_secs(60);

/// How long it may be refused to whom it is given: the official client tries for half a minute.
const ACCEPTANCE: std::time::Duration = std::time::Duration::from_secs(30);

impl Platform {
    /// Gives what comes of an object to those whom it names, from whoever has it; whether there was anything to do.
    pub(super) async fn follow(&self, work: &Work<'_>, follow: &Follow, value: &str) -> Result<bool> {
        let found = self.appeared(work, follow, value).await?;
        let id = found["id"].as_str().unwrap_or_default();
        let request = |request: Request| {
            let given = [(follow.found, id), (follow.value, value)];
            let used =
                given.into_iter().filter(|(name, _)| request.template.contains(&format!("{{{name}}}")));
            let used: Vec<_> = used.collect();
            let request = used.into_iter().fold(request, |request, (name, value)| request.param(name, value));
            request.repeat(Repeat::Safe).scope(&work.scope)
        };
        let mut changed = false;
        if found[follow.held_by].as_str().is_some_and(|holder| !holder.is_empty() && holder != value) {
            match self.client.call(request(Request::delete(follow.free))).await {
                Ok(_) => changed = true,
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(work.fail("free what comes of", error)),
            }
        }
        let has = self.holds(work, follow, value).await?;
        for place in follow.places {
            let there = lookup(&has, place.at).and_then(Json::as_str).filter(|there| !there.is_empty());
            if there.is_some_and(|there| there == id || place.keeps) {
                continue;
            }
            let mut patience = Patience::new(self, work);
            let until = patience.started() + ACCEPTANCE;
            loop {
                let Err(error) = self.client.call(request(Request::put(place.put))).await else { break };
                let passes = error.refusal().is_some_and(|refusal| {
                    failure::is_race(refusal) || matches!(refusal.status, 400 | 404 | 409)
                });
                if !(passes && patience.wait(until, "the platform is not up to date").await?) {
                    return Err(work.fail("give away what comes of", error));
                }
            }
            changed = true;
        }
        Ok(changed)
    }

    /// Properties of an object that is imported that have not come to their end: a run of this very client has made it and was cut off
    /// before it has given away what comes of it. Where they have another one of the kind already, nothing is left to do.
    pub(super) async fn unfollowed(
        &self,
        work: &Work<'_>,
        answer: &Json,
        live: &Object,
    ) -> Result<Vec<&'static str>> {
        let mut unfollowed = Vec::new();
        for field in &work.ty.inputs().fields {
            let Some(follow) = field.field.follow else { continue };
            let Some(value) = property(live, field.field.name).and_then(Value::as_str) else { continue };
            let author = lookup(answer, follow.author).and_then(Json::as_str);
            if author.is_none() || author != self.own_client(work).await {
                continue;
            }
            let has = self.holds(work, follow, value).await?;
            let is_empty = |at: &str| lookup(&has, at).and_then(Json::as_str).is_none_or(str::is_empty);
            if follow.places.iter().any(|place| !place.keeps && is_empty(place.at)) {
                unfollowed.push(field.field.name);
            }
        }
        Ok(unfollowed)
    }

    /// What those have whom it is for.
    async fn holds(&self, work: &Work<'_>, follow: &Follow, value: &str) -> Result<Json> {
        let request = Request::get(follow.holds).param(follow.value, value).scope(&work.scope);
        let answer = self.client.call(request).await;
        let answer = answer.map_err(|error| work.fail("find out who has what comes of", error))?.body;
        if answer.is_object() { Ok(answer) } else { Err(super::document::unlike(work)) }
    }

    /// What has come of it, once the platform lists it.
    async fn appeared(&self, work: &Work<'_>, follow: &Follow, value: &str) -> Result<Json> {
        let mut patience = Patience::new(self, work);
        let until = patience.started() + APPEARANCE;
        loop {
            let request = Request::get(follow.list).query(follow.by, value).scope(&work.scope);
            let list = ListRequest::new(request, Paging::Number { size: 100 });
            let rows = self
                .client
                .list_all(list)
                .await
                .map_err(|error| work.fail("look up what comes of", error))?;
            let is_its = |row: &&Json| row["id"].is_string() && row[follow.by] == value;
            if let Some(row) = rows.iter().find(is_its) {
                return Ok(row.clone());
            }
            if !patience.wait(until, "the platform has not made what comes of it yet").await? {
                return Err(Error::new(
                    Code::Unavailable,
                    format!(
                        "{}: {} lists nothing with {} {value} yet, though it comes of {} by itself. Run `pulumi up` again.",
                        work.object(),
                        follow.list,
                        follow.by,
                        work.object()
                    ),
                ));
            }
        }
    }
}
