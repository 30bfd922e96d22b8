/** Resources by their tokens, so that no generated SDK stands between a test and the provider. */
import * as pulumi from "@pulumi/pulumi";

export type Args = Record<string, unknown>;

/** What outputs a test may ask for, whether or not the program names them. */
const OUTPUTS = ["name", "description", "divisionId", "wrapupCodes"];

class Raw extends pulumi.CustomResource {
    [property: string]: any;

    constructor(type: string, name: string, args: Args, options?: pulumi.CustomResourceOptions) {
        const outputs = Object.fromEntries(OUTPUTS.map((output) => [output, undefined]));
        super(`genesyscloud:${type}`, name, { ...outputs, ...args }, options);
    }
}

type Make = (name: string, args?: Args, options?: pulumi.CustomResourceOptions) => Raw;

const of =
    (type: string): Make =>
    (name, args = {}, options) =>
        new Raw(type, name, args, options);

export const division = of("auth:Division");
export const skill = of("routing:Skill");
export const language = of("routing:Language");
export const wrapupcode = of("routing:Wrapupcode");
export const queue = of("routing:Queue");

/** A resource of any type. */
export const resource = (type: string, name: string, args: Args = {}, options?: pulumi.CustomResourceOptions): Raw =>
    new Raw(type, name, args, options);

/** An object that is there, as `.get()` of a generated SDK reads it. */
export const get = (type: string, name: string, id: string, options?: pulumi.CustomResourceOptions): Raw =>
    new Raw(type, name, {}, { ...options, id });

/** An explicit provider. */
export class Provider extends pulumi.ProviderResource {
    constructor(name: string, args: Args, options?: pulumi.ResourceOptions) {
        super("genesyscloud", name, args as pulumi.Inputs, options);
    }
}

/** A look-up function. */
export const lookup = (token: string, args: Args = {}, options?: pulumi.InvokeOptions): Promise<any> =>
    pulumi.runtime.invoke(`genesyscloud:${token}`, args as pulumi.Inputs, options);
