//! `index:UserQueue`, one user's membership of one queue.

use pulumi_provider::declaration::{Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;
use crate::relations::MEMBERSHIP_ADVICE;
use crate::routing::queue::MEMBERS;

/// One user's membership of one queue.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:UserQueue", noun = "membership", advice = MEMBERSHIP_ADVICE)]
#[api(kind = kinds::UserQueue, path = "/api/v2/routing/queues/{queueId}/members", element, update = patch)]
#[api(item = "/api/v2/routing/queues/{queueId}/members/{memberId}", read_from_list, collection = &MEMBERS)]
// A membership through a group is none of the user's own.
#[api(list_variants("memberBy=user"))]
pub struct UserQueue {
    /// The queue.
    #[api(parameter = "queueId")]
    #[property(identity)]
    pub queue_id: Ref<kinds::Queue>,

    /// The user.
    #[api("id", parameter = "memberId")]
    #[property(identity)]
    pub user_id: Ref<kinds::User>,

    /// The bullseye ring in which the user is asked, from 1 to 6.
    #[api("ringNumber", update_only, default = 1, source = CxAsCode)]
    #[schemars(range(min = 1, max = 6))]
    pub ring_num: Option<u32>,
}

impl Hooks for UserQueue {}
