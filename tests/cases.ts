/**
 * What each property does, written down by hand: where the API has it, two values, and what becomes of it when a program
 * clears it or no longer names it. A property without a case fails a test.
 */
import { ids, type Json } from "./kit";

export interface Case {
    /** The property, in a program. `[]` stands for an element of a list. */
    path: string;
    /** Where the API has it. */
    at: string;
    values: [Json, Json];
    /** What else a program must name beside it, by path. */
    beside?: Record<string, Json>;
    /** How the API has a value, if not as the program. */
    api?: (value: Json) => Json;
    /** The value that clears it in a program, and what the API has then. Absent for what cannot be cleared in itself. */
    cleared?: { by: Json; live: Json };
    /** What the API has when the program does not name it any more; `KEPT` for what is released. */
    removed: Json;
    /** Planned changes, where they are not just the property itself. */
    diffs?: Partial<Record<"changed" | "cleared" | "set" | "removed", string[]>>;
    /** It must be there as long as the object around it is. */
    required?: true;
    /** What keeps the platform from changing it: another value is another object. */
    replaces?: true;
}

/** What a user takes at once, on its own and in a user. */
const UTILIZATION = [
    ...["call", "callback", "chat", "email", "message"].flatMap((media) =>
        ["", ".includeNonAcd", ".interruptibleMediaTypes", ".maximumCapacity"].map((path) => media + path),
    ),
    ...["", "[].interruptingLabelIds", "[].labelId", "[].maximumCapacity"].map((path) => `labelUtilizations${path}`),
];

/** Properties that tests of their own are about. */
export const ELSEWHERE: Record<string, string[]> = {
    "flow.test.ts": [
        "index:Flow filepath",
        "index:Flow name",
        "index:Flow substitutions",
        "index:Flow type",
        "index:Flow updateTriggerHash",
    ],
    "email.test.ts": [
        "routing:EmailDomain domainId",
        "routing:EmailDomain subdomain",
        "routing:EmailRoute domainId",
        "routing:EmailRoute pattern",
        "routing:EmailRoute replyEmailAddress.domainId",
        "routing:EmailRoute replyEmailAddress.routeId",
        "routing:EmailRoute replyEmailAddress.selfReferenceRoute",
    ],
    // Its configuration is another document than the integration.
    "integrations.test.ts": [
        "index:Integration config",
        ...["advanced", "credentials", "name", "notes", "properties"].map((path) => `index:Integration config.${path}`),
        "index:Integration integrationType",
        "index:Integration intendedState",
        "index:IntegrationCredential fields",
    ],
    "groups.test.ts": [
        "index:Group allowMassRemoval",
        "index:Group memberIds",
        "index:Group voicemailPolicy",
        "index:Group voicemailPolicy.disableEmailPii",
        "index:Group voicemailPolicy.includeEmailTranscriptions",
        "index:Group voicemailPolicy.sendEmailNotifications",
    ],
    "members.test.ts": [
        "index:QueueMembers allowMassRemoval",
        "index:QueueMembers members",
        "index:QueueMembers members[].ringNum",
        "index:QueueMembers members[].userId",
        "index:QueueMembers queueId",
        "index:UserQueue queueId",
        "index:UserQueue ringNum",
        "index:UserQueue userId",
        "index:UserRoutingLanguage languageId",
        "index:UserRoutingLanguage proficiency",
        "index:UserRoutingLanguage userId",
        "index:UserRoutingSkill proficiency",
        "index:UserRoutingSkill skillId",
        "index:UserRoutingSkill userId",
        "routing:Queue allowMassRemoval",
        "routing:Queue forceDelete",
        "routing:Queue members",
        "routing:Queue members[].ringNum",
        "routing:Queue members[].userId",
    ],
    "users.test.ts": [
        "index:User addresses",
        "index:User addresses.otherEmails",
        "index:User addresses.otherEmails[].address",
        "index:User addresses.otherEmails[].type",
        "index:User addresses.phoneNumbers",
        "index:User addresses.phoneNumbers[].extension",
        "index:User addresses.phoneNumbers[].extensionPoolId",
        "index:User addresses.phoneNumbers[].mediaType",
        "index:User addresses.phoneNumbers[].number",
        "index:User addresses.phoneNumbers[].type",
        "index:User allowMassRemoval",
        "index:User email",
        "index:User mastering",
        "index:User onDeletedUser",
        "index:User password",
        "index:User routingLanguages",
        "index:User routingLanguages[].languageId",
        "index:User routingLanguages[].proficiency",
        "index:User routingSkills",
        "index:User routingSkills[].proficiency",
        "index:User routingSkills[].skillId",
        "index:User voicemailUserpolicies",
        "index:User voicemailUserpolicies.alertTimeoutSeconds",
        "index:User voicemailUserpolicies.sendEmailNotifications",
        // What each of its properties does is the same as in utilization.test.ts: it is the same structure.
        "index:User routingUtilization",
        ...UTILIZATION.map((path) => `index:User routingUtilization.${path}`),
    ],
    "queue.test.ts": ["routing:Queue ignoreMembers", "routing:Queue sourceQueueId"],
    "queue-flows.test.ts": [
        "index:QueueFlows emailInQueueFlowId",
        "index:QueueFlows messageInQueueFlowId",
        "index:QueueFlows queueFlowId",
        "index:QueueFlows queueId",
        "index:QueueFlows whisperPromptId",
    ],
    "rules.test.ts": [
        ...["", ".domainId", ".routeId"].map((name) => `routing:Queue outboundEmailAddress${name}`),
        ...["", "[].expansionTimeoutSeconds", "[].skillsToRemove", "[].memberGroups"].map(
            (name) => `routing:Queue bullseyeRings${name}`,
        ),
        ...["", "[].operator", "[].threshold", "[].waitSeconds"].map((name) => `routing:Queue routingRules${name}`),
        ...["", "[].conditionValue", "[].groups", "[].metric", "[].operator", "[].queueId", "[].waitSeconds"].map(
            (name) => `routing:Queue conditionalGroupRoutingRules${name}`,
        ),
        ...["pilotRule", "rules[]"].flatMap((rule) =>
            [
                ".conditionExpression",
                ".conditions",
                ".conditions[].operator",
                ".conditions[].simpleMetric",
                ".conditions[].simpleMetric.metric",
                ".conditions[].simpleMetric.queueId",
                ".conditions[].value",
            ].map((name) => `routing:Queue conditionalGroupActivation.${rule}${name}`),
        ),
        ...["", ".pilotRule", ".rules", ".rules[].groups"].map((name) => `routing:Queue conditionalGroupActivation${name}`),
        ...["bullseyeRings[].memberGroups", "conditionalGroupRoutingRules[].groups", "conditionalGroupActivation.rules[].groups"].flatMap(
            (path) => ["Id", "Type"].map((name) => `routing:Queue ${path}[].memberGroup${name}`),
        ),
    ],
    "publishing.test.ts": ["index:Flow forceUnlock"],
    "settings.test.ts": [
        "routing:Settings resetAgentOnPresenceChange",
        "routing:Settings contactcenter",
        "routing:Settings contactcenter.removeSkillsFromBlindTransfer",
        "routing:Settings transcription",
        "routing:Settings transcription.transcription",
        "routing:Settings transcription.transcriptionConfidenceThreshold",
        "routing:Settings transcription.lowLatencyTranscriptionEnabled",
        "routing:Settings transcription.contentSearchEnabled",
        "routing:Settings transcription.pciDssRedactionEnabled",
        "routing:Settings transcription.piiRedactionEnabled",
        "routing:Settings resetOnDelete",
    ],
    "utilization.test.ts": [
        "index:UserUtilization userId",
        ...UTILIZATION.map((path) => `index:UserUtilization ${path}`),
    ],
};

/** What every object of a type must have that a name alone does not give it. */
export const IDENTITIES: Record<string, (name: string) => { args: Json; live: Json }> = {
    "index:User": (name) => {
        const email = `${name.replaceAll(/\W+/g, ".")}@example.com`;
        const primaryContactInfo = [{ address: email, mediaType: "EMAIL", type: "PRIMARY" }];
        return { args: { email, name }, live: { email, username: email, primaryContactInfo } };
    },
    "index:IntegrationCredential": (name) => {
        const fields = { token: name };
        const type = { id: "userDefined", name: "userDefined" };
        return { args: { credentialTypeName: "userDefined", fields }, live: { type, credentialFields: fields } };
    },
    "routing:EmailDomain": (name) => {
        const domainId = `${dashed(name)}.example.com`;
        return { args: { domainId }, live: { name: domainId } };
    },
    "routing:EmailRoute": (name) => {
        const pattern = dashed(name);
        const address = { name: `${pattern}@example.com`, parent: "example.com" };
        return { args: { domainId: "example.com", pattern, fromName: "Example" }, live: { pattern, fromName: "Example", ...address } };
    },
};

const dashed = (name: string) => name.toLowerCase().replaceAll(/\W+/g, "-").replaceAll(/-$/g, "");

/** The live value stays. */
export const KEPT = Symbol("kept");

const text = (path: string, at: string, values: [string, string], live: string | undefined = undefined): Case => ({
    path,
    at,
    values,
    cleared: { by: "", live: "" },
    removed: live,
});

/** An enum, a number: empty text counts as absent. */
const scalar = (path: string, at: string, values: [Json, Json], removed: Json, more: Partial<Case> = {}): Case => ({
    path,
    at,
    values,
    cleared: { by: "", live: removed },
    diffs: { cleared: [`-${path}`], set: [`+${path}`] },
    removed,
    ...more,
});

const flag = (path: string, at: string, byDefault: boolean, more: Partial<Case> = {}): Case => ({
    path,
    at,
    values: [!byDefault, byDefault],
    removed: byDefault,
    ...more,
});

const reference = (path: string, at: string, values: string[], more: Partial<Case> = {}): Case => ({
    path,
    at,
    values: [values[0], values[1]],
    api: (id) => ({ id }),
    cleared: { by: "", live: undefined },
    removed: KEPT,
    ...more,
});

function media(property: string, at: string, alerting: number, durationMs: number, tones = true): Case[] {
    return [
        {
            path: property,
            at,
            values: [
                { alertingTimeoutSec: 41, serviceLevelPercentage: 0.41 },
                { alertingTimeoutSec: 42, serviceLevelPercentage: 0.42 },
            ],
            api: (value) => ({
                alertingTimeoutSeconds: value.alertingTimeoutSec ?? alerting,
                enableAutoAnswer: false,
                serviceLevel: { percentage: value.serviceLevelPercentage ?? 0.8, durationMs },
                ...(property === "mediaSettingsCallback" && CALLBACK),
            }),
            cleared: {
                by: {},
                live: {
                    alertingTimeoutSeconds: alerting,
                    enableAutoAnswer: false,
                    serviceLevel: { percentage: 0.8, durationMs },
                    ...(property === "mediaSettingsCallback" && CALLBACK),
                },
            },
            removed: {
                alertingTimeoutSeconds: alerting,
                enableAutoAnswer: false,
                serviceLevel: { percentage: 0.8, durationMs },
                ...(property === "mediaSettingsCallback" && CALLBACK),
            },
            diffs: {
                changed: [`~${property}.alertingTimeoutSec`, `~${property}.serviceLevelPercentage`],
                cleared: [`-${property}.alertingTimeoutSec`, `-${property}.serviceLevelPercentage`],
                set: [`+${property}.alertingTimeoutSec`, `+${property}.serviceLevelPercentage`],
            },
        },
        scalar(`${property}.alertingTimeoutSec`, `${at}/alertingTimeoutSeconds`, [15, 16], alerting),
        scalar(`${property}.serviceLevelPercentage`, `${at}/serviceLevel/percentage`, [0.5, 1], 0.8),
        scalar(`${property}.serviceLevelDurationMs`, `${at}/serviceLevel/durationMs`, [1000, 30500], durationMs),
        flag(`${property}.enableAutoAnswer`, `${at}/enableAutoAnswer`, false),
        ...(tones
            ? [
                  scalar(`${property}.autoAnswerAlertToneSeconds`, `${at}/autoAnswerAlertToneSeconds`, [1.5, 2], undefined),
                  scalar(`${property}.manualAnswerAlertToneSeconds`, `${at}/manualAnswerAlertToneSeconds`, [0.5, 3], undefined),
              ]
            : []),
    ];
}

const CALLBACK = { mode: "AgentFirst", enableAutoDialAndEnd: false, autoDialDelaySeconds: 300, autoEndDelaySeconds: 300 };

const callback = "mediaSettingsCallback";
const message = "mediaSettingsMessage";
const inactivity = `${message}.inactivityTimeoutSettings`;
const subTypes = `${message}.subTypeSettings`;
const atCallback = "/mediaSettings/callback";
const atMessage = "/mediaSettings/message";

const queue: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    text("description", "/description", ["First line", "Second line"]),
    {
        ...reference("divisionId", "/division", ids.divisions),
        api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
        cleared: undefined,
    },
    scalar("acwWrapupPrompt", "/acwSettings/wrapupPrompt", ["MANDATORY_FORCED_TIMEOUT", "AGENT_REQUESTED"], "MANDATORY_TIMEOUT"),
    scalar("acwTimeoutMs", "/acwSettings/timeoutMs", [1000, 3_600_000], 300_000),
    scalar("skillEvaluationMethod", "/skillEvaluationMethod", ["NONE", "BEST"], "ALL"),
    scalar("scoringMethod", "/scoringMethod", ["PriorityOnly", "TimestampAndPriority"], "TimestampAndPriority"),
    scalar("lastAgentRoutingMode", "/lastAgentRoutingMode", ["QueueMembersOnly", "AnyAgent"], "Disabled"),
    ...media("mediaSettingsCall", "/mediaSettings/call", 8, 20_000),
    ...media("mediaSettingsCallback", atCallback, 30, 20_000),
    ...media("mediaSettingsChat", "/mediaSettings/chat", 30, 20_000),
    ...media("mediaSettingsEmail", "/mediaSettings/email", 300, 86_400_000),
    ...media("mediaSettingsMessage", atMessage, 30, 20_000, false),
    scalar(`${callback}.mode`, `${atCallback}/mode`, ["CustomerFirst", "AgentFirst"], "AgentFirst"),
    flag(`${callback}.enableAutoDialAndEnd`, `${atCallback}/enableAutoDialAndEnd`, false),
    scalar(`${callback}.autoDialDelaySeconds`, `${atCallback}/autoDialDelaySeconds`, [100, 200], 300),
    scalar(`${callback}.autoEndDelaySeconds`, `${atCallback}/autoEndDelaySeconds`, [100, 200], 300),
    scalar(`${callback}.pacingModifier`, `${atCallback}/pacingModifier`, [1.25, 3], undefined),
    scalar(`${callback}.maxRetryCount`, `${atCallback}/maxRetryCount`, [1, 20], undefined),
    scalar(`${callback}.retryDelaySeconds`, `${atCallback}/retryDelaySeconds`, [60, 86_400], undefined),
    scalar(`${callback}.liveVoiceReactionType`, `${atCallback}/liveVoiceReactionType`, ["HangUp", "TransferToQueue"], undefined),
    reference(`${callback}.liveVoiceFlowId`, `${atCallback}/liveVoiceFlow`, ids.flows),
    scalar(
        `${callback}.answeringMachineReactionType`,
        `${atCallback}/answeringMachineReactionType`,
        ["HangUp", "TransferToQueue"],
        undefined,
    ),
    reference(`${callback}.answeringMachineFlowId`, `${atCallback}/answeringMachineFlow`, ids.flows),
    // The platform does not say what it has without it; switched off is the same.
    flag(`${message}.enableInactivityTimeout`, `${atMessage}/enableInactivityTimeout`, false),
    {
        path: inactivity,
        at: `${atMessage}/inactivityTimeoutSettings`,
        values: [
            { timeoutSeconds: 60, actionType: "SEND_TO_ARCHITECT_FLOW", flowId: ids.flows[0] },
            { timeoutSeconds: 90, actionType: "SEND_TO_ARCHITECT_FLOW", flowId: ids.flows[1] },
        ],
        api: (value) => ({ ...value, flowId: { id: value.flowId } }),
        removed: undefined,
        diffs: { changed: [`~${inactivity}.flowId`, `~${inactivity}.timeoutSeconds`] },
    },
    {
        ...scalar(`${inactivity}.timeoutSeconds`, `${atMessage}/inactivityTimeoutSettings/timeoutSeconds`, [60, 600], undefined),
        beside: { [`${inactivity}.actionType`]: "DISCONNECT" },
        cleared: undefined,
        required: true,
    },
    {
        ...scalar(
            `${inactivity}.actionType`,
            `${atMessage}/inactivityTimeoutSettings/actionType`,
            ["DISCONNECT", "SEND_TO_ARCHITECT_FLOW"],
            undefined,
        ),
        beside: { [`${inactivity}.timeoutSeconds`]: 60 },
        cleared: undefined,
        required: true,
    },
    reference(`${inactivity}.flowId`, `${atMessage}/inactivityTimeoutSettings/flowId`, ids.flows, {
        beside: { [`${inactivity}.timeoutSeconds`]: 60, [`${inactivity}.actionType`]: "SEND_TO_ARCHITECT_FLOW" },
    }),
    {
        path: subTypes,
        at: `${atMessage}/subTypeSettings`,
        values: [
            [
                { mediaType: "instagram", enableAutoAnswer: true },
                { mediaType: "whatsapp", enableAutoAnswer: false },
            ],
            [
                { mediaType: "facebook", enableAutoAnswer: true },
                { mediaType: "instagram", enableAutoAnswer: false },
            ],
        ],
        api: (list: Json[]) => Object.fromEntries(list.map(({ mediaType, ...settings }) => [mediaType, settings])),
        cleared: { by: [], live: {} },
        removed: KEPT,
        diffs: {
            changed: [`+${subTypes}[0]`, `~${subTypes}[1].enableAutoAnswer`, `-${subTypes}[1]`],
            cleared: [`-${subTypes}[0]`, `-${subTypes}[1]`],
            set: [`+${subTypes}[0]`, `+${subTypes}[1]`],
        },
    },
    {
        path: `${subTypes}[].mediaType`,
        at: `${atMessage}/subTypeSettings`,
        values: ["instagram", "facebook"],
        beside: { [`${subTypes}[].enableAutoAnswer`]: true },
        api: (mediaType) => ({ [mediaType]: { enableAutoAnswer: true } }),
        removed: undefined,
        required: true,
        diffs: { changed: [`~${subTypes}[0]`] },
    },
    {
        path: `${subTypes}[].enableAutoAnswer`,
        at: `${atMessage}/subTypeSettings/instagram/enableAutoAnswer`,
        values: [true, false],
        beside: { [`${subTypes}[].mediaType`]: "instagram" },
        removed: undefined,
        required: true,
    },
    {
        ...flag(`${subTypes}[].enableInactivityTimeout`, `${atMessage}/subTypeSettings/instagram/enableInactivityTimeout`, false),
        beside: { [`${subTypes}[].mediaType`]: "instagram", [`${subTypes}[].enableAutoAnswer`]: true },
    },
    reference("queueFlowId", "/queueFlow", ids.flows),
    reference("emailInQueueFlowId", "/emailInQueueFlow", ids.flows),
    reference("messageInQueueFlowId", "/messageInQueueFlow", ids.flows),
    reference("whisperPromptId", "/whisperPrompt", ids.prompts),
    reference("onHoldPromptId", "/onHoldPrompt", ids.prompts),
    flag("autoAnswerOnly", "/autoAnswerOnly", true),
    flag("enableTranscription", "/enableTranscription", false),
    flag("enableAudioMonitoring", "/enableAudioMonitoring", false),
    flag("enableManualAssignment", "/enableManualAssignment", false),
    flag("suppressInQueueCallRecording", "/suppressInQueueCallRecording", true),
    text("callingPartyName", "/callingPartyName", ["Example Shop", "Example Support"]),
    text("callingPartyNumber", "/callingPartyNumber", ["+13175550100", "+13175550101"]),
    reference("outboundMessagingSmsAddressId", "/outboundMessagingAddresses/smsAddress", ids.addresses),
    reference("outboundMessagingOpenMessagingRecipientId", "/outboundMessagingAddresses/openMessagingRecipient", ids.recipients),
    reference("outboundMessagingWhatsappRecipientId", "/outboundMessagingAddresses/whatsAppRecipient", ids.recipients),
    ...Object.entries({ groups: ids.groups, teams: ids.teams, skillGroups: ids.skillGroups }).map(([path, [one, other]]) => ({
        path,
        at: "/memberGroups",
        values: [[one], [other]] as [Json, Json],
        api: (list: string[]) => list.map((id) => ({ id, type: path.toUpperCase().slice(0, -1) })),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: [`~${path}[0]`], cleared: [`-${path}[0]`], set: [`+${path}[0]`] },
    })),
    {
        path: "defaultScriptIds",
        at: "/defaultScripts",
        values: [
            { CALL: ids.scripts[0], CHAT: ids.scripts[1] },
            { CALL: ids.scripts[1], EMAIL: ids.scripts[0] },
        ],
        api: (scripts) => Object.fromEntries(Object.entries(scripts).map(([medium, id]) => [medium, { id }])),
        cleared: { by: {}, live: {} },
        removed: KEPT,
        diffs: {
            changed: ["~defaultScriptIds.CALL", "-defaultScriptIds.CHAT", "+defaultScriptIds.EMAIL"],
            cleared: ["-defaultScriptIds.CALL", "-defaultScriptIds.EMAIL"],
            set: ["+defaultScriptIds.CALL", "+defaultScriptIds.CHAT"],
        },
    },
    // An empty id is none.
    { ...text("peerId", "/peerId", ["One elsewhere", "Another elsewhere"]), cleared: { by: "", live: undefined } },
    {
        path: "agentOwnedRouting",
        at: "/agentOwnedRouting",
        values: [{ maxOwnedCallbackHours: 24 }, { maxOwnedCallbackHours: 48 }],
        cleared: { by: {}, live: {} },
        removed: undefined,
        diffs: {
            changed: ["~agentOwnedRouting.maxOwnedCallbackHours"],
            cleared: ["-agentOwnedRouting.maxOwnedCallbackHours"],
            set: ["+agentOwnedRouting.maxOwnedCallbackHours"],
        },
    },
    flag("agentOwnedRouting.enableAgentOwnedCallbacks", "/agentOwnedRouting/enableAgentOwnedCallbacks", false),
    scalar("agentOwnedRouting.maxOwnedCallbackHours", "/agentOwnedRouting/maxOwnedCallbackHours", [1, 168], undefined),
    scalar("agentOwnedRouting.maxOwnedCallbackDelayHours", "/agentOwnedRouting/maxOwnedCallbackDelayHours", [1, 720], undefined),
    {
        path: "directRouting",
        at: "/directRouting",
        values: [
            { agentWaitSeconds: 90, waitForAgent: true },
            { agentWaitSeconds: 120, waitForAgent: true },
        ],
        cleared: { by: {}, live: { agentWaitSeconds: 60, waitForAgent: false } },
        removed: { agentWaitSeconds: 60, waitForAgent: false },
        diffs: {
            changed: ["~directRouting.agentWaitSeconds"],
            cleared: ["-directRouting.agentWaitSeconds", "-directRouting.waitForAgent"],
            set: ["+directRouting.agentWaitSeconds", "+directRouting.waitForAgent"],
        },
    },
    reference("directRouting.backupQueueId", "/directRouting/backupQueueId", ids.queues, { api: (id) => id }),
    scalar("directRouting.agentWaitSeconds", "/directRouting/agentWaitSeconds", [61, 864_000], 60),
    flag("directRouting.waitForAgent", "/directRouting/waitForAgent", false),
    ...["call", "email", "message"].map((medium) =>
        flag(`directRouting.${medium}UseAgentAddressOutbound`, `/directRouting/${medium}MediaSettings/useAgentAddressOutbound`, true),
    ),
    {
        path: "cannedResponseLibraries",
        at: "/cannedResponseLibraries",
        values: [
            { mode: "SelectedOnly", libraryIds: [ids.libraries[0]] },
            { mode: "SelectedOnly", libraryIds: [ids.libraries[1]] },
        ],
        cleared: { by: {}, live: { mode: "All" } },
        removed: { mode: "All" },
        diffs: {
            changed: ["~cannedResponseLibraries.libraryIds[0]"],
            cleared: ["-cannedResponseLibraries.libraryIds", "-cannedResponseLibraries.mode"],
            set: ["+cannedResponseLibraries.libraryIds", "+cannedResponseLibraries.mode"],
        },
    },
    scalar("cannedResponseLibraries.mode", "/cannedResponseLibraries/mode", ["None", "SelectedOnly"], "All"),
    {
        path: "cannedResponseLibraries.libraryIds",
        at: "/cannedResponseLibraries/libraryIds",
        values: [[ids.libraries[0]], [ids.libraries[1]]],
        beside: { "cannedResponseLibraries.mode": "SelectedOnly" },
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: {
            changed: ["~cannedResponseLibraries.libraryIds[0]"],
            cleared: ["-cannedResponseLibraries.libraryIds[0]"],
            set: ["+cannedResponseLibraries.libraryIds[0]"],
        },
    },
    {
        path: "wrapupCodes",
        at: "/wrapupCodes",
        values: [
            [ids.codes[0], ids.codes[1]],
            [ids.codes[1], ids.codes[2]],
        ],
        cleared: { by: [], live: undefined },
        removed: KEPT,
        diffs: {
            changed: ["+wrapupCodes[1]", "-wrapupCodes[0]"],
            cleared: ["-wrapupCodes[0]", "-wrapupCodes[1]"],
            set: ["+wrapupCodes[0]", "+wrapupCodes[1]"],
        },
    },
];

const address = { country: "US", city: "Indianapolis", street1: "1 First Street", zipCode: "46204" };
const addressed = (property: string, at: string, values: [string, string]): Case => ({
    path: `address.${property}`,
    at: `/address/${at}`,
    values,
    beside: Object.fromEntries(
        Object.entries(address)
            .filter(([name]) => name !== property)
            .map(([name, value]) => [`address.${name}`, value]),
    ),
    removed: undefined,
    required: true,
});

/** How the API has a group's address. */
const called = ({ type, number, extension }: Json): Json => ({
    type,
    mediaType: "PHONE",
    ...(number && { address: number, display: number }),
    ...(extension && { extension, display: extension }),
});
const ring = { type: "GROUPRING", number: "+13175550100" };

const group: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    text("description", "/description", ["Who sells", "Who serves"], ""),
    {
        path: "type",
        at: "/type",
        values: ["social", "official"],
        removed: "official",
        replaces: true,
    },
    scalar("visibility", "/visibility", ["owners", "members"], "public"),
    flag("rulesVisible", "/rulesVisible", true),
    flag("rolesEnabled", "/rolesEnabled", true),
    flag("includeOwners", "/includeOwners", true),
    flag("callsEnabled", "/callsEnabled", true),
    {
        path: "addresses",
        at: "/addresses",
        values: [[ring], [{ ...ring, number: "+13175550101" }]],
        api: (list: Json[]) => list.map(called),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~addresses[0].number"], cleared: ["-addresses[0]"], set: ["+addresses[0]"] },
    },
    {
        path: "addresses[].type",
        at: "/addresses",
        values: ["GROUPRING", "GROUPPHONE"],
        beside: { "addresses[].number": ring.number },
        api: (type) => [called({ ...ring, type })],
        removed: undefined,
        required: true,
    },
    {
        path: "addresses[].number",
        at: "/addresses",
        values: [ring.number, "+13175550102"],
        beside: { "addresses[].type": ring.type },
        api: (number) => [called({ ...ring, number })],
        // An address has one of the two.
        removed: undefined,
        required: true,
    },
    {
        path: "addresses[].extension",
        at: "/addresses",
        values: ["1001", "1002"],
        beside: { "addresses[].type": ring.type },
        api: (extension) => [called({ type: ring.type, extension })],
        // An address has one of the two.
        removed: undefined,
        required: true,
    },
    {
        path: "ownerIds",
        at: "/owners",
        values: [[ids.users[0]], [ids.users[1]]],
        api: (list: string[]) => list.map((id) => ({ id })),
        // The platform ignores an empty list.
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~ownerIds[0]"], cleared: ["-ownerIds[0]"], set: ["+ownerIds[0]"] },
    },
];

const location: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    // The platform ignores an empty text.
    { ...text("notes", "/notes", ["Ring twice", "Knock"], " "), cleared: { by: "", live: " " } },
    {
        path: "path",
        at: "/path",
        values: [[ids.locations[0]], [ids.locations[1]]],
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~path[0]"], cleared: ["-path[0]"], set: ["+path[0]"] },
    },
    {
        path: "emergencyNumber",
        at: "/emergencyNumber",
        values: [
            { number: "+13175550100", type: "elin" },
            { number: "+13175550101", type: "elin" },
        ],
        removed: KEPT,
        diffs: { changed: ["~emergencyNumber.number"] },
    },
    {
        path: "emergencyNumber.number",
        at: "/emergencyNumber/number",
        values: ["+13175550102", "+13175550103"],
        removed: undefined,
        required: true,
    },
    scalar("emergencyNumber.type", "/emergencyNumber/type", ["elin", "default"], "default", {
        beside: { "emergencyNumber.number": "+13175550104" },
    }),
    {
        path: "address",
        at: "/address",
        values: [address, { ...address, city: "Bloomington", zipCode: "47404" }],
        api: ({ zipCode, ...rest }) => ({ ...rest, zipcode: zipCode }),
        removed: KEPT,
        diffs: { changed: ["~address.city", "~address.zipCode"] },
    },
    addressed("country", "country", ["US", "CA"]),
    addressed("city", "city", ["Indianapolis", "Fishers"]),
    addressed("street1", "street1", ["1 First Street", "2 First Street"]),
    addressed("zipCode", "zipcode", ["46204", "46205"]),
    ...["state", "street2"].map((property) => ({
        ...text(`address.${property}`, `/address/${property}`, ["IN", "KY"]),
        beside: Object.fromEntries(Object.entries(address).map(([name, value]) => [`address.${name}`, value])),
    })),
];

const info = (property: string, values: [Json, Json]) => ({
    ...text(`employerInfo.${property}`, `/employerInfo/${property}`, values),
});
const person = { officialName: "An Agent", employeeId: "E-1" };
const place = (id: string, notes?: string) => ({ id, locationDefinition: { id }, ...(notes && { notes }) });
const worded = (path: string): Case => ({
    path,
    at: `/${path}`,
    values: [
        ["First aid", "Fire"],
        ["Fire", "Patience"],
    ],
    cleared: { by: [], live: [] },
    removed: KEPT,
    diffs: {
        changed: [`+${path}[1]`, `-${path}[0]`],
        cleared: [`-${path}[0]`, `-${path}[1]`],
        set: [`+${path}[0]`, `+${path}[1]`],
    },
});

const user: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: undefined, required: true },
    scalar("state", "/state", ["inactive", "active"], "active"),
    text("title", "/title", ["Agent", "Team lead"], ""),
    text("department", "/department", ["Sales", "Service"], ""),
    {
        ...reference("divisionId", "/division", ids.divisions),
        api: (id) => `Division ${"AB"[ids.divisions.indexOf(id)]}`,
        cleared: undefined,
    },
    reference("manager", "/manager", ids.users),
    flag("acdAutoAnswer", "/acdAutoAnswer", false),
    worded("certifications"),
    worded("profileSkills"),
    {
        path: "employerInfo",
        at: "/employerInfo",
        values: [person, { ...person, employeeId: "E-2" }],
        removed: {},
        diffs: { changed: ["~employerInfo.employeeId"] },
    },
    info("officialName", ["An Agent", "Another Agent"]),
    info("employeeId", ["E-1", "E-2"]),
    {
        ...info("employeeType", ["Full-time", "Contractor"]),
        cleared: undefined,
    },
    { ...info("dateHire", ["2026-01-31", "2026-02-01"]), cleared: undefined },
    {
        path: "locations",
        at: "/locations",
        values: [[{ locationId: ids.locations[0] }], [{ locationId: ids.locations[1] }]],
        api: (list: Json[]) => list.map(({ locationId }) => place(locationId)),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~locations[0]"], cleared: ["-locations[0]"], set: ["+locations[0]"] },
    },
    {
        path: "locations[].locationId",
        at: "/locations",
        values: [ids.locations[0], ids.locations[1]],
        api: (id) => [place(id)],
        removed: undefined,
        required: true,
        diffs: { changed: ["~locations[0]"] },
    },
    {
        path: "locations[].notes",
        at: "/locations",
        values: ["Second floor", "Third floor"],
        beside: { "locations[].locationId": ids.locations[0] },
        api: (notes) => [place(ids.locations[0], notes)],
        removed: [place(ids.locations[0])],
    },
];

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

const named = (replaces?: true): Case => ({
    path: "name",
    at: "/name",
    values: ["One name", "Another name"],
    removed: KEPT,
    diffs: { removed: [] },
    replaces,
});

/** By type, in the order of their tokens. */
export const CASES: Record<string, Case[]> = {
    "auth:Division": [
        named(),
        text("description", "/description", ["Sales", "Service"], ""),
        // Which division is the home division is not for a program to say; home.test.ts is about it.
        { path: "home", at: "/homeDivision", values: [false, false], removed: false, diffs: { changed: [] } },
    ],
    "index:Group": group,
    "index:IntegrationCredential": credential,
    "index:Location": location,
    "index:User": user,
    "routing:EmailDomain": emailDomain,
    "routing:EmailRoute": emailRoute,
    "routing:Language": [named(true)],
    "routing:Queue": queue,
    "routing:Skill": [named(true)],
    "routing:Wrapupcode": [
        named(),
        text("description", "/description", ["Sold", "Not sold"]),
        {
            ...reference("divisionId", "/division", ["*", ids.divisions[0]]),
            api: (id) => (id === "*" ? "*" : "Division A"),
            cleared: undefined,
        },
    ],
};
