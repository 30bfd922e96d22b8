/** What is special to queues: settings that depend on each other. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Args, Project, queue, sameLines, Simulator } from "./kit";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

test("after-call work goes from a time limit to none and back", async () => {
    const project = Project.create(simulator);
    const steps: [Args, changes: string, live: unknown][] = [
        [{ acwTimeoutMs: 5000 }, "create support", { wrapupPrompt: "MANDATORY_TIMEOUT", timeoutMs: 5000 }],
        [{ acwWrapupPrompt: "MANDATORY" }, "update support -acwTimeoutMs +acwWrapupPrompt", { wrapupPrompt: "MANDATORY" }],
        [{ acwWrapupPrompt: "OPTIONAL" }, "update support ~acwWrapupPrompt", { wrapupPrompt: "OPTIONAL" }],
        [
            { acwWrapupPrompt: "MANDATORY_FORCED_TIMEOUT", acwTimeoutMs: 7000 },
            "update support +acwTimeoutMs ~acwWrapupPrompt",
            { wrapupPrompt: "MANDATORY_FORCED_TIMEOUT", timeoutMs: 7000 },
        ],
        // Nobody says how long any more: the time limit is the platform's own, or none.
        [{ acwWrapupPrompt: "OPTIONAL" }, "update support -acwTimeoutMs ~acwWrapupPrompt", { wrapupPrompt: "OPTIONAL" }],
        [{}, "update support -acwWrapupPrompt", { wrapupPrompt: "MANDATORY_TIMEOUT", timeoutMs: 300_000 }],
    ];
    for (const [args, changes, live] of steps) {
        const up = await project.up(() => queue("support", args));
        sameLines(up.changes, [changes]);
        assert.deepEqual((await simulator.object("routing/queues", "support")).acwSettings, live, changes);
    }
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);
});

test("a prompt without a time limit is for a new queue too", async () => {
    const project = Project.create(simulator);
    await project.up(() => queue("complaints", { acwWrapupPrompt: "MANDATORY" }));
    const { acwSettings } = await simulator.object("routing/queues", "complaints");
    assert.deepEqual(acwSettings, { wrapupPrompt: "MANDATORY" });
});
