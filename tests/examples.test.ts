/**
 * The example of every page, as its readers find it: the TypeScript that was made of the page's YAML, on the generated SDK.
 *
 * Examples that name no resource alike are deployed together, so that many of them do not take many deployments.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as path from "node:path";
import { test } from "node:test";
import { places, type Json, Project, sameLines, Simulator } from "./kit";

interface Example {
    token: string;
    yaml: string;
    typescript: string;
    /** The resources it makes, as `type name`. */
    resources: string[];
}

/** What a program of this repository finds when it imports something, the generated SDK too. */
const load = createRequire(path.join(places.root, "examples", "org", "index.ts"));

function examples(): Example[] {
    return Object.entries<Json>(places.schema().resources).map(([token, { description }]) => {
        const fence = (language: string) => {
            const program = new RegExp(`\n\`\`\`${language}\n(.*?)\`\`\`\n`, "s").exec(description)?.[1];
            assert.ok(program, `${token} has no example in ${language}; run \`make schema\``);
            return program;
        };
        const yaml = fence("yaml");
        const resources = [...yaml.matchAll(/^  (\S+):\n    type: (genesyscloud:\S+)$/gm)].map(([, name, type]) => `${type} ${name}`);
        return { token, yaml, typescript: fence("typescript"), resources };
    });
}

/** What examples refer to by id, because their pages are about something else: users and flows that the organization has already. */
function there(group: Example[]): Json {
    const named = (property: string) => {
        const ids = group.flatMap(({ yaml }) => [...yaml.matchAll(new RegExp(` ${property}: ([0-9a-f-]{36})$`, "gm"))].map(([, id]) => id));
        return [...new Set(ids)];
    };
    return {
        users: named("userId").map((id) => ({ id, name: `User ${id.slice(-2)}`, email: `${id.slice(-2)}@example.com` })),
        flows: [
            ...named("queueFlowId").map((id) => ({ id, name: `Flow ${id.slice(-2)}`, type: "INQUEUECALL" })),
            ...named("id").map((id) => ({ id, name: `Workflow ${id.slice(-2)}`, type: "WORKFLOW" })),
        ],
    };
}

/** Groups in which no resource is named twice. */
function groups(examples: Example[]): Example[][] {
    const groups: { members: Example[]; taken: Set<string> }[] = [];
    for (const example of examples) {
        let group = groups.find(({ taken }) => !example.resources.some((resource) => taken.has(resource)));
        if (!group) {
            groups.push((group = { members: [], taken: new Set() }));
        }
        group.members.push(example);
        example.resources.forEach((resource) => group.taken.add(resource));
    }
    return groups.map(({ members }) => members);
}

/** What there is, by kind, but for what outlives a destroy: settings and outcomes are released, a presence is switched off, and a
 * deleted group keeps its policy. */
async function mortal(simulator: Simulator): Promise<Json> {
    const objects: Json = (await simulator.dump()).objects;
    const kinds = Object.entries<Json[]>(objects).filter(([kind]) => !/^(routing\/settings|routing\/utilization$|voicemail\/groups|flows\/outcomes|presence\/definitions)/.test(kind));
    return Object.fromEntries(kinds.map(([kind, list]) => [kind, list.map(({ id }) => id)]));
}

/** Runs a program as its file would be. */
function run({ typescript }: Example): void {
    const compiler = load("typescript");
    const compilerOptions = { module: compiler.ModuleKind.CommonJS, target: compiler.ScriptTarget.ES2022 };
    const { outputText } = compiler.transpileModule(typescript, { compilerOptions });
    new Function("require", "exports", outputText)(load, {});
}

test("every example shows the type of its page", () => {
    for (const { token, resources } of examples()) {
        assert.ok(
            resources.some((resource) => resource.startsWith(`${token} `)),
            `${token}: the example makes only ${resources.join(", ")}`,
        );
    }
});

for (const group of groups(examples())) {
    test(`examples of ${group.map(({ token }) => token.replace("genesyscloud:", "")).join(", ")}`, async () => {
        const simulator = await Simulator.start(["--strict"]);
        await simulator.seed({ objects: there(group) });
        const before = await mortal(simulator);
        const project = Project.create(simulator);

        await project.up(() => group.forEach(run));
        sameLines(
            project.resources().map(({ type, urn }) => `${type} ${urn.split("::").pop()}`),
            group.flatMap(({ resources }) => resources),
            "resources",
        );
        const again = await project.preview(undefined, { refresh: true });
        sameLines([...again.drifts, ...again.changes], [], "a preview with a refresh");

        await project.destroy();
        assert.deepEqual(await mortal(simulator), before);
        await simulator.stop();
    });
}
