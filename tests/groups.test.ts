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
