/** Who may do what. */
import { named, type Subject, text } from "./subject";

export const auth: Record<string, Subject> = {
    "auth:Division": {
        kind: "authorization/divisions",
        document: "division",
        cases: [
            named(),
            text("description", "/description", ["Sales", "Service"], ""),
            // Which division is the home division is not for a program to say; home.test.ts is about it.
            { path: "home", at: "/homeDivision", values: [false, false], removed: false, diffs: { changed: [] } },
        ],
        imported: {
            live: { name: "Everything", description: "Away from its default" },
            args: { name: "Everything", description: "Away from its default" },
            fewer: { name: "Everything" },
        },
    },
};
