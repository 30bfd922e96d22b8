//! `index:Team`, people who work together and are looked after as one.

use pulumi_provider::declaration::{Add, Collection, Pages, Ref, Remove, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A team: people who work together, whom queues take members from and reports count as one.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Team", lookup = "name")]
#[api(kind = kinds::Team, path = "/api/v2/teams", item = "/api/v2/teams/{teamId}", update = patch, cursor)]
pub struct Team {
    /// Name of the team, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    #[api(always)]
    pub name: Option<String>,

    /// What the team is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// Division that owns the team. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Users who are in the team. A user is in one team at most. Left as they are when not set.
    #[api("id", collection = &MEMBERS)]
    pub member_ids: Option<Set<Ref<kinds::User>>>,

    /// Remove more than half of ten or more members at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

// The official client sends 25 at a time; the platform answers whom it has not taken, and why.
const MEMBERS: Collection = Collection {
    path: "/api/v2/teams/{teamId}/members",
    batch: 25,
    add: Add::PostNamed("memberIds"),
    remove: Remove::Query("id"),
    relation: true,
    pages: Pages::Cursor,
    failures: Some("failures"),
    ..Collection::IDS
};

impl Hooks for Team {}
