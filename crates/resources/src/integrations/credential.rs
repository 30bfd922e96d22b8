//! `index:IntegrationCredential`, the secrets by which an integration proves itself to another service.

use std::collections::BTreeMap;

use pulumi_provider::declaration::Resource;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A credential: the secrets by which an integration proves itself to another service.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:IntegrationCredential", noun = "credential", lookup = "name")]
#[api(kind = kinds::IntegrationCredential, path = "/api/v2/integrations/credentials", update = put, twins)]
#[api(item = "/api/v2/integrations/credentials/{credentialId}")]
pub struct IntegrationCredential {
    /// Name of the credential. The resource's logical name when not set.
    #[property(name)]
    #[api(unfiltered)]
    pub name: Option<String>,

    /// Type of the credential, which says what its fields are: `basicAuth`, `userDefined`, `pureCloudOAuthClient`, ...
    #[api("type.name")]
    pub credential_type_name: String,

    /// The secrets, by the names that the type gives them. The platform never tells them, so a change that somebody else makes is not
    /// seen; a change in the program is sent.
    #[property(secret, write_only)]
    #[api("credentialFields")]
    pub fields: Option<BTreeMap<String, String>>,
}

impl Hooks for IntegrationCredential {}
