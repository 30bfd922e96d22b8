//! `organization:PresenceDefinition`, what people can say that they are doing.

use std::collections::BTreeMap;

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A presence definition: what people can say that they are doing, in the organization's own words.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "organization:PresenceDefinition", noun = "presence definition", lookup = "name")]
#[resource(narrow = "systemPresence, divisionId", named_by = "languageLabels.en_US", outputs = PresenceDefinitionOutputs)]
#[api(kind = kinds::PresenceDefinition, path = "/api/v2/presence/definitions", update = put, one_page, twins)]
#[api(item = "/api/v2/presence/definitions/{definitionId}")]
pub struct PresenceDefinition {
    /// What it is called, by the language: `en_US`, `de`, `pt_BR`. People whose language has no label see another one.
    pub language_labels: BTreeMap<String, String>,

    /// What it is a kind of: by this the platform knows whether somebody can be asked to take interactions. Another one is another
    /// definition.
    #[property(fixed)]
    pub system_presence: SystemPresence,

    /// Division whose people can choose it; `*` stands for all. All when not set.
    #[api(default = "*", source = CxAsCode)]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Whether nobody can choose it any more. Name it where a definition that somebody has switched off is to show as drift.
    #[api(default = false, source = CxAsCode)]
    pub deactivated: Option<bool>,
}

/// What the platform says of a presence definition.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PresenceDefinitionOutputs {
    /// By what it is looked up: its label in American English, or the first one.
    #[api(unfiltered)]
    pub name: Option<String>,
}

impl Hooks for PresenceDefinition {
    fn check(&self, issues: &mut Issues<'_>) {
        if self.language_labels.is_empty() && issues.known(&["languageLabels"]) {
            issues.say("languageLabels", "needs at least one label: {\"en_US\": \"Coffee break\"}");
        }
    }

    /// Nothing about a definition is unique, so it is known by a label; the platform's own name for it follows the caller's language.
    fn receive(answer: &mut Json) {
        let label = |labels: &Json| {
            let labels = labels.as_object()?;
            ["en_US", "en"].iter().find_map(|code| labels.get(*code)).or(labels.values().next()).cloned()
        };
        if let Some(label) = label(&answer["languageLabels"]) {
            answer["name"] = label;
        }
    }

    /// What it is called, the labels say, and whose it is, the platform.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        let Some(members) = body.as_object_mut() else { return };
        members.remove("name");
        members.remove("type");
        members.entry("divisionId").or_insert(json!("*"));
    }
}

choices! {
    /// What a presence definition is a kind of.
    SystemPresence "PascalCase" {
        Available = "Somebody is there.",
        Away = "Somebody is not there.",
        Break = "A break.",
        Busy = "Somebody is there, and does something else.",
        Meal = "A meal.",
        Meeting = "A meeting.",
        Training = "A training.",
        OnQueue = "Somebody takes interactions of queues.",
        Offline = "Somebody is not logged in.",
        Idle = "Somebody does nothing.",
    }
}
