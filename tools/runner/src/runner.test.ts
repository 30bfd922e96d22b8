import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PassThrough } from "node:stream";
import { test, type TestContext } from "node:test";
import { removeEmptyNotes, removeStaleLocks } from "./leftovers";
import { LineWriter } from "./output";

function folder(t: TestContext): string {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), "runner-"));
    t.after(() => fs.rmSync(made, { recursive: true, force: true }));
    return made;
}

test("output is passed on by lines, without noise", () => {
    const to = new PassThrough();
    const writer = new LineWriter(to);
    const chunks = [
        "\n\nUpdating (dev):\n\n@ upda",
        "ting....\n +  genesyscloud:routing:Skill Billing creating (0s) \n",
        " +  genesyscloud:routing:Queue sales creating (2s) waiting for the platform\n",
        "    genesyscloud:routing:Skill Billing  \n",
        "\u001b[1m@ previewing update..\u001b[0m\n\n +  genesyscloud:routing:Skill Billing created (0.1s)",
    ];
    chunks.forEach((chunk) => writer.write(chunk));
    writer.flush();
    assert.equal(
        String(to.read()),
        "Updating (dev):\n\n" +
            " +  genesyscloud:routing:Queue sales creating (2s) waiting for the platform\n\n" +
            " +  genesyscloud:routing:Skill Billing created (0.1s)\n",
    );
});

test("only locks of engines that no longer live are removed", (t) => {
    const state = folder(t);
    const locks = path.join(state, ".pulumi", "locks", "organization", "org", "dev");
    fs.mkdirSync(locks, { recursive: true });
    const dead = spawnSync("true").pid;
    const put = (name: string, content: unknown) =>
        fs.writeFileSync(path.join(locks, name), typeof content === "string" ? content : JSON.stringify(content));
    put("dead.json", { pid: dead, hostname: os.hostname() });
    put("alive.json", { pid: process.pid, hostname: os.hostname() });
    put("elsewhere.json", { pid: dead, hostname: "another-host.example.com" });
    put("half.json", '{"pid":');
    const said: string[] = [];
    removeStaleLocks(state, (line) => said.push(line));
    assert.deepEqual(fs.readdirSync(locks).sort(), ["alive.json", "elsewhere.json", "half.json"]);
    assert.equal(said.length, 1);
});

test("only notes that a killed engine has left empty are removed", (t) => {
    const state = folder(t);
    removeEmptyNotes(state);
    const stacks = path.join(state, ".pulumi", "stacks", "org");
    fs.mkdirSync(stacks, { recursive: true });
    const files = { "dev.json": "{}", "dev.json.attrs": "", "dev.json.bak": "{}", "dev.json.bak.attrs": '{"user.cache_control":""}', "new.json": "" };
    Object.entries(files).forEach(([name, content]) => fs.writeFileSync(path.join(stacks, name), content));
    removeEmptyNotes(state);
    assert.deepEqual(fs.readdirSync(stacks).sort(), ["dev.json", "dev.json.bak", "dev.json.bak.attrs", "new.json"]);
});

test("the engine is told of Ctrl-C once, and the exit code says so", async (t) => {
    const made = folder(t);
    const binary = path.join(made, "bin", "pulumi");
    fs.mkdirSync(path.dirname(binary));
    // Answers what the Automation API asks, and as an operation waits for a signal, counting.
    fs.writeFileSync(
        binary,
        `#!${process.execPath}
const args = process.argv.slice(2);
if (args[0] === "version") console.log("v3.259.0");
if (args.includes("--exec-kind")) {
    let told = 0;
    process.on("SIGINT", () => { told++; setTimeout(() => { console.log("told " + told); process.exit(255); }, 300); });
    setInterval(() => {}, 1000);
    console.log("at work");
}
`,
        { mode: 0o755 },
    );
    fs.writeFileSync(path.join(made, "Pulumi.yaml"), "name: test\nruntime: nodejs\nmain: program\n");
    const program = path.join(made, "program");
    fs.mkdirSync(program);
    fs.writeFileSync(path.join(program, "package.json"), "{}");
    fs.symlinkSync(path.resolve(__dirname, "../../../node_modules"), path.join(program, "node_modules"));
    const runner = spawn(
        process.execPath,
        ["--import", "tsx", path.join(__dirname, "main.ts"), "preview", "--project", made, "--engine", binary],
        { cwd: path.join(__dirname, ".."), detached: true },
    );
    let output = "";
    runner.stderr.on("data", (chunk) => (output += chunk));
    runner.stdout.on("data", (chunk) => {
        output += chunk;
        if (output.includes("at work")) {
            // As a terminal does it: to the whole group.
            process.kill(-runner.pid!, "SIGINT");
        }
    });
    const code = await new Promise((resolve) => runner.on("close", resolve));
    assert.equal(code, 130, output);
    assert.match(output, /told 1\nInterrupted\./);
});

test("a misspelt stack is refused, and nothing is left of it", (t) => {
    const made = folder(t);
    fs.writeFileSync(path.join(made, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    fs.writeFileSync(path.join(made, "package.json"), "{}");
    for (const stack of ["dev", "prod"]) {
        fs.writeFileSync(path.join(made, `Pulumi.${stack}.yaml`), "");
    }
    fs.symlinkSync(path.resolve(__dirname, "../../../node_modules"), path.join(made, "node_modules"));
    const before = fs.readdirSync(made);
    const args = ["--import", "tsx", path.join(__dirname, "main.ts"), "up", "--project", made, "--stack", "prdo"];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: path.join(__dirname, ".."), encoding: "utf8" });
    assert.equal(stderr, `error: there is no stack prdo, but dev, prod; for a new one, write Pulumi.prdo.yaml in ${made}\n`);
    assert.equal(status, 2);
    assert.deepEqual(fs.readdirSync(made), before);
});
