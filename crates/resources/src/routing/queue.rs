//! `routing:Queue`, where interactions wait for an agent.

pub mod media;
pub mod rules;

use std::collections::BTreeMap;

use pulumi_provider::declaration::{Collection, Issues, Properties, Ref, Remove, Resource, Set, nearest};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;
use crate::relations::queue_flows::InQueueFlows;
use media::{
    QueueMediaSettingsCall, QueueMediaSettingsCallback, QueueMediaSettingsChat, QueueMediaSettingsEmail,
    QueueMediaSettingsMessage,
};
use rules::{
    CannedResponseMode, QueueAgentOwnedRouting, QueueBullseyeRing, QueueCannedResponseLibraries,
    QueueConditionalGroupRoutingRule, QueueDirectRouting, QueueEmailAddress, QueueGroupActivation,
    QueueRoutingRule,
};

/// A queue, where interactions wait for an agent.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Queue", lookup = "name", narrow = "divisionId", advice = ADVICE)]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
// One call answers only queues without a peer, or only those with one.
#[api(list_variants("hasPeer=false", "hasPeer=true"), page = 500)]
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

    /// Rings of agents who are asked one after the other. The last ring says what holds when all have been asked; the platform's own
    /// pages do not show it as a ring.
    #[api("bullseye.rings")]
    #[schemars(length(min = 2, max = 6))]
    pub bullseye_rings: Option<Vec<QueueBullseyeRing>>,

    /// Rules of preferred agent routing.
    #[schemars(length(max = 6))]
    pub routing_rules: Option<Vec<QueueRoutingRule>>,

    /// Groups that take interactions too while a condition holds, looked at while an interaction waits.
    #[api("conditionalGroupRouting.rules")]
    #[schemars(length(max = 5))]
    pub conditional_group_routing_rules: Option<Vec<QueueConditionalGroupRoutingRule>>,

    /// Groups that take interactions too while rules hold, looked at again and again.
    pub conditional_group_activation: Option<QueueGroupActivation>,

    /// Interactions that go to one agent's own address.
    pub direct_routing: Option<QueueDirectRouting>,

    /// Callbacks that belong to an agent.
    pub agent_owned_routing: Option<QueueAgentOwnedRouting>,

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

    /// What runs and plays while interactions wait.
    #[serde(flatten)]
    pub flows: InQueueFlows,

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

    /// Address from which agents of the queue send e-mails.
    pub outbound_email_address: Option<QueueEmailAddress>,

    /// Scripts that agents see, by the kind of interaction: `CALL`, `CALLBACK`, `CHAT`, `COBROWSE`, `EMAIL`, `MESSAGE`,
    /// `SOCIAL_EXPRESSION`, `VIDEO`, `SCREENSHARE`.
    #[api("defaultScripts{}.id")]
    pub default_script_ids: Option<BTreeMap<String, Ref<kinds::Script>>>,

    /// Canned responses that agents can use.
    pub canned_response_libraries: Option<QueueCannedResponseLibraries>,

    /// Id of the queue's counterpart in another system.
    pub peer_id: Option<String>,

    /// Queue whose settings the new queue starts with, where the program does not say otherwise. It only counts when the queue is
    /// created.
    #[property(write_only)]
    #[api(create_only)]
    pub source_queue_id: Option<Ref<kinds::Queue>>,

    /// Groups whose members take interactions of the queue. Left as they are when not set.
    #[api("memberGroups[type=GROUP].id")]
    pub groups: Option<Set<Ref<kinds::Group>>>,

    /// Teams whose members take interactions of the queue. Left as they are when not set.
    #[api("memberGroups[type=TEAM].id")]
    pub teams: Option<Set<Ref<kinds::Team>>>,

    /// Skill groups whose members take interactions of the queue. Left as they are when not set.
    #[api("memberGroups[type=SKILLGROUP].id")]
    pub skill_groups: Option<Set<Ref<kinds::SkillGroup>>>,

    /// Wrap-up codes that agents can choose. Left as they are when not set.
    #[api("id", collection = &WRAPUP_CODES)]
    pub wrapup_codes: Option<Set<Ref<kinds::WrapupCode>>>,

    /// Agents who take interactions of the queue, besides those who do so through a group. Left as they are when not set; use
    /// `QueueMembers` or `UserQueue` to own only some of them.
    #[property(key = "userId")]
    #[api("", collection = &MEMBERS)]
    pub members: Option<Vec<QueueMember>>,

    /// Says that the program does not manage members, which holds for every program that does not name `members`.
    #[property(control)]
    pub ignore_members: Option<bool>,

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
        if let Some(rings) = self.bullseye_rings.as_ref().map(|rings| rings.len().max(1))
            && issues.known(&["bullseyeRings", "members"])
        {
            for (index, member) in self.members.iter().flatten().enumerate() {
                if let Some(ring) = member.ring_num.filter(|ring| *ring as usize > rings) {
                    let reason = format!("there is no ring {ring}: bullseyeRings has {rings}");
                    issues.say(&format!("members[{index}].ringNum"), reason);
                }
            }
        }
        let first = self.conditional_group_routing_rules.iter().flatten().next();
        if first.and_then(|rule| rule.queue_id.as_ref()).is_some_and(|queue| !queue.id().is_empty()) {
            let reason = "must be left out: the first rule is always about the queue itself";
            issues.say("conditionalGroupRoutingRules[0].queueId", reason);
        }
        if let Some(activation) = &self.conditional_group_activation
            && issues.known(&["conditionalGroupActivation"])
        {
            activation.check("conditionalGroupActivation", issues);
        }
        for medium in self.default_script_ids.iter().flat_map(BTreeMap::keys) {
            if !MEDIA.split(", ").any(|known| known == medium) {
                let similar = nearest(medium, MEDIA.split(", "));
                let hint = similar.first().map(|medium| format!("; did you mean {medium}?"));
                let reason =
                    format!("is no kind of interaction; there are {MEDIA}{}", hint.unwrap_or_default());
                issues.say(&format!("defaultScriptIds[\"{}\"]", medium.replace('"', "\\\"")), reason);
            }
        }
        if let Some(responses) = &self.canned_response_libraries
            && responses.library_ids.as_ref().is_some_and(|ids| !ids.0.is_empty())
            && responses.mode != Some(CannedResponseMode::SelectedOnly)
            && issues.known(&["cannedResponseLibraries"])
        {
            issues.say("cannedResponseLibraries.libraryIds", "needs the mode SelectedOnly");
        }
        if self.ignore_members == Some(true) && self.members.is_some() {
            issues.say("members", "cannot be managed together with ignoreMembers; name one of the two");
        }
    }

    fn settle(body: &mut Json, sent: &Sent<'_>) {
        settle(body, sent);
    }

    /// Rings that have groups go only after their groups have gone.
    fn first_step(live: &Json, wanted: &Json) -> Option<Json> {
        let (there, left) = (live.pointer("/bullseye/rings")?.as_array()?, wanted.pointer("/bullseye/rings"));
        let left = left.and_then(Json::as_array).cloned().unwrap_or_default();
        let mut going = there.get(left.len()..)?.to_vec();
        let has_groups =
            |ring: &Json| ring["memberGroups"].as_array().is_some_and(|groups| !groups.is_empty());
        if !going.iter().any(has_groups) {
            return None;
        }
        for ring in going.iter_mut().filter_map(Json::as_object_mut) {
            ring.remove("memberGroups");
        }
        let mut step = wanted.clone();
        step["bullseye"]["rings"] = left.into_iter().chain(going).collect();
        Some(step)
    }
}

/// What the platform refuses in combination with something else, or takes for something else.
pub(crate) fn settle(body: &mut Json, sent: &Sent<'_>) {
    // The platform keeps the time limit that it filled in itself, and then refuses it beside a prompt that has none.
    if let Some(settings) = body.get_mut("acwSettings").and_then(Json::as_object_mut) {
        let prompt = settings.get("wrapupPrompt").and_then(Json::as_str);
        if matches!(prompt, Some("MANDATORY" | "OPTIONAL")) && !sent.is_managed("acwTimeoutMs") {
            settings.remove("timeoutMs");
        }
    }
    // It answers the queue itself in the first rule, where it takes none.
    if let Some(first) = body.pointer_mut("/conditionalGroupRouting/rules/0").and_then(Json::as_object_mut) {
        first.remove("queue");
    }
    // Libraries are for one mode only.
    if let Some(responses) = body.get_mut("cannedResponseLibraries").and_then(Json::as_object_mut)
        && responses.get("mode").is_some_and(|mode| mode != "SelectedOnly")
    {
        responses.remove("libraryIds");
    }
    // None of these is its absence.
    let Some(members) = body.as_object_mut() else { return };
    for (name, list) in
        [("bullseye", "rings"), ("conditionalGroupRouting", "rules"), ("conditionalGroupActivation", "rules")]
    {
        if members.get(name).is_some_and(|object| object[list].as_array().is_some_and(Vec::is_empty)) {
            members.remove(name);
        }
    }
    if members.get("outboundEmailAddress").is_some_and(|address| {
        address.pointer("/domain/id").is_none() && address.pointer("/route/id").is_none()
    }) {
        members.remove("outboundEmailAddress");
    }
    if members.get("peerId").is_some_and(|id| id == "") {
        members.remove("peerId");
    }
}

/// Kinds of interactions that have a script.
const MEDIA: &str = "CALL, CALLBACK, CHAT, COBROWSE, EMAIL, MESSAGE, SOCIAL_EXPRESSION, VIDEO, SCREENSHARE";

/// What users look for in a queue that is elsewhere, or nowhere.
const ADVICE: &[(&str, &str)] = &[
    ("queueType", "a queue takes every medium; the mediaSettings… properties say how"),
    (
        "routingConfigId",
        "there is no such object; skillEvaluationMethod and scoringMethod say how interactions are routed",
    ),
    ("wrapUpTimeout", "use acwTimeoutMs, in milliseconds"),
    (
        "queueIds",
        "a queue does not name other queues; users are in it by members, or by UserQueue and QueueMembers",
    ),
    (
        "routingProfileId",
        "there is no such object; a user's skills, languages, queues and utilization say the same",
    ),
    ("maxCapacity", "how much an agent can take at once is the agent's utilization: use UserUtilization"),
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

choices! {
    /// How agents are asked for a wrap-up code.
    WrapupPrompt "SCREAMING_SNAKE_CASE" {
        Mandatory = "They must choose one, and have as long as they need.",
        Optional = "They may choose one.",
        MandatoryTimeout = "They should choose one before the time is over.",
        MandatoryForcedTimeout = "They must choose one; the time is always used up.",
        AgentRequested = "They ask for after-call work while the interaction goes on.",
    }
}

impl WrapupPrompt {
    /// Whether the platform takes a time limit beside it.
    pub fn is_timed(&self) -> bool {
        !matches!(self, WrapupPrompt::Mandatory | WrapupPrompt::Optional)
    }
}

choices! {
    /// How the skills of an interaction and of agents are compared.
    SkillEvaluationMethod "SCREAMING_SNAKE_CASE" {
        None = "Skills are not looked at.",
        Best = "The agent with the best match.",
        All = "An agent who has all of them.",
    }

    /// How waiting interactions are ordered.
    ScoringMethod "PascalCase" {
        TimestampAndPriority = "By priority and time waited.",
        PriorityOnly = "By priority alone.",
    }

    /// Whether an interaction is offered first to the agent who had the customer last.
    LastAgentRoutingMode "PascalCase" {
        Disabled = "It is not.",
        QueueMembersOnly = "If the agent is a member of the queue.",
        AnyAgent = "Whether or not the agent is a member of the queue.",
    }
}
