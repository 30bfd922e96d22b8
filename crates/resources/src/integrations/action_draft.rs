//! `index:IntegrationActionDraft`, an action that nothing calls yet.

use pulumi_provider::declaration::{JsonText, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::action::{ADVICE, ActionConfig, NAMES, demand_config};
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A draft of an action: nothing calls it until somebody publishes it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(
    token = "index:IntegrationActionDraft",
    noun = "draft of an action",
    lookup = "name",
    narrow = "integrationId"
)]
#[resource(advice = ADVICE)]
#[api(kind = kinds::IntegrationActionDraft, path = "/api/v2/integrations/actions/drafts", update = patch, version, twins)]
#[api(
    item = "/api/v2/integrations/actions/{actionId}/draft",
    query("includeConfig=true"),
    get_query("expand=contract")
)]
pub struct IntegrationActionDraft {
    /// Name of the action. The resource's logical name when not set.
    #[property(name = NAMES)]
    #[schemars(length(min = 1, max = 256))]
    pub name: Option<String>,

    /// Category under which users find the action.
    #[schemars(length(min = 1, max = 256))]
    pub category: String,

    /// The integration that the action belongs to. Another one is another draft.
    #[property(fixed, unique)]
    pub integration_id: Ref<kinds::Integration>,

    /// Whether inputs and outputs are kept out of logs and analytics.
    #[api(default = false, source = CxAsCode)]
    pub secure: Option<bool>,

    /// What the action takes, as a JSON schema.
    #[api("contract.input.inputSchema")]
    pub contract_input: JsonText,

    /// What the action gives back when it has succeeded, as a JSON schema.
    #[api("contract.output.successSchema")]
    pub contract_output: JsonText,

    /// How the action works.
    #[serde(flatten)]
    pub config: ActionConfig,
}

impl Hooks for IntegrationActionDraft {
    fn settle(body: &mut Json, _: &Sent<'_>) {
        demand_config(body);
    }
}
