/**
 * The components for programs in other languages: a plugin, which the engine starts and asks to construct them.
 *
 * What they take and give is in plugin.json, which the build reads from their declarations.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as agent from "./agent";
import * as emailRoute from "./emailRoute";
import * as flow from "./flow";
import * as inboundRoute from "./inboundRoute";
import * as queue from "./queue";
import * as routingProfile from "./routingProfile";

/** A type or a property, in the words of Pulumi's package schema. */
interface Spec {
    /** A primitive type, `array` or `object`. */
    type?: string;
    /** A type of this package, as `#/types/…`, or of another one. */
    $ref?: string;
    /** What an array consists of. */
    items?: Spec;
    /** What a map consists of. */
    additionalProperties?: Spec;
    /** The value is known when the program runs. */
    plain?: boolean;
}

/** What the build has written. */
interface Declared {
    /** The schema of the package, of which these parts are read here. */
    schema: {
        name: string;
        version: string;
        resources: { [token: string]: { inputProperties: { [name: string]: Spec }; properties: { [name: string]: Spec } } };
        types: { [token: string]: { properties?: { [name: string]: Spec } } };
    };
    /** Inputs of each component that must be known, because what it makes is named after what is in them. */
    known: { [component: string]: string[] };
}

/** A component as the plugin sees it: the arguments come from elsewhere. */
type Constructor = new (name: string, args: never, opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource;

/** Each component, and the inputs that it refuses with advice of its own. */
const COMPONENTS: Readonly<Record<string, readonly [Constructor, object]>> = {
    Agent: [agent.Agent, agent.ADVICE],
    AgentTeam: [agent.AgentTeam, {}],
    EmailRoute: [emailRoute.EmailRoute, emailRoute.ADVICE],
    FlowComponent: [flow.FlowComponent, flow.ADVICE],
    InboundRoute: [inboundRoute.InboundRoute, inboundRoute.ADVICE],
    QueueComponent: [queue.QueueComponent, queue.ADVICE],
    RoutingProfile: [routingProfile.RoutingProfile, routingProfile.ADVICE],
};

/** Answers what the engine asks of the plugin. */
export class Components implements pulumi.provider.Provider {
    /** Version of the components. */
    readonly version: string;

    /** The schema, in JSON. */
    readonly schema: string;

    constructor(private readonly declared: Declared) {
        this.version = declared.schema.version;
        this.schema = JSON.stringify(declared.schema);
    }

    async construct(
        name: string,
        type: string,
        inputs: pulumi.Inputs,
        options: pulumi.ComponentResourceOptions,
    ): Promise<pulumi.provider.ConstructResult> {
        const component = type.split(":")[2];
        const resource = this.declared.schema.resources[type];
        if (resource === undefined || !Object.hasOwn(COMPONENTS, component)) {
            throw new pulumi.RunError(`there is no component ${type}; there are ${Object.keys(this.declared.schema.resources).join(", ")}`);
        }
        const [constructor, advice] = COMPONENTS[component];
        const args = await this.settle(component, resource.inputProperties, inputs, advice);
        const instance = new constructor(name, args as never, options);
        const outputs = instance as unknown as { [name: string]: pulumi.Output<unknown> };
        const state = Object.fromEntries(Object.keys(resource.properties).map((output) => [output, outputs[output]]));
        return { urn: instance.urn, state };
    }

    /**
     * Inputs as the component takes them. Languages differ in what they make an output of: some only a value, some the whole list or
     * object around it; but a component must know the keys that it names its children after.
     */
    private async settle(
        component: string,
        declared: { [name: string]: Spec },
        inputs: pulumi.Inputs,
        advice: object,
    ): Promise<{ [name: string]: unknown }> {
        const wrong = Object.keys(inputs)
            .filter((input) => !Object.hasOwn(declared, input) && !Object.hasOwn(advice, input))
            .map((input) => ({ propertyPath: input, reason: `${component} has no such input` }));
        const args: { [name: string]: unknown } = {};
        for (const [input, value] of Object.entries(inputs)) {
            if (!pulumi.Output.isInstance(value) || !(this.declared.known[component].includes(input) || declared[input]?.plain)) {
                args[input] = value;
                continue;
            }
            // Not in Pulumi's public types, and in each of its outputs: in a preview, what is unknown is never applied to anything.
            const { isKnown } = value as unknown as { isKnown: Promise<boolean> };
            if (await isKnown) {
                const content = await new Promise<unknown>((resolve) => value.apply(resolve));
                args[input] = this.spread(content, value, declared[input]);
            } else {
                wrong.push({ propertyPath: input, reason: "what is in it may still be to come, but not how much and under which keys" });
            }
        }
        if (wrong.length > 0) {
            throw new pulumi.InputPropertiesError({ message: `${component} cannot take these inputs`, errors: wrong });
        }
        return args;
    }

    /** A known value whose parts still say, where they may, what they depend on and that they are secret. */
    private spread(value: unknown, origin: pulumi.Output<unknown>, spec: Spec | undefined): unknown {
        if (spec?.plain || pulumi.Output.isInstance(value)) {
            return value;
        }
        const properties = spec?.$ref?.startsWith("#/types/") ? this.declared.schema.types[spec.$ref.slice("#/types/".length)]?.properties : undefined;
        if (typeof value === "object" && value !== null && (spec?.additionalProperties || properties)) {
            return Object.fromEntries(
                Object.entries(value).map(([key, part]) => [key, this.spread(part, origin, properties?.[key] ?? spec?.additionalProperties)]),
            );
        }
        return origin.apply(() => value);
    }
}

/** Answers the engine until it needs nothing more. */
export function serve(args: string[]): Promise<void> {
    const declared = JSON.parse(fs.readFileSync(path.join(__dirname, "plugin.json"), "utf8")) as Declared;
    return pulumi.provider.main(new Components(declared), args);
}
