//! `telephonyprovidersedges:ExtensionPool`, a range of extensions.

use pulumi_provider::declaration::{Issues, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check_range;
use crate::hooks::Hooks;
use crate::kinds;

/// A range of extensions that people of the organization can have.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:ExtensionPool", lookup = "startNumber, endNumber", deletes_first)]
#[api(kind = kinds::ExtensionPool, path = "/api/v2/telephony/providers/edges/extensionpools", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/extensionpools/{extensionPoolId}")]
pub struct ExtensionPool {
    /// First extension of the range.
    #[property(fixed, unique)]
    #[api(unfiltered)]
    pub start_number: String,

    /// Last extension of the range.
    #[property(fixed, unique)]
    #[api(unfiltered)]
    pub end_number: String,

    /// What the extensions are for.
    pub description: Option<String>,

    /// Division that owns the pool. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,
}

impl Hooks for ExtensionPool {
    fn check(&self, issues: &mut Issues<'_>) {
        for (name, number) in [("startNumber", &self.start_number), ("endNumber", &self.end_number)] {
            if number.is_empty() || !number.bytes().all(|letter| letter.is_ascii_digit()) {
                issues.say(name, "must be digits, such as 1000");
            }
        }
        check_range(issues, "endNumber", &self.start_number, &self.end_number);
    }
}
