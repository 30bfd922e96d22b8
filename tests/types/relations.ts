/** What belongs to two. */
import type { Subject } from "./subject";
import { UTILIZATION } from "./utilization";

/** A relation is nothing but the properties that its own test is about. */
const only = (file: string, ...properties: string[]): Subject => ({ elsewhere: { [file]: properties } });

export const relations: Record<string, Subject> = {
    "index:GroupRoles": only(
        "roles.test.ts",
        "allowMassRemoval",
        "groupId",
        "roles",
        "roles[].divisionIds",
        "roles[].roleId",
    ),
    "index:QueueFlows": only(
        "queue-flows.test.ts",
        "emailInQueueFlowId",
        "messageInQueueFlowId",
        "queueFlowId",
        "queueId",
        "whisperPromptId",
    ),
    "index:QueueMembers": only(
        "members.test.ts",
        "allowMassRemoval",
        "members",
        "members[].ringNum",
        "members[].userId",
        "queueId",
    ),
    "index:RoleGrant": only("roles.test.ts", "divisionId", "roleId", "subjectId", "subjectType"),
    "index:UserQueue": only("members.test.ts", "queueId", "ringNum", "userId"),
    "index:UserRoles": only(
        "roles.test.ts",
        "allowMassRemoval",
        "roles",
        "roles[].divisionIds",
        "roles[].roleId",
        "userId",
    ),
    "index:UserRoutingLanguage": only("members.test.ts", "languageId", "proficiency", "userId"),
    "index:UserRoutingSkill": only("members.test.ts", "proficiency", "skillId", "userId"),
    "index:UserUtilization": only("utilization.test.ts", "userId", ...UTILIZATION),
};
