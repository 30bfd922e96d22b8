/** What the tests of faults and kills run: three programs, each with the change that is made to it. */
import type { CustomTimeouts } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { ids, type Json, queue, resource, skill, surroundings, wrapupcode } from "../kit";

export interface Story {
    name: string;
    /** The program as it is first and as it is then, with the time that each operation may take. */
    first: (timeouts?: CustomTimeouts) => void;
    second: (timeouts?: CustomTimeouts) => void;
    /** How messages call its objects, by logical name. */
    objects: Record<string, string>;
}

const [ada, bob] = ids.users;
const RINGS = [10, 20, 30].map((expansionTimeoutSeconds) => ({ expansionTimeoutSeconds }));

/** What the programs refer to. */
export function seed(): Json {
    const seed = surroundings();
    const rings = [10, 20, 30].map((threshold) => ({ expansionCriteria: [{ type: "TIMEOUT_SECONDS", threshold }] }));
    seed.objects["routing/queues"][0].bullseye = { rings };
    return seed;
}

/** A queue, with what agents say after a call, and who they are. */
const support =
    (description: string, codes: number[], members: Json[]) =>
    (customTimeouts?: CustomTimeouts): void => {
        skill("speaking", {}, { customTimeouts });
        const all = ["done", "again", "never"].map((name) => wrapupcode(name, { description }, { customTimeouts }));
        const wrapupCodes = codes.map((index) => all[index].id);
        queue("support", { description, wrapupCodes, members, bullseyeRings: RINGS }, { customTimeouts });
    };

/** A user with a skill and a language, who belongs to a group and to a queue. */
const agent =
    (title: string, proficiency: number, others: string[]) =>
    (customTimeouts?: CustomTimeouts): void => {
        const { id: skillId } = skill("speaking", {}, { customTimeouts });
        const user = { name: "Agent", email: "agent@example.com", title, routingSkills: [{ skillId, proficiency }] };
        const { id: userId } = resource("index:User", "agent", user, { customTimeouts });
        resource("index:Group", "team", { description: title, memberIds: [userId, ...others] }, { customTimeouts });
        resource("index:UserQueue", "membership", { queueId: ids.queues[0], userId, ringNum: proficiency }, { customTimeouts });
        const language = { userId, languageId: ids.languages[0], proficiency };
        resource("index:UserRoutingLanguage", "language", language, { customTimeouts });
    };

/** A flow and a queue that name each other. */
const circle =
    (description: string, whisper: Json) =>
    (customTimeouts?: CustomTimeouts): void => {
        const { id: queueId } = queue("support", { description }, { customTimeouts });
        const yaml = `inQueueCall:\n  name: hold\n  description: ${description}\n  queue: "{{queue}}"\n`;
        const content = { filepath: new pulumi.asset.StringAsset(yaml), substitutions: { queue: queueId } };
        const { id: queueFlowId } = resource("index:Flow", "hold", content, { customTimeouts });
        resource("index:QueueFlows", "waiting", { queueId, queueFlowId, ...whisper }, { customTimeouts });
    };

export const STORIES: Story[] = [
    {
        name: "queue",
        first: support("First", [0, 1], [{ userId: ada, ringNum: 2 }]),
        second: support("Second", [1, 2], [{ userId: bob, ringNum: 3 }]),
        objects: {
            speaking: 'skill "speaking"',
            done: 'wrap-up code "done"',
            again: 'wrap-up code "again"',
            never: 'wrap-up code "never"',
            support: 'queue "support"',
        },
    },
    {
        name: "user",
        first: agent("First", 2, [ada]),
        second: agent("Second", 3, [bob]),
        objects: {
            speaking: 'skill "speaking"',
            agent: 'user "agent@example.com"',
            team: 'group "team"',
            membership: 'membership "',
            language: 'language of a user "',
        },
    },
    {
        name: "flow",
        first: circle("First", { whisperPromptId: ids.prompts[0] }),
        second: circle("Second", { whisperPromptId: ids.prompts[1] }),
        objects: { support: 'queue "support"', hold: 'flow "hold"', waiting: 'flows of a queue "' },
    },
];
