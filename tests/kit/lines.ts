import assert from "node:assert/strict";

/** Compares two lists of lines without order; a failure names only what is missing and what is too much. */
export function sameLines(actual: string[], wanted: string[], what = "lines"): void {
    const left = [...wanted];
    const surplus = actual.filter((line) => {
        const index = left.indexOf(line);
        if (index >= 0) {
            left.splice(index, 1);
        }
        return index < 0;
    });
    const wrong = [...left.map((line) => `missing:    ${line}`), ...surplus.map((line) => `unexpected: ${line}`)];
    assert.ok(wrong.length === 0, `${what}:\n${wrong.join("\n")}`);
}
