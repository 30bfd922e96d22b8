import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** The repository. */
export const root = path.resolve(__dirname, "..", "..");

/** Where the built binaries are; another folder is for trying binaries of elsewhere. */
export const binaries = path.resolve(root, process.env.END_TO_END_BINARIES ?? "target/debug");

function binary(name: string): string {
    const file = path.join(binaries, name);
    if (!fs.existsSync(file)) {
        throw new Error(`${file} is not there: run \`make binaries\` first`);
    }
    return file;
}

export const provider = () => binary("pulumi-resource-genesyscloud");
export const simulator = () => binary("genesys-sim");
export const genesysctl = () => binary("genesysctl");

let found: string | undefined;

/** The engine that everything else in this repository uses too. */
export function engine(): string {
    found ??= execFileSync(path.join(root, "tools", "engine"), { encoding: "utf8" }).trim();
    return found;
}

/** The package's schema, as the provider answers it. */
export function schema(): any {
    return JSON.parse(fs.readFileSync(path.join(root, "provider-schema.json"), "utf8"));
}
