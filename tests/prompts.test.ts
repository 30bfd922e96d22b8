/** User prompts: what is spoken, and recordings, which are compared by what is in them. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { comparable, expected, ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const TYPE = "architect:UserPrompt";
const PROMPTS = "architect/prompts";
const MAKE = "POST /api/v2/architect/prompts";
const CHANGE = "PUT /api/v2/architect/prompts/{promptId}";
const ADD = "POST /api/v2/architect/prompts/{promptId}/resources";
const REPLACE = "PUT /api/v2/architect/prompts/{promptId}/resources/{languageCode}";
const REMOVE = "DELETE /api/v2/architect/prompts/{promptId}/resources/{languageCode}";
const UPLOAD = "POST /uploads/prompts/{promptId}/{languageCode}";
const SILENCE = "DELETE /api/v2/architect/prompts/{promptId}/resources/{languageCode}/audio";

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

const prompt = (args: Json, name = "Welcome") => () => resource(TYPE, name, args);
const english = { language: "en-us", ttsString: "Welcome", text: "Welcome." };
const german = { language: "de-de", ttsString: "Willkommen" };

const live = async (name = "Welcome"): Promise<Json> => {
    const { id } = (await simulator.object(PROMPTS, name))!;
    return simulator.api("GET", `${PROMPTS}/${id}`);
};

/** What is heard in a language. */
async function heard(language: string): Promise<Json> {
    return (await live()).resources.find((resource: Json) => resource.language === language);
}

/** What an up writes, and that nothing is left to do. */
async function writes(program: () => unknown, calls: string[]): Promise<void> {
    await simulator.forgetCalls();
    await project.up(program);
    sameLines(await simulator.writes(), calls);
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

test("each language is made, changed and removed by itself", async () => {
    await writes(prompt({ description: "What every call begins with", divisionId: ids.divisions[0], resources: [english, german] }), [MAKE, ADD, ADD]);
    const { resources, ...plain } = await live();
    assert.deepEqual(comparable(plain), expected("user-prompt"));
    assert.deepEqual(
        resources.map(({ language, ttsString, text }: Json) => [language, ttsString, text]).sort(),
        [["de-de", "Willkommen", undefined], ["en-us", "Welcome", "Welcome."]],
    );

    // Their order means nothing.
    await writes(prompt({ description: "What every call begins with", resources: [german, english] }), []);
    const changed = prompt({ description: "For all", resources: [{ ...english, ttsString: "Hello" }] });
    sameLines((await project.preview(changed)).changes, ["update Welcome ~description -resources[0] ~resources[0].ttsString"]);
    await writes(changed, [CHANGE, REMOVE, REPLACE]);
    assert.deepEqual([(await heard("en-us")).ttsString, (await heard("en-us")).text], ["Hello", "Welcome."]);
    assert.equal((await live()).division.id, ids.divisions[0], "a division that is no longer named stays");

    // What somebody else adds, a refresh shows.
    const { id } = project.resource("Welcome");
    await simulator.api("POST", `${PROMPTS}/${id}/resources`, { language: "fr-fr", ttsString: "Bienvenue" });
    const drifted = await project.preview(undefined, { refresh: true });
    sameLines(drifted.drifts, ["refresh Welcome +resources[1]"]);
    sameLines(drifted.changes, ["update Welcome -resources[1]"]);

    // Another name is another prompt.
    const renamed = await project.up(prompt({ name: "Hello_all", resources: [english] }));
    assert.ok(renamed.changes.some((change) => change.startsWith("replace Welcome")));
    assert.equal(await simulator.object(PROMPTS, "Welcome"), undefined);
    await project.destroy();
    assert.equal(await simulator.object(PROMPTS, "Hello_all"), undefined);
});

test("a recording is uploaded when it is another one, and only then", async () => {
    const wav = (content: string) => new pulumi.asset.StringAsset(content);
    const program = (recording: Json, more: Json = {}) => prompt({ resources: [{ ...english, ...recording, ...more }] });
    await writes(program({ filename: wav("RIFF one") }), [MAKE, ADD, UPLOAD]);
    assert.equal((await heard("en-us")).uploadStatus, "transcoded");
    fs.writeFileSync(path.join(project.work, "moved.wav"), "RIFF one");
    await writes(program({ filename: "moved.wav" }), []);
    sameLines((await project.preview(program({ filename: wav("RIFF two") }))).changes, ["update Welcome ~resources[0].fileContentHash"]);
    await writes(program({ filename: wav("RIFF two") }), [REPLACE, UPLOAD]);
    await writes(program({ filename: wav("RIFF two") }, { text: "Hello." }), [REPLACE]);
    assert.equal((await heard("en-us")).uploadStatus, "transcoded");
    const wrong = await project.preview(program({ filename: wav("RIFF two"), fileContentHash: "0000" }), { fails: true });
    assert.match(wrong.error, /fileContentHash/);
    // A program that no longer names what is heard leaves it as it is, and gets no file back that it could not read.
    sameLines((await project.preview(prompt({ description: "Silent" }))).changes, ["update Welcome +description -resources"]);
    // Without its recording, what is spoken is heard again.
    await writes(program({}), [REPLACE, SILENCE]);
    assert.equal((await heard("en-us")).uploadStatus, "created");
});

test("a recording that did not arrive is uploaded by the next run", async () => {
    const program = prompt({ resources: [{ ...english, filename: new pulumi.asset.StringAsset("RIFF") }, german] });
    await simulator.fault({ method: "POST", route: "/uploads/prompts/{promptId}/{languageCode}", kind: "status", status: 400 });
    const failed = await project.up(program, { fails: true });
    assert.match(failed.error, /user prompt "Welcome" was created \(id .*\), but it is not finished/);
    const { id } = project.resource("Welcome");
    await project.up(program);
    assert.equal(project.resource("Welcome").id, id);
    assert.equal((await heard("en-us")).uploadStatus, "transcoded");
    assert.equal((await live()).resources.length, 2);
    sameLines((await project.preview(program, { refresh: true })).changes, []);
});

test("a prompt is found by its name, imported with its languages, and its name keeps to the platform's letters", async () => {
    const id = await simulator.add(PROMPTS, { name: "By_hand", description: "Old" });
    await simulator.api("POST", `${PROMPTS}/${id}/resources`, english);
    for (const by of [id, "By_hand"]) {
        const importing = Project.create(simulator);
        await importing.importing(TYPE, "taken over", by);
        const { __imported, ...inputs } = importing.resource("taken over").inputs;
        const { divisionId, ...own } = inputs;
        assert.equal(divisionId, (await simulator.api("GET", `${PROMPTS}/${id}`)).division.id);
        assert.deepEqual(own, { name: "By_hand", description: "Old", resources: [english] });
        sameLines((await importing.preview(() => resource(TYPE, "taken over", inputs), { refresh: true })).changes, []);
    }
    await project.up(async () => {
        assert.equal((await lookup("architect:getUserPrompt", { name: "By_hand" })).id, id);
        resource(TYPE, "Good morning!", {});
    });
    assert.equal(project.resource("Good morning!").outputs.name, "Good_morning_");
    const refused = await project.preview(prompt({ name: "Guten Tag", resources: [{ language: "de-DE" }] }), { fails: true });
    assert.match(refused.error, /name.*letters, digits and underscores only/s);
    assert.match(refused.error, /resources\[0\]\.language.*small letters/s);
});
