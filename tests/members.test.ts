/** Members of queues, skills and languages of users: owned by one program, by several, or by people. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { language, Project, queue, resource, sameLines, Simulator, skill } from "./kit";

const user = (index: number) => `5a1e0000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const users = Array.from({ length: 401 }, (_, index) => ({
    id: user(index),
    name: `Agent ${index}`,
    email: `agent${index}@example.com`,
}));
const members = (from: number, to: number) => users.slice(from, to).map(({ id }) => ({ userId: id }));

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed({ objects: { users } });
});

/** Who is in a queue, by number, with the ring where it is not the first. */
async function crew(name: string): Promise<string[]> {
    const { members = [] } = await simulator.object("routing/queues", name);
    const crew = members.map(({ id, ringNumber }: any) => Number(id.slice(-12)) + (ringNumber > 1 ? ringNumber / 10 : 0));
    return crew.sort((a: number, b: number) => a - b).map(String);
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));

test("somebody else's member stays, and is drift only after a refresh", async () => {
    const project = Project.create(simulator);
    const program = (to: number, more = {}) => () => queue("support", { members: members(0, to), ...more });
    await project.up(program(40));
    assert.deepEqual(await crew("support"), numbers(0, 40));
    // Forty members are one call.
    sameLines(await simulator.writes(), ["POST /api/v2/routing/queues", "POST /api/v2/routing/queues/{queueId}/members"]);

    const { id } = project.resource("support");
    await simulator.api("POST", `routing/queues/${id}/members`, [{ id: user(44) }]);
    const added = await project.up(program(41));
    sameLines(added.changes, ["update support +members[40]"]);
    assert.deepEqual(await crew("support"), [...numbers(0, 41), "44"]);

    const refreshed = await project.preview(undefined, { refresh: true });
    sameLines(refreshed.changes, ["update support -members[41]"]);
    await project.up(undefined, { refresh: true });
    assert.deepEqual(await crew("support"), numbers(0, 41));

    const refused = await project.up(program(10), { fails: true });
    assert.match(refused.errors.join("\n"), /members.*would lose 31 of 41 elements at once; if that is meant, set allowMassRemoval/s);
    assert.deepEqual(await crew("support"), numbers(0, 41));
    await project.up(program(10, { allowMassRemoval: true }));
    assert.deepEqual(await crew("support"), numbers(0, 10));

    // Its own members are no reason to keep the queue.
    await project.destroy();
    assert.equal(await simulator.object("routing/queues", "support"), undefined);
});

/** Rings of a queue, which the platform demands before a member can be in one. */
const bullseye = {
    rings: [10, 20, 30].map((threshold) => ({ expansionCriteria: [{ type: "TIMEOUT_SECONDS", threshold }] })),
};

test("rings are set where they are not the first", async () => {
    const queueId = await simulator.add("routing/queues", { name: "rings", bullseye });
    const project = Project.create(simulator);
    const program = (...rings: (number | undefined)[]) => () =>
        resource("index:QueueMembers", "rings", {
            queueId,
            members: rings.map((ringNum, index) => ({ userId: user(index), ringNum })),
        });
    await project.up(program(undefined, 2, 1));
    assert.deepEqual(await crew("rings"), ["0", "1.2", "2"]);
    sameLines((await project.up(program(3, 2, undefined))).changes, [
        "update rings +members[0].ringNum -members[2].ringNum",
    ]);
    assert.deepEqual(await crew("rings"), ["0.3", "1.2", "2"]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);
    await project.destroy();
    assert.deepEqual(await crew("rings"), []);
});

test("forty members are added by somebody, then one by the program", async () => {
    const project = Project.create(simulator);
    await project.up(() => queue("busy"));
    const { id } = project.resource("busy");
    await simulator.api("POST", `routing/queues/${id}/members`, users.slice(0, 40).map(({ id }) => ({ id })));
    const program = (list: unknown[]) => () => queue("busy", { members: list });
    sameLines((await project.preview(program(members(40, 41)))).changes, ["update busy +members"]);
    await project.up(program(members(40, 41)));
    assert.deepEqual(await crew("busy"), numbers(0, 41));
    sameLines((await project.preview()).changes, []);

    // A refresh shows theirs first, and none of them goes by accident.
    const refreshed = await project.preview(undefined, { refresh: true, fails: true });
    sameLines(
        refreshed.drifts,
        [`refresh busy ${Array.from({ length: 40 }, (_, index) => `+members[${index + 1}]`).sort((a, b) => a.localeCompare(b)).join(" ")}`],
        "drift",
    );
    assert.match(refreshed.errors.join("\n"), /would lose 40 of 41 elements at once/);

    // Adopted, they are the program's; thirty of forty are too many at once.
    await project.refresh();
    await project.up(program(members(0, 40)));
    assert.deepEqual(await crew("busy"), numbers(0, 40));
    const refused = await project.preview(program(members(0, 10)), { fails: true });
    assert.match(refused.errors.join("\n"), /would lose 30 of 40 elements at once; if that is meant, set allowMassRemoval/);
    await project.destroy();
});

test("members through a group are no drift, and are no members of their own", async () => {
    const group = await simulator.add("groups", { name: "Everybody", members: users.slice(0, 50).map(({ id }) => id) });
    const project = Project.create(simulator);
    const program = (from: number) => () => queue("grouped", { groups: [group], members: members(from, 53) });
    await project.up(program(51));
    const { id } = project.resource("grouped");
    const { entities } = await simulator.api("GET", `routing/queues/${id}/members?memberBy=group&pageSize=100`);
    assert.equal(entities.length, 50);
    assert.deepEqual(await crew("grouped"), ["51", "52"]);
    const preview = await project.preview(undefined, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    const refused = await project.up(program(49), { fails: true });
    assert.match(refused.errors.join("\n"), new RegExp(`${user(49)} is a member of the queue by a group already`));
    assert.deepEqual(await crew("grouped"), ["51", "52"]);
    await project.up(program(51));
    await project.destroy();
});

test("a member is not known at once, when its ring is set", async () => {
    const queueId = await simulator.add("routing/queues", { name: "slow", bullseye });
    await simulator.fault({
        method: "PATCH",
        route: "/api/v2/routing/queues/{queueId}/members/{memberId}",
        kind: "status",
        status: 404,
        code: "resource.not.found",
    });
    const project = Project.create(simulator);
    await project.up(() =>
        resource("index:QueueMembers", "slow", { queueId, members: [{ userId: user(0), ringNum: 2 }] }),
    );
    assert.deepEqual(await crew("slow"), ["0.2"]);
    await simulator.forgetFaults();
    await project.destroy();
});

test("an import claims no member unless it is asked to", async () => {
    const id = await simulator.add("routing/queues", {
        name: "imported",
        members: numbers(0, 400).map((number) => ({ id: user(Number(number)), ringNumber: 1, joined: true })),
    });
    const plain = Project.create(simulator);
    await plain.importing("routing:Queue", "imported", id);
    assert.equal(plain.resource("imported").inputs.members, undefined);
    sameLines((await plain.preview(() => queue("imported"))).changes, []);

    const claiming = Project.create(simulator, { "genesyscloud:importRelations": "true" });
    await claiming.importing("routing:Queue", "imported", id);
    assert.equal(claiming.resource("imported").inputs.members.length, 400);
    const program = () => queue("imported", { members: members(0, 400) });
    sameLines((await claiming.preview(program, { refresh: true })).changes, []);
    await simulator.forgetCalls();
    sameLines((await claiming.up(program)).changes, []);
    sameLines(await simulator.writes(), []);
});

test("two teams: one owns the queue, the other only memberships of it", async () => {
    const owner = Project.create(simulator);
    const hall = (description: string) => () => queue("hall", { description });
    await owner.up(hall("One"));
    const { id } = owner.resource("hall");
    await simulator.edit("routing/queues", id, (queue) => (queue.bullseye = bullseye));
    await simulator.api("POST", `routing/queues/${id}/members`, [{ id: user(30) }]);

    const team = Project.create(simulator);
    const crewed = (ringNum: number | undefined, to: number) => () => {
        resource("index:UserQueue", "lead", { queueId: id, userId: user(0), ringNum });
        resource("index:QueueMembers", "team", { queueId: id, members: members(1, to) });
    };
    await team.up(crewed(2, 4));
    assert.deepEqual(await crew("hall"), ["0.2", "1", "2", "3", "30"]);
    assert.equal(team.resource("lead").id, `${id}/${user(0)}`);

    for (const project of [owner, team]) {
        const preview = await project.preview(undefined, { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
    }
    sameLines((await owner.up(hall("Two"))).changes, ["update hall ~description"]);
    sameLines((await team.up(crewed(undefined, 3))).changes, ["update lead -ringNum", "update team -members[2]"]);
    assert.deepEqual(await crew("hall"), ["0", "1", "2", "30"]);

    // Another user is another membership.
    const moved = await team.preview(() => {
        resource("index:UserQueue", "lead", { queueId: id, userId: user(9) });
        resource("index:QueueMembers", "team", { queueId: id, members: members(1, 3) });
    });
    assert.ok(moved.changes.some((line) => line.startsWith("replace lead")));

    await team.destroy();
    assert.deepEqual(await crew("hall"), ["30"]);
    const again = Project.create(simulator);
    await again.importing("index:UserQueue", "theirs", `${id}/${user(30)}`);
    sameLines((await again.preview(() => resource("index:UserQueue", "theirs", { queueId: id, userId: user(30) }))).changes, []);
});

test("one skill and one language of a user are owned, the others left alone", async () => {
    const agent = user(20);
    const project = Project.create(simulator);
    const program = (proficiency: number) => () => {
        const billing = skill("Billing");
        const spanish = language("Spanish");
        resource("index:UserRoutingSkill", "knows", { userId: agent, skillId: billing.id, proficiency });
        resource("index:UserRoutingLanguage", "speaks", { userId: agent, languageId: spanish.id, proficiency });
    };
    const abilities = async (kind: string) => {
        const { entities } = await simulator.api("GET", `users/${agent}/${kind}`);
        return entities.map(({ name, proficiency }: any) => `${name} ${proficiency}`).sort();
    };
    // The skill counts in the user's version, and somebody else was faster.
    await simulator.fault({
        method: "PATCH",
        route: "/api/v2/users/{userId}/routingskills/bulk",
        kind: "status",
        status: 409,
        code: "general.conflict",
        message: "The version 1 does not match the current version 2.",
    });
    await project.up(program(3));
    assert.deepEqual([await abilities("routingskills"), await abilities("routinglanguages")], [["Billing 3"], ["Spanish 3"]]);

    const other = await simulator.add("routing/skills", { name: "Theirs" });
    await simulator.api("POST", `users/${agent}/routingskills`, { id: other, proficiency: 1 });
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);
    sameLines((await project.up(program(5))).changes, ["update knows ~proficiency", "update speaks ~proficiency"]);
    assert.deepEqual(await abilities("routingskills"), ["Billing 5", "Theirs 1"]);

    await project.destroy();
    assert.deepEqual([await abilities("routingskills"), await abilities("routinglanguages")], [["Theirs 1"], []]);
});
