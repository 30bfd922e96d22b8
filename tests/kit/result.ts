/** What an operation did, out of the engine's events. */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

export interface Step {
    op: string;
    /** The logical name. */
    name: string;
    type: string;
    urn: string;
    /** Property paths and what happens to them: `add`, `update`, `delete`, and the same with `-replace`. */
    diff: Record<string, string>;
    metadata: StepEventMetadata;
    /** When it began, and when it failed, in milliseconds. */
    began: number;
    failed?: number;
}

const SIGNS: Record<string, string> = { add: "+", update: "~", delete: "-" };

export class Result {
    readonly steps: Step[] = [];
    /** Steps of a refresh, with what has changed behind Pulumi's back. */
    readonly drift: Step[] = [];
    readonly errors: string[] = [];
    /** The errors of each resource, by URN. */
    readonly wrong = new Map<string, string[]>();
    readonly warnings: string[] = [];
    readonly notes: string[] = [];
    output = "";
    code = 0;

    /** With `refreshing`, whether all that is done is a refresh: then the engine calls what has changed an update. */
    add(event: EngineEvent, refreshing = false): void {
        if (refreshing && (event.resourcePreEvent || event.resOutputsEvent)) {
            const step = event.resOutputsEvent && stepOf(event.resOutputsEvent.metadata);
            step && this.drift.push({ ...step, op: "refresh" });
        } else if (event.resourcePreEvent) {
            const step = stepOf(event.resourcePreEvent.metadata);
            if (step.op !== "refresh") {
                this.steps.push(step);
            }
        } else if (event.resOutputsEvent) {
            const step = stepOf(event.resOutputsEvent.metadata);
            if (step.op === "refresh") {
                this.drift.push(step);
            }
        } else if (event.resOpFailedEvent) {
            const { urn } = event.resOpFailedEvent.metadata;
            const step = this.steps.findLast((step) => step.urn === urn);
            step && (step.failed = Date.now());
        } else if (event.diagnosticEvent) {
            const { severity, message, ephemeral } = event.diagnosticEvent;
            const text = message.replace(/<\{%.*?%\}>/g, "").trim();
            if (ephemeral || !text) {
                return;
            }
            if (severity === "error" && event.diagnosticEvent.urn) {
                this.wrong.set(event.diagnosticEvent.urn, [...(this.wrong.get(event.diagnosticEvent.urn) ?? []), text]);
            }
            const list = { error: this.errors, warning: this.warnings }[severity as string] ?? this.notes;
            list.push(text);
        }
    }

    /**
     * What happens, a line each: the operation, the logical name, the properties. Resources that stay as they are, the stack and
     * default providers are left out.
     */
    get changes(): string[] {
        return lines(this.steps);
    }

    /** What a refresh has found, in the same form: what has changed, and what is gone. */
    get drifts(): string[] {
        const gone = this.drift.filter(({ metadata }) => !metadata.new).map((step) => ({ ...step, op: "gone" }));
        return lines([...gone, ...this.drift.filter(({ metadata, diff }) => metadata.new && Object.keys(diff).length > 0)]);
    }

    /** The steps of one resource, by logical name. */
    of(name: string): Step[] {
        return this.steps.filter((step) => step.name === name);
    }

    get error(): string {
        return this.errors.join("\n");
    }
}

export function describe(step: Step): string {
    const paths = Object.entries(step.diff)
        .map(([path, kind]) => {
            const [change, replace] = kind.split("-");
            return `${SIGNS[change] ?? `${change} `}${path}${replace ? "!" : ""}`;
        })
        .sort((a, b) => a.slice(1).localeCompare(b.slice(1)));
    return [step.op, step.name, ...paths].join(" ");
}

function lines(steps: Step[]): string[] {
    return steps
        .filter((step) => step.op !== "same" && step.type !== "pulumi:pulumi:Stack")
        .filter((step) => !(step.type.startsWith("pulumi:providers:") && step.name.startsWith("default")))
        .map(describe)
        .sort();
}

function stepOf(metadata: StepEventMetadata): Step {
    const diff = Object.entries(metadata.detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
    return {
        op: metadata.op,
        name: metadata.urn.split("::").slice(3).join("::"),
        type: metadata.type,
        urn: metadata.urn,
        diff: Object.fromEntries(diff),
        metadata,
        began: Date.now(),
    };
}
