//! `auth:Division`, a part of the organization that permissions can be limited to.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A part of the organization that permissions can be limited to.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "auth:Division", lookup = "name")]
#[api(kind = kinds::Division, path = "/api/v2/authorization/divisions", update = put)]
#[api(item = "/api/v2/authorization/divisions/{divisionId}")]
#[api(stands_for(home = "/api/v2/authorization/divisions/home"))]
pub struct Division {
    /// Name of the division, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the division is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// Stand for the organization's home division, which exists already, instead of creating one. Destroying the resource leaves the
    /// home division as it is.
    #[api("homeDivision", default = false, source = Documented)]
    #[property(fixed, read_only)]
    pub home: Option<bool>,
}

impl Hooks for Division {
    fn settle(body: &mut Json, _: &Sent<'_>) {
        // The API's model demands a description; an empty one counts.
        if let Some(body) = body.as_object_mut() {
            body.entry("description").or_insert_with(|| "".into());
        }
    }
}
