/** Flows: the job that publishes them, what goes wrong with it, and who else has them. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "node:test";
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
        assert.match(cancelled.error, /stopped waiting for flow "Main" to be published \(job/);
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
