//! `index:QueueFlows`, what a queue plays and runs while interactions wait.

use pulumi_provider::declaration::{Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::{Hooks, Sent};
use crate::kinds;
use crate::routing::queue;

/// In-queue flows and whisper prompt of a queue, set after the queue and the flows are there.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:QueueFlows", noun = "flows of a queue", advice = ADVICE)]
#[api(kind = kinds::QueueFlows, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}")]
#[api(update = put, attached)]
pub struct QueueFlows {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// What runs and plays while interactions wait.
    #[serde(flatten)]
    pub flows: InQueueFlows,
}

/// What runs and plays while interactions wait in a queue.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct InQueueFlows {
    /// Flow that callers hear while they wait.
    #[api("queueFlow.id")]
    pub queue_flow_id: Option<Ref<kinds::Flow>>,

    /// Flow that handles e-mails while they wait.
    #[api("emailInQueueFlow.id")]
    pub email_in_queue_flow_id: Option<Ref<kinds::Flow>>,

    /// Flow that handles messages while they wait.
    #[api("messageInQueueFlow.id")]
    pub message_in_queue_flow_id: Option<Ref<kinds::Flow>>,

    /// Prompt that an agent hears before a call is connected.
    #[api("whisperPrompt.id")]
    pub whisper_prompt_id: Option<Ref<kinds::UserPrompt>>,
}

/// What is the queue's own.
const ADVICE: &[(&str, &str)] = &[
    ("flowId", "use queueFlowId, emailInQueueFlowId or messageInQueueFlowId"),
    ("onHoldPromptId", "it refers to nothing that refers back; use onHoldPromptId of routing:Queue"),
];

impl Hooks for QueueFlows {
    fn settle(body: &mut Json, sent: &Sent<'_>) {
        queue::settle(body, sent);
    }
}
