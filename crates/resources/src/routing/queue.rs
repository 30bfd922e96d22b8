//! `routing:Queue`, where interactions wait for an agent.

use pulumi_provider::declaration::{Choice, Collection, Issues, Properties, Ref, Remove, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::Hooks;
use crate::kinds;

/// A queue, where interactions wait for an agent.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Queue", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
// One call answers only queues without a peer, or only those with one.
#[api(list_variants("hasPeer=false", "hasPeer=true"))]
pub struct Queue {
    /// Name of the queue, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the queue is for.
    pub description: Option<String>,

    /// Division that owns the queue. The home division when not set.
    // A PUT does not change it: the platform moves objects by a call of its own.
    #[api("division.id", moved = "QUEUE")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// How agents are asked for a wrap-up code.
    #[api("acwSettings.wrapupPrompt", default = "MANDATORY_TIMEOUT", source = CxAsCode)]
    pub acw_wrapup_prompt: Option<WrapupPrompt>,

    /// Longest time an agent may stay in after-call work, in milliseconds. Needs a prompt that has a time limit.
    // CX as Code allows 0 to 86,400,000; the API documents one second to one hour.
    #[api("acwSettings.timeoutMs")]
    #[schemars(range(min = 1_000, max = 3_600_000))]
    pub acw_timeout_ms: Option<u32>,

    /// How the skills of an interaction and of agents are compared.
    #[api(default = "ALL", source = CxAsCode)]
    pub skill_evaluation_method: Option<SkillEvaluationMethod>,

    /// How waiting interactions are ordered.
    #[api(default = "TimestampAndPriority", source = CxAsCode)]
    pub scoring_method: Option<ScoringMethod>,

    /// Whether an interaction is offered first to the agent who had the customer last.
    pub last_agent_routing_mode: Option<LastAgentRoutingMode>,

    /// Settings for calls.
    #[api("mediaSettings.call")]
    pub media_settings_call: Option<QueueMediaSettingsCall>,

    /// Settings for callbacks.
    #[api("mediaSettings.callback")]
    pub media_settings_callback: Option<QueueMediaSettingsCallback>,

    /// Settings for chats.
    #[api("mediaSettings.chat")]
    pub media_settings_chat: Option<QueueMediaSettingsChat>,

    /// Settings for e-mails.
    #[api("mediaSettings.email")]
    pub media_settings_email: Option<QueueMediaSettingsEmail>,

    /// Settings for messages.
    #[api("mediaSettings.message")]
    pub media_settings_message: Option<QueueMediaSettingsMessage>,

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

    /// Audio that is played while a call is on hold.
    #[api("onHoldPrompt.id")]
    pub on_hold_prompt_id: Option<Ref<kinds::UserPrompt>>,

    /// Play the whisper prompt only to agents whose calls are answered automatically.
    #[api(default = true, source = CxAsCode)]
    pub auto_answer_only: Option<bool>,

    /// Transcribe voice interactions.
    #[api(default = false, source = CxAsCode)]
    pub enable_transcription: Option<bool>,

    /// Let supervisors listen to the audio of waiting callers.
    #[api(default = false, source = CxAsCode)]
    pub enable_audio_monitoring: Option<bool>,

    /// Let supervisors assign interactions to agents by hand.
    #[api(default = false, source = CxAsCode)]
    pub enable_manual_assignment: Option<bool>,

    /// Do not record calls while they wait.
    #[api(default = true, source = CxAsCode)]
    pub suppress_in_queue_call_recording: Option<bool>,

    /// Name that called parties see.
    pub calling_party_name: Option<String>,

    /// Number that called parties see.
    pub calling_party_number: Option<String>,

    /// Address from which agents of the queue send SMS messages.
    #[api("outboundMessagingAddresses.smsAddress.id")]
    pub outbound_messaging_sms_address_id: Option<Ref<kinds::SmsAddress>>,

    /// Recipient from which agents of the queue send open messages.
    #[api("outboundMessagingAddresses.openMessagingRecipient.id")]
    pub outbound_messaging_open_messaging_recipient_id: Option<Ref<kinds::MessagingRecipient>>,

    /// Recipient from which agents of the queue send WhatsApp messages.
    #[api("outboundMessagingAddresses.whatsAppRecipient.id")]
    pub outbound_messaging_whatsapp_recipient_id: Option<Ref<kinds::MessagingRecipient>>,

    /// Wrap-up codes that agents can choose. Left as they are when not set.
    #[api("id", collection = &WRAPUP_CODES)]
    pub wrapup_codes: Option<Set<Ref<kinds::WrapupCode>>>,

    /// Agents who take interactions of the queue, besides those who do so through a group. Left as they are when not set; use
    /// `QueueMembers` or `UserQueue` to own only some of them.
    #[property(key = "userId")]
    #[api("", collection = &MEMBERS)]
    pub members: Option<Vec<QueueMember>>,

    /// Remove more than half of ten or more members or wrap-up codes at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,

    /// Delete the queue though it is in use.
    #[property(control)]
    pub force_delete: Option<bool>,
}

/// Members of a queue who are not in it through a group: those can neither be removed nor given a ring here.
pub(crate) const MEMBERS: Collection = Collection {
    path: "/api/v2/routing/queues/{queueId}/members",
    query: &[("memberBy", "user")],
    remove: Remove::Post("delete", "true"),
    relation: true,
    ..Collection::IDS
};

const WRAPUP_CODES: Collection =
    Collection { path: "/api/v2/routing/queues/{queueId}/wrapupcodes", ..Collection::IDS };

impl Hooks for Queue {
    fn check(&self, issues: &mut Issues<'_>) {
        // Without a prompt the platform's default is a timed one.
        let untimed = self.acw_wrapup_prompt.as_ref().is_some_and(|prompt| !prompt.is_timed());
        if self.acw_timeout_ms.is_some() && untimed {
            issues.say(
                "acwTimeoutMs",
                "needs an acwWrapupPrompt that has a time limit: MANDATORY_TIMEOUT, \
                MANDATORY_FORCED_TIMEOUT or AGENT_REQUESTED",
            );
        }
    }

    fn settle(body: &mut Json, managed: &dyn Fn(&str) -> bool) {
        // The platform keeps the time limit that it filled in itself, and then refuses it beside a prompt that has none.
        let Some(settings) = body.get_mut("acwSettings").and_then(Json::as_object_mut) else { return };
        let prompt = settings.get("wrapupPrompt").and_then(Json::as_str);
        if matches!(prompt, Some("MANDATORY" | "OPTIONAL")) && !managed("acwTimeoutMs") {
            settings.remove("timeoutMs");
        }
    }
}

/// What users look for in a queue that is elsewhere, or nowhere.
const ADVICE: &[(&str, &str)] = &[
    ("queueType", "a queue takes every medium; the mediaSettings… properties say how"),
    (
        "routingConfigId",
        "there is no such object; skillEvaluationMethod and scoringMethod say how interactions are routed",
    ),
    ("wrapUpTimeout", "use acwTimeoutMs, in milliseconds"),
    ("maxCapacity", "how much an agent can take at once is the agent's utilization, not the queue's"),
    ("alertingTimeoutSec", "use alertingTimeoutSec of mediaSettingsCall and its siblings"),
    ("alertTimeoutSeconds", "use alertingTimeoutSec of mediaSettingsCall and its siblings"),
];

/// An agent who takes interactions of a queue.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMember {
    /// The agent.
    #[api("id")]
    pub user_id: Ref<kinds::User>,

    /// The bullseye ring in which the agent is asked, from 1 to 6.
    #[api("ringNumber", default = 1, source = CxAsCode)]
    #[schemars(range(min = 1, max = 6))]
    pub ring_num: Option<u32>,
}

/// How agents are asked for a wrap-up code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WrapupPrompt {
    /// They must choose one, and have as long as they need.
    Mandatory,
    /// They may choose one.
    Optional,
    /// They should choose one before the time is over.
    MandatoryTimeout,
    /// They must choose one; the time is always used up.
    MandatoryForcedTimeout,
    /// They ask for after-call work while the interaction goes on.
    AgentRequested,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

impl WrapupPrompt {
    /// Whether the platform takes a time limit beside it.
    pub fn is_timed(&self) -> bool {
        !matches!(self, WrapupPrompt::Mandatory | WrapupPrompt::Optional)
    }
}

/// How the skills of an interaction and of agents are compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SkillEvaluationMethod {
    /// Skills are not looked at.
    None,
    /// The agent with the best match.
    Best,
    /// An agent who has all of them.
    All,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// How waiting interactions are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
pub enum ScoringMethod {
    /// By priority and time waited.
    TimestampAndPriority,
    /// By priority alone.
    PriorityOnly,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// Whether an interaction is offered first to the agent who had the customer last.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
pub enum LastAgentRoutingMode {
    /// It is not.
    Disabled,
    /// If the agent is a member of the queue.
    QueueMembersOnly,
    /// Whether or not the agent is a member of the queue.
    AnyAgent,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// Who is called first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
pub enum CallbackMode {
    /// The agent.
    AgentFirst,
    /// The customer.
    CustomerFirst,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// What happens when a callback is answered before an agent is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
pub enum CallbackReaction {
    /// The call ends.
    HangUp,
    /// The call waits in the queue.
    TransferToQueue,
    /// A flow takes the call.
    TransferToFlow,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// What happens to a conversation that nobody writes in any more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InactivityAction {
    /// It is closed.
    Disconnect,
    /// A flow takes it.
    SendToArchitectFlow,
    /// One that the platform has added since.
    #[serde(untagged)]
    Other(String),
}

/// Settings of a queue for calls.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettingsCall {
    /// How long an agent is alerted before the next one is asked, in seconds.
    #[api("alertingTimeoutSeconds", default = 8, source = CxAsCode)]
    #[schemars(range(min = 7))]
    pub alerting_timeout_sec: Option<u32>,

    /// Share of interactions that should be answered in time, from 0 to 1.
    #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub service_level_percentage: Option<f64>,

    /// What "in time" means for the service level, in milliseconds.
    #[api("serviceLevel.durationMs", default = 20000, source = CxAsCode)]
    #[schemars(range(min = 1_000))]
    pub service_level_duration_ms: Option<u64>,

    /// Connect agents without asking them.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_answer: Option<bool>,

    /// How long the tone is that announces an answered interaction, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,

    /// How long the tone is that announces an interaction to answer, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
}

/// Settings of a queue for callbacks.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettingsCallback {
    /// How long an agent is alerted before the next one is asked, in seconds.
    #[api("alertingTimeoutSeconds", default = 30, source = CxAsCode)]
    #[schemars(range(min = 7))]
    pub alerting_timeout_sec: Option<u32>,

    /// Share of interactions that should be answered in time, from 0 to 1.
    #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub service_level_percentage: Option<f64>,

    /// What "in time" means for the service level, in milliseconds.
    #[api("serviceLevel.durationMs", default = 20000, source = CxAsCode)]
    #[schemars(range(min = 1_000))]
    pub service_level_duration_ms: Option<u64>,

    /// Connect agents without asking them.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_answer: Option<bool>,

    /// How long the tone is that announces an answered interaction, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,

    /// How long the tone is that announces an interaction to answer, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,

    /// Who is called first.
    #[api(default = "AgentFirst", source = CxAsCode)]
    pub mode: Option<CallbackMode>,

    /// Dial and end callbacks without the agent.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_dial_and_end: Option<bool>,

    /// How long to wait before dialling by itself, in seconds.
    #[api(default = 300, source = CxAsCode)]
    pub auto_dial_delay_seconds: Option<u32>,

    /// How long to wait before ending by itself, in seconds.
    #[api(default = 300, source = CxAsCode)]
    pub auto_end_delay_seconds: Option<u32>,

    /// How many more callbacks are dialled than agents are free, 1 or more.
    #[schemars(range(min = 1.0))]
    pub pacing_modifier: Option<f64>,

    /// How often a callback is tried again.
    #[schemars(range(min = 0, max = 20))]
    pub max_retry_count: Option<u32>,

    /// How long to wait between tries, in seconds.
    #[schemars(range(min = 60, max = 86_400))]
    pub retry_delay_seconds: Option<u32>,

    /// What happens when a person answers before an agent is there.
    pub live_voice_reaction_type: Option<CallbackReaction>,

    /// Flow that takes the call when a person answers.
    #[api("liveVoiceFlow.id")]
    pub live_voice_flow_id: Option<Ref<kinds::Flow>>,

    /// What happens when a machine answers.
    pub answering_machine_reaction_type: Option<CallbackReaction>,

    /// Flow that takes the call when a machine answers.
    #[api("answeringMachineFlow.id")]
    pub answering_machine_flow_id: Option<Ref<kinds::Flow>>,
}

/// Settings of a queue for chats.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettingsChat {
    /// How long an agent is alerted before the next one is asked, in seconds.
    #[api("alertingTimeoutSeconds", default = 30, source = CxAsCode)]
    #[schemars(range(min = 7))]
    pub alerting_timeout_sec: Option<u32>,

    /// Share of interactions that should be answered in time, from 0 to 1.
    #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub service_level_percentage: Option<f64>,

    /// What "in time" means for the service level, in milliseconds.
    #[api("serviceLevel.durationMs", default = 20000, source = CxAsCode)]
    #[schemars(range(min = 1_000))]
    pub service_level_duration_ms: Option<u64>,

    /// Connect agents without asking them.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_answer: Option<bool>,

    /// How long the tone is that announces an answered interaction, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,

    /// How long the tone is that announces an interaction to answer, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
}

/// Settings of a queue for e-mails.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettingsEmail {
    /// How long an agent is alerted before the next one is asked, in seconds.
    #[api("alertingTimeoutSeconds", default = 300, source = CxAsCode)]
    #[schemars(range(min = 7))]
    pub alerting_timeout_sec: Option<u32>,

    /// Share of interactions that should be answered in time, from 0 to 1.
    #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub service_level_percentage: Option<f64>,

    /// What "in time" means for the service level, in milliseconds.
    #[api("serviceLevel.durationMs", default = 86400000, source = CxAsCode)]
    #[schemars(range(min = 1_000))]
    pub service_level_duration_ms: Option<u64>,

    /// Connect agents without asking them.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_answer: Option<bool>,

    /// How long the tone is that announces an answered interaction, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,

    /// How long the tone is that announces an interaction to answer, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
}

/// Settings of a queue for messages.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMediaSettingsMessage {
    /// How long an agent is alerted before the next one is asked, in seconds.
    #[api("alertingTimeoutSeconds", default = 30, source = CxAsCode)]
    #[schemars(range(min = 7))]
    pub alerting_timeout_sec: Option<u32>,

    /// Share of interactions that should be answered in time, from 0 to 1.
    #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub service_level_percentage: Option<f64>,

    /// What "in time" means for the service level, in milliseconds.
    #[api("serviceLevel.durationMs", default = 20000, source = CxAsCode)]
    #[schemars(range(min = 1_000))]
    pub service_level_duration_ms: Option<u64>,

    /// Connect agents without asking them.
    #[api(default = false, source = CxAsCode)]
    pub enable_auto_answer: Option<bool>,

    /// Act on conversations that nobody writes in any more.
    #[api(default = false, source = CxAsCode)]
    pub enable_inactivity_timeout: Option<bool>,

    /// What to do with conversations that nobody writes in any more.
    pub inactivity_timeout_settings: Option<QueueInactivityTimeoutSettings>,

    /// Settings for kinds of messages.
    #[api("subTypeSettings{mediaType}")]
    #[property(key = "mediaType")]
    pub sub_type_settings: Option<Vec<QueueMessageSubTypeSettings>>,
}

/// What a queue does with conversations that nobody writes in any more.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueInactivityTimeoutSettings {
    /// How long nobody has written, in seconds.
    pub timeout_seconds: u32,

    /// What happens then.
    pub action_type: InactivityAction,

    /// Flow that takes the conversation, for `SEND_TO_ARCHITECT_FLOW`.
    #[api("flowId.id")]
    pub flow_id: Option<Ref<kinds::Flow>>,
}

/// Settings of a queue for one kind of messages.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct QueueMessageSubTypeSettings {
    /// The kind of messages, such as `instagram`.
    pub media_type: String,

    /// Connect agents without asking them.
    pub enable_auto_answer: bool,

    /// Act on conversations that nobody writes in any more.
    #[api(default = false, source = CxAsCode)]
    pub enable_inactivity_timeout: Option<bool>,
}
