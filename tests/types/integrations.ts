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

const action = [
    "category",
    "configRequest",
    ...["headers", "requestTemplate", "requestType", "requestUrlTemplate"].map((path) => `configRequest.${path}`),
    "configResponse",
    ...["successTemplate", "translationMap", "translationMapDefaults"].map((path) => `configResponse.${path}`),
    ...["configTimeoutSeconds", "contractInput", "contractOutput", "integrationId", "name", "secure"],
];

const ownFunction = [
    "functionConfig",
    ...["description", "fileContentHash", "filePath", "handler", "runtime", "timeoutSeconds"].map((path) => `functionConfig.${path}`),
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
    // Their templates are texts of their own, and an integration must be there.
    "index:IntegrationAction": { elsewhere: { "actions.test.ts": [...action, ...ownFunction] } },
    "index:IntegrationActionDraft": { elsewhere: { "actions.test.ts": action } },
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
