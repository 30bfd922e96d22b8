//! The organization as a whole: what its people can say that they are doing.

pub mod presence_definition;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<presence_definition::PresenceDefinition>(include_str!("presence_definition.md")));
}
