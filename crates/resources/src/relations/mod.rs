//! Relations as resources of their own, so that one team can own one side and another team the other.
//!
//! Each owns only what it names. What it relates has the same as a property, for a program that owns all of it.

pub mod queue_members;
pub mod user_queue;
pub mod user_routing_language;
pub mod user_routing_skill;
pub mod user_utilization;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<queue_members::QueueMembers>(include_str!("queue_members.md")));
    registry.add(resource::<user_queue::UserQueue>(include_str!("user_queue.md")));
    registry.add(resource::<user_routing_language::UserRoutingLanguage>(include_str!(
        "user_routing_language.md"
    )));
    registry.add(resource::<user_routing_skill::UserRoutingSkill>(include_str!("user_routing_skill.md")));
    registry.add(resource::<user_utilization::UserUtilization>(include_str!("user_utilization.md")));
}
