//! Content: what agents read and send, as scripts and canned responses.

pub mod response_asset;
pub mod script;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<response_asset::ResponseAsset>(include_str!("response_asset.md")));
    registry.add(resource::<script::Script>(include_str!("script.md")));
}
