/** How much one user takes at once: beside what the organization lays down, and taken back as a whole. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { expected, ids, type Json, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const TYPE = "index:UserUtilization";
const [user] = ids.users;
const labels = ["70000000-0000-4000-8000-00000000000a", "70000000-0000-4000-8000-00000000000b"];
const PATH = `routing/users/${user}/utilization`;
const WRITE = "PUT /api/v2/routing/users/{userId}/utilization";
const MEDIA = ["call", "callback", "chat", "email", "message"];

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
    await simulator.seed({
        objects: { "routing/utilization/labels": labels.map((id, index) => ({ id, name: `Label ${"AB"[index]}` })) },
    });
});

beforeEach(async () => {
    await simulator.api("DELETE", PATH);
    await simulator.forgetCalls();
    project = Project.create(simulator);
});

/** What a user has; kinds of interactions have no order. */
async function live(path = PATH): Promise<Json> {
    const { selfUri, ...utilization } = await simulator.api("GET", path);
    Object.values<Json>(utilization.utilization).forEach((media) => media.interruptableMediaTypes.sort());
    return utilization;
}

const program = (args: Json) => () => void resource(TYPE, "agent", { userId: user, ...args });

/** An up, what it changes, and that nothing is left to do. */
async function up(args: Json, changes: string[]): Promise<void> {
    sameLines((await project.up(program(args))).changes, changes, "changes");
    const preview = await project.preview(program(args), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

/** As a program names it. */
const everything = Object.fromEntries(
    MEDIA.map((media): [string, Json] => {
        const { maximumCapacity, interruptableMediaTypes, includeNonAcd } = expected("full-utilization").utilization[media];
        return [media, { maximumCapacity, interruptibleMediaTypes: [...interruptableMediaTypes].reverse(), includeNonAcd }];
    }),
);
const label = { labelId: labels[0], maximumCapacity: 3, interruptingLabelIds: [labels[1]] };
const all: Json = { ...everything, labelUtilizations: [label] };

test("everything is set, and taken back by a destroy", async () => {
    await up(all, ["create agent"]);
    assert.equal(project.resource("agent").id, user);
    assert.deepEqual(await live(), expected("full-utilization"));
    assert.deepEqual(await simulator.writes(), [WRITE]);
    await project.destroy();
    assert.equal((await live()).level, "Organization");
});

test("what the program does not name keeps what holds", async () => {
    await up({ message: { maximumCapacity: 6 } }, ["create agent"]);
    const wanted = expected("utilization");
    wanted.utilization.message.maximumCapacity = 6;
    assert.deepEqual(await live(), wanted);
});

test("what is the same as in the organization is the user's own all the same", async () => {
    await up({ chat: { maximumCapacity: 4 } }, ["create agent"]);
    assert.deepEqual(await live(), expected("utilization"));
});

test("every property is changed by itself, and taken back", async () => {
    const with_ = (media: string, more: Json) => ({ ...all, [media]: { ...everything[media], ...more } });
    const labelled = (more: Json) => ({ ...all, labelUtilizations: [{ ...label, ...more }] });
    const { call, ...others } = all;
    type Change = [to: Json, planned: string, change: (wanted: Json) => void];
    const changes: Record<string, Change> = {
        "label capacity": [
            labelled({ maximumCapacity: 4 }),
            "~labelUtilizations[0].maximumCapacity",
            ({ labelUtilizations }) => (labelUtilizations[labels[0]].maximumCapacity = 4),
        ],
        "label interrupts": [
            labelled({ interruptingLabelIds: [] }),
            "-labelUtilizations[0].interruptingLabelIds[0]",
            ({ labelUtilizations }) => (labelUtilizations[labels[0]].interruptingLabelIds = []),
        ],
        "no label": [{ ...all, labelUtilizations: [] }, "-labelUtilizations[0]", (wanted) => (wanted.labelUtilizations = {})],
        "labels released": [everything, "-labelUtilizations", () => {}],
        // What is not named any more has what the platform gives.
        "no call": [others, "-call", ({ utilization }) => (utilization.call = expected("utilization").utilization.call)],
    };
    for (const media of MEDIA) {
        const { interruptibleMediaTypes: kinds } = everything[media];
        const more = ["callback", "chat"].find((kind) => !kinds.includes(kind));
        const one = (change: (media: Json) => void) => (wanted: Json) => change(wanted.utilization[media]);
        changes[`${media} capacity`] = [
            with_(media, { maximumCapacity: 7 }),
            `~${media}.maximumCapacity`,
            one((media) => (media.maximumCapacity = 7)),
        ];
        changes[`${media} alone`] = [
            with_(media, { includeNonAcd: undefined }),
            `-${media}.includeNonAcd`,
            one((media) => (media.includeNonAcd = false)),
        ];
        changes[`${media} interrupts`] = [
            with_(media, { interruptibleMediaTypes: [...kinds, more] }),
            `+${media}.interruptibleMediaTypes[${kinds.length}]`,
            one((media) => (media.interruptableMediaTypes = [...kinds, more].sort())),
        ];
    }
    const names = Object.keys(changes);
    const users = names.map((name, index) => ({
        id: `20000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
        name,
        email: `${index}@example.com`,
    }));
    await simulator.seed({ objects: { users } });
    const each = (args: (name: string) => Json) => () =>
        users.forEach(({ id, name }) => resource(TYPE, name, { userId: id, ...args(name) }));
    await project.up(each(() => all));
    const changed = each((name) => changes[name][0]);
    sameLines(
        (await project.up(changed)).changes,
        names.map((name) => `update ${name} ${changes[name][1]}`),
    );
    const preview = await project.preview(changed, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    for (const { id, name } of users) {
        const wanted = expected("full-utilization");
        changes[name][2](wanted);
        assert.deepEqual(await live(`routing/users/${id}/utilization`), wanted, name);
    }
});

test("what somebody else takes back is made again", async () => {
    await up({ call: { maximumCapacity: 2 } }, ["create agent"]);
    await simulator.api("PUT", PATH, { utilization: { call: { maximumCapacity: 3 } } });
    const drift = await project.preview(undefined, { refresh: true });
    sameLines(drift.drifts, ["refresh agent ~call.maximumCapacity"]);
    await simulator.api("DELETE", PATH);
    const gone = await project.up(undefined, { refresh: true });
    sameLines(gone.changes, ["create agent"]);
    assert.equal((await live()).utilization.call.maximumCapacity, 2);
});

test("it is imported by the user's id, if the user has one", async () => {
    const { level, ...settings } = expected("full-utilization");
    settings.labelUtilizations[labels[0]] = { maximumCapacity: 3, interruptingLabelIds: [labels[1]] };
    await simulator.api("PUT", PATH, settings);
    await simulator.forgetCalls();
    await project.importAll([{ type: TYPE, name: "agent", id: user }]);
    await up(all, []);
    assert.deepEqual(await simulator.writes(), []);

    const failed = await project.importing(TYPE, "other", ids.users[1], { fails: true });
    assert.match(failed.errors.join("\n"), /does not exist/);
});

test("a utilization that says nothing is refused, and so is one of nobody", async () => {
    const nothing = await project.up(program({}), { fails: true });
    assert.match(nothing.errors.join("\n"), /userId.*alone says nothing: set at least one of call, callback/s);
    const much = await project.up(program({ call: { maximumCapacity: 26 } }), { fails: true });
    assert.match(much.errors.join("\n"), /call\.maximumCapacity/);
    const nobody = "20000000-0000-4000-8000-0000000000ff";
    const of = await project.up(() => void resource(TYPE, "agent", { userId: nobody, call: { maximumCapacity: 1 } }), { fails: true });
    assert.match(of.errors.join("\n"), /what it belongs to does not exist \(20000000-0000-4000-8000-0000000000ff\)/);
});

/** The organization's. */
const OURS = "routing/utilization";

test("the organization's utilization: what the program names is set, what it does not stays, and it is reset only when told", async () => {
    await simulator.api("DELETE", OURS);
    const { level, ...defaults } = expected("utilization");
    const { level: _, ...full } = expected("full-utilization");
    const ours = (args: Json) => () => void resource("routing:Utilization", "everybody", args);
    const up = async (args: Json, changes: string[]) => {
        sameLines((await project.up(ours(args))).changes, changes, "changes");
        const preview = await project.preview(ours(args), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
    };
    // What the platform lets e-mails be interrupted by stays until a refresh has shown it, so the program names all of it.
    const interruptibleMediaTypes = ["call", "callback", "chat", "message"];
    const named = { ...all, email: { ...all.email, interruptibleMediaTypes } };
    full.utilization.email.interruptableMediaTypes = interruptibleMediaTypes;
    await up(named, ["create everybody"]);
    assert.equal(project.resource("everybody").id, "routing_utilization");
    assert.deepEqual(await live(OURS), full);
    // It holds for a user for whom nothing else is laid down.
    assert.equal((await live()).utilization.email.maximumCapacity, 0);

    const { call, ...others } = named;
    await up(others, ["update everybody -call"]);
    assert.deepEqual((await live(OURS)).utilization.call, defaults.utilization.call);

    const imported = Project.create(simulator);
    await imported.importing("routing:Utilization", "everybody", "routing_utilization");
    sameLines((await imported.preview(ours(others))).changes, []);

    const released = await project.destroy();
    assert.match(released.output, /belongs to the platform: it is no longer managed, and stays as it is/);
    assert.equal((await live(OURS)).utilization.chat.maximumCapacity, 5);
    await up({ resetOnDelete: true, chat: { maximumCapacity: 5 } }, ["create everybody"]);
    await project.destroy();
    assert.deepEqual(await live(OURS), defaults);
    await up({ message: { maximumCapacity: 6 } }, ["create everybody"]);
    const wanted = structuredClone(defaults);
    wanted.utilization.message.maximumCapacity = 6;
    assert.deepEqual(await live(OURS), wanted, "what the program does not name");
    await simulator.api("DELETE", OURS);
});

test("a label that a utilization names is deleted only by force", async () => {
    const program = (force?: boolean) => () => {
        const label = resource("routing:UtilizationLabel", "warranty", { ...(force && { forceDelete: true }) }, { customTimeouts: { delete: "3s" } });
        return { id: label.id };
    };
    await project.up(program());
    const { id } = project.resource("warranty");
    await simulator.api("PUT", PATH, { utilization: {}, labelUtilizations: { [id]: { maximumCapacity: 2, interruptingLabelIds: [] } } });
    const refused = await project.up(() => undefined, { fails: true });
    assert.match(refused.errors.join("\n"), /cannot delete utilization label "warranty"/);
    await project.up(program(true));
    await project.destroy();
    assert.deepEqual((await live()).labelUtilizations, {});
});
