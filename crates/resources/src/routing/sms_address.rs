//! `routing:SmsAddress`, a postal address that numbers for SMS messages are registered with.

use pulumi_provider::declaration::{Issues, Properties, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// An SMS address: the postal address that carriers demand of whoever sends SMS messages from a number.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:SmsAddress", noun = "SMS address", lookup = "name", outputs = SmsAddressOutputs)]
#[api(kind = kinds::SmsAddress, path = "/api/v2/routing/sms/addresses", twins)]
#[api(item = "/api/v2/routing/sms/addresses/{addressId}")]
// The platform changes no address: another one is another object.
pub struct SmsAddress {
    /// Name of whoever is at the address. The resource's logical name when not set.
    #[property(name, fixed)]
    #[api(unfiltered)]
    pub name: Option<String>,

    /// Street and number.
    #[property(fixed)]
    pub street: String,

    /// City.
    #[property(fixed)]
    pub city: String,

    /// State, province or region.
    #[property(fixed)]
    pub region: String,

    /// Postal code.
    #[property(fixed)]
    pub postal_code: String,

    /// Country, by the two letters of ISO 3166: `US`, `DE`.
    #[property(fixed)]
    #[schemars(length(min = 2, max = 2))]
    pub country_code: String,

    /// Let the platform correct the address where its register has it otherwise. It only counts when the address is registered.
    #[property(write_only, fixed)]
    #[api(create_only, default = true, source = Documented)]
    pub auto_correct_address: Option<bool>,
}

/// What the platform says of an SMS address.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SmsAddressOutputs {
    /// Whether the platform has found the address in its register.
    pub validated: Option<bool>,
}

impl Hooks for SmsAddress {
    fn check(&self, issues: &mut Issues<'_>) {
        if !self.country_code.is_empty()
            && !self.country_code.chars().all(|letter| letter.is_ascii_uppercase())
        {
            issues.say("countryCode", "must be two capital letters, as ISO 3166 has them: US, DE");
        }
    }
}
