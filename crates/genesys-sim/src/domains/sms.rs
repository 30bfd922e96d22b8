//! SMS addresses.

use serde_json::Value;

use crate::{
    engine::{Entity, Hooks},
    refusal::Refusal,
    request::Context,
};

/// Kind of an SMS address.
pub const KIND: &str = "routing/sms/addresses";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/sms/addresses",
    item: "/api/v2/routing/sms/addresses/{addressId}",
    model: "SmsAddress",
    hooks: Hooks { create: Some(create), ..Hooks::NONE },
    ..Entity::PLAIN
}];

fn create(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new["countryCode"].as_str().is_none_or(|code| code.len() != 2) {
        return Err(Refusal::bad_request("The countryCode must have two letters.").field("countryCode"));
    }
    new["validated"] = Value::from(true);
    Ok(())
}
