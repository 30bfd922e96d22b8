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

interface Left {
    undo: Undo;
    /** The same in a hurry, when there is no time to wait. */
    atOnce?: () => void;
}

const left = new Set<Left>();

/** Remembers how to undo something; the answer does it, once. */
export function later(undo: Undo, atOnce?: () => void): () => Promise<void> {
    const entry = { undo, atOnce };
    left.add(entry);
    return async () => {
        if (left.has(entry)) {
            await undo();
            left.delete(entry);
        }
    };
}

/** A folder that goes away by itself. */
export function temporaryFolder(what: string): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `genesyscloud-${what}-`));
    const remove = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    later(remove, remove);
    return folder;
}

/** Undoes everything that is left, the newest first. */
async function cleanUp(): Promise<void> {
    for (const entry of [...left].reverse()) {
        try {
            await entry.undo();
            left.delete(entry);
        } catch (error) {
            console.error(error);
        }
    }
}

after(cleanUp);

// Signals may come twice, from a terminal and from the test runner: one clean-up is enough, and nobody cuts it short.
let ending: Promise<void> | undefined;
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    process.on(signal, () => {
        ending ??= cleanUp().finally(() => process.exit(code));
    });
}

process.on("exit", () => left.forEach(({ atOnce }) => atOnce?.()));
