/** `genesysctl doctor`: whether a program can run, and what to do where it cannot. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { beforeEach, test } from "node:test";
import { type Json, Project, queue, resource, sameLines, Simulator, skill } from "./kit";
import { genesysctl, type Said } from "./kit/genesysctl";

const LIMITS = "/api/v2/outbound/attemptlimits";

let simulator: Simulator;
/** What the client has been given. */
let roleDivisions: Json[];

beforeEach(async () => {
    await simulator?.stop();
    roleDivisions = [];
    simulator = await Simulator.start(["--permissions"]);
    // Without a limit the platform would not say how much is left, as it always does.
    await simulator.set({ rateLimit: 3000 });
});

const doctor = (args: string[], input = "", env = {}) =>
    genesysctl(["doctor", ...args], { ...simulator.environment(), ...env }, input);
const report = ({ stdout }: Said): Json => JSON.parse(stdout);
const check = (said: Said, name: string): Json => report(said).checks.find(({ check }: Json) => check === name);

/** Gives the client a role, in a division or everywhere. */
async function grant(policies: Json[], division = "*"): Promise<void> {
    const { "authorization/roles": [role] } = await simulator.seed({
        objects: { "authorization/roles": [{ name: `Role in ${division}`, permissionPolicies: policies }] },
    });
    roleDivisions.push({ roleId: role, divisionId: division });
    await simulator.seed({ oauthClients: [{ ...simulator.client, name: "genesys-sim", roleDivisions }] });
}

const policy = (domain: string, entityName: string, ...actionSet: string[]) => ({ domain, entityName, actionSet });

test("without a program: region, organization, limits, who the token is", async () => {
    await simulator.set({ rateLimit: 300 });
    await grant([policy("routing", "*", "*")]);
    const said = await doctor(["--json"]);
    const { organization, client, limits, checks } = report(said);
    assert.equal(said.code, 0, said.stdout);
    assert.equal(organization.name, "Simulated Organization");
    assert.equal(organization.api, simulator.address);
    assert.equal(client.id, simulator.client.id);
    assert.equal(limits["client.credentials.token.rate.per.minute"], 300);
    assert.match(check(said, "rate limit").says, /300 calls a minute for this token; 29\d are left for the next \d+ s/);
    assert.match(check(said, "roles").says, /has Role in \*/);
    sameLines(checks.map(({ check, status }: Json) => `${check} ${status}`), [
        "configuration ok",
        "login ok",
        "organization ok",
        "rate limit ok",
        "roles ok",
    ]);
    assert.ok(!`${said.stdout}${said.stderr}`.includes(simulator.client.secret));
    sameLines(await simulator.writes(), []);
    const words = await doctor([]);
    assert.match(words.stdout, /^ok {7}organization: "Simulated Organization"/m);
});

test("what is wrong says what to do", async () => {
    const nowhere = await genesysctl(["doctor"], {});
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stdout, /^WRONG {4}configuration: it is not said which organization/m);
    const misnamed = await genesysctl(["doctor"], { GENESYS_CLOUD_CLIENT_ID: "x" });
    assert.match(misnamed.stdout, /GENESYS_CLOUD_CLIENT_ID is set, but nobody reads it: set GENESYSCLOUD_OAUTHCLIENT_ID/);
    const secret = await doctor(["--json"], "", { GENESYSCLOUD_OAUTHCLIENT_SECRET: "CANARY" });
    assert.equal(secret.code, 1);
    assert.match(check(secret, "login").do, /the secret is wrong/);
    assert.doesNotMatch(secret.stdout, /CANARY/);
    const other = await doctor(["--json"], "", { GENESYSCLOUD_ORGANIZATION_ID: "5a1e0000-0000-4000-8000-0000000000ff" });
    assert.equal(other.code, 1);
    assert.match(check(other, "organization").says, /expects 5a1e0000-0000-4000-8000-0000000000ff/);
    const gone = await doctor(["--json", "--base-url", "http://127.0.0.1:9"]);
    assert.equal(gone.code, 1);
    assert.match(check(gone, "connection").says, /cannot reach/);
    for (const [args, code, message] of [
        [["--type", "routing:Skil"], 1, /did you mean routing:Skill/],
        [["--program", "missing.json"], 1, /cannot read missing\.json/],
        [["--role", "role.json"], 2, /--role needs a program/],
    ] as [string[], number, RegExp][]) {
        const said = await doctor(args);
        assert.equal(said.code, code, said.stderr);
        assert.match(said.stderr, message);
    }
});

test("what a token may do for a program, and the role that closes the gap, which then does", async () => {
    const sales = await simulator.add("authorization/divisions", { name: "Sales" });
    await grant([policy("routing", "skill", "manage", "view")]);
    await grant([policy("routing", "queue", "view", "add")], sales);
    const project = Project.create(simulator);
    const said = await doctor(["--type", "routing:Queue", "--type", "routing:Skill", "--json", "--role", "role.json"]);
    assert.equal(said.code, 1, said.stdout);
    assert.match(check(said, "permissions").says, /missing: .*routing:queue:edit/);
    assert.match(check(said, "permissions").do, /--role FILE/);
    assert.match(check(said, "divisions").says, /routing:queue:add \(in Sales only\)/);
    const { permissions } = report(said);
    const held = (name: string) => permissions.find(({ anyOf }: Json) => anyOf.includes(name))?.held;
    assert.equal(held("routing:skill:manage"), "everywhere");
    assert.deepEqual(held("routing:queue:add"), ["Sales"]);
    assert.equal(held("routing:queue:delete"), "nowhere");

    // With that role, the program runs on a simulator that refuses what no role allows.
    const role = JSON.parse(fs.readFileSync(path.join(said.folder, "role.json"), "utf8"));
    assert.ok(role.permissionPolicies.some(({ entityName }: Json) => entityName === "queue"));
    await grant(role.permissionPolicies);
    const after = await doctor(["--type", "routing:Queue", "--type", "routing:Skill", "--json"]);
    assert.notEqual(after.code, 1, after.stdout);
    assert.equal(check(after, "permissions").status, "ok");
    await project.up(() => {
        skill("french", { name: "French" });
        queue("support", { name: "Support" });
    });
    await project.destroy();
});

test("a preview says what is done, and only that is looked at", async () => {
    const preview = JSON.stringify({
        steps: [{ op: "create", urn: "urn:pulumi:dev::e2e::genesyscloud:routing:Skill::a", newState: { type: "genesyscloud:routing:Skill" } }],
    });
    await grant([policy("routing", "skill", "manage", "view")]);
    const said = await doctor(["--program", "-", "--json"], preview);
    assert.equal(said.code, 0, said.stdout);
    assert.ok(report(said).permissions.every(({ neededFor }: Json) => neededFor.every((line: string) => line === "routing:Skill: create")));
    const reading = await doctor(["--type", "routing:Queue", "--read-only", "--json"]);
    assert.ok(JSON.stringify(report(reading).permissions).includes("routing:queue:view"));
    // Some calls are content with a permission to write, too; none needs one.
    assert.deepEqual(report(reading).role.permissionPolicies, [policy("routing", "queue", "view")]);
});

test("what an API object needs follows from its path", async () => {
    await grant([policy("outbound", "attemptLimits", "view", "add")]);
    const project = Project.create(simulator);
    const program = () => void resource("index:ApiObject", "limit", { path: LIMITS, body: { name: "Three a day", maxAttemptsPerContact: 3, timeZoneId: "Europe/Berlin", resetPeriod: "TODAY" } });
    const step = { op: "create", newState: { type: "genesyscloud:index:ApiObject", inputs: { path: LIMITS } } };
    const preview = JSON.stringify({ steps: [step] });
    const said = await doctor(["--program", "-", "--json", "--role", "role.json"], preview);
    assert.equal(said.code, 1, said.stdout);
    const edit = report(said).permissions.find(({ anyOf }: Json) => anyOf.includes("outbound:attemptLimits:edit"));
    assert.deepEqual(edit, { anyOf: ["outbound:attemptLimits:edit"], neededFor: [`index:ApiObject at ${LIMITS}: create`], held: "nowhere" });
    // What runs has its paths in the state; with the role for all of it, it runs.
    const stack = JSON.stringify({ deployment: { resources: [{ type: "genesyscloud:index:ApiObject", inputs: { path: LIMITS } }] } });
    const all = await doctor(["--program", "-", "--json", "--role", "role.json"], stack);
    await grant(JSON.parse(fs.readFileSync(path.join(all.folder, "role.json"), "utf8")).permissionPolicies);
    assert.equal((await doctor(["--program", "-", "--json"], stack)).code, 0);
    await project.up(program);
    await project.destroy();
    // Without a path nobody can say it.
    const unknown = await doctor(["--type", "index:ApiObject", "--json"]);
    assert.equal(unknown.code, 3, unknown.stdout);
    assert.match(check(unknown, "API objects").says, /follows from its path/);
});

test("what the platform does not tell is unknown, and no success", async () => {
    const said = await doctor(["--type", "routing:Skill", "--json"]);
    assert.equal(said.code, 3, said.stdout);
    assert.match(check(said, "roles").says, /does not tell what .* may do: it names no role of this token/);
    assert.equal(check(said, "permissions").status, "unknown");
    assert.ok(report(said).permissions.every(({ held }: Json) => held === "unknown"));
});

test("the help says it all", async () => {
    const help = await genesysctl(["doctor", "--help"]);
    assert.equal(help.code, 0);
    for (const word of ["--program <FILE>", "--type <TYPE>", "--role <FILE>", "--json", "--read-only", "Exit codes:"]) {
        assert.ok(help.stdout.includes(word), word);
    }
});
