/** Ctrl-C in the middle: what the platform has accepted is in the state, and the next run goes on from there. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, test } from "node:test";
import { Project, queue, sameLines, Simulator, skill, until, wrapupcode } from "./kit";

let simulator: Simulator;
let project: Project;

beforeEach(async () => {
    simulator = await Simulator.start();
    project = Project.create(simulator);
});

const names = Array.from({ length: 8 }, (_, index) => `skill ${index}`);

const program = () => {
    const code = wrapupcode("done");
    names.forEach((name) => skill(name));
    queue("support", { wrapupCodes: [code.id] });
    queue("later", {}, { dependsOn: names.map((name) => skill(`again ${name}`)) });
};

/** What is live and ours is in the state, and nothing else is. */
async function agree(): Promise<void> {
    const objects = await simulator.objects();
    const live = ["routing/skills", "routing/queues", "routing/wrapupcodes"].flatMap((kind) => objects[kind] ?? []);
    sameLines(
        project.resources().map(({ id }) => id),
        live.map(({ id }) => id),
        "ids in the state, and live",
    );
}

test("while an answer is on its way", async () => {
    // Carried out at once, answered late.
    const delay = { method: "POST", route: "/api/v2/routing/skills", nth: 3, times: 0, kind: "delayAfter", delayMs: 3000 };
    await simulator.fault(delay);
    await project.up(program, {
        fails: true,
        during: async (engine) => {
            await until("the third skill", async () => ((await simulator.objects())["routing/skills"]?.length ?? 0) >= 3);
            engine.interrupt();
        },
    });
    await simulator.forgetFaults();
    await agree();
    await project.up(program);
    await agree();
    sameLines((await project.preview(program, { refresh: true })).changes, []);
    assert.equal((await simulator.objects())["routing/skills"].length, 2 * names.length);
});

test("while an object is half made", async () => {
    await simulator.fault({ method: "POST", route: "/api/v2/routing/queues/{queueId}/wrapupcodes", kind: "hold" });
    const started = Date.now();
    await project.up(program, {
        fails: true,
        during: async (engine) => {
            await until("the queue", async () => ((await simulator.objects())["routing/queues"]?.length ?? 0) > 0);
            await sleep(500);
            engine.interrupt();
        },
    });
    assert.ok(Date.now() - started < 30_000, "it ends soon");
    await simulator.forgetFaults();
    await agree();
    await project.up(program);
    await agree();
    const support = await simulator.object("routing/queues", "support");
    assert.deepEqual(support.wrapupCodes, [project.resource("done").id]);
    sameLines((await project.preview(program, { refresh: true })).changes, []);
});

test("while it waits for the rate limit", async () => {
    await simulator.set({ rateLimit: 6, rateWindowSeconds: 60 });
    const started = Date.now();
    await project.up(program, {
        fails: true,
        during: async (engine) => {
            await until("the limit", async () => (await simulator.calls()).length >= 6);
            await sleep(1000);
            engine.interrupt();
        },
    });
    assert.ok(Date.now() - started < 30_000, "it does not wait for the window");
    await simulator.set({ rateLimit: 0 });
    await agree();
    await project.up(program);
    await agree();
});

test("an engine that was killed while it noted its state's size: docs/operations/recovery.md says what to delete", async () => {
    await project.up(program);
    fs.writeFileSync(project.notesFile, "");
    const { output } = await project.run(["stack", "export", "--stack", "dev"], { fails: true });
    assert.match(output, /failed to load checkpoint: EOF/);
    fs.rmSync(project.notesFile);
    sameLines((await project.up(program)).changes, []);
    await agree();
});
