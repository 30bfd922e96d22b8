//! `architect:Schedulegroups`, when something is open, closed or on holiday.

use pulumi_provider::declaration::{Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A schedule group: when something is open, closed or on holiday, and in which zone.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Schedulegroups", noun = "schedule group", lookup = "name")]
#[api(kind = kinds::ScheduleGroup, path = "/api/v2/architect/schedulegroups", update = put, version)]
#[api(item = "/api/v2/architect/schedulegroups/{scheduleGroupId}")]
pub struct Schedulegroups {
    /// Name of the schedule group, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the schedule group is for.
    pub description: Option<String>,

    /// Division that owns the schedule group. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// Zone that the times of the schedules are meant in: `Europe/Berlin`.
    pub time_zone: Option<String>,

    /// Schedules of when it is open.
    #[api("openSchedules[].id")]
    pub open_schedules_id: Option<Set<Ref<kinds::Schedule>>>,

    /// Schedules of when it is closed, though another says that it is open.
    #[api("closedSchedules[].id")]
    pub closed_schedules_id: Option<Set<Ref<kinds::Schedule>>>,

    /// Schedules of holidays, which come before all others.
    #[api("holidaySchedules[].id")]
    pub holiday_schedules_id: Option<Set<Ref<kinds::Schedule>>>,
}

impl Hooks for Schedulegroups {}
