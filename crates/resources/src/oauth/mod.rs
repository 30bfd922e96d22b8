//! OAuth: who may use the API.

pub mod client;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<client::Client>(include_str!("client.md")));
}
