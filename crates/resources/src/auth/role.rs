//! `auth:Role`, permissions that can be given together.

pub mod policies;

use pulumi_provider::declaration::{Guard, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;
use policies::{PERMISSIONS, POLICIES};

/// A role: permissions that are given together to users, groups and OAuth clients.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "auth:Role", lookup = "name", find_by = "defaultRoleId", advice = ADVICE)]
#[api(kind = kinds::Role, path = "/api/v2/authorization/roles", item = "/api/v2/authorization/roles/{roleId}")]
// To count the users of every role takes the platform long.
#[api(update = put, query("userCount=false"), guard = Guard::Role)]
#[api(built_in(default_role_id = "/api/v2/authorization/roles/default"))]
#[api(answered(
    "defaultRoleId",
    "userCount",
    "roleNeedsUpdate",
    "baseLicense",
    "addonLicenses",
    "dateLicenseLastUpdated"
))]
#[api(answered("default", "base", "unusedPermissions"))]
pub struct Role {
    /// Name of the role, unique in the organization. The resource's logical name when not set. That of a built-in role cannot be
    /// changed.
    #[property(name)]
    pub name: Option<String>,

    /// What the role is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// Stand for this built-in role, such as `employee` or `supervisor`, which exists already, instead of creating one.
    #[property(fixed, read_only)]
    pub default_role_id: Option<String>,

    /// General permissions by name, of the old sort that belongs to no domain. Left as they are when not set.
    pub permissions: Option<Set<String>>,

    /// What the role allows. Left as it is when not set. The platform's list of permissions is asked whether there is such a thing before
    /// anything is sent.
    #[api(recognize = &POLICIES, catalogue = &PERMISSIONS)]
    pub permission_policies: Option<Set<RolePermissionPolicy>>,

    /// Take a built-in role back to the platform's defaults when the resource is deleted, instead of leaving it as it is.
    #[property(control)]
    pub reset_on_delete: Option<bool>,
}

/// What users look for in a role that is elsewhere.
const ADVICE: &[(&str, &str)] = &[
    ("userIds", "who has a role is said by UserRoles, GroupRoles and RoleGrant"),
    ("divisionId", "where a role holds is said where it is given: by UserRoles, GroupRoles and RoleGrant"),
    ("policies", "use permissionPolicies"),
];

impl Hooks for Role {
    fn settle(body: &mut Json, _: &Sent<'_>) {
        for policy in body["permissionPolicies"].as_array_mut().into_iter().flatten() {
            // The platform looks at conditions only where this says so.
            if policy["resourceConditionNode"].is_object() {
                policy["allowConditions"] = true.into();
            }
        }
    }
}

/// Actions on one kind of object that a role allows.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct RolePermissionPolicy {
    /// Domain of the objects, such as `routing`.
    pub domain: String,

    /// Kind of the objects, such as `queue`. `*` stands for all of the domain.
    pub entity_name: String,

    /// What may be done, such as `view` and `edit`. `*` stands for everything.
    #[schemars(length(min = 1))]
    pub action_set: Set<String>,

    /// When it may be done, if not always.
    #[api("resourceConditionNode")]
    pub conditions: Option<RolePermissionPolicyConditions>,
}

/// When a role allows something.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct RolePermissionPolicyConditions {
    /// How the terms make the condition.
    pub conjunction: ConditionConjunction,

    /// What is compared.
    pub terms: Set<RolePermissionPolicyTerm>,
}

/// A comparison in a condition.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct RolePermissionPolicyTerm {
    /// What is compared, such as `Conversation.queues`.
    pub variable_name: String,

    /// How it is compared.
    pub operator: ConditionOperator,

    /// What it is compared with.
    pub operands: Set<RolePermissionPolicyOperand>,
}

/// What something is compared with.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct RolePermissionPolicyOperand {
    /// What it is.
    pub r#type: ConditionOperandType,

    /// The user, if it is one.
    #[api("user.id")]
    pub user_id: Option<Ref<kinds::User>>,

    /// The queue, if it is one.
    #[api("queue.id")]
    pub queue_id: Option<Ref<kinds::Queue>>,

    /// The team, if it is one.
    #[api("team.id")]
    pub team_id: Option<Ref<kinds::Team>>,

    /// The value, or the name of the variable.
    pub value: Option<String>,
}

choices! {
    /// How the terms make a condition.
    ConditionConjunction "UPPERCASE" {
        And = "All must hold.",
        Or = "One must hold.",
    }

    /// How a term compares.
    ConditionOperator "UPPERCASE" {
        Eq = "Equal.",
        In = "One of them.",
        Ge = "Greater, or equal.",
        Gt = "Greater.",
        Le = "Less, or equal.",
        Lt = "Less.",
    }

    /// What an operand is.
    ConditionOperandType "UPPERCASE" {
        User = "A user.",
        Queue = "A queue.",
        Team = "A team.",
        Scalar = "A value.",
        Variable = "The name of a variable.",
    }
}
