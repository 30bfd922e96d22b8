//! `index:FlowLoglevel`, how much is logged of one flow.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// How much is logged of the executions of one flow, where that is not what the organization lays down for all.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:FlowLoglevel", noun = "log level of a flow", lookup = "flowId")]
#[api(kind = kinds::FlowLogLevel, path = "/api/v2/flows/{flowId}/instances/settings/loglevels", named, update = put)]
#[api(
    item = "/api/v2/flows/{flowId}/instances/settings/loglevels",
    list = "/api/v2/flows/instances/settings/loglevels"
)]
pub struct FlowLoglevel {
    /// The flow.
    #[api(parameter = "flowId")]
    #[property(identity)]
    pub flow_id: Ref<kinds::Flow>,

    /// How much is logged.
    #[api("logLevelCharacteristics.level")]
    pub flow_log_level: LogLevel,
}

impl Hooks for FlowLoglevel {
    /// What a level comprises, and whose it is, the platform says itself.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        *body = json!({ "logLevelCharacteristics": { "level": body["logLevelCharacteristics"]["level"] } });
    }
}

choices! {
    /// How much is logged.
    LogLevel "PascalCase" {
        Disabled = "Nothing.",
        Base = "That the flow was run, and what came of it.",
        Notes = "What it did as well, action by action.",
        VerboseNotes = "What went into and came out of each action as well.",
        All = "Everything, variables and what was said included.",
    }
}
