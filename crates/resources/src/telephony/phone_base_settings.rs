//! `telephonyprovidersedges:Phonebasesettings`, what phones of one model have in common.

use pulumi_provider::declaration::{Issues, JsonText, Properties, Resource, Template};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::phone_capabilities::PhoneCapabilities;
use super::properties;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// Base settings of phones: what phones of one model have in common.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(
    token = "telephonyprovidersedges:Phonebasesettings",
    noun = "phone base settings",
    lookup = "name"
)]
#[resource(outputs = PhoneBaseSettingsOutputs)]
#[api(kind = kinds::PhoneBaseSettings, path = "/api/v2/telephony/providers/edges/phonebasesettings", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/phonebasesettings/{phoneBaseId}", template = &TEMPLATE)]
pub struct PhoneBaseSettings {
    /// Name of the settings, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the phones are for.
    pub description: Option<String>,

    /// Model of the phones, as the platform calls it: `inin_webrtc_softphone.json`, `generic_sip.json`, `polycom_vvx_500.json`, ...
    #[property(fixed)]
    #[api("phoneMetaBase.id")]
    pub phone_meta_base_id: String,

    /// Settings by their names, as a JSON object: each is an object whose `value.instance` is the value, as in
    /// `{"phone_label": {"value": {"instance": "Reception"}}}`. What it does not name stays as the model has it.
    #[api(imports = properties::worth_naming)]
    pub properties: Option<JsonText>,

    /// What the phones can do. What it does not name is as the model has it.
    pub capabilities: Option<PhoneCapabilities>,

    /// What the lines of the phones have in common.
    #[api("lines.0.properties")]
    pub line_base: Option<PhoneBaseSettingsLineBase>,
}

/// What the platform says of base settings of phones.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PhoneBaseSettingsOutputs {
    /// Id of the base settings of the phones' lines, which come with those of the phones.
    #[api("lines.0.id")]
    pub line_base_settings_id: Option<String>,
}

/// What lines of phones have in common.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PhoneBaseSettingsLineBase {
    /// Keep the connection of the line between calls.
    #[api("station_persistent_enabled.value.instance", default = false, source = CxAsCode)]
    pub station_persistent_enabled: Option<bool>,

    /// Keep the connection of WebRTC phones between calls.
    #[api("station_persistent_webrtc_enabled.value.instance", default = false, source = CxAsCode)]
    pub station_persistent_webrtc_enabled: Option<bool>,

    /// How long an idle connection is kept, in seconds.
    #[api("station_persistent_timeout.value.instance", default = 600, source = CxAsCode)]
    pub station_persistent_timeout: Option<u32>,
}

const TEMPLATE: Template = Template {
    path: "/api/v2/telephony/providers/edges/phonebasesettings/template",
    query: &[("phoneMetabaseId", "phoneMetaBaseId")],
};

impl Hooks for PhoneBaseSettings {
    fn check(&self, issues: &mut Issues<'_>) {
        properties::check(issues, self.properties.as_ref());
    }

    /// The template's line has no name yet, and the platform demands one.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        let name = body["name"].clone();
        let lines = body.get_mut("lines").and_then(Json::as_array_mut).into_iter().flatten();
        for line in lines.filter(|line| line.is_object()) {
            if line["name"].as_str().unwrap_or_default().is_empty() {
                line["name"] = name.clone();
            }
        }
    }
}
