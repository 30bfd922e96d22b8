//! Canned responses: what agents send without having to write it.

pub mod library;
pub mod response;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<library::Library>(include_str!("library.md")));
    registry.add(resource::<response::Response>(include_str!("response.md")));
}
