import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { below, complain, type ComponentArgs, entries, refuse } from "./child";

/** A day of the week. */
export type Weekday = "MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU";

/** Hours that come every week. */
export interface WeeklyHours {
    /** The days. */
    days: Weekday[];

    /** From when, as `08:00`. */
    from: string;

    /** Until when, as `17:30`; `24:00` is the end of the day. An earlier time than `from` is one of the next day. */
    to: string;
}

/** Days on which it is as on no other day. */
export interface Holiday {
    /** The first day, as `2026-12-24`. */
    from: string;

    /** The last day. The first one when not set. */
    through?: string;

    /** Whether it comes every year. */
    yearly?: boolean;
}

/** When it is open. */
export interface BusinessHours {
    /** Zone that all times are meant in: `Europe/Berlin`. */
    timeZone: pulumi.Input<string>;

    /** When it is open, by a key. */
    open: { [key: string]: WeeklyHours };

    /** When it is closed though it would be open, by a key. */
    closed?: { [key: string]: WeeklyHours };

    /** Holidays, by a key. They come before all other hours. */
    holidays?: { [key: string]: Holiday };
}

/** What an {@link InboundRoute} is made of. */
export interface InboundRouteArgs extends ComponentArgs {
    /** Name of the route, which is the IVR's, unique in the organization. The logical name when not set. */
    name?: pulumi.Input<string>;

    /** What the route is for. */
    description?: pulumi.Input<string>;

    /** Division of the IVR and its hours. The home division when not set. */
    divisionId?: pulumi.Input<string>;

    /** Numbers that are called, in E.164 form. Each must be in a pool of numbers: `pool`, or one that is there. */
    numbers?: pulumi.Input<pulumi.Input<string>[]>;

    /** Range of numbers that is made for this route. */
    pool?: genesyscloud.telephonyprovidersedges.DidPoolArgs;

    /** Flow that answers; in open hours if there are `hours`. */
    flowId: pulumi.Input<string>;

    /** Flow that answers in closed hours. Needed where there are `hours`. */
    closedFlowId?: pulumi.Input<string>;

    /** Flow that answers on holidays. The one for closed hours when not set. */
    holidayFlowId?: pulumi.Input<string>;

    /** When it is open. Always when not set. */
    hours?: BusinessHours;
}

/** What users look for in a route. */
export const ADVICE: Readonly<Record<string, string>> = {
    number: "use numbers, a list",
    dnis: "use numbers",
    queueId: "calls go to a flow, and the flow transfers them to the queue: use flowId",
    openHoursFlowId: "use flowId",
    closedHoursFlowId: "use closedFlowId",
    holidayHoursFlowId: "use holidayFlowId",
    scheduleGroupId: "use hours, from which the schedule group is made",
};

const DAYS: readonly Weekday[] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/**
 * Where calls to a number go: numbers, an IVR, its hours, and the flows that answer.
 *
 * ```ts
 * new InboundRoute("orders", {
 *     numbers: ["+13175550100"],
 *     flowId: main.id,
 *     closedFlowId: closed.id,
 *     hours: {
 *         timeZone: "Europe/Berlin",
 *         open: { weekdays: { days: ["MO", "TU", "WE", "TH", "FR"], from: "08:00", to: "18:00" } },
 *         holidays: { christmas: { from: "2026-12-24", through: "2026-12-26", yearly: true } },
 *     },
 * });
 * ```
 *
 * Children: the IVR has the component's name, the pool is `NAME-numbers`, the schedule group `NAME-hours`, a schedule `NAME-KEY`.
 */
export class InboundRoute extends pulumi.ComponentResource {
    /** Id of the IVR. */
    public readonly id: pulumi.Output<string>;

    /** The same. Programs in other languages have this one, as an `id` is there what only a resource of a provider has. */
    public readonly ivrId: pulumi.Output<string>;

    /** Id of the schedule group, if there are hours. */
    public readonly scheduleGroupId: pulumi.Output<string | undefined>;

    /** The IVR. */
    public readonly ivr: genesyscloud.architect.Ivr;

    constructor(name: string, args: InboundRouteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:InboundRoute", name, {}, opts);
        refuse(this, args, ADVICE);
        const { hours, divisionId } = args;
        if (hours !== undefined && args.closedFlowId === undefined) {
            complain(this, "closedFlowId: needed where there are hours: somebody will call when it is closed");
        }

        // What is wrong with hours is said before anything is made.
        const weekly = (kind: "open" | "closed") => entries(hours?.[kind]).map(([key, hours]) => [key, this.weekly(key, hours)] as const);
        const [open, closed] = [weekly("open"), weekly("closed")];
        const holidays = entries(hours?.holidays).map(([key, days]) => [key, this.holiday(key, days)] as const);

        const pool =
            args.pool &&
            new genesyscloud.telephonyprovidersedges.DidPool(`${name}-numbers`, args.pool, below(this, `${name}-numbers`, args));
        const schedules = (all: (readonly [string, Times])[]) => {
            const ids = all.map(([key, times]) => {
                const child = `${name}-${key}`;
                return new genesyscloud.architect.Schedules(child, { divisionId, ...times }, below(this, child, args)).id;
            });
            return ids.length > 0 ? ids : undefined;
        };
        const group =
            hours &&
            new genesyscloud.architect.Schedulegroups(
                `${name}-hours`,
                {
                    divisionId,
                    timeZone: hours.timeZone,
                    openSchedulesId: schedules(open),
                    closedSchedulesId: schedules(closed),
                    holidaySchedulesId: schedules(holidays),
                },
                below(this, `${name}-hours`, args),
            );
        this.ivr = new genesyscloud.architect.Ivr(
            name,
            {
                name: args.name,
                description: args.description,
                divisionId,
                dnis: args.numbers,
                openHoursFlowId: args.flowId,
                closedHoursFlowId: args.closedFlowId,
                holidayHoursFlowId: args.holidayFlowId,
                scheduleGroupId: group?.id,
            },
            below(this, name, args, { dependsOn: pool ? [pool] : [] }),
        );
        this.id = this.ivr.id;
        this.ivrId = this.id;
        this.scheduleGroupId = pulumi.output(group?.id);
        this.registerOutputs({ id: this.id, ivrId: this.ivrId, scheduleGroupId: this.scheduleGroupId, ivr: this.ivr });
    }

    /** A schedule that begins in the first week of 2024, on the first of its days: a rule must have its own beginning. */
    private weekly(key: string, { days, from, to }: WeeklyHours): Times {
        const time = /^([01]\d|2[0-3]):[0-5]\d$/;
        if (!time.test(from) || !(time.test(to) || to === "24:00")) {
            complain(this, `hours: ${key}: "${from}" to "${to}" is not a time of day, such as 08:00 to 17:30`);
        }
        const unknown = days.filter((day) => !DAYS.includes(day));
        if (days.length === 0 || unknown.length > 0) {
            complain(this, `hours: ${key}: days are some of ${DAYS.join(", ")}`);
        }
        // The seventh of January 2024 was a Sunday.
        const first = Math.min(...days.map((day) => DAYS.indexOf(day))) + 7;
        const day = (number: number) => `2024-01-${String(number).padStart(2, "0")}`;
        const ends = to === "24:00" ? `${day(first + 1)}T00:00:00` : `${day(to <= from ? first + 1 : first)}T${to}:00`;
        const byDay = DAYS.filter((day) => days.includes(day)).join(",");
        return { start: `${day(first)}T${from}:00`, end: ends, rrule: `FREQ=WEEKLY;BYDAY=${byDay}` };
    }

    /** Whole days. */
    private holiday(key: string, { from, through = from, yearly }: Holiday): Times {
        const [first, last] = [from, through].map((day) => new Date(`${day}T00:00:00Z`));
        const valid = [from, through].every((day, index) => isDay(day, [first, last][index]));
        if (!valid || last < first) {
            complain(this, `hours: ${key}: "${from}" through "${through}" are not days, such as 2026-12-24 through 2026-12-26`);
        }
        last.setUTCDate(last.getUTCDate() + 1);
        const [, month, day] = from.split("-").map(Number);
        const rrule = yearly ? { rrule: `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${day}` } : {};
        return { start: `${from}T00:00:00`, end: `${last.toISOString().slice(0, 10)}T00:00:00`, ...rrule };
    }
}

interface Times {
    start: string;
    end: string;
    rrule?: string;
}

/** Whether a text is a day of the calendar: the thirtieth of February is none. */
function isDay(text: string, date: Date): boolean {
    return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
