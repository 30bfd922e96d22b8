/** Who may use the API. */
import { KEPT, scalar, type Subject, text } from "./subject";

export const oauth: Record<string, Subject> = {
    "oauth:Client": {
        kind: "oauth/clients",
        document: "client",
        cases: [
            { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
            text("description", "/description", ["A wallboard", "A report"], ""),
            {
                path: "authorizedGrantType",
                at: "/authorizedGrantType",
                values: ["TOKEN", "SAML2-BEARER"],
                removed: undefined,
                required: true,
            },
            scalar("accessTokenValiditySeconds", "/accessTokenValiditySeconds", [600, 900], 86_400),
            ...[
                ["registeredRedirectUris", "/registeredRedirectUri", "https://example.com/a", "https://example.com/b"],
                ["scopes", "/scope", "users", "routing"],
            ].map(([path, at, ...values]) => ({
                path,
                at,
                values: values.map((value) => [value]) as [string[], string[]],
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: { changed: [`~${path}[0]`], cleared: [`-${path}[0]`], set: [`+${path}[0]`] },
            })),
            scalar("state", "/state", ["inactive", "active"], "active"),
        ],
        identity: () => ({ args: { authorizedGrantType: "CODE" }, live: { authorizedGrantType: "CODE" } }),
        elsewhere: { "oauth.test.ts": ["roles", "roles[].divisionId", "roles[].roleId"] },
    },
};
