/** Programs in languages other than that of the tests. */
import { execFile, execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as places from "./places";
import type { Project } from "./project";
import type { Json } from "./simulator";

const { version } = JSON.parse(fs.readFileSync(path.join(places.root, "provider-schema.json"), "utf8"));

interface Ran {
    /** The first run. */
    up: { code?: number; output?: string; error?: string };
    /** The second, a preview with a refresh. */
    preview: { changes: string[] };
}

/** A Python with Pulumi's package: that of the tests of the SDKs, which `make test-end-to-end` names. */
function interpreter(): string {
    const python = process.env.SDK_PYTHON;
    if (!python) {
        throw new Error("SDK_PYTHON names no Python with Pulumi's package: run `make test-end-to-end`");
    }
    return python;
}

/** Runs the Python program of a folder in a project: once, and as a preview. */
export async function python(project: Project, folder: string): Promise<Ran> {
    const script = path.join(__dirname, "inline.py");
    const sdk = path.join(places.root, "sdk", "python");
    const { stdout } = await promisify(execFile)(interpreter(), [script, folder, project.work, sdk, version], {
        cwd: project.work,
        env: environment(project),
        maxBuffer: 1 << 26,
    });
    return JSON.parse(stdout.trim().split("\n").pop()!);
}

/** What a Python program exports that makes nothing: no engine is needed. */
export function exported(folder: string): Json {
    const code = "import json, pulumi, runpy, sys; said = {}; pulumi.export = said.__setitem__; sys.path[:0] = sys.argv[1:]; " +
        "runpy.run_path(sys.argv[1] + '/__main__.py'); print(json.dumps(said))";
    const sdk = path.join(places.root, "sdk", "python");
    return JSON.parse(execFileSync(interpreter(), ["-c", code, folder, sdk], { cwd: folder, encoding: "utf8" }));
}

/** A folder with a plugin that is not the provider, and what it is a plugin of. */
export interface Plugin {
    name: string;
    path: string;
}

/** Makes the YAML program of a folder that of a project; answers how the engine finds its language host. */
export async function yamlProgram(project: Project, folder: string, plugins: Plugin[] = []): Promise<Record<string, string>> {
    const host = execFileSync(path.join(places.root, "tools", "yaml"), { encoding: "utf8" }).trim();
    await project.run(["stack", "ls"]);
    const program = fs.readFileSync(path.join(folder, "Pulumi.yaml"), "utf8");
    const providers = JSON.stringify({ providers: [{ name: "genesyscloud", path: places.binaries }, ...plugins] });
    fs.writeFileSync(path.join(project.work, "Pulumi.yaml"), `${program}plugins: ${providers}\n`);
    return {
        ...environment(project),
        PATH: [path.dirname(host), environment(project).PATH].join(path.delimiter),
        // The host is found there.
        PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
    };
}

/** Runs the YAML program of a folder in a project, through its language host: once, and as a preview. */
export async function yamlHost(project: Project, folder: string, secrets: Record<string, string> = {}, plugins: Plugin[] = []): Promise<Ran> {
    const env = await yamlProgram(project, folder, plugins);
    const options = { env, fails: "maybe" as const };
    for (const [key, value] of Object.entries(secrets)) {
        await project.run(["config", "set", "--secret", "--stack", "dev", key, value], { env });
    }
    const up = await project.run(["up", "--yes", "--skip-preview", "--stack", "dev"], options);
    const preview = await project.run(["preview", "--refresh", "--json", "--stack", "dev"], options);
    return { up, preview: { changes: changes(preview.output) } };
}

/** What a preview in JSON says that it would do. */
export function changes(output: string): string[] {
    let said: Json;
    try {
        said = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
    } catch {
        return [output];
    }
    const steps: Json[] = said.steps ?? [];
    return steps
        .filter(({ op }) => !["same", "refresh", "read"].includes(op))
        .map(({ op, urn, diffReasons }) => `${op} ${urn.split("::").pop()} ${(diffReasons ?? []).join(",")}`);
}

function environment(project: Project): Record<string, string> {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(GENESYSCLOUD|PULUMI|NODE)_/.test(name));
    return {
        ...(Object.fromEntries(inherited) as Record<string, string>),
        ...project.env,
        PATH: [path.dirname(places.engine()), process.env.PATH].join(path.delimiter),
        PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
        NO_PROXY: "127.0.0.1,localhost",
        no_proxy: "127.0.0.1,localhost",
    };
}
