/** The scripts of examples/org/ci: previews as comments, the drift check, rolling back; without secrets, and as the pipelines call them. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { accept, consequences, load, plan, redact } from "./ci";
import { later } from "./kit/cleanup";
import { type Json, places, sameLines, Simulator, temporaryFolder } from "./kit";

const org = path.join(places.root, "examples", "org");

let simulator: Simulator;
let repository: string;
let environment: Record<string, string>;

/** A small organization in a repository of its own; `version` is what commits change. */
const program = (version: { timeout: number; gold?: boolean; name?: string }) => `
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { Agent, QueueComponent } from "pulumi-genesyscloud-components";

const password = new pulumi.Config().requireSecret("password");
const billing = new genesyscloud.routing.Skill("Billing");
const support = new QueueComponent("support", { name: "Support", acwWrapupPrompt: "MANDATORY_TIMEOUT", acwTimeoutMs: ${version.timeout}, description: "First line" });
const ada = new Agent("ada", {
    email: "ada@example.com",
    name: "Agent Ada",
    title: "Agent",
    queues: { support: { queueId: support.id } },
    onDeletedUser: "restore",
});
new genesyscloud.UserRoutingSkill("ada-billing", { userId: ada.id, skillId: billing.id, proficiency: 3 });
new genesyscloud.IntegrationCredential("crm", { credentialTypeName: "basicAuth", fields: { userName: "genesys", password } });
${version.gold === false ? "" : `const gold = new genesyscloud.routing.Queue("gold", { name: ${JSON.stringify(version.name ?? "Gold")} });
new genesyscloud.UserQueue("ada-gold", { userId: ada.id, queueId: gold.id });
new genesyscloud.routing.EmailRoute("gold-mail", { domainId: "mail.example.com", pattern: "gold", fromName: "Gold", queueId: gold.id });`}
`;

const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { cwd: repository, encoding: "utf8" }).trim();

/** Writes the program, and commits it. */
function commit(version: Parameters<typeof program>[0]): string {
    fs.writeFileSync(path.join(repository, "index.ts"), program(version));
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "A change");
    return git("rev-parse", "HEAD");
}

/** Runs one command of the scripts, and answers all that it has printed. */
async function ci(args: string[], code: number, input = ""): Promise<string> {
    const main = path.join(org, "ci", "main.ts");
    const all = ["--import", "tsx", main, ...args, "--stack", "dev", "--project", repository, "--engine", places.engine()];
    const child = spawn(process.execPath, all, { cwd: places.root, env: { ...process.env, ...environment } });
    const done = later(() => void child.kill("SIGTERM"));
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.stdin.end(input);
    const ended = await new Promise((resolve) => child.once("close", resolve));
    await done();
    assert.equal(ended, code, output);
    assert.ok(!output.includes(PASSWORD) && !output.includes(simulator.client.secret), "a secret was printed");
    return output;
}

const PASSWORD = "correct horse battery";
const written = (file: string) => fs.readFileSync(path.join(repository, file), "utf8");

before(async () => {
    simulator = await Simulator.start();
    await simulator.seed({ objects: { "routing/email/domains": [{ id: "mail.example.com", name: "mail.example.com", subDomain: false }] } });
    repository = temporaryFolder("ci");
    const [state, home] = ["state", "home"].map((name) => path.join(temporaryFolder(name), name));
    [state, home].forEach((folder) => fs.mkdirSync(folder));
    environment = {
        ...simulator.environment(),
        PULUMI_BACKEND_URL: String(pathToFileURL(state)),
        PULUMI_HOME: home,
        PULUMI_CONFIG_PASSPHRASE: "a passphrase",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    fs.symlinkSync(path.join(places.root, "node_modules"), path.join(repository, "node_modules"));
    const files = {
        ".gitignore": "/node_modules\n/*.md\n/*.xml\n",
        "package.json": JSON.stringify({ name: "small", main: "index.ts" }),
        "Pulumi.yaml": `name: small\nruntime: nodejs\nplugins:\n  providers:\n    - name: genesyscloud\n      path: ${places.binaries}\n`,
    };
    Object.entries(files).forEach(([name, content]) => fs.writeFileSync(path.join(repository, name), content));
    git("init", "--quiet", "--initial-branch", "main");
    const pulumi = (...args: string[]) =>
        execFileSync(places.engine(), [...args, "--non-interactive"], { cwd: repository, env: { ...process.env, ...environment }, input: PASSWORD });
    pulumi("stack", "init", "dev");
    pulumi("config", "set", "--secret", "password");
});

let first: string;

test("deploy, then a change: the comment has exactly that", async () => {
    first = commit({ timeout: 30_000 });
    const deployed = await ci(["deploy"], 0);
    assert.match(deployed, /## Deployment of `dev`\n\n\*\*9 created\*\*/);
    commit({ timeout: 45_000 });
    const comment = await ci(["preview", "--markdown", path.join(repository, "preview.md")], 0);
    assert.equal(written("preview.md"), comment);
    assert.equal(
        comment,
        [
            "## Preview of `dev`",
            "**1 to update**",
            "### Updates",
            "✏️ `routing:Queue` **support**",
            "| property | now | then |\n|---|---|---|\n| `acwTimeoutMs` | `30000` | `45000` |\n",
        ].join("\n\n"),
    );
});

test("a deletion says what stays, what begins anew, and who loses what", async () => {
    commit({ timeout: 30_000, gold: false });
    const comment = await ci(["preview"], 0);
    assert.match(comment, /\*\*3 to delete\*\*/);
    const [, gold] = /🗑️ \*\*delete\*\* `routing:Queue` \*\*gold\*\*(.*?)(?:\n\n|$)/s.exec(comment)!;
    assert.match(gold, /stays: .*agents/);
    assert.match(gold, /resets: .*statistics/);
    assert.match(gold, /lost: its id/);
    assert.match(gold, /members of the program who lose it: ada/);
    await ci(["deploy"], 0);
    assert.equal(await simulator.object("routing/queues", "Gold"), undefined);
});

test("a program that is wrong: the comment says so", async () => {
    fs.writeFileSync(path.join(repository, "index.ts"), program({ timeout: 3 }));
    const comment = await ci(["preview"], 1);
    assert.match(comment, /\*\*The preview failed\.\*\* Nothing was changed\./);
    assert.match(comment, /acwTimeoutMs/);
    git("checkout", "--quiet", ".");
});

test("a week of supervisors' edits: the night's check is quiet where the program manages nothing, and precise where it does", async () => {
    const id = async (kind: "users" | "routing/queues" | "routing/skills", name: string) =>
        (await simulator.objects())[kind].find((object) => object.name === name)!.id;
    const [ada, support] = [await id("users", "Agent Ada"), await id("routing/queues", "Support")];
    // Monday to Friday: a colleague helps out, a skill is tried, a department is written down, somebody tunes what the program does not name.
    const bob = await simulator.add("users", { name: "Bob", email: "bob@example.com" });
    const french = await simulator.add("routing/skills", { name: "French" });
    await simulator.api("POST", `routing/queues/${support}/members`, [{ id: bob }]);
    await simulator.api("POST", `users/${ada}/routingskills`, { id: french, proficiency: 2 });
    await simulator.edit("routing/queues", support, (queue) => (queue.skillEvaluationMethod = "BEST"));
    const { version } = await simulator.api("GET", `users/${ada}`);
    await simulator.api("PATCH", `users/${ada}`, { version, department: "Night shift" });
    for (const user of [ada, bob]) {
        await simulator.api("PATCH", `users/${user}/presences/PURECLOUD`, { presenceDefinition: { id: "6a3af858-942f-489d-9700-5f9bcdcdae9b" } });
        await simulator.api("PUT", `users/${user}/routingstatus`, { status: "IDLE" });
    }
    const quiet = await ci(["drift", "--junit", path.join(repository, "drift.xml")], 0);
    assert.match(quiet, /Nothing that the program manages was changed elsewhere/);
    assert.match(written("drift.xml"), /tests="1" failures="0" errors="0"/);

    // The weekend: what the program does manage.
    await simulator.edit("routing/queues", support, (queue) => {
        queue.acwSettings.timeoutMs = 60_000;
        queue.description = "<Last> line";
    });
    await simulator.api("DELETE", `routing/queues/${support}/members/${ada}`);
    await simulator.api("PUT", `users/${ada}/routingskills/${await id("routing/skills", "Billing")}`, { proficiency: 5 });
    const noisy = await ci(["drift", "--markdown", path.join(repository, "drift.md"), "--junit", path.join(repository, "drift.xml")], 2);
    assert.equal(written("drift.md"), noisy);
    assert.match(noisy, /\| `acwTimeoutMs` \| `30000` \| `60000` \|/);
    assert.match(noisy, /`index:UserQueue` \*\*ada-support\*\* is gone/);
    assert.match(noisy, /`index:UserRoutingSkill` \*\*ada-billing\*\*[\s\S]*?\| `proficiency` \| `3` \| `5` \|/);
    assert.equal([...noisy.matchAll(/^(✏️|🗑️)/gm)].length, 3, noisy);
    assert.match(written("drift.xml"), /failures="3"[\s\S]*description: .*&lt;Last&gt; line/);

    // What is accepted is no drift, and an entry that nothing fits is named.
    fs.writeFileSync(
        path.join(repository, "drift.yaml"),
        `accept:
  - { type: routing:Queue, name: supp*, property: acwTimeoutMs, reason: a busy week }
  - { type: "genesyscloud:routing:Queue", property: description }
  - { type: index:UserQueue, property: gone }
  - { type: index:UserRoutingSkill, property: proficiency, reason: team leads say how good somebody is }
  - { name: nobody }
`,
    );
    const accepted = await ci(["drift"], 0);
    assert.match(accepted, /### Accepted[\s\S]*`acwTimeoutMs` \(a busy week\)/);
    assert.match(accepted, /nothing fits any more\n\n- any type, any property, nobody/);
    fs.rmSync(path.join(repository, "drift.yaml"));

    await simulator.fault({ kind: "status", status: 403, times: 0, method: "GET", route: "/api/v2/routing/queues/{queueId}" });
    assert.match(await ci(["drift"], 1), /\*\*The check failed\.\*\*/);
    await simulator.forgetFaults();
});

test("rolling back says what cannot come back, asks, and plans the reverse", async () => {
    commit({ timeout: 30_000, gold: false });
    const refused = await ci(["rollback", "--to", first], 1, "no\n");
    assert.match(refused, /### Made anew, not brought back\n\n[\s\S]*`routing:Queue` \*\*gold\*\*/);
    assert.match(refused, /They get other ids than they had/);
    assert.match(refused, /`routing:Queue` \*\*support\*\* `acwTimeoutMs`: 60000 → 30000/);
    assert.match(refused, /Nothing was changed/);
    assert.equal(await simulator.object("routing/queues", "Gold"), undefined);
    await ci(["rollback", "--to", first], 0, "dev\n");
    assert.equal((await simulator.object("routing/queues", "Gold"))!.name, "Gold");
    assert.equal((await simulator.object("routing/queues", "Support"))!.acwSettings.timeoutMs, 30_000);
    assert.equal(git("worktree", "list").split("\n").length, 1, "the commit's folder is left behind");
    assert.match(await ci(["rollback", "--to", "deadbeef"], 1), /there is no commit deadbeef/);
});

test("drift.yaml: what is wrong in it is said", () => {
    const folder = temporaryFolder("accept");
    const read = (text: string) => () => {
        fs.writeFileSync(path.join(folder, "drift.yaml"), text);
        return accept.read(path.join(folder, "drift.yaml"));
    };
    assert.deepEqual(accept.read(path.join(folder, "none.yaml")), []);
    assert.throws(read("accept: yes"), /accept is a list/);
    assert.throws(read("accept:\n  - { reason: because }"), /entry 1 would accept everything/);
    assert.throws(read("accept:\n  - { typ: routing:Queue }"), /entry 1: typ is none of type, property, name, reason/);
    assert.throws(read("accept: [\n"), /drift\.yaml/);
});

test("property paths, patterns and secrets", () => {
    assert.equal(plan.at({ a: { "b.c": [{ d: 1 }] } }, 'a["b.c"][0].d'), 1);
    assert.equal(plan.at({ a: 1 }, "a.b.c"), undefined);
    const drift = { urn: "u", type: "genesyscloud:routing:Queue", name: "q", gone: false };
    const difference = (path: string) => ({ path, kind: "update" as const, replaces: false });
    const drifts = [{ ...drift, differences: [difference("members[0].userId"), difference("membership")] }];
    const { found } = accept.sort(drifts, [{ property: "members" }]);
    assert.deepEqual(found[0].differences.map(({ path }) => path), ["membership"]);

    const environment = { GENESYSCLOUD_OAUTHCLIENT_SECRET: "s3cret/value", GENESYSCLOUD_OAUTHCLIENT_ID: "an id that is none", CI: "true", MY_TOKEN: "dev" };
    const text = `a s3cret/value, s3cret%2Fvalue, the config's, "an id that is none", dev, Bearer abcdefghijklmnopqrstuvwxyz, AKIAABCDEFGHIJKLMNOP`;
    const { text: clean, found: kinds } = redact.redact(text, ["the config's"], environment);
    assert.equal(clean, 'a [redacted], [redacted], [redacted], "an id that is none", dev, [redacted], [redacted]');
    sameLines(kinds, ["the value of GENESYSCLOUD_OAUTHCLIENT_SECRET", "a secret of the configuration", "a bearer token", "an AWS access key"]);
});

test("every type that a deletion can hurt has its consequences written down, and they name types that there are", () => {
    const types = Object.keys(places.schema().resources);
    for (const type of consequences.known) {
        assert.ok(types.includes(`genesyscloud:${type}`), type);
    }
});

test("the pipelines call commands and options that there are", () => {
    const help = execFileSync(process.execPath, ["--import", "tsx", path.join(org, "ci", "main.ts"), "--help"], { encoding: "utf8", cwd: places.root });
    const commands = (file: string, script: string[]) => {
        const calls = [...script.join("\n").matchAll(/npm run --silent ci -- (\w+)(.*)$/gm)];
        assert.deepEqual([...new Set(calls.map(([, command]) => command))].sort(), ["deploy", "drift", "preview", "rollback"], file);
        for (const [, command, rest] of calls) {
            assert.match(help, new RegExp(`^  ${command} `, "m"));
            for (const [option] of rest.matchAll(/--\w+/g)) {
                assert.match(help, new RegExp(`^  ${option} `, "m"), `${file}: ${option}`);
            }
        }
    };

    const actions = pipeline(".github/workflows/pulumi.yml");
    const jobs = Object.entries<Json>(actions.jobs);
    assert.deepEqual(Object.keys(actions.on), ["pull_request", "push", "schedule", "workflow_dispatch"]);
    for (const [name, job] of jobs) {
        assert.ok(job["runs-on"] && job.environment && job.steps.length > 0, name);
        [job.needs ?? []].flat().forEach((needed: string) => assert.ok(needed in actions.jobs, `${name} needs ${needed}`));
        for (const step of job.steps) {
            assert.equal(Number("run" in step) + Number("uses" in step), 1, `${name}: a step does one thing: ${JSON.stringify(step)}`);
            assert.match(step.uses ?? "a/b@v1", /^[\w-]+\/[\w-]+@v\d+$/, name);
            // What somebody types in, or names a branch, is never a part of a script.
            assert.doesNotMatch(step.run ?? "", /\$\{\{ *(inputs\.commit|github\.(event\.pull_request\.(title|body|head)|head_ref))/, name);
        }
    }
    assert.equal(actions.concurrency["cancel-in-progress"], false);
    commands("GitHub Actions", jobs.flatMap(([, { steps }]) => steps.map(({ run }: Json) => run ?? "")));

    const { stages, default: common, image, ...others } = pipeline(".gitlab-ci.yml");
    assert.ok(image && common.interruptible === false);
    for (const [name, job] of Object.entries<Json>(others)) {
        const whole = { ...(job.extends ? others[job.extends] ?? assert.fail(`${name} extends ${job.extends}`) : {}), ...job };
        assert.ok(stages.includes(whole.stage) && whole.script.length > 0 && whole.rules.length > 0, name);
        assert.ok(name.startsWith(".") || whole.environment, `${name} has no environment`);
    }
    commands("GitLab", Object.values<Json>(others).flatMap(({ script }) => script ?? []));
});

const pipeline = (file: string): Json => load(fs.readFileSync(path.join(org, file), "utf8")) as Json;
