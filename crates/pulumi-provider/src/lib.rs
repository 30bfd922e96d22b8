//! A Pulumi provider SDK for Rust.
//!
//! | module | what it has |
//! |---|---|
//! | [`value`], [`path`] | property values and property paths |
//! | [`provider`], [`context`], [`error`] | what a provider implements |
//! | `server`, `wire`, `proto` | the protocol around it |

pub mod context;
pub mod engine;
pub mod error;
pub mod path;
pub mod provider;
pub mod value;
