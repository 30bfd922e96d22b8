/** Flows that are attached to a queue by a resource of their own. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ids, Project, queue, resource, sameLines, Simulator, surroundings } from "./kit";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

/** The ids of what a queue has attached. */
async function attached(name: string): Promise<(string | undefined)[]> {
    const live = await simulator.object("routing/queues", name);
    return ["queueFlow", "emailInQueueFlow", "messageInQueueFlow", "whisperPrompt"].map((place) => live[place]?.id);
}

const [one, other] = ids.flows;
const [prompt, otherPrompt] = ids.prompts;

test("each is set, changed, released, cleared and taken back, and the queue's program never minds", async () => {
    const project = Project.create(simulator);
    const program = (flows: Record<string, unknown> | undefined, description = "One") => () => {
        const { id } = queue("support", { description, acwWrapupPrompt: "OPTIONAL" });
        if (flows) {
            resource("index:QueueFlows", "waiting", { queueId: id, ...flows });
        }
    };
    await project.up(program({ queueFlowId: one }));
    assert.deepEqual(await attached("support"), [one, undefined, undefined, undefined]);
    assert.equal(project.resource("waiting").id, project.resource("support").id);

    const all = { queueFlowId: other, emailInQueueFlowId: one, messageInQueueFlowId: one, whisperPromptId: prompt };
    sameLines((await project.up(program(all))).changes, [
        "update waiting +emailInQueueFlowId +messageInQueueFlowId ~queueFlowId +whisperPromptId",
    ]);
    assert.deepEqual(await attached("support"), [other, one, one, prompt]);
    const clean = async () => {
        const preview = await project.preview(undefined, { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
    };
    await clean();
    // A full replacement of the queue takes nothing away.
    sameLines((await project.up(program(all, "Two"))).changes, ["update support ~description"]);
    assert.deepEqual(await attached("support"), [other, one, one, prompt]);
    await clean();

    const changed = { ...all, emailInQueueFlowId: other, messageInQueueFlowId: other, whisperPromptId: otherPrompt };
    await project.up(program(changed, "Two"));
    assert.deepEqual(await attached("support"), [other, other, other, otherPrompt]);
    const { messageInQueueFlowId: _, ...fewer } = changed;
    sameLines((await project.up(program({ ...fewer, whisperPromptId: "" }, "Two"))).changes, [
        "update waiting -messageInQueueFlowId ~whisperPromptId",
    ]);
    assert.deepEqual(await attached("support"), [other, other, other, undefined]);
    await clean();

    // Somebody attaches another flow: drift, and after a destroy it is theirs.
    const { id } = project.resource("support");
    await simulator.edit("routing/queues", id, (queue) => (queue.emailInQueueFlow = { id: one }));
    sameLines((await project.preview(undefined, { refresh: true })).changes, ["update waiting ~emailInQueueFlowId"]);
    sameLines((await project.up(program(undefined, "Two"))).changes, ["delete waiting"]);
    assert.deepEqual(await attached("support"), [undefined, one, other, undefined]);
    await project.destroy();
});

test("another queue is another attachment, and what it was attached to keeps nothing", async () => {
    const project = Project.create(simulator);
    const program = (which: string) => () => {
        const queues = { first: queue("first"), second: queue("second") } as Record<string, any>;
        resource("index:QueueFlows", "waiting", { queueId: queues[which].id, queueFlowId: one });
    };
    await project.up(program("first"));
    const { changes } = await project.up(program("second"));
    assert.ok(changes.some((line) => line.startsWith("replace waiting")), changes.join("\n"));
    assert.deepEqual([await attached("first"), await attached("second")].map(([flow]) => flow), [undefined, one]);
    await project.destroy();
});

test("a queue that is gone has nothing to take back; an import brings what is attached", async () => {
    const id = await simulator.add("routing/queues", { name: "theirs", queueFlow: { id: one }, whisperPrompt: { id: prompt } });
    const project = Project.create(simulator);
    await project.importing("index:QueueFlows", "waiting", id);
    const program = () => resource("index:QueueFlows", "waiting", { queueId: id, queueFlowId: one, whisperPromptId: prompt });
    sameLines((await project.preview(program)).changes, []);
    await project.up(program);
    await simulator.api("DELETE", `routing/queues/${id}?forceDelete=true`);
    await project.destroy();
    assert.deepEqual(project.resources(), []);
});
