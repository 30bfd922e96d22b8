/** Numbers, sites, trunks and phones. */
import { expected, ids } from "../kit";
import { KEPT, reference, type Subject, scalar, text } from "./subject";

/** A number that follows from a name, so that no two names have ranges in each other's way. */
const numbered = (name: string) => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 90_000, 7) * 10;

export const telephony: Record<string, Subject> = {
    "telephonyprovidersedges:DidPool": {
        kind: "telephony/providers/edges/didpools",
        document: "did-pool",
        cases: [
            text("description", "/description", ["Sales", "Service"]),
            text("comments", "/comments", ["Contract 4711", "Contract 4712"]),
            scalar("poolProvider", "/provider", ["PURE_CLOUD_VOICE", "PURE_CLOUD"], KEPT, { cleared: undefined }),
        ],
        identity: (name) => {
            const [startPhoneNumber, endPhoneNumber] = [0, 9].map((digit) => `+1317${5_000_000 + numbered(name) + digit}`);
            const args = { startPhoneNumber, endPhoneNumber };
            return { args, live: { name: startPhoneNumber, ...args } };
        },
        elsewhere: { "telephony.test.ts": ["startPhoneNumber", "endPhoneNumber"] },
        imported: {
            live: expected("full-did-pool"),
            args: {
                startPhoneNumber: "+13175550100",
                endPhoneNumber: "+13175550199",
                description: "Away from its default",
                comments: "Contract 4711",
                poolProvider: "PURE_CLOUD_VOICE",
            },
            fewer: { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550199" },
            key: "+13175550100/+13175550199",
        },
    },
    "telephonyprovidersedges:ExtensionPool": {
        kind: "telephony/providers/edges/extensionpools",
        document: "extension-pool",
        cases: [
            text("description", "/description", ["Sales", "Service"]),
            {
                ...reference("divisionId", "/division", ids.divisions),
                api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
                cleared: undefined,
            },
        ],
        identity: (name) => {
            const [startNumber, endNumber] = [0, 9].map((digit) => `${1_000_000 + numbered(name) + digit}`);
            return { args: { startNumber, endNumber }, live: { name: startNumber, startNumber, endNumber } };
        },
        elsewhere: { "telephony.test.ts": ["startNumber", "endNumber"] },
        imported: {
            live: expected("full-extension-pool"),
            args: { startNumber: "1000", endNumber: "1999", description: "Away from its default", divisionId: ids.divisions[0] },
            fewer: { startNumber: "1000", endNumber: "1999" },
            key: "1000/1999",
        },
    },
};
