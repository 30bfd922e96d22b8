//! `index:GroupRoles`, all roles of one group.

use pulumi_provider::declaration::{Collection, Guard, Pairs, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;
use crate::relations::user_roles::{GRANTS, GRANTS_ADVICE, PAIRS, SubjectRole};

/// All roles of one group, which its members have through it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:GroupRoles", noun = "roles of a group", advice = GRANTS_ADVICE)]
#[api(kind = kinds::GroupRoles, path = "/api/v2/groups", item = "/api/v2/authorization/subjects/{subjectId}", attached)]
#[api(query("includeDuplicates=true"), ambient = "/api/v2/authorization/divisions/home")]
#[api(guard = Guard::Subject("subjectId"))]
pub struct GroupRoles {
    /// The group.
    #[api(parameter = "subjectId")]
    #[property(identity)]
    pub group_id: Ref<kinds::Group>,

    /// The roles, with the divisions in which the group has them. Left as they are when not set.
    #[api("grants", collection = &GROUP_GRANTS)]
    pub roles: Option<Set<SubjectRole>>,

    /// Take away more than half of ten or more roles at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

const GROUP_GRANTS: Collection =
    Collection { pairs: Some(&Pairs { query: &[("subjectType", "PC_GROUP")], ..PAIRS }), ..GRANTS };

impl Hooks for GroupRoles {}
