//! `telephonyprovidersedges:getDid`, a phone number of a pool, and who has it.

use pulumi_provider::declaration::{Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A phone number of a pool, and who has it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:Did", noun = "DID", lookup = "phoneNumber", outputs = DidOutputs)]
#[api(kind = kinds::Did, path = "/api/v2/telephony/providers/edges/dids", look_up_only)]
#[api(item = "/api/v2/telephony/providers/edges/dids/{didId}")]
pub struct Did {
    /// The number, in E.164 form.
    #[property(unique)]
    #[schemars(extend("format" = "e164"))]
    pub phone_number: String,
}

/// What the platform says of a phone number.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct DidOutputs {
    /// Name of the number.
    pub name: Option<String>,

    /// Pool that the number is in.
    #[api("didPool.id")]
    pub did_pool_id: Option<Ref<kinds::DidPool>>,

    /// Kind of object that has the number.
    pub owner_type: Option<DidOwnerType>,

    /// Id of the object that has the number.
    #[api("owner.id")]
    pub owner_id: Option<String>,
}

impl Hooks for Did {}

choices! {
    /// Kind of object that has a number.
    DidOwnerType "SCREAMING_SNAKE_CASE" {
        User = "A user.",
        Phone = "A phone.",
        IvrConfig = "An IVR.",
        Group = "A group.",
    }
}
