/** What agents read and send. */
import type { Subject } from "./subject";

export const content: Record<string, Subject> = {
    "index:Script": {
        elsewhere: { "files.test.ts": ["divisionId", "filepath", "scriptName", "substitutions"] },
    },
    "responsemanagement:Responseasset": {
        elsewhere: { "files.test.ts": ["divisionId", "filename", "name"] },
    },
};
