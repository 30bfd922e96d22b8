/** State in object stores: one deploy at a time, whoever holds the lock is named, and what a killed one leaves is put right. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { Project, queue, sameLines, Simulator, skill, until } from "../kit";
import { Engine } from "../kit/engine";
import { azure, type Backend, google, s3 } from "./servers";

const program = (acwTimeoutMs: number) => () => {
    skill("French");
    queue("support", { acwWrapupPrompt: "MANDATORY_TIMEOUT", acwTimeoutMs });
};

for (const start of [s3, azure, google]) {
    test(`${start.name}: deploy, lock, cancel, versions, roll back`, async () => {
        const [simulator, backend] = await Promise.all([Simulator.start(), start()]);
        try {
            await works(simulator, backend);
        } finally {
            await simulator.stop();
        }
    });
}

async function works(simulator: Simulator, backend: Backend): Promise<void> {
    const project = Project.create(simulator);
    Object.assign(project.env, backend.env, { PULUMI_BACKEND_URL: backend.url });
    /** Another terminal, on the same stack. */
    const elsewhere = (...args: string[]) => new Engine().run([...args, "--stack", "dev"], project.work, project.env);

    // A deploy that takes its time, and is killed in the end.
    await simulator.fault({ method: "POST", route: "/api/v2/routing/queues", times: 0, kind: "hold" });
    const killed = await project.up(program(30_000), {
        fails: true,
        during: async (engine) => {
            await until("the queue", async () => (await simulator.faults())[0].hit > 0, 60);
            const second = await elsewhere("destroy", "--yes", "--skip-preview");
            assert.notEqual(second.code, 0);
            const owner = `${os.userInfo().username}@${os.hostname()}`;
            assert.match(second.stdout + second.stderr, /the stack is currently locked by 1 lock/);
            assert.ok((second.stdout + second.stderr).includes(`created by ${owner}`), second.stderr);
            assert.deepEqual((await simulator.objects())["routing/skills"]?.length, 1, "what the first has made is there");
            engine.kill();
        },
    });
    assert.notEqual(killed.code, 0);
    await simulator.forgetFaults();

    // Its lock is still there, and goes when it is told to.
    const locked = await elsewhere("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
    assert.match(locked.stdout + locked.stderr, /currently locked/);
    assert.equal((await elsewhere("cancel", "--yes")).code, 0);
    const refreshed = await elsewhere("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
    assert.equal(refreshed.code, 0, refreshed.stdout + refreshed.stderr);

    const timeout = async () => (await simulator.object("routing/queues", "support")).acwSettings.timeoutMs;
    // The killed deploy may have come to its queue after all; then the next one takes it over.
    await project.up(program(30_000), { env: { GENESYSCLOUD_ON_CONFLICT: "adopt" } });
    sameLines((await project.up(program(45_000))).changes, ["update support ~acwTimeoutMs"]);
    assert.equal(await timeout(), 45_000);

    // Every deploy is a version of the state: in the history, and where the bucket keeps versions, as one of those.
    const history = JSON.parse((await elsewhere("stack", "history", "--json")).stdout) as { kind: string; result: string }[];
    assert.deepEqual(history.slice(0, 2).map(({ kind, result }) => [kind, result]), [["update", "succeeded"], ["update", "succeeded"]]);
    const versions = await backend.versions?.(".pulumi/stacks/e2e/dev.json");
    assert.ok(versions === undefined || versions > 2, `${versions} versions`);

    // The stack's secrets change from a passphrase to a key of the same cloud: whoever deploys after that needs no passphrase.
    const env: Record<string, string> = {};
    if (backend.secrets) {
        const changed = await elsewhere("stack", "change-secrets-provider", backend.secrets);
        assert.equal(changed.code, 0, changed.stdout + changed.stderr);
        const settings = fs.readFileSync(path.join(project.work, "Pulumi.dev.yaml"), "utf8");
        assert.match(settings, /secretsprovider: '?awskms:[\s\S]*encryptedkey: /);
        env.PULUMI_CONFIG_PASSPHRASE = "not that of the stack";
    }

    // Rolling back is deploying what was.
    sameLines((await project.up(program(30_000), { env })).changes, ["update support ~acwTimeoutMs"]);
    assert.equal(await timeout(), 30_000);
    await project.destroy({ env });
    assert.equal(await simulator.object("routing/queues", "support"), undefined);
}
