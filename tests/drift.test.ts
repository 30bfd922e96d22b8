/** What somebody else changes, behind Pulumi's back. */
import assert from "node:assert/strict";
import { afterEach, before, beforeEach, test } from "node:test";
import { division, type Json, Project, queue, sameLines, Simulator, skill, wrapupcode } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start();
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

afterEach(() => simulator.forgetFaults());

/** An organization of a few objects, of which the queue is what the tests are about. */
const program = (description = "First line") => {
    const sales = division("sales", { description: "Sells" });
    const codes = ["done", "again", "never"].map((name) => wrapupcode(name, { description: name }));
    skill("French");
    queue("support", {
        description,
        divisionId: sales.id,
        acwTimeoutMs: 10_000,
        enableTranscription: true,
        mediaSettingsCall: { alertingTimeoutSec: 12, serviceLevelPercentage: 0.7 },
        mediaSettingsMessage: { subTypeSettings: [{ mediaType: "instagram", enableAutoAnswer: true }] },
        wrapupCodes: codes.slice(0, 2).map(({ id }) => id),
    });
    queue("sales", { mediaSettingsCall: { alertingTimeoutSec: 15 } });
};

const edits: [string, (queue: Json) => void, shown: string][] = [
    ["a text", (queue) => (queue.description = "Last line"), "description"],
    ["a text that is cleared", (queue) => delete queue.description, "description"],
    ["a switch", (queue) => (queue.enableTranscription = false), "enableTranscription"],
    ["a number", (queue) => (queue.acwSettings.timeoutMs = 20_000), "acwTimeoutMs"],
    [
        "a nested number",
        (queue) => (queue.mediaSettings.call.alertingTimeoutSeconds = 20),
        "mediaSettingsCall.alertingTimeoutSec",
    ],
    [
        "a property of a list's element",
        (queue) => (queue.mediaSettings.message.subTypeSettings.instagram.enableAutoAnswer = false),
        "mediaSettingsMessage.subTypeSettings[0].enableAutoAnswer",
    ],
];

test("a property that was changed: the preview shows it and nothing else, an up repairs it", async () => {
    await project.up(() => program());
    const { id } = project.resource("support");
    const before = await simulator.object("routing/queues", id);
    for (const [what, edit, shown] of edits) {
        await simulator.edit("routing/queues", id, edit);
        await simulator.forgetCalls();
        const preview = await project.preview(undefined, { refresh: true });
        const [drift] = preview.drifts;
        assert.equal(preview.drifts.length, 1, `${what}: ${preview.drifts}`);
        assert.match(drift, /^refresh support [-~+]\S+$/, what);
        assert.equal(drift.replace(/^refresh support ./, ""), shown, what);
        assert.equal(preview.changes.length, 1, `${what}: ${preview.changes}`);
        assert.equal(preview.changes[0].replace(/^update support ./, ""), shown, what);
        sameLines(await simulator.writes(), [], `calls of a preview: ${what}`);

        const up = await project.up(undefined, { refresh: true });
        assert.deepEqual(up.changes, preview.changes, what);
        sameLines(await simulator.writes(), ["PUT /api/v2/routing/queues/{queueId}"], what);
        const after = await simulator.object("routing/queues", id);
        assert.deepEqual({ ...after, dateModified: "" }, { ...before, dateModified: "" }, what);
    }
});

test("wrap-up codes and the division that were changed", async () => {
    await project.up(() => program());
    const { id } = project.resource("support");
    const [done, never] = ["done", "never"].map((name) => project.resource(name).id);
    const home = await simulator.api("GET", "authorization/divisions/home");

    await simulator.api("DELETE", `routing/queues/${id}/wrapupcodes/${done}`);
    await simulator.api("POST", `routing/queues/${id}/wrapupcodes`, [{ id: never }]);
    await simulator.api("POST", `authorization/divisions/${home.id}/objects/QUEUE`, [id]);

    const preview = await project.preview(undefined, { refresh: true });
    const paths = (line: string) => [...new Set(line.split(" ").slice(2).map((path) => path.replace(/^.|\[.*/g, "")))];
    assert.deepEqual(preview.drifts.map(paths), [["divisionId", "wrapupCodes"]]);
    assert.deepEqual(preview.changes.map(paths), [["divisionId", "wrapupCodes"]]);

    await project.up(undefined, { refresh: true });
    const after = await simulator.object("routing/queues", id);
    assert.equal(after.division.name, "sales");
    assert.deepEqual(after.wrapupCodes.sort(), ["done", "again"].map((name) => project.resource(name).id).sort());
});

test("an object that was deleted is planned again, and made again", async () => {
    await project.up(() => program());
    const old = project.resource("support").id;
    await simulator.api("DELETE", `routing/queues/${old}`);
    const french = project.resource("French").id;
    await simulator.api("DELETE", `routing/skills/${french}`);

    const preview = await project.preview(undefined, { refresh: true });
    sameLines(preview.drifts, ["gone support", "gone French"]);
    sameLines(preview.changes, ["create support", "create French"]);
    await project.up(undefined, { refresh: true });
    assert.notEqual(project.resource("support").id, old);
    assert.equal((await simulator.object("routing/queues", "support")).description, "First line");
    assert.ok(await simulator.object("routing/skills", "French"));
});

test("without a refresh, an update of a deleted object says what to do, and a destroy is content", async () => {
    await project.up(() => program());
    await simulator.api("DELETE", `routing/queues/${project.resource("support").id}`);
    const failed = await project.up(() => program("Second line"), { fails: true });
    assert.match(failed.error, /queue "support".* is gone.*pulumi refresh/);
    await project.destroy();
    assert.deepEqual(project.resources(), []);
});

test("a field that the program does not name survives an update of another", async () => {
    await project.up(() => program());
    const { id } = project.resource("support");
    await simulator.edit("routing/queues", id, (queue) => {
        queue.callingPartyName = "Edited by hand";
        queue.mediaSettings.call.serviceLevel.durationMs = 12_345;
        queue.mediaSettings.chat.alertingTimeoutSeconds = 99;
        queue.mediaSettings.message.subTypeSettings.whatsapp = { enableAutoAnswer: true };
        queue.memberGroups = [];
        queue.defaultMediaLanguage = "en-GB";
    });
    const [never] = ["never"].map((name) => project.resource(name).id);
    await simulator.api("POST", `routing/queues/${id}/wrapupcodes`, [{ id: never }]);
    const before = await simulator.object("routing/queues", id);

    const up = await project.up(() => program("Second line"));
    sameLines(up.changes, ["update support ~description"]);
    const after = await simulator.object("routing/queues", id);
    assert.deepEqual({ ...after, dateModified: "" }, { ...before, description: "Second line", dateModified: "" });
    const preview = await project.preview();
    sameLines(preview.changes, []);
});

test("many objects are read by pages, and what differs is confirmed by itself", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `Code ${index}`);
    await project.up(() => names.forEach((name) => wrapupcode(name, { description: "As planned" })));
    await simulator.forgetCalls();
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);
    const reads = async () => (await simulator.calls()).filter(({ template }) => template.startsWith("/api/v2/routing/wrapupcodes"));
    assert.deepEqual(
        (await reads()).map(({ template }) => template),
        ["/api/v2/routing/wrapupcodes"],
    );

    const changed = await simulator.object("routing/wrapupcodes", "Code 7");
    await simulator.api("PUT", `routing/wrapupcodes/${changed!.id}`, { name: "Code 7", description: "Theirs" });
    await simulator.api("DELETE", `routing/wrapupcodes/${(await simulator.object("routing/wrapupcodes", "Code 8"))!.id}`);
    await simulator.forgetCalls();
    const { changes } = await project.preview(undefined, { refresh: true });
    sameLines(changes, ["create Code 8", "update Code 7 ~description"]);
    assert.deepEqual((await reads()).map(({ method, status }) => `${method} ${status}`).sort(), ["GET 200", "GET 200", "GET 404"]);
});
