/** The queue, which has more properties than all others together. */
import { expected, ids, type Json } from "../kit";
import { type Case, flag, KEPT, reference, scalar, type Subject, text } from "./subject";

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

export const queues: Record<string, Subject> = {
    "routing:Queue": {
        kind: "routing/queues",
        document: "queue",
        cases: queue,
        elsewhere: {
            "members.test.ts": ["allowMassRemoval", "forceDelete", "members", "members[].ringNum", "members[].userId"],
            "queue.test.ts": ["ignoreMembers", "sourceQueueId"],
            "rules.test.ts": [
                ...["", ".domainId", ".routeId"].map((name) => `outboundEmailAddress${name}`),
                ...["", "[].expansionTimeoutSeconds", "[].skillsToRemove", "[].memberGroups"].map(
                    (name) => `bullseyeRings${name}`,
                ),
                ...["", "[].operator", "[].threshold", "[].waitSeconds"].map((name) => `routingRules${name}`),
                ...["", "[].conditionValue", "[].groups", "[].metric", "[].operator", "[].queueId", "[].waitSeconds"].map(
                    (name) => `conditionalGroupRoutingRules${name}`,
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
                    ].map((name) => `conditionalGroupActivation.${rule}${name}`),
                ),
                ...["", ".pilotRule", ".rules", ".rules[].groups"].map((name) => `conditionalGroupActivation${name}`),
                ...["bullseyeRings[].memberGroups", "conditionalGroupRoutingRules[].groups", "conditionalGroupActivation.rules[].groups"].flatMap(
                    (path) => ["Id", "Type"].map((name) => `${path}[].memberGroup${name}`),
                ),
            ],
        },
        imported: {
            live: expected("full-queue"),
            args: {
                name: "Everything",
                description: "Every field is away from its default",
                divisionId: ids.divisions[0],
                acwWrapupPrompt: "MANDATORY_FORCED_TIMEOUT",
                acwTimeoutMs: 45_000,
                skillEvaluationMethod: "BEST",
                scoringMethod: "PriorityOnly",
                lastAgentRoutingMode: "AnyAgent",
                mediaSettingsCall: {
                    alertingTimeoutSec: 9,
                    enableAutoAnswer: true,
                    serviceLevelPercentage: 0.71,
                    serviceLevelDurationMs: 21_000,
                    autoAnswerAlertToneSeconds: 1.5,
                    manualAnswerAlertToneSeconds: 2.5,
                },
                mediaSettingsCallback: {
                    alertingTimeoutSec: 31,
                    enableAutoAnswer: true,
                    serviceLevelPercentage: 0.72,
                    serviceLevelDurationMs: 22_000,
                    autoAnswerAlertToneSeconds: 1.25,
                    manualAnswerAlertToneSeconds: 2.25,
                    mode: "CustomerFirst",
                    enableAutoDialAndEnd: true,
                    autoDialDelaySeconds: 310,
                    autoEndDelaySeconds: 320,
                    pacingModifier: 1.5,
                    maxRetryCount: 3,
                    retryDelaySeconds: 120,
                    liveVoiceReactionType: "TransferToFlow",
                    liveVoiceFlowId: ids.flows[0],
                    answeringMachineReactionType: "TransferToFlow",
                    answeringMachineFlowId: ids.flows[1],
                },
                mediaSettingsChat: {
                    alertingTimeoutSec: 33,
                    enableAutoAnswer: true,
                    serviceLevelPercentage: 0.73,
                    serviceLevelDurationMs: 23_000,
                    autoAnswerAlertToneSeconds: 1.75,
                    manualAnswerAlertToneSeconds: 2.75,
                },
                mediaSettingsEmail: {
                    alertingTimeoutSec: 340,
                    enableAutoAnswer: true,
                    serviceLevelPercentage: 0.74,
                    serviceLevelDurationMs: 86_300_000,
                    autoAnswerAlertToneSeconds: 3,
                    manualAnswerAlertToneSeconds: 4,
                },
                mediaSettingsMessage: {
                    alertingTimeoutSec: 35,
                    enableAutoAnswer: true,
                    serviceLevelPercentage: 0.75,
                    serviceLevelDurationMs: 25_000,
                    enableInactivityTimeout: true,
                    inactivityTimeoutSettings: {
                        timeoutSeconds: 600,
                        actionType: "SEND_TO_ARCHITECT_FLOW",
                        flowId: ids.flows[0],
                    },
                    subTypeSettings: [
                        { mediaType: "instagram", enableAutoAnswer: true, enableInactivityTimeout: true },
                        { mediaType: "whatsapp", enableAutoAnswer: false, enableInactivityTimeout: true },
                    ],
                },
                queueFlowId: ids.flows[0],
                emailInQueueFlowId: ids.flows[1],
                messageInQueueFlowId: ids.flows[0],
                whisperPromptId: ids.prompts[0],
                onHoldPromptId: ids.prompts[1],
                autoAnswerOnly: false,
                enableTranscription: true,
                enableAudioMonitoring: true,
                enableManualAssignment: true,
                suppressInQueueCallRecording: false,
                callingPartyName: "Example Shop",
                callingPartyNumber: "+13175550100",
                outboundMessagingSmsAddressId: ids.addresses[0],
                outboundMessagingOpenMessagingRecipientId: ids.recipients[0],
                outboundMessagingWhatsappRecipientId: ids.recipients[1],
                bullseyeRings: [
                    {
                        expansionTimeoutSeconds: 15,
                        skillsToRemove: [ids.skills[0]],
                        memberGroups: [{ memberGroupId: ids.groups[0], memberGroupType: "GROUP" }],
                    },
                    { expansionTimeoutSeconds: 0 },
                ],
                routingRules: [
                    { operator: "ANY", waitSeconds: 9 },
                    { threshold: 70 },
                ],
                conditionalGroupRoutingRules: [
                    {
                        metric: "ServiceLevel",
                        operator: "LessThan",
                        conditionValue: 0.5,
                        waitSeconds: 20,
                        groups: [{ memberGroupId: ids.teams[0], memberGroupType: "TEAM" }],
                    },
                    { queueId: ids.queues[0], groups: [{ memberGroupId: ids.skillGroups[0], memberGroupType: "SKILLGROUP" }] },
                ],
                conditionalGroupActivation: {
                    pilotRule: {
                        conditionExpression: "C1",
                        conditions: [
                            { simpleMetric: { metric: "ServiceLevel", queueId: ids.queues[1] }, operator: "LessThan", value: 0.7 },
                        ],
                    },
                    rules: [
                        {
                            conditionExpression: "C1",
                            conditions: [
                                { simpleMetric: { metric: "IdleAgentCount", queueId: ids.queues[0] }, operator: "EqualTo", value: 0 },
                            ],
                            groups: [{ memberGroupId: ids.groups[1], memberGroupType: "GROUP" }],
                        },
                    ],
                },
                directRouting: {
                    backupQueueId: ids.queues[0],
                    agentWaitSeconds: 120,
                    waitForAgent: true,
                    callUseAgentAddressOutbound: false,
                    emailUseAgentAddressOutbound: false,
                    messageUseAgentAddressOutbound: false,
                },
                agentOwnedRouting: {
                    enableAgentOwnedCallbacks: true,
                    maxOwnedCallbackHours: 24,
                    maxOwnedCallbackDelayHours: 48,
                },
                outboundEmailAddress: { domainId: ids.domains[0], routeId: ids.routes[0] },
                defaultScriptIds: { CALL: ids.scripts[0], MESSAGE: ids.scripts[1] },
                cannedResponseLibraries: { mode: "SelectedOnly", libraryIds: [ids.libraries[0]] },
                peerId: "The same queue elsewhere",
                groups: [ids.groups[0]],
                teams: [ids.teams[0]],
                skillGroups: [ids.skillGroups[0]],
                // In another order than the platform answers.
                wrapupCodes: [ids.codes[1], ids.codes[0]],
            },
            fewer: {
                name: "Everything",
                description: "Every field is away from its default",
                mediaSettingsCall: { alertingTimeoutSec: 9 },
            },
        },
    },
};
