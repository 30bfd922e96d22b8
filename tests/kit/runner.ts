/** An example as `make up` and `make down` run it: the generated SDK, the runner, the built binary. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as path from "node:path";
import { later, temporaryFolder } from "./cleanup";
import * as places from "./places";
import type { Simulator } from "./simulator";

/** One command of the runner after the other on a folder below examples, with a state of its own; what each says. */
export function example(name: string, simulator: Simulator): (args: string[], options?: { fails?: boolean }) => Promise<string> {
    const state = temporaryFolder(name);
    return async (args, { fails = false } = {}) => {
        const main = path.join(places.root, "tools", "runner", "src", "main.ts");
        const child = spawn(
            process.execPath,
            ["--import", "tsx", main, ...args, "--project", `examples/${name}`, "--state", state, "--engine", places.engine()],
            { cwd: places.root, env: { ...process.env, ...simulator.environment() }, stdio: ["ignore", "pipe", "pipe"] },
        );
        const done = later(() => void child.kill("SIGTERM"));
        let output = "";
        child.stdout.on("data", (chunk) => (output += chunk));
        child.stderr.on("data", (chunk) => (output += chunk));
        const code = await new Promise((resolve) => child.once("close", resolve));
        await done();
        assert.equal(code !== 0, fails, output);
        return output;
    };
}
