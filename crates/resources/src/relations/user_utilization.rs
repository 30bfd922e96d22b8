//! `index:UserUtilization`, how much one user takes at once.

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// How much one user takes at once, where that is not what the organization lays down for everybody.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:UserUtilization", noun = "utilization of a user")]
#[api(kind = kinds::UserUtilization, path = "/api/v2/routing/users/{userId}/utilization", attached, reset, update = put)]
#[api(item = "/api/v2/routing/users/{userId}/utilization", inherited(level = "Organization"))]
#[api(answered("level", "labelUtilizations{}.labelName"))]
pub struct UserUtilization {
    /// The user.
    #[api(parameter = "userId")]
    #[property(identity)]
    pub user_id: Ref<kinds::User>,

    /// What the user takes.
    #[serde(flatten)]
    pub utilization: RoutingUtilization,
}

impl Hooks for UserUtilization {
    fn check(&self, issues: &mut Issues<'_>) {
        let names = ["call", "callback", "chat", "email", "message", "labelUtilizations"];
        if self.utilization.is_empty() && issues.known(&names) {
            issues.say("userId", format!("alone says nothing: set at least one of {}", names.join(", ")));
        }
    }
}

/// How much a user takes at once, where that is not what the organization lays down for everybody.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct RoutingUtilization {
    /// How many calls.
    #[api("utilization.call")]
    pub call: Option<MediaUtilization>,

    /// How many callbacks.
    #[api("utilization.callback")]
    pub callback: Option<MediaUtilization>,

    /// How many chats.
    #[api("utilization.chat")]
    pub chat: Option<MediaUtilization>,

    /// How many e-mails.
    #[api("utilization.email")]
    pub email: Option<MediaUtilization>,

    /// How many messages.
    #[api("utilization.message")]
    pub message: Option<MediaUtilization>,

    /// How many interactions that have a label.
    #[api("labelUtilizations{labelId}")]
    #[property(key = "labelId")]
    pub label_utilizations: Option<Vec<LabelUtilization>>,
}

impl RoutingUtilization {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        let media = [&self.call, &self.callback, &self.chat, &self.email, &self.message];
        media.iter().all(|media| media.is_none()) && self.label_utilizations.is_none()
    }
}

/// How many interactions of one kind a user takes at once.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct MediaUtilization {
    /// The most at once.
    #[schemars(range(min = 0, max = 25))]
    pub maximum_capacity: u32,

    /// Kinds of interactions that one of this kind may interrupt: `call`, `callback`, `chat`, `email` or `message`.
    #[api("interruptableMediaTypes")]
    pub interruptible_media_types: Option<Set<String>>,

    /// Count conversations that no queue has distributed too.
    #[api(default = false, source = CxAsCode)]
    pub include_non_acd: Option<bool>,
}

/// How many interactions with one label a user takes at once.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct LabelUtilization {
    /// The label.
    pub label_id: Ref<kinds::UtilizationLabel>,

    /// The most at once.
    #[schemars(range(min = 0, max = 25))]
    pub maximum_capacity: u32,

    /// Labels whose interactions one with this label may interrupt.
    pub interrupting_label_ids: Option<Set<Ref<kinds::UtilizationLabel>>>,
}
