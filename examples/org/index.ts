// A small contact centre: two lines of business that share skills, languages and wrap-up codes.
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";

// Divisions decide who may see and change what: the people of Orders have no business in Claims.
const orders = new genesyscloud.auth.Division("orders", {
    name: "Orders",
    description: "Sales and order desk of shop.example.com",
});
const claims = new genesyscloud.auth.Division("claims", {
    name: "Claims",
    description: "Returns, warranty and complaints",
});

// A resource without a name takes its logical name, as it is written here.
const skills = ["Products", "Billing", "Returns", "Escalations"].map(
    (name) => new genesyscloud.routing.Skill(name),
);
const languages = ["English", "German", "French"].map(
    (name) => new genesyscloud.routing.Language(name),
);

// The people. A deleted user keeps the e-mail address, so that after `make down` the next `make up` brings the same ones back.
const [products, billing, returning] = skills;
const [english, german, french] = languages;
const agents = {
    ada: { name: "Agent Ada", skills: { products: 5, billing: 3 }, languages: [english, german] },
    ben: { name: "Agent Ben", skills: { products: 4 }, languages: [english] },
    cleo: { name: "Agent Cleo", skills: { billing: 4, returning: 5 }, languages: [english, french] },
};
const known = { products, billing, returning };
const users = Object.entries(agents).map(
    ([login, agent]) =>
        new genesyscloud.User(login, {
            email: `${login}@example.com`,
            name: agent.name,
            title: "Agent",
            department: "Customer service",
            routingSkills: Object.entries(agent.skills).map(([skill, proficiency]) => ({
                skillId: known[skill as keyof typeof known].id,
                proficiency,
            })),
            routingLanguages: agent.languages.map(({ id }) => ({ languageId: id, proficiency: 5 })),
            onDeletedUser: "restore",
        }),
);
const [ada, ben, cleo] = users;

// Wrap-up codes: how an agent says what became of a conversation.
const ordered = new genesyscloud.routing.Wrapupcode("ordered", { name: "Order placed" });
const advised = new genesyscloud.routing.Wrapupcode("advised", { name: "Advice given" });
const refunded = new genesyscloud.routing.Wrapupcode("refunded", { name: "Refund agreed" });
const escalated = new genesyscloud.routing.Wrapupcode("escalated", { name: "Passed to a supervisor" });
const unreachable = new genesyscloud.routing.Wrapupcode("unreachable", { name: "Caller hung up" });

// What every queue has in common; a queue names only where it differs.
const house = {
    acwWrapupPrompt: "MANDATORY_TIMEOUT",
    acwTimeoutMs: 60_000,
    skillEvaluationMethod: "ALL",
    enableTranscription: true,
} as const;

/** Alert an agent for so long; answer so many of a hundred conversations within so many seconds. */
function answer(alertingTimeoutSec: number, percent: number, seconds: number) {
    return {
        alertingTimeoutSec,
        serviceLevelPercentage: percent / 100,
        serviceLevelDurationMs: seconds * 1000,
    };
}

const sales = new genesyscloud.routing.Queue("sales", {
    ...house,
    name: "Sales",
    description: "New orders and questions before one, +1 555 0100",
    divisionId: orders.id,
    callingPartyName: "Example Shop",
    callingPartyNumber: "+15550100",
    mediaSettingsCall: answer(8, 80, 20),
    mediaSettingsCallback: answer(30, 80, 300),
    mediaSettingsMessage: answer(15, 80, 60),
    wrapupCodes: [ordered.id, advised.id, unreachable.id],
    members: [{ userId: ada.id }, { userId: ben.id }],
});

const orderStatus = new genesyscloud.routing.Queue("order-status", {
    ...house,
    name: "Order status",
    description: "Where is my parcel, +1 555 0101",
    divisionId: orders.id,
    acwTimeoutMs: 30_000,
    mediaSettingsCall: answer(8, 80, 30),
    mediaSettingsChat: answer(12, 85, 40),
    mediaSettingsMessage: answer(15, 80, 120),
    wrapupCodes: [advised.id, escalated.id, unreachable.id],
});

const returns = new genesyscloud.routing.Queue("returns", {
    ...house,
    name: "Returns",
    description: "Returns and warranty, mostly by e-mail to returns@example.com",
    divisionId: claims.id,
    mediaSettingsCall: answer(10, 75, 40),
    mediaSettingsEmail: answer(300, 90, 24 * 3600),
    wrapupCodes: [refunded.id, advised.id, escalated.id],
    members: [{ userId: cleo.id }],
});

const complaints = new genesyscloud.routing.Queue("complaints", {
    ...house,
    name: "Complaints",
    description: "Conversations that need a second pair of eyes",
    divisionId: claims.id,
    // Nobody is hurried out of a complaint: the agent decides when the work after it is done.
    acwWrapupPrompt: "MANDATORY",
    acwTimeoutMs: undefined,
    skillEvaluationMethod: "BEST",
    mediaSettingsCall: answer(15, 70, 60),
    mediaSettingsEmail: answer(600, 90, 4 * 3600),
    wrapupCodes: [refunded.id, escalated.id],
});

// What callers of the order desk hear while they wait. The flow names a queue, and the queue names the flow: the attachment comes after
// both are there, so that one `up` makes them all.
const waiting = new genesyscloud.Flow("waiting", {
    filepath: new pulumi.asset.FileAsset("flows/waiting.yaml"),
    substitutions: { name: "Waiting for sales", division: orders.name, queue: sales.name },
});
new genesyscloud.QueueFlows("sales", { queueId: sales.id, queueFlowId: waiting.id });

export const divisions = { orders: orders.id, claims: claims.id };
export const queues = {
    sales: sales.id,
    orderStatus: orderStatus.id,
    returns: returns.id,
    complaints: complaints.id,
};
export const skillNames = pulumi.all(skills.map((skill) => skill.name));
export const languageNames = pulumi.all(languages.map((language) => language.name));
