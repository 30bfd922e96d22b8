// When somebody is there. The IVR chooses its flow by this, and nobody has to remember the holidays.
import * as genesyscloud from "pulumi-genesyscloud";
import { clinic } from "./people";

const { Schedules, Schedulegroups } = genesyscloud.architect;

/** A time that comes back: iCalendar says when. Times are those of the schedule group's zone. */
function schedule(name: string, day: string, from: string, to: string, rrule: string) {
    return new Schedules(name, {
        divisionId: clinic.id,
        start: `${day}T${from}:00`,
        end: `${day}T${to}:00`,
        rrule,
    });
}

const weekdays = schedule("Clinic weekdays", "2026-01-05", "07:30", "19:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
const saturdays = schedule("Clinic saturdays", "2026-01-10", "09:00", "13:00", "FREQ=WEEKLY;BYDAY=SA");
const newYear = schedule("Clinic new year", "2026-01-01", "00:00", "23:59", "FREQ=YEARLY");
const christmas = schedule("Clinic christmas", "2026-12-25", "00:00", "23:59", "FREQ=YEARLY");

/** What no schedule has is closed; holidays come before everything else. */
export const hours = new Schedulegroups("Clinic hours", {
    description: "When the reception is there",
    divisionId: clinic.id,
    timeZone: "America/Indianapolis",
    openSchedulesId: [weekdays.id, saturdays.id],
    holidaySchedulesId: [newYear.id, christmas.id],
});
