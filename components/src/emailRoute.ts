import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { below, complain, type ComponentArgs, refuse } from "./child";

/** What an {@link EmailRoute} is made of: everything that `routing.EmailRoute` takes, with a domain that may be made here. */
export interface EmailRouteArgs extends ComponentArgs, Omit<genesyscloud.routing.EmailRouteArgs, "domainId"> {
    /** The domain, where it is made elsewhere. */
    domainId?: pulumi.Input<string>;

    /** A domain that is made for this route. Not together with `domainId`. */
    domain?: genesyscloud.routing.EmailDomainArgs;
}

/** What users look for in a route. */
export const ADVICE: Readonly<Record<string, string>> = {
    address: "use pattern for what is before the @, and domainId or domain for what is after it",
    queue: "use queueId",
};

/**
 * Where e-mails to an address go: a queue, or a flow.
 *
 * ```ts
 * new EmailRoute("returns", {
 *     domainId: "mail.example.com",
 *     pattern: "returns",
 *     fromName: "Returns of the Example Shop",
 *     queueId: returns.id,
 * });
 * ```
 *
 * Children: the route has the component's name, the domain is `NAME-domain`.
 */
export class EmailRoute extends pulumi.ComponentResource {
    /** Id of the route. */
    public readonly id: pulumi.Output<string>;

    /** The same. Programs in other languages have this one, as an `id` is there what only a resource of a provider has. */
    public readonly routeId: pulumi.Output<string>;

    /** Id of the domain, which is its name. */
    public readonly domainId: pulumi.Output<string>;

    /** The address whose e-mails the route takes. */
    public readonly address: pulumi.Output<string>;

    /** The route. */
    public readonly route: genesyscloud.routing.EmailRoute;

    constructor(name: string, args: EmailRouteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:EmailRoute", name, {}, opts);
        refuse(this, args, ADVICE);
        const { formerly: _, domain, domainId, ...route } = args;
        if ((domain === undefined) === (domainId === undefined)) {
            complain(this, "domainId: either domainId, or domain for one that is made here");
        }
        const made = domain && new genesyscloud.routing.EmailDomain(`${name}-domain`, domain, below(this, `${name}-domain`, args));
        this.domainId = pulumi.output(made?.id ?? domainId ?? "");
        this.route = new genesyscloud.routing.EmailRoute(name, { ...route, domainId: this.domainId }, below(this, name, args));
        this.id = this.route.id;
        this.routeId = this.id;
        this.address = pulumi.interpolate`${this.route.pattern}@${this.domainId}`;
        this.registerOutputs({ id: this.id, routeId: this.routeId, domainId: this.domainId, address: this.address, route: this.route });
    }
}
