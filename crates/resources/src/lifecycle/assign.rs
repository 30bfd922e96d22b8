//! Objects that the platform makes by itself when another object names what they are made of.

use genesys_api::{Repeat, Request};
use pulumi_provider::declaration::Assignment;
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use super::document::TRIES;
use super::find::Criteria;
use super::patience::{LAG, Patience};
use super::{Platform, Work, failure};
use crate::mapping::{Place, lookup, put};

impl Platform {
    /// The object that comes of these inputs: it is there already, or another object is told to name what it is made of.
    pub(super) async fn assign(
        &self,
        work: &Work<'_>,
        inputs: &Object,
        assignments: &[Assignment],
    ) -> Result<Json> {
        let given = |name: &str| {
            property(inputs, name)
                .and_then(Value::as_str)
                .filter(|value| !value.is_empty())
                .map(str::to_owned)
        };
        let chosen = assignments
            .iter()
            .find_map(|assignment| Some((assignment, given(assignment.holder)?, given(assignment.value)?)));
        let Some((assignment, holder, value)) = chosen else {
            return Err(Error::invalid(format!("{}: nothing says what it is made of", work.object())));
        };
        let made = self.make_assigned(work, assignment, &holder, &value).await?;
        let criteria: Criteria = vec![(assignment.value, value), (assignment.holder, holder)];
        let mut patience = Patience::new(self, work);
        let until = patience.started() + LAG;
        loop {
            let found = self.find_assigned(work, &criteria).await?;
            if let Some(there) = found.there {
                return Ok(there);
            }
            if !patience.wait(until, "the platform has not made it yet").await? {
                if let Some(somewhere) = found.somewhere {
                    return Ok(somewhere);
                }
                let message = format!(
                    "{}: the {} names what it is made of{}, but the platform has not made it yet. Run `pulumi up` again.",
                    work.object(),
                    assignment.holder.trim_end_matches("Id"),
                    if made { " now" } else { " already" },
                );
                return Err(Error::new(Code::Unavailable, message));
            }
        }
    }

    /// Lets the other object name it; whether it did not yet.
    async fn make_assigned(
        &self,
        work: &Work<'_>,
        assignment: &Assignment,
        holder: &str,
        value: &str,
    ) -> Result<bool> {
        let parameter = super::parameters(assignment.path).next().unwrap_or_default();
        let request = |method: fn(&'static str) -> Request| {
            method(assignment.path).param(parameter, holder).scope(&work.scope)
        };
        let _turn = self.locks.take(assignment.path, holder).await;
        let mut patience = Patience::new(self, work);
        for attempt in 1..=TRIES {
            let mut other = loop {
                match self.client.call(request(Request::get)).await {
                    Ok(response) if response.body["id"] == holder => break response.body,
                    Ok(_) => return Err(super::document::unlike(work)),
                    // It may have been made a moment ago.
                    Err(error) if error.is_not_found() => {
                        let until = patience.started() + LAG;
                        if !patience.wait(until, "what it belongs to is not known yet").await? {
                            return Err(work.fail("create", error));
                        }
                    }
                    Err(error) => return Err(work.fail("create", error)),
                }
            };
            if lookup(&other, assignment.at).is_some_and(|there| *there == value) {
                return Ok(attempt > 1);
            }
            // Whatever else is said of the one that is named is said of another one.
            let around = assignment.at.strip_suffix(".id").unwrap_or(assignment.at);
            put(&mut other, around, Json::Null);
            put(&mut other, assignment.at, value.into());
            match self.client.call(request(Request::put).body(other).repeat(Repeat::Safe)).await {
                Ok(_) => return Ok(true),
                Err(error) if attempt < TRIES && error.refusal().is_some_and(failure::is_stale) => {}
                Err(error) => return Err(work.fail("create", error)),
            }
        }
        Ok(true)
    }

    /// The object that is made of this: the first one where there are several.
    async fn find_assigned(&self, work: &Work<'_>, criteria: &Criteria) -> Result<Found> {
        let made_of = vec![criteria[0].clone()];
        let mut found = self.find(work, &made_of).await?;
        found.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
        let (name, wanted) = &criteria[1];
        let at = work.ty.inputs().field(name).map(|field| Place::of(field.field.path).at).unwrap_or_default();
        let there = found.iter().find(|row| lookup(row, at).is_some_and(|there| there == wanted.as_str()));
        let somewhere = found.iter().find(|row| lookup(row, at).is_none());
        Ok(Found { there: there.cloned(), somewhere: somewhere.cloned() })
    }
}

/// What is found of an object that the platform has made.
struct Found {
    /// The one of the other object.
    there: Option<Json>,
    /// One of which the platform does not say where it is.
    somewhere: Option<Json>,
}
