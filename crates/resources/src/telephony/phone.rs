//! `telephonyprovidersedges:Phone`, what people take calls with.

use pulumi_provider::declaration::{
    Follow, FollowPlace, Issues, JsonText, Properties, Ref, Resource, Template, is_e164,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::phone_capabilities::PhoneCapabilities;
use super::properties;
use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;
use crate::mapping::put;

/// A phone, which people take calls with: a softphone of one user, a device, or a number somewhere else.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:Phone", lookup = "name", outputs = PhoneOutputs, advice = ADVICE)]
#[api(kind = kinds::Phone, path = "/api/v2/telephony/providers/edges/phones", update = put, version)]
#[api(item = "/api/v2/telephony/providers/edges/phones/{phoneId}", template = &TEMPLATE)]
pub struct Phone {
    /// Name of the phone, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the phone is for.
    pub description: Option<String>,

    /// Site that the phone is at.
    #[api("site.id")]
    pub site_id: Ref<kinds::Site>,

    /// Base settings that the phone has.
    #[api("phoneBaseSettings.id")]
    pub phone_base_settings_id: Ref<kinds::PhoneBaseSettings>,

    /// User whose WebRTC phone it is. A moment after it is made, its station becomes the user's default station; and the one that calls
    /// go to, unless they go to another one now.
    #[api("webRtcUser.id", follow = &STATION)]
    pub web_rtc_user_id: Option<Ref<kinds::User>>,

    /// Whether the phone can be used.
    #[api(default = "active", source = CxAsCode)]
    pub state: Option<PhoneState>,

    /// Lines of a phone that stands by itself, or that is somewhere else. A phone of a user has one by itself.
    pub line_properties: Option<PhoneLineProperties>,

    /// Settings by their names, as a JSON object: each is an object whose `value.instance` is the value, as in
    /// `{"phone_hardwareId": {"value": {"instance": "0004f2aabbcc"}}}`. What it does not name stays as the base settings have it.
    #[api(imports = properties::worth_naming)]
    pub properties: Option<JsonText>,

    /// What the phone can do. What it does not name is as the base settings have it.
    pub capabilities: Option<PhoneCapabilities>,
}

/// What the platform says of a phone.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PhoneOutputs {
    /// Id of the base settings of its lines, which come with those of the phone.
    #[api("lineBaseSettings.id")]
    pub line_base_settings_id: Option<String>,

    /// Its model, as the platform calls it.
    #[api("phoneMetaBase.id")]
    pub phone_meta_base_id: Option<String>,
}

/// Lines of a phone: addresses of its own, or an address somewhere else, but not both.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PhoneLineProperties {
    /// Numbers of a phone that stands by itself, a line each, in E.164 form. They must be in a DID pool.
    pub line_address: Option<Vec<String>>,

    /// Where calls are sent to, a line each: a number, an extension or a SIP address somewhere else.
    pub remote_address: Option<Vec<String>>,
}

const TEMPLATE: Template = Template {
    path: "/api/v2/telephony/providers/edges/phones/template",
    query: &[("phoneBaseSettingsId", "phoneBaseSettingsId")],
};

const STATION: Follow = Follow {
    list: "/api/v2/stations",
    by: "webRtcUserId",
    held_by: "userId",
    free: "/api/v2/stations/{stationId}/associateduser",
    holds: "/api/v2/users/{userId}/station",
    places: &[
        FollowPlace {
            put: "/api/v2/users/{userId}/station/associatedstation/{stationId}",
            at: "associatedStation.id",
            keeps: true,
        },
        FollowPlace {
            put: "/api/v2/users/{userId}/station/defaultstation/{stationId}",
            at: "defaultStation.id",
            keeps: false,
        },
    ],
    found: "stationId",
    value: "userId",
    author: "createdByApp",
};

/// What users try.
const ADVICE: &[(&str, &str)] = &[
    ("lineAddresses", "it is lineProperties.lineAddress"),
    ("lineBaseSettingsId", "it comes with phoneBaseSettingsId, and is an output"),
    ("phoneMetaBaseId", "it comes with phoneBaseSettingsId, and is an output"),
    ("webRtcUser", "it is webRtcUserId"),
    ("standAlone", "a phone stands by itself when it has a lineProperties.lineAddress"),
];

impl Hooks for Phone {
    fn check(&self, issues: &mut Issues<'_>) {
        properties::check(issues, self.properties.as_ref());
        let Some(lines) = &self.line_properties else { return };
        let is_given = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
        if is_given(&lines.line_address) && is_given(&lines.remote_address) {
            issues.say(
                "lineProperties.remoteAddress",
                "not together with lineAddress: a phone stands by itself or is somewhere else",
            );
        }
        let numbers = lines.line_address.iter().flatten().enumerate();
        for (index, number) in numbers.filter(|(_, number)| !is_e164(number)) {
            issues.say(
                &format!("lineProperties.lineAddress[{index}]"),
                format!("must be a phone number in E.164 form, such as +13175550123, not {number}"),
            );
        }
        let places = lines.remote_address.iter().flatten().enumerate();
        for (index, _) in places.filter(|(_, place)| place.is_empty()) {
            issues.say(&format!("lineProperties.remoteAddress[{index}]"), "must not be empty");
        }
    }

    /// Addresses are settings of the lines.
    fn receive(answer: &mut Json) {
        let lines = answer["lines"].as_array().cloned().unwrap_or_default();
        let mut addresses = Map::new();
        for (name, setting) in ADDRESSES {
            let list: Vec<&Json> = lines.iter().filter_map(|line| address(line, setting)).collect();
            if !list.is_empty() {
                addresses.insert(name.to_owned(), json!(list));
            }
        }
        if let Some(members) = answer.as_object_mut().filter(|_| !addresses.is_empty()) {
            members.insert("lineProperties".to_owned(), addresses.into());
        }
    }

    /// Every address has a line, which keeps what it has; a line has a name and base settings; and a phone with numbers of its own stands
    /// by itself.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        let wanted = body.as_object_mut().and_then(|members| members.remove("lineProperties"));
        let wanted = wanted.unwrap_or_default();
        let mut lines = body["lines"].as_array().cloned().unwrap_or_default();
        let given = ADDRESSES.iter().find_map(|(name, setting)| {
            let list = wanted[*name].as_array().filter(|list| !list.is_empty())?;
            Some((*setting, list))
        });
        match given {
            Some((setting, list)) => {
                let line = |wanted: &Json| {
                    let there = lines.iter().find(|line| address(line, setting) == Some(wanted)).cloned();
                    let mut line = there.unwrap_or_else(|| json!({}));
                    put(&mut line, &format!("properties.{setting}.value.instance"), wanted.clone());
                    line
                };
                lines = list.iter().map(line).collect();
            }
            None => {
                let has_address =
                    |line: &Json| ADDRESSES.iter().any(|(_, setting)| address(line, setting).is_some());
                if lines.iter().any(has_address) {
                    lines.retain(|line| !has_address(line));
                    if lines.is_empty() {
                        lines.push(json!({}));
                    }
                    put(body, STANDALONE, false.into());
                }
            }
        }
        let (base, name) = (body["lineBaseSettings"].clone(), body["name"].clone());
        for (index, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.is_object()) {
            if line["name"].as_str().unwrap_or_default().is_empty() {
                line["name"] = format!("{} {}", name.as_str().unwrap_or_default(), index + 1).into();
            }
            if !line["lineBaseSettings"].is_object() && base.is_object() {
                line["lineBaseSettings"] = base.clone();
            }
        }
        if given.is_some_and(|(setting, _)| setting == STANDING) {
            put(body, STANDALONE, true.into());
        }
        put(body, "lines", lines.into());
    }
}

/// The setting of a phone that says that it stands by itself.
const STANDALONE: &str = "properties.phone_standalone.value.instance";

/// The setting of a line that has the number of a phone that stands by itself.
const STANDING: &str = "station_identity_address";

/// Addresses, and the settings of lines that have them.
const ADDRESSES: [(&str, &str); 2] = [("lineAddress", STANDING), ("remoteAddress", "station_remote_address")];

fn address<'a>(line: &'a Json, setting: &str) -> Option<&'a Json> {
    let address = line.get("properties")?.get(setting)?.get("value")?.get("instance")?;
    address.as_str().filter(|text| !text.is_empty()).map(|_| address)
}

choices! {
    /// Whether a phone can be used.
    PhoneState "lowercase" {
        Active = "It can.",
        Inactive = "It cannot.",
    }
}
