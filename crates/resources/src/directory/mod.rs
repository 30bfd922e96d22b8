//! The directory: who works in an organization, where it is, and who belongs together.

pub mod group;
pub mod location;
pub mod team;
pub mod user;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<group::Group>(include_str!("group.md")));
    registry.add(resource::<location::Location>(include_str!("location.md")));
    registry.add(resource::<team::Team>(include_str!("team.md")));
    registry.add(resource::<user::User>(include_str!("user.md")));
}
