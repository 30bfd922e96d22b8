//! `architect:Schedules`, a time that comes once or again and again.

use jiff::civil::{Date, DateTime, Weekday};
use pulumi_provider::declaration::{Issues, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;

/// A schedule: a time that comes once or again and again, such as opening hours or a holiday.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Schedules", noun = "schedule", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::Schedule, path = "/api/v2/architect/schedules", update = put, version)]
#[api(item = "/api/v2/architect/schedules/{scheduleId}")]
pub struct Schedules {
    /// Name of the schedule, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the schedule is for.
    pub description: Option<String>,

    /// Division that owns the schedule. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// When it begins the first time, without a zone: `2026-01-05T08:00:00`. The schedule group says where that is. It must be a time that
    /// `rrule` has.
    #[schemars(extend("format" = "local-date-time"))]
    pub start: String,

    /// When it ends the first time, without a zone: `2026-01-05T17:00:00`.
    #[schemars(extend("format" = "local-date-time"))]
    pub end: String,

    /// When it comes again, as a recurrence rule of iCalendar: `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR`. It comes once when not set.
    pub rrule: Option<String>,
}

const ADVICE: &[(&str, &str)] = &[
    ("timeZone", "a schedule has no zone of its own; the schedule group has one"),
    ("recurrence", "use rrule, such as FREQ=WEEKLY;BYDAY=MO"),
];

impl Hooks for Schedules {
    fn check(&self, issues: &mut Issues<'_>) {
        let read = |text: &str| text.parse::<DateTime>().ok();
        let (start, end) = (read(&self.start), read(&self.end));
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            issues.say("end", "must be after start");
        }
        let Some(rule) = self.rrule.as_deref().filter(|rule| !rule.is_empty()) else { return };
        match Rule::read(rule) {
            Err(reason) => issues.say("rrule", reason),
            Ok(rule) => {
                if let Some(reason) = start.and_then(|start| rule.lacks(start.date())) {
                    issues.say("start", reason);
                }
            }
        }
    }
}

/// The parts of a recurrence rule that say on which days it can be.
#[derive(Debug, Default)]
struct Rule {
    weekdays: Vec<Weekday>,
    months: Vec<i8>,
    days: Vec<i8>,
}

/// Parts of a recurrence rule whose values are numbers.
const NUMBERS: &[&str] = &[
    "BYHOUR",
    "BYMINUTE",
    "BYMONTH",
    "BYMONTHDAY",
    "BYSECOND",
    "BYSETPOS",
    "BYWEEKNO",
    "BYYEARDAY",
    "COUNT",
    "INTERVAL",
];

const FREQUENCIES: &[&str] = &["DAILY", "HOURLY", "MINUTELY", "MONTHLY", "SECONDLY", "WEEKLY", "YEARLY"];

impl Rule {
    fn read(text: &str) -> Result<Rule, String> {
        if text.starts_with("RRULE:") {
            return Err("must begin with FREQ=, without RRULE: before it".to_owned());
        }
        let (mut rule, mut recurs) = (Rule::default(), false);
        for part in text.split(';') {
            let wrong = |what: &str| Err(format!("is no recurrence rule: {part} {what}"));
            let Some((name, value)) = part.split_once('=') else {
                return wrong("is not of the form NAME=VALUE");
            };
            let numbers =
                || value.split(',').map(str::parse::<i8>).collect::<Result<Vec<_>, _>>().unwrap_or_default();
            match name {
                "FREQ" if FREQUENCIES.contains(&value) => recurs = true,
                "FREQ" => return wrong(&format!("is none of {}", FREQUENCIES.join(", "))),
                "BYDAY" => {
                    for day in value.split(',') {
                        let letters = day.trim_start_matches(|letter: char| {
                            letter.is_ascii_digit() || "+-".contains(letter)
                        });
                        match weekday(letters) {
                            Some(weekday) => rule.weekdays.push(weekday),
                            None => {
                                return wrong(&format!(
                                    "has {day}, which is no day: MO, TU, WE, TH, FR, SA, SU"
                                ));
                            }
                        }
                    }
                }
                "WKST" if weekday(value).is_some() => {}
                "UNTIL" if value.starts_with(|first: char| first.is_ascii_digit()) => {}
                name if NUMBERS.contains(&name) => {
                    if !value.split(',').all(|number| number.parse::<i32>().is_ok()) {
                        return wrong("has something that is no number");
                    }
                    match name {
                        "BYMONTH" => rule.months = numbers(),
                        "BYMONTHDAY" => rule.days = numbers(),
                        _ => {}
                    }
                }
                _ => return wrong("is no part of one"),
            }
        }
        if recurs {
            Ok(rule)
        } else {
            Err("is no recurrence rule: it needs FREQ=, such as FREQ=WEEKLY".to_owned())
        }
    }

    /// Why this cannot be a day of the rule; the platform refuses a schedule that begins on another.
    fn lacks(&self, date: Date) -> Option<String> {
        let lacks = |what: String| Some(format!("must be a time that rrule has, which is not on {what}"));
        if !self.weekdays.is_empty() && !self.weekdays.contains(&date.weekday()) {
            return lacks(format!("a {:?}", date.weekday()));
        }
        if !self.months.is_empty() && !self.months.contains(&date.month()) {
            return lacks(format!("a day of month {}", date.month()));
        }
        let from_the_end = date.day() - date.days_in_month() - 1;
        if !self.days.is_empty() && !self.days.contains(&date.day()) && !self.days.contains(&from_the_end) {
            return lacks(format!("day {} of a month", date.day()));
        }
        None
    }
}

fn weekday(letters: &str) -> Option<Weekday> {
    Some(match letters {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(rule: &str, start: &str) -> String {
        let date = start.parse().unwrap();
        Rule::read(rule).map_or_else(|reason| reason, |rule| rule.lacks(date).unwrap_or_default())
    }

    #[test]
    fn a_schedule_begins_on_a_day_of_its_rule() {
        // A Monday.
        let start = "2026-01-05";
        for rule in [
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,MO;WKST=SU",
            "FREQ=MONTHLY;BYDAY=+1MO;COUNT=3",
            "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=5;UNTIL=20301231T000000Z",
            "FREQ=MONTHLY;BYMONTHDAY=-27",
        ] {
            assert_eq!(wrong(rule, start), "", "{rule}");
        }
        assert_eq!(
            wrong("FREQ=WEEKLY;BYDAY=SA,SU", start),
            "must be a time that rrule has, which is not on a Monday"
        );
        assert_eq!(
            wrong("FREQ=YEARLY;BYMONTH=12", start),
            "must be a time that rrule has, which is not on a day of month 1"
        );
        assert_eq!(
            wrong("FREQ=MONTHLY;BYMONTHDAY=-1", start),
            "must be a time that rrule has, which is not on day 5 of a month"
        );
    }

    #[test]
    fn what_is_no_rule_is_said() {
        let start = "2026-01-05";
        for (rule, reason) in [
            ("weekly", "is no recurrence rule: weekly is not of the form NAME=VALUE"),
            (
                "FREQ=FORTNIGHTLY",
                "is no recurrence rule: FREQ=FORTNIGHTLY is none of DAILY, HOURLY, MINUTELY, MONTHLY, SECONDLY, WEEKLY, YEARLY",
            ),
            ("BYDAY=MO", "is no recurrence rule: it needs FREQ=, such as FREQ=WEEKLY"),
            (
                "FREQ=WEEKLY;BYDAY=MON",
                "is no recurrence rule: BYDAY=MON has MON, which is no day: MO, TU, WE, TH, FR, SA, SU",
            ),
            ("FREQ=WEEKLY;COUNT=x", "is no recurrence rule: COUNT=x has something that is no number"),
            ("FREQ=WEEKLY;DAYS=MO", "is no recurrence rule: DAYS=MO is no part of one"),
            ("RRULE:FREQ=DAILY", "must begin with FREQ=, without RRULE: before it"),
        ] {
            assert_eq!(wrong(rule, start), reason);
        }
    }
}
