/** The Pulumi engine as a process of its own, which a test can interrupt and kill. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as path from "node:path";
import { later } from "./cleanup";
import * as places from "./places";

export interface Ran {
    code: number;
    stdout: string;
    stderr: string;
}

export class Engine {
    private running?: ChildProcess;

    /** Runs one command. The environment is the given one and what a program needs of ours; nothing names an organization. */
    async run(args: string[], cwd: string, env: Record<string, string>, onOutput?: (text: string) => void): Promise<Ran> {
        const child = spawn(places.engine(), [...args, "--non-interactive"], {
            cwd,
            env: { ...inherited(), ...env },
            // In a group of its own: Ctrl-C in a terminal is for the test, which tells the engine to stop.
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        this.running = child;
        const done = later(
            () => stop(child),
            () => child.kill("SIGKILL"),
        );
        const output = { stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"] as const) {
            child[name].setEncoding("utf8").on("data", (chunk: string) => {
                output[name] += chunk;
                onOutput?.(chunk);
            });
        }
        const code = await new Promise<number>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", (code) => resolve(code ?? -1));
        });
        this.running = undefined;
        await done();
        return { ...output, code };
    }

    /** As one Ctrl-C would: finish what is under way, begin nothing more. */
    interrupt(): void {
        this.running?.kill("SIGINT");
    }

    /** Whether a command is running. */
    get busy(): boolean {
        return this.running !== undefined;
    }

    /** The providers that the running engine has started, by their process ids. */
    providers(): number[] {
        const engine = String(this.running?.pid);
        const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" }).split("\n");
        return processes
            .map((line) => line.trim().split(/\s+/))
            .filter(([, parent, command]) => parent === engine && command === places.provider())
            .map(([pid]) => Number(pid));
    }

    /** As the kernel would when memory runs out: at once, and without a word. */
    kill(): void {
        this.running?.kill("SIGKILL");
    }
}

function inherited(): Record<string, string> {
    const kept = Object.entries(process.env).filter(
        ([name, value]) => value !== undefined && !/^(GENESYSCLOUD|PULUMI|NODE)_/.test(name),
    );
    return {
        ...(Object.fromEntries(kept) as Record<string, string>),
        PATH: [path.dirname(places.engine()), process.env.PATH].join(path.delimiter),
        // A command does not live long enough for its garbage to matter; collecting it is a tenth of its work.
        GOGC: "400",
        // Simulators are called directly, whatever proxy there is.
        NO_PROXY: "127.0.0.1,localhost",
        no_proxy: "127.0.0.1,localhost",
    };
}

/** An engine that is told twice stops its plugins, and then at once. */
async function stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    const again = setTimeout(() => child.kill("SIGINT"), 1000);
    const late = setTimeout(() => child.kill("SIGKILL"), 6000);
    await ended;
    clearTimeout(again);
    clearTimeout(late);
}
