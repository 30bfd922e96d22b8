/** Credentials that are rotated, revoked or expire while the engine is at work. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { beforeEach, test } from "node:test";
import { Project, Provider, sameLines, Simulator, skill, temporaryFolder, until } from "./kit";

let simulator: Simulator;
let secretFile: string;

beforeEach(async () => {
    simulator = await Simulator.start();
    secretFile = path.join(temporaryFolder("secret"), "secret");
});

const names = Array.from({ length: 12 }, (_, index) => `skill ${index}`);
const program = () => names.forEach((name) => skill(name));

const skills = async () => (await simulator.objects())["routing/skills"] ?? [];

/** Runs the program, and does something while the third of its skills is on its way. */
async function inTheMiddle(project: Project, env: Record<string, string>, action: () => Promise<void>, fails = false) {
    await simulator.fault({ method: "POST", route: "/api/v2/routing/skills", nth: 3, times: 0, kind: "hold" });
    return project.up(program, {
        env,
        fails,
        during: async () => {
            await until("the third skill", async () => (await simulator.faults())[0].hit > 0);
            await action();
            await simulator.forgetFaults();
        },
    });
}

/** Gives the client another secret, and ends every token. */
async function rotate(): Promise<string> {
    const { secret } = await simulator.api("POST", `oauth/clients/${simulator.client.id}/secret`);
    await simulator.expireTokens();
    return secret;
}

/** What is live is in the state, once, and no secret is. */
async function agree(project: Project, ...secrets: string[]): Promise<void> {
    const ids = (await skills()).map(({ id }) => id);
    sameLines(project.resources().map(({ id }) => id), ids, "ids in the state, and live");
    secrets.forEach((secret) => assert.ok(!project.stored().includes(secret), "a secret of the environment is in the state"));
}

const logins = async () => (await simulator.calls()).filter(({ template }) => template === "/oauth/token").map(({ status }) => status);

test("a secret that is rotated in the middle: the run goes on with what the file says then", async () => {
    fs.writeFileSync(secretFile, `${simulator.client.secret}\n`);
    const { GENESYSCLOUD_OAUTHCLIENT_SECRET: _, ...env } = simulator.environment();
    const project = Project.create();
    let newer = "";
    await simulator.forgetCalls();
    const result = await inTheMiddle(project, { ...env, GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: secretFile }, async () => {
        newer = await rotate();
        fs.writeFileSync(secretFile, newer);
    });
    // The first is ours, the second that of `rotate`, which asks for a token of its own.
    assert.deepEqual(await logins(), [200, 200, 401, 200]);
    assert.equal((await skills()).length, names.length);
    const told = result.warnings.filter((warning) => warning.includes(`going on with the newer ones of the file ${secretFile}`));
    assert.equal(told.length, 1, result.output);
    await agree(project, simulator.client.secret, newer);
});

test("a secret that is rotated in the middle, and no newer one: it is said once, nothing is lost, and the next run finishes", async () => {
    const project = Project.create();
    let newer = "";
    const failed = await inTheMiddle(
        project,
        simulator.environment(),
        async () => {
            newer = await rotate();
        },
        true,
    );
    const errors = failed.errors.filter((error) => /cannot create/.test(error));
    assert.ok(errors.length > 1, failed.output);
    const whole = errors.filter((error) => /the secret is wrong: was it renewed\?/.test(error));
    assert.equal(whole.length, 1, errors.join("\n---\n"));
    assert.match(whole[0], /GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE/);
    errors
        .filter((error) => error !== whole[0])
        .forEach((error) => assert.match(error, /does not accept the credentials any more, as the error of another resource says/));
    await agree(project, simulator.client.secret);

    await project.up(program, { env: { ...simulator.environment(), GENESYSCLOUD_OAUTHCLIENT_SECRET: newer } });
    assert.equal((await skills()).length, names.length);
    await agree(project, simulator.client.secret, newer);
});

test("a given token that expires in the middle: it is said once, and the next run finishes with another", async () => {
    const project = Project.create();
    const environment = async () => ({
        GENESYSCLOUD_BASE_URL: simulator.address,
        GENESYSCLOUD_ACCESS_TOKEN: await simulator.login(),
    });
    const failed = await inTheMiddle(project, await environment(), () => simulator.expireTokens(), true);
    const errors = failed.errors.filter((error) => /cannot create/.test(error));
    const whole = errors.filter((error) => /The access token has expired/.test(error));
    assert.deepEqual([whole.length, errors.length > 1], [1, true], errors.join("\n---\n"));
    await agree(project);

    await project.up(program, { env: await environment() });
    assert.equal((await skills()).length, names.length);
    await agree(project);
});

test("what the state says of credentials may be older than the environment", async () => {
    const project = Project.create();
    await project.up(() => {
        const provider = new Provider("explicit", simulator.configuration());
        skill("French", {}, { provider });
    });
    const newer = await rotate();
    // A destroy does not run the program: what it knows of the provider is in the state.
    const refused = await project.destroy({ fails: true });
    assert.match(refused.error, /the secret is wrong: was it renewed\?/);
    const destroyed = await project.destroy({ env: { GENESYSCLOUD_OAUTHCLIENT_SECRET: newer } });
    assert.match(destroyed.warnings.join("\n"), /going on with the newer ones of the environment/);
    assert.deepEqual(await skills(), []);
});
