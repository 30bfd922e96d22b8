/** What all components have in common: how their children are named, found again, and how wrong inputs are refused. */
import * as pulumi from "@pulumi/pulumi";

/** What every component takes besides its own inputs. */
export interface ComponentArgs {
    /**
     * Logical names, or URNs, that children had before they became part of the component, by their logical names in it. Children that
     * had the same name at the top of the program need not be named. Nothing is replaced, and nothing is written: only the state learns
     * where they are now.
     */
    formerly?: { [child: string]: string };
}

/**
 * Options of a child: it is below its component, and if there was a resource of that type and name at the top of the program, or
 * what `formerly` says, then that is the child now.
 */
export function below(
    component: pulumi.ComponentResource,
    name: string,
    args: ComponentArgs,
    options: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
    const former = args.formerly?.[name] ?? name;
    const alias = former.startsWith("urn:") ? former : { name: former, parent: pulumi.rootStackResource };
    return pulumi.mergeOptions({ parent: component, aliases: [alias] }, options);
}

/** Refuses inputs that do not exist, though guides name them: all of them at once, each with what does what they are meant to do. */
export function refuse(component: pulumi.ComponentResource, args: object, advice: Readonly<Record<string, string>>): void {
    const found = Object.keys(args).filter((input) => Object.hasOwn(advice, input));
    if (found.length > 0) {
        throw new pulumi.ResourceError(found.map((input) => `${input}: ${advice[input]}`).join("\n"), component, true);
    }
}

/** Refuses a combination of inputs. */
export function complain(component: pulumi.ComponentResource, message: string): never {
    throw new pulumi.ResourceError(message, component, true);
}

/** Each entry of an object that may not be there, in the order in which the program has them. */
export function entries<T>(record: { [key: string]: T } | undefined): [string, T][] {
    return Object.entries(record ?? {});
}

/** A known list, or one that is still to come, with more at its end. */
export function joined<T>(
    first: pulumi.Input<pulumi.Input<T>[] | undefined>,
    more: pulumi.Input<T>[],
): pulumi.Input<pulumi.Input<T>[]> | undefined {
    if (first === undefined) {
        return more.length > 0 ? more : undefined;
    }
    if (more.length === 0) {
        return first as pulumi.Input<pulumi.Input<T>[]>;
    }
    return pulumi.output(first).apply((list) => pulumi.all([...((list ?? []) as pulumi.Input<T>[]), ...more])) as pulumi.Output<
        pulumi.Input<T>[]
    >;
}

/**
 * The division that an object belongs to: what the program says, and only where it says nothing what the object says itself, so that what
 * is in that division does not wait for the object without need.
 */
export function owned(given: pulumi.Input<string | undefined> | undefined, live: pulumi.Output<string | undefined>): pulumi.Output<string> {
    return pulumi.output(given).apply((division) => (division === undefined ? live : pulumi.output(division))).apply((division) => division ?? "");
}
