/** An example as `make up` and `make down` run it: the generated SDK, the runner, the built binary. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { later, temporaryFolder } from "./cleanup";
import * as places from "./places";
import type { Simulator } from "./simulator";

/** An example below `examples`, in a copy of its own: the engine writes into a stack's configuration. */
export class Example {
    /** The folder of the project. */
    public readonly project: string;
    /** The folder of the state. */
    public readonly state: string;

    public constructor(name: string, private readonly simulator: Simulator) {
        const folder = temporaryFolder(name);
        this.project = path.join(folder, name);
        this.state = path.join(folder, "state");
        const source = path.join(places.root, "examples", name);
        fs.cpSync(source, this.project, { recursive: true, filter: (file) => !file.includes("node_modules") });
        fs.symlinkSync(path.join(places.root, "node_modules"), path.join(this.project, "node_modules"));
        const settings = path.join(this.project, "Pulumi.yaml");
        fs.writeFileSync(settings, fs.readFileSync(settings, "utf8").replace("../../target/debug", places.binaries));
    }

    /** One command of the runner; what it says. */
    public async run(args: string[], { fails = false, environment = this.simulator.environment() } = {}): Promise<string> {
        const main = path.join(places.root, "tools", "runner", "src", "main.ts");
        const where = ["--project", this.project, "--state", this.state, "--engine", places.engine()];
        const child = spawn(process.execPath, ["--import", "tsx", main, ...args, ...where], {
            cwd: places.root,
            env: { ...process.env, ...environment },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const done = later(() => void child.kill("SIGTERM"));
        let output = "";
        child.stdout.on("data", (chunk) => (output += chunk));
        child.stderr.on("data", (chunk) => (output += chunk));
        const code = await new Promise((resolve) => child.once("close", resolve));
        await done();
        assert.equal(code, fails ? 1 : 0, output);
        return output;
    }
}
