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
    "modifiedBy",
    "version",
    "memberCount",
    "userMemberCount",
    "joinedMemberCount",
    "addressVerified",
    "addressStored",
];

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
    const plain = JSON.stringify({ ...rest, ...(division && { division: division.name ?? division.id }) }, (_, value) =>
        value?.id && value.selfUri ? { id: value.id } : value,
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
    prompts: ["a0000000-0000-4000-8000-00000000000a", "a0000000-0000-4000-8000-00000000000b"],
    users: ["20000000-0000-4000-8000-00000000000a", "20000000-0000-4000-8000-00000000000b"],
    locations: ["10000000-0000-4000-8000-00000000000a", "10000000-0000-4000-8000-00000000000b"],
    addresses: ["50000000-0000-4000-8000-00000000000a", "50000000-0000-4000-8000-00000000000b"],
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
            locations: named("Location", ids.locations),
            users: ids.users.map((id, index) => ({ id, name: `User ${"AB"[index]}`, email: `user${index}@example.com` })),
            flows: named("Flow", ids.flows, { type: "INQUEUECALL" }),
            "architect/prompts": named("Prompt", ids.prompts),
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
