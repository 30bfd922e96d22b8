//! `index:getStation`, where somebody can take calls.

use pulumi_provider::declaration::{Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A station, where somebody can take calls: the platform makes one for each line of a phone.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Station", lookup = "name", find_by = "webRtcUserId", outputs = StationOutputs)]
#[api(kind = kinds::Station, path = "/api/v2/stations", item = "/api/v2/stations/{stationId}", look_up_only)]
pub struct Station {
    /// Name of the station, which is that of its phone.
    #[property(unique)]
    pub name: Option<String>,

    /// User whose WebRTC phone it is.
    pub web_rtc_user_id: Option<Ref<kinds::User>>,
}

/// What the platform says of a station.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct StationOutputs {
    /// What the station is for.
    pub description: Option<String>,

    /// Whether somebody is associated with the station.
    pub status: Option<StationStatus>,

    /// User who is associated with the station.
    pub user_id: Option<Ref<kinds::User>>,

    /// Kind of station, such as `inin_webrtc_softphone`.
    pub r#type: Option<String>,

    /// Line of the phone that the station belongs to.
    pub line_appearance_id: Option<String>,
}

impl Hooks for Station {}

choices! {
    /// Whether somebody is associated with a station.
    StationStatus "SCREAMING_SNAKE_CASE" {
        Available = "Nobody is.",
        Associated = "Somebody is.",
    }
}
