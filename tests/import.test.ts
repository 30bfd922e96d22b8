/** Objects that were made elsewhere, with every writable field away from its default. */
import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { type Json, Project, resource, sameLines, Simulator, surroundings } from "./kit";
import { subjects } from "./types";

/** What is imported, by type. */
const OBJECTS = subjects("imported");

test("the programs name every property", () => {
    for (const [type, subject] of OBJECTS) {
        const { args, without = [], besides = [] } = subject.imported;
        const named: string[] = [];
        const walk = (prefix: string, value: Json) => {
            // The keys of a map are no properties.
            for (const [name, member] of Object.entries<Json>(value).filter(([name]) => !/^[A-Z]/.test(name))) {
                named.push(`${prefix}${name}`);
                const several = Array.isArray(member);
                for (const inner of several ? member : [member]) {
                    if (inner && typeof inner === "object") {
                        walk(`${prefix}${name}${several ? "[]" : ""}.`, inner);
                    }
                }
            }
        };
        walk("", args);
        // Whether it is the home division is not written.
        const rules = subject.elsewhere?.["rules.test.ts"] ?? [];
        const cases = (subject.cases ?? []).map(({ path }) => path).filter((path) => path !== "home" && !without.includes(path));
        const identity = Object.keys(subject.identity?.("x").args ?? {});
        sameLines([...new Set(named)], [...new Set([...identity, ...cases, ...rules, ...besides])], type);
    }
});

describe("objects of every type", () => {
    let simulator: Simulator;
    let project: Project;
    let before_: Json;
    const idOf: Record<string, string> = {};

    before(async () => {
        simulator = await Simulator.start();
        await simulator.seed(surroundings());
        for (const [type, { kind, imported }] of OBJECTS) {
            const { live, parent } = imported;
            assert.ok(kind);
            const own = await simulator.add(kind, live);
            idOf[type] = parent ? `${parent}/${own}` : own;
        }
        before_ = await simulator.dump();
    });
    beforeEach(async () => {
        await simulator.forgetCalls();
        project = Project.create(simulator);
    });

    /** A program that names what is chosen. */
    const program = (choose: "args" | "fewer", imports = false) => {
        return () =>
            OBJECTS.forEach(([type, { imported }]) =>
                resource(type, type, imported[choose], imports ? { import: idOf[type] } : {}),
            );
    };

    const clean = async (program: () => void) => {
        const preview = await project.preview(program, { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview after the import");
        const up = await project.up(program);
        sameLines(up.changes, [], "an up after the import");
        sameLines(await simulator.writes(), [], "calls");
        assert.deepEqual((await simulator.dump()).objects, before_.objects, "the organization");
    };

    test("pulumi import by id", async () => {
        await project.importAll(OBJECTS.map(([type]) => ({ type, name: type, id: idOf[type] })));
        for (const [type, { imported }] of OBJECTS) {
            const { args, found } = imported;
            const { inputs, id } = project.resource(type);
            assert.equal(id, idOf[type]);
            sameLines(leaves(inputs), leaves({ ...args, ...found }), `imported inputs of ${type}`);
        }
        await clean(program("args"));
    });

    test("pulumi import by name; a program that names fewer properties releases the rest", async () => {
        await project.importAll(OBJECTS.map(([type, { imported }]) => ({ type, name: type, id: imported.key ?? "Everything" })));
        for (const [type] of OBJECTS) {
            assert.equal(project.resource(type).id, idOf[type]);
        }
        await clean(program("fewer"));
        // From now on the program's word counts, and what it never named is nobody's business.
        await clean(program("fewer"));
    });

    test("the import option", async () => {
        const imported = OBJECTS.map(([type]) => `import ${type}`);
        sameLines((await project.preview(program("args", true))).changes, imported);
        sameLines((await project.up(program("args", true))).changes, imported);
        await clean(program("args", true));
        await clean(program("args"));
    });

    test("the import option, in a program that names fewer properties", async () => {
        const up = await project.up(program("fewer", true));
        sameLines(
            up.changes,
            OBJECTS.map(([type]) => `import ${type}`),
        );
        await clean(program("fewer", true));
    });
});

test("what is not there is not imported", async () => {
    const simulator = await Simulator.start();
    const project = Project.create(simulator);
    for (const id of ["00000000-0000-4000-8000-000000000000", "No such queue"]) {
        const failed = await project.importing("routing:Queue", "it", id, { fails: true });
        assert.match(failed.output, /does not exist/);
    }
    assert.deepEqual(project.resources(), []);
});

/** Paths and values, a line each; lists of texts without order, and without what is ours to remember. */
function leaves(value: Json, path = ""): string[] {
    if (Array.isArray(value) && typeof value[0] === "string") {
        return value.map((item) => `${path}[] ${item}`);
    }
    if (value && typeof value === "object") {
        return Object.entries(value)
            .filter(([name]) => !name.startsWith("__"))
            .flatMap(([name, member]) => leaves(member, `${path}.${name}`));
    }
    return [`${path} ${JSON.stringify(value)}`];
}
