//! `index:UserRoutingLanguage`, one user's language.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::directory::user::ROUTING_LANGUAGES;
use crate::hooks::Hooks;
use crate::kinds;

/// One user's language, and how good the user is at it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:UserRoutingLanguage", noun = "language of a user")]
#[api(kind = kinds::UserRoutingLanguage, path = "/api/v2/users/{userId}/routinglanguages", element)]
#[api(item = "/api/v2/users/{userId}/routinglanguages/{languageId}", read_from_list, page = 50, collection = &ROUTING_LANGUAGES)]
pub struct UserRoutingLanguage {
    /// The user.
    #[api(parameter = "userId")]
    #[property(identity)]
    pub user_id: Ref<kinds::User>,

    /// The language.
    #[api("id", parameter = "languageId")]
    #[property(identity)]
    pub language_id: Ref<kinds::Language>,

    /// How good the user is at it, from 0 to 5.
    // The platform rounds it to a whole number.
    #[schemars(range(min = 0, max = 5))]
    pub proficiency: u32,
}

impl Hooks for UserRoutingLanguage {}
