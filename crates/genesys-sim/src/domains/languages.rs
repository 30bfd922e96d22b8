//! Routing languages: created and deleted, never changed.

use crate::engine::{Deletion, Entity, Match, Unique, Version};

/// Kind of a routing language.
pub const KIND: &str = "routing/languages";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/languages",
    item: "/api/v2/routing/languages/{languageId}",
    model: "Language",
    unique: Some(Unique::NAME),
    deletion: Deletion { status: 204, ..Deletion::SOFT },
    shows_deleted: true,
    version: Version::Text,
    matching: Match::Prefix,
    sort: Some("name"),
    ..Entity::PLAIN
}];
