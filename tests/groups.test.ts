/** What a group has beside itself: members, in batches, and the policy for its voicemails. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";

const user = (index: number) => `5a1e0000-0000-4000-8000-${String(index).padStart(12, "0")}`;
const users = Array.from({ length: 70 }, (_, index) => ({
    id: user(index),
    name: `Agent ${index}`,
    email: `agent${index}@example.com`,
}));
const some = (from: number, to: number) => users.slice(from, to).map(({ id }) => id);

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed({ objects: { users } });
    project = Project.create(simulator);
});

const group = (args: Json) => () => void resource("index:Group", "support", args);
const path = () => `groups/${project.resource("support").id}`;

/** Who is in the group. */
async function members(): Promise<string[]> {
    const pages = [1, 2].map((page) => simulator.api("GET", `${path()}/members?pageSize=50&pageNumber=${page}`));
    return (await Promise.all(pages)).flatMap(({ entities }) => entities.map(({ id }: Json) => id)).sort();
}

test("members go in batches, each with the version that the group has then", async () => {
    await project.up(group({ memberIds: some(0, 60) }));
    assert.deepEqual(await members(), some(0, 60));
    sameLines(await simulator.writes(), [
        "POST /api/v2/groups",
        "POST /api/v2/groups/{groupId}/members",
        "POST /api/v2/groups/{groupId}/members",
    ]);
});

test("somebody else's member stays, and is drift only after a refresh", async () => {
    const { version } = await simulator.api("GET", path());
    await simulator.api("POST", `${path()}/members`, { memberIds: [user(69)], version });
    sameLines((await project.up(group({ memberIds: some(1, 60) }))).changes, ["update support -memberIds[0]"]);
    assert.deepEqual(await members(), [...some(1, 60), user(69)]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, ["update support -memberIds[59]"]);
    await project.up(undefined, { refresh: true });
    assert.deepEqual(await members(), some(1, 60));
});

test("most members go only when that is meant", async () => {
    const refused = await project.up(group({ memberIds: some(1, 3) }), { fails: true });
    assert.match(refused.errors.join("\n"), /memberIds.*would lose 57 of 59 elements/s);
    await project.up(group({ memberIds: some(1, 3), allowMassRemoval: true }));
    assert.deepEqual(await members(), some(1, 3));
    await project.up(group({}));
    assert.deepEqual(await members(), some(1, 3), "released");
});

test("of the policy for voicemails what the program names is set, changed and taken back", async () => {
    const policy = async () => {
        const { sendEmailNotifications, disableEmailPii, includeEmailTranscriptions, rotateCallsSecs } = await simulator.api(
            "GET",
            `voicemail/${path()}/policy`,
        );
        assert.equal(rotateCallsSecs, 15);
        return [sendEmailNotifications, disableEmailPii ?? false, includeEmailTranscriptions ?? false];
    };
    const all = { sendEmailNotifications: true, disableEmailPii: true, includeEmailTranscriptions: true };
    sameLines((await project.up(group({ voicemailPolicy: all }))).changes, ["update support +voicemailPolicy"]);
    assert.deepEqual(await policy(), [true, true, true]);
    for (const [index, name] of Object.keys(all).entries()) {
        const up = await project.up(group({ voicemailPolicy: { ...all, [name]: false } }));
        sameLines(up.changes, [`update support ~voicemailPolicy.${name}`]);
        assert.deepEqual(await policy(), [0, 1, 2].map((other) => other !== index), name);
        const preview = await project.preview(undefined, { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], []);
        await project.up(group({ voicemailPolicy: all }));
    }
    sameLines((await project.up(group({}))).changes, ["update support -voicemailPolicy"]);
    assert.deepEqual(await policy(), [false, false, false]);
    await project.destroy();
});

/** Answers once as the directory does when somebody else was faster. */
const outrun = (method: string, route: string) =>
    simulator.fault({
        method,
        route,
        kind: "status",
        status: 409,
        code: "general.conflict",
        message: "The version 1 does not match the current version 2.",
    });

const writesOf = async (method: string) => (await simulator.writes()).filter((line) => line.startsWith(method));

test("somebody else is faster while members are added and removed", async () => {
    const other = Project.create(simulator);
    const program = (from: number, to: number) => () =>
        void resource("index:Group", "raced", { memberIds: some(from, to), allowMassRemoval: true });
    await other.up(program(0, 2));
    await outrun("POST", "/api/v2/groups/{groupId}/members");
    await outrun("DELETE", "/api/v2/groups/{groupId}/members");
    await simulator.forgetCalls();
    await other.up(program(1, 4));
    sameLines(await writesOf("POST"), Array(2).fill("POST /api/v2/groups/{groupId}/members"));
    sameLines(await writesOf("DELETE"), Array(2).fill("DELETE /api/v2/groups/{groupId}/members"));
    const { id } = other.resource("raced");
    const { entities } = await simulator.api("GET", `groups/${id}/members`);
    assert.deepEqual(entities.map(({ id }: Json) => id).sort(), some(1, 4));
    await other.destroy();
});

test("a deletion that somebody else's change gets in the way of, or that comes to nothing, is repeated", async () => {
    const other = Project.create(simulator);
    await other.up(() => {
        resource("index:Group", "raced");
        resource("index:Location", "raced");
    });
    const ids = other.resources().map(({ id }) => id);
    await outrun("DELETE", "/api/v2/groups/{groupId}");
    await outrun("DELETE", "/api/v2/locations/{locationId}");
    // The directory says that it has deleted, and has not.
    await simulator.fault({ method: "DELETE", route: "/api/v2/groups/{groupId}", nth: 2, kind: "pretend" });
    await simulator.forgetCalls();
    const destroyed = await other.destroy();
    assert.doesNotMatch(destroyed.output, /still uses it/);
    sameLines(await writesOf("DELETE"), [
        ...Array(3).fill("DELETE /api/v2/groups/{groupId}"),
        ...Array(2).fill("DELETE /api/v2/locations/{locationId}"),
    ]);
    const left = await simulator.objects();
    assert.deepEqual([...(left.groups ?? []), ...(left.locations ?? [])].filter(({ id }) => ids.includes(id)), []);
});

test("an address has a number or an extension", async () => {
    const other = Project.create(simulator);
    const program = () =>
        void resource("index:Group", "called", {
            addresses: [{ type: "GROUPRING" }, { type: "GROUPPHONE", number: "+13175550100", extension: "1001" }],
        });
    const { errors } = await other.preview(program, { fails: true });
    assert.match(errors.join("\n"), /addresses\[0\] value .* needs a number or an extension/);
    assert.match(errors.join("\n"), /addresses\[1\] value .* has a number and an extension; the platform takes one of them/);
});
