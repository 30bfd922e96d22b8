// What a deletion or a replacement means, beyond that an object is gone: what stays, what begins anew, what is lost.
import type { Change } from "./plan";
import type { Stored } from "./project";

export interface Consequence {
    stays: string;
    resets: string;
    lost: string;
}

/** By type. What these say is how the platform behaves; the pages of the types say more. */
const CONSEQUENCES: Record<string, Consequence> = {
    "routing:Queue": {
        stays: "its agents, wrap-up codes and flows; conversations of the past, under the old id",
        resets: "statistics and service levels begin anew with a new id",
        lost: "its id (in reports, data actions and other systems), all its members, whoever added them, and who has joined",
    },
    "index:User": {
        stays: "the e-mail address, which stays taken: `onDeletedUser: restore` brings the same user, with the same id, back",
        resets: "a user who is brought back is in the home division until the program moves them",
        lost: "roles, memberships of queues and groups, skills, stations and greetings",
    },
    "index:Flow": {
        stays: "prompts, data tables and queues that it uses",
        resets: "the version number begins anew, and flow statistics with a new id",
        lost: "all its versions, and its id in what other flows and systems say",
    },
    "auth:Division": {
        stays: "the objects of others; the platform refuses the deletion while there are any in it",
        resets: "nothing",
        lost: "its id, and all role grants in this division",
    },
    "architect:Ivr": {
        stays: "its flows and schedules; the numbers stay in their pool",
        resets: "nothing",
        lost: "calls to its numbers are answered by nobody until another IVR has them",
    },
    "routing:Skill": { stays: "the agents", resets: "nothing", lost: "every agent's proficiency in it, whoever set it" },
    "routing:Language": { stays: "the agents", resets: "nothing", lost: "every agent's proficiency in it, whoever set it" },
    "routing:Wrapupcode": {
        stays: "conversations of the past, under the old code's id",
        resets: "wrap-up statistics begin anew with a new id",
        lost: "it is taken from every queue that offers it",
    },
    "index:Group": { stays: "its members, as users", resets: "nothing", lost: "who was in it, and what they had through it" },
    "architect:Datatable": { stays: "nothing", resets: "nothing", lost: "all its rows, also those that others have added" },
    "index:UserUtilization": { stays: "the user", resets: "what the organization lays down holds again", lost: "nothing" },
    "index:Integration": { stays: "its credentials", resets: "nothing", lost: "its actions, and what calls them fails" },
    "routing:EmailDomain": { stays: "nothing", resets: "nothing", lost: "all its routes, also those that others have made" },
    "index:FlowOutcome": { stays: "the outcome: the platform cannot delete one, it is only released", resets: "nothing", lost: "nothing" },
    "routing:Settings": { stays: "the settings as they are: they are only released", resets: "nothing", lost: "nothing" },
};

/** What relations and plain objects have in common. */
const OTHERWISE: Consequence = { stays: "what it refers to", resets: "nothing", lost: "its id, and what others have changed in it" };

/** Resources that say nothing but who belongs to what: the relation is lost, the objects stay. */
const RELATIONS = [
    "index:UserQueue",
    "index:QueueMembers",
    "index:QueueFlows",
    "index:UserRoutingSkill",
    "index:UserRoutingLanguage",
    "index:UserRoles",
    "index:GroupRoles",
    "index:RoleGrant",
];

export function consequence(type: string): Consequence {
    const short = type.replace(/^genesyscloud:/, "");
    if (RELATIONS.includes(short)) {
        return { stays: "both objects", resets: "nothing", lost: "that they belong together" };
    }
    return CONSEQUENCES[short] ?? OTHERWISE;
}

/** Who loses what, by the state: members of the object, and what refers to it. */
export interface Affected {
    members: string[];
    consumers: string[];
}

/** What of the state refers to the object of a change, and is not deleted itself. */
export function affected(change: Change, state: Stored[], deleted: ReadonlySet<string>): Affected {
    const { urn, id } = change;
    const names = new Map(state.map((resource) => [resource.id, nameOf(resource.urn)]));
    const refers = (resource: Stored) =>
        resource.urn !== urn &&
        resource.type.startsWith("genesyscloud:") &&
        (resource.dependencies?.includes(urn) || (id !== undefined && JSON.stringify(resource.inputs ?? {}).includes(`"${id}"`)));
    const referring = state.filter(refers);
    const members = referring.flatMap(({ type, inputs }) => {
        if (type === "genesyscloud:index:UserQueue" && inputs?.queueId === id) {
            return [String(inputs?.userId)];
        }
        if (type === "genesyscloud:index:QueueMembers" && inputs?.queueId === id) {
            return ((inputs?.members ?? []) as { userId: string }[]).map(({ userId }) => userId);
        }
        return [];
    });
    const own = (state.find((resource) => resource.urn === urn)?.inputs?.members ?? []) as { userId: string }[];
    const users = [...new Set([...members, ...(Array.isArray(own) ? own.map(({ userId }) => userId) : [])])];
    return {
        members: users.map((user) => names.get(user) ?? user),
        consumers: referring
            .filter((resource) => !deleted.has(resource.urn))
            .filter(({ type }) => !RELATIONS.includes(type.replace(/^genesyscloud:/, "")))
            .map(({ type, urn }) => `${type.replace(/^genesyscloud:/, "")} ${nameOf(urn)}`),
    };
}

export const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

/** The types about which there is something to say. */
export const known = [...Object.keys(CONSEQUENCES), ...RELATIONS];
