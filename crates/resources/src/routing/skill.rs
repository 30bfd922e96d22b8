//! `routing:Skill`, something that agents can do and interactions can ask for.

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// An ACD skill: something that agents can do and interactions can ask for.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Skill", lookup = "name")]
#[api(kind = kinds::Skill, path = "/api/v2/routing/skills", item = "/api/v2/routing/skills/{skillId}", page = 500)]
pub struct Skill {
    /// Name of the skill, unique in the organization. The resource's logical name when not set.
    // The platform has no call that renames a skill.
    #[property(name, fixed)]
    pub name: Option<String>,
}

impl Hooks for Skill {}
