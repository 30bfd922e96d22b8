//! Schedules, schedule groups, IVRs and emergency groups.

use jiff::civil::{DateTime, Weekday};
use serde_json::Value;

use crate::{
    domains::{Route, telephony},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, Version, list},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::Context,
    store::Record,
};

/// Kind of a schedule.
pub const SCHEDULE: &str = "architect/schedules";
/// Kind of a schedule group.
pub const GROUP: &str = "architect/schedulegroups";
/// Kind of an IVR.
pub const IVR: &str = "architect/ivrs";
/// Kind of an emergency group.
pub const EMERGENCY: &str = "architect/emergencygroups";

const NUMBERS_AT_ONCE: usize = 50;
const IN_USE: Refused =
    Refused::new(409, "general.conflict", "{name} is referenced by another entity and may not be deleted.");

const PLAIN: Entity = Entity {
    division: Division::Field,
    unique: Some(Unique::NAME),
    deletion: Deletion { in_use: Some(IN_USE), ..Deletion::SOFT },
    shows_deleted: true,
    version: Version::Optional,
    kept: &["state", "createdByApp", "modifiedByApp"],
    matching: Match::Contains,
    sort: Some("name"),
    ..Entity::PLAIN
};

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: SCHEDULE,
        collection: "/api/v2/architect/schedules",
        item: "/api/v2/architect/schedules/{scheduleId}",
        model: "Schedule",
        object_type: Some("ROUTINGSCHEDULES"),
        hooks: Hooks { create: Some(check_schedule), update: Some(check_schedule), ..Hooks::NONE },
        ..PLAIN
    },
    Entity {
        kind: GROUP,
        collection: "/api/v2/architect/schedulegroups",
        item: "/api/v2/architect/schedulegroups/{scheduleGroupId}",
        model: "ScheduleGroup",
        object_type: Some("ROUTINGSCHEDULEGROUPS"),
        references: &[
            Reference::to("openSchedules.[].id", SCHEDULE),
            Reference::to("closedSchedules.[].id", SCHEDULE),
            Reference::to("holidaySchedules.[].id", SCHEDULE),
        ],
        ..PLAIN
    },
    Entity {
        kind: IVR,
        collection: "/api/v2/architect/ivrs",
        item: "/api/v2/architect/ivrs/{ivrId}",
        model: "IVR",
        object_type: Some("CALLROUTE"),
        references: &[
            Reference::to("openHoursFlow.id", "flows"),
            Reference::to("closedHoursFlow.id", "flows"),
            Reference::to("holidayHoursFlow.id", "flows"),
            Reference::to("scheduleGroup.id", GROUP),
        ],
        hooks: Hooks {
            create: Some(check_ivr),
            update: Some(check_ivr),
            filter: Some(filter_ivr),
            ..Hooks::NONE
        },
        ..PLAIN
    },
    Entity {
        kind: EMERGENCY,
        collection: "/api/v2/architect/emergencygroups",
        item: "/api/v2/architect/emergencygroups/{emergencyGroupId}",
        model: "EmergencyGroup",
        object_type: Some("EMERGENCYGROUPS"),
        references: &[
            Reference::to("emergencyCallFlows.[].emergencyFlow.id", "flows"),
            Reference::to("emergencyCallFlows.[].ivrs.[].id", IVR),
        ],
        ..PLAIN
    },
];

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/architect/schedules/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/architect/schedulegroups/divisionviews", |context| list::list(context, &ENTITIES[1])),
    ("GET", "/api/v2/architect/ivrs/divisionviews", |context| list::list(context, &ENTITIES[2])),
    ("GET", "/api/v2/architect/emergencygroups/divisionviews", |context| list::list(context, &ENTITIES[3])),
];

/// Times are local, and the start must be a day that the rule has.
fn check_schedule(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let refused = |field: &str, what: &str| {
        Refusal::new(400, "general.bad.request", format!("The schedule has an invalid {what} date."))
            .field(field)
    };
    let read = |field: &str, what: &str| {
        let text = new[field].as_str().unwrap_or_default();
        let zoned = text.ends_with('Z') || text.get(10..).is_some_and(|time| time.contains('+'));
        if zoned { None } else { text.parse::<DateTime>().ok() }.ok_or_else(|| refused(field, what))
    };
    let start = read("start", "start")?;
    let end = read("end", "end")?;
    if end <= start {
        return Err(refused("end", "end"));
    }
    // Both are answered to the millisecond, as the documentation of the model writes them.
    new["start"] = Value::from(format!("{start:.3}"));
    new["end"] = Value::from(format!("{end:.3}"));
    let rule = new["rrule"].as_str().unwrap_or_default();
    let days = rule.split(';').find_map(|part| part.strip_prefix("BYDAY="));
    if let Some(days) = days.filter(|_| rule.contains("FREQ=WEEKLY"))
        && !days.split(',').any(|day| day.ends_with(day_of(start.weekday())))
    {
        return Err(refused("start", "start"));
    }
    Ok(())
}

fn day_of(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn numbers(ivr: &Value) -> Vec<String> {
    let list = ivr["dnis"].as_array().into_iter().flatten();
    list.filter_map(|number| number.as_str().map(str::to_owned)).collect()
}

/// Numbers come from a pool, belong to one IVR, and are added fifty at a time.
fn check_ivr(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let has = |field: &str| new[field]["id"].is_string();
    if has("scheduleGroup") && !(has("openHoursFlow") && has("closedHoursFlow")) {
        return Err(Refusal::new(
            400,
            "general.bad.request",
            "A schedule group needs a flow for open and a flow for closed hours.",
        )
        .field("scheduleGroup"));
    }
    let before = numbers(old);
    let added: Vec<String> = numbers(new).into_iter().filter(|number| !before.contains(number)).collect();
    if added.len() > NUMBERS_AT_ONCE {
        return Err(Refusal::new(400, "general.bad.request", "At most 50 numbers may be added at once.")
            .field("dnis"));
    }
    let id = old["id"].as_str().unwrap_or_default().to_owned();
    for number in added {
        if !telephony::is_e164(&number) {
            return Err(Refusal::new(400, "general.bad.request", "{number} is not an E.164 number.")
                .with("number", number)
                .field("dnis"));
        }
        if !telephony::in_did_pool(context.world, &number) {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                "Field 'didPoolId' is required and cannot be empty.",
            )
            .field("dnis"));
        }
        let mut others =
            context.world.store.live(IVR).filter(|ivr| *ivr.id != *id && ivr.text.contains(&number));
        if others.any(|ivr| numbers(&ivr.value()).contains(&number)) {
            return Err(Refusal::new(400, "general.bad.request", "The number {number} is already in use.")
                .with("number", number)
                .field("dnis"));
        }
    }
    Ok(())
}

fn filter_ivr(context: &Context<'_>, record: &Record) -> bool {
    let value = || record.value();
    let group = context.query.get("scheduleGroup");
    let number = context.query.get("dnis");
    group.is_none_or(|group| value()["scheduleGroup"]["id"] == group)
        && number.is_none_or(|number| numbers(&value()).iter().any(|held| held == number))
}
