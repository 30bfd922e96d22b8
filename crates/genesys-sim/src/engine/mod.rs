//! The entity engine: create, read, list, update and delete by declaration, with hooks for what is peculiar.

pub mod entity;
pub mod list;
pub mod project;
pub mod singleton;
pub mod verbs;

pub use entity::{Deletion, Division, Entity, Hooks, Match, Unique, Version};
pub use singleton::Singleton;
