//! What a queue does with each medium.

use pulumi_provider::declaration::{Properties, Ref};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::kinds;

/// Settings of a queue for a medium: what all media have, each with defaults of its own, and what only this one has.
macro_rules! media_settings {
    ($(#[$about:meta])* $name:ident, $alerting:tt seconds, $duration:tt milliseconds, { $($more:tt)* }) => {
        $(#[$about])*
        #[derive(Debug, Deserialize, JsonSchema, Properties)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// How long an agent is alerted before the next one is asked, in seconds.
            #[api("alertingTimeoutSeconds", default = $alerting, source = CxAsCode)]
            #[schemars(range(min = 7))]
            pub alerting_timeout_sec: Option<u32>,

            /// Share of interactions that should be answered in time, from 0 to 1.
            #[api("serviceLevel.percentage", default = 0.8, source = CxAsCode)]
            #[schemars(range(min = 0.0, max = 1.0))]
            pub service_level_percentage: Option<f64>,

            /// What "in time" means for the service level, in milliseconds.
            #[api("serviceLevel.durationMs", default = $duration, source = CxAsCode)]
            #[schemars(range(min = 1_000))]
            pub service_level_duration_ms: Option<u64>,

            /// Connect agents without asking them.
            #[api(default = false, source = CxAsCode)]
            pub enable_auto_answer: Option<bool>,

            $($more)*
        }
    };
    // Those in which an agent hears a tone.
    ($(#[$about:meta])* $name:ident, $alerting:tt seconds, $duration:tt milliseconds, tones, { $($more:tt)* }) => {
        media_settings! {
            $(#[$about])*
            $name, $alerting seconds, $duration milliseconds,
            {
                /// How long the tone is that announces an answered interaction, in seconds.
                pub auto_answer_alert_tone_seconds: Option<f64>,

                /// How long the tone is that announces an interaction to answer, in seconds.
                pub manual_answer_alert_tone_seconds: Option<f64>,

                $($more)*
            }
        }
    };
}

media_settings! {
    /// Settings of a queue for calls.
    QueueMediaSettingsCall, 8 seconds, 20000 milliseconds, tones, {}
}

media_settings! {
    /// Settings of a queue for chats.
    QueueMediaSettingsChat, 30 seconds, 20000 milliseconds, tones, {}
}

media_settings! {
    /// Settings of a queue for e-mails.
    QueueMediaSettingsEmail, 300 seconds, 86400000 milliseconds, tones, {}
}

media_settings! {
    /// Settings of a queue for callbacks.
    QueueMediaSettingsCallback, 30 seconds, 20000 milliseconds, tones, {
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
}

media_settings! {
    /// Settings of a queue for messages.
    QueueMediaSettingsMessage, 30 seconds, 20000 milliseconds, {
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

choices! {
    /// Who is called first.
    CallbackMode "PascalCase" {
        AgentFirst = "The agent.",
        CustomerFirst = "The customer.",
    }

    /// What happens when a callback is answered before an agent is there.
    CallbackReaction "PascalCase" {
        HangUp = "The call ends.",
        TransferToQueue = "The call waits in the queue.",
        TransferToFlow = "A flow takes the call.",
    }

    /// What happens to a conversation that nobody writes in any more.
    InactivityAction "SCREAMING_SNAKE_CASE" {
        Disconnect = "It is closed.",
        SendToArchitectFlow = "A flow takes it.",
    }
}
