/** The home division, which nobody creates and nobody deletes. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { division, Project, queue, sameLines, Simulator } from "./kit";

let simulator: Simulator;
let home: any;

before(async () => {
    simulator = await Simulator.start();
    home = await simulator.api("GET", "authorization/divisions/home");
});

test("it is adopted, changed, and left as it is", async () => {
    const project = Project.create(simulator);
    const program = (args = {}) => () => {
        const home = division("home", { home: true, ...args });
        queue("support", { divisionId: home.id });
    };

    const preview = await project.preview(program());
    sameLines(preview.changes, ["create home", "create support"]);
    await project.up(program());
    assert.equal(project.resource("home").id, home.id);
    assert.deepEqual(project.resource("home").outputs.name, "Home");
    assert.deepEqual(await simulator.object("authorization/divisions", home.id), home);
    assert.equal((await simulator.object("routing/queues", "support")).division.id, home.id);
    sameLines(await simulator.writes(), ["POST /api/v2/routing/queues"]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);

    const changed = await project.up(program({ description: "Where everything begins" }));
    sameLines(changed.changes, ["update home +description"]);
    const described = { ...home, description: "Where everything begins" };
    assert.deepEqual(await simulator.object("authorization/divisions", home.id), described);

    const destroyed = await project.destroy();
    assert.match(destroyed.notes.join("\n"), /no longer managed/);
    assert.deepEqual(project.resources(), []);
    assert.deepEqual(await simulator.object("authorization/divisions", home.id), described);
    assert.equal(await simulator.object("routing/queues", "support"), undefined);
    assert.ok(!(await simulator.writes()).includes("DELETE /api/v2/authorization/divisions/{divisionId}"));
});

test("what the program names is written when it is adopted", async () => {
    const project = Project.create(simulator);
    await project.up(() => division("home", { home: true, name: "Headquarters", description: "" }));
    const live = await simulator.object("authorization/divisions", home.id);
    assert.deepEqual({ name: live.name, description: live.description }, { name: "Headquarters", description: "" });
});

test("from an ordinary division to the home division and back is a replacement, planned before anything is called", async () => {
    const project = Project.create(simulator);
    await project.up(() => division("north"));
    await simulator.forgetCalls();
    const preview = await project.preview(() => division("north", { home: true }));
    sameLines(
        preview.changes.map((line) => line.split(" ")[0]),
        ["create-replacement", "delete-replaced", "replace"],
    );
    sameLines(await simulator.writes(), []);

    await project.up(() => division("north", { home: true, name: "Headquarters" }));
    assert.equal(project.resource("north").id, home.id);
    assert.equal(await simulator.object("authorization/divisions", "north"), undefined);

    await project.up(() => division("north"));
    assert.notEqual(project.resource("north").id, home.id);
    assert.ok(await simulator.object("authorization/divisions", home.id));
    await project.destroy();
});
