//! Authorization: who may do what, and where.

pub mod division;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<division::Division>(include_str!("division.md")));
}
