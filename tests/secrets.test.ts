/** Credentials stay where they belong. Canaries are looked for everywhere else. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { diagnostics, type Json, Project, Provider, providerLines, queue, Simulator, skill, Witness, wrapupcode } from "./kit";

const CLIENT = "canary-client";
const SECRET = "CANARY/secret+of the client";
const LOGS = ["--logtostderr", "--logflow", "-v=9"];

let simulator: Simulator;
let witness: Witness;
let project: Project;

before(async () => {
    simulator = await Simulator.start();
    witness = await Witness.start(simulator);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.seed({ oauthClients: [{ id: CLIENT, secret: SECRET, name: "Canary" }] });
    witness.indiscreet = undefined;
    witness.traffic.length = 0;
    project = Project.create();
});

/** The canaries, in every form that they travel in. */
function canaries(): string[] {
    const plain = [SECRET, ...witness.tokens];
    const login = Buffer.from(`${CLIENT}:${SECRET}`).toString("base64");
    const forms = plain.flatMap((text) => [
        text,
        encodeURIComponent(text),
        encodeURIComponent(text).replaceAll("%20", "+"),
        JSON.stringify(text).slice(1, -1),
        Buffer.from(text).toString("base64"),
    ]);
    return [...new Set([...forms, login])];
}

/** Lines that have a canary. */
function found(text: string): string[] {
    const all = canaries();
    return text.split("\n").filter((line) => all.some((canary) => line.includes(canary)));
}

/** Fails with what is around the first canaries. */
function clean(where: string, text: string): void {
    const around = found(text).map((line) => {
        const [at] = canaries().map((canary) => line.indexOf(canary)).filter((at) => at >= 0);
        return `${line.slice(Math.max(0, at - 150), at)}[HERE]`;
    });
    assert.ok(around.length === 0, `${where} has a canary ${around.length} times:\n${around.slice(0, 5).join("\n")}`);
}

/** Every file of the project: state, its backups and history, settings, the engine's home. */
function files(): [string, string][] {
    return fs
        .readdirSync(project.folder, { recursive: true, encoding: "utf8" })
        .map((name) => path.join(project.folder, name))
        .filter((file) => fs.statSync(file).isFile() && !file.endsWith("grpc.json"))
        .map((file) => [file, fs.readFileSync(file, "utf8")]);
}

interface Message {
    method: string;
    request?: Json;
    response?: Json;
    errors?: Json;
}

const grpcFile = () => path.join(project.folder, "grpc.json");

const grpc = (): Message[] =>
    fs
        .readFileSync(grpcFile(), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));

/** A program, with more skills that are not there yet. */
type Run = (...more: string[]) => void;

const program: Run = (...more) => {
    more.forEach((name) => skill(name));
    const code = wrapupcode("done");
    skill("French");
    queue("support", { wrapupCodes: [code.id] });
};

/** A life with everything that may go wrong; the answer is all that was printed. */
async function life(run: Run, env: Record<string, string>): Promise<string> {
    const options = { env: { ...env, PULUMI_DEBUG_GRPC: grpcFile() }, args: LOGS };
    const printed: string[] = [];
    const keep = async (operation: Promise<{ output: string; errors: string[]; notes: string[] }>) => {
        const { output, errors, notes } = await operation;
        printed.push(output, ...errors, ...notes);
    };
    await keep(project.up(() => run(), options));
    await keep(project.refresh(options));
    for (const [status, what] of [
        [400, /^POST .*skills/],
        [401, /^POST .*skills/],
        [403, /^POST .*skills/],
        [409, /^POST .*skills/],
        [400, /^POST .*oauth\/token/],
        [400, /^GET .*organizations\/me/],
    ] as const) {
        if (env.GENESYSCLOUD_ACCESS_TOKEN && what.test("POST /oauth/token")) {
            continue;
        }
        witness.indiscreet = (line) => (what.test(line) ? status : undefined);
        await keep(project.up(() => run("one more"), { ...options, fails: true }));
    }
    witness.indiscreet = undefined;
    await keep(project.destroy(options));
    return printed.join("\n");
}

describe("given in the environment", () => {
    const credentials = () => ({
        GENESYSCLOUD_BASE_URL: witness.address,
        GENESYSCLOUD_OAUTHCLIENT_ID: CLIENT,
        GENESYSCLOUD_OAUTHCLIENT_SECRET: SECRET,
    });

    test("an OAuth client's secret, and its tokens: nowhere", async () => {
        const printed = await life(program, credentials());
        assert.ok(witness.tokens.size > 0);
        clean("what was printed", printed);
        clean("the gRPC log", fs.readFileSync(grpcFile(), "utf8"));
        files().forEach(([file, text]) => clean(file, text));

        // The scan finds what is there to be found.
        assert.ok(found(witness.traffic.join("\n")).length > 10, "the traffic has canaries");
        assert.ok(printed.length > 100_000 && /Refused: POST|was refused/.test(printed), "the logs are on, the errors came");
        assert.ok(grpc().some(({ method }) => method.endsWith("/Configure")));
    });

    test("an access token: nowhere", async () => {
        const login = await fetch(`${witness.address}/oauth/token`, {
            method: "POST",
            headers: { Authorization: `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString("base64")}` },
            body: new URLSearchParams({ grant_type: "client_credentials" }),
        });
        const token = ((await login.json()) as Json).access_token;
        assert.ok(witness.tokens.has(token));
        const printed = await life(program, { GENESYSCLOUD_BASE_URL: witness.address, GENESYSCLOUD_ACCESS_TOKEN: token });
        clean("what was printed", printed);
        clean("the gRPC log", fs.readFileSync(grpcFile(), "utf8"));
        files().forEach(([file, text]) => clean(file, text));
    });
});

/** The signature of a secret on the wire. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const WRAPPED = "1b47061264138c4ac30d75fd1eb44270";

/** A message without what is inside secret wrappers. */
function unwrapped(value: Json): Json {
    if (Array.isArray(value)) {
        return value.map(unwrapped);
    }
    if (value && typeof value === "object") {
        return value[SIGNATURE] === WRAPPED
            ? "[secret]"
            : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unwrapped(member)]));
    }
    return value;
}

describe("given in the configuration", () => {
    /**
     * What must hold in both cases: in gRPC, only requests to the provider and secret wrappers have it; on disk, nothing has it
     * in the clear; in the logs, no line that comes from the provider has it.
     */
    function contained(printed: string): void {
        const messages = grpc();
        for (const { method, response, errors } of messages) {
            clean(`an answer to ${method}`, JSON.stringify(unwrapped([response, errors])));
        }
        // What the engine is told by the program, and tells it, is theirs.
        const ours = messages.filter(({ method }) => method.includes("ResourceProvider"));
        const requests = ours.filter(({ request }) => found(JSON.stringify(unwrapped(request ?? null))).length > 0);
        // CheckConfig and DiffConfig get values without their wrappers, and Configure has them as plain text beside the arguments;
        // a resource's own request never has any.
        const methods = new Set(requests.map(({ method }) => method.split("/").pop()));
        const allowed = ["CheckConfig", "DiffConfig", "Configure"];
        assert.deepEqual(
            [...methods].filter((method) => !allowed.includes(method!)),
            [],
        );
        files().forEach(([file, text]) => clean(file, text));
        // At this level the engine itself prints what it sends to the provider. What the provider prints passes through the engine,
        // which says so.
        clean("what the provider printed", providerLines(printed).join("\n"));
        clean("diagnostics", diagnostics(printed).join("\n"));
        // The scan finds what is there to be found.
        assert.ok(requests.length > 0, "the requests have canaries");
        assert.ok(found(printed).length > 0, "so have the engine's own lines");
        assert.ok(providerLines(printed).some((line) => line.includes("/api/v2/routing/skills")), "the provider logs");
        assert.ok(diagnostics(printed).some((line) => line.includes("was refused")), "the errors came");
        assert.ok(found(JSON.stringify(messages)).length > 0);
    }

    test("of the default provider", async () => {
        await project.run(["config", "set", "--stack", "dev", "--secret", "genesyscloud:oauthclientSecret", SECRET]);
        await project.run(["config", "set", "--stack", "dev", "genesyscloud:oauthclientId", CLIENT]);
        await project.run(["config", "set", "--stack", "dev", "genesyscloud:baseUrl", witness.address]);
        contained(await life(program, {}));
    });

    test("of an explicit provider, as a secret or not", async () => {
        const run: Run = (...more) => {
            for (const [name, secret] of [["wrapped", pulumi.secret(SECRET)], ["plain", SECRET]] as const) {
                const configuration = { baseUrl: witness.address, oauthclientId: CLIENT, oauthclientSecret: secret };
                // As a generated SDK does, which knows from the schema what is secret.
                const provider = new Provider(name, configuration, { additionalSecretOutputs: ["oauthclientSecret"] } as never);
                [...more, "skill"].forEach((skillName) => skill(`${skillName} of ${name}`, {}, { provider }));
            }
        };
        contained(await life(run, {}));
    });
});
