//! Integrations: what the platform works together with, and the secrets by which it does.

pub mod credential;
pub mod integration;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<credential::IntegrationCredential>(include_str!("credential.md")));
    registry.add(resource::<integration::Integration>(include_str!("integration.md")));
}
