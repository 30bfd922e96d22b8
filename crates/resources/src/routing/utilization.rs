//! `routing:Utilization`, how much an agent takes at once unless something is laid down for the agent alone.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;
use crate::relations::user_utilization::RoutingUtilization;

/// The organization's utilization, of which there is exactly one: how much an agent takes at once.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Utilization", noun = "utilization of the organization")]
#[api(kind = kinds::Utilization, path = "/api/v2/routing/utilization", item = "/api/v2/routing/utilization", update = put)]
#[api(singleton = "routing_utilization", reset, answered("labelUtilizations{}.labelName"))]
pub struct Utilization {
    /// What agents take.
    #[serde(flatten)]
    pub utilization: RoutingUtilization,

    /// Take everything back to the platform's defaults when the resource is deleted, instead of leaving it as it is.
    #[property(control)]
    pub reset_on_delete: Option<bool>,
}

impl Hooks for Utilization {}
