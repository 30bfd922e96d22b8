/**
 * Something goes wrong with one call of a run, once: the run succeeds all the same where the call may be repeated; otherwise it says what
 * happened to what, the state stays true, and the next run does the rest.
 *
 * `FAULTS=all` tries everything, which is what `cargo xtask torture` does; without it, a sample is drawn. `FAULTS_SEED` draws the same
 * sample again, `FAULTS_ONLY` tries what has this text in its name, and `FAULTS_DONE` names a file that keeps what was tried with success.
 * Every type by itself is tried in crates/resources/tests/faults, in the same way and much faster.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "./kit";
import { Done, failure, random, setting, shuffled, table } from "./faults/draw";
import { named, type OnConflict, OPERATIONS, type Operation, type Point, type Scene, Stage } from "./faults/scene";
import { STORIES } from "./faults/stories";

/** How many are drawn of each story. */
const SAMPLE = 4;

/** How long an operation may take, and a call that is too late, in milliseconds. */
const TIME = 4000;
const LATE = 6000;

/** POST that may be sent twice by what they do; a PATCH only sets values here. */
const HARMLESS = [
    "/oauth/token",
    "/api/v2/routing/queues/{queueId}/members",
    "/api/v2/routing/queues/{queueId}/wrapupcodes",
    "/api/v2/users/search",
    "/api/v2/groups/search",
    "/api/v2/users/{userId}/routinglanguages",
];

interface Fault {
    rule: Json;
    /** Whether it can happen to a call, and whether a run must bear it there. */
    concerns: (point: Point) => boolean;
    borne: (point: Point) => boolean;
}

const always = () => true;
const never = () => false;
/** The simulator knows what was there before of objects with a path of their own. */
const isObject = ({ method, template }: Point) => method === "GET" && template.endsWith("}");
const repeatable = ({ method, template }: Point) => method !== "POST" || HARMLESS.includes(template);
const expired = { kind: "status", status: 401, code: "credentials.expired", message: "The supplied credentials have expired." };

const FAULTS = new Map<string, Fault>([
    ["429", { rule: { kind: "status", status: 429, headers: { "Retry-After": "1" } }, concerns: always, borne: always }],
    ["500", { rule: { kind: "status", status: 500 }, concerns: always, borne: repeatable }],
    ["503", { rule: { kind: "status", status: 503 }, concerns: always, borne: repeatable }],
    ["401", { rule: expired, concerns: ({ template }) => template.startsWith("/api/"), borne: always }],
    ["cut before", { rule: { kind: "cutBefore" }, concerns: always, borne: repeatable }],
    ["cut after", { rule: { kind: "cutAfter" }, concerns: always, borne: repeatable }],
    ["late", { rule: { kind: "delay", delayMs: LATE }, concerns: always, borne: never }],
    ["late after", { rule: { kind: "delayAfter", delayMs: LATE }, concerns: always, borne: never }],
    ["stale", { rule: { kind: "stale" }, concerns: isObject, borne: always }],
    ["malformed", { rule: { kind: "malformed" }, concerns: always, borne: never }],
]);

/**
 * What cannot be seen before it has happened, and how the same run tells of it: a queue has no version, and an old answer of it, of which
 * neither this run nor the queue's own state knows better, is no different from a new one. See docs/operations/concurrency.md.
 */
const TOLD = new Map([["flow update GET /api/v2/routing/queues/{queueId} #1: stale", /has another queueFlowId by now than the state says/]]);

/** Runs an operation with the fault: how it came out, or nothing if no call was hit. */
async function play(scene: Scene, point: Point, name: string, onConflict: OnConflict): Promise<string | undefined> {
    const { rule, borne } = FAULTS.get(name)!;
    await scene.begin();
    await scene.simulator.fault({ ...rule, method: point.method, route: point.template, nth: point.nth });
    const time = `${TIME / 1000}s`;
    const timeouts = name.startsWith("late") ? { create: time, update: time, delete: time } : undefined;
    const result = await scene.run({ fails: "maybe" }, timeouts);
    const [{ hit }] = await scene.simulator.faults();
    if (hit !== 1) {
        // Which reads go together is a matter of milliseconds, so not every run makes the same calls.
        return undefined;
    }
    await scene.simulator.forgetFaults();
    let imports = 0;
    if (result.code !== 0) {
        assert.ok(!borne(point), `must succeed in the same run:\n${result.output}`);
        scene.judge(result);
        await scene.agree(result);
    }
    // After a refresh too: it may have told what was there before the last write, and the program still names what is there.
    const told = TOLD.get(`${scene.name} ${named(point)}: ${name}`);
    if (told) {
        assert.match(result.output, told);
    }
    if (result.code !== 0 || scene.operation === "refresh" || told) {
        imports = await scene.finish(onConflict, Boolean(told));
    }
    await scene.compare();
    return result.code === 0 ? "well" : imports > 0 ? "imported" : "back";
}

for (const story of STORIES) {
    test(`whatever goes wrong with the program "${story.name}"`, { timeout: 24 * 3600_000 }, async (context) => {
        const seed = Number(setting("FAULTS_SEED") ?? Date.now() % 1e9);
        const done = new Done(setting("FAULTS_DONE"));
        const stage = await Stage.open(story);
        const cells = (await stage.scenes()).flatMap((scene) =>
            scene.points.flatMap((point) =>
                [...FAULTS]
                    .filter(([, { concerns }]) => concerns(point))
                    .map(([fault]) => ({ scene, point, fault, name: `${scene.name} ${named(point)}: ${fault}` })),
            ),
        );
        const only = setting("FAULTS_ONLY");
        const drawn = shuffled(cells, random(seed));
        const all = setting("FAULTS") === "all" || only;
        const tried = all ? drawn.filter(({ name }) => name.includes(only ?? "")) : drawn;
        const counts = new Map<string, number>();
        const wrong: string[] = [];
        let missed = 0;
        let played = 0;
        for (const { scene, point, fault, name } of tried) {
            if (!all && played === SAMPLE) {
                break;
            }
            let outcome = done.outcome(name);
            if (!outcome) {
                try {
                    // Every other one, whatever the order.
                    const onConflict = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), seed) % 2 ? "adopt" : "fail";
                    outcome = await play(scene, point, fault, onConflict);
                    outcome && done.note(name, outcome);
                } catch (error) {
                    wrong.push(failure(name, error));
                    played++;
                    continue;
                }
            }
            if (!outcome) {
                missed++;
                continue;
            }
            played++;
            const key = `${scene.operation} ${fault} ${outcome === "well" ? "well" : "failed"}`;
            counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const count = (operation: Operation, fault: string, outcome: string) => counts.get(`${operation} ${fault} ${outcome}`) ?? 0;
        const rows = OPERATIONS.map((operation) => [
            operation,
            ...[...FAULTS.keys()].map((fault) => `${count(operation, fault, "well")} / ${count(operation, fault, "failed")}`),
        ]);
        context.diagnostic(
            `${played} of ${cells.length} cells, FAULTS_SEED=${seed}, ${missed} not hit; succeeded / failed, and the next run converged`,
        );
        console.log(table([["", ...[...FAULTS.keys()]], ...rows]));
        await stage.close();
        assert.ok(wrong.length === 0, `FAULTS_SEED=${seed}: ${wrong.length} of ${played} cells:\n${wrong.join("\n")}`);
    });
}
