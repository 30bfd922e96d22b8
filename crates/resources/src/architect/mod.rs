//! Architect: what happens to an interaction before, between and after agents.

pub mod flow;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<flow::Flow>(include_str!("flow.md")));
}
