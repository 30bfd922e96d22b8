/** `genesysctl import`: what an organization has, as a file that the engine imports. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, describe, test } from "node:test";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";
import { genesysctl, type Said } from "./kit/genesysctl";

const read = ({ folder }: Said, name: string): Json => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));

/** All that was written: what the engine must not see together is in a second file. */
const file = (said: Said): Json => {
    const { resources, ...rest } = read(said, "import.json");
    const more = fs.existsSync(path.join(said.folder, "import-2.json")) ? read(said, "import-2.json").resources : [];
    return { ...rest, resources: [...resources, ...more] };
};
const names = (said: Said): string[] => file(said).resources.map(({ logicalName }: Json) => logicalName);

/** Lets the engine write the state once, at the end: in a file it would be written anew for each resource. The help says it too. */
const AT_ONCE = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** A program that names everything that the state has as input. */
const program = (project: Project) => {
    const imported = project.resources().map(({ type, urn, inputs }) => ({
        type: type.replace("genesyscloud:", ""),
        name: urn.split("::").slice(3).join("::"),
        args: Object.fromEntries(Object.entries<Json>(inputs).filter(([name]) => !name.startsWith("__"))),
    }));
    return () => imported.forEach(({ type, name, args }) => resource(type, name, args));
};

describe("an organization", () => {
    let simulator: Simulator;
    let sales: string;
    let id: Record<string, string[]>;

    const run = (...args: string[]) => genesysctl(["import", ...args], simulator.environment());

    before(async () => {
        simulator = await Simulator.start();
        sales = await simulator.add("authorization/divisions", { name: "Sales" });
        const division = { id: sales };
        id = await simulator.seed({
            objects: {
                "routing/skills": [{ name: "French" }, { name: "Sales" }],
                "routing/wrapupcodes": [{ name: "Done", division }],
                users: [
                    { name: "Ada Lovelace", email: "ada@example.com", division },
                    { name: "Grace Hopper", email: "grace@example.com" },
                    { name: "Grace Hopper", email: "hopper@example.com" },
                ],
                "routing/queues": [
                    { name: "Support", division },
                    { name: "2nd line" },
                    { name: "Zürich – Aufträge", division },
                ],
            },
        });
        await simulator.api("POST", `routing/queues/${id["routing/queues"][0]}/members`, id.users.map((id) => ({ id })));
        await simulator.api("POST", `routing/queues/${id["routing/queues"][0]}/wrapupcodes`, [{ id: id["routing/wrapupcodes"][0] }]);
        await simulator.api("PATCH", `users/${id.users[1]}/routingskills/bulk`, [{ id: id["routing/skills"][0], proficiency: 3 }]);
    });

    test("all of it, in an order and with names that are the same every time", async () => {
        const said = await run();
        assert.equal(said.code, 0, said.stderr);
        const { resources, nameTable } = file(said);
        assert.equal(nameTable, undefined);
        const lines = resources.map(({ type, name, logicalName }: Json) => `${type} ${name} ${logicalName}`);
        const [, grace, hopper] = id.users.map((id) => id.split("-")[0]);
        sameLines(
            // Without what every organization has from the start.
            lines.filter((line: string) => !/Home|MasterAdmin|:Division |:auth:Role |:index:Script default|:oauth:Client genesysSim /.test(line)),
            [
                "genesyscloud:routing:Queue queue2ndLine 2nd line",
                "genesyscloud:routing:Queue support Support",
                "genesyscloud:routing:Queue zuerichAuftraege Zürich – Aufträge",
                "genesyscloud:routing:Skill french French",
                "genesyscloud:routing:Skill salesSkill Sales",
                "genesyscloud:routing:Wrapupcode done Done",
                "genesyscloud:index:User adaLovelace ada@example.com",
                `genesyscloud:index:User graceHopperUser${grace} grace@example.com`,
                `genesyscloud:index:User graceHopperUser${hopper} hopper@example.com`,
            ],
        );
        assert.ok(lines.includes("genesyscloud:auth:Division salesDivision Sales"), lines.join("\n"));
        const types = read(said, "import.json").resources.map(({ type }: Json) => type);
        assert.deepEqual(types, [...types].sort());
        const second = read(said, "import-2.json").resources.map(({ type }: Json) => type);
        sameLines(second, ["genesyscloud:index:User", "genesyscloud:routing:Skill"]);
        assert.ok(resources.every(({ id, version }: Json) => /^[0-9a-f-]{36}$/.test(id) && version === "0.1.0"));
        assert.deepEqual(file(await run()), { resources });
        assert.match(said.stderr, /^routing:Queue: 3$/m);
        assert.match(said.stderr, /resources in import\.json\. Next: pulumi import --file import\.json/);
        assert.match(said.stderr, /2 more in import-2\.json, .* Next: pulumi import --file import-2\.json/);
        assert.doesNotMatch(said.stderr, /\r|listing/, "nobody watches");
    });

    test("a part of it", async () => {
        for (const [args, wanted] of [
            [["--type", "routing:Queue"], ["2nd line", "Support", "Zürich – Aufträge"]],
            [["--type", "genesyscloud_routing_queue", "--name", "s*"], ["Support"]],
            [["--type", "routing:Queue", "--division", "sales"], ["Support", "Zürich – Aufträge"]],
            [["--type", "routing:Queue", "--type", "user", "--division", sales, "--name", "*a*"], ["ada@example.com", "Zürich – Aufträge"]],
            [["--type", "user", "--name", "grace@example.com", "--name", "ada*"], ["ada@example.com", "grace@example.com"]],
            [["--division", "S?les"], ["Sales", "ada@example.com", "Support", "Zürich – Aufträge", "Done"]],
            [["--type", "routing:Settings"], ["routing/settings"]],
        ] as [string[], string[]][]) {
            const said = await run(...args);
            assert.equal(said.code, 0, said.stderr);
            sameLines(names(said).map((name) => name.replace(/^settings$/, "routing/settings")), wanted, args.join(" "));
        }
    });

    test("to standard output, below a parent and with an explicit provider", async () => {
        const parent = "urn:pulumi:dev::e2e::my:component:Org::org";
        const provider = "urn:pulumi:dev::e2e::pulumi:providers:genesyscloud::europe";
        const args = ["--type", "routing:Skill", "--out", "-", "--parent", `org=${parent}`, "--provider", `europe=${provider}`];
        const { code, stdout, folder } = await run(...args);
        assert.equal(code, 0);
        const { nameTable, resources } = JSON.parse(stdout);
        assert.deepEqual(nameTable, { europe: provider, org: parent });
        assert.ok(resources.every((resource: Json) => resource.parent === "org" && resource.provider === "europe"));
        assert.deepEqual(fs.readdirSync(folder), []);
    });

    test("what is wrong is said, and nothing is written", async () => {
        for (const [args, code, message] of [
            [["--type", "routing:Queu"], 1, /there is no type routing:Queu in this version; did you mean routing:Queue/],
            [["--type", "Queue"], 1, /did you mean routing:Queue/],
            [["--division", "Sale"], 1, /there is no division Sale; did you mean Sales\?/],
            [["--type", "routing:Queue", "--name", "nobody*"], 4, /nothing fits, nothing is written/],
            [["--provider", "europe"], 2, /--provider europe: must be NAME=URN/],
            [["--typ", "x"], 2, /unexpected argument '--typ'/],
            [["--type", "routing:Queue", "--out", "missing/import.json"], 1, /cannot write missing\/import\.json: .*No such file/],
        ] as [string[], number, RegExp][]) {
            const said = await run(...args);
            assert.equal(said.code, code, `${args}: ${said.stderr}`);
            assert.match(said.stderr, message);
            assert.deepEqual(fs.readdirSync(said.folder), [], args.join(" "));
        }
        const nobody = await genesysctl(["import"], {});
        assert.equal(nobody.code, 1);
        assert.match(nobody.stderr, /it is not said which organization.*Missing:\n- AWS region.*\n- Id of an OAuth client.*GENESYSCLOUD_OAUTHCLIENT_ID.*\n- Secret/s);
        const wrong = await genesysctl(["import"], { ...simulator.environment(), GENESYSCLOUD_OAUTHCLIENT_SECRET: "CANARY" });
        assert.equal(wrong.code, 1);
        assert.match(wrong.stderr, /the secret is wrong/);
        assert.doesNotMatch(wrong.stderr, /CANARY/);
    });

    test("the help says it all", async () => {
        const help = await genesysctl(["import", "--help"]);
        assert.equal(help.code, 0);
        for (const word of ["--type <TYPE>", "--division <DIVISION>", "--name <NAME>", "Exit codes:", "Examples:", "pulumi import --file", "PULUMI_SKIP_CHECKPOINTS=true", "Repeatable"]) {
            assert.ok(help.stdout.includes(word), word);
        }
    });

    test("types that the token may not list are skipped, and the exit code says so", async () => {
        await simulator.fault({
            method: "GET",
            route: "/api/v2/routing/wrapupcodes",
            kind: "status",
            times: 0,
            status: 403,
            code: "missing.permissions",
            message: "Unable to perform the requested action. You are missing the following permission(s): routing:wrapupCode:view",
        });
        const said = await run("--type", "routing:*", "--name", "*");
        await simulator.forgetFaults();
        assert.equal(said.code, 3, said.stderr);
        assert.match(said.stderr, /routing:Wrapupcode: skipped: .*Give the OAuth client a role with routing:wrapupCode:view/);
        assert.match(said.stderr, /skipped routing:Wrapupcode\. Next/);
        assert.ok(names(said).includes("Support"));
    });

    test("the engine imports the file, refers from one resource to the other, and has nothing to change", async () => {
        const said = await run("--type", "routing:*", "--type", "user", "--type", "auth:Division");
        const project = Project.create(simulator);
        const out = path.join(said.folder, "imported.pp");
        const before = await simulator.dump();
        await project.importFile(path.join(said.folder, "import.json"), out);
        await project.importFile(path.join(said.folder, "import-2.json"));
        const code = fs.readFileSync(out, "utf8");
        assert.match(code, /resource support "genesyscloud:routing\/?\w*:Queue" \{[^}]*divisionId\s*=\s*salesDivision\.id/, code);
        assert.match(code, /__logicalName = "ada@example\.com"/);
        assert.match(code, /wrapupCodes\s*=\s*\[\s*done\.id\s*\]/, code);
        assert.doesNotMatch(code, /members|routingSkills/, "no relation is claimed");
        const preview = await project.preview(program(project), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
        sameLines((await project.up()).changes, []);
        assert.deepEqual((await simulator.dump()).objects, before.objects);
    });
});

test("3,000 users and 400 queues: written, imported, previewed clean, and no relation claimed", async () => {
    const simulator = await Simulator.start();
    const skill = await simulator.add("routing/skills", { name: "French" });
    const divisions = await simulator.seed({
        objects: { "authorization/divisions": ["North", "South"].map((name) => ({ name })) },
    });
    const division = (index: number) => ({ id: divisions["authorization/divisions"][index % 2] });
    const ids = await simulator.seed({
        objects: {
            users: Array.from({ length: 3000 }, (_, index) => ({
                // As in life, a name is not one person's alone.
                name: `Agent ${index % 2990}`,
                email: `agent${index}@example.com`,
                title: "Agent",
                division: division(index),
            })),
            "routing/queues": Array.from({ length: 400 }, (_, index) => ({ name: `Queue ${index}`, division: division(index) })),
        },
    });
    for (const queue of ids["routing/queues"].slice(0, 20)) {
        await simulator.api("POST", `routing/queues/${queue}/members`, ids.users.slice(0, 50).map((id) => ({ id })));
    }
    await simulator.api("PATCH", `users/${ids.users[0]}/routingskills/bulk`, [{ id: skill, proficiency: 3 }]);
    await simulator.forgetCalls();
    const before = await simulator.dump();
    const measured: string[] = [];
    const measure = async <T>(what: string, operation: () => Promise<T>): Promise<T> => {
        const began = Date.now();
        const result = await operation();
        const calls = (await simulator.calls()).length;
        measured.push(`${what}: ${calls} calls, ${((Date.now() - began) / 1000).toFixed(1)} s`);
        await simulator.forgetCalls();
        return result;
    };

    const types = ["index:User", "routing:Queue", "auth:Division"].flatMap((type) => ["--type", type]);
    const said = await measure("file", () => genesysctl(["import", ...types], simulator.environment()));
    assert.equal(said.code, 0, said.stderr);
    assert.equal(file(said).resources.length, 3403);
    const project = Project.create(simulator);
    await measure("import", async () => {
        for (const name of ["import.json", "import-2.json"]) {
            await project.importFile(path.join(said.folder, name), undefined, { env: AT_ONCE });
        }
    });
    assert.equal(project.resources().length, 3403);
    for (const { inputs } of project.resources()) {
        const claimed = ["members", "routingSkills", "routingLanguages"].filter((name) => name in inputs);
        assert.deepEqual(claimed, []);
    }
    const preview = await measure("preview", () => project.preview(program(project)));
    sameLines(preview.changes, []);
    assert.deepEqual((await simulator.dump()).objects, before.objects);
    console.log(measured.join("\n"));
});
