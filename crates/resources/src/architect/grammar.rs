//! `architect:Grammar`, what callers may say or dial.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A grammar: what callers may say or dial where a flow asks them. Its files are in its languages.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Grammar", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::Grammar, path = "/api/v2/architect/grammars", update = patch)]
#[api(item = "/api/v2/architect/grammars/{grammarId}")]
pub struct Grammar {
    /// Name of the grammar, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the grammar is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,
}

const ADVICE: &[(&str, &str)] = &[("languages", "each language is a resource of its own: GrammarLanguage")];

impl Hooks for Grammar {}
