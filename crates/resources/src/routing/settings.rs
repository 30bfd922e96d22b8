//! `routing:Settings`, the organization's settings of routing.

use pulumi_provider::declaration::{Part, Properties, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// The organization's settings of routing, of which there is exactly one set.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Settings", noun = "routing settings")]
#[api(kind = kinds::RoutingSettings, path = "/api/v2/routing/settings", item = "/api/v2/routing/settings", update = put)]
#[api(singleton = "settings", reset, parts = PARTS)]
pub struct Settings {
    /// Forget how long an agent has been idle when the agent's presence changes.
    #[api("resetAgentScoreOnPresenceChange", default = false, source = Inferred)]
    pub reset_agent_on_presence_change: Option<bool>,

    /// Settings of the contact centre.
    #[api("", part = "contactcenter")]
    pub contactcenter: Option<SettingsContactcenter>,

    /// Settings of transcription.
    #[api("", part = "transcription")]
    pub transcription: Option<SettingsTranscription>,

    /// Take everything back to the platform's defaults when the resource is deleted, instead of leaving it as it is.
    #[property(control)]
    pub reset_on_delete: Option<bool>,
}

impl Hooks for Settings {}

const PARTS: &[Part] = &[
    Part { name: "contactcenter", path: "/api/v2/routing/settings/contactcenter", ..Part::PATCH },
    Part { name: "transcription", path: "/api/v2/routing/settings/transcription", ..Part::PUT },
];

/// Settings of the contact centre.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SettingsContactcenter {
    /// Take the skills from an interaction that is transferred blindly.
    #[api(default = false, source = Inferred)]
    pub remove_skills_from_blind_transfer: Option<bool>,
}

/// Settings of transcription.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SettingsTranscription {
    /// Which voice interactions are transcribed.
    #[api(default = "Disabled", source = Inferred)]
    pub transcription: Option<Transcription>,

    /// How sure the platform must be of what it has understood, in percent.
    #[api(default = 0, source = Inferred)]
    #[schemars(range(min = 0, max = 100))]
    pub transcription_confidence_threshold: Option<u32>,

    /// Transcribe with less delay.
    #[api(default = false, source = Inferred)]
    pub low_latency_transcription_enabled: Option<bool>,

    /// Let transcripts be searched for what was said.
    #[api(default = false, source = Inferred)]
    pub content_search_enabled: Option<bool>,

    /// Leave data of payment cards out of transcripts.
    #[api(default = false, source = Inferred)]
    pub pci_dss_redaction_enabled: Option<bool>,

    /// Leave what identifies persons out of transcripts.
    #[api(default = false, source = Inferred)]
    pub pii_redaction_enabled: Option<bool>,
}

choices! {
    /// Which voice interactions are transcribed.
    Transcription "PascalCase" {
        Disabled = "None.",
        EnabledGlobally = "All.",
        EnabledQueueFlow = "Those of queues and flows that say so.",
    }
}
