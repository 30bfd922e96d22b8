// What is going to happen, or has happened, out of the engine's events.
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

export type Kind = "create" | "update" | "replace" | "delete";

/** A property that changes. */
export interface Difference {
    path: string;
    kind: "add" | "update" | "delete";
    /** Whether it is why the object is replaced. */
    replaces: boolean;
    old?: string;
    new?: string;
}

/** One resource that changes. */
export interface Change {
    kind: Kind;
    urn: string;
    type: string;
    /** The logical name. */
    name: string;
    /** Id of the object, if there is one. */
    id?: string;
    differences: Difference[];
}

/** A resource whose live object is not as the state says. */
export interface Drift extends Omit<Change, "kind"> {
    /** Whether the object is gone. */
    gone: boolean;
}

const KINDS: Record<string, Kind> = { create: "create", update: "update", replace: "replace", delete: "delete" };

/** The changes of a preview or an update, in the engine's order. */
export function changes(events: EngineEvent[]): Change[] {
    return events
        .map((event) => event.resourcePreEvent?.metadata)
        .filter((step) => step !== undefined)
        .filter((step) => ours(step) && KINDS[step.op])
        .map((step) => ({ kind: KINDS[step.op], ...resource(step) }));
}

/** What a refresh has found. */
export function drifts(events: EngineEvent[]): Drift[] {
    return events
        .map((event) => event.resOutputsEvent?.metadata)
        .filter((step) => step !== undefined)
        .filter((step) => ours(step) && step.op === "refresh")
        .map((step) => ({ ...resource(step), gone: !step.new }))
        .filter(({ gone, differences }) => gone || differences.length > 0);
}

/** The engine's errors and warnings. */
export function told(events: EngineEvent[], severity: "error" | "warning"): string[] {
    return events
        .map((event) => event.diagnosticEvent)
        .filter((event) => event !== undefined)
        .filter((event) => event.severity === severity && !event.ephemeral)
        .map((event) => event.message.replace(/<\{%.*?%\}>/g, "").trim())
        .filter((text) => text !== "");
}

/** Stacks, providers and components are no objects of an organization. */
function ours({ type }: { type: string }): boolean {
    return type.startsWith("genesyscloud:");
}

function resource(step: StepEventMetadata) {
    const differences = Object.entries(step.detailedDiff ?? {}).map(([path, { diffKind }]) => {
        const [kind, replace] = String(diffKind).split("-");
        const [before, after] = [step.old, step.new].map((state) => shown(at(state?.inputs, path)));
        return { path, kind: kind as Difference["kind"], replaces: replace !== undefined, old: before, new: after };
    });
    differences.sort((a, b) => a.path.localeCompare(b.path));
    const name = step.urn.split("::").slice(3).join("::");
    return { urn: step.urn, type: step.type, name, id: step.old?.id || step.new?.id || undefined, differences };
}

/** The value at a property path, such as `members[0].userId`. */
export function at(value: unknown, path: string): unknown {
    const steps = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => quoted ?? index ?? name);
    return steps.reduce<unknown>((object, step) => (object as Record<string, unknown> | undefined)?.[step], value);
}

/** The mark of a secret in the engine's values. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** A value in a few words; of a secret only that it is one. */
function shown(value: unknown): string | undefined {
    if (value === undefined) {
        return undefined;
    }
    const text = JSON.stringify(value, (_, part) => (part && typeof part === "object" && SECRET in part ? "[secret]" : part));
    return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
