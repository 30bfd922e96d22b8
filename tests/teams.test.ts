/** Teams, as far as they are peculiar: their members. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ids, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const [one, other] = ids.users;
let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

const members = async (id: string): Promise<string[]> => (await simulator.api("GET", `teams/${id}/members?pageSize=100`)).entities.map((user: { id: string }) => user.id).sort();

test("members come and go in few calls; who is in another team is refused by name", async () => {
    const many = Array.from({ length: 60 }, (_, index) => `21000000-0000-4000-8000-${String(index).padStart(12, "0")}`);
    await simulator.seed({ objects: { users: many.map((id, index) => ({ id, name: `Agent ${index}`, email: `agent${index}@example.com` })) } });
    const project = Project.create(simulator);
    const program = (memberIds?: string[], allowMassRemoval = false) => () =>
        void resource("index:Team", "night", { ...(memberIds && { memberIds }), ...(allowMassRemoval && { allowMassRemoval }) });
    await simulator.forgetCalls();
    await project.up(program(many));
    const { id } = project.resource("night");
    assert.deepEqual(await members(id), many);
    const adds = (await simulator.writes()).filter((line) => line === "POST /api/v2/teams/{teamId}/members");
    assert.equal(adds.length, 3, "25 a call");
    const preview = await project.preview(program(many), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);

    const refused = await project.preview(program(many.slice(0, 10)), { fails: true });
    assert.match(refused.errors.join("\n"), /allowMassRemoval/);
    await project.up(program(many.slice(0, 10), true));
    assert.deepEqual(await members(id), many.slice(0, 10));

    // Somebody else's member stays, and is drift only after a refresh.
    await simulator.api("POST", `teams/${id}/members`, { memberIds: [one] });
    sameLines((await project.up(program(many.slice(0, 10), true))).changes, []);
    assert.equal((await members(id)).length, 11);

    // Somebody is in a team already.
    await simulator.api("POST", `teams/${ids.teams[0]}/members`, { memberIds: [other] });
    const failed = await project.up(program([...many.slice(0, 10), other], true), { fails: true });
    assert.match(failed.errors.join("\n"), new RegExp(`cannot add to team "night": the platform has not taken ${other} \\(UserGroupLimitExceeded\\)`));

    const found = Project.create(simulator);
    await found.preview(async () => assert.equal((await lookup("index:getTeam", { name: "Night" })).id, id));
    await found.importing("index:Team", "night", "night");
    assert.equal(found.resource("night").inputs.memberIds, undefined, "relations are only imported when asked for");
    await project.destroy();
});
