//! `index:UserRoutingSkill`, one user's skill.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::directory::user::ROUTING_SKILLS;
use crate::hooks::Hooks;
use crate::kinds;

/// One user's skill, and how good the user is at it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:UserRoutingSkill", noun = "skill of a user")]
#[api(kind = kinds::UserRoutingSkill, path = "/api/v2/users/{userId}/routingskills", element)]
#[api(item = "/api/v2/users/{userId}/routingskills/{skillId}", read_from_list, page = 50, collection = &ROUTING_SKILLS)]
pub struct UserRoutingSkill {
    /// The user.
    #[api(parameter = "userId")]
    #[property(identity)]
    pub user_id: Ref<kinds::User>,

    /// The skill.
    #[api("id", parameter = "skillId")]
    #[property(identity)]
    pub skill_id: Ref<kinds::Skill>,

    /// How good the user is at it, from 0 to 5.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub proficiency: f64,
}

impl Hooks for UserRoutingSkill {}
