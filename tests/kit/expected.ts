/** What the platform should have: documents written by hand, and the live objects without what differs each time. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Json } from "./simulator";

export type TypeName = "division" | "language" | "location" | "queue" | "skill" | "wrapupcode";

/** A document of tests/expected, a copy that may be changed. */
export function expected(name: string): Json {
    return JSON.parse(fs.readFileSync(path.join(__dirname, "..", "expected", `${name}.json`), "utf8"));
}

/** Set by the server at each creation or write, and not by anybody else. */
const VOLATILE = [
    "id",
    "selfUri",
    "dateCreated",
    "dateModified",
    "createdBy",
    "createdByApp",
    "modifiedBy",
    "version",
    "memberCount",
    "userMemberCount",
    "joinedMemberCount",
    "addressVerified",
    "addressStored",
    "createdDate",
    "modifiedDate",
];

/** Kinds of groups that a queue takes members from; without its kind the id of one says nothing. */
const GROUPS = ["GROUP", "TEAM", "SKILLGROUP"];

/** The id of an object that refers to itself. */
export const ITSELF = "itself";

/** A live object without what differs at each creation; of its division only the name, of references only the id. */
export function comparable(object: Json): Json {
    const { division, ...rest } = object;
    for (const field of VOLATILE) {
        delete rest[field];
    }
    // A dump has the wrap-up codes of a queue beside its fields, if there are any.
    if (rest.wrapupCodes?.length === 0) {
        delete rest.wrapupCodes;
    }
    // What is told apart by more than its id.
    for (const part of [...(rest.numberPlans ?? []), ...(rest.lines ?? [])]) {
        delete part.id;
        // A line of a phone has one that follows from the phone's first name.
        if (part.name === rest.name || part.lineBaseSettings) {
            delete part.name;
        }
    }
    const plain = JSON.stringify({ ...rest, ...(division && { division: division.name ?? division.id }) }, (_, value) =>
        value?.id && value.selfUri ? { id: value.id === object.id ? ITSELF : value.id, ...(GROUPS.includes(value.type) && { type: value.type }) } : value,
    );
    return JSON.parse(plain);
}

/** Objects of other kinds that the resources refer to, with fixed ids. */
export const ids = {
    divisions: ["d0000000-0000-4000-8000-00000000000a", "d0000000-0000-4000-8000-00000000000b"],
    codes: [
        "c0000000-0000-4000-8000-00000000000a",
        "c0000000-0000-4000-8000-00000000000b",
        "c0000000-0000-4000-8000-00000000000c",
    ],
    flows: ["f0000000-0000-4000-8000-00000000000a", "f0000000-0000-4000-8000-00000000000b"],
    ivrs: ["a1000000-0000-4000-8000-00000000000a", "a1000000-0000-4000-8000-00000000000b"],
    scheduleGroups: ["a2000000-0000-4000-8000-00000000000a", "a2000000-0000-4000-8000-00000000000b"],
    schedules: ["a3000000-0000-4000-8000-00000000000a", "a3000000-0000-4000-8000-00000000000b"],
    prompts: ["a0000000-0000-4000-8000-00000000000a", "a0000000-0000-4000-8000-00000000000b"],
    users: ["20000000-0000-4000-8000-00000000000a", "20000000-0000-4000-8000-00000000000b"],
    locations: ["10000000-0000-4000-8000-00000000000a", "10000000-0000-4000-8000-00000000000b"],
    addresses: ["50000000-0000-4000-8000-00000000000a", "50000000-0000-4000-8000-00000000000b"],
    groups: ["30000000-0000-4000-8000-00000000000a", "30000000-0000-4000-8000-00000000000b"],
    teams: ["31000000-0000-4000-8000-00000000000a", "31000000-0000-4000-8000-00000000000b"],
    skillGroups: ["32000000-0000-4000-8000-00000000000a", "32000000-0000-4000-8000-00000000000b"],
    skills: ["40000000-0000-4000-8000-00000000000a", "40000000-0000-4000-8000-00000000000b"],
    scripts: ["70000000-0000-4000-8000-00000000000a", "70000000-0000-4000-8000-00000000000b"],
    libraries: ["80000000-0000-4000-8000-00000000000a", "80000000-0000-4000-8000-00000000000b"],
    assets: ["85000000-0000-4000-8000-00000000000a", "85000000-0000-4000-8000-00000000000b"],
    queues: ["90000000-0000-4000-8000-00000000000a", "90000000-0000-4000-8000-00000000000b"],
    domains: ["mail.example.com", "post.example.com", "example.com"],
    routes: ["91000000-0000-4000-8000-00000000000a", "91000000-0000-4000-8000-00000000000b"],
    languages: ["81000000-0000-4000-8000-00000000000a", "81000000-0000-4000-8000-00000000000b"],
    integrations: ["83000000-0000-4000-8000-00000000000a", "83000000-0000-4000-8000-00000000000b"],
    sites: ["51000000-0000-4000-8000-00000000000a", "51000000-0000-4000-8000-00000000000b"],
    trunkBases: ["52000000-0000-4000-8000-00000000000a", "52000000-0000-4000-8000-00000000000b"],
    phoneBases: ["53000000-0000-4000-8000-00000000000a", "53000000-0000-4000-8000-00000000000b"],
    lineBases: ["54000000-0000-4000-8000-00000000000a", "54000000-0000-4000-8000-00000000000b"],
    recipients: ["60000000-0000-4000-8000-00000000000a", "60000000-0000-4000-8000-00000000000b"],
};

/** A seed with those objects. */
export function surroundings(): Json {
    const named = (word: string, list: string[], more: Json = {}) =>
        list.map((id, index) => ({ id, name: `${word} ${"ABC"[index]}`, ...more }));
    return {
        objects: {
            "authorization/divisions": named("Division", ids.divisions),
            "routing/wrapupcodes": named("Code", ids.codes, { division: { id: "*" } }),
            locations: named("Location", ids.locations, {
                address: { country: "US", city: "Indianapolis" },
                emergencyNumber: { e164: "+13175550911", number: "+13175550911", type: "default" },
            }),
            users: ids.users.map((id, index) => ({ id, name: `User ${"AB"[index]}`, email: `user${index}@example.com` })),
            flows: named("Flow", ids.flows, { type: "INQUEUECALL" }),
            "architect/prompts": named("Prompt", ids.prompts),
            "architect/ivrs": named("IVR", ids.ivrs),
            "architect/schedulegroups": named("Schedule group", ids.scheduleGroups),
            "architect/schedules": named("Schedule", ids.schedules, { start: "2026-01-05T08:00:00.000", end: "2026-01-05T17:00:00.000" }),
            "telephony/providers/edges/didpools": [{ startPhoneNumber: "+13175557100", endPhoneNumber: "+13175557999" }],
            groups: named("Group", ids.groups),
            teams: named("Team", ids.teams),
            "routing/skillgroups": named("Skill group", ids.skillGroups),
            "routing/skills": named("Skill", ids.skills),
            scripts: named("Script", ids.scripts),
            "responsemanagement/libraries": named("Library", ids.libraries),
            "responsemanagement/responseassets": named("asset", ids.assets),
            "routing/queues": named("Queue", ids.queues),
            "routing/email/domains": ids.domains.map((id) => ({ id, name: id, subDomain: false })),
            "routing/email/domains/routes": ids.domains.flatMap((parent, domain) =>
                ids.routes.map((id, index) => ({ id, parent, pattern: `route${domain}${index}`, fromName: "Shop" })),
            ),
            "routing/languages": named("Language", ids.languages),
            "telephony/providers/edges/sites": named("Site", ids.sites, { location: { id: ids.locations[0] }, mediaModel: "Cloud" }),
            "telephony/providers/edges/trunkbasesettings": named("Base", ids.trunkBases, {
                trunkMetabase: { id: "external_sip.json" },
                trunkType: "EXTERNAL",
            }),
            "telephony/providers/edges/phonebasesettings": ids.phoneBases.map((id, index) => ({
                id,
                name: `Phones ${"AB"[index]}`,
                phoneMetaBase: { id: "generic_sip.json" },
                lines: [{ id: ids.lineBases[index], name: `Lines ${"AB"[index]}` }],
            })),
            "telephony/providers/edges/linebasesettings": named("Lines", ids.lineBases),
        },
    };
}

/** The value at a JSON pointer is set; `undefined` takes it out. */
export function put(document: Json, pointer: string, value: Json): void {
    const steps = pointer.split("/").slice(1);
    const last = steps.pop()!;
    const parent = steps.reduce((object, step) => (object[step] ??= {}), document);
    if (value === undefined) {
        delete parent[last];
    } else {
        parent[last] = value;
    }
}
