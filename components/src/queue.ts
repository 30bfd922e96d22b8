import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { below, type ComponentArgs, complain, entries, joined, owned, refuse } from "./child";
import { type FlowSource, publish, requireSource } from "./flow";

/** Who looks after a queue, and by which role. */
export interface Supervisor {
    /** The user, group or OAuth client. */
    subjectId: pulumi.Input<string>;

    /** Which of them it is: `PC_USER` when not set, `PC_GROUP` or `PC_OAUTH_CLIENT`. */
    subjectType?: genesyscloud.RoleGrantArgs["subjectType"];

    /** The role that lets them. */
    roleId: pulumi.Input<string>;

    /** The division in which it is given, `*` for all. The queue's own division when not set. */
    divisionId?: pulumi.Input<string>;
}

/**
 * What a {@link QueueComponent} is made of: everything that `routing.Queue` takes, with the flows and members described here in place of
 * its own.
 */
export interface QueueComponentArgs
    extends ComponentArgs,
        Omit<genesyscloud.routing.QueueArgs, "emailInQueueFlowId" | "members" | "messageInQueueFlowId" | "queueFlowId"> {
    /**
     * What callers hear while they wait. The flow may name the queue, though the queue names the flow: `{{queue}}` in the YAML stands for
     * the queue's name and `{{queueId}}` for its id, unless `substitutions` say otherwise. Not together with `queueFlowId`.
     */
    inQueueFlow?: FlowSource;

    /** What e-mails go through while they wait, as `inQueueFlow`. */
    emailInQueueFlow?: FlowSource;

    /** What messages go through while they wait, as `inQueueFlow`. */
    messageInQueueFlow?: FlowSource;

    /** Flow that callers hear while they wait, where it is made elsewhere. */
    queueFlowId?: pulumi.Input<string>;

    /** Flow that handles e-mails while they wait, where it is made elsewhere. */
    emailInQueueFlowId?: pulumi.Input<string>;

    /** Flow that handles messages while they wait, where it is made elsewhere. */
    messageInQueueFlowId?: pulumi.Input<string>;

    /**
     * Agents who take interactions of the queue, as users' ids with a ring if there is one. Only these are managed: whom supervisors add is
     * neither shown nor removed. To manage everybody who is in the queue, use `exclusiveMembers`.
     */
    members?: pulumi.Input<pulumi.Input<genesyscloud.types.input.QueueMemberArgs>[]>;

    /** Agents of the queue, and nobody else: whom others add is shown by a refresh, and removed by the next `up`. Not with `members`. */
    exclusiveMembers?: pulumi.Input<pulumi.Input<genesyscloud.types.input.routing.QueueMemberArgs>[]>;

    /**
     * Wrap-up codes that are made for this queue, by a key, besides those of `wrapupCodes`. They belong to the queue's division where
     * they name none.
     */
    ownWrapupCodes?: { [key: string]: genesyscloud.routing.WrapupcodeArgs };

    /**
     * Who may look after the queue, by a key: the role is granted in the queue's division. Grants belong to a division and not to a
     * single queue: whoever has one sees all queues of it.
     */
    supervisors?: { [key: string]: Supervisor };
}

/** What guides give a queue, and what there is. */
export const ADVICE: Readonly<Record<string, string>> = {
    queueType: "a queue takes every medium; the mediaSettings… properties say how",
    routingConfigId: "there is no such object; skillEvaluationMethod and scoringMethod say how interactions are routed",
    organizationId:
        "the organization is the provider's: give another one with the option `provider`, and pin it with genesyscloud:organizationId",
    flowId: "use inQueueFlow for a flow that is made here, queueFlowId for one that is made elsewhere",
    permissions: "use supervisors: what people may do is said by roles, granted in the queue's division",
};

/**
 * A queue with what belongs to it: the flows in which interactions wait, its members, its own wrap-up codes and who looks after it.
 *
 * ```ts
 * const support = new QueueComponent("support", {
 *     name: "Support",
 *     mediaSettingsCall: { alertingTimeoutSec: 12, serviceLevelPercentage: 0.8, serviceLevelDurationMs: 20_000 },
 *     inQueueFlow: { file: "flows/waiting.yaml" },
 *     ownWrapupCodes: { resolved: { name: "Resolved" } },
 *     members: [{ userId: ada.id }],
 *     supervisors: { leads: { subjectId: leads.id, subjectType: "PC_GROUP", roleId: supervisor.id } },
 * });
 * ```
 *
 * A flow that names the queue, and the queue that names the flow, come in one `up` and go in one `destroy`.
 *
 * Children: the queue has the component's name; the flows are `NAME-waiting`, `NAME-waiting-email`, `NAME-waiting-message`, what attaches
 * them is `NAME-flows`, the members are `NAME-members`, wrap-up codes and grants of supervisors are `NAME-KEY`.
 */
export class QueueComponent extends pulumi.ComponentResource {
    /** Id of the queue. */
    public readonly id: pulumi.Output<string>;

    /** The same. Programs in other languages have this one, as an `id` is there what only a resource of a provider has. */
    public readonly queueId: pulumi.Output<string>;

    /**
     * Where the platform's API has the queue, what the API itself calls `selfUri`: `/api/v2/routing/queues/` and the id. It follows the
     * region's `https://api.…`.
     */
    public readonly url: pulumi.Output<string>;

    /** Name of the queue. */
    public readonly queueName: pulumi.Output<string>;

    /** Id of the flow that callers hear while they wait, if there is one. */
    public readonly flowId: pulumi.Output<string | undefined>;

    /** The queue. */
    public readonly queue: genesyscloud.routing.Queue;

    constructor(name: string, args: QueueComponentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:QueueComponent", name, {}, opts);
        refuse(this, args, ADVICE);
        const { formerly: _, inQueueFlow, emailInQueueFlow, messageInQueueFlow, members, exclusiveMembers, ownWrapupCodes, ...rest } = args;
        const { supervisors, queueFlowId, emailInQueueFlowId, messageInQueueFlowId, wrapupCodes, ...settings } = rest;
        if (members !== undefined && exclusiveMembers !== undefined) {
            complain(this, "members: not together with exclusiveMembers: either some members are managed, or all");
        }
        const flows: [medium: string, property: string, source: FlowSource | undefined, id: pulumi.Input<string> | undefined][] = [
            ["", "inQueueFlow", inQueueFlow, queueFlowId],
            ["-email", "emailInQueueFlow", emailInQueueFlow, emailInQueueFlowId],
            ["-message", "messageInQueueFlow", messageInQueueFlow, messageInQueueFlowId],
        ];
        for (const [, property, source, id] of flows) {
            if (source !== undefined && id !== undefined) {
                complain(this, `${property}: a flow is either made here, or elsewhere and given by its id`);
            }
            if (source !== undefined) {
                requireSource(this, property, source);
            }
        }

        const codes = entries(ownWrapupCodes).map(([key, code]) => {
            const child = `${name}-${key}`;
            return new genesyscloud.routing.Wrapupcode(child, { divisionId: args.divisionId, ...code }, below(this, child, args)).id;
        });
        this.queue = new genesyscloud.routing.Queue(
            name,
            { ...settings, wrapupCodes: joined(wrapupCodes, codes), members: exclusiveMembers },
            below(this, name, args),
        );
        this.id = this.queue.id;
        this.queueId = this.id;
        this.url = this.id.apply((id) => `/api/v2/routing/queues/${id}`);
        this.queueName = this.queue.name.apply((name) => name ?? "");

        // The flow may name the queue, so it comes after it; and the queue does not name the flow: it is attached when both are there.
        const [ofCalls, ofEmails, ofMessages] = flows.map(([medium, , source, id]) => {
            const child = `${name}-waiting${medium}`;
            const own = { queue: this.queueName, queueId: this.id };
            return source === undefined ? id : publish(child, source, own, below(this, child, args)).id;
        });
        if ([ofCalls, ofEmails, ofMessages].some((id) => id !== undefined)) {
            const child = `${name}-flows`;
            const attached = { queueFlowId: ofCalls, emailInQueueFlowId: ofEmails, messageInQueueFlowId: ofMessages };
            new genesyscloud.QueueFlows(child, { queueId: this.id, ...attached }, below(this, child, args));
        }
        this.flowId = pulumi.output(ofCalls);

        if (members !== undefined) {
            const child = `${name}-members`;
            const allowMassRemoval = args.allowMassRemoval;
            new genesyscloud.QueueMembers(child, { queueId: this.id, members, allowMassRemoval }, below(this, child, args));
        }
        for (const [key, supervisor] of entries(supervisors)) {
            const child = `${name}-${key}`;
            const divisionId = supervisor.divisionId ?? owned(args.divisionId, this.queue.divisionId);
            new genesyscloud.RoleGrant(child, { ...supervisor, divisionId }, below(this, child, args));
        }
        const { id, queueId, url, queueName, flowId, queue } = this;
        this.registerOutputs({ id, queueId, url, queueName, flowId, queue });
    }
}
