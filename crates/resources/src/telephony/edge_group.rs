//! `telephonyprovidersedges:EdgeGroup`, edges that do the same work.

use pulumi_provider::declaration::{Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use super::properties::TelephonyState;
use crate::hooks::Hooks;
use crate::kinds;

/// An edge group: edges that do the same work, with the trunks that phones reach them by.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:EdgeGroup", lookup = "name", narrow = "managed", outputs = EdgeGroupOutputs)]
#[api(kind = kinds::EdgeGroup, path = "/api/v2/telephony/providers/edges/edgegroups", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/edgegroups/{edgeGroupId}")]
#[api(list_variants("managed=false", "managed=true"))]
pub struct EdgeGroup {
    /// Name of the group, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the group is for.
    pub description: Option<String>,

    /// Whether the platform looks after the group.
    #[api(default = false, source = CxAsCode)]
    pub managed: Option<bool>,

    /// Whether the group has edges of the organization's own beside the platform's.
    #[api(default = false, source = CxAsCode)]
    pub hybrid: Option<bool>,

    /// Base settings of the trunks that phones reach the group by.
    #[api("phoneTrunkBases[].id")]
    pub phone_trunk_base_ids: Set<Ref<kinds::TrunkBaseSettings>>,
}

/// What the platform says of an edge group.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct EdgeGroupOutputs {
    /// Whether the group is in use.
    pub state: Option<TelephonyState>,
}

impl Hooks for EdgeGroup {}
