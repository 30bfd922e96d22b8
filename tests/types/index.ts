/** What the tests of every type are told: one entry a type, one file a domain. */
import { apiObject } from "./api-object";
import { architect } from "./architect";
import { auth } from "./auth";
import { content } from "./content";
import { directory } from "./directory";
import { integrations } from "./integrations";
import { oauth } from "./oauth";
import { organization } from "./organization";
import { queues } from "./queue";
import { relations } from "./relations";
import { responses } from "./responses";
import { routing } from "./routing";
import type { Subject } from "./subject";
import { telephony } from "./telephony";
import { triggers } from "./triggers";

export { type Case, type Imported, KEPT, type Subject } from "./subject";

/** By token. */
export const SUBJECTS: Record<string, Subject> = {
    ...apiObject,
    ...architect,
    ...auth,
    ...content,
    ...directory,
    ...integrations,
    ...oauth,
    ...organization,
    ...queues,
    ...relations,
    ...responses,
    ...routing,
    ...telephony,
    ...triggers,
};

/** Those that have what is asked for. */
export function subjects<Part extends keyof Subject>(part: Part): [token: string, subject: Subject & Required<Pick<Subject, Part>>][] {
    const all = Object.entries(SUBJECTS) as [string, Subject & Required<Pick<Subject, Part>>][];
    return all.filter(([, subject]) => subject[part] !== undefined);
}
