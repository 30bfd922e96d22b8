//! `telephonyprovidersedges:Trunk`, base settings of trunks at work.

use pulumi_provider::declaration::{Assignment, Issues, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A trunk: base settings of trunks, assigned to an edge group or an edge.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:Trunk", lookup = "name", outputs = TrunkOutputs)]
#[api(kind = kinds::Trunk, path = "/api/v2/telephony/providers/edges/trunks", assigned = ASSIGNMENTS)]
#[api(item = "/api/v2/telephony/providers/edges/trunks/{trunkId}")]
pub struct Trunk {
    /// Base settings of the trunk.
    #[property(identity)]
    #[api("trunkBase.id")]
    pub trunk_base_settings_id: Ref<kinds::TrunkBaseSettings>,

    /// Edge group that gets the trunk. Either this or `edgeId`.
    #[property(identity)]
    #[api("edgeGroup.id")]
    pub edge_group_id: Option<Ref<kinds::EdgeGroup>>,

    /// Edge that gets the trunk. Either this or `edgeGroupId`.
    #[property(identity)]
    #[api("edge.id")]
    pub edge_id: Option<String>,
}

/// What the platform says of a trunk.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct TrunkOutputs {
    /// Name of the trunk, which the platform gives it.
    #[api(unfiltered)]
    pub name: Option<String>,
}

const ASSIGNMENTS: &[Assignment] = &[
    Assignment {
        holder: "edgeId",
        path: "/api/v2/telephony/providers/edges/{edgeId}",
        at: "edgeGroup.edgeTrunkBaseAssignment.trunkBase.id",
        value: "trunkBaseSettingsId",
    },
    Assignment {
        holder: "edgeGroupId",
        path: "/api/v2/telephony/providers/edges/edgegroups/{edgeGroupId}",
        at: "edgeTrunkBaseAssignment.trunkBase.id",
        value: "trunkBaseSettingsId",
    },
];

impl Hooks for Trunk {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_given = |id: &str| !id.is_empty();
        let group = self.edge_group_id.as_ref().is_some_and(|id| is_given(id.id()));
        let edge = self.edge_id.as_deref().is_some_and(is_given);
        if !group && !edge && issues.known(&["edgeGroupId", "edgeId"]) {
            issues
                .say("edgeGroupId", "is required, or edgeId: a trunk is base settings that one of them has");
        }
    }
}
