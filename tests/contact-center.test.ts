/** examples/contact-center: a whole contact centre in one `up`, a designer's change that nobody overwrites unseen, one `down`. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Example, type Json, sameLines, Simulator } from "./kit";

let simulator: Simulator;
let run: Example["run"];

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    const example = new Example("contact-center", simulator);
    run = (...args) => example.run(...args);
});

const FLOW = "Clinic reception";

test("one up from nothing, nothing in the second, a hotfix that is not overwritten unseen, one down", async () => {
    const before = await simulator.dump();

    const up = await run(["up"]);
    assert.match(up, /Outputs:[\s\S]*appointments@mail\.clinic\.example\.com/);
    assert.match(up, /number *: "\+13175550100"/);
    const named = async (kind: Parameters<Simulator["object"]>[0], name: string): Promise<Json> => {
        const found = await simulator.object(kind, name);
        assert.ok(found, `${kind} ${name}`);
        return found;
    };

    // From the number to the flow.
    const ivr = await named("architect/ivrs", "Clinic hotline");
    const reception = await named("flows", FLOW);
    assert.deepEqual(ivr.dnis, ["+13175550100"]);
    assert.equal(ivr.openHoursFlow.id, reception.id);
    assert.equal(ivr.closedHoursFlow.id, (await named("flows", "Clinic closed")).id);
    const hours = await named("architect/schedulegroups", "Clinic hours");
    assert.equal(ivr.scheduleGroup.id, hours.id);
    assert.deepEqual([hours.openSchedules.length, hours.holidaySchedules.length], [2, 2]);
    const emergency = await named("architect/emergencygroups", "Clinic evacuation");
    assert.deepEqual(emergency.emergencyCallFlows[0].ivrs.map(({ id }: Json) => id), [ivr.id]);

    // Who may do what, and where.
    const role = await named("authorization/roles", "Clinic supervisor");
    const dina = (await simulator.objects()).users.find(({ email }) => email === "dina@clinic.example.com")!;
    const { grants } = await simulator.api("GET", `authorization/subjects/${dina.id}`);
    const division = await named("authorization/divisions", "Clinic");
    assert.ok(grants.some((grant: Json) => grant.role.id === role.id && grant.division.id === division.id));

    // From the flow to the queues, and back.
    const [appointments, billing] = [await named("routing/queues", "Clinic appointments"), await named("routing/queues", "Clinic billing")];
    assert.match(reception.yaml, /name: "Clinic billing"/);
    assert.match(reception.yaml, /"Clinic doctors":/);
    const waiting = await named("flows", "Clinic waiting");
    assert.equal(appointments.queueFlow.id, waiting.id);
    assert.match(waiting.yaml, /name: "Clinic appointments"/);
    const rows = (await simulator.objects())["flows/datatables/rows"];
    assert.deepEqual(Object.fromEntries(rows.map(({ key, queue, away }) => [key, [queue, away ?? false]])), {
        201: ["Clinic appointments", false],
        202: ["Clinic appointments", true],
    });

    assert.match(reception.yaml, /dataTableLookup:/);

    // What patients hear first: a recording and texts, which the flow plays by their names.
    assert.match(reception.yaml, /initialGreeting:\s+exp: Append\(Prompt\.Clinic_chime, Prompt\.Clinic_welcome\)/);
    const heard = async (name: string): Promise<Json[]> => {
        const { resources } = await simulator.api("GET", `architect/prompts/${(await named("architect/prompts", name)).id}`);
        return resources.map(({ language, uploadStatus, ttsString }: Json) => [language, uploadStatus, !!ttsString]).sort();
    };
    assert.deepEqual(await heard("Clinic_chime"), [["en-us", "transcoded", false]]);
    assert.deepEqual(await heard("Clinic_welcome"), [["en-us", "created", true], ["es-us", "created", true]]);

    // Overflow: the queues look at each other.
    assert.equal(appointments.conditionalGroupRouting.rules[1].queue.id, billing.id);
    assert.equal(billing.conditionalGroupActivation.rules[0].conditions[1].simpleMetric.queue.id, appointments.id);
    assert.equal(billing.conditionalGroupActivation.rules[0].groups[0].id, (await named("teams", "Clinic desk")).id);
    assert.equal(appointments.bullseye.rings[0].actions.skillsToRemove.length, 1);

    // The e-mail route leads into the queue that answers from it.
    const [route] = (await simulator.objects())["routing/email/domains/routes"];
    assert.equal(route.queue.id, appointments.id);
    assert.equal(appointments.outboundEmailAddress.route.id, route.id);
    assert.equal(appointments.wrapupCodes.length, 4);

    await simulator.forgetCalls();
    assert.match(await run(["up", "--expect-no-changes"]), /unchanged/);
    await run(["preview", "--refresh", "--expect-no-changes"]);
    sameLines(await simulator.writes(), [], "calls without changes");

    // A designer corrects the reception in Architect, on the platform itself.
    const theirs = {
        id: "2.0",
        type: "PUBLISH",
        datePublished: "2026-10-02T10:00:00Z",
        createdBy: { id: "5a1e0000-0000-4000-8000-0000000000aa", name: "Ann" },
    };
    await simulator.seed({ objects: { flows: [{ ...reception, publishedVersion: theirs }] } });
    await simulator.forgetCalls();
    const stopped = await run(["preview", "--refresh"], { fails: true });
    assert.match(stopped, /flow "Clinic reception" is not what was published here: it was published by the user "Ann"/);
    await run(["up", "--refresh"], { fails: true });
    sameLines(await simulator.writes(), [], "what was done over the designer's head");
    assert.equal((await named("flows", FLOW)).publishedVersion.id, "2.0");

    await run(["down"]);
    assert.deepEqual((await simulator.dump()).objects, before.objects);
});
