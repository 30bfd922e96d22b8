//! `routing:Language`, a language that agents speak and interactions can ask for.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// An ACD language: one that agents speak and interactions can ask for.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Language", lookup = "name")]
#[api(kind = kinds::Language, path = "/api/v2/routing/languages", item = "/api/v2/routing/languages/{languageId}")]
pub struct Language {
    /// Name of the language, unique in the organization. The resource's logical name when not set.
    // The platform has no call that renames a language.
    #[property(name, fixed)]
    pub name: Option<String>,
}

impl Hooks for Language {}
