/** Objects that were made elsewhere, with every writable field away from its default. */
import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { CASES, ELSEWHERE, IDENTITIES } from "./cases";
import { expected, ids, type Json, Project, resource, sameLines, Simulator, surroundings } from "./kit";
import type { Args, Kind } from "./kit";

interface Object {
    kind: Kind;
    /** As the platform has it. */
    live: Json;
    /** As a program names it. */
    args: Args;
    /** A program that names less. */
    fewer: Args;
    /** By what it is found, if not by its name. */
    key?: string;
    /** The id of what it is below. */
    parent?: string;
    /** Properties that exclude others. */
    without?: string[];
    /** What else an import finds: nobody says what the platform's own values are. */
    found?: Json;
}

/** By type: the object as the platform has it, and the program for it, both written by hand. */
const OBJECTS: Record<string, Object> = {
    "auth:Division": {
        kind: "authorization/divisions",
        live: { name: "Everything", description: "Away from its default" },
        args: { name: "Everything", description: "Away from its default" },
        fewer: { name: "Everything" },
    },
    "index:Group": {
        kind: "groups",
        live: expected("full-group"),
        args: {
            name: "Everything",
            description: "Away from its default",
            type: "social",
            visibility: "owners",
            rulesVisible: false,
            rolesEnabled: false,
            includeOwners: false,
            callsEnabled: false,
            addresses: [
                { type: "GROUPRING", number: "+13175550100" },
                { type: "GROUPPHONE", extension: "1001" },
            ],
            ownerIds: [ids.users[0]],
        },
        fewer: { name: "Everything", type: "social" },
    },
    "index:Location": {
        kind: "locations",
        live: expected("full-location"),
        args: {
            name: "Everything",
            notes: "Away from its default",
            path: [ids.locations[0]],
            emergencyNumber: { number: "+13175550100", type: "elin" },
            address: {
                country: "US",
                city: "Indianapolis",
                state: "IN",
                street1: "1 First Street",
                street2: "Second floor",
                zipCode: "46204",
            },
        },
        fewer: { name: "Everything", address: { country: "US", city: "Indianapolis", street1: "1 First Street", zipCode: "46204" } },
    },
    "index:User": {
        kind: "users",
        live: { ...expected("full-user"), division: { id: ids.divisions[0] }, addresses: [] },
        args: {
            email: "everything@example.com",
            name: "Everything",
            divisionId: ids.divisions[0],
            state: "inactive",
            title: "Agent",
            department: "Support",
            manager: ids.users[0],
            acdAutoAnswer: true,
            certifications: ["First aid", "Fire"],
            profileSkills: ["Patience"],
            employerInfo: {
                officialName: "Every Thing",
                employeeId: "E-1",
                employeeType: "Part-time",
                dateHire: "2026-01-31",
            },
            locations: [{ locationId: ids.locations[0], notes: "Second floor" }],
        },
        fewer: { email: "everything@example.com", name: "Everything" },
        key: "everything@example.com",
        found: { voicemailUserpolicies: { alertTimeoutSeconds: 20, sendEmailNotifications: true } },
    },
    "routing:EmailDomain": {
        kind: "routing/email/domains",
        live: expected("full-email-domain"),
        args: {
            domainId: "everything.example.com",
            mailFromDomain: "mail.everything.example.com",
            customSmtpServerId: ids.integrations[0],
        },
        fewer: { domainId: "everything.example.com" },
        key: "everything.example.com",
    },
    "routing:EmailRoute": {
        kind: "routing/email/domains/routes",
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
    "routing:Language": {
        kind: "routing/languages",
        live: { name: "Everything" },
        args: { name: "Everything" },
        fewer: { name: "Everything" },
    },
    "routing:Skill": {
        kind: "routing/skills",
        live: { name: "Everything" },
        args: { name: "Everything" },
        fewer: { name: "Everything" },
    },
    "routing:Wrapupcode": {
        kind: "routing/wrapupcodes",
        live: { name: "Everything", description: "Away from its default", division: { id: ids.divisions[0] } },
        args: { name: "Everything", description: "Away from its default", divisionId: ids.divisions[0] },
        fewer: { name: "Everything" },
    },
    "routing:Queue": {
        kind: "routing/queues",
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
};

test("the programs name every property", () => {
    for (const [type, { args, without = [] }] of Object.entries(OBJECTS)) {
        const named: string[] = [];
        const walk = (prefix: string, value: Json) => {
            // The keys of a map are no properties.
            for (const [name, member] of Object.entries<Json>(value).filter(([name]) => !/^[A-Z]/.test(name))) {
                named.push(`${prefix}${name}`);
                const several = Array.isArray(member);
                for (const inner of several ? member : [member]) {
                    if (inner && typeof inner === "object") {
                        walk(`${prefix}${name}${several ? "[]" : ""}.`, inner);
                    }
                }
            }
        };
        walk("", args);
        // Whether it is the home division is not written.
        const rules = ELSEWHERE["rules.test.ts"].filter((path) => path.startsWith(`${type} `)).map((path) => path.split(" ")[1]);
        const cases = [...CASES[type].map(({ path }) => path).filter((path) => path !== "home" && !without.includes(path)), ...rules];
        const identity = Object.keys(IDENTITIES[type]?.("x").args ?? {});
        sameLines([...new Set(named)], [...new Set([...identity, ...cases])], type);
    }
});

describe("objects of every type", () => {
    let simulator: Simulator;
    let project: Project;
    let before_: Json;
    const idOf: Record<string, string> = {};

    before(async () => {
        simulator = await Simulator.start();
        await simulator.seed(surroundings());
        for (const [type, { kind, live, parent }] of Object.entries(OBJECTS)) {
            const own = await simulator.add(kind, live);
            idOf[type] = parent ? `${parent}/${own}` : own;
        }
        before_ = await simulator.dump();
    });
    beforeEach(async () => {
        await simulator.forgetCalls();
        project = Project.create(simulator);
    });

    /** A program that names what is chosen. */
    const program = (choose: "args" | "fewer", imports = false) => {
        return () =>
            Object.entries(OBJECTS).forEach(([type, object]) =>
                resource(type, type, object[choose], imports ? { import: idOf[type] } : {}),
            );
    };

    const clean = async (program: () => void) => {
        const preview = await project.preview(program, { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview after the import");
        const up = await project.up(program);
        sameLines(up.changes, [], "an up after the import");
        sameLines(await simulator.writes(), [], "calls");
        assert.deepEqual((await simulator.dump()).objects, before_.objects, "the organization");
    };

    test("pulumi import by id", async () => {
        await project.importAll(Object.keys(OBJECTS).map((type) => ({ type, name: type, id: idOf[type] })));
        for (const [type, { args, found }] of Object.entries(OBJECTS)) {
            const { inputs, id } = project.resource(type);
            assert.equal(id, idOf[type]);
            sameLines(leaves(inputs), leaves({ ...args, ...found }), `imported inputs of ${type}`);
        }
        await clean(program("args"));
    });

    test("pulumi import by name; a program that names fewer properties releases the rest", async () => {
        await project.importAll(Object.entries(OBJECTS).map(([type, { key }]) => ({ type, name: type, id: key ?? "Everything" })));
        for (const type of Object.keys(OBJECTS)) {
            assert.equal(project.resource(type).id, idOf[type]);
        }
        await clean(program("fewer"));
        // From now on the program's word counts, and what it never named is nobody's business.
        await clean(program("fewer"));
    });

    test("the import option", async () => {
        const imported = Object.keys(OBJECTS).map((type) => `import ${type}`);
        sameLines((await project.preview(program("args", true))).changes, imported);
        sameLines((await project.up(program("args", true))).changes, imported);
        await clean(program("args", true));
        await clean(program("args"));
    });

    test("the import option, in a program that names fewer properties", async () => {
        const up = await project.up(program("fewer", true));
        sameLines(
            up.changes,
            Object.keys(OBJECTS).map((type) => `import ${type}`),
        );
        await clean(program("fewer", true));
    });
});

test("what is not there is not imported", async () => {
    const simulator = await Simulator.start();
    const project = Project.create(simulator);
    for (const id of ["00000000-0000-4000-8000-000000000000", "No such queue"]) {
        const failed = await project.importing("routing:Queue", "it", id, { fails: true });
        assert.match(failed.output, /does not exist/);
    }
    assert.deepEqual(project.resources(), []);
});

/** Paths and values, a line each; lists of texts without order, and without what is ours to remember. */
function leaves(value: Json, path = ""): string[] {
    if (Array.isArray(value) && typeof value[0] === "string") {
        return value.map((item) => `${path}[] ${item}`);
    }
    if (value && typeof value === "object") {
        return Object.entries(value)
            .filter(([name]) => !name.startsWith("__"))
            .flatMap(([name, member]) => leaves(member, `${path}.${name}`));
    }
    return [`${path} ${JSON.stringify(value)}`];
}
