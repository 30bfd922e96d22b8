/** What the organization is connected to. */
import { type Case, KEPT, type Subject } from "./subject";

const credential: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    {
        path: "credentialTypeName",
        at: "/type",
        values: ["userDefinedOAuth", "userDefined"],
        api: (name) => ({ id: name, name }),
        removed: undefined,
        required: true,
    },
];

export const integrations: Record<string, Subject> = {
    // Its configuration is another document than the integration.
    "index:Integration": {
        elsewhere: {
            "integrations.test.ts": [
                "config",
                ...["advanced", "credentials", "name", "notes", "properties"].map((path) => `config.${path}`),
                "integrationType",
                "intendedState",
            ],
        },
    },
    "index:IntegrationCredential": {
        kind: "integrations/credentials",
        document: "credential",
        cases: credential,
        identity: (name) => {
            const fields = { token: name };
            const type = { id: "userDefined", name: "userDefined" };
            return { args: { credentialTypeName: "userDefined", fields }, live: { type, credentialFields: fields } };
        },
        elsewhere: { "integrations.test.ts": ["fields"] },
    },
};
