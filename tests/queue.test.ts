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

test("a new queue starts with the settings of another, and what the program says", async () => {
    const source = await simulator.add("routing/queues", {
        name: "source",
        skillEvaluationMethod: "BEST",
        scoringMethod: "PriorityOnly",
        directRouting: { agentWaitSeconds: 90 },
    });
    const project = Project.create(simulator);
    const program = (args: Args) => () => queue("copy", args);
    await project.up(program({ sourceQueueId: source, scoringMethod: "TimestampAndPriority" }));
    const { skillEvaluationMethod, scoringMethod, directRouting } = await simulator.object("routing/queues", "copy");
    assert.deepEqual([skillEvaluationMethod, scoringMethod, directRouting.agentWaitSeconds], ["BEST", "TimestampAndPriority", 90]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);

    // It counted once: nothing is replaced or written because of it.
    await simulator.forgetCalls();
    for (const args of [{ sourceQueueId: project.resource("copy").id }, {}]) {
        sameLines((await project.up(program({ ...args, scoringMethod: "TimestampAndPriority" }))).changes, []);
    }
    sameLines(await simulator.writes(), []);
    await project.destroy();
});

test("members that a program says it ignores are left alone", async () => {
    const { users } = await simulator.seed({ objects: { users: [{ name: "Agent", email: "agent@example.com" }] } });
    const project = Project.create(simulator);
    const program = () => queue("ignoring", { ignoreMembers: true });
    await project.up(program);
    const { id } = project.resource("ignoring");
    await simulator.api("POST", `routing/queues/${id}/members`, [{ id: users[0] }]);
    const up = await project.up(program, { refresh: true });
    sameLines([...up.drifts, ...up.changes], []);
    assert.equal((await simulator.object("routing/queues", "ignoring")).members.length, 1);
    // Nobody removes them, so it takes force to delete the queue.
    await project.up(() => queue("ignoring", { ignoreMembers: true, forceDelete: true }));
    await project.destroy();
});
