//! Canned responses: what agents send without having to write it.

pub mod library;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<library::Library>(include_str!("library.md")));
}
