/** The packages as they would be published, in an empty folder, with the built plugin: a plain program runs. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { places, Simulator, temporaryFolder } from "./kit";
import { later } from "./kit/cleanup";

const npm = (args: string[], cwd: string) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Packs a package of this repository; answers the archive and what is in it. */
function pack(folder: string, into: string): { archive: string; files: string[] } {
    const [{ filename, files }] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", into], path.join(places.root, folder)));
    return { archive: path.join(into, filename), files: files.map(({ path }: { path: string }) => path) };
}

const program = `
import { QueueComponent } from "pulumi-genesyscloud-components";
import * as genesyscloud from "pulumi-genesyscloud";

const done = new genesyscloud.routing.Wrapupcode("done", { name: "Done" });
const support = new QueueComponent("support", { name: "Support", wrapupCodes: [done.id] });
export const url = support.url;
`;

test("packed packages in an empty folder, and the built plugin", async () => {
    const folder = temporaryFolder("pack");
    const [sdk, components] = [pack("sdk/nodejs", folder), pack("components", folder)];
    for (const { files } of [sdk, components]) {
        const strange = files.filter(
            (file) => !/^(bin\/.*\.(js|d\.ts|js\.map|d\.ts\.map)|(bin\/)?package\.json|README\.md|bin\/plugin\.json|plugin\/.*)$/.test(file),
        );
        assert.deepEqual(strange, [], "what does not belong in a package");
        ["package.json", "README.md", "bin/index.js", "bin/index.d.ts"].forEach((file) => assert.ok(files.includes(file), file));
    }
    assert.deepEqual(
        components.files.filter((file) => file.startsWith("plugin/")).sort(),
        ["plugin/PulumiPlugin.yaml", "plugin/index.js", "plugin/package.json", "plugin/pulumi-resource-genesyscloud-components"],
    );
    assert.deepEqual(
        components.files.filter((file) => /^bin\/\w+\.js$/.test(file)).map((file) => path.basename(file, ".js")).sort(),
        fs.readdirSync(path.join(places.root, "components", "src")).map((file) => path.basename(file, ".ts")).sort(),
    );

    const empty = path.join(folder, "empty");
    fs.mkdirSync(empty);
    const { version } = JSON.parse(fs.readFileSync(path.join(places.root, "node_modules", "@pulumi", "pulumi", "package.json"), "utf8"));
    const manifest = {
        name: "plain",
        private: true,
        main: "index.ts",
        dependencies: {
            "@pulumi/pulumi": version,
            "pulumi-genesyscloud": `file:${sdk.archive}`,
            "pulumi-genesyscloud-components": `file:${components.archive}`,
        },
    };
    fs.writeFileSync(path.join(empty, "package.json"), JSON.stringify(manifest));
    npm(["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], empty);
    const plugin = path.join(empty, "node_modules", "pulumi-genesyscloud-components", "plugin", "pulumi-resource-genesyscloud-components");
    const started = spawn(plugin, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    const end = later(() => void started.kill("SIGTERM"));
    const said = await new Promise((resolve) => ["data", "close"].forEach((event) => started.stdout.once(event, resolve)));
    assert.match(String(said), /^\d+\n$/, "the plugin says where it listens");
    await end();
    fs.writeFileSync(path.join(empty, "index.ts"), program);
    fs.writeFileSync(
        path.join(empty, "Pulumi.yaml"),
        `name: plain\nruntime: nodejs\nplugins:\n  providers:\n    - name: genesyscloud\n      path: ${places.binaries}\n`,
    );
    const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, target: "es2022", module: "nodenext", types: [] };
    fs.writeFileSync(path.join(empty, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    const tsc = spawnSync(process.execPath, [path.join(places.root, "node_modules", "typescript", "bin", "tsc")], { cwd: empty, encoding: "utf8" });
    assert.equal(tsc.status, 0, tsc.stdout);

    const simulator = await Simulator.start();
    const runner = path.join(places.root, "tools", "runner", "src", "main.ts");
    const where = ["--project", empty, "--state", path.join(folder, "state"), "--engine", places.engine()];
    const output = execFileSync(process.execPath, ["--import", "tsx", runner, "up", ...where], {
        cwd: places.root,
        env: { ...process.env, ...simulator.environment() },
        encoding: "utf8",
    });
    const queue = await simulator.object("routing/queues", "Support");
    assert.match(output, new RegExp(`url *: "/api/v2/routing/queues/${queue.id}"`));
});
