//! Routing skills: created and deleted, never changed.

use crate::engine::{Deletion, Division, Entity, Match, Unique, Version};

/// Kind of a routing skill.
pub const KIND: &str = "routing/skills";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/skills",
    item: "/api/v2/routing/skills/{skillId}",
    model: "RoutingSkill",
    division: Division::ById,
    unique: Some(Unique::NAME),
    deletion: Deletion::SOFT,
    shows_deleted: true,
    version: Version::Text,
    matching: Match::Prefix,
    sort: Some("name"),
    ..Entity::PLAIN
}];
