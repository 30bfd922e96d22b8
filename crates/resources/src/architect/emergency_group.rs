//! `architect:Emergencygroup`, which flows calls go to in an emergency.

use pulumi_provider::declaration::{Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// An emergency group: which flows the calls of IVRs go to as long as there is an emergency.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Emergencygroup", noun = "emergency group", lookup = "name")]
#[api(kind = kinds::EmergencyGroup, path = "/api/v2/architect/emergencygroups", update = put, version)]
#[api(item = "/api/v2/architect/emergencygroups/{emergencyGroupId}")]
pub struct Emergencygroup {
    /// Name of the emergency group, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the emergency group is for.
    pub description: Option<String>,

    /// Division that owns the emergency group. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Whether there is an emergency. Leave it out where supervisors say so: then no run ends an emergency that they have declared.
    #[api(default = false, source = CxAsCode)]
    pub enabled: Option<bool>,

    /// Where the calls go, flow by flow.
    #[property(key = "emergencyFlowId")]
    pub emergency_call_flows: Option<Vec<EmergencyCallFlow>>,
}

impl Hooks for Emergencygroup {}

/// A flow that takes calls in an emergency.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyCallFlow {
    /// The flow.
    #[api("emergencyFlow.id")]
    pub emergency_flow_id: Ref<kinds::Flow>,

    /// IVRs whose calls go to it.
    #[api("ivrs[].id")]
    pub ivr_ids: Set<Ref<kinds::Ivr>>,
}
