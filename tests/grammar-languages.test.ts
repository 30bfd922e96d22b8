/** Languages of grammars, whose files are compared by what is in them. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { comparable, expected, type Json, Project, resource, sameLines, Simulator } from "./kit";

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
    assert.equal(await content("voice"), "Berlin");
    const { grammarId, voiceFileUrl, voiceFileMetadata, ...plain } = await live();
    const { dateUploaded, ...metadata } = voiceFileMetadata;
    assert.deepEqual(comparable({ ...plain, voiceFileMetadata: metadata }), expected("grammar-language"));
    assert.equal(grammarId, grammar);
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

test("what the platform has not taken, the next run brings and takes away", async () => {
    const both = language({ voiceFileData: file("Berlin"), dtmfFileData: file("1 | 2") });
    await simulator.fault({ method: "PUT", route: "/uploads/grammars/{grammarId}/{languageCode}/{mode}", kind: "status", status: 400 });
    const failed = await project.up(both, { fails: true });
    assert.match(failed.error, /language of a grammar ".*en-us" was created \(id .*\), but it is not finished/);
    await project.up(both);
    assert.deepEqual([await content("voice"), await content("dtmf")], ["Berlin", "1 | 2"]);
    // The voice file has got there, and the other one is still there.
    await simulator.fault({ method: "DELETE", route: `${FILES}/dtmf`, kind: "status", status: 400 });
    const voice = language({ voiceFileData: file("Paris") });
    const stopped = await project.up(voice, { fails: true });
    assert.match(stopped.error, /was changed only in part: cannot remove a file of language of a grammar ".*en-us"/);
    assert.equal(await content("dtmf"), "1 | 2");
    sameLines((await project.preview(voice)).changes, ["update english -dtmfFileData ~voiceFileData.fileContentHash"]);
    await project.up(voice);
    assert.deepEqual([await content("voice"), (await live()).dtmfFileMetadata], ["Paris", undefined]);
    assert.equal((await live()).dtmfFileUrl, undefined);
});

test("files that others have taken away or announced otherwise are drift, and come back", async () => {
    const both = language({ voiceFileData: file("Berlin"), dtmfFileData: file("1 | 2") });
    await project.up(both);
    await simulator.api("DELETE", `architect/grammars/${grammar}/languages/en-us/files/voice`);
    await simulator.api("PATCH", `architect/grammars/${grammar}/languages/en-us`, { dtmfFileMetadata: { fileName: "theirs", fileType: "Grxml" } });
    const { drifts } = await project.preview(both, { refresh: true });
    sameLines(drifts, ["refresh english ~dtmfFileData.fileType -voiceFileData"]);
    await project.up(both, { refresh: true });
    assert.deepEqual([await content("voice"), (await live()).dtmfFileMetadata.fileType], ["Berlin", "Gram"]);
});

test("a language is imported by its grammar and itself, also as CX as Code writes it", async () => {
    await simulator.api("POST", `architect/grammars/${grammar}/languages`, { language: "en-us", voiceFileMetadata: { fileType: "Gram" } });
    for (const id of [`${grammar}/en-us`, `${grammar}:en-us`]) {
        project = Project.create(simulator);
        await project.importAll([{ type: "architect:GrammarLanguage", name: "english", id }]);
        const preview = await project.preview(language({}), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
    }
    // A program that does not name the file leaves it alone; one that does brings its own.
    assert.equal((await live()).voiceFileMetadata.fileType, "Gram");
    await writes(language({ voiceFileData: file("Berlin") }), [`POST ${FILES}/voice`, UPLOAD]);
    const replaced = await project.preview(language({ language: "de-de", voiceFileData: file("Berlin") }));
    assert.ok(replaced.changes.includes("replace english ~language!"), replaced.changes.join("\n"));
    const refused = await project.preview(language({ language: "en-US" }), { fails: true });
    assert.match(refused.errors.join("\n"), /language.*is written in small letters/s);
});
