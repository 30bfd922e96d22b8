//! What phones can do, as phones and their base settings have it.

use pulumi_provider::declaration::Properties;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;

/// What a phone can do.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PhoneCapabilities {
    /// It gets its configuration from the platform.
    pub provisions: Option<bool>,

    /// It registers with the platform.
    pub registers: Option<bool>,

    /// It registers with two edges at once.
    pub dual_registers: Option<bool>,

    /// What its hardware is known by, such as `mac`.
    pub hardware_id_type: Option<String>,

    /// It can be restarted from afar.
    pub allow_reboot: Option<bool>,

    /// It stays with its edge when calls are balanced anew.
    pub no_rebalance: Option<bool>,

    /// It is not provisioned by the cloud.
    pub no_cloud_provisioning: Option<bool>,

    /// Codecs that it can use, the preferred one first.
    pub media_codecs: Option<Vec<MediaCodec>>,

    /// Its media goes through the cloud.
    pub cdm: Option<bool>,
}

choices! {
    /// A codec of phones.
    MediaCodec "lowercase" {
        #[serde(rename = "audio/opus")]
        Opus = "Opus.",
        #[serde(rename = "audio/pcmu")]
        Pcmu = "G.711 μ-law.",
        #[serde(rename = "audio/pcma")]
        Pcma = "G.711 A-law.",
        #[serde(rename = "audio/g729")]
        G729 = "G.729.",
        #[serde(rename = "audio/g722")]
        G722 = "G.722.",
    }
}
