//! `architect:Ivr`, which flow answers a number, and when.

use pulumi_provider::declaration::{E164, Issues, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// An IVR, called call route in the user interface: which flow answers the calls to some numbers, and when.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Ivr", noun = "IVR", lookup = "name")]
#[api(kind = kinds::Ivr, path = "/api/v2/architect/ivrs", item = "/api/v2/architect/ivrs/{ivrId}", update = put, version)]
// So it speaks of a number whose pool was made a moment ago.
#[api(awaits("didPoolId"))]
pub struct Ivr {
    /// Name of the IVR, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the IVR is for.
    pub description: Option<String>,

    /// Division that owns the IVR. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Numbers whose calls it answers, in E.164 form. Each must be in a pool of numbers, and belong to no other IVR.
    #[api(at_once = 50)]
    pub dnis: Option<Set<E164>>,

    /// Flow that answers, in open hours if there is a schedule group.
    #[api("openHoursFlow.id")]
    pub open_hours_flow_id: Option<Ref<kinds::Flow>>,

    /// Flow that answers in closed hours.
    #[api("closedHoursFlow.id")]
    pub closed_hours_flow_id: Option<Ref<kinds::Flow>>,

    /// Flow that answers on holidays. The one for closed hours when not set.
    #[api("holidayHoursFlow.id")]
    pub holiday_hours_flow_id: Option<Ref<kinds::Flow>>,

    /// Schedule group that says when it is open, closed or on holiday. It needs flows for open and closed hours.
    #[api("scheduleGroup.id")]
    pub schedule_group_id: Option<Ref<kinds::ScheduleGroup>>,
}

impl Hooks for Ivr {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_set = |id: Option<&str>| id.is_some_and(|id| !id.is_empty());
        if !is_set(self.schedule_group_id.as_ref().map(Ref::id)) {
            return;
        }
        for (name, flow) in
            [("openHoursFlowId", &self.open_hours_flow_id), ("closedHoursFlowId", &self.closed_hours_flow_id)]
        {
            if !is_set(flow.as_ref().map(Ref::id)) && issues.known(&[name]) {
                issues.say(name, "is required with a scheduleGroupId");
            }
        }
    }
}
