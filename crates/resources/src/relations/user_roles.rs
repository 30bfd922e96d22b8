//! `index:UserRoles`, all roles of one user.

use pulumi_provider::declaration::{Collection, Guard, Pairs, Properties, Ref, Resource, Set, Side};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// All roles of one user, but those that the user has through groups.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:UserRoles", noun = "roles of a user", advice = GRANTS_ADVICE)]
#[api(kind = kinds::UserRoles, path = "/api/v2/users", item = "/api/v2/authorization/subjects/{subjectId}", attached)]
#[api(query("includeDuplicates=true"), ambient = "/api/v2/authorization/divisions/home")]
#[api(guard = Guard::Subject("subjectId"))]
pub struct UserRoles {
    /// The user.
    #[api(parameter = "subjectId")]
    #[property(identity)]
    pub user_id: Ref<kinds::User>,

    /// The roles, with the divisions in which the user has them. Left as they are when not set.
    #[api("grants", collection = &USER_GRANTS)]
    pub roles: Option<Set<SubjectRole>>,

    /// Take away more than half of ten or more roles at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

impl Hooks for UserRoles {}

/// A role that somebody has, and where.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SubjectRole {
    /// The role.
    pub role_id: Ref<kinds::Role>,

    /// The divisions in which it is given, `*` for all. The home division when not set.
    #[api(default = ambient, source = CxAsCode)]
    #[schemars(length(min = 1))]
    pub division_ids: Option<Set<Ref<kinds::Division>>>,
}

/// What users of one look for in the other.
pub(super) const GRANTS_ADVICE: &[(&str, &str)] = &[
    ("roleIds", "use roles, with a roleId each"),
    ("subjectId", "use userId in UserRoles, groupId in GroupRoles, subjectId in RoleGrant"),
    ("grants", "use roles, with a roleId and divisionIds each"),
];

/// What a subject was given: pairs of a role and a division.
pub(super) const GRANTS: Collection = Collection {
    path: "/api/v2/authorization/subjects/{subjectId}",
    query: &[("includeDuplicates", "true")],
    inline: Some("grants"),
    ..Collection::IDS
};

const USER_GRANTS: Collection =
    Collection { pairs: Some(&Pairs { query: &[("subjectType", "PC_USER")], ..PAIRS }), ..GRANTS };

/// How the platform has what a subject was given.
pub(super) const PAIRS: Pairs = Pairs {
    one: Side { property: "roleId", parameter: "roleId", row: "role.id" },
    others: Side { property: "divisionIds", parameter: "divisionId", row: "division.id" },
    // Those of a group that the subject is in are the group's.
    of: "subjectId",
    add: "/api/v2/authorization/subjects/{subjectId}/bulkadd",
    query: &[],
    list: "grants",
    remove: "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}",
};
