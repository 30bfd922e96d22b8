// Where patients wait, who answers, and what happens when nobody can.
import * as genesyscloud from "pulumi-genesyscloud";
import { ada, ben, cleo, clinic, desk, english, helpers, skills } from "./people";

const { Queue, Wrapupcode } = genesyscloud.routing;

// How an agent says what became of a conversation.
const code = (name: string) => new Wrapupcode(name, { divisionId: clinic.id });
const booked = code("Appointment booked");
const moved = code("Appointment moved");
const settled = code("Bill settled");
const passedOn = code("Passed on to a nurse");
const reached = code("Nobody there");

/** What every queue of the clinic has in common. */
const house = {
    divisionId: clinic.id,
    acwWrapupPrompt: "MANDATORY_TIMEOUT",
    acwTimeoutMs: 45_000,
    skillEvaluationMethod: "ALL",
    callingPartyName: "Example Clinic",
    callingPartyNumber: "+13175550100",
} as const;

export const appointments = new Queue("Clinic appointments", {
    ...house,
    description: "Appointments, by telephone and e-mail",
    // Who has not been answered after half a minute need not wait for the right skill any more.
    bullseyeRings: [
        { expansionTimeoutSeconds: 30, skillsToRemove: [skills.pediatrics.id] },
        { expansionTimeoutSeconds: 60 },
    ],
    mediaSettingsCall: { alertingTimeoutSec: 12, serviceLevelPercentage: 0.8, serviceLevelDurationMs: 20_000 },
    mediaSettingsEmail: { alertingTimeoutSec: 300, serviceLevelPercentage: 0.9, serviceLevelDurationMs: 4 * 3_600_000 },
    wrapupCodes: [booked.id, moved.id, passedOn.id, reached.id],
    members: [{ userId: ada.id }, { userId: ben.id, ringNum: 2 }],
});

export const bills = new Queue("Clinic billing", {
    ...house,
    description: "Questions about bills and insurance",
    mediaSettingsCall: { alertingTimeoutSec: 15, serviceLevelPercentage: 0.7, serviceLevelDurationMs: 60_000 },
    wrapupCodes: [settled.id, passedOn.id, reached.id],
    members: [{ userId: cleo.id }],
});

// Overflow. Each of the queues looks at the other one, so neither could be made first if it had the rules itself: they are attached when
// both are there.
const toHelpers = [{ memberGroupId: helpers.id, memberGroupType: "GROUP" }];
new genesyscloud.routing.QueueConditionalGroupRouting("appointments", {
    queueId: appointments.id,
    rules: [
        { metric: "EstimatedWaitTime", operator: "GreaterThan", conditionValue: 120, waitSeconds: 30, groups: toHelpers },
        { evaluatedQueueId: bills.id, metric: "EstimatedWaitTime", operator: "LessThan", conditionValue: 10, groups: toHelpers },
    ],
});
new genesyscloud.routing.QueueConditionalGroupActivation("billing", {
    queueId: bills.id,
    rules: [
        {
            conditionExpression: "C1 and C2",
            conditions: [
                { simpleMetric: { metric: "EstimatedWaitTime" }, operator: "GreaterThan", value: 300 },
                { simpleMetric: { metric: "IdleAgentCount", queueId: appointments.id }, operator: "GreaterThan", value: 1 },
            ],
            groups: [{ memberGroupId: desk.id, memberGroupType: "TEAM" }],
        },
    ],
});

// E-mails to appointments@mail.clinic.example.com wait in the same queue, whose agents answer from that address: the route names the
// queue and the queue the route, so the address is attached when both are there.
const mail = new genesyscloud.routing.EmailDomain("mail", { domainId: "mail.clinic.example.com", subdomain: false });
export const route = new genesyscloud.routing.EmailRoute("appointments", {
    domainId: mail.id,
    pattern: "appointments",
    fromName: "Example Clinic",
    queueId: appointments.id,
    skillIds: [skills.appointments.id],
    languageId: english.id,
    priority: 2,
});
new genesyscloud.routing.QueueOutboundEmailAddress("appointments", {
    queueId: appointments.id,
    domainId: mail.id,
    routeId: route.id,
});
