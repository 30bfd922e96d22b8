//! `telephonyprovidersedges:getLinebasesettings`, what the lines of phones have in common.

use pulumi_provider::declaration::{JsonText, Properties, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// Base settings of lines: what the lines of phones have in common. They come with the base settings of the phones.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:Linebasesettings", noun = "line base settings", lookup = "name")]
#[resource(outputs = LineBaseSettingsOutputs)]
#[api(kind = kinds::LineBaseSettings, path = "/api/v2/telephony/providers/edges/linebasesettings", look_up_only)]
#[api(item = "/api/v2/telephony/providers/edges/linebasesettings/{lineBaseId}")]
pub struct LineBaseSettings {
    /// Name of the settings.
    #[property(unique)]
    #[api(unfiltered)]
    pub name: String,
}

/// What the platform says of base settings of lines.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct LineBaseSettingsOutputs {
    /// What the platform bases the settings on, such as `inin_webrtc_softphone_lines.json`.
    #[api("lineMetaBase.id")]
    pub line_meta_base_id: Option<String>,

    /// Settings by their names, as a JSON object.
    pub properties: Option<JsonText>,
}

impl Hooks for LineBaseSettings {}
