//! What the platform makes by itself a moment after an object has named something, and what is to be done with it: the station of a
//! phone, which its user gets.

use genesys_api::{ListRequest, Paging, Repeat, Request};
use pulumi_provider::declaration::Follow;
use pulumi_provider::error::{Code, Error, Result};
use serde_json::Value as Json;

use super::patience::Patience;
use super::{Platform, Work, failure};

/// How long it may take to appear: the official client waits for a station for a minute.
const APPEARANCE: std::time::Duration = std::time::Duration::from_secs(60);

/// How long it may be refused to whom it is given: the official client tries for half a minute.
const ACCEPTANCE: std::time::Duration = std::time::Duration::from_secs(30);

impl Platform {
    /// Gives what has come of a value to it, from whoever has it.
    pub(super) async fn follow(&self, work: &Work<'_>, follow: &Follow, value: &str) -> Result<()> {
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
        let held = found[follow.held_by].as_str().filter(|holder| !holder.is_empty());
        if held.is_some_and(|holder| holder != value) {
            let freed = self.client.call(request(Request::delete(follow.free))).await;
            if let Err(error) = freed
                && !error.is_not_found()
            {
                return Err(work.fail("free what comes of", error));
            }
        }
        for path in follow.put {
            let mut patience = Patience::new(self, work);
            let until = patience.started() + ACCEPTANCE;
            loop {
                let Err(error) = self.client.call(request(Request::put(*path))).await else { break };
                let passes = error.refusal().is_some_and(|refusal| {
                    failure::is_race(refusal) || matches!(refusal.status, 400 | 404 | 409)
                });
                if !(passes && patience.wait(until, "the platform is not up to date").await?) {
                    return Err(work.fail("assign what comes of", error));
                }
            }
        }
        Ok(())
    }

    /// What has come of a value, once the platform lists it.
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
