/**
 * `genesysctl migrate`: from Terraform with CX as Code to a program, in each language, that runs; and what exists is taken over as it
 * is. The HCL is our own, one file a type: crates/genesysctl/tests/hcl.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { test } from "node:test";
import { type Json, places, Project, sameLines, Simulator, temporaryFolder } from "./kit";
import { genesysctl, type Said } from "./kit/genesysctl";
import { exported, python, yamlHost } from "./kit/languages";

const hcl = (name: string) => path.join(places.root, "crates", "genesysctl", "tests", name);
const CORPUS = hcl("hcl");
/** What the corpus leaves to the configuration. */
const SECRETS = { "e2e:shop_password": "CANARY", "e2e:integrationCredentialLoginFieldsUserName": "genesys" };

/** Migrates a folder to a program that is beside the project's own folder, so that paths are as there. */
async function migrate(project: Project, folder: string, language: string, ...args: string[]): Promise<Said & { out: string }> {
    const out = path.join(project.folder, `program-${language}`);
    const said = await genesysctl(["migrate", folder, "--language", language, "--out", out, "--project", "e2e", ...args]);
    return { ...said, out };
}

const report = (out: string): Json => JSON.parse(fs.readFileSync(path.join(out, "report.json"), "utf8"));
const read = (out: string, name: string): string => fs.readFileSync(path.join(out, name), "utf8");

/** The TypeScript of a folder as a program; it is compiled under `strict` first. */
function typescript(out: string): () => unknown {
    const root = path.join(places.root, "examples", "org", "index.ts");
    const load = createRequire(root);
    fs.symlinkSync(path.join(places.root, "node_modules"), path.join(out, "node_modules"));
    const tsc = path.join(places.root, "node_modules", ".bin", "tsc");
    execFileSync(tsc, ["--noEmit", "--noUnusedLocals", "-p", out], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const compiler = load("typescript");
    const compilerOptions = { module: compiler.ModuleKind.CommonJS, target: compiler.ScriptTarget.ES2022 };
    const run = (file: string): Json => {
        const { outputText } = compiler.transpileModule(read(out, file), { compilerOptions });
        const exports = {};
        new Function("require", "exports", outputText)((name: string) => (name === "./hcl" ? run("hcl.ts") : load(name)), exports);
        return exports;
    };
    return () => run("index.ts");
}

/** What the organization has, whatever the ids. */
async function names(simulator: Simulator): Promise<string[]> {
    const objects = await simulator.objects();
    const named = Object.entries(objects).flatMap(([kind, list]) => list.map((object) => `${kind} ${object.name ?? object.id}`));
    return named.filter((line) => !/[0-9a-f]{8}-[0-9a-f]{4}-/.test(line)).sort();
}

let wanted: string[];
let organization: { simulator: Simulator; project: Project };

test("the corpus in TypeScript: compiles under strict, runs, and changes nothing the second time", async () => {
    const simulator = await Simulator.start(["--strict"]);
    const project = Project.create(simulator, SECRETS);
    organization = { simulator, project };
    const said = await migrate(project, CORPUS, "typescript");
    assert.equal(said.code, 0, said.stderr);
    const text = read(said.out, "index.ts");
    assert.match(text, /for \(const \{ .*eachKey.* \} of hcl\.each\(/, "for_each is a loop");
    assert.match(text, /config\.requireSecret\("shop_password"\)/);
    const program = typescript(said.out);
    await project.up(program);
    const again = await project.preview(program, { refresh: true });
    sameLines([...again.drifts, ...again.changes], []);
    wanted = await names(simulator);
    assert.ok(wanted.includes("routing/queues Example Support"), wanted.join("\n"));
    const outputs = project.outputs();
    assert.equal(Object.keys(outputs.skill_ids).join(), "billing,sales");
    assert.equal(outputs.home_id, (await simulator.objects())["authorization/divisions"].find(({ name }) => name === "Home")!.id);
    assert.equal(outputs.queue_id, (await simulator.object("routing/queues", "Example Support"))!.id);
});

/** The ids that CX as Code has in its state, where they are not those of the objects: see `import ids` of its types. */
const STATE_IDS: Record<string, (id: string, attributes: Json) => { id: string; [attribute: string]: Json }> = {
    architect_datatable_row: (id) => ({ id }),
    architect_grammar_language: (id) => ({ id: id.replace("/", ":") }),
    routing_email_route: (id, { domainId }) => ({ id: id.split("/").pop()!, domain_id: domainId }),
    routing_queue_conditional_group_activation: (id) => ({ id: `${id.split("/")[0]}/cga` }),
    routing_queue_conditional_group_routing: (id) => ({ id: `${id.split("/")[0]}/rule` }),
    routing_settings: () => ({ id: "settings" }),
    routing_utilization: () => ({ id: "routing_utilization" }),
    telephony_providers_edges_site_outbound_route: (id) => ({ id: id.replace("/", ":") }),
};
/**
 * What the first run after the takeover writes all the same, once: what no API answers is written because nobody can know whether it is the
 * same. Files, and with them the function of an action: the state of Terraform does not have them, and the platform does not say of what it was made. Fields of a credential.
 * Policies of a role with a wildcard, which the platform answers spelled out; whether they come to the same, a preview does not ask.
 * Settings of phones that are as the model has them: of these an import names none.
 */
const WRITTEN_ONCE = [
    "update greet +functionConfig",
    "update login +fields",
    "update reader ~permissionPolicies[0] -permissionPolicies[1] -permissionPolicies[2] -permissionPolicies[3] -permissionPolicies[4]",
    "update softphones ~properties",
];
const A_FILE = /^update [\w -]+ \+(\w+\.)?fileContentHash$/;


test("every type of the corpus is taken over from a state file without a single write", async () => {
    const { simulator, project } = organization;
    const flat = (type: string) => type.replace(/^genesyscloud:(index:)?|^genesyscloud_/, "").replace(/[:_]/g, "").toLowerCase();
    const files = fs.readdirSync(CORPUS).filter((name) => name.endsWith(".tf"));
    const text = files.map((name) => read(CORPUS, name)).join("\n");
    const made = project.resources();
    const resources = [...text.matchAll(/^resource "genesyscloud_(\w+)" "([\w-]+)" \{\n([^]*?)^\}/gm)].map(([, type, name, body]) => {
        const counted = /^\s*count\s*=/m.test(body);
        const mine = made.filter((one) => {
            const own = one.urn.split("::").pop()!;
            const isRepeated = counted || /^\s*for_each\s*=/m.test(body.split(/^ {2}\w+ \{|^ {2}dynamic/m)[0]);
            return flat(one.type) === flat(`genesyscloud_${type}`) && (isRepeated ? own.startsWith(`${name}-`) : own === name);
        });
        const instances = mine.map(({ urn, id, inputs }) => {
            const key = urn.split("::").pop()!.slice(name.length + 1);
            const attributes = STATE_IDS[type]?.(id, inputs) ?? { id };
            return { ...(key && { index_key: counted ? Number(key) : key }), schema_version: 1, attributes };
        });
        return { mode: "managed", type: `genesyscloud_${type}`, name, instances };
    });
    const count = resources.reduce((sum, { instances }) => sum + instances.length, 0);
    assert.equal(count, made.length, "everything that the program makes is in the state file");
    const other = Project.create(simulator, SECRETS);
    const state = path.join(other.folder, "terraform.tfstate");
    fs.writeFileSync(state, JSON.stringify({ version: 4, resources }));
    const said = await migrate(other, CORPUS, "typescript", "--state", state);
    assert.equal(said.code, 0, said.stderr);
    const imports = JSON.parse(read(said.out, "import.json")).resources;
    assert.equal(imports.length, made.length);
    await simulator.forgetCalls();
    await other.importFile(path.join(said.out, "import.json"), undefined, { env: { GENESYSCLOUD_IMPORT_RELATIONS: "true" } });
    sameLines(
        other.resources().map(({ type, id }) => `${type} ${id}`),
        made.map(({ type, id }) => `${type} ${id}`),
    );
    const preview = await other.preview(typescript(said.out), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes.filter((line) => !A_FILE.test(line))], WRITTEN_ONCE);
    sameLines(await simulator.writes(), []);
    await simulator.stop();
});

test("the corpus in Python: the same organization", async () => {
    const simulator = await Simulator.start(["--strict"]);
    const project = Project.create(simulator, SECRETS);
    const said = await migrate(project, CORPUS, "python");
    assert.equal(said.code, 0, said.stderr);
    const { up, preview } = await python(project, said.out);
    assert.equal(up.error, undefined);
    sameLines(preview.changes, []);
    assert.deepEqual(await names(simulator), wanted);
    await simulator.stop();
});

test("the corpus in YAML: the same organization", async () => {
    const simulator = await Simulator.start(["--strict"]);
    const project = Project.create(simulator);
    const said = await migrate(project, CORPUS, "yaml");
    assert.equal(said.code, 0, said.stderr);
    const { up, preview } = await yamlHost(project, said.out, SECRETS);
    assert.equal(up.code, 0, up.output);
    sameLines(preview.changes, []);
    assert.deepEqual(await names(simulator), wanted);
    await simulator.stop();
});

test("functions and expressions answer the same in all languages", async () => {
    const project = Project.create();
    const outputs: Record<string, Json> = {};
    for (const language of ["typescript", "python", "yaml"]) {
        const { code, stderr, out } = await migrate(project, hcl("functions"), language);
        assert.equal(code, 0, stderr);
        const work = process.cwd();
        process.chdir(out);
        try {
            outputs[language] = {
                typescript: () => typescript(out)(),
                python: () => exported(out),
                yaml: () => createRequire(require.resolve("@pulumi/pulumi"))("js-yaml").load(read(out, "Pulumi.yaml")).outputs,
            }[language]!();
        } finally {
            process.chdir(work);
        }
    }
    const { typescript: wanted, python, yaml } = outputs;
    assert.ok(Object.keys(wanted).length > 60);
    for (const [name, value] of Object.entries<Json>(wanted)) {
        assert.deepEqual(python[name], JSON.parse(JSON.stringify(value)), `${name} in Python`);
        // A null has no place in YAML.
        assert.deepEqual(yaml[name], JSON.parse(JSON.stringify(value), (_, inner) => inner ?? undefined), `${name} in YAML`);
    }
    assert.equal(wanted.f_format[0], 'a has 2 of 007, "x" %');
    assert.equal(wanted.template, "a;b;!");
    assert.equal(wanted.template_file, "Dear Ada,\n- X\n- Y\n");
    assert.deepEqual(wanted.tried, ["else", 1, "none", false, true]);
    assert.deepEqual(wanted.filled, ["a 3 none nobody", "b 7 x+y somebody"]);
});

/** What the modules of the corpus make. */
const OF_MODULES = [
    "routing/languages English",
    "routing/languages German",
    "routing/queues HQ Sales",
    "routing/queues HQ Support",
    "routing/queues HQ Support overflow",
    "routing/queues Spare 0",
    "routing/queues Spare 1",
    "routing/skillgroups Sales",
    "routing/skills HQ Sales negotiation",
    "routing/skills HQ Support hardware",
    "routing/skills HQ Support software",
    "routing/wrapupcodes Code: Call back",
    "routing/wrapupcodes Code: Done",
    "routing/wrapupcodes Of HQ Sales",
    "routing/wrapupcodes Of HQ Support",
];

test("modules in folders are written out, in each language; their state is taken over without a write", async () => {
    const simulator = await Simulator.start(["--strict"]);
    const before = await names(simulator);
    const project = Project.create(simulator);
    const said = await migrate(project, hcl("modules"), "typescript");
    assert.equal(said.code, 0, said.stderr);
    const program = typescript(said.out);
    await project.up(program);
    const again = await project.preview(program, { refresh: true });
    sameLines([...again.drifts, ...again.changes], []);
    const made = (all: string[]) => all.filter((line) => !before.includes(line));
    sameLines(made(await names(simulator)), OF_MODULES);
    const queue = (await simulator.object("routing/queues", "HQ Sales"))!;
    const { queues, spare, overflow } = project.outputs();
    assert.equal(queues.sales, queue.id);
    assert.deepEqual(spare, ["Spare 0", "Spare 1"]);
    assert.deepEqual(overflow, [(await simulator.object("routing/queues", "HQ Support overflow"))!.id]);
    const codes = await simulator.api("GET", `routing/queues/${queue.id}/wrapupcodes`);
    sameLines(codes.entities.map(({ name }: Json) => name), ["Code: Call back", "Code: Done"]);

    // What Terraform has of it, by the addresses that modules give their resources.
    const addresses: Record<string, [string, string, string, (string | number)?]> = {
        "team-sales-queue-this": ['module.team["sales"].module.queue', "routing_queue", "this"],
        "team-support-queue-this": ['module.team["support"].module.queue', "routing_queue", "this"],
        "team-support-overflow-0-this": ['module.team["support"].module.overflow[0]', "routing_queue", "this"],
        "spare-0-this": ["module.spare[0]", "routing_queue", "this"],
        "spare-1-this": ["module.spare[1]", "routing_queue", "this"],
        "codes-code-0": ["module.codes", "routing_wrapupcode", "code", 0],
        "codes-code-1": ["module.codes", "routing_wrapupcode", "code", 1],
        "team-sales-skill-negotiation": ['module.team["sales"]', "routing_skill", "skill", "negotiation"],
        "team-support-skill-hardware": ['module.team["support"]', "routing_skill", "skill", "hardware"],
        "team-support-skill-software": ['module.team["support"]', "routing_skill", "skill", "software"],
        "spoken-English": ["", "routing_language", "spoken", "English"],
        "spoken-German": ["", "routing_language", "spoken", "German"],
        "of_team-sales": ["", "routing_wrapupcode", "of_team", "sales"],
        "of_team-support": ["", "routing_wrapupcode", "of_team", "support"],
        sales: ["", "routing_skill_group", "sales"],
    };
    const resources = Object.entries(addresses).map(([logical, [module, type, name, key]]) => ({
        ...(module && { module }),
        mode: "managed",
        type: `genesyscloud_${type}`,
        name,
        provider: 'provider["registry.terraform.io/mypurecloud/genesyscloud"]',
        instances: [{ ...(key !== undefined && { index_key: key }), schema_version: 1, attributes: { id: project.resource(logical).id } }],
    }));
    const file = path.join(project.folder, "modules.tfstate");
    fs.writeFileSync(file, JSON.stringify({ version: 4, resources }));
    await simulator.forgetCalls();
    const other = Project.create(simulator);
    const over = await migrate(other, hcl("modules"), "typescript", "--state", file);
    assert.equal(over.code, 0, over.stderr);
    await other.importFile(path.join(over.out, "import.json"), undefined, { env: { GENESYSCLOUD_IMPORT_RELATIONS: "true" } });
    const taken = typescript(over.out);
    const preview = await other.preview(taken, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    sameLines((await other.up(taken)).changes, []);
    sameLines(await simulator.writes(), []);
    await simulator.stop();
});

for (const language of ["python", "yaml"]) {
    test(`modules in folders, in ${language}: the same organization`, async () => {
        const simulator = await Simulator.start(["--strict"]);
        const before = await names(simulator);
        const project = Project.create(simulator);
        const said = await migrate(project, hcl("modules"), language);
        assert.equal(said.code, 0, said.stderr);
        const { up, preview } = language === "python" ? await python(project, said.out) : await yamlHost(project, said.out, {});
        assert.ok(!up.error && !up.code, up.error ?? up.output);
        sameLines(preview.changes, []);
        sameLines((await names(simulator)).filter((line) => !before.includes(line)), OF_MODULES);
        await simulator.stop();
    });
}

test("objects with another configuration of the provider are taken over with it", async () => {
    const [east, west] = [await Simulator.start(["--strict"]), await Simulator.start(["--strict"])];
    const skill = { id: "5a1e0000-0000-4000-8000-00000000000a", name: "Billing" };
    const queue = { id: "5a1e0000-0000-4000-8000-00000000000b", name: "Support" };
    await east.seed({ objects: { "routing/skills": [skill] } });
    await west.seed({ objects: { "routing/skills": [skill], "routing/queues": [queue] } });
    const project = Project.create(east, { "e2e:west_url": west.address });
    const state = path.join(project.folder, "state.json");
    const managed = (module: string | undefined, type: string, name: string, id: string) => ({
        ...(module && { module }),
        mode: "managed",
        type: `genesyscloud_${type}`,
        name,
        instances: [{ attributes: { id } }],
    });
    const resources = [
        managed(undefined, "routing_skill", "billing", skill.id),
        managed(undefined, "routing_skill", "billing_west", skill.id),
        managed("module.west", "routing_queue", "support", queue.id),
    ];
    fs.writeFileSync(state, JSON.stringify({ version: 4, resources }));
    const said = await migrate(project, hcl("providers"), "typescript", "--state", state);
    assert.equal(said.code, 0, said.stderr);
    const imports = JSON.parse(read(said.out, "import.json"));
    const urn = "urn:pulumi:dev::e2e::pulumi:providers:genesyscloud::west";
    assert.deepEqual(imports.nameTable, { west: urn });
    const providers = imports.resources.map(({ logicalName, provider }: Json) => `${logicalName} ${provider}`);
    sameLines(providers, ["billing undefined", "billing_west west", "west-support west"]);
    assert.match(read(said.out, "report.md"), /pulumi up --target 'urn:pulumi:dev::e2e::pulumi:providers:genesyscloud::west'/);

    const program = typescript(said.out);
    // The report says so: the configuration is there first.
    await project.up(program, { args: ["--target", urn] });
    await project.importFile(path.join(said.out, "import.json"), undefined, { env: { GENESYSCLOUD_IMPORT_RELATIONS: "true" } });
    sameLines((await project.preview(program, { refresh: true })).changes, []);
    sameLines((await project.up(program)).changes, []);
    sameLines([...(await east.writes()), ...(await west.writes())], []);
    const of = (name: string) => JSON.stringify(project.resource(name).provider);
    assert.match(of("billing_west"), /::west::/);
    assert.match(of("west-support"), /::west::/);
    assert.doesNotMatch(of("billing"), /::west::/);
    await east.stop();
    await west.stop();
});

test("a guide's configuration is refused where it is wrong; corrected, it runs and is what it describes", async () => {
    const simulator = await Simulator.start(["--strict"]);
    await simulator.seed({ objects: { "authorization/divisions": [{ name: "Default" }], "routing/queues": [{ name: "General Support" }] } });
    const project = Project.create(simulator);
    const wrong = await migrate(Project.create(simulator), hcl("guide/as-it-stands"), "typescript");
    assert.equal(wrong.code, 3, wrong.stderr);
    for (const line of [
        /^main\.tf:4: required_providers\.genesyscloud: there is no provider genesys\/genesyscloud: .*mypurecloud/m,
        /^main\.tf:19: data\.genesyscloud_routing_division\.default: there is no such data source: use genesyscloud_auth_division/m,
        /^main\.tf:23: data\.genesyscloud_routing_profile\.agent: there is no such data source/m,
        /^main\.tf:52: genesyscloud_user\.new_agent\.routing_profile_id: there is no such attribute/m,
        /^main\.tf:62: genesyscloud_user_queue\.agent_queue\.wrap_up_timeout: there is no such attribute: .*acwTimeoutMs/m,
        /^main\.tf:63: genesyscloud_user_queue\.agent_queue\.max_capacity: there is no such attribute: .*utilization/m,
    ]) {
        assert.match(wrong.stderr, line);
    }
    const said = await migrate(project, hcl("guide/corrected"), "typescript");
    assert.equal(said.code, 0, said.stderr);
    const program = typescript(said.out);
    await project.up(program);
    sameLines((await project.preview(program, { refresh: true })).changes, []);
    const user = (await simulator.objects()).users.find(({ name }) => name === "Terraform Test Agent")!;
    assert.equal(user.email, "terraform.test.agent@genesys.com");
    assert.equal(user.division.name, "Default");
    const queue = (await simulator.object("routing/queues", "General Support"))!;
    const members = await simulator.api("GET", `routing/queues/${queue.id}/members`);
    assert.deepEqual(members.entities.map(({ id }: Json) => id), [user.id]);
    assert.equal(project.outputs().user_id, user.id);
    await simulator.stop();
});

test("an organization that a state file describes is taken over without a single write", async () => {
    const simulator = await Simulator.start(["--strict"]);
    const state = JSON.parse(fs.readFileSync(path.join(__dirname, "fixtures", "cx-as-code.tfstate.json"), "utf8"));
    const attributes = (type: string): Json[] =>
        state.resources.filter((it: Json) => it.type === type).flatMap((it: Json) => it.instances.map((one: Json) => one.attributes));
    const [east] = attributes("genesyscloud_auth_division");
    const division = { id: east.id };
    const codes = attributes("genesyscloud_routing_wrapupcode");
    const [queue] = attributes("genesyscloud_routing_queue");
    const [call] = queue.media_settings_call;
    await simulator.seed({
        objects: {
            "authorization/divisions": [{ id: east.id, name: east.name, description: east.description }],
            "routing/languages": attributes("genesyscloud_routing_language").map(({ id, name }) => ({ id, name })),
            "routing/skills": attributes("genesyscloud_routing_skill").map(({ id, name }) => ({ id, name })),
            "routing/wrapupcodes": codes.map(({ id, name }) => ({ id, name, division })),
            "routing/queues": [
                {
                    id: queue.id,
                    name: queue.name,
                    description: queue.description,
                    division,
                    acwSettings: { wrapupPrompt: queue.acw_wrapup_prompt, timeoutMs: queue.acw_timeout_ms },
                    skillEvaluationMethod: queue.skill_evaluation_method,
                    bullseye: {
                        rings: queue.bullseye_rings.map((ring: Json) => ({
                            expansionCriteria: [{ type: "TIMEOUT_SECONDS", threshold: ring.expansion_timeout_seconds }],
                            actions: { skillsToRemove: (ring.skills_to_remove ?? []).map((id: string) => ({ id })) },
                        })),
                    },
                    mediaSettings: {
                        call: {
                            alertingTimeoutSeconds: call.alerting_timeout_sec,
                            serviceLevel: { percentage: call.service_level_percentage, durationMs: call.service_level_duration_ms },
                        },
                    },
                    routingRules: queue.routing_rules.map((rule: Json) => ({
                        operator: rule.operator,
                        threshold: rule.threshold,
                        waitSeconds: rule.wait_seconds,
                    })),
                },
            ],
        },
    });
    await simulator.api("POST", `routing/queues/${queue.id}/wrapupcodes`, codes.map(({ id }) => ({ id })));
    const before = (await simulator.dump()).objects;
    await simulator.forgetCalls();

    const project = Project.create(simulator);
    const file = path.join(__dirname, "fixtures", "cx-as-code.tfstate.json");
    const said = await migrate(project, hcl("fixture"), "typescript", "--state", file);
    assert.equal(said.code, 0, said.stderr);
    sameLines(await simulator.calls().then((calls) => calls.map(({ path }) => path)), [], "the organization is not asked");
    const imports = JSON.parse(read(said.out, "import.json")).resources;
    sameLines(
        imports.map(({ logicalName }: Json) => logicalName),
        ["done-0", "done-1", "east", "en", "skill-billing", "skill-sales", "support"],
    );
    await project.importFile(path.join(said.out, "import.json"), undefined, { env: { GENESYSCLOUD_IMPORT_RELATIONS: "true" } });
    const program = typescript(said.out);
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    sameLines((await project.up(program)).changes, []);
    sameLines(await simulator.writes(), []);
    assert.deepEqual((await simulator.dump()).objects, before);
    assert.deepEqual(project.resource("support").inputs.wrapupCodes.length, 2, "what the HCL managed is managed");
    await simulator.stop();
});

test("what is secret in a state file is in nothing that is written", async () => {
    const folder = temporaryFolder("secrets");
    const text = `
resource "genesyscloud_user" "ada" {
  name     = "Ada"
  email    = "ada@example.com"
  password = "CANARY-literal"
}
resource "genesyscloud_integration_credential" "login" {
  name                 = "Login"
  credential_type_name = "basicAuth"
  fields               = { userName = "CANARY-user", password = "CANARY-password" }
}
resource "genesyscloud_journey_segment" "vip" {}
resource "genesyscloud_routing_skill" "vip" {
  name = genesyscloud_journey_segment.vip.id
}
`;
    fs.writeFileSync(path.join(folder, "main.tf"), text);
    const instance = (type: string, name: string, attributes: Json) => ({
        mode: "managed",
        type: `genesyscloud_${type}`,
        name,
        provider: 'provider["registry.terraform.io/mypurecloud/genesyscloud"]',
        instances: [{ schema_version: 1, attributes, sensitive_attributes: [], private: "CANARY-private" }],
    });
    const state = {
        version: 4,
        outputs: { secret: { value: "CANARY-output", type: "string", sensitive: true } },
        resources: [
            instance("user", "ada", { id: "5a1e0000-0000-4000-8000-00000000000a", email: "ada@example.com", password: "CANARY-state" }),
            instance("integration_credential", "login", { id: "5a1e0000-0000-4000-8000-00000000000b", fields: { password: "CANARY-field" } }),
            instance("journey_segment", "vip", { id: "5a1e0000-0000-4000-8000-00000000000c", description: "CANARY-other" }),
        ],
    };
    fs.writeFileSync(path.join(folder, "terraform.tfstate"), JSON.stringify(state));
    for (const language of ["typescript", "python", "yaml"]) {
        const out = path.join(folder, language);
        const said = await genesysctl(["migrate", folder, "--language", language, "--out", out, "--state", path.join(folder, "terraform.tfstate")]);
        assert.equal(said.code, 0, said.stderr);
        for (const name of fs.readdirSync(out)) {
            assert.doesNotMatch(read(out, name), /CANARY/, `${language}: ${name}`);
        }
        assert.doesNotMatch(said.stderr + said.stdout, /CANARY/);
        assert.equal(JSON.parse(read(out, "import.json")).resources.length, 2);
        assert.match(read(out, "Pulumi.dev.yaml"), /5a1e0000-0000-4000-8000-00000000000c/);
    }
});

test("the command says what it does and what went wrong", async () => {
    const help = await genesysctl(["migrate", "--help"]);
    assert.equal(help.code, 0);
    for (const word of ["--language", "--state <FILE>", "--out <FOLDER>", "Exit codes:"]) {
        assert.ok(help.stdout.includes(word), word);
    }
    const nothing = await genesysctl(["migrate", temporaryFolder("empty")]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.stderr, /there is no \.tf file in/);
    const folder = temporaryFolder("twice");
    fs.writeFileSync(path.join(folder, "main.tf"), 'resource "genesyscloud_routing_skill" "a" {\n  name = "a"\n}\n');
    const out = path.join(folder, "out");
    assert.equal((await genesysctl(["migrate", folder, "--out", out])).code, 0);
    const twice = await genesysctl(["migrate", folder, "--out", out]);
    assert.match(twice.stderr, /is there already; add --overwrite/);
    assert.equal((await genesysctl(["migrate", folder, "--out", out, "--overwrite"])).code, 0);
    assert.equal(report(out).counts.refused, 0);
});
