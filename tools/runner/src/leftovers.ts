/** What an engine that was killed leaves in a folder that has the state. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Removes the locks of engines that no longer live.
 *
 * The engine locks a stack with a file, and one that is killed leaves it there. The file names host and process, so it
 * can be told whether somebody still works on the stack.
 */
export function removeStaleLocks(state: string, say: (line: string) => void): void {
    const locks = path.join(state, ".pulumi", "locks");
    if (!fs.existsSync(locks)) {
        return;
    }
    for (const name of fs.readdirSync(locks, { recursive: true, encoding: "utf8" })) {
        const file = path.join(locks, name);
        if (!file.endsWith(".json")) {
            continue;
        }
        try {
            const { pid, hostname } = JSON.parse(fs.readFileSync(file, "utf8")) as { pid?: number; hostname?: string };
            if (pid && hostname === os.hostname() && !lives(pid)) {
                fs.rmSync(file);
                say(`Removed the lock of an engine that was killed (process ${pid}).`);
            }
        } catch {
            // Gone meanwhile, or half written by one that is just starting: the engine will say so.
        }
    }
}

/**
 * Removes the notes that a killed engine has left empty beside a state: it would not read the state with them, and does without.
 */
export function removeEmptyNotes(state: string): void {
    const stacks = path.join(state, ".pulumi", "stacks");
    const names = fs.existsSync(stacks) ? fs.readdirSync(stacks, { recursive: true, encoding: "utf8" }) : [];
    for (const file of names.filter((name) => name.endsWith(".attrs")).map((name) => path.join(stacks, name))) {
        if (fs.statSync(file, { throwIfNoEntry: false })?.size === 0) {
            fs.rmSync(file, { force: true });
        }
    }
}

function lives(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
