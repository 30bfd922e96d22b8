//! `index:FlowOutcome`, what an interaction has come to in a flow.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::Hooks;
use crate::kinds;

/// An outcome: what an interaction has come to in a flow, which reports count.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:FlowOutcome", noun = "outcome", lookup = "name")]
#[api(kind = kinds::FlowOutcome, path = "/api/v2/flows/outcomes", update = put, undeletable)]
#[api(item = "/api/v2/flows/outcomes/{flowOutcomeId}")]
pub struct FlowOutcome {
    /// Name of the outcome, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What it means that an interaction has come to this.
    pub description: Option<String>,

    /// Division that owns the outcome. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,
}

impl Hooks for FlowOutcome {
    /// The platform gives an outcome without a description a blank as one.
    fn receive(answer: &mut Json) {
        if let Some(members) =
            answer.as_object_mut().filter(|members| members.get("description") == Some(&" ".into()))
        {
            members.remove("description");
        }
    }
}
