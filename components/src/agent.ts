import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { below, type ComponentArgs, entries, owned, refuse } from "./child";

/** A queue that somebody is a member of. */
export interface Membership {
    /** The queue. */
    queueId: pulumi.Input<string>;

    /** The bullseye ring in which the agent is asked, from 1 to 6. The platform's default is 1. */
    ringNum?: pulumi.Input<number>;
}

/** A role that somebody has. */
export interface AgentRole {
    /** The role. */
    roleId: pulumi.Input<string>;

    /** The division in which it is given, `*` for all. The agent's own division when not set. */
    divisionId?: pulumi.Input<string>;
}

/** How good somebody is at something. */
export interface SkillLevel {
    /** The skill. */
    skillId: pulumi.Input<string>;

    /** How good, from 0 to 5. */
    proficiency: pulumi.Input<number>;
}

/** How well somebody speaks a language. */
export interface LanguageLevel {
    /** The language. */
    languageId: pulumi.Input<string>;

    /** How well, from 0 to 5. */
    proficiency: pulumi.Input<number>;
}

/** What an agent can do and where, of which only what is named is managed. */
export interface Abilities {
    /** Skills, by a key. Those that others give are neither shown nor taken away; `routingSkills` is all that there are. */
    skills?: { [key: string]: SkillLevel };

    /** Languages, by a key. Those that others give are neither shown nor taken away; `routingLanguages` is all that there are. */
    languages?: { [key: string]: LanguageLevel };

    /** Queues that the agent is a member of, by a key. Memberships that others make are neither shown nor removed. */
    queues?: { [key: string]: Membership };
}

/** What an {@link Agent} is made of: everything that `User` takes, and the relations. */
export interface AgentArgs extends ComponentArgs, Abilities, genesyscloud.UserArgs {
    /** Roles that the program gives the agent, by a key. Those that others give are neither shown nor taken away. */
    roles?: { [key: string]: AgentRole };
}

/** What an {@link AgentTeam} is made of. */
export interface AgentTeamArgs extends ComponentArgs, Abilities {
    /**
     * The agents, by a key, which is also a part of their logical name: `TEAM-KEY`. What an agent says counts before what the team says;
     * skills, languages, queues and roles are those of both.
     */
    agents: { [key: string]: AgentArgs };

    /** What all agents of the team have in common, unless one says otherwise. */
    common?: Partial<genesyscloud.UserArgs>;

    /** Roles that all agents of the team have, by a key. */
    roles?: { [key: string]: AgentRole };
}

/** What guides give a user, and what there is. */
export const ADVICE: Readonly<Record<string, string>> = {
    routingProfileId: "there is no such object in Genesys Cloud; use RoutingProfile, a named set of skills, languages, utilization and queues",
    roleIds: "use roles, with a key and a roleId for each",
    queueIds: "use queues, a membership for each",
    phoneNumber: "use addresses.phoneNumbers",
    address: "a postal address belongs to a Location; name it in locations",
    external: 'use mastering: "external"',
};

/**
 * A person who takes interactions: the user with contact addresses, skills, languages and utilization, the queues and the roles.
 *
 * ```ts
 * const ada = new Agent("ada", {
 *     email: "ada@example.com",
 *     name: "Agent Ada",
 *     addresses: { phoneNumbers: [{ number: "+13175550123", type: "MOBILE" }] },
 *     skills: { billing: { skillId: billing.id, proficiency: 4 } },
 *     queues: { support: { queueId: support.id } },
 * });
 * ```
 *
 * With `mastering: "external"` the user comes from elsewhere, such as an HR system: it is found by its e-mail address, changed only in what
 * the program names, and never deleted.
 *
 * Children: the user has the component's name; skills, languages, memberships and grants of roles are `NAME-KEY`.
 */
export class Agent extends pulumi.ComponentResource {
    /** Id of the user. */
    public readonly id: pulumi.Output<string>;

    /** The same. Programs in other languages have this one, as an `id` is there what only a resource of a provider has. */
    public readonly userId: pulumi.Output<string>;

    /** E-mail address of the user. */
    public readonly email: pulumi.Output<string>;

    /** Id of the division that the user belongs to. */
    public readonly divisionId: pulumi.Output<string | undefined>;

    /** The user. */
    public readonly user: genesyscloud.User;

    constructor(name: string, args: AgentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:Agent", name, {}, opts);
        refuse(this, args, ADVICE);
        const { formerly: _, skills, languages, queues, roles, ...user } = args;
        this.user = new genesyscloud.User(name, user, below(this, name, args));
        this.id = this.user.id;
        this.userId = this.id;
        this.email = this.user.email;
        this.divisionId = this.user.divisionId;
        relate(this, name, this.id, args, { skills, languages, queues });
        for (const [key, { roleId, divisionId }] of entries(roles)) {
            const child = `${name}-${key}`;
            const grant = { subjectId: this.id, roleId, divisionId: divisionId ?? owned(args.divisionId, this.divisionId) };
            new genesyscloud.RoleGrant(child, grant, below(this, child, args));
        }
        this.registerOutputs({ id: this.id, userId: this.userId, email: this.email, divisionId: this.divisionId, user: this.user });
    }
}

/** The relations of a user that abilities are. */
export function relate(
    component: pulumi.ComponentResource,
    name: string,
    userId: pulumi.Output<string>,
    args: ComponentArgs,
    { skills, languages, queues }: Abilities,
): void {
    const child = (key: string) => [`${name}-${key}`, below(component, `${name}-${key}`, args)] as const;
    for (const [key, skill] of entries(skills)) {
        const [name, options] = child(key);
        new genesyscloud.UserRoutingSkill(name, { ...skill, userId }, options);
    }
    for (const [key, language] of entries(languages)) {
        const [name, options] = child(key);
        new genesyscloud.UserRoutingLanguage(name, { ...language, userId }, options);
    }
    for (const [key, queue] of entries(queues)) {
        const [name, options] = child(key);
        new genesyscloud.UserQueue(name, { ...queue, userId }, options);
    }
}

/**
 * Agents who have much in common.
 *
 * ```ts
 * const orders = new AgentTeam("orders", {
 *     common: { divisionId: division.id, department: "Order desk" },
 *     languages: { english: { languageId: english.id, proficiency: 5 } },
 *     queues: { sales: { queueId: sales.id } },
 *     agents: {
 *         ada: { email: "ada@example.com", name: "Agent Ada", skills: { billing: { skillId: billing.id, proficiency: 3 } } },
 *         ben: { email: "ben@example.com", name: "Agent Ben" },
 *     },
 * });
 * ```
 *
 * Children: an `Agent` for each, `NAME-KEY`, with children of its own.
 */
export class AgentTeam extends pulumi.ComponentResource {
    /** The agents, by their key. */
    public readonly agents: Readonly<Record<string, Agent>>;

    /** Ids of the agents' users, by their key. */
    public readonly ids: pulumi.Output<{ [key: string]: string }>;

    constructor(name: string, args: AgentTeamArgs, opts?: pulumi.ComponentResourceOptions) {
        super("genesyscloud-components:index:AgentTeam", name, {}, opts);
        const { common = {}, skills, languages, queues, roles } = args;
        refuse(this, common, ADVICE);
        const agents = entries(args.agents).map(([key, agent]) => {
            const child = `${name}-${key}`;
            const together: AgentArgs = {
                ...common,
                ...agent,
                skills: { ...skills, ...agent.skills },
                languages: { ...languages, ...agent.languages },
                queues: { ...queues, ...agent.queues },
                roles: { ...roles, ...agent.roles },
                formerly: { ...args.formerly, ...agent.formerly },
            };
            return [key, new Agent(child, together, { parent: this })] as const;
        });
        this.agents = Object.fromEntries(agents);
        this.ids = pulumi.output(Object.fromEntries(agents.map(([key, agent]) => [key, agent.id])));
        this.registerOutputs({ ids: this.ids });
    }
}
