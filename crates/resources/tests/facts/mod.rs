//! The committed facts, and how declarations are judged by them. Also compiled into `cargo xtask`, which reports on the same.
#![allow(dead_code, reason = "every test uses its own part")]

pub(crate) mod api;
pub(crate) mod contract;
pub(crate) mod coverage;
pub(crate) mod exceptions;
pub(crate) mod peer;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// Says what a passing test has done, past the test harness, which hides it.
pub(crate) fn report(line: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

/// A file of the facts. Every crate lies two folders below the root.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../facts").join(name)
}

/// Reads a JSON file of the facts.
pub(crate) fn read(name: &str) -> Result<Json, String> {
    let text = std::fs::read(path(name)).map_err(|error| format!("facts/{name}: {error}"))?;
    serde_json::from_slice(&text).map_err(|error| format!("facts/{name}: {error}"))
}

/// Reads a compressed JSON file of the facts.
pub(crate) fn read_compressed(name: &str) -> Result<Json, String> {
    let file = std::fs::File::open(path(name)).map_err(|error| format!("facts/{name}: {error}"))?;
    let mut text = Vec::new();
    let read = flate2::read::GzDecoder::new(file).read_to_end(&mut text);
    read.map_err(|error| format!("facts/{name}: {error}"))?;
    serde_json::from_slice(&text).map_err(|error| format!("facts/{name}: {error}"))
}
