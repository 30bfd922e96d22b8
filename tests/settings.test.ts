/** Settings that there is exactly one set of: taken over, changed property by property, released, or taken back. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { expected, type Json, Project, resource, sameLines, Simulator } from "./kit";

const TYPE = "routing:Settings";
const PATHS = {
    settings: "routing/settings",
    contactcenter: "routing/settings/contactcenter",
    transcription: "routing/settings/transcription",
};

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    project = Project.create(simulator);
});

/** What the platform has, of all three documents. */
async function live(): Promise<Json> {
    const documents: Json = {};
    for (const [name, path] of Object.entries(PATHS)) {
        const { selfUri, ...document } = await simulator.api("GET", path);
        documents[name] = document;
    }
    return documents;
}

const everything = {
    resetAgentOnPresenceChange: true,
    contactcenter: { removeSkillsFromBlindTransfer: true },
    transcription: {
        transcription: "EnabledQueueFlow",
        transcriptionConfidenceThreshold: 70,
        lowLatencyTranscriptionEnabled: true,
        contentSearchEnabled: true,
        pciDssRedactionEnabled: true,
        piiRedactionEnabled: true,
    },
};

const settings = (args: Json) => () => void resource(TYPE, "settings", args);

/** An up, what it changes, and that nothing is left to do. */
async function up(args: Json, changes: string[]): Promise<void> {
    await simulator.forgetCalls();
    sameLines((await project.up(settings(args))).changes, changes, "changes");
    const preview = await project.preview(settings(args), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

test("what the program names is set, and nothing else", async () => {
    await simulator.api("PUT", PATHS.transcription, { ...expected("settings").transcription, contentSearchEnabled: true });
    await up({ transcription: { piiRedactionEnabled: true } }, ["create settings"]);
    const wanted = expected("settings");
    Object.assign(wanted.transcription, { contentSearchEnabled: true, piiRedactionEnabled: true });
    assert.deepEqual(await live(), wanted);
    assert.deepEqual(await simulator.writes(), ["PUT /api/v2/routing/settings/transcription"]);
});

test("every property is set, changed and taken back by itself", async () => {
    await project.up(settings({}));
    await up(everything, ["update settings +contactcenter +resetAgentOnPresenceChange +transcription"]);
    assert.deepEqual(await live(), expected("full-settings"));

    const { transcription } = everything;
    const changes: [Json, string, string, string, Json][] = [
        [{ ...everything, resetAgentOnPresenceChange: false }, "~resetAgentOnPresenceChange", "settings", "resetAgentScoreOnPresenceChange", false],
        [
            { ...everything, contactcenter: { removeSkillsFromBlindTransfer: false } },
            "~contactcenter.removeSkillsFromBlindTransfer",
            "contactcenter",
            "removeSkillsFromBlindTransfer",
            false,
        ],
        ...Object.entries({
            transcription: "EnabledGlobally",
            transcriptionConfidenceThreshold: 80,
            lowLatencyTranscriptionEnabled: false,
            contentSearchEnabled: false,
            pciDssRedactionEnabled: false,
            piiRedactionEnabled: false,
        }).map(([name, value]): [Json, string, string, string, Json] => [
            { ...everything, transcription: { ...transcription, [name]: value } },
            `~transcription.${name}`,
            "transcription",
            name,
            value,
        ]),
    ];
    for (const [args, path, document, at, value] of changes) {
        await project.up(settings(everything));
        await up(args, [`update settings ${path}`]);
        const wanted = expected("full-settings");
        wanted[document][at] = value;
        assert.deepEqual(await live(), wanted, path);
        assert.equal((await simulator.writes()).length, 1, path);
    }

    await project.up(settings(everything));
    const { lowLatencyTranscriptionEnabled, ...rest } = transcription;
    await up({ ...everything, transcription: rest }, ["update settings -transcription.lowLatencyTranscriptionEnabled"]);
    const wanted = expected("full-settings");
    wanted.transcription.lowLatencyTranscriptionEnabled = false;
    assert.deepEqual(await live(), wanted);

    await up({}, ["update settings -contactcenter -resetAgentOnPresenceChange -transcription"]);
    assert.deepEqual(await live(), expected("settings"));
});

test("what somebody else changes is drift only where the program names it", async () => {
    await project.up(settings({ transcription: { contentSearchEnabled: true } }));
    await simulator.api("PUT", PATHS.settings, { resetAgentScoreOnPresenceChange: true });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, []);
    await simulator.api("PUT", PATHS.transcription, expected("settings").transcription);
    const preview = await project.preview(undefined, { refresh: true });
    assert.equal(preview.drifts.length, 1);
    await project.up(settings({ transcription: { contentSearchEnabled: false } }));
});

test("a destroy releases them; with resetOnDelete it takes them back", async () => {
    await project.up(settings(everything));
    await simulator.forgetCalls();
    await project.destroy();
    assert.deepEqual(await simulator.writes(), []);
    assert.deepEqual(await live(), expected("full-settings"));

    await project.up(settings({ ...everything, resetOnDelete: true }));
    await project.destroy();
    assert.deepEqual(await live(), expected("settings"));
});

test("they are imported by their id, and preview clean", async () => {
    for (const [name, path] of Object.entries(PATHS)) {
        await simulator.api(name === "contactcenter" ? "PATCH" : "PUT", path, expected("full-settings")[name]);
    }
    project = Project.create(simulator);
    await project.importAll([{ type: TYPE, name: "settings", id: "settings" }]);
    assert.equal(project.resource("settings").id, "settings");
    await simulator.forgetCalls();
    await up(everything, []);
    assert.deepEqual(await simulator.writes(), []);
    assert.deepEqual(await live(), expected("full-settings"));
});
