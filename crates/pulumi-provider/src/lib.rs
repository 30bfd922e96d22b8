//! A Pulumi provider SDK for Rust.
//!
//! | module | what it has |
//! |---|---|
//! | [`value`], [`path`] | property values and property paths |
//! | [`declaration`] | declarations and the defaults that are read from them |
//! | [`provider`], [`context`], [`error`] | what a provider implements |
//! | [`serve()`], [`server`], [`wire`], [`engine`], [`proto`] | the protocol around it |
//! | [`testing`] | a provider's tests, through the protocol |

// The derive macros name this crate from the outside, also where they are used inside of it.
extern crate self as pulumi_provider;

pub mod context;
pub mod declaration;
pub mod engine;
pub mod error;
pub mod path;
pub mod proto;
pub mod provider;
pub mod serve;
pub mod server;
mod status;
pub mod testing;
pub mod value;
pub mod wire;

pub use serve::serve;
