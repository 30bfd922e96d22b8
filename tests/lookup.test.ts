/** The look-up functions, and lists. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Args, expected, ids, lookup, places, Project, queue, Simulator, surroundings } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start();
    await simulator.seed(surroundings());
    project = Project.create(simulator);
});

test("objects are found by name, with all that is known of them", async () => {
    const everything = await simulator.add("routing/queues", expected("full-queue"));
    await simulator.add("routing/queues", { name: "Everything else" });
    const ids = {
        queue: everything,
        skill: await simulator.add("routing/skills", { name: "French (basic)" }),
        language: await simulator.add("routing/languages", { name: "French" }),
        code: await simulator.add("routing/wrapupcodes", { name: "Sold*", description: "With an asterisk" }),
        group: await simulator.add("groups", expected("full-group")),
        location: await simulator.add("locations", expected("full-location")),
        division: await simulator.add("authorization/divisions", { name: "North", description: "Up there" }),
    };
    const home = await simulator.api("GET", "authorization/divisions/home");

    let found: any;
    const program = async () => {
        found = {
            queue: await lookup("routing:getQueue", { name: "everything" }),
            skill: await lookup("routing:getSkill", { name: "French (basic)" }),
            language: await lookup("routing:getLanguage", { name: "French" }),
            code: await lookup("routing:getWrapupcode", { name: "Sold*" }),
            group: await lookup("index:getGroup", { name: "everything" }),
            location: await lookup("index:getLocation", { name: "everything" }),
            division: await lookup("auth:getDivision", { name: "North" }),
            home: await lookup("auth:getDivisionHome"),
        };
        return { home: found.home.id };
    };
    await project.preview(program);
    assert.equal(found.queue.id, everything, "found in a preview too");
    await project.up(program);
    assert.deepEqual(
        Object.fromEntries(Object.entries<any>(found).map(([what, { id }]) => [what, id])),
        { ...ids, home: home.id },
    );
    assert.equal(found.queue.mediaSettingsCallback.pacingModifier, 1.5);
    assert.equal(found.queue.acwTimeoutMs, 45_000);
    assert.deepEqual(found.group.ownerIds, expected("full-group").owners.map(({ id }: { id: string }) => id));
    assert.equal(found.location.address.zipCode, "46204");
    assert.equal(found.code.description, "With an asterisk");
    assert.equal(found.division.home ?? false, false);
    assert.equal(found.home.home, true);
    assert.equal(found.home.name, "Home");
    assert.deepEqual(project.outputs(), { home: home.id });
});

test("a queue is found within its division", async () => {
    const [division, other] = ids.divisions;
    const id = await simulator.add("routing/queues", { name: "Within", division: { id: division } });
    await project.preview(async () => {
        assert.equal((await lookup("routing:getQueue", { name: "Within", divisionId: division })).id, id);
        await assert.rejects(lookup("routing:getQueue", { name: "Within", divisionId: other }), /there is no queue with name "Within" and divisionId/);
    });
});

test("a result is an input like any other", async () => {
    await project.up(async () => {
        const { id } = await lookup("auth:getDivision", { name: "North" });
        queue("of the north", { divisionId: id });
    });
    assert.equal((await simulator.object("routing/queues", "of the north")).division.name, "North");
});

test("what is not there is an error that says what was looked for; a missing argument is named", async () => {
    const said: string[] = [];
    const ask = (token: string, args: Args) => lookup(token, args).then(() => "found", (error: Error) => error.message);
    await project.preview(async () => {
        for (const token of ["routing:getQueue", "routing:getSkill", "routing:getLanguage", "routing:getWrapupcode", "auth:getDivision"]) {
            said.push(await ask(token, { name: "Every" }));
        }
        said.push(await ask("routing:getQueue", {}));
    });
    ["queue", "skill", "language", "wrap-up code", "division"].forEach((noun, index) =>
        assert.match(said[index], new RegExp(`there is no ${noun} with name "Every"`)),
    );
    assert.match(said[5], /is required \(name\)/);
});

test("equal look-ups ask once", async () => {
    await simulator.forgetCalls();
    await project.preview(async () => {
        await Promise.all(Array.from({ length: 20 }, () => lookup("routing:getSkill", { name: "French (basic)" })));
    });
    const calls = await simulator.calls("route=/api/v2/routing/skills");
    assert.equal(calls.length, 1);
});

test("pulumi do lists objects", async () => {
    const list = ["do", "--package", places.provider(), "genesyscloud:routing:Queue", "list", "--all"];
    const { output } = await project.run(list);
    assert.match(output, /Everything else/);
});
