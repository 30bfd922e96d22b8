//! `routing:QueueOutboundEmailAddress`, the address from which agents of a queue send e-mails, attached after queue and route are there.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::queue;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// The address from which agents of a queue send e-mails.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:QueueOutboundEmailAddress", noun = "outbound e-mail address of a queue")]
#[api(kind = kinds::QueueOutboundEmailAddress, path = "/api/v2/routing/queues", attached, update = put)]
#[api(item = "/api/v2/routing/queues/{queueId}")]
pub struct QueueOutboundEmailAddress {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// The domain.
    #[api("outboundEmailAddress.domain.id")]
    pub domain_id: Ref<kinds::EmailDomain>,

    /// The route in the domain.
    #[api("outboundEmailAddress.route.id")]
    pub route_id: Ref<kinds::EmailRoute>,
}

impl Hooks for QueueOutboundEmailAddress {
    fn settle(body: &mut Json, sent: &Sent<'_>) {
        queue::settle(body, sent);
    }
}
