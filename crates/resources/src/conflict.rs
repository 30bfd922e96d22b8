//! What a create does when its natural key is taken: an input of every type that has one, and of the configuration.

use pulumi_provider::declaration::{Choice, Properties};
use schemars::JsonSchema;
use serde::Deserialize;

/// The control input's name.
pub(crate) const ON_CONFLICT: &str = "onConflict";

/// The word that takes over what is there.
pub(crate) const ADOPT: &str = "adopt";

/// Inputs of every type whose objects can be found by a natural key.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ConflictInputs {
    /// What to do when another object has the name (of a user: the e-mail address) already. What the configuration says when not set.
    #[property(control)]
    pub on_conflict: Option<OnConflict>,
}

/// What to do when another object has the name already.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// Stop, and say whose it is and how to import it.
    Fail,
    /// Take it over: it is changed to what the program says, and deleted with the resource.
    Adopt,
    /// Another word.
    #[serde(untagged)]
    Other(String),
}
