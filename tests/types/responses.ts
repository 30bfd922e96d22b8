/** Canned responses. */
import { ids, type Json } from "../kit";
import { type Case, KEPT, named, reference, scalar, type Subject, text } from "./subject";

const division: Case = {
    ...reference("divisionId", "/division", ids.divisions),
    api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
    cleared: undefined,
};

const libraries = [ids.libraries[0]];
const body = { content: "Hello", contentType: "text/plain", type: "body" };
const texts = (more: Json = {}) => [{ ...body, ...more }];
const subject = texts({ contentType: "text/html", type: "subject" });
const beside = { "texts[].content": "Hello", "texts[].contentType": "text/plain", "texts[].type": "body" };
const without = (name: string) => Object.fromEntries(Object.entries(beside).filter(([path]) => path !== `texts[].${name}`));
const whatsApp = { name: "order_update", namespace: "shop", language: "en_US" };
const template = { responseType: "MessagingTemplate" };

/** What a WhatsApp template has. */
const ofWhatsApp = (name: "language" | "name" | "namespace", values: [string, string]): Case => ({
    path: `messagingTemplate.whatsApp.${name}`,
    at: `/messagingTemplate/whatsApp/${name}`,
    values,
    beside: {
        ...template,
        ...Object.fromEntries(Object.entries(whatsApp).flatMap(([other, value]) => (other === name ? [] : [[`messagingTemplate.whatsApp.${other}`, value]]))),
    },
    removed: undefined,
    ...(name === "namespace" ? { cleared: { by: "", live: "" } } : { required: true as const }),
});

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
    "responsemanagement:Response": {
        kind: "responsemanagement/responses",
        document: "response",
        identity: () => ({ args: { libraryIds: libraries, texts: texts() }, live: { libraries: [{ id: libraries[0] }], texts: texts() } }),
        cases: [
            named(),
            {
                path: "libraryIds",
                at: "/libraries",
                values: [libraries, ids.libraries],
                api: (list: string[]) => list.map((id) => ({ id })),
                removed: undefined,
                required: true,
                replaces: true,
                diffs: { changed: ["+libraryIds[1]"] },
            },
            {
                path: "texts",
                at: "/texts",
                values: [texts(), [...texts({ content: "Hello again" }), { content: "<p>Hello</p>", contentType: "text/html", type: "body" }]],
                removed: undefined,
                required: true,
                diffs: { changed: ["+texts[1]", "~texts[0].content"] },
            },
            {
                path: "texts[].content",
                at: "/texts/0/content",
                values: ["Hello", "Good day"],
                beside: without("content"),
                removed: undefined,
                required: true,
            },
            scalar("texts[].contentType", "/texts/0/contentType", ["text/html", "text/plain"], "text/plain", {
                beside: without("contentType"),
                diffs: { changed: ["~texts[0]"], cleared: ["-texts[0].contentType"], set: ["~texts[0]"], removed: ["~texts[0]"] },
            }),
            scalar("texts[].type", "/texts/0/type", ["subject", "body"], "body", {
                beside: without("type"),
                diffs: { changed: ["~texts[0]"], cleared: ["-texts[0].type"], set: ["~texts[0]"], removed: ["~texts[0]"] },
            }),
            scalar("interactionType", "/interactionType", ["chat", "email"], undefined),
            {
                path: "substitutions",
                at: "/substitutions",
                values: [[{ id: "a" }], [{ id: "a" }, { id: "b", description: "B" }]],
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: { changed: ["+substitutions[1]"], cleared: ["-substitutions[0]", "-substitutions[1]"], set: ["+substitutions[0]"] },
            },
            {
                path: "substitutions[].id",
                at: "/substitutions/0/id",
                values: ["a", "b"],
                removed: undefined,
                required: true,
                diffs: { changed: ["~substitutions[0]"] },
            },
            { ...text("substitutions[].description", "/substitutions/0/description", ["First", "Second"]), beside: { "substitutions[].id": "a" } },
            { ...text("substitutions[].defaultValue", "/substitutions/0/defaultValue", ["there", "here"]), beside: { "substitutions[].id": "a" } },
            text("substitutionsSchemaId", "/substitutionsSchema/id", ["schema-a", "schema-b"]),
            scalar("responseType", "/responseType", ["CampaignSmsTemplate", "CampaignEmailTemplate"], undefined),
            {
                path: "messagingTemplate",
                at: "/messagingTemplate",
                values: [{ whatsApp }, { whatsApp: { ...whatsApp, name: "order_lost" } }],
                beside: template,
                removed: undefined,
                diffs: { changed: ["~messagingTemplate.whatsApp.name"] },
            },
            {
                path: "messagingTemplate.whatsApp",
                at: "/messagingTemplate/whatsApp",
                values: [whatsApp, { ...whatsApp, name: "order_lost" }],
                beside: template,
                removed: undefined,
                diffs: { changed: ["~messagingTemplate.whatsApp.name"] },
            },
            ofWhatsApp("name", ["order_update", "order_lost"]),
            ofWhatsApp("namespace", ["shop", "warehouse"]),
            ofWhatsApp("language", ["en_US", "de_DE"]),
            {
                path: "assetIds",
                at: "/assets",
                values: [[ids.assets[0]], ids.assets],
                api: (list: string[]) => list.map((id) => ({ id })),
                cleared: { by: [], live: [] },
                removed: KEPT,
                diffs: { changed: ["+assetIds[1]"], cleared: ["-assetIds[0]", "-assetIds[1]"], set: ["+assetIds[0]"] },
            },
            {
                path: "footer",
                at: "/footer",
                values: [{ type: "Signature", applicableResources: ["Campaign"] }, { type: "Signature", applicableResources: [] }],
                beside: { responseType: "Footer" },
                removed: undefined,
                diffs: { changed: ["-footer.applicableResources[0]"] },
            },
            scalar("footer.type", "/footer/type", ["Signature", "Signature"], undefined, { beside: { responseType: "Footer" }, diffs: { changed: [], cleared: ["-footer.type"], set: ["+footer.type"] } }),
            {
                path: "footer.applicableResources",
                at: "/footer/applicableResources",
                values: [["Campaign"], []],
                beside: { responseType: "Footer", "footer.type": "Signature" },
                removed: KEPT,
                diffs: { changed: ["-footer.applicableResources[0]"] },
            },
        ],
        imported: {
            key: `${ids.libraries[0]}/Everything`,
            live: {
                name: "Everything",
                libraries: [{ id: ids.libraries[0] }],
                texts: subject,
                interactionType: "email",
                substitutions: [{ id: "a", description: "First", defaultValue: "there" }],
                substitutionsSchema: { id: "schema-a" },
                responseType: "MessagingTemplate",
                messagingTemplate: { whatsApp },
                assets: [{ id: ids.assets[0] }],
            },
            args: {
                name: "Everything",
                libraryIds: libraries,
                texts: subject,
                interactionType: "email",
                substitutions: [{ id: "a", description: "First", defaultValue: "there" }],
                substitutionsSchemaId: "schema-a",
                responseType: "MessagingTemplate",
                messagingTemplate: { whatsApp },
                assetIds: [ids.assets[0]],
            },
            fewer: { name: "Everything", libraryIds: libraries, texts: subject },
            without: ["footer", "footer.type", "footer.applicableResources"],
        },
    },
};
