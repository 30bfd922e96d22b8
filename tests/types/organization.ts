/** What belongs to the organization as a whole. */
import type { Subject } from "./subject";

export const organization: Record<string, Subject> = {
    "organization:PresenceDefinition": {
        elsewhere: { "presence.test.ts": ["languageLabels", "systemPresence", "divisionId", "deactivated"] },
    },
};
