//! `routing:UtilizationLabel`, a label by which the interactions that an agent takes at once are counted.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A utilization label: interactions that have it are counted by themselves when the platform looks how much an agent takes at once.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:UtilizationLabel", noun = "utilization label", lookup = "name")]
#[api(kind = kinds::UtilizationLabel, path = "/api/v2/routing/utilization/labels", update = put, force = "forceDelete")]
#[api(item = "/api/v2/routing/utilization/labels/{labelId}", answered("id", "selfUri"))]
pub struct UtilizationLabel {
    /// Name of the label, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// Delete the label though utilizations name it. They lose what they say of it.
    #[property(control)]
    pub force_delete: Option<bool>,
}

impl Hooks for UtilizationLabel {}
