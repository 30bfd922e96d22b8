/** What happens to a call: schedules, IVRs and emergencies; and what reports say of flows. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.seed(surroundings());
    await simulator.forgetFaults();
    await simulator.lag({});
    project = Project.create(simulator);
    await simulator.forgetCalls();
});

async function clean(program?: () => unknown): Promise<void> {
    await simulator.forgetCalls();
    const up = await project.up(program, { refresh: true });
    sameLines([...up.drifts, ...up.changes], [], "an up with a refresh");
    sameLines(await simulator.writes(), []);
}

const IVRS = "/api/v2/architect/ivrs";
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => `+1317555${String(from + index).padStart(4, "0")}`);
const ivr = (args: Json) => () => resource("architect:Ivr", "hotline", { name: "Hotline", ...args });
const dnis = async () => [...(await simulator.object("architect/ivrs", "Hotline"))!.dnis].sort();

test("numbers of an IVR go fifty at a time", async () => {
    const first = ivr({ dnis: numbers(100, 120) });
    await project.up(first);
    sameLines(await simulator.writes(), [`POST ${IVRS}`, ...Array(2).fill(`PUT ${IVRS}/{ivrId}`)]);
    assert.deepEqual(await dnis(), numbers(100, 120));
    assert.equal(project.resource("hotline").outputs.dnis.length, 120);
    await clean(first);

    // What others have added stays.
    const { id } = project.resource("hotline");
    await simulator.edit("architect/ivrs", id, (live) => live.dnis.push("+13175550999"));
    await simulator.forgetCalls();
    await project.up(ivr({ dnis: numbers(160, 120) }));
    sameLines(await simulator.writes(), Array(2).fill(`PUT ${IVRS}/{ivrId}`));
    assert.deepEqual(await dnis(), [...numbers(160, 120), "+13175550999"]);
});

test("an IVR that gets only some of its numbers gets the rest with the next run", async () => {
    const program = ivr({ dnis: numbers(100, 60) });
    const refusal = { status: 400, code: "general.bad.request", message: "The number is in use." };
    await simulator.fault({ method: "PUT", route: `${IVRS}/{ivrId}`, kind: "status", ...refusal });
    const failed = await project.up(program, { fails: true });
    assert.match(failed.errors.join("\n"), /IVR "Hotline" was created \(id .*\), but it is not finished:.*The number is in use/s);
    assert.equal((await dnis()).length, 50);
    await simulator.forgetFaults();
    const next = await project.up(program);
    sameLines(next.changes, ["update hotline ~dnis"]);
    assert.deepEqual(await dnis(), numbers(100, 60));
    await clean(program);
});

test("an IVR waits until the platform knows a pool of numbers that was just made", async () => {
    const pools = "telephony/providers/edges/didpools";
    await simulator.lag({ [pools]: { referenceMs: 2_000 } });
    await simulator.api("POST", pools, { startPhoneNumber: "+13175552000", endPhoneNumber: "+13175552099" });
    await project.up(ivr({ dnis: ["+13175552000"] }));
    assert.deepEqual(await dnis(), ["+13175552000"]);
    await simulator.api("POST", pools, { startPhoneNumber: "+13175553000", endPhoneNumber: "+13175553099" });
    await project.up(ivr({ dnis: ["+13175553000"] }));
    assert.deepEqual(await dnis(), ["+13175553000"]);
    const refused = (await simulator.writeCalls()).filter(({ status }) => status === 400);
    assert.ok(refused.length >= 2, `${refused.length} calls were refused`);
});

test("an IVR is renamed in place, and keeps its numbers all the while", async () => {
    await project.up(ivr({ dnis: numbers(100, 1) }));
    const { id } = project.resource("hotline");
    const renamed = await project.up(ivr({ name: "Helpline", dnis: numbers(100, 1) }));
    sameLines(renamed.changes, ["update hotline ~name"]);
    assert.deepEqual((await simulator.object("architect/ivrs", id))!.name, "Helpline");
});

test("an emergency that a supervisor has declared is not ended by a run that says nothing of it", async () => {
    const group = (args: Json) => () =>
        resource("architect:Emergencygroup", "emergency", {
            name: "Emergency",
            emergencyCallFlows: [{ emergencyFlowId: ids.flows[0], ivrIds: [ids.ivrs[0]] }],
            ...args,
        });
    const live = () => simulator.object("architect/emergencygroups", "Emergency");
    await project.up(group({}));
    await simulator.edit("architect/emergencygroups", project.resource("emergency").id, (live) => (live.enabled = true));
    await project.up(group({ description: "Fire" }), { refresh: true });
    assert.deepEqual([(await live())!.enabled, (await live())!.description], [true, "Fire"]);

    // A run that says it, does it.
    await project.up(group({ description: "Fire", enabled: false }));
    assert.equal((await live())!.enabled, false);
});

test("schedules, their group and what uses it are made, and go, in one run", async () => {
    await project.up(() => {
        const open = resource("architect:Schedules", "open", {
            start: "2026-01-05T08:00:00.000000",
            end: "2026-01-05T17:00",
            rrule: "FREQ=WEEKLY;BYDAY=MO,TU",
        });
        const hours = resource("architect:Schedulegroups", "hours", { timeZone: "Europe/Berlin", openSchedulesId: [open.id] });
        resource("architect:Ivr", "line", { scheduleGroupId: hours.id, openHoursFlowId: ids.flows[0], closedHoursFlowId: ids.flows[1] });
    });
    assert.equal((await simulator.object("architect/schedules", "open"))!.start, "2026-01-05T08:00:00.000");
    assert.equal(project.resource("open").outputs.start, "2026-01-05T08:00:00.000000", "as the program writes it");
    await clean();
    await project.destroy();
    for (const kind of ["architect/schedules", "architect/schedulegroups", "architect/ivrs"] as const) {
        assert.equal(((await simulator.objects())[kind] ?? []).length, kind === "architect/ivrs" ? 2 : surroundings().objects[kind].length, kind);
    }
});

const outcome = (args: Json) => () => resource("index:FlowOutcome", "paid", { name: "Paid", ...args });

test("an outcome stays when it is destroyed, and is taken over only when the program says so", async () => {
    await project.up(outcome({ description: "First" }));
    const { id } = project.resource("paid");
    const destroyed = await project.destroy();
    assert.match(destroyed.output, /cannot delete outcome "Paid".*stays as it is/);
    assert.equal((await simulator.object("flows/outcomes", id))!.name, "Paid");

    const refused = await project.up(outcome({ description: "Second" }), { fails: true });
    assert.match(refused.errors.join("\n"), new RegExp(`has the id ${id}.*pulumi import genesyscloud:index:FlowOutcome paid ${id}`, "s"));
    assert.equal((await simulator.object("flows/outcomes", id))!.description, "First");

    const adopting = outcome({ description: "Second", onConflict: "adopt" });
    assert.match((await project.preview(adopting)).output, new RegExp(`takes over outcome "Paid", which has the id ${id}`));
    await project.up(adopting);
    assert.equal(project.resource("paid").id, id);
    assert.equal((await simulator.object("flows/outcomes", id))!.description, "Second");
});

test("what the platform answers to an update of an outcome is no outcome", async () => {
    await project.up(outcome({ description: "First" }));
    const { id, outputs } = project.resource("paid");
    await project.up(outcome({ name: "Settled", description: "Second" }));
    const after = project.resource("paid");
    assert.deepEqual(
        [after.id, after.outputs.name, after.outputs.description, after.outputs.divisionId],
        [id, "Settled", "Second", outputs.divisionId],
    );
    // Without a description the platform has a blank for one, which nobody is shown.
    await project.up(outcome({ name: "Settled" }));
    assert.equal((await simulator.object("flows/outcomes", id))!.description, " ");
    await clean();
    assert.equal(project.resource("paid").outputs.description, undefined);
});

const level = (flowLogLevel: string, flowId = ids.flows[0], more: Json = {}) => () =>
    resource("index:FlowLoglevel", "log", { flowId, flowLogLevel, ...more });
const levelOf = async (flowId = ids.flows[0]): Promise<string | undefined> => {
    const { entities } = await simulator.api("GET", "flows/instances/settings/loglevels");
    return entities.find(({ id }: Json) => id === flowId)?.logLevelCharacteristics.level;
};

test("a flow has a log level of its own as long as the resource is there", async () => {
    await project.up(level("Base"));
    assert.equal(project.resource("log").id, ids.flows[0]);
    assert.equal(await levelOf(), "Base");
    await project.up(level("All"));
    assert.equal(await levelOf(), "All");
    await clean(level("All"));

    await simulator.api("PUT", `flows/${ids.flows[0]}/instances/settings/loglevels`, { logLevelCharacteristics: { level: "Notes" } });
    sameLines((await project.preview(level("All"), { refresh: true })).drifts, ["refresh log ~flowLogLevel"]);
    await project.up(level("All"));

    // Another flow is another log level.
    const moved = await project.up(level("All", ids.flows[1]));
    assert.ok(moved.changes.some((change) => change.startsWith("replace log ~flowId!")), moved.changes.join("\n"));
    assert.deepEqual([await levelOf(), await levelOf(ids.flows[1])], [undefined, "All"]);
    await project.destroy();
    assert.equal(await levelOf(ids.flows[1]), undefined);
});

test("a log level is imported and looked up by its flow", async () => {
    await simulator.api("POST", `flows/${ids.flows[0]}/instances/settings/loglevels`, { logLevelCharacteristics: { level: "Notes" } });
    await project.importAll([{ type: "index:FlowLoglevel", name: "log", id: ids.flows[0] }]);
    await clean(level("Notes"));
    let found: Json;
    await project.preview(async () => void (found = await lookup("index:getFlowLoglevel", { flowId: ids.flows[0] })));
    assert.equal(found.flowLogLevel, "Notes");
    const refused = await project.importing("index:FlowLoglevel", "other", ids.flows[1], { fails: true });
    assert.match(refused.output, /does not exist/);
});

test("everything with a name is looked up by it", async () => {
    const { id: milestone } = await simulator.api("POST", "flows/milestones", { name: "Identified" });
    const { id: outcomeId } = await simulator.api("POST", "flows/outcomes", { name: "Paid" });
    const { id: grammar } = await simulator.api("POST", "architect/grammars", { name: "Cities" });
    const { id: emergency } = await simulator.api("POST", "architect/emergencygroups", { name: "Fire" });
    const wanted: [token: string, name: string, id: string][] = [
        ["index:getFlowMilestone", "Identified", milestone],
        ["index:getFlowOutcome", "Paid", outcomeId],
        ["architect:getGrammar", "Cities", grammar],
        ["architect:getEmergencygroup", "Fire", emergency],
        ["architect:getIvr", "IVR A", ids.ivrs[0]],
        ["architect:getSchedules", "Schedule A", ids.schedules[0]],
        ["architect:getSchedulegroups", "Schedule group B", ids.scheduleGroups[1]],
    ];
    const found: Json[] = [];
    await project.preview(async () => {
        for (const [token, name] of wanted) {
            found.push(await lookup(token, { name }));
        }
    });
    assert.deepEqual(
        found.map(({ id }) => id),
        wanted.map(([, , id]) => id),
    );
    assert.equal(found[5].start, "2026-01-05T08:00:00.000");
});
