//! `index:FlowMilestone`, a point on a flow's way that reports count.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A milestone: a point on the way to an outcome, which flows say that they have reached and reports count.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:FlowMilestone", noun = "milestone", lookup = "name")]
#[api(kind = kinds::FlowMilestone, path = "/api/v2/flows/milestones", update = put)]
#[api(item = "/api/v2/flows/milestones/{milestoneId}")]
pub struct FlowMilestone {
    /// Name of the milestone, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What it means that an interaction has come so far.
    pub description: Option<String>,

    /// Division that owns the milestone. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,
}

impl Hooks for FlowMilestone {}
