/**
 * Components for Genesys Cloud: what belongs together in a contact centre, as one resource of a program.
 *
 * What holds for all of them: inputs may be outputs of other resources; children are named after the component and the keys that the
 * program gives; a resource that was at the top of the program becomes a child without being replaced ({@link ComponentArgs.formerly}).
 */
export {
    Agent,
    AgentTeam,
    type Abilities,
    type AgentArgs,
    type AgentRole,
    type AgentTeamArgs,
    type LanguageLevel,
    type Membership,
    type SkillLevel,
} from "./agent";
export type { ComponentArgs } from "./child";
export { EmailRoute, type EmailRouteArgs } from "./emailRoute";
export { FlowComponent, type FlowComponentArgs, type FlowSource } from "./flow";
export {
    InboundRoute,
    type BusinessHours,
    type Holiday,
    type InboundRouteArgs,
    type Weekday,
    type WeeklyHours,
} from "./inboundRoute";
export { QueueComponent, type QueueComponentArgs, type Supervisor } from "./queue";
export { RoutingProfile, type RoutingProfileArgs } from "./routingProfile";
