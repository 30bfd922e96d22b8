/** Who may do what. */
import { type Case, KEPT, named, type Subject, text } from "./subject";

const words = (path: string, values: [string[], string[]]): Case => ({
    path,
    at: `/${path}`,
    values,
    cleared: { by: [], live: [] },
    removed: KEPT,
    diffs: { changed: [`~${path}[0]`], cleared: [`-${path}[0]`], set: [`+${path}[0]`] },
});
const policy = (...actionSet: string[]) => [{ domain: "routing", entityName: "queue", actionSet }];

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
    "auth:Role": {
        kind: "authorization/roles",
        document: "role",
        cases: [
            { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
            text("description", "/description", ["Sells", "Serves"], ""),
            words("permissions", [["group_creation"], ["group_administration"]]),
            {
                path: "permissionPolicies",
                at: "/permissionPolicies",
                values: [policy("view"), policy("edit", "view")],
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: {
                    changed: ["~permissionPolicies[0]"],
                    cleared: ["-permissionPolicies[0]"],
                    set: ["+permissionPolicies[0]"],
                },
            },
        ],
        elsewhere: {
            "roles.test.ts": [
                "defaultRoleId",
                ...["domain", "entityName", "actionSet", "conditions", "conditions.conjunction", "conditions.terms"].map(
                    (path) => `permissionPolicies[].${path}`,
                ),
                ...["variableName", "operator", "operands"].map((path) => `permissionPolicies[].conditions.terms[].${path}`),
                ...["type", "userId", "queueId", "teamId", "value"].map(
                    (path) => `permissionPolicies[].conditions.terms[].operands[].${path}`,
                ),
                "resetOnDelete",
            ],
        },
    },
};
