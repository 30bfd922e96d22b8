/** Languages of grammars, whose files are compared by what is in them. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";

const LANGUAGES = "/api/v2/architect/grammars/{grammarId}/languages";
const FILES = `${LANGUAGES}/{languageCode}/files`;
const UPLOAD = "PUT /uploads/grammars/{grammarId}/{languageCode}/{mode}";

let simulator: Simulator;
let project: Project;
let grammar: string;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
    grammar = (await simulator.api("POST", "architect/grammars", { name: "Cities" })).id;
});

const file = (content: string, fileType = "Gram") => ({ fileName: new pulumi.asset.StringAsset(content), fileType });
const language = (args: Json) => () => void resource("architect:GrammarLanguage", "english", { grammarId: grammar, language: "en-us", ...args });
const live = () => simulator.api("GET", `architect/grammars/${grammar}/languages/en-us`);

/** What an up writes, and that nothing is left to do. */
async function writes(program: () => void, calls: string[]): Promise<void> {
    await simulator.forgetCalls();
    await project.up(program);
    sameLines(await simulator.writes(), calls);
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

/** What is in a file. */
async function content(mode: "dtmf" | "voice"): Promise<string> {
    return (await fetch((await live())[`${mode}FileUrl`])).text();
}

test("files are uploaded when what is in them changes, and taken away when they are not named", async () => {
    await writes(language({ voiceFileData: file("Berlin") }), [`POST ${LANGUAGES}`, `POST ${FILES}/voice`, UPLOAD]);
    assert.deepEqual([await content("voice"), (await live()).voiceFileMetadata.fileType], ["Berlin", "Gram"]);
    // Both kinds, and the second by itself.
    await writes(language({ voiceFileData: file("Berlin"), dtmfFileData: file("1 | 2") }), [
        `PATCH ${LANGUAGES}/{languageCode}`,
        `POST ${FILES}/dtmf`,
        UPLOAD,
    ]);
    assert.equal(await content("dtmf"), "1 | 2");
    await writes(language({ voiceFileData: file("Paris"), dtmfFileData: file("1 | 2") }), [`POST ${FILES}/voice`, UPLOAD]);
    assert.equal(await content("voice"), "Paris");
    const typed = language({ voiceFileData: file("Paris", "Grxml"), dtmfFileData: file("1 | 2") });
    await project.up(typed);
    assert.equal((await live()).voiceFileMetadata.fileType, "Grxml");
    await writes(language({ voiceFileData: file("Paris", "Grxml") }), [`DELETE ${FILES}/dtmf`]);
    assert.equal((await live()).dtmfFileUrl, undefined);
    await project.destroy();
    assert.deepEqual((await simulator.api("GET", `architect/grammars/${grammar}`)).languages, []);
});

test("a language is imported by its grammar and itself, also as CX as Code writes it", async () => {
    await simulator.api("POST", `architect/grammars/${grammar}/languages`, { language: "en-us" });
    for (const id of [`${grammar}/en-us`, `${grammar}:en-us`]) {
        project = Project.create(simulator);
        await project.importAll([{ type: "architect:GrammarLanguage", name: "english", id }]);
        const preview = await project.preview(language({}), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
    }
    const replaced = await project.preview(language({ language: "de-de" }));
    assert.ok(replaced.changes.includes("replace english ~language!"), replaced.changes.join("\n"));
    const refused = await project.preview(language({ language: "en-US" }), { fails: true });
    assert.match(refused.errors.join("\n"), /language.*is written in small letters/s);
});
