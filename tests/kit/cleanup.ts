/**
 * Nothing is left behind: neither by a test that fails, nor by one that is interrupted.
 *
 * What starts a process or makes a folder says here how to end it. Tests end their own things when they are done; the rest
 * is for Ctrl-C and for tests that do not get that far.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after } from "node:test";

type Undo = () => Promise<void> | void;

const left: Undo[] = [];

/** Remembers how to undo something; the answer does it, once. */
export function later(undo: Undo): () => Promise<void> {
    left.push(undo);
    return async () => {
        const index = left.indexOf(undo);
        if (index >= 0) {
            left.splice(index, 1);
            await undo();
        }
    };
}

/** A folder that goes away by itself. */
export function temporaryFolder(what: string): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `genesyscloud-${what}-`));
    later(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
    return folder;
}

/** Undoes everything that is left, the newest first. */
export async function cleanUp(): Promise<void> {
    for (let undo = left.pop(); undo; undo = left.pop()) {
        await Promise.resolve()
            .then(undo)
            .catch((error) => console.error(error));
    }
}

after(cleanUp);

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
}
