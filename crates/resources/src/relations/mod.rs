//! Relations as resources of their own, so that one team can own one side and another team the other.
//!
//! Each owns only what it names. What it relates has the same as a property, for a program that owns all of it.

pub mod group_roles;
pub mod queue_flows;
pub mod queue_members;
pub mod role_grant;
pub mod user_queue;
pub mod user_roles;
pub mod user_routing_language;
pub mod user_routing_skill;
pub mod user_utilization;

use crate::registry::{Registry, resource};

/// What guides have invented for memberships.
const MEMBERSHIP_ADVICE: &[(&str, &str)] = &[
    ("wrapUpTimeout", "after-call work is the queue's: use acwTimeoutMs of routing:Queue, in milliseconds"),
    (
        "maxCapacity",
        "how much a user can take at once is the user's utilization: use UserUtilization, or routingUtilization of User",
    ),
    ("queueIds", "a membership is of one queue: use queueId, and a resource for each queue"),
    ("userIds", "use UserQueue with userId for one user, QueueMembers with members for several"),
    ("memberIds", "use members, with a userId each"),
    (
        "routingProfileId",
        "there is no such object: a user's skills, languages, queues and utilization say the same",
    ),
];

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<group_roles::GroupRoles>(include_str!("group_roles.md")));
    registry.add(resource::<queue_flows::QueueFlows>(include_str!("queue_flows.md")));
    registry.add(resource::<queue_members::QueueMembers>(include_str!("queue_members.md")));
    registry.add(resource::<role_grant::RoleGrant>(include_str!("role_grant.md")));
    registry.add(resource::<user_queue::UserQueue>(include_str!("user_queue.md")));
    registry.add(resource::<user_roles::UserRoles>(include_str!("user_roles.md")));
    registry.add(resource::<user_routing_language::UserRoutingLanguage>(include_str!(
        "user_routing_language.md"
    )));
    registry.add(resource::<user_routing_skill::UserRoutingSkill>(include_str!("user_routing_skill.md")));
    registry.add(resource::<user_utilization::UserUtilization>(include_str!("user_utilization.md")));
}
