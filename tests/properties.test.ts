/** Every property of every type: set, changed, cleared, set again, removed. Cases are in types/. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparable, expected, type Json, places, Project, put, type Result, resource, sameLines, Simulator, surroundings } from "./kit";
import { type Case, KEPT, SUBJECTS, subjects } from "./types";

test("every property has a case, and every case a property", () => {
    const schema = places.schema();
    const properties: string[] = [];
    const walk = (prefix: string, members: Json) => {
        for (const [name, spec] of Object.entries<Json>(members)) {
            const list = spec.type === "array";
            const path = `${prefix}${name}`;
            properties.push(path);
            const type = ((list ? spec.items : spec).$ref ?? "").replace("#/types/", "");
            walk(`${path}${list ? "[]" : ""}.`, schema.types[type]?.properties ?? {});
        }
    };
    for (const [token, { inputProperties }] of Object.entries<Json>(schema.resources)) {
        // Of every type, and in conflict.test.ts.
        const { onConflict, ...own } = inputProperties;
        walk(`${token.replace("genesyscloud:", "")} `, own);
    }
    const all = Object.entries(SUBJECTS).flatMap(([type, { cases = [], elsewhere = {} }]) =>
        [...cases.map(({ path }) => path), ...Object.values(elsewhere).flat()].map((path) => `${type} ${path}`),
    );
    sameLines(all, properties);
});

/** What a program says about a case's property. */
type Said = "first" | "second" | "cleared" | "nothing";

/** The arguments of a program, with the property or without it. */
function args(type: string, one: Case, said: Said): Json {
    const args: Json = { ...SUBJECTS[type].identity?.(logical(one)).args };
    for (const [path, value] of Object.entries(one.beside ?? {})) {
        set(args, path, value);
    }
    set(args, one.path, value(one, said));
    return args;
}

function value({ values, cleared }: Case, said: Said): Json {
    return { first: values[0], second: values[1], cleared: cleared?.by, nothing: undefined }[said];
}

function set(args: Json, path: string, value: Json): void {
    const steps = path.replaceAll("[]", ".0").split(".");
    const last = steps.pop()!;
    const parent = steps.reduce((object, step, index) => (object[step] ??= steps[index + 1] === "0" ? [] : {}), args);
    if (value !== undefined) {
        parent[last] = value;
    }
}

/** What the API has then. */
function document(type: string, one: Case, said: Said): Json {
    const subject = SUBJECTS[type];
    const document = { ...expected(subject.document!), name: logical(one), ...subject.identity?.(logical(one)).live };
    for (const [path, value] of Object.entries(one.beside ?? {})) {
        const { at, api } = subject.cases!.find((other) => other.path === path)!;
        put(document, at, api ? api(value) : value);
    }
    const api = one.api ?? ((value) => value);
    const live = {
        first: () => api(one.values[0]),
        second: () => api(one.values[1]),
        cleared: () => one.cleared!.live,
        nothing: () => (one.removed === KEPT ? api(one.values[0]) : one.removed),
    }[said]();
    put(document, one.at, live);
    return document;
}

/** The last part of an id, which is the object's own where its parent's come before. */
const own = (id: string) => id.split("/").pop()!;

/** The logical name of a case's resource, which is also the object's name unless the case is about that. */
const logical = (one: Case) => `case ${one.path}`;

for (const [type, { cases, kind, stays }] of subjects("cases")) {
    test(type, async (context) => {
        assert.ok(kind, "where its objects are");
        const simulator = await Simulator.start(["--strict"]);
        await simulator.seed(surroundings());
        const project = Project.create(simulator);
        const said = new Map<Case, Said>();

        /** One `up` with what each case says now, and everything that must hold after it. */
        async function up(choose: (one: Case) => Said | undefined): Promise<Result> {
            for (const one of cases) {
                said.set(one, choose(one) ?? said.get(one)!);
            }
            const program = () => cases.forEach((one) => resource(type, logical(one), args(type, one, said.get(one)!)));
            const result = await project.up(program);
            const live = (await simulator.objects())[kind!];
            const wrong = cases.flatMap((one) => {
                const id = own(project.resource(logical(one)).id);
                const object = live.find((object) => object.id === id);
                return differences(`${one.path} (${said.get(one)})`, document(type, one, said.get(one)!), object);
            });
            sameLines(wrong, [], "live objects");
            const preview = await project.preview(undefined, { refresh: true });
            sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
            return result;
        }

        /** The planned changes, compared case by case. */
        function planned(result: Result, of: (one: Case) => string[] | undefined): void {
            const wanted = cases.flatMap((one) => {
                const paths = (of(one) ?? []).map((path) => path.replace("[].", "[0]."));
                if (paths.length === 0) {
                    return [];
                }
                if (one.replaces) {
                    const all = paths.map((path) => `${path}!`).join(" ");
                    const name = logical(one);
                    return [`create-replacement ${name} ${all}`, `delete-replaced ${name}`, `replace ${name} ${all}`];
                }
                const diff = paths.sort((a, b) => a.slice(1).localeCompare(b.slice(1)));
                return [`update ${logical(one)} ${diff.join(" ")}`];
            });
            sameLines(result.changes, wanted, "changes");
        }

        // Each step goes on from the one before it, so none is tried after a failure.
        context.diagnostic("set by a create");
        const created = await up(() => "first");
        sameLines(
            created.changes,
            cases.map((one) => `create ${logical(one)}`),
        );

        context.diagnostic("changed");
        planned(await up(() => "second"), ({ path, diffs }) => diffs?.changed ?? [`~${path}`]);

        context.diagnostic("cleared");
        const cleared = await up(({ cleared }) => (cleared ? "cleared" : undefined));
        planned(cleared, ({ path, cleared, diffs }) => (cleared ? (diffs?.cleared ?? [`~${path}`]) : undefined));

        context.diagnostic("set by an update");
        const set = await up(({ cleared }) => (cleared ? "first" : undefined));
        planned(set, ({ path, cleared, diffs }) => (cleared ? (diffs?.set ?? [`~${path}`]) : undefined));

        context.diagnostic("removed");
        // What is kept is kept as it was, so all have the same value before.
        await up(() => "first");
        const removed = await up(({ required }) => (required ? undefined : "nothing"));
        planned(removed, ({ path, required, diffs }) => (required ? undefined : (diffs?.removed ?? [`-${path}`])));
        await simulator.forgetCalls();
        sameLines((await project.up()).changes, []);
        sameLines(await simulator.writes(), []);

        context.diagnostic("destroyed");
        const ids = project.resources().map(({ id }) => own(id));
        await project.destroy();
        const left = ((await simulator.objects())[kind!] ?? []).map(({ id }) => id);
        assert.deepEqual(
            ids.filter((id) => left.includes(id)),
            stays ? ids : [],
        );
        await simulator.stop();
    });
}

/** Where two documents differ, a line each; sets of ids are compared without order. */
function differences(where: string, wanted: Json, live: Json): string[] {
    if (live === undefined) {
        return [`${where}: is not there`];
    }
    const lines: string[] = [];
    const walk = (path: string, wanted: Json, live: Json) => {
        if (Array.isArray(wanted) && Array.isArray(live)) {
            [wanted, live] = [[...wanted].sort(), [...live].sort()];
        }
        const objects = [wanted, live].every((value) => value && typeof value === "object");
        if (!objects) {
            if (wanted !== live) {
                lines.push(`${where}: ${path} should be ${JSON.stringify(wanted)}, but is ${JSON.stringify(live)}`);
            }
            return;
        }
        for (const key of new Set([...Object.keys(wanted), ...Object.keys(live)])) {
            walk(`${path}/${key}`, wanted[key], live[key]);
        }
    };
    walk("", wanted, comparable(live));
    return lines;
}
