//! The directory: where an organization is, and who belongs together.

pub mod group;
pub mod location;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<group::Group>(include_str!("group.md")));
    registry.add(resource::<location::Location>(include_str!("location.md")));
}
