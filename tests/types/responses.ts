/** Canned responses. */
import { ids } from "../kit";
import { type Case, named, reference, type Subject } from "./subject";

const division: Case = {
    ...reference("divisionId", "/division", ids.divisions),
    api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
    cleared: undefined,
};

export const responses: Record<string, Subject> = {
    "responsemanagement:Library": {
        kind: "responsemanagement/libraries",
        document: "library",
        cases: [named(), division],
        imported: {
            live: { name: "Everything", division: { id: ids.divisions[0] } },
            args: { name: "Everything", divisionId: ids.divisions[0] },
            fewer: { name: "Everything" },
        },
    },
};
