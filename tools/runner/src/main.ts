/**
 * Runs an ordinary Pulumi TypeScript project on a Pulumi engine that has no language hosts beside it.
 *
 * The project's program becomes an inline program of the Automation API: this process is its language host. With a full
 * Pulumi installation, `pulumi up` in the project's folder does the same.
 */
import { createRequire } from "node:module";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import type * as automation from "@pulumi/pulumi/automation";
import { Engine, EngineFailed } from "./engine";
import { removeEmptyNotes, removeStaleLocks } from "./leftovers";
import { LineWriter } from "./output";

const usage = `usage: runner <up|preview|refresh|down> --project FOLDER [options]

  --stack NAME           the stack (dev)
  --state FOLDER         where state and locks are kept (.pulumi-state in the project)
  --engine PATH          the pulumi binary (pulumi from PATH)
  --refresh              up, preview: compare with the live objects first
  --diff                 show property by property what changes
  --expect-no-changes    fail if there is a change: a drift check
`;

/** A mistake of the caller, or something the user can do something about: the message is all there is to say. */
class Complaint extends Error {}

async function main(): Promise<number> {
    const { command, options } = readArguments();
    const project = path.resolve(options.project);
    const settings = readSettings(project);
    // As with Pulumi's own host, `main` may say that the program is in another folder.
    const manifest = path.join(project, settings.main ?? ".", "package.json");
    if (!fs.existsSync(manifest)) {
        throw new Complaint(`${path.dirname(manifest)} is not a TypeScript program: it has no package.json`);
    }

    // The program and the Automation API must share one copy of the Pulumi library, so both come from the project.
    const fromProject = createRequire(manifest);
    const { LocalWorkspace, PulumiCommand } = fromProject("@pulumi/pulumi/automation") as typeof automation;

    const state = path.resolve(options.state ?? path.join(project, ".pulumi-state"));
    refuseStranger(project, settings.name, options.stack, state);
    const home = path.join(state, "home");
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(state, ".gitignore"), "*\n");

    // Everything that would ask the network, the user's home folder or the user is answered here.
    const env: Record<string, string> = {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: process.env.PULUMI_CONFIG_PASSPHRASE ?? "",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_HOME: home,
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };

    const engine = new Engine(await PulumiCommand.get({ root: engineRoot(options.engine), skipVersionCheck: true }));
    const writer = new LineWriter(process.stdout);
    const shared = {
        color: process.stdout.isTTY && !process.env.NO_COLOR ? "always" : "never",
        diff: options.diff,
        expectNoChanges: options["expect-no-changes"],
        onOutput: (chunk: string) => writer.write(chunk),
        onError: (chunk: string) => writer.write(chunk),
    } as const;
    const comparing = { ...shared, refresh: options.refresh };

    removeEmptyNotes(state);
    try {
        const stack = await LocalWorkspace.createOrSelectStack(
            {
                stackName: options.stack,
                projectName: settings.name,
                program: () => run(fromProject, manifest),
            },
            { workDir: project, pulumiHome: home, envVars: env, pulumiCommand: engine.command() },
        );
        removeStaleLocks(state, (line) => console.log(line));
        process.chdir(path.dirname(manifest));
        switch (command) {
            case "up":
                await stack.up(comparing);
                return 0;
            case "preview":
                await stack.preview(comparing);
                return 0;
            case "refresh":
                // A create that was cut off is found by its name in the next `up`, so there is nothing to ask the user.
                await stack.refresh({ ...shared, clearPendingCreates: true });
                return 0;
            case "down": {
                // If something is protected, the engine would delete all else before it says so.
                let said = "";
                const hear = (chunk: string) => (said += chunk);
                await stack.previewDestroy({ color: shared.color, onOutput: hear, onError: hear }).catch((error) => {
                    writer.write(said);
                    throw error;
                });
                await stack.destroy(shared);
                return 0;
            }
        }
    } catch (error) {
        if (engine.interrupted) {
            console.error("Interrupted. What was finished is in the state; the same command goes on from there.");
            return 130;
        }
        if (error instanceof EngineFailed) {
            if (!error.explained) {
                console.error(`error: ${error.message}; the same command goes on from what is in the state`);
            }
            return 1;
        }
        throw error;
    } finally {
        writer.flush();
    }
}

function readArguments() {
    try {
        const { positionals, values } = parseArgs({
            allowPositionals: true,
            options: {
                project: { type: "string" },
                stack: { type: "string", default: "dev" },
                state: { type: "string" },
                engine: { type: "string" },
                refresh: { type: "boolean" },
                diff: { type: "boolean" },
                "expect-no-changes": { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        });
        if (values.help) {
            console.log(usage);
            process.exit(0);
        }
        const commands = ["up", "preview", "refresh", "down"] as const;
        const command = commands.find((known) => known === positionals[0]);
        if (!command || positionals.length !== 1 || !values.project) {
            throw new Error("one command and --project are needed");
        }
        return { command, options: { ...values, project: values.project } };
    } catch (error) {
        throw new Complaint(`${(error as Error).message}\n\n${usage}`);
    }
}

/** Runs the program as Pulumi's own host does: its exports are the outputs, a function that it exports is called. */
async function run(fromProject: NodeJS.Require, manifest: string): Promise<Record<string, unknown>> {
    const project = path.dirname(manifest);
    const { main } = JSON.parse(fs.readFileSync(manifest, "utf8")) as { main?: string };
    try {
        let exported = fromProject(path.resolve(project, main ?? "index.ts"));
        if (exported?.__esModule && "default" in exported) {
            exported = exported.default;
        }
        return typeof exported === "function" ? await exported() : exported;
    } catch (error) {
        if (error instanceof Error && error.stack) {
            error.stack = ownFrames(error.stack, project);
        }
        throw error;
    }
}

/** What the user can look up: the message, and the places in their own program. */
function ownFrames(stack: string, project: string): string {
    const own = (line: string) => line.includes(project + path.sep) && !line.includes("node_modules");
    return stack
        .split("\n")
        .filter((line) => !/^\s+at /.test(line) || own(line))
        .join("\n");
}

/** The Automation API wants the folder that holds bin/pulumi. */
function engineRoot(engine?: string): string | undefined {
    if (!engine) {
        return undefined;
    }
    const binary = path.resolve(engine);
    if (path.basename(path.dirname(binary)) !== "bin") {
        process.env.PATH = `${path.dirname(binary)}${path.delimiter}${process.env.PATH}`;
        return undefined;
    }
    return path.dirname(path.dirname(binary));
}

/** The engine would make a stack of every name, also of one that is misspelt. Where a project says what its stacks are, it is one of them. */
function refuseStranger(project: string, name: string, stack: string, state: string): void {
    const known = fs.readdirSync(project).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
    const deployed = fs.existsSync(path.join(state, ".pulumi", "stacks", name, `${stack}.json`));
    if (known.length > 0 && !known.includes(stack) && !deployed) {
        throw new Complaint(
            `there is no stack ${stack}, but ${known.join(", ")}; for a new one, write Pulumi.${stack}.yaml in ${project}`,
        );
    }
}

function readSettings(project: string): { name: string; main?: string } {
    const file = path.join(project, "Pulumi.yaml");
    if (!fs.existsSync(file)) {
        throw new Complaint(`${project} is not a Pulumi project: it has no Pulumi.yaml`);
    }
    const text = fs.readFileSync(file, "utf8");
    const value = (key: string) => new RegExp(`^${key}:\\s*["']?([^\\s"'#]+)`, "m").exec(text)?.[1];
    const name = value("name");
    if (!name) {
        throw new Complaint(`${file} has no name`);
    }
    return { name, main: value("main") };
}

main().then(
    (code) => process.exit(code),
    (error: Error) => {
        // Of a short question to the engine, such as which stacks there are, its own words are enough.
        const { commandResult } = error as { commandResult?: { stderr: string } };
        // A stack trace helps only where the mistake is in this program.
        const ours = error instanceof TypeError || error instanceof ReferenceError;
        const text = commandResult?.stderr.replace(/^error: /, "").trim() ?? (ours ? error.stack : error.message);
        console.error(`error: ${text}`);
        process.exit(error instanceof Complaint ? 2 : 1);
    },
);
