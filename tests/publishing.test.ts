/** Flows: the job that publishes them, what goes wrong with it, and who else has them. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, test } from "node:test";
import { clean, failWith, file, flow, JOB, live, main, project, simulator, text, UPLOAD, version, yaml } from "./flows";
import { type Json, sameLines } from "./kit";

describe("publishing", () => {
    test("a failure names the message and the line of the file", async () => {
        file("flow.yaml", yaml("Main", "  division: Nowhere\n"));
        const failed = await project.up(main({ filepath: "flow.yaml" }), { fails: true });
        assert.match(failed.error, /cannot publish flow "Main": the platform refused the content \(job \S+\)\.\n- flow\.yaml: .*'Nowhere'/);
        assert.deepEqual(project.resources(), []);
        await failWith("bad indentation of a mapping entry at line 4, column 3");
        const lines = { filepath: text(yaml("{{name}}", '  a: "{{b}}"\n')), substitutions: { name: "|-\n    Two\n    lines", b: "c" } };
        const shifted = await project.up(main(lines), { fails: true });
        assert.match(shifted.error, /the text of filepath:2: bad indentation/, "the line of the file, not of what was put in");
    });

    test("a failed update leaves the state as it was", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        const before = project.resource("main");
        await failWith("no");
        const change = main({ filepath: text(yaml("Main", "# changed\n")) });
        await project.up(change, { fails: true });
        assert.deepEqual(project.resource("main").inputs.fileContentHash, before.inputs.fileContentHash);
        await simulator.forgetFaults();
        sameLines((await project.up(change)).changes, ["update main ~fileContentHash"]);
        await clean();
    });

    test("takes as long as it takes, and no longer than allowed", async () => {
        await simulator.set({ jobDelayMs: 3000 });
        await project.up(main({ filepath: text(yaml("Main")) }));
        const polls = (await simulator.calls()).filter(({ template }) => template === "/api/v2/flows/jobs/{jobId}").length;
        assert.ok(polls > 2 && polls < 9, `asked ${polls} times`);
        await simulator.set({ jobDelayMs: 600_000 });
        const change = main({ filepath: text(yaml("Main", "# changed\n")) }, { customTimeouts: { update: "3s" } });
        const failed = await project.up(change, { fails: true });
        assert.match(failed.error, /takes longer than allowed; give it more time with the resource option customTimeouts \(job/);
    });

    for (const [what, fault] of [
        ["of the registration", { method: "POST", route: "/api/v2/flows/jobs", kind: "cutAfter" }],
        ["of the upload", { method: "PUT", route: "/uploads/flows/{jobId}", kind: "cutAfter" }],
        ["of the job", { method: "GET", route: "/api/v2/flows/jobs/{jobId}", kind: "cutBefore" }],
        ["of the flow", { method: "GET", route: "/api/v2/flows/{flowId}", kind: "status", status: 500, times: 0 }],
    ] as [string, Json][]) {
        test(`a lost answer ${what} makes no second flow`, async () => {
            await simulator.fault(fault);
            await project.up(main({ filepath: text(yaml("Main")) }));
            await simulator.forgetFaults();
            assert.equal((await simulator.objects()).flows.length, 1);
            assert.equal(project.resource("main").id, (await live("Main")).id);
            await clean();
        });
    }

    test("a refused upload is said without the address's signature", async () => {
        await simulator.fault({ method: "PUT", route: "/uploads/flows/{jobId}", kind: "status", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" });
        const failed = await project.up(main({ filepath: text(yaml("Main")) }), { fails: true });
        assert.match(failed.error, /cannot upload the content of flow "Main": .* answers 403 AccessDenied/);
    });

    test("cancelled or killed in the middle of a job: the next run finds the flow", async () => {
        await simulator.set({ jobDelayMs: 4000 });
        const program = main({ filepath: text(yaml("Main")) });
        const cancelled = await project.up(program, {
            fails: true,
            during: async (engine) => {
                await until(async () => (await simulator.writes()).includes(UPLOAD));
                await sleep(500);
                engine.interrupt();
            },
        });
        assert.match(cancelled.error, /stopped waiting for the platform to publish flow "Main" \(job/);
        assert.deepEqual(project.resources(), []);
        // The platform does not know of that.
        await until(async () => (await live("Main")) !== undefined);
        await simulator.set({ jobDelayMs: 0 });
        const up = await project.up(program);
        sameLines(up.changes, ["create main"]);
        assert.match(up.notes.join("\n"), /flow "Main" was there already .* published by this OAuth client/);
        assert.equal((await simulator.objects()).flows.length, 1);
        await clean();
    });

    test("a flow of somebody else is left alone, and the error says how to import it", async () => {
        const user = { id: "5a1e0000-0000-4000-8000-0000000000aa", name: "Ann" };
        const theirs = await simulator.add("flows", { name: "Main", type: "INBOUNDCALL", publishedVersion: { id: "1.0", createdBy: user } });
        const program = main({ filepath: text(yaml("Main")) });
        const failed = await project.up(program, { fails: true });
        assert.match(failed.error, new RegExp(`there is one already, with the id ${theirs}.*\`pulumi import genesyscloud:index:Flow main ${theirs}\``, "s"));
        sameLines(await simulator.writes(), []);
        const adopting = main({ filepath: text(yaml("Main")), onConflict: "adopt" });
        assert.match((await project.preview(adopting)).notes.join("\n"), new RegExp(`takes over flow "Main", which has the id ${theirs}`));
        await project.up(adopting);
        assert.equal(project.resource("main").id, theirs);
        await project.destroy();
        // One of another type is another flow.
        await project.up(main({ filepath: text(yaml("Main", "", "inQueueCall")) }));
    });

    test("two resources of a program do not publish the same flow", async () => {
        const failed = await project.up(() => ["one", "two"].forEach((name) => flow(name, { filepath: text(yaml("Main")) })), { fails: true });
        assert.match(failed.error, /flow "Main" is what the resource "(one|two)" of this program makes too/);
        assert.equal(project.resources().length, 1);
    });

    test("a flow that was renamed or deleted behind our back gets no twin", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        const { id } = project.resource("main");
        await simulator.edit("flows", id, (flow) => (flow.name = "Renamed"));
        const change = main({ filepath: text(yaml("Main", "# changed\n")) });
        const failed = await project.up(change, { fails: true });
        assert.match(failed.error, /somebody has changed its name to "Renamed", so publishing would make a second one/);
        await simulator.api("DELETE", `flows/${id}`);
        const gone = await project.up(change, { fails: true });
        assert.match(gone.error, /is gone: somebody deleted it/);
        sameLines((await project.up(change, { refresh: true })).changes, ["create main"]);
        assert.equal((await simulator.objects()).flows.length, 1);
    });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
        if (await holds()) {
            return;
        }
        await sleep(50);
    }
    throw new Error("it has not come in 20 s");
}

describe("a locked flow", () => {
    const ann = { id: "5a1e0000-0000-4000-8000-0000000000aa", name: "Ann" };

    async function lock(): Promise<void> {
        const { id } = project.resource("main");
        const flow = await simulator.api("GET", `flows/${id}`);
        await simulator.seed({ objects: { flows: [{ ...flow, lockedUser: ann }] } });
    }

    test("is not published; the error names who holds the lock; forceUnlock takes it away", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        await lock();
        const changed = { filepath: text(yaml("Main", "# changed\n")) };
        await simulator.forgetCalls();
        const preview = await project.preview(main(changed));
        assert.match(preview.warnings.join("\n"), /flow "Main" is locked by the user "Ann" .*: the lock must be given back before/);
        const failed = await project.up(main(changed), { fails: true });
        assert.match(failed.error, new RegExp(`flow "Main" is locked by the user "Ann" \\(${ann.id}\\).*forceUnlock`, "s"));
        sameLines(await simulator.writes(), []);
        await project.up(main({ ...changed, forceUnlock: true }));
        sameLines(await simulator.writes(), ["POST /api/v2/flows/actions/unlock", JOB, UPLOAD]);
        assert.equal((await live("Main")).lockedUser, undefined);
        await clean();
    });

    test("is not deleted either", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        await lock();
        const failed = await project.destroy({ fails: true });
        assert.match(failed.error, /flow "Main" is locked by the user "Ann"/);
        await project.up(main({ filepath: text(yaml("Main")), forceUnlock: true }));
        await project.destroy();
        assert.equal(await live("Main"), undefined);
    });

    test("our own lock is none", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        await simulator.api("POST", `flows/actions/checkout?flow=${project.resource("main").id}`);
        await project.up(main({ filepath: text(yaml("Main", "# changed\n")) }));
        assert.equal(await version("Main"), "2.0");
    });
});

describe("a version of somebody else", () => {
    const ann = { id: "5a1e0000-0000-4000-8000-0000000000aa", name: "Ann" };
    const theirs = `published by the user "Ann" \\(${ann.id}\\) at 2026-10-02T10:00:00Z, version 2\\.0`;

    /** As a designer does it in Architect. */
    async function hotfix(name = "Main", version = "2.0", more: Json = { createdBy: ann }): Promise<void> {
        const flow = await live(name);
        const publishedVersion = { id: version, type: "PUBLISH", datePublished: "2026-10-02T10:00:00Z", ...more };
        await simulator.seed({ objects: { flows: [{ ...flow, publishedVersion }] } });
        await simulator.forgetCalls();
    }

    beforeEach(() => project.up(main({ filepath: text(yaml("Main")) })));

    test("is drift that names who and when, and is not overwritten unless the program says so", async () => {
        await hotfix();
        const program = (args = {}) => main({ filepath: text(yaml("Main")), ...args });
        const refreshed = await project.preview(program(), { refresh: true, fails: true });
        sameLines(refreshed.drifts, ["refresh main ~fileContentHash"]);
        const message = new RegExp(
            `flow "Main" is not what was published here: it was ${theirs}; the last one published here was version 1\\.0\\. ` +
                "Publishing would overwrite that.*set overwrite to true",
        );
        assert.match(refreshed.error, message);
        const { inputs: before } = project.resource("main");

        const refresh = await project.refresh();
        sameLines(refresh.drifts, ["refresh main ~fileContentHash"]);
        assert.match(refresh.warnings.join("\n"), new RegExp(theirs));
        const { inputs, outputs } = project.resource("main");
        assert.match(inputs.fileContentHash, new RegExp(`^${theirs}$`));
        assert.equal(outputs.__meta.publishedVersion, "1.0", "what was published here");
        sameLines((await project.refresh()).drifts, [], "it is told once");
        assert.deepEqual(project.resource("main").inputs, inputs);

        assert.match((await project.preview(program(), { fails: true })).error, message);
        assert.match((await project.up(program(), { fails: true })).error, message);
        sameLines(await simulator.writes(), []);

        const overwriting = await project.preview(program({ overwrite: true }));
        sameLines(overwriting.changes, ["update main ~fileContentHash"]);
        assert.match(overwriting.notes.join("\n"), new RegExp(`overwrites flow "Main", ${theirs}`));
        await simulator.forgetCalls();
        const up = await project.up(program({ overwrite: true }));
        assert.match(up.notes.join("\n"), new RegExp(`overwrites flow "Main", ${theirs}`));
        sameLines(await simulator.writes(), [JOB, UPLOAD]);
        assert.notEqual(await version("Main"), "2.0");
        assert.deepEqual(project.resource("main").inputs.fileContentHash, before.fileContentHash);
        assert.equal(project.resource("main").outputs.__meta.publishedVersion, await version("Main"));
        await clean(program());
    });

    test("stays as long as the program does, and stops the next change in the preview", async () => {
        await hotfix();
        sameLines((await project.up()).changes, []);
        sameLines((await simulator.calls()).map(({ template }) => template), [], "without a refresh nothing is asked");
        const changed = main({ filepath: text(yaml("Main", "# changed\n")) });
        assert.match((await project.preview(changed, { fails: true })).error, new RegExp(theirs));
        assert.match((await project.up(changed, { fails: true })).error, new RegExp(theirs));
        assert.equal(await version("Main"), "2.0");
        assert.deepEqual((await live("Main")).publishedVersion.createdBy.name, "Ann");
    });

    test("the preview asks once for what it is to publish", async () => {
        await simulator.forgetCalls();
        await project.preview(main({ filepath: text(yaml("Main", "# changed\n")) }));
        const calls = (await simulator.calls()).map(({ method, template }) => `${method} ${template}`);
        sameLines(calls, ["POST /oauth/token", "GET /api/v2/organizations/me", "GET /api/v2/flows/{flowId}"]);
    });

    test("of the same OAuth client is drift, and no reason to ask", async () => {
        await hotfix("Main", "2.0", { createdByClient: (await live("Main")).publishedVersion.createdByClient });
        const up = await project.up(undefined, { refresh: true });
        sameLines(up.drifts, ["refresh main ~fileContentHash"]);
        assert.match(up.warnings.join("\n"), /published by this OAuth client at 2026-10-02T10:00:00Z, version 2\.0/);
        sameLines(up.changes, ["update main ~fileContentHash"]);
        await clean();
    });

    test("after an import stops the first up; what was there then is replaced, and the preview says whose it was", async () => {
        const id = await simulator.add("flows", {
            name: "Other",
            type: "INBOUNDCALL",
            publishedVersion: { id: "2.0", createdBy: ann, dateCreated: Date.parse("2026-10-02T10:00:00Z") },
        });
        await project.importing("index:Flow", "other", id);
        const program = () => {
            flow("main", { filepath: text(yaml("Main")) });
            flow("other", { filepath: text(yaml("Other")) });
        };
        const preview = await project.preview(program);
        sameLines(preview.changes, ["update other +fileContentHash"]);
        assert.match(preview.notes.join("\n"), new RegExp(`replaces what is there of flow "Other": ${theirs}`));
        await hotfix("Other", "3.0");
        assert.match((await project.preview(program, { fails: true })).error, /flow "Other" is not what was published here: .* version 3\.0/);
        const refresh = await project.preview(program, { refresh: true, fails: true });
        assert.match(refresh.warnings.join("\n"), /flow "Other" is not what was published here: .* version 3\.0/);
    });

    test("is seen in a refresh of many without a call for each", async () => {
        const names = Array.from({ length: 30 }, (_, index) => `Flow ${index}`);
        const program = () => names.forEach((name) => flow(name, { filepath: text(yaml(name)) }));
        await project.up(program);
        for (const name of names.slice(0, 10)) {
            await hotfix(name);
        }
        const refresh = await project.refresh();
        sameLines(refresh.drifts, names.slice(0, 10).map((name) => `refresh ${name} ~fileContentHash`));
        const calls = (await simulator.calls()).map(({ method, template }) => `${method} ${template}`);
        const lists = calls.filter((call) => call === "GET /api/v2/flows").length;
        assert.ok(lists >= 1 && lists <= 3, `${lists} calls of the list`);
        const rest = calls.filter((call) => call !== "GET /api/v2/flows");
        sameLines(rest, ["POST /oauth/token", "GET /api/v2/organizations/me"]);
    });
});
