/** Locations whose address is locked by an emergency number, and that others change at the same time. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";

const address = { country: "US", city: "Indianapolis", street1: "1 First Street", zipCode: "46204" };
const emergencyNumber = { number: "+13175550100" };
const office = (args: Json) => () => void resource("index:Location", "office", args);

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

const live = async () => (await simulator.object("locations", "office"))!;

test("an address that an emergency number locks is not changed: the preview says so, or the platform", async () => {
    await project.up(office({ address }));
    // Both at once are one change, and nothing is locked before it.
    await project.up(office({ address: { ...address, zipCode: "46205" }, emergencyNumber }));
    assert.equal((await live()).address.zipcode, "46205");

    await simulator.forgetCalls();
    const refused = await project.preview(office({ address, emergencyNumber }), { fails: true });
    assert.match(refused.errors.join("\n"), /address.*cannot be changed: the location has an emergency number.*--replace/s);
    sameLines(await simulator.writes(), []);

    // A number that the program does not name is known to the platform only.
    await project.up(office({ address: { ...address, zipCode: "46205" } }));
    const failed = await project.up(office({ address }), { fails: true });
    assert.match(failed.errors.join("\n"), /cannot update location "office".*address of a location with an emergency number/s);
    assert.equal((await live()).address.zipcode, "46205");
});

test("somebody who changes something else at the same time is no conflict", async () => {
    await project.up(office({ notes: "Ring twice", address }));
    const { id, version } = await live();
    await simulator.api("PATCH", `locations/${id}`, { name: "office", version, emergencyNumber });
    await simulator.fault({ method: "PATCH", route: "/api/v2/locations/{locationId}", kind: "status", status: 409, code: "general.conflict", message: "Version." });
    await project.up(office({ notes: "Knock", address }));
    const after = await live();
    assert.deepEqual([after.notes, after.emergencyNumber.number], ["Knock", emergencyNumber.number]);
});
