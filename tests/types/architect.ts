/** What runs when somebody calls, writes or waits. */
import type { Subject } from "./subject";

export const architect: Record<string, Subject> = {
    "index:Flow": {
        elsewhere: {
            "flow.test.ts": ["filepath", "name", "substitutions", "type", "updateTriggerHash"],
            "publishing.test.ts": ["forceUnlock", "overwrite"],
        },
    },
};
