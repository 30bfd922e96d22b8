//! `routing:QueueConditionalGroupRouting`, conditional group routing of a queue, attached after the queue and what it names are there.

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::queue;
use super::queue::rules::{ConditionalGroupRoutingMetric, ConditionalGroupRoutingOperator, QueueMemberGroup};
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// Conditional group routing of a queue: groups that take its interactions too while a condition holds.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:QueueConditionalGroupRouting", noun = "conditional group routing", advice = ADVICE)]
#[api(kind = kinds::QueueConditionalGroupRouting, path = "/api/v2/routing/queues", attached, update = put)]
#[api(item = "/api/v2/routing/queues/{queueId}", joined_by = "/rule")]
pub struct QueueConditionalGroupRouting {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// The rules, in the order in which they are looked at.
    #[api("conditionalGroupRouting.rules")]
    #[schemars(length(min = 1, max = 5))]
    pub rules: Vec<QueueAttachedGroupRoutingRule>,
}

/// A rule of conditional group routing that is attached to a queue.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueAttachedGroupRoutingRule {
    /// Queue whose metric is looked at. The first rule is about the queue that has it, and names none.
    #[api("queue.id", default = itself, source = CxAsCode)]
    pub evaluated_queue_id: Option<Ref<kinds::Queue>>,

    /// What is looked at.
    #[api(default = "EstimatedWaitTime", source = CxAsCode)]
    pub metric: Option<ConditionalGroupRoutingMetric>,

    /// How the metric is compared with the value.
    pub operator: ConditionalGroupRoutingOperator,

    /// The value.
    #[schemars(range(min = 0.0, max = 259_200.0))]
    pub condition_value: f64,

    /// How long to wait before the next rule, in seconds. Not looked at in the last one.
    #[api(default = 2, source = CxAsCode)]
    #[schemars(range(min = 0, max = 259_200))]
    pub wait_seconds: Option<u32>,

    /// The groups.
    #[schemars(length(min = 1))]
    pub groups: Set<QueueMemberGroup>,
}

/// What the same is called as a property of the queue.
const ADVICE: &[(&str, &str)] =
    &[("conditionalGroupRoutingRules", "use rules; the name is that of the queue's own property")];

impl Hooks for QueueConditionalGroupRouting {
    fn check(&self, issues: &mut Issues<'_>) {
        let first = self.rules.first().and_then(|rule| rule.evaluated_queue_id.as_ref());
        if first.is_some_and(|queue| !queue.id().is_empty()) {
            let reason = "must be left out: the first rule is always about the queue itself";
            issues.say("rules[0].evaluatedQueueId", reason);
        }
    }

    fn settle(body: &mut Json, sent: &Sent<'_>) {
        queue::settle(body, sent);
    }
}
