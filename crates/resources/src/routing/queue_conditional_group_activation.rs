//! `routing:QueueConditionalGroupActivation`, conditional group activation of a queue, attached after the queue and what it names are
//! there.

use pulumi_provider::declaration::{Issues, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::queue;
use super::queue::rules::{
    QueueConditionalGroupActivationPilotRule, QueueConditionalGroupActivationRule, check_conditions,
};
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// Conditional group activation of a queue: groups that take its interactions too while rules hold that are looked at again and again.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:QueueConditionalGroupActivation", noun = "conditional group activation")]
#[api(kind = kinds::QueueConditionalGroupActivation, path = "/api/v2/routing/queues", attached, update = put)]
#[api(item = "/api/v2/routing/queues/{queueId}", joined_by = "/cga")]
pub struct QueueConditionalGroupActivation {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// The rule that decides whether the others are looked at. Without it they always are.
    #[api("conditionalGroupActivation.pilotRule")]
    pub pilot_rule: Option<QueueConditionalGroupActivationPilotRule>,

    /// The rules.
    #[api("conditionalGroupActivation.rules")]
    #[schemars(length(min = 1, max = 5))]
    pub rules: Vec<QueueConditionalGroupActivationRule>,
}

impl Hooks for QueueConditionalGroupActivation {
    fn check(&self, issues: &mut Issues<'_>) {
        if issues.known(&["pilotRule", "rules"]) {
            check_conditions(self.pilot_rule.as_ref(), &self.rules, "", issues);
        }
    }

    fn settle(body: &mut Json, sent: &Sent<'_>) {
        queue::settle(body, sent);
    }
}
