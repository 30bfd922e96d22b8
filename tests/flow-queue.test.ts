/** Flows and the queues that they name, and that name them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clean, flow, live, main, project, simulator, text, yaml } from "./flows";
import { queue, resource, sameLines } from "./kit";

/** A queue that a flow names, and whose in-queue flow it is. */
const circle = () => {
    const support = queue("support");
    const hold = flow("hold", {
        filepath: text(yaml("Hold", '  queue: "{{queue}}"\n', "inQueueCall")),
        substitutions: { queue: support.id },
    });
    resource("index:QueueFlows", "waiting", { queueId: support.id, queueFlowId: hold.id });
};

test("a flow and a queue that name each other come in one up and go in one destroy", async () => {
    sameLines((await project.up(circle)).changes, ["create hold", "create support", "create waiting"]);
    const support = await simulator.object("routing/queues", "support");
    assert.equal(support.queueFlow.id, (await live("Hold")).id);
    assert.match((await live("Hold")).yaml, new RegExp(support.id));
    await clean(circle);
    await project.destroy();
    const left = await simulator.objects();
    assert.deepEqual([left.flows ?? [], left["routing/queues"] ?? []], [[], []]);
});

test("a flow that something else uses is deleted when that is gone", async () => {
    await project.up(main({ filepath: text(yaml("Main", "", "inQueueCall")) }, { customTimeouts: { delete: "3s" } }));
    const theirs = await simulator.add("routing/queues", { name: "Theirs", queueFlow: { id: (await live("Main")).id } });
    const failed = await project.destroy({ fails: true });
    assert.match(failed.error, /cannot delete flow "Main": .*architect\.flow\.cannot\.delete\.used\.in\.queues.*Something that this run does not delete/s);
    await simulator.api("DELETE", `routing/queues/${theirs}`);
    await project.destroy();
    assert.equal(await live("Main"), undefined);
});
