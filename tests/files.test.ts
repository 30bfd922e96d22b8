/** Files: scripts, which are uploaded and published, and response assets, which are uploaded once. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type Args, comparable, expected, ids, type Json, lookup, Project, queue, resource, sameLines, Simulator, surroundings } from "./kit";

const UPLOAD = "POST /uploads/v2/scripter";
const PUBLISH = "POST /api/v2/scripts/published";
const MOVE = "POST /api/v2/authorization/divisions/{divisionId}/objects/{objectType}";
const REGISTER = "POST /api/v2/responsemanagement/responseassets/uploads";
const PUT_FILE = "PUT /uploads/assets/{uploadId}";
const STATUS = { method: "GET", route: "/api/v2/scripts/uploads/{uploadId}/status" };

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.seed(surroundings());
    project = Project.create(simulator);
    await simulator.forgetCalls();
});

const text = (content: string) => new pulumi.asset.StringAsset(content);
const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

/** A file beside the program. */
function file(name: string, content: string | Buffer): string {
    const place = path.join(project.work, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, content);
    return name;
}

async function clean(program?: () => unknown): Promise<void> {
    await simulator.forgetCalls();
    const up = await project.up(program, { refresh: true });
    sameLines([...up.drifts, ...up.changes], [], "an up with a refresh");
    sameLines(await simulator.writes(), []);
}

describe("scripts", () => {
    const page = (text: string) => JSON.stringify({ name: "Greeting", pages: [{ name: "Hello", text }] });
    const greeting = (args: Args, options?: pulumi.CustomResourceOptions) => () => resource("index:Script", "Greeting", args, options);
    const live = async (name = "Greeting"): Promise<Json> => (await simulator.object("scripts", name))!;

    test("are uploaded and published, once, and again only when they change", async () => {
        const { text: hello } = { text: page("Hello {{Customer.Name}}, this is {{shop}}.") };
        const args = { filepath: text(hello), substitutions: { shop: "the shop", unused: "so that maps can be shared" } };
        sameLines((await project.up(greeting(args))).changes, ["create Greeting"]);
        sameLines(await simulator.writes(), [UPLOAD, PUBLISH]);
        const { file: kept, published, publishedDate, versionId, versionDate, ...script } = await live();
        assert.deepEqual(comparable(script), expected("script"));
        assert.equal(kept.pages[0].text, "Hello {{Customer.Name}}, this is the shop.", "its own keys stay");
        assert.ok(published && publishedDate && versionDate);
        const { id, inputs, outputs } = project.resource("Greeting");
        assert.deepEqual([id, inputs.scriptName, outputs.scriptName, outputs.name], [script.id, "Greeting", "Greeting", "Greeting"]);
        assert.equal(inputs.fileContentHash, sha256(hello.replace("{{shop}}", "the shop")));

        file("greeting.json", hello);
        await clean(greeting({ ...args, filepath: "greeting.json" }));
        const hash = sha256(hello.replace("{{shop}}", "the shop"));
        await clean(greeting({ ...args, filepath: new pulumi.asset.FileAsset("greeting.json"), fileContentHash: hash }));

        const change = greeting({ ...args, substitutions: { shop: "another shop" } });
        sameLines((await project.preview(change)).changes, ["update Greeting ~fileContentHash"]);
        await simulator.forgetCalls();
        await project.up(change);
        sameLines(await simulator.writes(), [UPLOAD, PUBLISH]);
        assert.equal((await live()).id, id, "a new version, and no second script");
        assert.notEqual((await live()).versionId, versionId);
        assert.equal((await simulator.objects()).scripts.filter(({ name }) => name === "Greeting").length, 1);
        await clean();

        const renamed = await project.up(greeting({ ...args, scriptName: "Welcome" }));
        sameLines(renamed.changes, [
            "create-replacement Greeting ~fileContentHash ~scriptName!",
            "delete-replaced Greeting",
            "replace Greeting ~fileContentHash ~scriptName!",
        ]);
        assert.equal(await live(), undefined);
        assert.equal(project.resource("Greeting").id, (await live("Welcome")).id);
        await project.destroy();
        assert.equal(await live("Welcome"), undefined);
    });

    test("move to another division, and stay where they are when none is named", async () => {
        const args = { filepath: text(page("Hello")) };
        const [one, other] = ids.divisions;
        await project.up(greeting({ ...args, divisionId: one }));
        sameLines(await simulator.writes(), [UPLOAD, PUBLISH, MOVE]);
        assert.equal((await live()).division.id, one);
        await simulator.forgetCalls();
        sameLines((await project.up(greeting({ ...args, divisionId: other }))).changes, ["update Greeting ~divisionId"]);
        sameLines(await simulator.writes(), [MOVE]);
        assert.equal((await live()).division.id, other);
        await project.up(greeting(args));
        assert.equal((await live()).division.id, other, "released");
        await clean();
    });

    test("what is wrong with one is said in the preview where it can be", async () => {
        file("broken.json", '{\n"pages": }');
        const wrong: [Args, RegExp][] = [
            [{ filepath: "broken.json" }, /filepath.*broken\.json:2: is no script, which is a JSON object/s],
            [{ filepath: text("[]") }, /filepath.*is no script/s],
            [{ filepath: text(page("")), scriptName: "Default Inbound Script" }, /scriptName.*is a script of the platform/s],
            [{ filepath: text(page("")), fileContentHash: "abc" }, /fileContentHash.*is made of filepath.*leave it out/s],
            [{ filepath: text(page("")), name: "x" }, /name.*the name is scriptName/s],
        ];
        for (const [args, message] of wrong) {
            assert.match((await project.preview(greeting(args), { fails: true })).error, message);
        }
        sameLines(await simulator.writes(), []);
    });

    test("an import that fails is said with its reason; the next up begins again", async () => {
        const secret = "CANARY-of-a-script";
        const program = greeting({ filepath: text(page("{{secret}}")), substitutions: { secret: pulumi.secret(secret) } });
        await simulator.fault({ ...STATUS, kind: "status", times: 0, status: 200, body: { succeeded: false, message: `What is ${secret}?` } });
        const failed = await project.up(program, { fails: true });
        assert.match(failed.error, /cannot publish script "Greeting": the platform refused the content \(job \S+\)\.\n- the text of filepath: What is \[secret\]\?/);
        assert.deepEqual(project.resources(), []);
        await simulator.forgetFaults();
        // The platform has it all the same: nobody but the user knows whose it is.
        const there = await project.up(program, { fails: true });
        assert.match(there.error, /there is one already, with the id \S+, and to publish would overwrite it.*pulumi import/s);
        await project.up(greeting({ filepath: text(page("{{secret}}")), substitutions: { secret: pulumi.secret(secret) }, onConflict: "adopt" }));
        assert.equal((await simulator.objects()).scripts.filter(({ name }) => name === "Greeting").length, 1);
        assert.ok(!project.stored().includes(secret) && project.resource("Greeting").inputs.fileContentHash.ciphertext);
    });

    test("one that is not published is kept, and published by the next up", async () => {
        const program = greeting({ filepath: text(page("Hello")), divisionId: ids.divisions[0] });
        await simulator.fault({ method: "POST", route: "/api/v2/scripts/published", kind: "status", times: 0, status: 400, body: { status: 400, code: "bad.request", message: "no page", contextId: "c" } });
        const failed = await project.up(program, { fails: true });
        assert.match(failed.error, /script "Greeting" was created \(id \S+\), but it is not finished: cannot publish script "Greeting".*no page/);
        await simulator.forgetFaults();
        sameLines((await project.up(program)).changes, ["update Greeting ~divisionId ~fileContentHash"]);
        const script = await live();
        assert.deepEqual([script.published, script.division.id, script.id], [true, ids.divisions[0], project.resource("Greeting").id]);
        await clean();
    });

    for (const [what, route] of [
        ["of the upload", UPLOAD],
        ["of the publication", PUBLISH],
    ]) {
        test(`a lost answer ${what} makes no second script`, async () => {
            const [method, template] = route.split(" ");
            await simulator.fault({ method, route: template, kind: "cutAfter" });
            await project.up(greeting({ filepath: text(page("Hello")) }));
            assert.equal((await simulator.objects()).scripts.filter(({ name }) => name === "Greeting").length, 1);
            assert.equal((await live()).published, true);
            await clean();
        });
    }

    test("what an import has found gets the program's file by the first up; it is found by either name", async () => {
        const id = await simulator.add("scripts", { name: "Greeting" });
        await project.importing("index:Script", "Greeting", "Greeting");
        const { inputs } = project.resource("Greeting");
        assert.deepEqual([inputs.scriptName, inputs.filepath], ["Greeting", ""]);
        let found: Json[] = [];
        await project.up(async () => {
            greeting({ filepath: text(page("Hello")) })();
            found = [await lookup("index:getScript", { scriptName: "Greeting" }), await lookup("index:getScript", { name: "Greeting" })];
        });
        assert.deepEqual([found[0].id, found[1].id, (await live()).id], [id, id, id]);
        assert.equal((await live()).published, true);
    });

    test("can be named by what needs their id", async () => {
        await project.up(() => {
            const { id } = greeting({ filepath: text(page("Hello")) })();
            queue("support", { defaultScriptIds: { CALL: id } });
        });
        const { defaultScripts } = (await simulator.object("routing/queues", "support"))!;
        assert.equal(defaultScripts.CALL.id, (await live()).id);
        await project.destroy();
    });
});

describe("response assets", () => {
    const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const logo = (args: Args) => () => resource("responsemanagement:Responseasset", "logo", args);
    const live = async (name: string): Promise<Json> => (await simulator.object("responsemanagement/responseassets", name))!;

    test("are files of any content, called as the program knows them; another content is another asset", async () => {
        await simulator.set({ jobDelayMs: 1500 });
        const filename = file("images/logo.png", PNG);
        await project.up(logo({ filename }));
        sameLines(await simulator.writes(), [REGISTER, PUT_FILE]);
        await simulator.set({ jobDelayMs: 0 });
        const { contentLocation, ...asset } = await live("images/logo.png");
        assert.deepEqual(comparable({ ...asset, contentLocation: contentLocation.replace(`/${asset.id}`, "") }), expected("response-asset"));
        const { id, inputs, outputs } = project.resource("logo");
        assert.deepEqual([inputs.name, inputs.fileContentHash, id], ["images/logo.png", sha256(PNG), asset.id]);
        assert.deepEqual([outputs.contentLength, outputs.contentType], [8, "image/png"]);
        assert.match(outputs.contentLocation, new RegExp(id));
        file("moved.png", PNG);
        await clean(logo({ filename: new pulumi.asset.FileAsset("moved.png") }));

        file("moved.png", Buffer.concat([PNG, Buffer.from([0])]));
        const replaced = ["create-replacement logo ~fileContentHash!", "delete-replaced logo", "replace logo ~fileContentHash!"];
        sameLines((await project.up(logo({ filename: "moved.png" }))).changes, replaced);
        assert.equal((await live("moved.png")).contentLength, 9, "the new one is called as its file is now");
        assert.notEqual(project.resource("logo").id, id);
        sameLines((await project.up(logo({ filename: "moved.png", name: "logo.png" }))).changes, replaced.map((line) => line.replace("~fileContentHash!", "~name!")));
        await clean();
        await project.destroy();
        const left = ((await simulator.objects())["responsemanagement/responseassets"] ?? []).map(({ name }) => name);
        assert.deepEqual(left.filter((name) => !name.startsWith("asset ")), [], "only what was seeded is left");
    });

    test("change their division in place", async () => {
        const args = { filename: text("hello"), name: "hello.txt" };
        const [one, other] = ids.divisions;
        await project.up(logo({ ...args, divisionId: one }));
        assert.equal((await live("hello.txt")).division.id, one);
        await simulator.forgetCalls();
        sameLines((await project.up(logo({ ...args, divisionId: other }))).changes, ["update logo ~divisionId"]);
        assert.deepEqual((await simulator.writeCalls()).map(({ request }) => request), [{ name: "hello.txt", divisionId: other }]);
        assert.equal((await live("hello.txt")).division.id, other);
        await project.up(logo(args));
        assert.equal((await live("hello.txt")).division.id, other, "released");
        await clean();
    });

    test("what is wrong is said in the preview", async () => {
        for (const [args, message] of [
            [{ filename: text("hello") }, /name.*is required where the content has no file/s],
            [{ filename: "missing.png" }, /filename.*cannot read missing\.png/s],
            [{ filename: "https://example.com/logo.png" }, /filename.*must be a file or a text, not an address/s],
            [{ filename: text("hello"), name: "a.txt", fileContentHash: sha256("other") }, /fileContentHash.*leave it out/s],
            [{ content: "x", filename: text("x"), name: "x" }, /content.*the file is filename/s],
        ] as [Args, RegExp][]) {
            assert.match((await project.preview(logo(args), { fails: true })).error, message);
        }
    });

    test("one that is there is not overwritten; it is taken over where it is as long, or imported as it is", async () => {
        const asset = { name: "hello.txt", contentLength: 5, contentType: "text/plain", contentLocation: "https://assets.example.com/x" };
        const id = await simulator.add("responsemanagement/responseassets", asset);
        const args = { filename: text("hello"), name: "hello.txt" };
        assert.match((await project.up(logo(args), { fails: true })).error, /there is one already, with the id \S+\. To manage it here, run/);
        const longer = logo({ ...args, filename: text("hello world"), onConflict: "adopt" });
        assert.match((await project.up(longer, { fails: true })).error, /has another content than the text of filename/);
        await simulator.forgetCalls();
        await project.up(logo({ ...args, onConflict: "adopt" }));
        sameLines(await simulator.writes(), []);
        assert.equal(project.resource("logo").id, id);
        await clean();

        project = Project.create(simulator);
        await project.importing("responsemanagement:Responseasset", "logo", "hello.txt");
        assert.equal(project.resource("logo").id, id);
        await clean(logo(args));
        const other = logo({ ...args, filename: text("other") });
        assert.ok((await project.preview(other)).changes.includes("replace logo ~fileContentHash!"));
        let found: Json;
        await project.preview(async () => {
            found = await lookup("responsemanagement:getResponseasset", { name: "hello.txt" });
        });
        assert.deepEqual([found.id, found.contentType], [id, "text/plain"]);
    });

    test("a refused file is said without the address's signature", async () => {
        await simulator.fault({ method: "PUT", route: "/uploads/assets/{uploadId}", kind: "status", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
        const failed = await project.up(logo({ filename: text("hello"), name: "hello.txt" }), { fails: true });
        assert.match(failed.error, /cannot upload the content of response asset "hello\.txt".*the address of the upload answers 403 AccessDenied/);
        assert.deepEqual(project.resources(), []);
        await project.up();
        assert.equal((await live("hello.txt")).contentLength, 5);
    });
});
