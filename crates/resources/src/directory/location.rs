//! `index:Location`, a place where people of the organization are.

use pulumi_provider::declaration::{Codec, Issues, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A location: a place where people of the organization are, with its address and the number that emergency services call back.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:Location", lookup = "name")]
#[api(kind = kinds::Location, path = "/api/v2/locations", item = "/api/v2/locations/{locationId}", update = patch, version)]
#[api(search = "/api/v2/locations/search")]
pub struct Location {
    /// Name of the location, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    #[api(always)]
    pub name: Option<String>,

    /// What else there is to know about the location.
    // The platform ignores an empty text; CX as Code sends a blank.
    #[api(default = "", source = CxAsCode, codec = &BLANK)]
    pub notes: Option<String>,

    /// Locations that this one is within, the outermost first. `[]` takes it out of them.
    pub path: Option<Vec<Ref<kinds::Location>>>,

    /// Number that emergency services call back. The platform cannot take it away: when not set any more, it stays.
    #[api(kept)]
    pub emergency_number: Option<LocationEmergencyNumber>,

    /// Postal address. The platform refuses to change it while there is an emergency number, and cannot take it away: when not set
    /// any more, it stays.
    #[api(kept)]
    pub address: Option<LocationAddress>,
}

impl Hooks for Location {
    fn check(&self, issues: &mut Issues<'_>) {
        let Some(before) = issues.olds::<Location>() else { return };
        let (Some(old), Some(new)) = (&before.address, &self.address) else { return };
        if before.emergency_number.is_some() && new.changes(old) {
            issues.say(
                "address",
                "cannot be changed: the location has an emergency number, which keeps the platform from changing the address, and \
                 which the platform cannot take away. Make a new location with the new address, or replace this one \
                 (`pulumi up --replace`)",
            );
        }
    }
}

const BLANK: Codec = Codec {
    encode: |text| if text == "" { " ".into() } else { text.clone() },
    decode: |text| if text == " " { "".into() } else { text.clone() },
};

/// Number that emergency services call back.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct LocationEmergencyNumber {
    /// The number, in E.164 form.
    #[schemars(extend("format" = "e164"))]
    pub number: String,

    /// How the number reaches emergency services.
    #[api(default = "default", source = CxAsCode)]
    pub r#type: Option<EmergencyNumberType>,
}

choices! {
    /// How an emergency number reaches emergency services.
    EmergencyNumberType "lowercase" {
        Default = "As it is.",
        Elin = "By an emergency location identification number.",
    }
}

/// A postal address.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct LocationAddress {
    /// Country, as its two-letter code.
    pub country: String,

    /// City.
    pub city: String,

    /// State, province or region.
    pub state: Option<String>,

    /// Street and number.
    pub street1: String,

    /// What else the street needs: building, floor.
    pub street2: Option<String>,

    /// Postal code.
    #[api("zipcode")]
    pub zip_code: String,
}

impl LocationAddress {
    /// Whether it names anything otherwise than an address before it did. What it does not name may be released.
    fn changes(&self, before: &LocationAddress) -> bool {
        let named = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
        self.country != before.country
            || self.city != before.city
            || self.street1 != before.street1
            || self.zip_code != before.zip_code
            || named(&self.state, &before.state)
            || named(&self.street2, &before.street2)
    }
}
