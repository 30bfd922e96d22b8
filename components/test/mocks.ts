/** Programs without an engine: what they register is recorded. */
import * as pulumi from "@pulumi/pulumi";

export interface Registered {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    /** Whether it is read and not made. */
    read: boolean;
}

let registered: Registered[] = [];

/** Values that the platform would answer to a read or a creation, by the resource's name. */
export const answers: Record<string, Record<string, unknown>> = {};

pulumi.runtime.setMocks(
    {
        newResource(args) {
            registered.push({
                type: args.type,
                name: args.name,
                inputs: args.inputs,
                read: args.id !== undefined && args.id !== "",
            });
            const component = args.type.startsWith("genesyscloud-components:");
            return { id: component ? undefined : (args.id || `id of ${args.name}`), state: { name: args.name, ...args.inputs, ...answers[args.name] } };
        },
        call: (args) => args.inputs,
    },
    "program",
    "test",
);

/** Runs a program, and answers what it has registered besides the components themselves. */
export async function run<T>(program: () => T): Promise<{ made: Registered[]; result: Awaited<T> }> {
    registered = [];
    const result = await program();
    await pulumi.runtime.disconnect();
    const made = registered.filter(({ type }) => !type.startsWith("genesyscloud-components:"));
    return { made, result };
}

/** A value that is not there yet when the program runs. */
export const later = <T>(value: T): pulumi.Output<T> => pulumi.output(Promise.resolve(value)) as pulumi.Output<T>;

/** The value of an output. */
export const value = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });

/** A resource in few words. */
export const line = ({ type, name }: Registered): string => `${type.replace("genesyscloud:", "")} ${name}`;

/** One resource, by type and name. */
export function one(made: Registered[], what: string): Registered {
    const found = made.filter((resource) => line(resource) === what);
    if (found.length !== 1) {
        throw new Error(`${found.length} of ${what}; there are\n${made.map(line).join("\n")}`);
    }
    return found[0];
}
