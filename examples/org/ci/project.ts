// The project that the scripts work on, and what the engine says of it.
//
// The program runs in this process (the Automation API's inline programs), so that the scripts work wherever `pulumi` does, also
// without a language host. Backend, credentials and passphrase are those of the environment, as for `pulumi` itself.
import { createRequire } from "node:module";
import * as fs from "node:fs";
import * as path from "node:path";
import type { EngineEvent, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import type * as automation from "@pulumi/pulumi/automation";

/** A mistake of the caller, or something that the caller can do something about. */
export class Complaint extends Error {}

/** What a run of the engine has said. */
export interface Run {
    events: EngineEvent[];
    /** Whether the engine has failed, and what it said then. */
    failed?: string;
}

/** A resource of the state. */
export interface Stored {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
    dependencies?: string[];
    parent?: string;
    external?: boolean;
}

export class Project {
    private constructor(
        readonly folder: string,
        readonly name: string,
        private readonly stack: Stack,
    ) {}

    /** Opens a stack that is there; with `create`, one that may not be there yet. */
    static async open(folder: string, stackName: string, engine?: string, create = false): Promise<Project> {
        const settings = path.join(folder, "Pulumi.yaml");
        const name = fs.existsSync(settings) && /^name:\s*["']?([^\s"'#]+)/m.exec(fs.readFileSync(settings, "utf8"))?.[1];
        if (!name) {
            throw new Complaint(`${folder} is not a Pulumi project: it has no Pulumi.yaml with a name`);
        }
        // The program and the Automation API must share one copy of the Pulumi library: the project's.
        const manifest = path.join(folder, "package.json");
        const fromProject = createRequire(manifest);
        const { LocalWorkspace, PulumiCommand } = fromProject("@pulumi/pulumi/automation") as typeof automation;
        const { main = "index.ts" } = JSON.parse(fs.readFileSync(manifest, "utf8")) as { main?: string };
        const program = async () => {
            const exported = fromProject(path.resolve(folder, main));
            const program = exported?.__esModule && "default" in exported ? exported.default : exported;
            return typeof program === "function" ? await program() : program;
        };
        const command: PulumiCommand = await PulumiCommand.get({ root: engine && path.dirname(path.dirname(engine)), skipVersionCheck: true });
        const open = create ? LocalWorkspace.createOrSelectStack : LocalWorkspace.selectStack;
        const stack = await open.call(LocalWorkspace, { stackName, projectName: name, program }, { workDir: folder, pulumiCommand: command });
        process.chdir(folder);
        return new Project(folder, name, stack);
    }

    /** What an `up` would do; with `refresh`, after comparing the state with the live objects. */
    preview(refresh: boolean): Promise<Run> {
        return this.run((options) => this.stack.preview({ ...options, refresh }));
    }

    /** Does it. */
    up(refresh: boolean): Promise<Run> {
        return this.run((options) => this.stack.up({ ...options, refresh, onOutput: (text) => process.stderr.write(text) }));
    }

    /** The resources of the state. */
    async state(): Promise<Stored[]> {
        const { deployment } = await this.stack.exportStack();
        return (deployment as { resources?: Stored[] } | undefined)?.resources ?? [];
    }

    /** Values of the configuration that are secret. */
    async secrets(): Promise<string[]> {
        const config = await this.stack.getAllConfig();
        return Object.values(config)
            .filter(({ secret }) => secret)
            .map(({ value }) => value);
    }

    // A module is evaluated once a process, and a program that is not a function is nothing but its module: a second run would find no
    // resources, and delete everything.
    private ran = false;

    private async run(operation: (options: { color: "never"; onEvent: (event: EngineEvent) => void }) => Promise<unknown>): Promise<Run> {
        if (this.ran) {
            throw new Error("the program has run in this process already: a second run needs a process of its own");
        }
        this.ran = true;
        const events: EngineEvent[] = [];
        try {
            await operation({ color: "never", onEvent: (event) => events.push(event) });
            return { events };
        } catch (error) {
            const said = (error as { commandResult?: { stdout: string; stderr: string } }).commandResult;
            return { events, failed: said ? `${said.stdout}\n${said.stderr}`.trim() : String((error as Error).message) };
        }
    }
}
