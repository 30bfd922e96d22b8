/** Any object of the API, whose properties follow from where it is. */
import type { Subject } from "./subject";

export const apiObject: Record<string, Subject> = {
    "index:ApiObject": { elsewhere: { "api-object.test.ts": ["body", "parameters", "path", "unchecked", "writeOnly"] } },
};
