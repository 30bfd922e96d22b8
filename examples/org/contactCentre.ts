// The contact centre of a shop: two lines of business that share skills, languages and wrap-up codes. Every stack deploys it; what
// differs between them is in `Stage`.
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { AgentTeam, EmailRoute, FlowComponent, InboundRoute, QueueComponent, RoutingProfile } from "pulumi-genesyscloud-components";

/** What differs from stack to stack. */
export interface Stage {
    /** Makes a name of this stage. Two stacks in one organization need different names; in organizations of their own they do not. */
    named(name: string): string;

    /** Domain of the agents' e-mail addresses, and of the addresses that customers write to. */
    mailDomain: string;

    /** First of the hundred numbers that are called, without the last two digits: `+131755501`. */
    numbers: string;

    /** How many calls of a hundred are to be answered within 20 seconds. */
    serviceLevel: number;

    /** Password of the customer database, if agents' desktops ask it. */
    crmPassword?: pulumi.Output<string>;
}

export function contactCentre(stage: Stage) {
    const { named } = stage;

    // Divisions decide who may see and change what: the people of Orders have no business in Claims.
    const orders = new genesyscloud.auth.Division("orders", {
        name: named("Orders"),
        description: "Sales and order desk of shop.example.com",
    });
    const claims = new genesyscloud.auth.Division("claims", {
        name: named("Claims"),
        description: "Returns, warranty and complaints",
    });

    const skill = (name: string) => new genesyscloud.routing.Skill(name, { name: named(name) });
    const [products, billing, returning, escalations] = ["Products", "Billing", "Returns", "Escalations"].map(skill);
    const language = (name: string) => new genesyscloud.routing.Language(name, { name: named(name) });
    const [english, german, french] = ["English", "German", "French"].map(language);

    // Wrap-up codes: how an agent says what became of a conversation. These are of all queues; a queue can have some of its own.
    const code = (name: string, text: string) => new genesyscloud.routing.Wrapupcode(name, { name: named(text) }).id;
    const advised = code("advised", "Advice given");
    const refunded = code("refunded", "Refund agreed");
    const escalated = code("escalated", "Passed to a supervisor");
    const unreachable = code("unreachable", "Caller hung up");

    // What every queue has in common; a queue names only where it differs.
    const house = {
        acwWrapupPrompt: "MANDATORY_TIMEOUT",
        acwTimeoutMs: 60_000,
        skillEvaluationMethod: "ALL",
        enableTranscription: true,
    } as const;

    // Team leads look after the queues of their division, and after no others. A role is granted in a division, not for a queue: the first
    // queue of each names those who have it. Who is in the groups is up to the people who run the business.
    const lead = new genesyscloud.auth.Role("team-lead", {
        name: named("Team lead"),
        description: "Sees the queues of a division, and says who is in them",
        permissionPolicies: [
            { domain: "routing", entityName: "queue", actionSet: ["view", "search"] },
            { domain: "routing", entityName: "queueMember", actionSet: ["manage"] },
        ],
    });
    const leads = (name: string, title: string) => ({
        leads: { subjectId: new genesyscloud.Group(name, { name: named(title) }).id, subjectType: "PC_GROUP", roleId: lead.id },
    });

    // The flow names the queue, and the queue names the flow: the component makes both in one `up`.
    const sales = new QueueComponent("sales", {
        ...house,
        name: named("Sales"),
        description: "New orders and questions before one",
        divisionId: orders.id,
        callingPartyName: "Example Shop",
        callingPartyNumber: `${stage.numbers}00`,
        mediaSettingsCall: answer(8, stage.serviceLevel, 20),
        mediaSettingsCallback: answer(30, 80, 300),
        mediaSettingsMessage: answer(15, 80, 60),
        inQueueFlow: {
            file: "flows/waiting.yaml",
            substitutions: { name: named("Waiting for sales"), division: orders.name.apply((name) => name ?? "") },
        },
        ownWrapupCodes: { ordered: { name: named("Order placed"), divisionId: "*" } },
        wrapupCodes: [advised, unreachable],
        supervisors: leads("order-leads", "Leads of the order desk"),
    });
    const orderStatus = new QueueComponent("order-status", {
        ...house,
        name: named("Order status"),
        description: "Where is my parcel",
        divisionId: orders.id,
        acwTimeoutMs: 30_000,
        mediaSettingsCall: answer(8, 80, 30),
        mediaSettingsMessage: answer(15, 80, 120),
        wrapupCodes: [advised, escalated, unreachable],
    });
    const returns = new QueueComponent("returns", {
        ...house,
        name: named("Returns"),
        description: "Returns and warranty, mostly by e-mail",
        divisionId: claims.id,
        mediaSettingsCall: answer(10, 75, 40),
        mediaSettingsEmail: answer(300, 90, 24 * 3600),
        wrapupCodes: [refunded, advised, escalated],
        supervisors: leads("service-leads", "Leads of customer service"),
    });
    const complaints = new QueueComponent("complaints", {
        ...house,
        name: named("Complaints"),
        description: "Conversations that need a second pair of eyes",
        divisionId: claims.id,
        // Nobody is hurried out of a complaint: the agent decides when the work after it is done.
        acwWrapupPrompt: "MANDATORY",
        acwTimeoutMs: undefined,
        skillEvaluationMethod: "BEST",
        mediaSettingsCall: answer(15, 70, 60),
        mediaSettingsEmail: answer(600, 90, 4 * 3600),
        wrapupCodes: [refunded, escalated],
    });

    // The people. A deleted user keeps the e-mail address, so that after a `destroy` the next `up` brings the same ones back.
    const person = (login: string, name: string) => ({ email: `${login}@${stage.mailDomain}`, name });
    const desk = new AgentTeam("order-desk", {
        common: { divisionId: orders.id, department: "Order desk", title: "Agent", onDeletedUser: "restore" },
        queues: { sales: { queueId: sales.id }, status: { queueId: orderStatus.id } },
        agents: {
            ada: { ...person("ada", "Agent Ada"), skills: { billing: { skillId: billing.id, proficiency: 3 } } },
            ben: person("ben", "Agent Ben"),
        },
    });
    const service = new AgentTeam("service", {
        common: { divisionId: claims.id, department: "Customer service", title: "Agent", onDeletedUser: "restore" },
        queues: { returns: { queueId: returns.id }, complaints: { queueId: complaints.id } },
        agents: { cleo: { ...person("cleo", "Agent Cleo"), skills: { escalations: { skillId: escalations.id, proficiency: 4 } } } },
    });

    // What a job takes, whoever has it.
    new RoutingProfile("orders-profile", {
        divisionId: orders.id,
        skills: { products: { skillId: products.id, proficiency: 4 } },
        languages: { english: { languageId: english.id, proficiency: 5 }, german: { languageId: german.id, proficiency: 4 } },
        users: desk.agents,
    });
    new RoutingProfile("claims-profile", {
        divisionId: claims.id,
        skills: { returns: { skillId: returning.id, proficiency: 5 }, billing: { skillId: billing.id, proficiency: 4 } },
        languages: { english: { languageId: english.id, proficiency: 5 }, french: { languageId: french.id, proficiency: 5 } },
        utilization: { call: { maximumCapacity: 1 }, email: { maximumCapacity: 3 } },
        users: service.agents,
    });

    // How customers reach them.
    const menu = (name: string, title: string) =>
        new FlowComponent(name, { file: "flows/menu.yaml", substitutions: { name: named(title), queue: sales.queueName } });
    new InboundRoute("order-line", {
        name: named("Order line"),
        divisionId: orders.id,
        numbers: [`${stage.numbers}00`, `${stage.numbers}01`],
        pool: { startPhoneNumber: `${stage.numbers}00`, endPhoneNumber: `${stage.numbers}99` },
        flowId: menu("main", "Main menu").id,
        closedFlowId: menu("closed", "Closed").id,
        hours: {
            timeZone: "Europe/Berlin",
            open: { weekdays: { days: ["MO", "TU", "WE", "TH", "FR"], from: "08:00", to: "20:00" } },
            holidays: { christmas: { from: "2026-12-24", through: "2026-12-26", yearly: true } },
        },
    });
    const mail = new EmailRoute("returns-mail", {
        domain: { domainId: `mail.${stage.mailDomain}` },
        pattern: "returns",
        fromName: "Returns of the Example Shop",
        queueId: returns.id,
    });

    if (stage.crmPassword) {
        new genesyscloud.IntegrationCredential("crm", {
            name: named("Customer database"),
            credentialTypeName: "basicAuth",
            fields: { userName: "genesys", password: stage.crmPassword },
        });
    }

    return {
        divisions: { orders: orders.id, claims: claims.id },
        queues: { sales: sales.id, orderStatus: orderStatus.id, returns: returns.id, complaints: complaints.id },
        returnsAddress: mail.address,
    };
}

/** Alert an agent for so long; answer so many of a hundred conversations within so many seconds. */
function answer(alertingTimeoutSec: number, percent: number, seconds: number) {
    return { alertingTimeoutSec, serviceLevelPercentage: percent / 100, serviceLevelDurationMs: seconds * 1000 };
}
