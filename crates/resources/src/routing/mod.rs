//! Routing: how an interaction finds an agent.

pub mod email_domain;
pub mod email_route;
pub mod language;
pub mod queue;
pub mod settings;
pub mod skill;
pub mod wrapupcode;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<email_domain::EmailDomain>(include_str!("email_domain.md")));
    registry.add(resource::<email_route::EmailRoute>(include_str!("email_route.md")));
    registry.add(resource::<language::Language>(include_str!("language.md")));
    registry.add(resource::<queue::Queue>(include_str!("queue.md")));
    registry.add(resource::<settings::Settings>(include_str!("settings.md")));
    registry.add(resource::<skill::Skill>(include_str!("skill.md")));
    registry.add(resource::<wrapupcode::Wrapupcode>(include_str!("wrapupcode.md")));
}
