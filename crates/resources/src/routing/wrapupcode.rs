//! `routing:Wrapupcode`, what agents say an interaction was about when it has ended.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A wrap-up code: what agents say an interaction was about when it has ended.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Wrapupcode", noun = "wrap-up code", lookup = "name")]
#[api(kind = kinds::WrapupCode, path = "/api/v2/routing/wrapupcodes", update = put)]
#[api(item = "/api/v2/routing/wrapupcodes/{codeId}")]
pub struct Wrapupcode {
    /// Name of the wrap-up code, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// When agents should choose the code.
    pub description: Option<String>,

    /// Division that owns the code, or `*` for all divisions.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,
}

impl Hooks for Wrapupcode {}
