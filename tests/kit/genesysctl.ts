/** The companion command line, as a process of its own. */
import { spawn } from "node:child_process";
import * as places from "./places";
import { temporaryFolder, later } from "./cleanup";

export interface Said {
    code: number;
    stdout: string;
    stderr: string;
    /** Where it ran, and where it has written what it was told to write. */
    folder: string;
}

/** Runs one command, in a folder of its own; the environment names an organization, or none. */
export async function genesysctl(args: string[], env: Record<string, string> = {}, input = ""): Promise<Said> {
    const folder = temporaryFolder("genesysctl");
    const inherited = Object.entries(process.env).filter(([name]) => !/^(GENESYSCLOUD|PULUMI)_/.test(name));
    const child = spawn(places.genesysctl(), args, {
        cwd: folder,
        env: { ...Object.fromEntries(inherited), NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1", ...env },
    });
    const done = later(() => void child.kill("SIGKILL"));
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
    }
    child.stdin.on("error", () => undefined).end(input);
    const code = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? -1));
    });
    await done();
    return { ...output, code, folder };
}
