/** Lines that only say that something has begun, or that time passes; what comes of it gets a line of its own. */
const noise = [
    /^@ [\w ]+\.*$/,
    / \w+ing \(0s\)$/,
    // A resource without an operation in front of it is as it was; the summary counts those.
    /^ {4}\w+:\w+:\w+ \S+( running)?$/,
    // After a destroy: advice on commands that this runner does not have.
    /^The resources in the stack have been deleted, but the history/,
    /^If you want to remove the stack completely/,
];

/** Passes the engine's output on, line by line and without the noise. */
export class LineWriter {
    private rest = "";
    private blank = true;

    constructor(private readonly to: NodeJS.WritableStream) {}

    write(chunk: string): void {
        const lines = (this.rest + chunk).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines) {
            this.line(line);
        }
    }

    flush(): void {
        if (this.rest) {
            this.line(this.rest);
            this.rest = "";
        }
    }

    private line(line: string): void {
        const plain = line.replace(/\u001b\[[0-9;]*m/g, "").trimEnd();
        if (noise.some((pattern) => pattern.test(plain)) || (plain === "" && this.blank)) {
            return;
        }
        this.blank = plain === "";
        this.to.write(`${line}\n`);
    }
}
