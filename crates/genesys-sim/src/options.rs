//! How a simulator is set up.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;

use crate::clock::Clock;

/// Id of the OAuth client that every simulator has.
pub const DEFAULT_CLIENT_ID: &str = "5a1e0000-0000-4000-8000-000000000001";
/// Secret of the OAuth client that every simulator has.
pub const DEFAULT_CLIENT_SECRET: &str = "genesys-sim-secret";

/// How a simulator is set up; every field has a default.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Port for logins alone, which the first port then does not answer; 0 takes a free one.
    pub login_port: Option<u16>,
    /// Folder that keeps the state; in memory when not given.
    pub state: Option<PathBuf>,
    /// From which all ids follow; another one each time when not given.
    pub seed: Option<u64>,
    /// The organization's id; follows from the seed when not given.
    pub organization_id: Option<String>,
    /// The organization's name.
    pub organization_name: String,
    /// Requests that a token may make in a window; 0 switches the limiter off.
    pub rate_limit: u64,
    /// Length of the window in seconds.
    pub rate_window: u64,
    /// Requests of the whole organization in a window; 0 switches the limiter off.
    pub org_limit: u64,
    /// Requests of the whole organization in a window, by method and route template: services have limits of their own.
    /// `*` stands for every method, and at the end of a template for everything below; what one entry covers shares a window.
    pub route_limits: BTreeMap<String, u64>,
    /// Tokens that a client may mint in a minute; 0 switches the limiter off.
    pub mint_limit: u64,
    /// Whether a 429 names the limit that was hit.
    pub limit_details: bool,
    /// Whether unknown request fields are refused.
    pub strict: bool,
    /// Whether every answer is compared with the facts.
    pub validate: bool,
    /// Whether the permissions of a token's roles count.
    pub permissions: bool,
    /// Whether a stale version is a 400 instead of a 409.
    pub version_mismatch_400: bool,
    /// How long the platform's own jobs take, in the clock's milliseconds.
    pub job_delay_ms: u64,
    /// How long every answer waits, in milliseconds of real time.
    pub latency_ms: u64,
    /// How many calls the log keeps.
    pub log_limit: usize,
    /// The clock at the start.
    pub clock: Clock,
    /// A document to seed from at the start and after a reset.
    pub seed_document: Option<Value>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            host: "127.0.0.1".to_owned(),
            port: 0,
            login_port: None,
            state: None,
            seed: None,
            organization_id: None,
            organization_name: "Simulated Organization".to_owned(),
            rate_limit: 300,
            rate_window: 60,
            // The platform publishes none (section 3.1 of the behaviour reference).
            org_limit: 0,
            route_limits: BTreeMap::new(),
            mint_limit: 300,
            limit_details: false,
            strict: false,
            validate: cfg!(debug_assertions),
            permissions: false,
            version_mismatch_400: false,
            job_delay_ms: 0,
            latency_ms: 0,
            log_limit: 100_000,
            clock: Clock::Running { ahead: 0 },
            seed_document: None,
        }
    }
}
