/** Three hundred resources at the engine's own parallelism, under the platform's rate limit, while the credentials are rotated. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import * as genesyscloud from "pulumi-genesyscloud";
import { AgentTeam, QueueComponent } from "pulumi-genesyscloud-components";
import { Project, Simulator, temporaryFolder, until } from "./kit";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Thirty queues, each with a wrap-up code of its own, a hundred skills, and seventy agents in a queue each: 300 objects and relations. */
function program() {
    const queues = numbers(30).map(
        (number) => new QueueComponent(`queue-${number}`, { ownWrapupCodes: { done: { name: `Done ${number}` } } }),
    );
    numbers(100).forEach((number) => new genesyscloud.routing.Skill(`skill ${number}`));
    const agents = numbers(70).map((number) => [
        number,
        {
            email: `agent${number}@example.com`,
            name: `Agent ${number}`,
            queues: { work: { queueId: queues[Number(number) % queues.length].id } },
        },
    ]);
    new AgentTeam("agent", { agents: Object.fromEntries(agents) });
}

test("300 resources are there once, nothing was refused, and the run goes on with the newer secret", async () => {
    // The platform's limit, in windows that pass sooner than a minute.
    const simulator = await Simulator.start(["--rate-limit", "300", "--rate-window", "12"]);
    const secret = path.join(temporaryFolder("secret"), "secret");
    fs.writeFileSync(secret, simulator.client.secret);
    const { GENESYSCLOUD_OAUTHCLIENT_SECRET: _, ...environment } = simulator.environment();
    const project = Project.create();
    Object.assign(project.env, environment, { GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: secret });
    const skills = async () => (await simulator.objects())["routing/skills"] ?? [];

    const rotate = async () => {
        const { secret: newer } = await simulator.api("POST", `oauth/clients/${simulator.client.id}/secret`);
        fs.writeFileSync(secret, newer);
        // What the tests themselves log in with.
        simulator.client.secret = newer;
        await simulator.expireTokens();
    };
    const up = await project.up(program, {
        during: async () => {
            await until("the first skills", async () => (await skills()).length > 20, 60);
            await rotate();
        },
    });
    assert.match(up.warnings.join("\n"), /going on with the newer ones of the file/);
    const objects = await simulator.objects();
    const made = ["routing/queues", "routing/skills", "routing/wrapupcodes", "users"].map((kind) => objects[kind].length);
    assert.deepEqual(made.slice(0, 3), [30, 100, 30]);
    assert.equal(objects.users.filter(({ email }) => email?.startsWith("agent")).length, 70);
    assert.equal(project.resources().length, 300);
    const statuses = (await simulator.calls()).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 429).length, 0, "calls that were refused");

    await rotate();
    await project.destroy();
    assert.deepEqual(await skills(), []);
});
