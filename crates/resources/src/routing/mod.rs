//! Routing: how an interaction finds an agent.

pub mod email_domain;
pub mod email_route;
pub mod language;
pub mod queue;
pub mod queue_conditional_group_activation;
pub mod queue_conditional_group_routing;
pub mod queue_outbound_email_address;
pub mod settings;
pub mod skill;
pub mod skill_group;
pub mod sms_address;
pub mod utilization;
pub mod utilization_label;
pub mod wrapupcode;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<email_domain::EmailDomain>(include_str!("email_domain.md")));
    registry.add(resource::<email_route::EmailRoute>(include_str!("email_route.md")));
    registry.add(resource::<language::Language>(include_str!("language.md")));
    registry.add(resource::<queue::Queue>(include_str!("queue.md")));
    registry.add(resource::<queue_conditional_group_activation::QueueConditionalGroupActivation>(
        include_str!("queue_conditional_group_activation.md"),
    ));
    registry.add(resource::<queue_conditional_group_routing::QueueConditionalGroupRouting>(include_str!(
        "queue_conditional_group_routing.md"
    )));
    registry.add(resource::<queue_outbound_email_address::QueueOutboundEmailAddress>(include_str!(
        "queue_outbound_email_address.md"
    )));
    registry.add(resource::<settings::Settings>(include_str!("settings.md")));
    registry.add(resource::<skill::Skill>(include_str!("skill.md")));
    registry.add(resource::<skill_group::SkillGroup>(include_str!("skill_group.md")));
    registry.add(resource::<sms_address::SmsAddress>(include_str!("sms_address.md")));
    registry.add(resource::<utilization::Utilization>(include_str!("utilization.md")));
    registry.add(resource::<utilization_label::UtilizationLabel>(include_str!("utilization_label.md")));
    registry.add(resource::<wrapupcode::Wrapupcode>(include_str!("wrapupcode.md")));
}
