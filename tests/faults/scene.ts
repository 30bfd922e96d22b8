/** One operation of the engine on a story: how it goes when nothing goes wrong, and what must come of it when something does. */
import assert from "node:assert/strict";
import type { CustomTimeouts } from "@pulumi/pulumi";
import { type Call, type Json, type Options, Project, type Result, sameLines, Simulator } from "../kit";
import { seed, type Story } from "./stories";

export const OPERATIONS = ["create", "refresh", "update", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a create does where there is an object of the name already. */
export type OnConflict = "adopt" | "fail";

/** A call of an operation: its method, its path template, and which one of these it is, from 1. */
export interface Point {
    method: string;
    template: string;
    nth: number;
}

/** How often a run may stop for an import until it has come through. */
const ROUNDS = 8;

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export const named = ({ method, template, nth }: Point): string => `${method} ${template} #${nth}`;

/** A simulator and a project, on which a story is played over and over. */
export class Stage {
    private constructor(
        readonly story: Story,
        readonly simulator: Simulator,
        readonly project: Project,
        /** Ids that were there before the story. */
        readonly known: Set<string>,
    ) {}

    static async open(story: Story): Promise<Stage> {
        const simulator = await Simulator.start(["--strict"]);
        await simulator.seed(seed());
        const project = Project.create(simulator);
        const stage = new Stage(story, simulator, project, new Set(idsIn(await simulator.dump())));
        // A state that has nothing in it.
        await project.refresh();
        return stage;
    }

    async close(): Promise<void> {
        await this.simulator.stop();
    }

    /** The operations, one after the other, when nothing goes wrong. */
    async scenes(): Promise<Scene[]> {
        const scenes: Scene[] = [];
        for (const operation of OPERATIONS) {
            const name = `${operation} before`;
            await this.simulator.keep(name);
            const state = this.project.stored();
            await this.simulator.forgetCalls();
            await this.run(operation);
            const calls = await this.simulator.calls();
            const wanted = await this.shown();
            scenes.push(new Scene(this, operation, name, state, points(calls), wanted));
        }
        return scenes;
    }

    run(operation: Operation, options: Options = {}, timeouts?: CustomTimeouts): Promise<Result> {
        const { project, story } = this;
        switch (operation) {
            case "create":
                return project.up(() => story.first(timeouts), options);
            case "refresh":
                return project.refresh(options);
            case "update":
                return project.up(() => story.second(timeouts), options);
            case "destroy":
                return project.destroy(options);
        }
    }

    /** What the platform has, without what is another each time: ids of ours are shown as the names that the state has for them. */
    async shown(): Promise<Json> {
        const names = new Map(this.project.resources().map(({ id, urn }) => [id, urn.split("::").at(-1)!]));
        const text = (value: string) => value.replace(GUID, (id) => (this.known.has(id) ? id : `<${names.get(id) ?? "new"}>`));
        const show = (value: Json): Json => {
            if (typeof value === "string") {
                return /^\d{4}-\d\d-\d\dT/.test(value) ? "<time>" : text(value);
            }
            if (Array.isArray(value)) {
                return value.map(show);
            }
            if (value === null || typeof value !== "object") {
                return value;
            }
            const members = Object.entries(value).filter(([name]) => !/^(versions?|date.*)$|Version$/.test(name));
            return Object.fromEntries(members.map(([name, member]) => [text(name), show(member)]));
        };
        const objects = Object.entries(await this.simulator.objects()).map(([kind, list]) => [
            kind,
            list.map((object) => JSON.stringify(show(object))).sort(),
        ]);
        return Object.fromEntries(objects);
    }
}

export class Scene {
    constructor(
        private readonly stage: Stage,
        readonly operation: Operation,
        private readonly before: string,
        private readonly state: string,
        readonly points: Point[],
        private readonly wanted: Json,
    ) {}

    get name(): string {
        return `${this.stage.story.name} ${this.operation}`;
    }

    get simulator(): Simulator {
        return this.stage.simulator;
    }

    get project(): Project {
        return this.stage.project;
    }

    /** Everything is as it was before the operation. */
    async begin(): Promise<void> {
        await this.simulator.forgetFaults();
        await this.simulator.restore(this.before);
        await this.simulator.forgetCalls();
        this.project.restore(this.state);
    }

    run(options: Options = {}, timeouts?: CustomTimeouts): Promise<Result> {
        return this.stage.run(this.operation, options, timeouts);
    }

    /** The errors of a run that failed: each resource that did says what happened to which object. */
    judge(result: Result): void {
        assert.ok(result.wrong.size > 0, result.output);
        for (const [urn, errors] of result.wrong) {
            const object = this.stage.story.objects[urn.split("::").at(-1)!];
            const told = errors.filter((error) => !/^(update|refresh|destroy|preview) failed$/.test(error));
            for (const error of told) {
                assert.ok(object && error.includes(object), `names no object of the program: ${error}`);
                assert.doesNotMatch(error, /panic|defect|EOF/i);
            }
        }
    }

    /**
     * What is in the state is there and is as the state says, and what is there is in the state: all but what the failed resources
     * themselves were at, for what their last call came to may not be known.
     */
    async agree(result: Result): Promise<void> {
        const failed = [...result.wrong.keys()].map((urn) => urn.split("::").at(-1)!);
        const dump = await this.simulator.dump();
        const live = new Set(idsIn(dump));
        const state = this.project.resources();
        for (const { id, urn } of state) {
            const excused = this.operation === "destroy" && failed.includes(urn.split("::").at(-1)!);
            const missing = idsIn(id).filter((part) => !live.has(part));
            assert.ok(excused || missing.length === 0, `the state has ${urn}, which is not there`);
        }
        const inState = new Set(idsIn(state.map(({ id }) => id)));
        const ours = Object.values(dump.objects as Record<string, Json[]>).flatMap((list) => list.map(({ id }) => id));
        const strangers = ours.filter((id) => idsIn(id ?? "").some((id) => !this.stage.known.has(id) && !inState.has(id)));
        const unknown = failed.filter((name) => !state.some(({ urn }) => urn.endsWith(`::${name}`)));
        assert.ok(strangers.length <= unknown.length, `the state does not have ${strangers.join(", ")}`);
        const { drifts } = await this.project.preview(undefined, { refresh: true });
        sameLines(
            drifts.filter((drift) => !failed.includes(drift.split(" ")[1])),
            [],
            "what the state says and is not so",
        );
    }

    /** The next run: it does what is left, after the imports that it asks for. How many those were. */
    async finish(onConflict: OnConflict, refresh?: boolean): Promise<number> {
        const env = { GENESYSCLOUD_ON_CONFLICT: onConflict };
        // What was only read is read again, and the program then finds everything as it should be.
        const run = (options: Options) => {
            const { project, stage } = this;
            return this.operation === "refresh" ? project.up(() => stage.story.first(), { ...options, refresh: true }) : this.run({ ...options, refresh });
        };
        let imports = 0;
        for (let round = 1; ; round++) {
            const result = await run({ env, fails: "maybe" });
            if (result.code === 0) {
                return imports;
            }
            const commands = [...result.errors.join("\n").matchAll(/`pulumi import genesyscloud:(\S+) (\S+) (\S+)`/g)];
            assert.ok(commands.length > 0, `the next run fails:\n${result.output}`);
            assert.ok(onConflict === "fail" && round < ROUNDS, `the next run stops although it need not:\n${result.output}`);
            for (const [, type, name, id] of new Map(commands.map((command) => [command[2], command])).values()) {
                await this.project.importing(type, name, id);
                imports++;
            }
        }
    }

    /** Everything is as if nothing had gone wrong: on the platform, and in the state. */
    async compare(): Promise<void> {
        const is = await this.stage.shown();
        for (const kind of new Set([...Object.keys(this.wanted), ...Object.keys(is)])) {
            sameLines(is[kind] ?? [], this.wanted[kind] ?? [], `${kind}, after everything`);
        }
        if (this.operation === "destroy") {
            assert.deepEqual(this.project.resources(), []);
            return;
        }
        const { changes, drifts } = await this.project.preview(undefined, { refresh: true });
        sameLines([...changes, ...drifts], [], "a preview with a refresh, after everything");
    }
}

function points(calls: Call[]): Point[] {
    const points: Point[] = [];
    for (const { method, template } of calls) {
        const nth = points.filter((point) => point.method === method && point.template === template).length + 1;
        points.push({ method, template, nth });
    }
    return points;
}

function idsIn(value: Json): string[] {
    return JSON.stringify(value).match(GUID) ?? [];
}
