//! `index:Integration`, something that the platform works together with.

use std::collections::BTreeMap;

use pulumi_provider::declaration::{Codec, JsonText, Part, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// An integration: something that the platform works together with, such as a web service whose actions flows call.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Integration", lookup = "name", named_by = "config.name", outputs = IntegrationOutputs)]
#[api(kind = kinds::Integration, path = "/api/v2/integrations", item = "/api/v2/integrations/{integrationId}", parts = PARTS, twins)]
pub struct Integration {
    /// Type of the integration, as the platform calls it: `custom-rest-actions`, `purecloud-data-actions`, `embedded-client-app`, ...
    /// Another type is another integration.
    #[property(fixed)]
    #[api("integrationType.id")]
    pub integration_type: String,

    /// How the integration is set up.
    #[api("", part = "config")]
    pub config: Option<IntegrationConfig>,

    /// Whether the integration shall work. It is switched after everything else, because the platform refuses to switch on what is
    /// not set up.
    #[api(part = "state", default = "DISABLED", source = CxAsCode)]
    pub intended_state: Option<IntendedState>,
}

impl Hooks for Integration {}

const PARTS: &[Part] = &[
    Part {
        name: "config",
        path: "/api/v2/integrations/{integrationId}/config/current",
        version: true,
        ..Part::PUT
    },
    Part { name: "state", path: "/api/v2/integrations/{integrationId}", ..Part::PATCH },
];

/// What the platform says of an integration.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct IntegrationOutputs {
    /// Name of the integration: that of its configuration.
    #[api(unfiltered)]
    pub name: Option<String>,
}

/// How an integration is set up.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct IntegrationConfig {
    /// Name of the integration. A new integration has the resource's logical name when not set; a name cannot be taken away.
    #[api(kept)]
    pub name: Option<String>,

    /// What else there is to know about the integration.
    // The platform keeps a word of its own where there is nothing.
    #[api(default = "", source = CxAsCode, codec = &NOTES)]
    pub notes: Option<String>,

    /// Settings that the type of the integration has, as a JSON object. What it does not name stays as it is.
    #[api(kept)]
    pub properties: Option<JsonText>,

    /// Advanced settings that the type of the integration has, as a JSON object. What it does not name stays as it is.
    #[api(kept)]
    pub advanced: Option<JsonText>,

    /// Credentials, by the names that the type of the integration gives them. `{}` takes all of them away.
    #[api("credentials{}.id")]
    pub credentials: Option<BTreeMap<String, Ref<kinds::IntegrationCredential>>>,
}

const NOTES: Codec = Codec {
    encode: Clone::clone,
    decode: |text| if text == "node_dynamodb_empty_string" { "".into() } else { text.clone() },
};

choices! {
    /// Whether an integration shall work.
    IntendedState "UPPERCASE" {
        Enabled = "It shall.",
        Disabled = "It shall not.",
    }
}
