//! Authorization: who may do what, and where.

pub mod division;
pub mod role;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<division::Division>(include_str!("division.md")));
    registry.add(resource::<role::Role>(include_str!("role.md")));
}
