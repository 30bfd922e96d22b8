//! `responsemanagement:Library`, where canned responses are kept.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A library of canned responses.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "responsemanagement:Library", noun = "response library", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::ResponseLibrary, path = "/api/v2/responsemanagement/libraries", update = put, version)]
#[api(item = "/api/v2/responsemanagement/libraries/{libraryId}")]
pub struct Library {
    /// Name of the library, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    // The list can be asked for a beginning only.
    #[api(unfiltered)]
    pub name: Option<String>,

    /// Division that owns the library. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,
}

const ADVICE: &[(&str, &str)] = &[
    ("responseType", "the type is that of each response: responseType of Response"),
    ("responses", "a response is a resource of its own, which names its libraries: Response"),
];

impl Hooks for Library {}
