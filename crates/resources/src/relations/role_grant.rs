//! `index:RoleGrant`, one role that somebody has in one division.

use pulumi_provider::declaration::{Guard, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// One role that a user, a group or an OAuth client has in one division.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:RoleGrant", noun = "grant of a role", advice = ADVICE)]
#[api(kind = kinds::RoleGrant, element, bodyless, read_from_list, one_page)]
#[api(list = "/api/v2/authorization/subjects/{subjectId}", rows = "grants", query("includeDuplicates=true"))]
#[api(guard = Guard::Subject("subjectId"))]
#[api(path = "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}")]
#[api(item = "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}")]
pub struct RoleGrant {
    /// The user, group or OAuth client that has the role.
    // Of what a user has through a group, the group is the subject.
    #[api("subjectId", parameter = "subjectId")]
    #[property(identity)]
    pub subject_id: String,

    /// The division in which it is given, `*` for all.
    #[api("division.id", parameter = "divisionId")]
    #[property(identity)]
    pub division_id: Ref<kinds::Division>,

    /// The role.
    #[api("role.id", parameter = "roleId")]
    #[property(identity)]
    pub role_id: Ref<kinds::Role>,

    /// Who has the role. It only counts when the grant is created; the platform does not tell it.
    #[api(query = "subjectType", default = "PC_USER", source = Documented)]
    pub subject_type: Option<SubjectType>,
}

/// What users of one look for in the other.
const ADVICE: &[(&str, &str)] = &[
    ("userId", "use subjectId"),
    ("groupId", "use subjectId, with subjectType PC_GROUP"),
    ("clientId", "use subjectId, with subjectType PC_OAUTH_CLIENT"),
    ("divisionIds", "a grant is in one division: use divisionId, and a resource for each, or \"*\" for all"),
];

impl Hooks for RoleGrant {}

choices! {
    /// Who has a role.
    SubjectType "SCREAMING_SNAKE_CASE" {
        PcUser = "A user.",
        PcGroup = "A group.",
        PcOauthClient = "An OAuth client.",
    }
}
