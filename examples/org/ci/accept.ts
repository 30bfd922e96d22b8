// drift.yaml: what may be otherwise than the program says, and why.
import * as fs from "node:fs";
import * as yaml from "js-yaml";
import type { Drift } from "./plan";
import { Complaint } from "./project";

/** One kind of drift that is accepted. What an entry does not name, it accepts all of. */
export interface Entry {
    /** Type, as `routing:Queue`. */
    type?: string;
    /** Property path, as `description` or `members*`; `gone` for an object that is not there any more. */
    property?: string;
    /** Logical name; `*` stands for any text. */
    name?: string;
    reason?: string;
}

/** Drift that was found and is accepted: a property, or that the object is gone. */
export interface Accepted {
    drift: Drift;
    path?: string;
    reason?: string;
}

const KEYS = ["type", "property", "name", "reason"];

/** The entries of a file; none if there is no file. */
export function read(file: string): Entry[] {
    if (!fs.existsSync(file)) {
        return [];
    }
    let document: unknown;
    try {
        document = yaml.load(fs.readFileSync(file, "utf8"));
    } catch (error) {
        throw new Complaint(`${file}: ${(error as Error).message}`);
    }
    const entries = (document as { accept?: unknown } | null | undefined)?.accept ?? [];
    if (!Array.isArray(entries)) {
        throw new Complaint(`${file}: accept is a list of entries with some of ${KEYS.join(", ")}`);
    }
    entries.forEach((entry, index) => {
        const where = `${file}: entry ${index + 1}`;
        if (typeof entry !== "object" || entry === null) {
            throw new Complaint(`${where} has none of ${KEYS.join(", ")}`);
        }
        const wrong = Object.keys(entry).filter((key) => !KEYS.includes(key) || typeof (entry as Record<string, unknown>)[key] !== "string");
        if (wrong.length > 0) {
            throw new Complaint(`${where}: ${wrong.join(", ")} is none of ${KEYS.join(", ")}, or no text`);
        }
        // An entry that accepts everything would make the check say that all is well.
        if (!("type" in entry) && !("property" in entry) && !("name" in entry)) {
            throw new Complaint(`${where} would accept everything: name a type, a property or a name`);
        }
    });
    return entries as Entry[];
}

/** Parts what is accepted from what is not; `idle` are entries that nothing fits. */
export function sort(drifts: Drift[], entries: Entry[]): { found: Drift[]; accepted: Accepted[]; idle: string[] } {
    const used = new Set<Entry>();
    const accepted: Accepted[] = [];
    const accepts = (drift: Drift, path: string): Entry | undefined => {
        const entry = entries.find(
            ({ type, property, name }) =>
                fits(type, drift.type.replace(/^genesyscloud:/, ""), drift.type) && fits(name, drift.name) && fits(property, path),
        );
        entry && used.add(entry);
        return entry;
    };
    const found = drifts.flatMap((drift) => {
        if (drift.gone) {
            const entry = accepts(drift, "gone");
            entry && accepted.push({ drift, reason: entry.reason });
            return entry ? [] : [drift];
        }
        const differences = drift.differences.filter(({ path }) => {
            const entry = accepts(drift, path);
            entry && accepted.push({ drift, path, reason: entry.reason });
            return !entry;
        });
        return differences.length > 0 ? [{ ...drift, differences }] : [];
    });
    const idle = entries.filter((entry) => !used.has(entry)).map(({ type = "any type", property = "any property", name = "any name" }) => `${type}, ${property}, ${name}`);
    return { found, accepted, idle };
}

/** Whether a pattern fits one of the texts; a property's also fits what is below it. */
function fits(pattern: string | undefined, ...texts: string[]): boolean {
    if (pattern === undefined) {
        return true;
    }
    const expression = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*");
    return texts.some((text) => new RegExp(`^${expression}$`).test(text) || new RegExp(`^${expression}[.\\[]`).test(text));
}
