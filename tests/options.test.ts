/** Resource options, as Pulumi documents them. */
import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { type Args, division, get, ids, type Json, language, Project, queue, sameLines, Simulator, skill, surroundings, wrapupcode } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start();
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.seed(surroundings());
    project = Project.create(simulator);
});

test("get: reads an object that is not ours, and never writes it", async () => {
    const id = await simulator.add("routing/queues", { name: "Theirs", description: "Not ours" });
    const before = await simulator.objects();
    let description: unknown;
    const program = () => {
        const theirs = get("routing:Queue", "theirs", id);
        theirs.description.apply((text: string) => (description = text));
        wrapupcode("ours", { description: theirs.description });
    };
    await project.up(program);
    assert.equal(description, "Not ours");
    assert.equal((await simulator.object("routing/wrapupcodes", "ours")).description, "Not ours");

    await simulator.edit("routing/queues", id, (queue) => (queue.description = "Still not ours"));
    sameLines((await project.up()).changes, ["read theirs", "update ours ~description"]);
    await project.refresh();
    await project.destroy();
    const after = await simulator.object("routing/queues", id);
    assert.equal(after.description, "Still not ours");
    assert.deepEqual(Object.keys(await simulator.objects()), Object.keys(before));
    sameLines(
        (await simulator.writeCalls()).filter(({ path }) => path.includes(id)).map(({ client }) => client!),
        [simulator.client.id],
        "writes to it: only the test's own",
    );
});

test("get: what is not there is an error", async () => {
    const program = () => void get("routing:Skill", "nobody's", "00000000-0000-4000-8000-000000000000");
    const failed = await project.preview(program, { fails: true });
    assert.match(failed.output, /does not exist/);
});

describe("ignoreChanges", () => {
    const first: Args = {
        description: "one",
        callingPartyName: "one",
        mediaSettingsCall: { alertingTimeoutSec: 10, serviceLevelPercentage: 0.5 },
        mediaSettingsMessage: {
            subTypeSettings: [
                { mediaType: "instagram", enableAutoAnswer: true, enableInactivityTimeout: false },
                { mediaType: "whatsapp", enableAutoAnswer: true, enableInactivityTimeout: false },
            ],
        },
    };
    const second: Args = {
        description: "two",
        callingPartyName: "two",
        mediaSettingsCall: { alertingTimeoutSec: 20, serviceLevelPercentage: 0.6 },
        mediaSettingsMessage: {
            subTypeSettings: [
                { mediaType: "instagram", enableAutoAnswer: false, enableInactivityTimeout: true },
                { mediaType: "whatsapp", enableAutoAnswer: false, enableInactivityTimeout: true },
            ],
        },
    };

    test("at the top, nested and for every element", async () => {
        await project.up(() => queue("support", first));
        const ignoreChanges = [
            "description",
            "mediaSettingsCall.alertingTimeoutSec",
            "mediaSettingsMessage.subTypeSettings[*].enableAutoAnswer",
        ];
        const program = () => queue("support", second, { ignoreChanges });
        const changes = [
            "update support ~callingPartyName ~mediaSettingsCall.serviceLevelPercentage " +
                "~mediaSettingsMessage.subTypeSettings[0].enableInactivityTimeout " +
                "~mediaSettingsMessage.subTypeSettings[1].enableInactivityTimeout",
        ];
        sameLines((await project.preview(program)).changes, changes);
        sameLines((await project.up(program)).changes, changes);
        const live = await simulator.object("routing/queues", "support");
        assert.equal(live.description, "one");
        assert.equal(live.callingPartyName, "two");
        assert.equal(live.mediaSettings.call.alertingTimeoutSeconds, 10);
        assert.equal(live.mediaSettings.call.serviceLevel.percentage, 0.6);
        assert.deepEqual(live.mediaSettings.message.subTypeSettings, {
            instagram: { enableAutoAnswer: true, enableInactivityTimeout: true },
            whatsapp: { enableAutoAnswer: true, enableInactivityTimeout: true },
        });
        sameLines((await project.preview(program, { refresh: true })).changes, []);

        // What somebody else changes there stays as well.
        const { id } = project.resource("support");
        await simulator.edit("routing/queues", id, (queue) => {
            queue.description = "three";
            queue.mediaSettings.call.alertingTimeoutSeconds = 30;
        });
        sameLines((await project.up(program, { refresh: true })).changes, []);
        assert.equal((await simulator.object("routing/queues", id)).description, "three");
    });

    test("of a whole collection, and of a property that would mean another object", async () => {
        const program = (args: Args, name: string, ignoreChanges: string[] = []) => () => {
            queue("support", args, { ignoreChanges });
            skill("skill", { name }, { ignoreChanges: ignoreChanges.length ? ["name"] : [] });
        };
        await project.up(program({ wrapupCodes: [ids.codes[0]] }, "French"));
        const next = program({ wrapupCodes: [ids.codes[1]] }, "German", ["wrapupCodes"]);
        sameLines((await project.up(next)).changes, []);
        assert.deepEqual((await simulator.object("routing/queues", "support")).wrapupCodes, [ids.codes[0]]);
        assert.ok(await simulator.object("routing/skills", "French"));
    });
});

test("aliases: another logical name is the same object, whose name stays", async () => {
    await project.up(() => {
        skill("old skill");
        queue("old queue", { description: "The same" });
    });
    const before = await simulator.objects();
    const program = () => {
        skill("new skill", {}, { aliases: [{ name: "old skill" }] });
        queue("new queue", { description: "The same" }, { aliases: [{ name: "old queue" }] });
    };
    sameLines((await project.up(program)).changes, []);
    assert.deepEqual(await simulator.objects(), before);
    assert.equal(project.resource("new skill").inputs.name, "old skill");
});

test("protect: what is protected is not deleted, nor replaced", async () => {
    await project.up(() => skill("French", {}, { protect: true }));
    const before = await simulator.objects();
    const removed = await project.up(() => undefined, { fails: true });
    assert.match(removed.error, /protected/);
    const replaced = await project.up(() => skill("French", { name: "German" }, { protect: true }), { fails: true });
    assert.match(replaced.error, /marked for protection/);
    const destroyed = await project.destroy({ fails: true });
    assert.match(destroyed.error, /protected/);
    assert.deepEqual(await simulator.objects(), before);
    await project.up(() => skill("French"));
    await project.destroy();
});

test("retainOnDelete: what is retained stays", async () => {
    await project.up(() => skill("French", {}, { retainOnDelete: true }));
    await project.destroy();
    assert.ok(await simulator.object("routing/skills", "French"));
});

test("unknown inputs in a preview: ids of what is not there yet", async () => {
    const program = () => {
        const sales = division("sales");
        const code = wrapupcode("done", { divisionId: sales.id });
        queue("support", {
            divisionId: sales.id,
            description: code.id.apply((id) => `ends with ${id}`),
            wrapupCodes: [code.id, ids.codes[0]],
        });
    };
    sameLines((await project.preview(program)).changes, ["create sales", "create done", "create support"]);
    await project.up(program);
    const code = project.resource("done").id;
    const live = await simulator.object("routing/queues", "support");
    assert.equal(live.description, `ends with ${code}`);
    assert.deepEqual(live.wrapupCodes.sort(), [code, ids.codes[0]].sort());

    // Into what is there already: an update, never a replacement.
    const more = () => {
        const sales = division("sales");
        const [code, again] = [wrapupcode("done", { divisionId: sales.id }), wrapupcode("again")];
        const north = division("north");
        queue("support", {
            divisionId: north.id,
            description: code.id.apply((id) => `ends with ${id}`),
            wrapupCodes: [code.id, ids.codes[0], again.id],
        });
    };
    const planned = ["create again", "create north", "update support ~divisionId +wrapupCodes[2]"];
    sameLines((await project.preview(more)).changes, planned);
    sameLines((await project.up(more)).changes, planned);
    assert.equal((await simulator.object("routing/queues", "support")).division.name, "north");
});

test("a name that is not known yet is no reason to replace what is there", async () => {
    await project.up(() => skill("French", { name: "French" }));
    const program = () => {
        const code = wrapupcode("code");
        skill("French", { name: code.id.apply(() => "French") });
    };
    const preview = await project.preview(program);
    assert.ok(!preview.changes.some((line) => /replace/.test(line)), preview.changes.join("\n"));
    sameLines((await project.up(program)).changes, ["create code"]);
});

test("dependsOn: first what is depended on, and the other way round at the end", async () => {
    const names = ["one", "two", "three", "four"];
    const program = () => {
        let last: any;
        for (const name of names) {
            last = wrapupcode(name, {}, { dependsOn: last ? [last] : [] });
        }
    };
    await project.up(program);
    const created = (await simulator.writeCalls()).map(({ request }) => request.name);
    assert.deepEqual(created, names);
    const idOf = Object.fromEntries(names.map((name) => [project.resource(name).id, name]));
    await project.destroy();
    const deletes = (await simulator.writeCalls()).filter(({ method }) => method === "DELETE");
    assert.deepEqual(
        deletes.map(({ path }) => idOf[path.split("/").pop()!]),
        [...names].reverse(),
    );
});

test("customTimeouts: an operation ends when its time is over", async () => {
    await simulator.fault({ method: "POST", route: "/api/v2/routing/skills", times: 0, kind: "status", status: 503 });
    const started = Date.now();
    const failed = await project.up(() => skill("French", {}, { customTimeouts: { create: "3s" } }), { fails: true });
    assert.match(failed.error, /skill "French"/);
    assert.ok(Date.now() - started < 15_000, `it took ${Date.now() - started} ms`);
    await simulator.forgetFaults();
    await project.up();
});

test("deletedWith: what goes with another is not deleted by itself", async () => {
    await project.up(() => {
        const sales = division("sales");
        skill("French", {}, { deletedWith: sales });
    });
    await simulator.forgetCalls();
    await project.destroy();
    sameLines(await simulator.writes(), ["DELETE /api/v2/authorization/divisions/{divisionId}"]);
    assert.deepEqual(project.resources(), []);
});

test("a replacement that keeps its unique name deletes first", async () => {
    const program = (description: string) => () => {
        queue("support", { description }, { replaceOnChanges: ["description"] });
        queue("sales", { name: description, description }, { replaceOnChanges: ["description"] });
    };
    await project.up(program("First"));
    await simulator.forgetCalls();
    const changes = ["support ~description!", "sales ~description! ~name"].flatMap((change) => [
        `create-replacement ${change}`,
        `replace ${change}`,
        `delete-replaced ${change.split(" ")[0]}`,
    ]);
    sameLines((await project.preview(program("Second"))).changes, changes);
    await project.up(program("Second"));
    const old = new Set((await simulator.writeCalls()).filter(({ method }) => method === "DELETE").map(({ path }) => path));
    assert.equal(old.size, 2);
    const order = (await simulator.writeCalls()).map(({ method, request }) => `${method} ${request?.name ?? ""}`);
    assert.ok(order.indexOf("POST support") > order.indexOf("DELETE "), "the one that keeps its name is deleted first");
    assert.ok(order.lastIndexOf("DELETE ") > order.indexOf("POST Second"), "the one with a new name is deleted last");
});

test("a replacement with another name creates first, and planned before anything is called", async () => {
    await project.up(() => {
        skill("skill", { name: "French" });
        language("language", { name: "French" });
    });
    await simulator.forgetCalls();
    const program = () => {
        skill("skill", { name: "German" });
        language("language", { name: "German" });
    };
    const changes = ["skill", "language"].flatMap((name) => [
        `create-replacement ${name} ~name!`,
        `replace ${name} ~name!`,
        `delete-replaced ${name}`,
    ]);
    sameLines((await project.preview(program)).changes, changes);
    sameLines(await simulator.writes(), []);
    await project.up(program);
    const skills = (await simulator.writeCalls()).filter(({ template }) => template.includes("skills"));
    assert.deepEqual(
        skills.map(({ method }) => method),
        ["POST", "DELETE"],
    );
});

describe("names", () => {
    const program = () => {
        queue("Sales & Service (EU)");
        skill("Français");
    };
    const named = async () => {
        const objects = await simulator.objects();
        const ours = ({ id }: Json) => project.resources().some((resource) => resource.id === id);
        return [...objects["routing/queues"], ...objects["routing/skills"]].filter(ours).map(({ name }) => name).sort();
    };

    test("are the logical names, as they are written", async () => {
        await project.up(program);
        assert.deepEqual(await named(), ["Français", "Sales & Service (EU)"]);
    });

    for (const [mode, config, wanted] of [
        ["verbatim", { mode: "verbatim" }, /^Sales & Service \(EU\)$/],
        ["a pattern", { pattern: "${stack}-${name}" }, /^dev-Sales & Service \(EU\)$/],
        ["a pattern with a random part", { pattern: "${name}-${hex(4)}" }, /^Sales & Service \(EU\)-[0-9a-f]{4}$/],
        ["default", { mode: "default" }, /^Sales & Service \(EU\)/],
    ] as const) {
        test(`pulumi:autonaming ${mode}`, async () => {
            project.configure({ "pulumi:autonaming": config });
            await project.up(program);
            const [queue] = (await named()).filter((name) => name.includes("Sales"));
            assert.match(queue, wanted);
            // It keeps the name that it has got.
            sameLines((await project.up(program)).changes, []);
        });
    }

    test("pulumi:autonaming disabled", async () => {
        project.configure({ "pulumi:autonaming": { mode: "disabled" } });
        const failed = await project.preview(program, { fails: true });
        assert.match(failed.error, /property name value .* has a problem/);
        await project.up(() => queue("sales", { name: "Sales" }));
    });

    test("stay when the program no longer says them", async () => {
        await project.up(() => queue("sales", { name: "Sales" }));
        sameLines((await project.up(() => queue("sales"))).changes, []);
        assert.deepEqual((await simulator.object("routing/queues", "Sales")).name, "Sales");
    });
});
