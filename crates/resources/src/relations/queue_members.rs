//! `index:QueueMembers`, some users' memberships of one queue.

use pulumi_provider::declaration::{Collection, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;
use crate::relations::MEMBERSHIP_ADVICE;
use crate::routing::queue::{MEMBERS, QueueMember};

/// Some users' memberships of one queue. Members that it does not name are left alone.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:QueueMembers", noun = "memberships", advice = MEMBERSHIP_ADVICE)]
#[api(kind = kinds::QueueMembers, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", attached)]
pub struct QueueMembers {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// The members to add. Those of others are neither shown nor removed.
    #[property(key = "userId")]
    #[api("", collection = &SHARED_MEMBERS)]
    pub members: Vec<QueueMember>,

    /// Remove more than half of ten or more members at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

const SHARED_MEMBERS: Collection = Collection { shared: true, relation: false, ..MEMBERS };

impl Hooks for QueueMembers {}
