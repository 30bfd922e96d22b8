import { spawn, type ChildProcess } from "node:child_process";
import * as path from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

type Listener = (chunk: string) => void;
interface Result {
    stdout: string;
    stderr: string;
    code: number;
}
type Run = (
    args: string[],
    cwd: string,
    env: Record<string, string>,
    onOutput?: Listener,
    onError?: Listener,
) => Promise<Result>;

/** The engine has failed. If it ended by itself, its output says why. */
export class EngineFailed extends Error {
    constructor(
        message: string,
        readonly explained: boolean,
    ) {
        super(message);
    }
}

/**
 * The engine as the Automation API runs it, but in a process group of its own.
 *
 * A terminal sends Ctrl-C to the whole group. The engine would then be told by the terminal, and once more by whoever
 * passes the signal on; and it takes the second one as "stop at once, whatever is under way". In its own group, it is
 * told exactly as often as the user pressed: once to finish what is under way, twice to stop.
 */
export class Engine {
    interrupted = false;
    private running?: ChildProcess;

    constructor(private readonly found: PulumiCommand) {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
            process.on(signal, () => {
                this.interrupted = true;
                this.running?.kill("SIGINT");
            });
        }
    }

    /** In the form that the Automation API accepts. */
    command(): PulumiCommand {
        const { command, version } = this.found;
        const run: Run = (args, cwd, env, onOutput, onError) => {
            if (this.interrupted) {
                return Promise.reject(new EngineFailed("interrupted before it began", true));
            }
            // Short questions, such as which stacks there are, go the ordinary way.
            const operation = args.includes("--exec-kind");
            return operation
                ? this.operate(args, cwd, env, onOutput, onError)
                : (this.found as unknown as { run: Run }).run(args, cwd, env, onOutput, onError);
        };
        return { command, version, run } as unknown as PulumiCommand;
    }

    private operate(...[args, cwd, env, onOutput, onError]: Parameters<Run>): Promise<Result> {
        const { command } = this.found;
        const folders = path.isAbsolute(command) ? [path.dirname(command)] : [];
        const child = spawn(command, [...args, "--non-interactive"], {
            cwd,
            env: {
                ...process.env,
                ...env,
                PATH: [...folders, env.PATH ?? process.env.PATH].join(path.delimiter),
                PULUMI_AUTOMATION_API: "true",
            },
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        this.running = child;
        const output = { stdout: "", stderr: "" };
        const listen = (name: keyof typeof output, listener?: Listener) =>
            child[name].setEncoding("utf8").on("data", (chunk: string) => {
                output[name] += chunk;
                listener?.(chunk);
            });
        listen("stdout", onOutput);
        listen("stderr", onError);
        return new Promise((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (code, signal) => {
                this.running = undefined;
                if (code === 0) {
                    resolve({ ...output, code });
                } else {
                    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
                    reject(new EngineFailed(`the engine ${how}`, signal === null));
                }
            });
        });
    }
}
