/** What is refused before anything is called, and what is said about it. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type Args, division, Project, queue, resource, sameLines, Simulator, skill, wrapupcode } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start();
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

/** A mistake: the type, what a program says, the property that is named and what is said about it. */
type Mistake = [type: string, args: Args, path: string, advice: RegExp];

const nested = (settings: Args) => ({ mediaSettingsMessage: { inactivityTimeoutSettings: settings } });
const subTypes = (...list: unknown[]) => ({ mediaSettingsMessage: { subTypeSettings: list } });

const MISTAKES: Mistake[] = [
    // Misspelt, or named as the API or another tool has it.
    ["routing:Queue", { descripton: "x" }, "descripton", /did you mean description\?/],
    ["routing:Queue", { division_id: "x" }, "division_id", /did you mean divisionId\?/],
    ["routing:Queue", { wrapUpCodes: [] }, "wrapUpCodes", /did you mean wrapupCodes\?/],
    ["routing:Skill", { nmae: "x" }, "nmae", /did you mean name\?/],
    ["routing:Language", { nam: "x" }, "nam", /did you mean name\?/],
    ["routing:Wrapupcode", { divisonId: "x" }, "divisonId", /did you mean divisionId\?/],
    ["auth:Division", { desc: "x" }, "desc", /description/],
    // Nothing like it exists: what there is.
    ["routing:Skill", { colour: "red" }, "colour", /does not exist; .*has: .*name/],
    // Never existing or removed: what to use.
    ["routing:Queue", { queueType: "voice" }, "queueType", /every medium; the mediaSettings/],
    ["routing:Queue", { routingConfigId: "x" }, "routingConfigId", /skillEvaluationMethod and scoringMethod/],
    ["routing:Queue", { wrapUpTimeout: 10 }, "wrapUpTimeout", /acwTimeoutMs/],
    ["routing:Queue", { queueIds: [] }, "queueIds", /UserQueue and QueueMembers/],
    ["routing:Queue", { routingProfileId: "x" }, "routingProfileId", /no such object/],
    ["routing:Queue", { maxCapacity: 3 }, "maxCapacity", /UserUtilization/],
    ["index:UserQueue", { queueId: "q", userId: "u", wrapUpTimeout: 30 }, "wrapUpTimeout", /acwTimeoutMs of routing:Queue/],
    ["index:UserQueue", { maxCapacity: 3 }, "maxCapacity", /UserUtilization/],
    ["index:UserQueue", { queueIds: ["q"] }, "queueIds", /use queueId/],
    ["index:UserQueue", { routingProfileId: "x" }, "routingProfileId", /no such object/],
    ["index:QueueMembers", { queueId: "q", members: [{ userId: "u", wrap_up_timeout: 3 }] }, "members[0].wrap_up_timeout", /acwTimeoutMs/],
    ["index:QueueMembers", { maxCapacity: 3 }, "maxCapacity", /UserUtilization/],
    ["index:QueueMembers", { userIds: ["u"] }, "userIds", /members for several/],
    ["index:QueueFlows", { queueId: "q", flowId: "f" }, "flowId", /queueFlowId, emailInQueueFlowId or messageInQueueFlowId/],
    ["index:QueueFlows", { onHoldPromptId: "p" }, "onHoldPromptId", /routing:Queue/],
    // Values.
    ["routing:Queue", { bullseyeRings: [{ expansionTimeoutSeconds: 1 }] }, "bullseyeRings", /2 to 6 elements, not 1/],
    ["routing:Queue", { bullseyeRings: Array(7).fill({ expansionTimeoutSeconds: 1 }) }, "bullseyeRings", /2 to 6 elements, not 7/],
    ["routing:Queue", { routingRules: Array(7).fill({ threshold: 1 }) }, "routingRules", /at most 6 elements/],
    ["routing:Queue", { routingRules: [{ waitSeconds: 1 }] }, "routingRules[0].waitSeconds", /between 2 and 259200/],
    ["routing:Queue", { conditionalGroupRoutingRules: [{ groups: [] }] }, "conditionalGroupRoutingRules[0].groups", /at least 1 element/],
    ["routing:Queue", { conditionalGroupActivation: { rules: [] } }, "conditionalGroupActivation.rules", /1 to 5 elements/],
    ["routing:Queue", { directRouting: { agentWaitSeconds: 59 } }, "directRouting.agentWaitSeconds", /between 60 and 864000/],
    [
        "routing:Queue",
        { agentOwnedRouting: { maxOwnedCallbackHours: 169 } },
        "agentOwnedRouting.maxOwnedCallbackHours",
        /between 1 and 168/,
    ],
    ["routing:Queue", { acwWrapupPrompt: "MANDATROY" }, "acwWrapupPrompt", /must be one of MANDATORY, OPTIONAL.*did you mean MANDATORY/],
    ["routing:Queue", { scoringMethod: "timestampandpriority" }, "scoringMethod", /TimestampAndPriority/],
    ["routing:Queue", { acwTimeoutMs: 999 }, "acwTimeoutMs", /between 1000 and 3600000/],
    ["routing:Queue", { acwTimeoutMs: 1000.5 }, "acwTimeoutMs", /whole number/],
    ["routing:Queue", { acwTimeoutMs: "soon" }, "acwTimeoutMs", /whole number/],
    ["routing:Queue", { enableTranscription: "maybe" }, "enableTranscription", /boolean/],
    ["routing:Queue", { description: ["x"] }, "description", /string/],
    ["routing:Queue", { wrapupCodes: "x" }, "wrapupCodes", /list/],
    ["routing:Queue", { mediaSettingsCall: 8 }, "mediaSettingsCall", /object/],
    ["index:Integration", { integrationType: "x", config: { properties: "[]" } }, "config.properties", /must be a JSON object/],
    // Nested.
    ["routing:Queue", { mediaSettingsCall: { alertTimeoutSec: 8 } }, "mediaSettingsCall.alertTimeoutSec", /did you mean alertingTimeoutSec/],
    ["routing:Queue", { mediaSettingsCall: { alertingTimeoutSec: 6 } }, "mediaSettingsCall.alertingTimeoutSec", /7 or more/],
    [
        "routing:Queue",
        { mediaSettingsEmail: { serviceLevelPercentage: 80 } },
        "mediaSettingsEmail.serviceLevelPercentage",
        /between 0 and 1/,
    ],
    ["routing:Queue", { mediaSettingsCallback: { mode: "Agent" } }, "mediaSettingsCallback.mode", /AgentFirst, CustomerFirst/],
    ["routing:Queue", nested({ actionType: "DISCONNECT" }), "mediaSettingsMessage.inactivityTimeoutSettings.timeoutSeconds", /required/],
    ["routing:Queue", nested({ timeoutSeconds: 60 }), "mediaSettingsMessage.inactivityTimeoutSettings.actionType", /required/],
    ["routing:Queue", subTypes({ mediaType: "x" }), "mediaSettingsMessage.subTypeSettings[0].enableAutoAnswer", /required/],
    [
        "routing:Queue",
        subTypes({ mediaType: "x", enableAutoAnswer: true }, { mediaType: "y", enableAutoAnswer: true, colour: 1 }),
        "mediaSettingsMessage.subTypeSettings[1].colour",
        /does not exist/,
    ],
];

/** The engine stops at the first resource that is refused, so as many mistakes as possible go into one. */
function together(mistakes: Mistake[]): Mistake[][] {
    const groups: Mistake[][] = [];
    for (const mistake of mistakes) {
        const [type, args] = mistake;
        const fits = (group: Mistake[]) =>
            group[0][0] === type && !group.some(([, others]) => Object.keys(args).some((name) => name in others));
        const group = groups.find(fits);
        group ? group.push(mistake) : groups.push([mistake]);
    }
    return groups;
}

test("every mistake is refused with its path and advice, before anything is called", async () => {
    for (const group of together(MISTAKES)) {
        const [type] = group[0];
        const args = Object.assign({}, ...group.map(([, args]) => args));
        const { errors } = await project.preview(() => resource(type, "wrong", args), { fails: true });
        for (const [, , path, advice] of group) {
            const [start, problem] = [`${type} resource 'wrong': property ${path} value `, " has a problem: "];
            const said = errors.filter((error) => error.includes(start));
            assert.equal(said.length, 1, `${path} in\n${errors.join("\n")}`);
            assert.match(said[0].split(problem)[1], advice);
        }
        assert.equal(errors.filter((error) => error.includes("has a problem")).length, group.length, errors.join("\n"));
    }
    const [[type, args]] = MISTAKES;
    await project.up(() => resource(type, "wrong", args), { fails: true });
    sameLines(await simulator.writes(), [], "calls");
});

test("a refusal shows no secret, and no list of thousands", async () => {
    const members = Array.from({ length: 3000 }, (_, number) => ({ userId: `user ${number}`, ringNum: 7 }));
    const program = () => queue("wrong", { description: pulumi.secret(["CANARY"]), wrapupCodes: pulumi.secret("CANARY"), members: { members } });
    const { error, errors } = await project.preview(program, { fails: true });
    assert.doesNotMatch(error, /CANARY|user 1/);
    for (const [path, reason] of [
        ["description", /must be a string, not a list/],
        ["wrapupCodes", /must be a list, not a string/],
        ["members", /must be a list, not an object/],
    ] as const) {
        const said = errors.filter((error) => error.includes(`resource 'wrong' has a problem: property ${path}: `));
        assert.equal(said.length, 1, `${path} in\n${errors.join("\n")}`);
        assert.match(said[0], reason);
    }
});

test("properties that do not go together are refused", async () => {
    const program = () => queue("wrong", { acwWrapupPrompt: "OPTIONAL", acwTimeoutMs: 5000 });
    const { error } = await project.preview(program, { fails: true });
    assert.match(error, /property acwTimeoutMs value .* needs an acwWrapupPrompt that has a time limit: MANDATORY_TIMEOUT/);
});

test("all mistakes of one resource are said at once", async () => {
    const program = () => queue("wrong", { descripton: "x", acwTimeoutMs: 1, mediaSettingsCall: { alertingTimeoutSec: 1 } });
    const preview = await project.preview(program, { fails: true });
    for (const path of ["descripton", "acwTimeoutMs", "mediaSettingsCall.alertingTimeoutSec"]) {
        assert.ok(preview.error.includes(`property ${path} value`), `${path} in ${preview.error}`);
    }
});

test("a value that is there already is not refused, though nobody knows it", async () => {
    // Otherwise the simulator keeps to the API's documentation.
    await simulator.set({ validate: false });
    const id = await simulator.add("routing/queues", { name: "Newer", scoringMethod: "InventedSince" });
    await project.importing("routing:Queue", "newer", id);
    const program = (scoringMethod: string) => () => queue("newer", { name: "Newer", scoringMethod });
    sameLines((await project.up(program("InventedSince"))).changes, []);
    const preview = await project.preview(program("InventedLater"), { fails: true });
    assert.match(preview.error, /scoringMethod.*must be one of/s);
});

test("a name that is taken: the error names the id and the import command, and that command works", async () => {
    const make = { "auth:Division": division, "routing:Queue": queue, "routing:Skill": skill, "routing:Wrapupcode": wrapupcode };
    const kinds = {
        "auth:Division": "authorization/divisions",
        "routing:Queue": "routing/queues",
        "routing:Skill": "routing/skills",
        "routing:Wrapupcode": "routing/wrapupcodes",
    } as const;
    const program = () => Object.entries(make).forEach(([type, make]) => make(type.replace(":", "-"), { name: "Taken" }));
    const ids = new Map<string, string>();
    for (const [type, kind] of Object.entries(kinds)) {
        // The platform does not tell capital letters apart.
        ids.set(type, await simulator.add(kind, { name: type === "routing:Queue" ? "TAKEN" : "Taken" }));
    }
    const before = await simulator.objects();

    const failed = await project.up(program, { fails: true });
    const commands = failed.errors.flatMap((error) => /`pulumi (import \S+ \S+ [0-9a-f-]{36})`/.exec(error)?.[1] ?? []);
    sameLines(
        commands,
        [...ids].map(([type, id]) => `import genesyscloud:${type} ${type.replace(":", "-")} ${id}`),
        "commands",
    );
    assert.deepEqual(await simulator.objects(), before);
    assert.deepEqual(project.resources(), []);

    for (const command of commands) {
        const [, type, name, id] = command.split(" ");
        await project.importing(type.replace("genesyscloud:", ""), name, id);
    }
    const up = await project.up(program);
    sameLines(up.changes, ["update routing-Queue ~name"]);
});

test("names with spaces and quotes are in a command that a shell understands", async () => {
    const id = await simulator.add("routing/skills", { name: "Taken" });
    const failed = await project.up(() => skill("it's a skill", { name: "Taken" }), { fails: true });
    const command = new RegExp("`(pulumi import [^`]* " + id + ")`").exec(failed.error)?.[1];
    assert.ok(command, failed.error);
    const { execFileSync } = await import("node:child_process");
    const words = execFileSync("sh", ["-c", command.replace("pulumi", "printf '%s\\n'")], { encoding: "utf8" });
    assert.deepEqual(words.trim().split("\n"), ["import", "genesyscloud:routing:Skill", "it's a skill", id]);
});
