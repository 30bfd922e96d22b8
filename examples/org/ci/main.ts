// What pipelines do with a stack. It works the same on a laptop: `npm run ci -- drift --stack dev`.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { read, sort } from "./accept";
import { changes, drifts, told } from "./plan";
import { Complaint, Project, type Run } from "./project";
import { redact } from "./redact";
import * as report from "./report";
import { checkout, warning } from "./rollback";

const usage = `usage: ci <preview|deploy|drift|rollback> --stack NAME [options]

  preview    says what an up would do, and what each deletion and replacement costs
  deploy     does it, after comparing the state with the live objects; the same report
  drift      compares the live objects with the program: exit code 0 clean, 2 drift, 1 error
  rollback   deploys an earlier commit (--to), after saying what cannot come back

  --stack NAME       the stack
  --project FOLDER   the project (the folder above this script)
  --engine PATH      the pulumi binary (pulumi from PATH)
  --markdown FILE    where the report goes as well
  --junit FILE       drift: the same for test reports
  --accept FILE      drift: what is accepted (drift.yaml in the project)
  --refresh          preview: compare with the live objects first
  --to COMMIT        rollback: the commit
  --yes              rollback: do not ask

Backend, credentials and passphrase are those of the environment, as for pulumi itself.
`;

async function main(): Promise<number> {
    const { command, options } = readArguments();
    const folder = path.resolve(options.project ?? path.join(__dirname, ".."));
    const files = [options.markdown, options.junit, options.accept].map((file) => file && path.resolve(file));
    const [markdown, junit, accept] = files;
    switch (command) {
        case "preview":
        case "deploy": {
            const project = await Project.open(folder, options.stack, options.engine, command === "deploy");
            const before = await project.state();
            const run = command === "preview" ? await project.preview(options.refresh ?? false) : await project.up(true);
            const problems = { errors: errors(run), warnings: told(run.events, "warning") };
            await write(report.plan(options.stack, changes(run.events), before, problems, command === "deploy"), project, markdown);
            return problems.errors.length > 0 ? 1 : 0;
        }
        case "drift": {
            const entries = read(accept ?? path.join(folder, "drift.yaml"));
            const project = await Project.open(folder, options.stack, options.engine);
            const run = await project.preview(true);
            const failed = errors(run);
            const { found, accepted, idle } = sort(drifts(run.events), entries);
            await write(report.drift(options.stack, found, accepted, idle, failed), project, markdown);
            if (junit) {
                fs.writeFileSync(junit, await clean(report.junit(options.stack, found, accepted, failed), project));
            }
            return failed.length > 0 ? 1 : found.length > 0 ? 2 : 0;
        }
        case "rollback": {
            if (!options.to) {
                throw new Complaint("rollback needs --to COMMIT");
            }
            const earlier = checkout(folder, options.to);
            try {
                return await rollBack(folder, earlier, { ...options, markdown });
            } finally {
                process.chdir(folder);
                earlier.remove();
            }
        }
    }
}

async function rollBack(
    from: string,
    { folder, commit }: { folder: string; commit: string },
    options: { stack: string; engine?: string; markdown?: string; yes?: boolean },
): Promise<number> {
    const project = await Project.open(folder, options.stack, options.engine);
    const state = await project.state();
    const planned = await project.preview(true);
    const failed = errors(planned);
    if (failed.length > 0) {
        process.stdout.write(await clean(report.plan(options.stack, [], state, { errors: failed, warnings: [] }), project));
        return 1;
    }
    await write(warning(options.stack, commit, changes(planned.events), state), project, options.markdown);
    if (changes(planned.events).length === 0) {
        return 0;
    }
    if (!options.yes) {
        const lines = createInterface({ input: process.stdin, output: process.stderr });
        const answer = await Promise.race([
            lines.question(`Type the stack's name (${options.stack}) to go on: `),
            // In a pipeline there is nobody to ask: nothing is done without --yes.
            new Promise<string>((resolve) => lines.once("close", () => resolve(""))),
        ]);
        lines.close();
        if (answer.trim() !== options.stack) {
            process.stderr.write("\nNothing was changed.\n");
            return 1;
        }
    }
    // In a process of its own, as the program has run in this one.
    const { engine, stack } = options;
    const args = ["deploy", "--stack", stack, "--project", folder, ...(engine ? ["--engine", engine] : [])];
    const { status } = spawnSync(process.execPath, [...process.execArgv, __filename, ...args], { stdio: ["ignore", "inherit", "inherit"], cwd: from });
    if (status === 0) {
        process.stdout.write(`Rolled ${stack} back. The next deploy of a newer commit takes this back again.\n`);
    }
    return status ?? 1;
}

/** The errors of a run; at least one, if it has failed. */
function errors({ events, failed }: Run): string[] {
    const said = told(events, "error");
    return said.length > 0 || failed === undefined ? said : [failed];
}

/** A report, for people at once and for a pipeline in a file. */
async function write(text: string, project: Project, file?: string): Promise<void> {
    const readable = await clean(text, project);
    process.stdout.write(readable);
    if (file) {
        fs.writeFileSync(file, readable);
    }
}

/** Without secrets; that there were some is said where only the pipeline's own log shows it. */
async function clean(text: string, project: Project): Promise<string> {
    const { text: readable, found } = redact(text, await project.secrets());
    if (found.length > 0) {
        process.stderr.write(`warning: taken out of the report: ${found.join(", ")}. How did it get there?\n`);
    }
    return readable;
}

function readArguments() {
    try {
        const { positionals, values } = parseArgs({
            allowPositionals: true,
            options: {
                stack: { type: "string" },
                project: { type: "string" },
                engine: { type: "string" },
                markdown: { type: "string" },
                junit: { type: "string" },
                accept: { type: "string" },
                refresh: { type: "boolean" },
                to: { type: "string" },
                yes: { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        });
        if (values.help) {
            process.stdout.write(usage);
            process.exit(0);
        }
        const commands = ["preview", "deploy", "drift", "rollback"] as const;
        const command = commands.find((known) => known === positionals[0]);
        if (!command || positionals.length !== 1 || !values.stack) {
            throw new Error("one command and --stack are needed");
        }
        return { command, options: { ...values, stack: values.stack } };
    } catch (error) {
        throw new Complaint(`${(error as Error).message}\n\n${usage}`);
    }
}

main().then(
    (code) => process.exit(code),
    (error: Error & { commandResult?: { stderr: string } }) => {
        const said = error.commandResult?.stderr.replace(/^error: /, "").trim() ?? (error instanceof Complaint ? error.message : error.stack);
        process.stderr.write(`error: ${redact(said ?? String(error), []).text}\n`);
        process.exit(1);
    },
);
