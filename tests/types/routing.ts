/** How an interaction finds an agent. */
import { expected, ids, type Json } from "../kit";
import { type Case, dashed, flag, KEPT, named, reference, scalar, type Subject, text } from "./subject";
import { UTILIZATION } from "./utilization";

const below = (word: string) => `${word}.case-mailfromdomain.example.com`;
const emailDomain: Case[] = [
    {
        path: "mailFromDomain",
        at: "/mailFromSettings",
        values: [below("mail"), below("post")],
        api: (mailFromDomain) => ({ mailFromDomain }),
        cleared: { by: "", live: { mailFromDomain: "" } },
        removed: { mailFromDomain: "" },
    },
    // The official client takes it away by an empty id.
    { ...reference("customSmtpServerId", "/customSMTPServer", ids.integrations), cleared: { by: "", live: { id: "" } } },
];

const byQueue = { beside: { queueId: ids.queues[0] } };
const archive = ["one@example.com", "two@example.com"];
const emailRoute: Case[] = [
    { path: "fromName", at: "/fromName", values: ["Sales", "Service"], removed: undefined, required: true },
    text("fromEmail", "/fromEmail", ["sales@example.com", "service@example.com"]),
    reference("queueId", "/queue", ids.queues),
    scalar("priority", "/priority", [5, 7], 0, byQueue),
    {
        path: "skillIds",
        at: "/skills",
        values: [[ids.skills[0]], ids.skills],
        ...byQueue,
        api: (list: string[]) => list.map((id) => ({ id })),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: {
            changed: ["+skillIds[1]"],
            cleared: ["-skillIds[0]", "-skillIds[1]"],
            set: ["+skillIds[0]"],
        },
    },
    reference("languageId", "/language", ids.languages, byQueue),
    reference("flowId", "/flow", ids.flows),
    reference("spamFlowId", "/spamFlow", ids.flows),
    {
        path: "replyEmailAddress",
        at: "/replyEmailAddress",
        values: ids.routes.map((routeId) => ({ domainId: "example.com", routeId })) as [Json, Json],
        api: ({ domainId, routeId }) => ({ domain: { id: domainId }, route: { id: routeId } }),
        removed: undefined,
        diffs: { changed: ["~replyEmailAddress.routeId"] },
    },
    {
        path: "autoBcc",
        at: "/autoBcc",
        values: [[{ email: archive[0] }], [{ email: archive[1] }]],
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~autoBcc[0]"], cleared: ["-autoBcc[0]"], set: ["+autoBcc[0]"] },
    },
    {
        path: "autoBcc[].email",
        at: "/autoBcc",
        values: [archive[0], archive[1]],
        api: (email) => [{ email }],
        removed: undefined,
        required: true,
        diffs: { changed: ["~autoBcc[0]"] },
    },
    {
        path: "autoBcc[].name",
        at: "/autoBcc",
        values: ["Archive", "Attic"],
        beside: { "autoBcc[].email": archive[0] },
        api: (name) => [{ email: archive[0], name }],
        removed: [{ email: archive[0] }],
    },
    scalar("historyInclusion", "/historyInclusion", ["Include", "Exclude"], "Optional"),
    flag("allowMultipleActions", "/allowMultipleActions", false),
];

const office = { street: "Main Street 1", city: "Indianapolis", region: "IN", postalCode: "46204", countryCode: "US" };
const elsewhere = { street: "Hauptstraße 1", city: "Berlin", region: "BE", postalCode: "10115", countryCode: "DE" };
/** A part of an address: the platform changes none. */
const address = (path: string, other: string): Case => ({
    path,
    at: `/${path}`,
    values: [office[path as keyof typeof office], other],
    removed: undefined,
    required: true,
    replaces: true,
});
/** It counts once, and the platform does not tell it. */
const corrected: Case = {
    path: "autoCorrectAddress",
    at: "/validated",
    values: [false, true],
    api: () => true,
    removed: true,
    replaces: true,
};

/** As an import writes them: members in the order of their names. */
const conditions = (proficiency: number) =>
    JSON.stringify([
        {
            languageSkillConditions: [],
            operation: "And",
            routingSkillConditions: [{ comparator: "GreaterThan", proficiency, routingSkill: "Skill A" }],
        },
    ]);

export const routing: Record<string, Subject> = {
    "routing:EmailDomain": {
        kind: "routing/email/domains",
        document: "email-domain",
        cases: emailDomain,
        identity: (name) => {
            const domainId = `${dashed(name)}.example.com`;
            return { args: { domainId }, live: { name: domainId } };
        },
        elsewhere: { "email.test.ts": ["domainId", "subdomain"] },
        imported: {
            live: expected("full-email-domain"),
            args: {
                domainId: "everything.example.com",
                mailFromDomain: "mail.everything.example.com",
                customSmtpServerId: ids.integrations[0],
            },
            fewer: { domainId: "everything.example.com" },
            key: "everything.example.com",
        },
    },
    "routing:EmailRoute": {
        kind: "routing/email/domains/routes",
        document: "email-route",
        cases: emailRoute,
        identity: (name) => {
            const pattern = dashed(name);
            const address = { name: `${pattern}@example.com`, parent: "example.com" };
            return { args: { domainId: "example.com", pattern, fromName: "Example" }, live: { pattern, fromName: "Example", ...address } };
        },
        elsewhere: {
            "email.test.ts": [
                "domainId",
                "pattern",
                "replyEmailAddress.domainId",
                "replyEmailAddress.routeId",
                "replyEmailAddress.selfReferenceRoute",
            ],
        },
        imported: {
            live: expected("full-email-route"),
            args: {
                domainId: "example.com",
                pattern: "everything",
                fromName: "Everything",
                queueId: ids.queues[0],
                priority: 5,
                skillIds: [ids.skills[1], ids.skills[0]],
                languageId: ids.languages[0],
                fromEmail: "sales@example.com",
                autoBcc: [{ email: "archive@example.com", name: "Archive" }],
                spamFlowId: ids.flows[0],
                historyInclusion: "Include",
                allowMultipleActions: true,
            },
            fewer: { domainId: "example.com", pattern: "everything", fromName: "Everything" },
            key: "example.com/everything",
            parent: "example.com",
            // Routes answer by themselves or by another route: email.test.ts is about that, and a route has one of the two.
            without: ["flowId", "replyEmailAddress"],
        },
    },
    "routing:Language": {
        kind: "routing/languages",
        document: "language",
        cases: [named(true)],
        imported: {
            live: { name: "Everything" },
            args: { name: "Everything" },
            fewer: { name: "Everything" },
        },
    },
    "routing:QueueConditionalGroupActivation": {
        elsewhere: {
            "queue-attachments.test.ts": [
                "queueId",
                ...["pilotRule", "rules[]"].flatMap((rule) => [
                    rule.replace("[]", ""),
                    `${rule}.conditionExpression`,
                    `${rule}.conditions`,
                    ...["operator", "value", "simpleMetric", "simpleMetric.metric", "simpleMetric.queueId"].map(
                        (name) => `${rule}.conditions[].${name}`,
                    ),
                ]),
                ...["", "[].memberGroupId", "[].memberGroupType"].map((name) => `rules[].groups${name}`),
            ],
        },
    },
    "routing:QueueConditionalGroupRouting": {
        elsewhere: {
            "queue-attachments.test.ts": [
                "queueId",
                "rules",
                ...["evaluatedQueueId", "metric", "operator", "conditionValue", "waitSeconds"].map((name) => `rules[].${name}`),
                ...["", "[].memberGroupId", "[].memberGroupType"].map((name) => `rules[].groups${name}`),
            ],
        },
    },
    "routing:QueueOutboundEmailAddress": { elsewhere: { "queue-attachments.test.ts": ["queueId", "domainId", "routeId"] } },
    "routing:Settings": {
        elsewhere: {
            "settings.test.ts": [
                "resetAgentOnPresenceChange",
                "contactcenter",
                "contactcenter.removeSkillsFromBlindTransfer",
                "transcription",
                "transcription.transcription",
                "transcription.transcriptionConfidenceThreshold",
                "transcription.lowLatencyTranscriptionEnabled",
                "transcription.contentSearchEnabled",
                "transcription.pciDssRedactionEnabled",
                "transcription.piiRedactionEnabled",
                "resetOnDelete",
            ],
        },
    },
    "routing:Skill": {
        kind: "routing/skills",
        document: "skill",
        cases: [named(true)],
        imported: {
            live: { name: "Everything" },
            args: { name: "Everything" },
            fewer: { name: "Everything" },
        },
    },
    "routing:SkillGroup": {
        kind: "routing/skillgroups",
        document: "skill-group",
        cases: [
            named(),
            text("description", "/description", ["For sales", "For service"], ""),
            {
                ...reference("divisionId", "/division", ids.divisions),
                api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
                cleared: undefined,
            },
            {
                path: "skillConditions",
                at: "/skillConditions",
                values: [conditions(3), conditions(4)],
                api: (json) => JSON.parse(json),
                removed: [],
            },
        ],
        elsewhere: { "skill-groups.test.ts": ["memberDivisionIds"] },
        imported: {
            live: { name: "Everything", description: "Away from its default", division: { id: ids.divisions[0] }, skillConditions: JSON.parse(conditions(3)) },
            args: { name: "Everything", description: "Away from its default", divisionId: ids.divisions[0], skillConditions: conditions(3) },
            fewer: { name: "Everything", skillConditions: conditions(3) },
        },
    },
    "routing:SmsAddress": {
        kind: "routing/sms/addresses",
        document: "sms-address",
        cases: [named(true), ...Object.entries(elsewhere).map(([name, other]) => address(name, other)), corrected],
        identity: () => ({ args: { ...office }, live: {} }),
        imported: {
            live: { name: "Everything", ...elsewhere, validated: true },
            args: { name: "Everything", ...elsewhere },
            fewer: { name: "Everything", ...elsewhere },
            // It only counts when an address is registered, and the platform never tells.
            without: ["autoCorrectAddress"],
        },
    },
    "routing:Utilization": { elsewhere: { "utilization.test.ts": ["resetOnDelete", ...UTILIZATION] } },
    "routing:UtilizationLabel": {
        kind: "routing/utilization/labels",
        document: "utilization-label",
        cases: [named()],
        elsewhere: { "utilization.test.ts": ["forceDelete"] },
        imported: { live: { name: "Everything" }, args: { name: "Everything" }, fewer: { name: "Everything" } },
    },
    "routing:Wrapupcode": {
        kind: "routing/wrapupcodes",
        document: "wrapupcode",
        cases: [
            named(),
            text("description", "/description", ["Sold", "Not sold"]),
            {
                ...reference("divisionId", "/division", ["*", ids.divisions[0]]),
                api: (id) => (id === "*" ? "*" : "Division A"),
                cleared: undefined,
            },
        ],
        imported: {
            live: { name: "Everything", description: "Away from its default", division: { id: ids.divisions[0] } },
            args: { name: "Everything", description: "Away from its default", divisionId: ids.divisions[0] },
            fewer: { name: "Everything" },
        },
    },
};
