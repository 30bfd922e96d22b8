/** A create whose name is taken, or whose answer is lost: nothing is made twice, and nothing of others is taken unasked. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Json, Project, queue, sameLines, Simulator, skill } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

test("what is there is taken over where the program asks for it, and the preview says so", async () => {
    const id = await simulator.add("routing/queues", { name: "Support", description: "Theirs", callingPartyName: "Example" });
    const program = (onConflict: string) => () => queue("support", { name: "Support", description: "Ours", onConflict });
    const refused = await project.up(program("fail"), { fails: true });
    assert.match(refused.errors.join("\n"), new RegExp(`The queue with name "Support" has the id ${id}. To manage it here, run`));

    await simulator.forgetCalls();
    const preview = await project.preview(program("adopt"));
    sameLines(preview.changes, ["create support"]);
    assert.match(preview.output, new RegExp(`takes over queue "Support", which has the id ${id}`));
    sameLines(await simulator.writes(), []);
    sameLines((await project.up(program("adopt"))).changes, ["create support"]);
    assert.equal(project.resource("support").id, id);
    const live = await simulator.object("routing/queues", "Support");
    assert.deepEqual([live.description, live.callingPartyName], ["Ours", "Example"]);
    sameLines((await project.up(program("fail"), { refresh: true })).changes, []);
    await project.destroy();
    assert.equal(await simulator.object("routing/queues", "Support"), undefined);
});

test("the configuration speaks for every object that does not speak for itself", async () => {
    const ids = await Promise.all(["One", "Two"].map((name) => simulator.add("routing/skills", { name })));
    project = Project.create(simulator, { "genesyscloud:onConflict": "adopt" });
    await project.up(() => skill("one", { name: "One" }));
    assert.equal(project.resource("one").id, ids[0]);
    const refused = await project.up(() => skill("two", { name: "Two", onConflict: "fail" }), { fails: true });
    assert.match(refused.errors.join("\n"), new RegExp(`has the id ${ids[1]}`));
});

const names = async () => ((await simulator.objects())["routing/queues"] ?? []).map(({ name }: Json) => name);
const program = () => queue("support", { name: "Support", description: "Ours" });

test("an object whose creation was not confirmed is known again", async () => {
    await simulator.fault({ method: "POST", route: "/api/v2/routing/queues", nth: 1, kind: "cutAfter" });
    const result = await project.up(program);
    assert.match(result.output, /the answer to the creation of queue "Support" was lost; it has the id/);
    assert.deepEqual(await names(), ["Support"]);
    await project.destroy();
    assert.deepEqual(await names(), []);
});

test("an object that was there before is not taken for one whose answer was lost", async () => {
    const id = await simulator.add("routing/queues", { name: "Support", description: "Ours" });
    // The platform tells its dates to the second.
    await sleep(4000);
    await simulator.fault({ method: "POST", route: "/api/v2/routing/queues", nth: 1, kind: "cutBefore" });
    const stopped = await project.up(program, { fails: true });
    const command = /`pulumi import genesyscloud:(\S+) (\S+) (\S+)`/.exec(stopped.errors.join("\n"));
    assert.ok(command, stopped.errors.join("\n"));
    await project.importAll([{ type: command[1], name: command[2], id: command[3] }]);
    assert.equal(project.resource("support").id, id);
    sameLines((await project.up(program)).changes, []);
    assert.deepEqual(await names(), ["Support"]);
});
