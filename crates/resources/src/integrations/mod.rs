//! Integrations: what the platform works together with, and the secrets by which it does.

pub mod action;
pub mod action_draft;
pub mod credential;
pub mod integration;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<action::IntegrationAction>(include_str!("action.md")));
    registry.add(resource::<action_draft::IntegrationActionDraft>(include_str!("action_draft.md")));
    registry.add(resource::<credential::IntegrationCredential>(include_str!("credential.md")));
    registry.add(resource::<integration::Integration>(include_str!("integration.md")));
}
