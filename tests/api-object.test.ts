/** Any object of the API: made, changed, found and deleted by where it is, and checked by what the API has. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";

const LIMITS = "outbound/attemptlimits";
const PATH = `/api/v2/${LIMITS}`;
const CREDENTIALS = "integrations/credentials";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

const object = (name: string, args: Json) => resource("index:ApiObject", name, args);
const limit = (body: Json, args: Json = {}) => object("limit", { path: PATH, body, ...args });
const live = () => simulator.api("GET", `${LIMITS}/${project.resource("limit").id}`);

async function clean(program: () => void): Promise<void> {
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

async function refused(program: () => void, ...reasons: RegExp[]): Promise<void> {
    await simulator.forgetCalls();
    const { errors } = await project.preview(program, { fails: true });
    reasons.forEach((reason) => assert.match(errors.join("\n"), reason));
    sameLines(await simulator.writes(), []);
}

const today = { name: "Three a day", maxAttemptsPerContact: 3, timeZoneId: "Europe/Berlin", resetPeriod: "TODAY" };

test("an object lives a whole life, and what the program does not name is nobody's", async () => {
    const program = (more: Json = {}) => () => void limit({ ...today, ...more });
    await project.up(program());
    sameLines(await simulator.writes(), [`POST ${PATH}`]);
    assert.equal((await live()).maxAttemptsPerContact, 3);
    const { outputs } = project.resource("limit");
    assert.deepEqual([outputs.path, outputs.body.resetPeriod, typeof outputs.answered.dateCreated], [PATH, "TODAY", "string"]);
    await clean(program());

    // Somebody sets what is not named here: it stays, and a change keeps it.
    const theirs = { ...(await live()), maxAttemptsPerNumber: 2 };
    await simulator.api("PUT", `${LIMITS}/${theirs.id}`, theirs);
    await clean(program());
    await simulator.forgetCalls();
    sameLines((await project.up(program({ maxAttemptsPerContact: 4 }))).changes, ["update limit ~body.maxAttemptsPerContact"]);
    sameLines(await simulator.writes(), [`PUT ${PATH}/{attemptLimitsId}`]);
    const after = await live();
    assert.deepEqual([after.maxAttemptsPerContact, after.maxAttemptsPerNumber], [4, 2]);

    // What is named and changed by others is drift, and goes back.
    await simulator.api("PUT", `${LIMITS}/${after.id}`, { ...after, maxAttemptsPerContact: 9 });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, ["refresh limit ~body.maxAttemptsPerContact"]);
    await project.up(undefined, { refresh: true });
    assert.equal((await live()).maxAttemptsPerContact, 4);

    // Nested objects are managed member by member, too.
    const recall = { recallEntries: { busy: { nbrAttempts: 2, minutesBetweenAttempts: 10 } } };
    await project.up(program(recall));
    await clean(program(recall));
    sameLines((await project.up(program({ recallEntries: { busy: { nbrAttempts: 3, minutesBetweenAttempts: 10 } } }))).changes, [
        "update limit ~body.recallEntries.busy.nbrAttempts",
    ]);

    await project.destroy();
    assert.deepEqual((await simulator.objects())[LIMITS] ?? [], []);
});

test("a version that somebody else was faster to change is no reason to fail", async () => {
    await project.up(() => void limit(today));
    await simulator.fault({ method: "PUT", route: `${PATH}/{attemptLimitsId}`, kind: "status", status: 409, code: "invalid.update.wrong.version", message: "Version." });
    await project.up(() => void limit({ ...today, maxAttemptsPerContact: 5 }));
    assert.equal((await live()).maxAttemptsPerContact, 5);
    // Gone is gone: a refresh makes it anew, a destroy is content.
    await simulator.api("DELETE", `${LIMITS}/${project.resource("limit").id}`);
    sameLines((await project.preview(() => void limit(today), { refresh: true })).changes.map((line) => line.split(" ")[0]), ["create"]);
    await project.destroy();
});

test("what the API would refuse is refused in the preview, with the right words", async () => {
    await refused(() => void limit({ ...today, maxAttemptPerContact: 3 }), /body\.maxAttemptPerContact.*did you mean maxAttemptsPerContact/s);
    const queue = (body: Json) => () => void object("queue", { path: "/api/v2/routing/queues", body: { name: "Queue", ...body } });
    await refused(queue({ skillEvaluationMethod: "BESTE" }), /body\.skillEvaluationMethod.*must be one of NONE, BEST, ALL.*did you mean BEST/s);
    await refused(queue({ mediaSettings: { call: { alertingTimeoutSecs: 8 } } }), /body\.mediaSettings\.call\.alertingTimeoutSecs.*did you mean alertingTimeoutSeconds/s);
    await refused(() => void limit({ ...today, maxAttemptsPerContact: "three" }), /body\.maxAttemptsPerContact.*must be a whole number/s);
    await refused(() => void limit({ ...today, recallEntries: "x" }), /body\.recallEntries.*must be a map/s);
    await refused(() => void limit({ ...today, dateCreated: "2026-01-01" }), /body\.dateCreated.*the API says it, and takes it from nobody/s);
    await refused(() => void limit({ ...today, version: 1 }), /body\.version.*the provider sends the one that is there/s);
    await refused(() => void limit(JSON.stringify(today) as unknown as Json), /body.*pass the object itself, not its JSON/s);
    await refused(() => void object("limit", { path: "/api/v2/outbound/attemptlimit", body: today }), /path.*did you mean \/api\/v2\/outbound\/attemptlimits/s);
    await refused(() => void object("limit", { path: "https://api.mypurecloud.com/api/v2/x", body: today }), /path.*must begin with \/api\/v2\//s);
    const below = "/api/v2/flows/{flowId}/instances/settings/loglevels";
    await refused(() => void object("limit", { path: below, body: {} }), /parameters.*lacks flowId/s);
    await refused(() => void object("limit", { path: below, parameters: { flowID: "x", flowId: "y" }, body: {} }), /parameters\.flowID.*did you mean flowId/s);
});

test("what this version does not know can be sent all the same", async () => {
    const newer = await Simulator.start();
    project = Project.create(newer);
    const program = (more: Json = {}) => () => void limit({ ...today, newerThanThis: { a: 1 }, ...more }, { unchecked: true });
    await project.up(program());
    const [{ request }] = await newer.writeCalls();
    assert.deepEqual([request.newerThanThis, request.maxAttemptsPerContact], [{ a: 1 }, 3]);
    sameLines((await project.preview(program())).changes, []);
    sameLines((await project.up(program({ maxAttemptsPerNumber: 1 }))).changes, ["update limit +body.maxAttemptsPerNumber"]);
    await newer.stop();
});

test("an object is imported by its path and its id, or its name", async () => {
    const id = await simulator.add(LIMITS, today);
    for (const own of [id, today.name]) {
        project = Project.create(simulator);
        await project.importAll([{ type: "index:ApiObject", name: "limit", id: `${PATH}/${own}` }]);
        assert.equal(project.resource("limit").id, id);
        await clean(() => void limit(today));
        // What only the import has found need not be named.
        await clean(() => void limit({ name: today.name }));
    }
});

test("what there is one of is changed, and released", async () => {
    const settings = "outbound/settings";
    const program = (maxCallsPerAgent: number) => () => void object("settings", { path: `/api/v2/${settings}`, body: { maxCallsPerAgent } });
    const before = await simulator.api("GET", settings);
    await project.up(program(7));
    const { maxCallsPerAgent, maxLineUtilization } = await simulator.api("GET", settings);
    assert.deepEqual([maxCallsPerAgent, maxLineUtilization], [7, before.maxLineUtilization]);
    await clean(program(7));
    sameLines((await project.up(program(8))).changes, ["update settings ~body.maxCallsPerAgent"]);
    await project.destroy();
    assert.equal((await simulator.api("GET", settings)).maxCallsPerAgent, 8);
});

test("what a PUT makes is made, and deleted", async () => {
    const path = "/api/v2/identityproviders/okta";
    const body = { name: "Okta", issuerURI: "https://example.com", ssoTargetURI: "https://example.com/sso", certificates: ["MIIB"] };
    const program = (more: Json = {}) => () => void object("okta", { path, body: { ...body, ...more } });
    await project.up(program());
    assert.equal((await simulator.api("GET", "identityproviders/okta")).issuerURI, body.issuerURI);
    await clean(program());
    await project.up(program({ ssoTargetURI: "https://example.com/other" }));
    assert.equal((await simulator.api("GET", "identityproviders/okta")).ssoTargetURI, "https://example.com/other");
    await project.destroy();
    await assert.rejects(() => simulator.api("GET", "identityproviders/okta"), /404/);
});

test("a secret is sent when it changes, and is in nothing that anybody reads", async () => {
    const program = (password: string) => () =>
        void object("login", {
            path: `/api/v2/${CREDENTIALS}`,
            body: { name: "Login", type: { name: "basicAuth" }, credentialFields: { userName: "genesys", password: pulumi.secret(password) } },
            writeOnly: ["credentialFields"],
        });
    await project.up(program("canary-one"));
    const kept = async () => (await simulator.object(CREDENTIALS, project.resource("login").id))!.credentialFields.password;
    assert.equal(await kept(), "canary-one");
    await clean(program("canary-one"));
    await project.up(program("canary-two"));
    assert.equal(await kept(), "canary-two");
    assert.ok(!project.stored().includes("canary"));
});
