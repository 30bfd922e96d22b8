/** What a test must be told of a type, because the declaration is what it judges. */
import type { Args, Json, Kind } from "../kit";

/** What each property does, written down by hand: where the API has it, two values, and what becomes of it when a program
 * clears it or no longer names it. */
export interface Case {
    /** The property, in a program. `[]` stands for an element of a list. */
    path: string;
    /** Where the API has it. */
    at: string;
    values: [Json, Json];
    /** What else a program must name beside it, by path. */
    beside?: Record<string, Json>;
    /** How the API has a value, if not as the program. */
    api?: (value: Json) => Json;
    /** The value that clears it in a program, and what the API has then. Absent for what cannot be cleared in itself. */
    cleared?: { by: Json; live: Json };
    /** What the API has when the program does not name it any more; `KEPT` for what is released. */
    removed: Json;
    /** Planned changes, where they are not just the property itself. */
    diffs?: Partial<Record<"changed" | "cleared" | "set" | "removed", string[]>>;
    /** It must be there as long as the object around it is. */
    required?: true;
    /** What keeps the platform from changing it: another value is another object. */
    replaces?: true;
}

/** Objects that were made elsewhere, with every writable field away from its default. */
export interface Imported {
    /** As the platform has it. */
    live: Json;
    /** As a program names it. */
    args: Args;
    /** A program that names less. */
    fewer: Args;
    /** By what it is found, if not by its name. */
    key?: string;
    /** The id of what it is below. */
    parent?: string;
    /** Properties that exclude others. */
    without?: string[];
    /** What else an import finds: nobody says what the platform's own values are. */
    found?: Json;
}

/** A type. What has no cases is the subject of tests of its own. */
export interface Subject {
    /** Where the simulator keeps its objects. */
    kind?: Kind;
    /** The document in tests/expected that an object with only a name becomes. */
    document?: string;
    /** Its properties, but those that are tested elsewhere. */
    cases?: Case[];
    /** What every object must have that a name alone does not give it: in a program, and as the platform has it. */
    identity?: (name: string) => { args: Json; live: Json };
    /** Properties that tests of their own are about, by the file of the test. */
    elsewhere?: Record<string, string[]>;
    /** The platform cannot delete it. */
    stays?: true;
    /** What imports are tried with; one of every type that has a name. */
    imported?: Imported;
}

/** The live value stays. */
export const KEPT = Symbol("kept");

export const text = (path: string, at: string, values: [string, string], live: string | undefined = undefined): Case => ({
    path,
    at,
    values,
    cleared: { by: "", live: "" },
    removed: live,
});

/** An enum, a number: empty text counts as absent. */
export const scalar = (path: string, at: string, values: [Json, Json], removed: Json, more: Partial<Case> = {}): Case => ({
    path,
    at,
    values,
    cleared: { by: "", live: removed },
    diffs: { cleared: [`-${path}`], set: [`+${path}`] },
    removed,
    ...more,
});

export const flag = (path: string, at: string, byDefault: boolean, more: Partial<Case> = {}): Case => ({
    path,
    at,
    values: [!byDefault, byDefault],
    removed: byDefault,
    ...more,
});

export const reference = (path: string, at: string, values: string[], more: Partial<Case> = {}): Case => ({
    path,
    at,
    values: [values[0], values[1]],
    api: (id) => ({ id }),
    cleared: { by: "", live: undefined },
    removed: KEPT,
    ...more,
});

/** The name, which the platform can change or not. */
export const named = (replaces?: true): Case => ({
    path: "name",
    at: "/name",
    values: ["One name", "Another name"],
    removed: KEPT,
    diffs: { removed: [] },
    replaces,
});

/** A name as it may stand in an address. */
export const dashed = (name: string) => name.toLowerCase().replaceAll(/\W+/g, "-").replaceAll(/-$/g, "");
