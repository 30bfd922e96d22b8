/**
 * The provider, or the engine, is killed in the middle of a run, before or after what a call does. After what the engine then asks for,
 * the next run comes to what it would have come to anyway: with `onConflict: adopt` by itself, without it by itself or after the imports
 * that it asks for. Nothing is made twice.
 *
 * `KILLS` is how many of each are tried, `KILLS_SEED` draws the same again, `KILLS_ONLY` tries what has this text in its name, and
 * `KILLS_DONE` names a file that keeps what was tried with success. Every call of every type by itself is tried in
 * crates/resources/tests/faults.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { removeEmptyNotes } from "../tools/runner/src/leftovers";
import type { Result } from "./kit";
import { Done, failure, random, setting, table } from "./faults/draw";
import { named, type OnConflict, OPERATIONS, type Point, type Scene, Stage } from "./faults/scene";
import { STORIES } from "./faults/stories";

/** How many are tried of each in the daily tests. */
const SAMPLE = 10;

/** Longer than any run takes, in milliseconds. */
const NEVER = 3_600_000;

const MOMENTS = ["before", "after"] as const;
type Moment = (typeof MOMENTS)[number];

type Victim = "provider" | "engine";

interface Draw {
    scene: Scene;
    point: Point;
    moment: Moment;
    onConflict: OnConflict;
}

/** The stories, opened once for both series. */
let opened: Promise<Stage[]> | undefined;
const stages = () => (opened ??= Promise.all(STORIES.map((story) => Stage.open(story))));
let drawnFrom: Promise<Scene[]> | undefined;

async function scenes(): Promise<Scene[]> {
    const all: Scene[] = [];
    for (const stage of await stages()) {
        all.push(...(await stage.scenes()));
    }
    return all;
}

after(async () => {
    for (const stage of (await opened) ?? []) {
        await stage.close();
    }
});

/** Runs an operation until its call is there, or done, and kills: the providers that are left, or nothing if the call never came. */
async function cut({ scene, point, moment }: Draw, victim: Victim): Promise<{ result: Result; left: number[] } | undefined> {
    const { simulator } = scene;
    await scene.begin();
    // It waits, so that the kill comes in time.
    const rule = moment === "before" ? { kind: "hold" } : { kind: "delayAfter", delayMs: NEVER };
    await simulator.fault({ ...rule, method: point.method, route: point.template, nth: point.nth });
    const reached = async () =>
        moment === "before" ? (await simulator.faults())[0].hit === 1 : (await simulator.calls()).some(({ fault }) => fault === "delayAfter");
    let left: number[] = [];
    let killed = false;
    const result = await scene.run({
        fails: "maybe",
        during: async (engine) => {
            // The run begins, and may end without that call.
            for (let begun = false; !begun || engine.busy; begun ||= engine.busy) {
                if (await reached()) {
                    killed = true;
                    const providers = engine.providers();
                    assert.ok(providers.length > 0, "no provider is running");
                    if (victim === "engine") {
                        left = providers;
                        engine.kill();
                    } else {
                        providers.forEach((provider) => process.kill(provider, "SIGKILL"));
                    }
                    return;
                }
                await sleep(10);
            }
        },
    });
    // The connection is gone, and with it the call that waited.
    await sleep(50);
    await simulator.forgetFaults();
    return killed ? { result, left } : undefined;
}

/** What the engine asks for after a run that did not come to its end, as somebody does it who reads it. */
async function repair({ project }: Scene): Promise<void> {
    const stack = ["--stack", "dev"];
    removeEmptyNotes(project.state);
    if (project.locked) {
        await project.run(["cancel", "--yes", ...stack]);
    }
    if (project.pending().length > 0) {
        await project.run(["refresh", "--yes", "--clear-pending-creates", ...stack]);
        assert.deepEqual(project.pending(), []);
    }
}

/** Ends what a killed engine has left running. */
function end(providers: number[]): void {
    for (const provider of providers) {
        try {
            process.kill(provider, "SIGKILL");
        } catch {
            // It has noticed that its engine is gone.
        }
    }
}

/** Kills, and goes on: how it came out, or nothing if the call never came. */
async function play(draw: Draw, victim: Victim): Promise<string | undefined> {
    const { scene, onConflict } = draw;
    const killed = await cut(draw, victim);
    if (!killed) {
        return undefined;
    }
    try {
        assert.notEqual(killed.result.code, 0, "a run that was killed has not succeeded");
        await repair(scene);
        const imports = await scene.finish(onConflict);
        await scene.compare();
        return imports > 0 ? "imported" : "back";
    } finally {
        end(killed.left);
    }
}

const nameOf = ({ scene, point, moment, onConflict }: Draw) => `${scene.name} ${named(point)}: ${moment}, ${onConflict}`;

for (const victim of ["provider", "engine"] as const) {
    test(`the ${victim} is killed`, { timeout: 24 * 3600_000 }, async (context) => {
        const seed = Number(setting("KILLS_SEED") ?? Date.now() % 1e9);
        const wanted = Number(setting("KILLS") ?? SAMPLE);
        const only = setting("KILLS_ONLY");
        const done = new Done(setting("KILLS_DONE"));
        const all = await (drawnFrom ??= scenes());
        const draws = all.flatMap((scene) =>
            scene.points.flatMap((point) => MOMENTS.map((moment): Draw => ({ scene, point, moment, onConflict: "adopt" }))),
        );
        const next = random(seed + (victim === "engine" ? 1 : 0));
        const histogram = new Map<string, number>();
        const outcomes = new Map<string, number>();
        const wrong: string[] = [];
        let missed = 0;
        for (let played = 0; played < wanted; ) {
            const number = played + missed;
            assert.ok(number < 3 * wanted + 20, "hardly any call comes again");
            const draw: Draw = { ...draws[Math.floor(next() * draws.length)], onConflict: number % 2 ? "fail" : "adopt" };
            const name = `${number}: ${victim}, ${nameOf(draw)}`;
            if (only && !name.includes(only)) {
                played++;
                continue;
            }
            let outcome = done.outcome(name);
            if (!outcome) {
                try {
                    outcome = (await play(draw, victim)) ?? "missed";
                    done.note(name, outcome);
                } catch (error) {
                    outcome = "wrong";
                    wrong.push(failure(name, error));
                }
            }
            if (outcome === "missed") {
                // Which reads go together is a matter of milliseconds, so not every run makes the same calls.
                missed++;
                continue;
            }
            played++;
            const { scene, point, moment, onConflict } = draw;
            const cell = `${scene.operation} ${point.method} ${moment}`;
            histogram.set(cell, (histogram.get(cell) ?? 0) + 1);
            outcomes.set(`${onConflict} ${outcome}`, (outcomes.get(`${onConflict} ${outcome}`) ?? 0) + 1);
        }
        const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        const columns = methods.flatMap((method) => MOMENTS.map((moment) => `${method} ${moment}`));
        const rows = OPERATIONS.map((operation) => [operation, ...columns.map((column) => String(histogram.get(`${operation} ${column}`) ?? 0))]);
        context.diagnostic(`${wanted} kills, KILLS_SEED=${seed}, ${missed} not hit; ${[...outcomes].map(([what, times]) => `${what} ${times}`).join(", ")}`);
        console.log(table([["", ...columns], ...rows]));
        assert.ok(wrong.length === 0, `KILLS_SEED=${seed}: ${wrong.length} of ${wanted}:\n${wrong.join("\n")}`);
    });
}
