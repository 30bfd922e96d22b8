//! A document of the organization that names one object of a type: an input of the object claims to be it.

use genesys_api::{Repeat, Request};
use pulumi_provider::declaration::{Claim, FieldShape, Write};
use pulumi_provider::error::{Error, Result};
use serde_json::Value as Json;

use super::document::TRIES;
use super::{Platform, Work, failure};
use crate::registry::ResourceType;

/// What objects of a type can claim.
pub(super) fn claims(ty: &ResourceType) -> impl Iterator<Item = (&FieldShape, &'static Claim)> {
    ty.inputs().fields.iter().filter_map(|field| match field.field.write {
        Write::Claim(claim) => Some((field, claim)),
        _ => None,
    })
}

impl Platform {
    /// Makes the object with this id the one that is named; whether it was not yet.
    pub(super) async fn claim(&self, work: &Work<'_>, claim: &Claim, own: &str) -> Result<bool> {
        // All that claim it write to the same document.
        let _turn = self.locks.take(claim.path, "").await;
        for attempt in 1..=TRIES {
            let mut document = self.claimed(work, claim).await?;
            if document[claim.at] == own {
                return Ok(attempt > 1);
            }
            document[claim.at] = own.into();
            let mut call = Request::put(claim.path).body(document).scope(&work.scope);
            if claim.version {
                call = call.repeat(Repeat::Safe);
            }
            match self.client.call(call).await {
                Ok(_) => return Ok(true),
                Err(error) if attempt < TRIES && error.refusal().is_some_and(failure::is_stale) => {}
                Err(error) => return Err(work.fail("update the organization for", error)),
            }
        }
        Ok(true)
    }

    /// The document that names one of them.
    pub(super) async fn claimed(&self, work: &Work<'_>, claim: &Claim) -> Result<Json> {
        let read = self.client.call(Request::get(claim.path).scope(&work.scope)).await;
        let document = read.map_err(|error| work.fail("read the organization for", error))?.body;
        if document.is_object() { Ok(document) } else { Err(unlike(work)) }
    }
}

fn unlike(work: &Work<'_>) -> Error {
    super::document::unlike(work)
}
