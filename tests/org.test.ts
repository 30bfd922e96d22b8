/** examples/org as `make up` and `make down` run it: the generated SDK, the runner, the built binary. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { example, sameLines, Simulator } from "./kit";

let simulator: Simulator;
let run: ReturnType<typeof example>;

before(async () => {
    simulator = await Simulator.start();
    run = example("org", simulator);
});

/** One command of the runner. */
const runner = (...args: string[]) => run(args);

test("up, up again, down, and up again", async () => {
    const before = await simulator.dump();

    const up = await runner("up");
    assert.match(up, /Outputs:[\s\S]*languageNames[\s\S]*queues/);
    const objects = await simulator.objects();
    assert.deepEqual(objects["routing/languages"].map(({ name }) => name).sort(), ["English", "French", "German"]);
    const sales = await simulator.object("routing/queues", "Sales");
    const codes = Object.fromEntries(objects["routing/wrapupcodes"].map(({ id, name }) => [id, name]));
    assert.equal(sales.division.name, "Orders");
    const waiting = objects.flows.find(({ name }) => name === "Waiting for sales");
    assert.equal(sales.queueFlow.id, waiting!.id);
    assert.equal(waiting!.division.name, "Orders");
    assert.deepEqual(sales.mediaSettings.call.serviceLevel, { percentage: 0.8, durationMs: 20_000 });
    assert.deepEqual(sales.wrapupCodes.map((id: string) => codes[id]).sort(), [
        "Advice given",
        "Caller hung up",
        "Order placed",
    ]);

    await simulator.forgetCalls();
    assert.match(await runner("up", "--expect-no-changes"), /unchanged/);
    sameLines(await simulator.writes(), [], "calls of an up without changes");
    await runner("preview", "--refresh", "--expect-no-changes");
    sameLines(await simulator.writes(), [], "calls of a preview");

    const { id: ada } = objects.users.find(({ email }) => email === "ada@example.com")!;
    await runner("down");
    assert.deepEqual((await simulator.dump()).objects, before.objects);

    await runner("up");
    assert.equal((await simulator.api("GET", `users/${ada}`)).state, "active", "the same user is back");
    assert.equal((await simulator.object("routing/queues", "Sales")).description, sales.description);
    await runner("down");
    assert.deepEqual((await simulator.dump()).objects, before.objects);
});
