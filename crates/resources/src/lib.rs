//! Genesys Cloud resources: one declaration per type, one lifecycle for all.
//!
//! | module | what it has |
//! |---|---|
//! | [`api_object`], [`architect`], [`auth`], [`content`], [`directory`], [`integrations`], [`oauth`], [`organization`], [`relations`], [`responses`], [`routing`], [`telephony`] | the declarations, one file per type |
//! | [`kinds`], [`hooks`], [`conflict`] | what declarations use: kinds of objects to refer to, a type's own rules, inputs that many have |
//! | [`mapping`] | inputs to the API's objects and back |
//! | [`lifecycle`] | create, read, update, delete, look up, list: for every type the same |
//! | [`registry`], [`package`], [`terraform`] | all types, the package schema and the mapping for Terraform made of them |
//! | [`advice`] | what does not exist, and what to use instead |
//! | [`operations`] | which calls the operations of a type may make |
//! | [`bridged`] | states of CX as Code behind Pulumi's bridge, in our words |

pub mod advice;
pub mod api_object;
pub mod architect;
pub mod auth;
pub mod bridged;
mod choices;
pub mod configuration;
pub mod conflict;
pub mod content;
pub mod directory;
pub mod hooks;
pub mod integrations;
pub mod kinds;
pub mod lifecycle;
pub mod mapping;
pub mod oauth;
pub mod operations;
pub mod organization;
pub mod package;
pub mod registry;
pub mod relations;
pub mod responses;
pub mod routing;
pub mod telephony;
pub mod terraform;

use std::sync::OnceLock;

use registry::Registry;

/// All resource types.
pub fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = Registry::default();
        api_object::register(&mut registry);
        architect::register(&mut registry);
        auth::register(&mut registry);
        content::register(&mut registry);
        directory::register(&mut registry);
        integrations::register(&mut registry);
        oauth::register(&mut registry);
        organization::register(&mut registry);
        relations::register(&mut registry);
        responses::register(&mut registry);
        routing::register(&mut registry);
        telephony::register(&mut registry);
        registry
    })
}
