/** A Pulumi project with one stack, in a folder of its own: programs are functions, the provider is the built binary. */
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Resource } from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { temporaryFolder } from "./cleanup";
import { Engine } from "./engine";
import { keyService, SECRETS_PROVIDER } from "./keys";
import { languageHost } from "./language";
import * as places from "./places";
import { Result } from "./result";
import type { Json, Simulator } from "./simulator";

export type Program = () => unknown;

export interface Options {
    /** The environment of the engine and the provider, over that of the project. */
    env?: Record<string, string>;
    /** More arguments for the engine. */
    args?: string[];
    /** Called while the operation runs. */
    during?: (engine: Engine) => Promise<void>;
    refresh?: boolean;
    /** Whether it should fail. It is an error of the test if it does otherwise. */
    fails?: boolean | "maybe";
}

export interface StateResource {
    urn: string;
    type: string;
    id: string;
    inputs: Json;
    outputs: Json;
    [key: string]: Json;
}

let command: Promise<PulumiCommand> | undefined;

// An engine that gives up leaves the program's last questions unanswered; the test runner would take that for a failure of the file.
// So does a program that refuses itself, and is meant to: what it waits for is told by the engine.
// The automation API's helpers put `process.emit` back to what they have found, so what they set comes after this.
let meantToFail = false;
let emit = process.emit as Function;
const filtered = function (this: NodeJS.Process, event: string, ...args: any[]): boolean {
    const late = event === "unhandledRejection" && (meantToFail || /Resource monitor is terminating/.test(args[0]?.message));
    return late || emit.call(this, event, ...args);
};
Object.defineProperty(process, "emit", { configurable: true, get: () => filtered, set: (other) => (emit = other) });

// The SDK never closes its connections, and those to one address are one: an engine that happens to get the port of one that was killed
// would be taken for dead. So every program has connections of its own.
Object.assign((settings as Json).grpcClientOptions, { "grpc.use_local_subchannel_pool": 1 });

export class Project {
    readonly engine = new Engine();
    private stack?: Promise<Stack>;
    private program: Program = () => undefined;

    private constructor(
        readonly folder: string,
        readonly env: Record<string, string>,
    ) {}

    /** A new project on an organization; with `config`, that is the stack's configuration. */
    static create(simulator?: Simulator, config: Record<string, string> = {}): Project {
        const folder = temporaryFolder("project");
        const home = path.join(folder, "home");
        const state = path.join(folder, "state");
        const work = path.join(folder, "work");
        [home, state, work].forEach((folder) => fs.mkdirSync(folder));
        // The engine reads YAML, of which JSON is a part.
        const settings = {
            name: "e2e",
            runtime: "nodejs",
            plugins: { providers: [{ name: "genesyscloud", path: places.binaries }] },
        };
        fs.writeFileSync(path.join(work, "Pulumi.yaml"), JSON.stringify(settings));
        fs.writeFileSync(path.join(work, "Pulumi.dev.yaml"), JSON.stringify({ config }));
        return new Project(folder, {
            ...simulator?.environment(),
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: String(pathToFileURL(state)),
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
        });
    }

    get work(): string {
        return path.join(this.folder, "work");
    }

    /** Values of the stack's configuration, such as `genesyscloud:baseUrl`. */
    configure(config: Record<string, Json>): void {
        const file = path.join(this.work, "Pulumi.dev.yaml");
        // The engine has put beside it how it finds the stack's key.
        const key = fs.readFileSync(file, "utf8").match(/^(secretsprovider|encryptedkey):.*\n/gm) ?? [];
        fs.writeFileSync(file, `${key.join("")}config: ${JSON.stringify(config)}\n`);
    }

    /** Without a program, that of the last time. */
    up(program?: Program, options: Options = {}): Promise<Result> {
        const refresh = options.refresh;
        return this.operate(program, options, (stack, events) => stack.up({ ...events, refresh }));
    }

    preview(program?: Program, options: Options = {}): Promise<Result> {
        const refresh = options.refresh;
        return this.operate(program, options, (stack, events) => stack.preview({ ...events, refresh }));
    }

    refresh(options: Options = {}): Promise<Result> {
        return this.operate(undefined, options, (stack, events) => stack.refresh(events), true);
    }

    destroy(options: Options = {}): Promise<Result> {
        return this.operate(undefined, options, (stack, events) => stack.destroy(events));
    }

    /** Any command of the engine, in the project's folder. */
    async run(args: string[], options: Options = {}): Promise<Result> {
        await this.ready();
        const result = new Result();
        const running = this.engine.run([...args, ...(options.args ?? [])], this.work, { ...this.env, ...options.env });
        await options.during?.(this.engine);
        const { code, stdout, stderr } = await running;
        result.code = code;
        result.output = stdout + stderr;
        result.errors.push(...(code === 0 ? [] : [result.output]));
        return judged(args[0], result, options);
    }

    /** `pulumi import`, without generating code. */
    importing(type: string, name: string, id: string, options: Options = {}): Promise<Result> {
        return this.runImport([`genesyscloud:${type}`, name, id], options);
    }

    /** `pulumi import --file`, without generating code. */
    importAll(resources: { type: string; name: string; id: string }[], options: Options = {}): Promise<Result> {
        const file = path.join(this.folder, "import.json");
        const tokens = resources.map((resource) => ({ ...resource, type: `genesyscloud:${resource.type}` }));
        fs.writeFileSync(file, JSON.stringify({ resources: tokens }));
        return this.runImport(["--file", file], options);
    }

    /** `pulumi import --file`; with `out`, the program that the engine makes of it, in its own words, goes into that file. */
    importFile(file: string, out?: string, options: Options = {}): Promise<Result> {
        return this.runImport(["--file", file], options, out);
    }

    private async runImport(what: string[], options: Options, out?: string): Promise<Result> {
        const code = out ? ["--out", out] : ["--generate-code=false"];
        const args = ["--yes", "--skip-preview", "--protect=false", "--stack", "dev", ...code];
        const host = await languageHost();
        const env = { ...host.env, ...options.env };
        return this.run(["import", ...what, ...args], { ...options, env }).finally(host.stop);
    }

    /** The folder that has the state. */
    get state(): string {
        return fileURLToPath(this.env.PULUMI_BACKEND_URL);
    }

    /** The state's file. */
    get stateFile(): string {
        return path.join(this.state, ".pulumi", "stacks", "e2e", "dev.json");
    }

    /** What the store notes of the state's file, beside it. */
    get notesFile(): string {
        return `${this.stateFile}.attrs`;
    }

    /** The state as it is stored. */
    stored(): string {
        return fs.readFileSync(this.stateFile, "utf8");
    }

    /** The state is what it was once. Nobody is at it. */
    restore(stored: string): void {
        fs.writeFileSync(this.stateFile, stored);
        // What the store notes of a file's content is of another content now.
        fs.rmSync(this.notesFile, { force: true });
        fs.rmSync(this.locks, { recursive: true, force: true });
    }

    /** Whether a run that did not come to its end has left the state locked. */
    get locked(): boolean {
        const files = fs.existsSync(this.locks) ? fs.readdirSync(this.locks, { recursive: true, encoding: "utf8" }) : [];
        return files.some((file) => file.endsWith(".json"));
    }

    private get locks(): string {
        return path.join(this.state, ".pulumi", "locks");
    }

    /** What a run that did not come to its end was at. */
    pending(): { type: string; resource: StateResource }[] {
        return JSON.parse(this.stored()).checkpoint.latest?.pending_operations ?? [];
    }

    /** Our resources in the state. */
    resources(): StateResource[] {
        const resources: StateResource[] = JSON.parse(this.stored()).checkpoint.latest?.resources ?? [];
        return resources.filter(({ type }) => type.startsWith("genesyscloud:"));
    }

    /** One resource in the state, by its logical name. */
    resource(name: string): StateResource {
        const found = this.resources().find(({ urn }) => urn.endsWith(`::${name}`));
        if (!found) {
            throw new Error(`${name} is not in the state`);
        }
        return found;
    }

    /** The outputs of the program. */
    outputs(): Json {
        const resources: StateResource[] = JSON.parse(this.stored()).checkpoint.latest?.resources ?? [];
        return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    }

    /** Runs the program of the day; a resource that it happens to return is no output. */
    private running = async () => {
        const outputs = await this.program();
        return outputs instanceof Resource ? undefined : outputs;
    };

    private ready(): Promise<Stack> {
        this.stack ??= this.open();
        return this.stack;
    }

    private async open(): Promise<Stack> {
        // The Automation API calls the engine through this: as a process that a test can interrupt, and not at all for what the
        // state's file says too.
        let extra: Options = {};
        let last = { code: 0, stdout: "", stderr: "" };
        const run = async (args: string[], cwd: string, env: Record<string, string>, onOutput?: (text: string) => void) => {
            const [first, second] = args;
            if (first === "stack" && second === "output") {
                return { code: 0, stdout: "{}", stderr: "" };
            }
            if (first === "stack" && second === "history") {
                return { code: 0, stdout: "[]", stderr: "" };
            }
            extra = args.includes("--exec-kind") ? this.current : {};
            const environment = { ...env, ...this.env, ...extra.env };
            last = await this.engine.run([...args, ...(extra.args ?? [])], cwd, environment, onOutput);
            if (last.code !== 0) {
                throw new Failed(args[0], last.code, last.stdout + last.stderr);
            }
            return last;
        };
        Object.assign(this.env, await keyService());
        command ??= PulumiCommand.get({ root: path.dirname(path.dirname(places.engine())), skipVersionCheck: true });
        const { command: binary, version } = await command;
        return LocalWorkspace.createStack(
            { stackName: "dev", projectName: "e2e", program: this.running as PulumiFn },
            {
                workDir: this.work,
                pulumiHome: this.env.PULUMI_HOME,
                envVars: this.env,
                secretsProvider: SECRETS_PROVIDER,
                pulumiCommand: { command: binary, version, run } as unknown as PulumiCommand,
            },
        );
    }

    private current: Options = {};

    private async operate(
        program: Program | undefined,
        options: Options,
        operation: (stack: Stack, events: any) => Promise<unknown>,
        refreshing = false,
    ): Promise<Result> {
        const stack = await this.ready();
        this.program = program ?? this.program;
        this.current = options;
        meantToFail = Boolean(options.fails);
        const result = new Result();
        const events = {
            onEvent: (event: any) => result.add(event, refreshing),
            onOutput: (text: string) => (result.output += text),
            color: "never",
        };
        const running = operation(stack, events).catch((error) => {
            if (!(error instanceof Failed)) {
                throw error;
            }
            result.code = error.code;
            result.output = error.output;
        });
        await options.during?.(this.engine);
        await running;
        return judged("the operation", result, options);
    }
}

class Failed extends Error {
    constructor(
        command: string,
        readonly code: number,
        readonly output: string,
    ) {
        super(`pulumi ${command} ended with code ${code}:\n${output}`);
    }
}

function judged(what: string, result: Result, options: Options): Result {
    const failed = result.code !== 0;
    if (options.fails !== "maybe" && failed !== (options.fails ?? false)) {
        // Without the lines of the engine's log, if there is one.
        const output = result.output.replace(/^\{"time":.*\n/gm, "");
        throw new Error(`${what} should have ${failed ? "succeeded" : "failed"}:\n${output}`);
    }
    return result;
}
