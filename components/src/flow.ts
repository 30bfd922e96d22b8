import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { below, complain, type ComponentArgs, refuse } from "./child";

/** A flow's YAML, and what its placeholders stand for. */
export interface FlowSource {
    /** Path of the flow's YAML, relative to the program. Not together with `yaml`. */
    file?: pulumi.Input<string>;

    /** The YAML itself. Not together with `file`. */
    yaml?: pulumi.Input<string>;

    /**
     * Texts that take the place of `{{key}}` in the YAML, by key. They may be outputs of other resources: the flow is published when they
     * are known.
     */
    substitutions?: { [key: string]: pulumi.Input<string> };

    /** Publish, and delete, though somebody is editing the flow. The platform then publishes their draft first. */
    forceUnlock?: pulumi.Input<boolean>;

    /** Publish over a version that somebody else has published meanwhile. Not meant to stay in a program. */
    overwrite?: pulumi.Input<boolean>;

    /** Any text. When it changes, the flow is published again although its YAML is the same. */
    updateTriggerHash?: pulumi.Input<string>;
}

/** What a {@link FlowComponent} is made of. */
export interface FlowComponentArgs extends FlowSource, ComponentArgs {
    /**
     * Milestones that the flow passes, by a key. They are created first, and the YAML names one by the placeholder
     * `{{milestone.KEY}}`, which stands for its name.
     */
    milestones?: { [key: string]: genesyscloud.FlowMilestoneArgs };
}

/** Inputs that users of flows look for. */
export const ADVICE: Readonly<Record<string, string>> = {
    name: "a flow has the name that its YAML says; a placeholder there, such as {{name}}, and substitutions make it one of the program",
    type: "a flow has the type that its YAML says",
    filepath: "use file for a path, or yaml for the text itself",
    content: "use yaml",
    divisionId: "a flow is in the division that its YAML names; a placeholder there, and substitutions, make it one of the program",
};

/**
 * A flow, published from YAML whose placeholders are filled in with outputs of other resources.
 *
 * ```ts
 * const main = new FlowComponent("main", {
 *     file: "flows/main.yaml",
 *     substitutions: { name: "Main menu", queue: support.queueName },
 * });
 * ```
 *
 * Children: the flow has the component's name, a milestone `NAME-KEY`.
 */
export class FlowComponent extends pulumi.ComponentResource {
    /** Id of the flow. */
    public readonly id: pulumi.Output<string>;

    /** The same. Programs in other languages have this one, as an `id` is there what only a resource of a provider has. */
    public readonly flowId: pulumi.Output<string>;

    /** Name of the flow, as its YAML says. */
    public readonly flowName: pulumi.Output<string>;

    /** The flow. */
    public readonly flow: genesyscloud.Flow;

    constructor(name: string, args: FlowComponentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:FlowComponent", name, {}, opts);
        refuse(this, args, ADVICE);
        requireSource(this, name, args);
        const milestones = Object.entries(args.milestones ?? {}).map(([key, milestone]) => {
            const child = `${name}-${key}`;
            return [`milestone.${key}`, new genesyscloud.FlowMilestone(child, milestone, below(this, child, args)).name] as const;
        });
        const substitutions = Object.fromEntries(milestones.map(([key, value]) => [key, value.apply((name) => name ?? "")]));
        this.flow = publish(name, args, substitutions, below(this, name, args));
        this.id = this.flow.id;
        this.flowId = this.id;
        this.flowName = this.flow.name.apply((name) => name ?? "");
        this.registerOutputs({ id: this.id, flowId: this.flowId, flowName: this.flowName, flow: this.flow });
    }
}

/** Refuses a source that is none, before anything is made. */
export function requireSource(component: pulumi.ComponentResource, name: string, { file, yaml }: FlowSource): void {
    if ((file === undefined) === (yaml === undefined)) {
        complain(component, `${name}: a flow needs either file or yaml`);
    }
}

/** The flow that a source describes; `own` are substitutions that the source may overrule. */
export function publish(
    name: string,
    source: FlowSource,
    own: { [key: string]: pulumi.Input<string> },
    options: pulumi.CustomResourceOptions,
): genesyscloud.Flow {
    const { file, yaml } = source;
    const filepath = file ?? pulumi.output(yaml).apply((text) => new pulumi.asset.StringAsset(text ?? ""));
    const { forceUnlock, overwrite, updateTriggerHash } = source;
    const substitutions = { ...own, ...source.substitutions };
    return new genesyscloud.Flow(name, { filepath, substitutions, forceUnlock, overwrite, updateTriggerHash }, options);
}
