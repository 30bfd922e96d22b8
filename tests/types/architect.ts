/** What runs when somebody calls, writes or waits. */
import { ids, type Json } from "../kit";
import { type Case, flag, KEPT, named, reference, type Subject, text } from "./subject";

const division: Case = {
    ...reference("divisionId", "/division", ids.divisions),
    api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
    cleared: undefined,
};
const everything = { name: "Everything", description: "Away from its default", divisionId: ids.divisions[0] };
const live = { name: "Everything", description: "Away from its default", division: { id: ids.divisions[0] } };

/** Something with a name, a description and a division. */
const plain = (kind: Subject["kind"], description: Case): Subject => ({
    kind,
    document: kind!.split("/").pop()!.replace(/s$/, ""),
    cases: [named(), description, division],
    imported: { live, args: everything, fewer: { name: "Everything" } },
});

const described = text("description", "/description", ["For sales", "For service"]);

/** A set of references. */
const several = (path: string, at: string, values: string[]): Case => ({
    path,
    at,
    values: [[values[0]], values],
    api: (list: string[]) => list.map((id) => ({ id })),
    cleared: { by: [], live: [] },
    removed: KEPT,
    diffs: { changed: [`+${path}[1]`], cleared: [`-${path}[0]`, `-${path}[1]`], set: [`+${path}[0]`] },
});

const weekday = { start: "2026-01-05T08:00:00", end: "2026-01-05T17:00:00" };
const millis = (time: Json) => `${time}.000`;

const number = ["+13175557110", "+13175557111"];
const flows = { emergencyFlowId: ids.flows[0], ivrIds: [ids.ivrs[0]] };
const taken = ({ emergencyFlowId, ivrIds }: Json) => ({ emergencyFlow: { id: emergencyFlowId }, ivrs: ivrIds.map((id: string) => ({ id })) });

const key = { name: "key", type: "string" };
const open = { name: "open", type: "boolean", default: "true" };

/** How the API has columns. */
const columns = (list: Json[]) =>
    Object.fromEntries(
        list.map(({ name, default: value, ...column }, displayOrder) => [
            name,
            { $id: `/properties/${name}`, displayOrder, ...column, ...(value && { default: column.type === "string" ? value : JSON.parse(value) }) },
        ]),
    );
const schema = (list: Json[]) => ({
    $schema: "http://json-schema.org/draft-04/schema#",
    type: "object",
    additionalProperties: false,
    required: ["key"],
    properties: columns(list),
});

export const architect: Record<string, Subject> = {
    "architect:Datatable": {
        kind: "flows/datatables",
        document: "datatable",
        identity: () => ({ args: { properties: [{ ...key }] }, live: { schema: schema([key]) } }),
        cases: [
            named(),
            described,
            division,
            text("properties[].title", "/schema/properties/key/title", ["Shop", "Branch"]),
            text("properties[].default", "/schema/properties/key/default", ["a", "b"]),
        ],
        // A column that is there stays, so that no case could take its second value back.
        elsewhere: { "datatables.test.ts": ["forceDelete", "properties", "properties[].name", "properties[].type"] },
        imported: {
            besides: ["properties[].name", "properties[].type"],
            live: { ...live, schema: schema([{ ...key, title: "Shop", default: "a" }, open]) },
            args: { ...everything, properties: [{ ...key, title: "Shop", default: "a" }, open] },
            // Columns that only the import has found need not be named.
            fewer: { name: "Everything", properties: [key] },
        },
    },
    "architect:DatatableRow": { elsewhere: { "datatables.test.ts": ["datatableId", "keyValue", "propertiesJson"] } },
    "architect:DatatableRows": {
        elsewhere: { "datatable-rows.test.ts": ["allowMassRemoval", "datatableId", "rows", "rows[].keyValue", "rows[].propertiesJson"] },
    },
    "architect:Emergencygroup": {
        kind: "architect/emergencygroups",
        document: "emergencygroup",
        cases: [
            named(),
            described,
            division,
            flag("enabled", "/enabled", false),
            {
                path: "emergencyCallFlows",
                at: "/emergencyCallFlows",
                values: [[flows], [flows, { emergencyFlowId: ids.flows[1], ivrIds: [ids.ivrs[1]] }]],
                api: (list: Json[]) => list.map(taken),
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: {
                    changed: ["+emergencyCallFlows[1]"],
                    cleared: ["-emergencyCallFlows[0]", "-emergencyCallFlows[1]"],
                    set: ["+emergencyCallFlows[0]"],
                },
            },
            {
                path: "emergencyCallFlows[].emergencyFlowId",
                at: "/emergencyCallFlows",
                values: [ids.flows[0], ids.flows[1]],
                beside: { "emergencyCallFlows[].ivrIds": [ids.ivrs[0]] },
                api: (emergencyFlowId) => [taken({ ...flows, emergencyFlowId })],
                removed: undefined,
                required: true,
                diffs: { changed: ["~emergencyCallFlows[0]"] },
            },
            {
                path: "emergencyCallFlows[].ivrIds",
                at: "/emergencyCallFlows",
                values: [[ids.ivrs[0]], ids.ivrs],
                beside: { "emergencyCallFlows[].emergencyFlowId": ids.flows[0] },
                api: (ivrIds) => [taken({ ...flows, ivrIds })],
                removed: undefined,
                required: true,
                diffs: { changed: ["+emergencyCallFlows[0].ivrIds[1]"] },
            },
        ],
        imported: {
            live: { ...live, enabled: true, emergencyCallFlows: [taken({ emergencyFlowId: ids.flows[1], ivrIds: ids.ivrs })] },
            args: { ...everything, enabled: true, emergencyCallFlows: [{ emergencyFlowId: ids.flows[1], ivrIds: ids.ivrs }] },
            fewer: { name: "Everything" },
        },
    },
    "architect:Grammar": {
        kind: "architect/grammars",
        document: "grammar",
        cases: [named(), text("description", "/description", ["For sales", "For service"], "")],
        imported: {
            live: { name: "Everything", description: "Away from its default" },
            args: { name: "Everything", description: "Away from its default" },
            fewer: { name: "Everything" },
        },
    },
    "architect:GrammarLanguage": {
        elsewhere: {
            "grammar-languages.test.ts": [
                ...["grammarId", "language", "voiceFileData", "dtmfFileData"],
                ...["voiceFileData", "dtmfFileData"].flatMap((file) => ["fileContentHash", "fileName", "fileType"].map((name) => `${file}.${name}`)),
            ],
        },
    },
    "architect:Ivr": {
        kind: "architect/ivrs",
        document: "ivr",
        cases: [
            named(),
            described,
            division,
            {
                path: "dnis",
                at: "/dnis",
                values: [[number[0]], number],
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: { changed: ["+dnis[1]"], cleared: ["-dnis[0]", "-dnis[1]"], set: ["+dnis[0]"] },
            },
            reference("openHoursFlowId", "/openHoursFlow", ids.flows),
            reference("closedHoursFlowId", "/closedHoursFlow", ids.flows),
            reference("holidayHoursFlowId", "/holidayHoursFlow", ids.flows),
            {
                ...reference("scheduleGroupId", "/scheduleGroup", ids.scheduleGroups),
                beside: { openHoursFlowId: ids.flows[0], closedHoursFlowId: ids.flows[1] },
            },
        ],
        imported: {
            live: {
                ...live,
                dnis: ["+13175557112", "+13175557113"],
                openHoursFlow: { id: ids.flows[0] },
                closedHoursFlow: { id: ids.flows[1] },
                holidayHoursFlow: { id: ids.flows[1] },
                scheduleGroup: { id: ids.scheduleGroups[0] },
            },
            args: {
                ...everything,
                dnis: ["+13175557113", "+13175557112"],
                openHoursFlowId: ids.flows[0],
                closedHoursFlowId: ids.flows[1],
                holidayHoursFlowId: ids.flows[1],
                scheduleGroupId: ids.scheduleGroups[0],
            },
            fewer: { name: "Everything" },
        },
    },
    "architect:Schedulegroups": {
        kind: "architect/schedulegroups",
        document: "schedulegroup",
        cases: [
            named(),
            described,
            division,
            text("timeZone", "/timeZone", ["Europe/Berlin", "Europe/Paris"]),
            several("openSchedulesId", "/openSchedules", ids.schedules),
            several("closedSchedulesId", "/closedSchedules", ids.schedules),
            several("holidaySchedulesId", "/holidaySchedules", ids.schedules),
        ],
        imported: {
            live: {
                ...live,
                timeZone: "Europe/Berlin",
                openSchedules: ids.schedules.map((id) => ({ id })),
                closedSchedules: [{ id: ids.schedules[1] }],
                holidaySchedules: [{ id: ids.schedules[0] }],
            },
            args: {
                ...everything,
                timeZone: "Europe/Berlin",
                openSchedulesId: [ids.schedules[1], ids.schedules[0]],
                closedSchedulesId: [ids.schedules[1]],
                holidaySchedulesId: [ids.schedules[0]],
            },
            fewer: { name: "Everything" },
        },
    },
    "architect:Schedules": {
        kind: "architect/schedules",
        document: "schedule",
        identity: () => ({ args: weekday, live: { start: millis(weekday.start), end: millis(weekday.end) } }),
        cases: [
            named(),
            described,
            division,
            { path: "start", at: "/start", values: ["2026-01-05T07:00:00", "2026-01-05T07:30:00"], api: millis, removed: undefined, required: true },
            { path: "end", at: "/end", values: ["2026-01-05T18:00:00", "2026-01-05T18:30:00"], api: millis, removed: undefined, required: true },
            text("rrule", "/rrule", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO,TU"]),
        ],
        imported: {
            live: { ...live, start: "2026-01-05T08:00:00.000", end: "2026-01-05T17:00:00.000", rrule: "FREQ=DAILY" },
            args: { ...everything, start: "2026-01-05T08:00:00.000", end: "2026-01-05T17:00:00.000", rrule: "FREQ=DAILY" },
            // However it is written.
            fewer: { name: "Everything", start: "2026-01-05T08:00", end: "2026-01-05T17:00:00.000000" },
        },
    },
    "index:Flow": {
        elsewhere: {
            "flow.test.ts": ["filepath", "name", "substitutions", "type", "updateTriggerHash"],
            "publishing.test.ts": ["forceUnlock", "overwrite"],
        },
    },
    "index:FlowLoglevel": { elsewhere: { "architect.test.ts": ["flowId", "flowLogLevel"] } },
    "architect:UserPrompt": {
        elsewhere: {
            "prompts.test.ts": [
                "description",
                "divisionId",
                "name",
                "resources",
                "resources[].fileContentHash",
                "resources[].filename",
                "resources[].language",
                "resources[].text",
                "resources[].ttsString",
            ],
        },
    },
    "index:FlowMilestone": plain("flows/milestones", described),
    "index:FlowOutcome": {
        // What has no description has a blank.
        ...plain("flows/outcomes", { ...described, cleared: { by: "", live: " " }, removed: " " }),
        stays: true,
    },
};
