//! What a resource finds wrong with its own inputs.

use serde::de::DeserializeOwned;

use crate::path::Path;
use crate::provider::CheckFailure;
use crate::value::Object;

use super::{IMPORTED, Properties, typed};

/// Collects what is wrong.
#[derive(Debug)]
pub struct Issues<'a> {
    inputs: &'a Object,
    olds: &'a Object,
    failures: Vec<CheckFailure>,
}

impl<'a> Issues<'a> {
    /// Nothing wrong yet with these inputs, which are to replace those.
    pub fn new(inputs: &'a Object, olds: &'a Object) -> Issues<'a> {
        Issues { inputs, olds, failures: Vec::new() }
    }

    /// The inputs of the resource as it is; `None` for a new one.
    pub fn olds<T: Properties + DeserializeOwned>(&self) -> Option<T> {
        typed(self.olds).filter(|_| !self.olds.is_empty())
    }

    /// Whether the resource as it is was made by an import, and no program has named anything of it yet.
    pub fn is_imported(&self) -> bool {
        self.olds.contains_key(IMPORTED)
    }

    /// Whether these top-level properties, given or not, have no part that is still unknown.
    pub fn known(&self, properties: &[&str]) -> bool {
        properties.iter().all(|name| !self.inputs.get(*name).is_some_and(|value| value.has_unknowns()))
    }

    /// Says that the property at this path is wrong, why, and what to do.
    pub fn say(&mut self, path: &str, reason: impl Into<String>) {
        let path = path.parse().unwrap_or_else(|_| Path::from(path));
        self.failures.push(CheckFailure { path, reason: reason.into() });
    }

    /// Everything that was said.
    pub fn into_failures(self) -> Vec<CheckFailure> {
        self.failures
    }
}
