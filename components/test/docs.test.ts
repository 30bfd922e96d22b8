/** What the documentation shows is a program. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import ts from "typescript";

const root = path.join(__dirname, "..", "..");

for (const page of ["docs/components.md", "components/README.md"]) {
    test(`the examples of ${page} compile, one after the other`, () => {
        const text = fs.readFileSync(path.join(root, page), "utf8");
        const program = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block]) => block).join("\n");
        assert.ok(program.length > 100);
        const file = path.join(__dirname, "page.ts");
        const options: ts.CompilerOptions = {
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.NodeNext,
            moduleResolution: ts.ModuleResolutionKind.NodeNext,
            strict: true,
            skipLibCheck: true,
            noEmit: true,
            types: [],
        };
        // Nothing is written: the page stands in for a file of this folder.
        const host = ts.createCompilerHost(options);
        const { getSourceFile, fileExists } = host;
        host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, program, options.target!) : getSourceFile(name, ...rest));
        host.fileExists = (name) => name === file || fileExists(name);
        const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
        assert.deepEqual(found.map(({ messageText, start = 0 }) => `${ts.flattenDiagnosticMessageText(messageText, "\n")}: ${program.slice(start, start + 60)}`), []);
    });
}
