/** Samples that can be drawn again, and what was tried before. */
import * as fs from "node:fs";

/** A setting of the environment; an empty one is none. */
export const setting = (name: string): string | undefined => process.env[name] || undefined;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function random(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** The list in another order. */
export function shuffled<T>(list: T[], next: () => number): T[] {
    const keyed = list.map((item): [number, T] => [next(), item]);
    return keyed.sort(([one], [other]) => one - other).map(([, item]) => item);
}

/** What was tried with success, by name, in a file if there is one: it is not tried again. */
export class Done {
    private readonly outcomes = new Map<string, string>();

    constructor(private readonly file?: string) {
        const lines = file && fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : [];
        // The last line may have been cut off.
        for (const line of lines.slice(0, -1)) {
            const [outcome, name] = line.split("\t");
            name && this.outcomes.set(name, outcome);
        }
    }

    outcome(name: string): string | undefined {
        return this.outcomes.get(name);
    }

    note(name: string, outcome: string): void {
        this.outcomes.set(name, outcome);
        this.file && fs.appendFileSync(this.file, `${outcome}\t${name}\n`);
    }
}

/** What went wrong, told at once too: a run of hours may be interrupted before it tells everything at its end. */
export function failure(name: string, error: unknown): string {
    const told = `${name}: ${(error as Error).message}`;
    console.error(told);
    return told;
}

/** Lines with columns of equal width. */
export function table(rows: string[][]): string {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    const line = (row: string[]) => row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])));
    return rows.map((row) => `  ${line(row).join("  ")}`).join("\n");
}
