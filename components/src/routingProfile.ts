import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { type Abilities, type Agent, relate } from "./agent";
import { below, type ComponentArgs, entries, refuse } from "./child";

/** What a {@link RoutingProfile} is made of. */
export interface RoutingProfileArgs extends ComponentArgs, Abilities {
    /**
     * Those who have the profile, by a key: users and agents of this program, or ids of users who are made elsewhere.
     */
    users: { [key: string]: Agent | genesyscloud.User | pulumi.Input<string> };

    /** How much each takes at once. */
    utilization?: Omit<genesyscloud.UserUtilizationArgs, "userId">;

    /**
     * Division that everybody who has the profile must belong to. Where it is given, each user's division is looked at before anything is
     * written; one who belongs to another is an error that names both.
     */
    divisionId?: pulumi.Input<string>;
}

/** One who has the profile. */
interface Member {
    key: string;
    id: pulumi.Output<string>;
    /** The division, if it counts. */
    division: pulumi.Output<string | undefined> | undefined;
    /** Whether the division was read from the platform. */
    read: boolean;
}

/** What guides give a routing profile, and what there is. */
export const ADVICE: Readonly<Record<string, string>> = {
    userIds: "use users, with a key for each, which becomes a part of the name of what is made for them",
    queueIds: "use queues, with a key for each",
    skillIds: "use skills, with a key and a proficiency for each",
    maxCapacity: "use maximumCapacity within utilization",
    wrapUpTimeout: "after-call work is the queue's: use acwTimeoutMs of the queue",
};

/**
 * A named set of skills, languages, utilization and queues, and who has it.
 *
 * Genesys Cloud has no such object. The profile is what it consists of: relations of their own for each user, so that it can be given to
 * users who are made elsewhere, and what they have besides stays as it is.
 *
 * ```ts
 * const billing = new RoutingProfile("billing", {
 *     divisionId: claims.id,
 *     skills: { billing: { skillId: billingSkill.id, proficiency: 4 } },
 *     languages: { english: { languageId: english.id, proficiency: 5 } },
 *     utilization: { call: { maximumCapacity: 1 }, email: { maximumCapacity: 3 } },
 *     queues: { invoices: { queueId: invoices.id } },
 *     users: { ada, ben: "a0000000-0000-4000-8000-000000000001" },
 * });
 * ```
 *
 * Children: `NAME-USER-SKILL`, `NAME-USER-LANGUAGE`, `NAME-USER-QUEUE` and `NAME-USER`, which is the utilization. A user of whom only an
 * id is given is read under `NAME-USER-user` where a `divisionId` is given.
 */
export class RoutingProfile extends pulumi.ComponentResource {
    /** Ids of those who have the profile, by their key: known when the relations may be written. */
    public readonly userIds: pulumi.Output<{ [key: string]: string }>;

    constructor(name: string, args: RoutingProfileArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:RoutingProfile", name, {}, opts);
        refuse(this, args, ADVICE);
        const users = entries(args.users).map(([key, user]) => ({ key, ...this.known(`${name}-${key}-user`, user, args) }));
        const ids = pulumi.all(Object.fromEntries(users.map(({ key, id }) => [key, id])));
        const checked = args.divisionId === undefined ? undefined : this.check(name, args.divisionId, users);
        this.userIds = checked === undefined ? ids : pulumi.all([ids, checked]).apply(([ids]) => ids);

        for (const { key } of users) {
            const userId = this.userIds.apply((ids) => ids[key]);
            relate(this, `${name}-${key}`, userId, args, args);
            if (args.utilization !== undefined) {
                const own = `${name}-${key}`;
                new genesyscloud.UserUtilization(own, { ...args.utilization, userId }, below(this, own, args));
            }
        }
        this.registerOutputs({ userIds: this.userIds });
    }

    /** Id and division of a user; one who is made elsewhere is read if the division counts. */
    private known(name: string, user: Agent | genesyscloud.User | pulumi.Input<string>, args: RoutingProfileArgs): Omit<Member, "key"> {
        if (pulumi.ComponentResource.isInstance(user)) {
            const agent = user as Agent;
            return { id: agent.id, division: agent.divisionId, read: false };
        }
        if (genesyscloud.User.isInstance(user)) {
            return { id: user.id, division: user.divisionId, read: false };
        }
        const id = pulumi.output(user as pulumi.Input<string>);
        const division = args.divisionId === undefined ? undefined : genesyscloud.User.get(name, id, { parent: this }).divisionId;
        return { id, division, read: true };
    }

    /** Fails, naming both divisions, unless all belong to the one that is wanted. */
    private check(name: string, divisionId: pulumi.Input<string>, users: Member[]): pulumi.Output<void> {
        const divisions = pulumi.all(users.map(({ division }) => division));
        const ids = pulumi.all(users.map(({ id }) => id));
        return pulumi.all([divisionId, divisions, ids]).apply(async ([wanted, divisions, ids]) => {
            const all = users.map(({ key, read }, index) => ({ key, read, id: ids[index], division: divisions[index] }));
            const others = all.filter(({ division }) => division !== wanted);
            // What is known of a user whom this program makes may be older than the user's division, so nobody is refused by that alone.
            const live = await Promise.all(
                others.map(async (user) => (user.read ? user : { ...user, division: await this.live(`${name}-${user.key}-user`, user.id) })),
            );
            const strangers = live.filter(({ division }) => division !== wanted);
            if (strangers.length === 0) {
                return;
            }
            const names = new Map<string, string>();
            for (const id of new Set([wanted, ...strangers.map(({ division }) => division ?? "")])) {
                names.set(id, id && (await this.divisionName(`${name}-division-${id}`, id)));
            }
            const lines = strangers.map(
                ({ key, division = "" }) =>
                    `${key} belongs to the division "${names.get(division)}" (${division}), not to "${names.get(wanted)}" (${wanted})`,
            );
            const advice = "Nothing of the profile was written. Move the user, or leave them or the profile's divisionId out.";
            // What waits for this passes the error on inside errors of its own; so it is told here, once and as it is.
            await pulumi.log.error(`${name}: ${lines.join("; ")}. ${advice}`, this);
            throw new pulumi.RunError(`${name} was not written`);
        });
    }

    /** The division that a user belongs to now. */
    private live(name: string, id: string): Promise<string | undefined> {
        const user = genesyscloud.User.get(name, id, { parent: this });
        return new Promise((resolve) => user.divisionId.apply(resolve));
    }

    private divisionName(name: string, id: string): Promise<string> {
        const division = genesyscloud.auth.Division.get(name, id, { parent: this });
        return new Promise((resolve) => division.name.apply((name) => resolve(name ?? id)));
    }
}
