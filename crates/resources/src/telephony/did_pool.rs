//! `telephonyprovidersedges:DidPool`, a range of phone numbers that callers reach the organization by.

use pulumi_provider::declaration::{Issues, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check_range;
use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A range of phone numbers that callers reach the organization by.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(
    token = "telephonyprovidersedges:DidPool",
    noun = "DID pool",
    lookup = "startPhoneNumber, endPhoneNumber"
)]
#[api(kind = kinds::DidPool, path = "/api/v2/telephony/providers/edges/didpools", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/didpools/{didPoolId}")]
pub struct DidPool {
    /// First number of the range, in E.164 form.
    #[property(unique)]
    #[api(unfiltered)]
    #[schemars(extend("format" = "e164"))]
    pub start_phone_number: String,

    /// Last number of the range, in E.164 form.
    #[property(unique)]
    #[api(unfiltered)]
    #[schemars(extend("format" = "e164"))]
    pub end_phone_number: String,

    /// What the numbers are for.
    pub description: Option<String>,

    /// What else there is to know about the numbers.
    pub comments: Option<String>,

    /// Who provides the numbers. The platform decides when not set.
    #[api("provider", kept)]
    pub pool_provider: Option<PoolProvider>,
}

impl Hooks for DidPool {
    fn check(&self, issues: &mut Issues<'_>) {
        check_range(issues, "endPhoneNumber", &self.start_phone_number, &self.end_phone_number);
    }
}

choices! {
    /// Who provides the numbers of a pool.
    PoolProvider "SCREAMING_SNAKE_CASE" {
        PureCloud = "A carrier of the organization's own.",
        PureCloudVoice = "Genesys Cloud Voice.",
    }
}
