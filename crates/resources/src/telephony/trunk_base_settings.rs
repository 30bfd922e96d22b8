//! `telephonyprovidersedges:Trunkbasesettings`, what trunks are made of.

use pulumi_provider::declaration::{Issues, JsonText, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use super::properties::{self, TelephonyState};
use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// Base settings of trunks, which connect the organization with a carrier, with phones, or edges with each other.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(
    token = "telephonyprovidersedges:Trunkbasesettings",
    noun = "trunk base settings",
    lookup = "name"
)]
#[resource(outputs = TrunkBaseSettingsOutputs)]
#[api(kind = kinds::TrunkBaseSettings, path = "/api/v2/telephony/providers/edges/trunkbasesettings", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/trunkbasesettings/{trunkBaseSettingsId}")]
pub struct TrunkBaseSettings {
    /// Name of the settings, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the trunks are for.
    pub description: Option<String>,

    /// What the platform bases the settings on, such as `external_sip_pcv_byoc_carrier.json` or `phone_connections_webrtc.json`.
    #[api("trunkMetabase.id")]
    pub trunk_meta_base_id: String,

    /// What the trunks connect.
    pub trunk_type: TrunkType,

    /// Whether the platform looks after the trunks.
    #[api(default = false, source = CxAsCode)]
    pub managed: Option<bool>,

    /// Site that inbound calls are taken as coming from. A trunk to a carrier of your own over the internet (`external_sip_pcv_byoc_…`)
    /// needs it; no other can have it.
    #[api("inboundSite.id")]
    pub inbound_site_id: Option<Ref<kinds::Site>>,

    /// Site whose media regions and number plans the calls of the trunk go by. The platform chooses one when not set.
    #[api("site.id")]
    pub site_id: Option<Ref<kinds::Site>>,

    /// Settings by their names, as a JSON object: each is an object whose `value.instance` is the value, as in
    /// `{"trunk_label": {"value": {"instance": "Carrier"}}}`. What it does not name stays as the platform has it.
    #[api(imports = properties::worth_naming)]
    pub properties: Option<JsonText>,
}

/// What the platform says of base settings of trunks.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct TrunkBaseSettingsOutputs {
    /// Whether the settings are in use.
    pub state: Option<TelephonyState>,
}

/// Beginning of what external trunks over the internet are based on.
const BYOC_CLOUD: &str = "external_sip_pcv_byoc";

impl Hooks for TrunkBaseSettings {
    fn check(&self, issues: &mut Issues<'_>) {
        let byoc = self.trunk_meta_base_id.starts_with(BYOC_CLOUD);
        let given = self.inbound_site_id.as_ref().is_some_and(|id| !id.id().is_empty());
        if byoc && !given && issues.known(&["inboundSiteId"]) {
            issues.say(
                "inboundSiteId",
                format!("is required with {}: inbound calls come from it", self.trunk_meta_base_id),
            );
        } else if given && !byoc {
            issues.say(
                "inboundSiteId",
                format!(
                    "is only for trunks that are based on {BYOC_CLOUD}_…, not on {}",
                    self.trunk_meta_base_id
                ),
            );
        }
        properties::check(issues, self.properties.as_ref());
    }
}

choices! {
    /// What trunks connect.
    TrunkType "SCREAMING_SNAKE_CASE" {
        External = "The organization with a carrier.",
        Phone = "Phones.",
        Edge = "Edges with each other.",
    }
}
