//! `processautomation:Trigger`, what starts a workflow.

use pulumi_provider::declaration::{Issues, JsonList, Naming, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A trigger: starts a workflow when something happens.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "processautomation:Trigger", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::Trigger, path = "/api/v2/processautomation/triggers", update = put, version, cursor)]
#[api(item = "/api/v2/processautomation/triggers/{triggerId}", answered("id", "selfUri"))]
pub struct Trigger {
    /// Name of the trigger, unique in the organization. The resource's logical name when not set.
    #[property(name = Naming { max_length: 256, ..Naming::FREE })]
    // The list cannot be asked for it.
    #[api(unfiltered)]
    #[schemars(length(min = 1, max = 256))]
    pub name: Option<String>,

    /// What happens: a topic of the platform's events, such as `v2.detail.events.conversation.{id}.customer.end`. Another topic is another
    /// trigger.
    #[property(fixed)]
    #[schemars(length(min = 1, max = 256))]
    pub topic_name: String,

    /// Whether the trigger starts anything.
    pub enabled: bool,

    /// What the trigger starts.
    pub target: TriggerTarget,

    /// Which events start it, as a JSON list: `[{"jsonPath": "mediaType", "operator": "Equal", "value": "VOICE"}]`. Every event of the
    /// topic when not set.
    pub match_criteria: Option<JsonList>,

    /// How old an event may be, in seconds, and still start something. Not together with delayBySeconds.
    #[api("eventTTLSeconds")]
    #[schemars(range(min = 10))]
    pub event_ttl_seconds: Option<u32>,

    /// How long after an event the workflow starts, in seconds. Not together with eventTtlSeconds.
    #[schemars(range(min = 60, max = 900))]
    pub delay_by_seconds: Option<u32>,

    /// What the trigger is for.
    #[schemars(length(max = 512))]
    pub description: Option<String>,
}

const ADVICE: &[(&str, &str)] = &[
    ("topic", "it is topicName"),
    ("flowId", "the workflow is the target: its id, with the type Workflow"),
    ("workflowId", "the workflow is the target: its id, with the type Workflow"),
];

impl Hooks for Trigger {
    fn check(&self, issues: &mut Issues<'_>) {
        if self.event_ttl_seconds.is_some() && self.delay_by_seconds.is_some() {
            issues.say("delayBySeconds", "cannot be set together with eventTtlSeconds");
        }
    }
}

/// What a trigger starts.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct TriggerTarget {
    /// What it is.
    pub r#type: TriggerTargetType,

    /// The workflow.
    pub id: Ref<kinds::Flow>,

    /// How the workflow is started.
    #[api(whole)]
    pub workflow_target_settings: Option<WorkflowTargetSettings>,
}

/// How a workflow is started.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowTargetSettings {
    /// What the workflow gets of the event.
    pub data_format: Option<TriggerDataFormat>,
}

choices! {
    /// What a trigger starts.
    TriggerTargetType "PascalCase" {
        Workflow = "A workflow, which is a flow.",
    }

    /// What a workflow gets of an event.
    TriggerDataFormat "PascalCase" {
        Json = "The event as one JSON object.",
        TopLevelPrimitives = "The texts, numbers and booleans of the event's uppermost level, each as a variable.",
    }
}
