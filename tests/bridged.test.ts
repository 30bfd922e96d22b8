/**
 * A stack that Pulumi's dynamic bridge over CX as Code has written goes on with this provider: nothing is replaced, nothing is
 * written, and the next refresh has it in our words. The state is one that the bridge really wrote (fixtures/bridged-stack.json).
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { type Args, type Json, places, Project, Provider, resource, sameLines, Simulator } from "./kit";

const stack: Json = JSON.parse(fs.readFileSync(path.join(__dirname, "fixtures", "bridged-stack.json"), "utf8"));
const written: Json[] = stack.deployment.resources.filter(({ type }: Json) => type.startsWith("genesyscloud:"));
const idOf = (name: string): string => written.find(({ urn }) => urn.endsWith(`::${name}`)).id;

/** The former tokens of a type, as the generated SDKs pass them to the engine. */
const aliases = (type: string): pulumi.Alias[] => places.schema().resources[`genesyscloud:${type}`].aliases;

const SUPPORT = {
    name: "Support",
    description: "First line",
    acwTimeoutMs: 30_000,
    acwWrapupPrompt: "MANDATORY_TIMEOUT",
    skillEvaluationMethod: "BEST",
    bullseyeRings: [{ expansionTimeoutSeconds: 15, skillsToRemove: [idOf("sales")] }, { expansionTimeoutSeconds: 30 }],
    mediaSettingsCall: { alertingTimeoutSec: 30, serviceLevelDurationMs: 10_000, serviceLevelPercentage: 0.7 },
    routingRules: [{ operator: "MEETS_THRESHOLD", threshold: 9, waitSeconds: 20 }],
};

/** The provider's own configuration, which is this test's and no longer that of the bridge. */
const CONFIGURED = "update genesys -awsRegion +baseUrl -oauthclientId -oauthclientSecret -tokenPoolSize";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

/** An organization that is as the bridge has left it, and a project with the bridge's state. */
async function project(): Promise<Project> {
    await simulator.reset();
    const division = { id: idOf("east") };
    const serviceLevel = { percentage: 0.7, durationMs: 10_000 };
    await simulator.seed({
        objects: {
            "authorization/divisions": [{ id: idOf("east"), name: "East", description: "East coast" }],
            "routing/languages": [{ id: idOf("en"), name: "English" }],
            "routing/skills": [{ id: idOf("sales"), name: "sales" }],
            "routing/wrapupcodes": [{ id: idOf("done"), name: "Done", division }],
            "routing/queues": [
                {
                    id: idOf("support"),
                    name: "Support",
                    description: "First line",
                    division,
                    acwSettings: { wrapupPrompt: "MANDATORY_TIMEOUT", timeoutMs: 30_000 },
                    skillEvaluationMethod: "BEST",
                    bullseye: {
                        rings: [
                            {
                                expansionCriteria: [{ type: "TIMEOUT_SECONDS", threshold: 15 }],
                                actions: { skillsToRemove: [{ id: idOf("sales") }] },
                            },
                            { expansionCriteria: [{ type: "TIMEOUT_SECONDS", threshold: 30 }] },
                        ],
                    },
                    mediaSettings: { call: { alertingTimeoutSeconds: 30, serviceLevel } },
                    routingRules: [{ operator: "MEETS_THRESHOLD", threshold: 9, waitSeconds: 20 }],
                },
            ],
        },
    });
    await simulator.api("POST", `routing/queues/${idOf("support")}/wrapupcodes`, [{ id: idOf("done") }]);
    const project = Project.create(simulator);
    project.env.PULUMI_CONFIG_PASSPHRASE = "x";
    const file = path.join(project.folder, "bridged.json");
    fs.writeFileSync(file, JSON.stringify(stack).replaceAll("::t3::", "::e2e::").replaceAll("t3-dev", "e2e-dev"));
    await project.run(["stack", "import", "--stack", "dev", "--file", file]);
    await simulator.forgetCalls();
    return project;
}

/** The program as it was for the bridge, with our tokens. */
function program(changes: { support?: Args } = {}): void {
    const provider = new Provider("genesys", { baseUrl: simulator.address });
    const make = (type: string, name: string, args: Args) => resource(type, name, args, { provider, aliases: aliases(type) });
    const division = make("auth:Division", "east", { name: "East", description: "East coast" });
    make("routing:Language", "en", { name: "English" });
    make("routing:Skill", "sales", { name: "sales" });
    const code = make("routing:Wrapupcode", "done", { name: "Done", divisionId: division.id });
    make("routing:Queue", "support", { ...SUPPORT, divisionId: division.id, wrapupCodes: [code.id], ...changes.support });
}

test("the same program, with this provider: nothing is replaced, changed or written", async () => {
    const bridged = await project();
    sameLines((await bridged.preview(() => program())).changes, [CONFIGURED]);
    sameLines((await bridged.up(() => program())).changes, [CONFIGURED]);
    sameLines(await simulator.writes(), []);
    sameLines(
        bridged.resources().map(({ type, id }) => `${type} ${id}`),
        [
            `genesyscloud:auth:Division ${idOf("east")}`,
            `genesyscloud:routing:Language ${idOf("en")}`,
            `genesyscloud:routing:Queue ${idOf("support")}`,
            `genesyscloud:routing:Skill ${idOf("sales")}`,
            `genesyscloud:routing:Wrapupcode ${idOf("done")}`,
        ],
    );
    const preview = await bridged.preview(() => program(), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
    await bridged.up(() => program(), { refresh: true });
    const { inputs } = bridged.resource("support");
    assert.deepEqual(inputs.bullseyeRings, SUPPORT.bullseyeRings);
    sameLines(await simulator.writes(), []);
});

// Not with a refresh first: the engine reads with the provider that the state names, which is the bridge until the first `up`.
test("a first run that changes something changes that", async () => {
    const bridged = await project();
    const changed = () => program({ support: { bullseyeRings: [{ expansionTimeoutSeconds: 20 }, { expansionTimeoutSeconds: 30 }] } });
    const up = await bridged.up(changed);
    sameLines(up.changes, [CONFIGURED, "update support ~bullseyeRings[0].expansionTimeoutSeconds -bullseyeRings[0].skillsToRemove"]);
    sameLines(await simulator.writes(), ["PUT /api/v2/routing/queues/{queueId}"]);
});

test("what the program does not have any more is deleted by this provider", async () => {
    const bridged = await project();
    await bridged.up(() => program());
    const only = () => {
        const provider = new Provider("genesys", { baseUrl: simulator.address });
        resource("auth:Division", "east", { name: "East", description: "East coast" }, { provider, aliases: aliases("auth:Division") });
    };
    sameLines((await bridged.up(only)).changes, ["delete done", "delete en", "delete sales", "delete support"]);
    await bridged.destroy();
    const left = Object.values<Json[]>((await simulator.dump()).objects).flat();
    assert.deepEqual(
        written.filter(({ id }) => left.some((object) => object.id === id && object.state !== "deleted")),
        [],
    );
});
