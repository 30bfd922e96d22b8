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

/** Lines that the provider wrote: they begin with its own time and level, also where the engine passes them on. */
export function providerLines(printed: string): string[] {
    return printed.split("\n").filter((line) => /\d{4}-\d\d-\d\dT[\d:.]+Z +(TRACE|DEBUG|INFO|WARN|ERROR) /.test(line));
}

/** What the user is told. */
export function diagnostics(printed: string): string[] {
    return printed.split("\n").filter((line) => /\berror: |\bwarning: |^ {4}/.test(line) && !line.startsWith("{"));
}
