/** The components on the engine: what they make is there, what changes is what the program changed, and nothing is left. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import {
    Agent,
    AgentTeam,
    EmailRoute,
    FlowComponent,
    InboundRoute,
    QueueComponent,
    RoutingProfile,
} from "pulumi-genesyscloud-components";
import { ids, type Json, Project, sameLines, Simulator, surroundings } from "./kit";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    project = Project.create(simulator);
});

const waiting = 'inQueueCall:\n  name: "{{name}}"\n  queue: "{{queue}}"\n  queueId: "{{queueId}}"\n';
const menu = (type = "inboundCall") => `${type}:\n  name: "{{name}}"\n  queue: "{{queue}}"\n`;

/** A line of business, with everything that belongs to it. */
function business(acwTimeoutMs = 30_000) {
    const division = new genesyscloud.auth.Division("orders", { name: "Orders" });
    const products = new genesyscloud.routing.Skill("Products");
    const billing = new genesyscloud.routing.Skill("Billing");
    const english = new genesyscloud.routing.Language("English");
    const leads = new genesyscloud.Group("Leads", { name: "Leads" });
    const supervisor = new genesyscloud.auth.Role("supervisor", {
        name: "Queue supervisor",
        permissionPolicies: [{ domain: "routing", entityName: "queue", actionSet: ["view", "edit"] }],
    });
    const sales = new QueueComponent("sales", {
        supervisors: { leads: { subjectId: leads.id, subjectType: "PC_GROUP", roleId: supervisor.id } },
        name: "Sales",
        divisionId: division.id,
        acwWrapupPrompt: "MANDATORY_TIMEOUT",
        acwTimeoutMs,
        inQueueFlow: { yaml: waiting, substitutions: { name: "Waiting for sales" } },
        ownWrapupCodes: { ordered: { name: "Order placed" } },
    });
    const team = new AgentTeam("desk", {
        common: { divisionId: division.id, department: "Order desk" },
        skills: { products: { skillId: products.id, proficiency: 2 } },
        queues: { sales: { queueId: sales.id } },
        agents: {
            ada: { email: "ada@example.com", name: "Agent Ada", addresses: { phoneNumbers: [{ number: "+13175550123", type: "MOBILE" }] } },
            ben: { email: "ben@example.com", name: "Agent Ben" },
        },
    });
    new RoutingProfile("english", {
        divisionId: division.id,
        skills: { billing: { skillId: billing.id, proficiency: 3 } },
        languages: { english: { languageId: english.id, proficiency: 5 } },
        utilization: { call: { maximumCapacity: 1 } },
        users: { ...team.agents },
    });
    const main = new FlowComponent("main", {
        yaml: menu(),
        substitutions: { name: "Main menu", queue: sales.queueName },
        milestones: { greeted: { name: "Greeted" } },
    });
    const closed = new FlowComponent("closed", { yaml: menu(), substitutions: { name: "Closed", queue: sales.queueName } });
    new InboundRoute("order-line", {
        name: "Order line",
        numbers: ["+13175550100", "+13175550101"],
        pool: { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550109" },
        flowId: main.id,
        closedFlowId: closed.id,
        hours: {
            timeZone: "Europe/Berlin",
            open: { weekdays: { days: ["MO", "TU", "WE", "TH", "FR"], from: "08:00", to: "18:00" } },
            holidays: { christmas: { from: "2026-12-24", through: "2026-12-26", yearly: true } },
        },
    });
    const mail = new EmailRoute("order-mail", {
        domain: { domainId: "shop.example.com" },
        pattern: "orders",
        fromName: "Orders",
        queueId: sales.id,
    });
    return { id: sales.id, url: sales.url, flowId: sales.flowId, address: mail.address };
}

const find = async (kind: string, name: string): Promise<Json> =>
    ((await simulator.objects())[kind] ?? []).find((object) => object.name === name || object.email === name);

test("a line of business comes in one up: the queue and the flow that name each other, agents, profile and routes", async () => {
    await project.up(() => business());
    const queue = await find("routing/queues", "Sales");
    const flow = await find("flows", "Waiting for sales");
    assert.equal(queue.queueFlow.id, flow.id);
    assert.match(flow.yaml, new RegExp(`queue: "Sales"\\n +queueId: "${queue.id}"`));
    assert.equal(queue.acwSettings.timeoutMs, 30_000);
    assert.deepEqual(queue.wrapupCodes, [(await find("routing/wrapupcodes", "Order placed")).id]);
    assert.deepEqual(project.outputs(), {
        id: queue.id,
        url: `/api/v2/routing/queues/${queue.id}`,
        flowId: flow.id,
        address: "orders@shop.example.com",
    });
    const leads = await find("groups", "Leads");
    const { grants } = await simulator.api("GET", `authorization/subjects/${leads.id}`);
    assert.deepEqual(grants.map(({ role, division }: Json) => [role.name, division.name]), [["Queue supervisor", "Orders"]]);
    const members = await simulator.api("GET", `routing/queues/${queue.id}/members`);
    sameLines(members.entities.map(({ name }: Json) => name), ["Agent Ada", "Agent Ben"]);
    const ada = await find("users", "ada@example.com");
    assert.equal(ada.division.name ?? (await simulator.api("GET", `users/${ada.id}`)).division.name, "Orders");
    const languages = await simulator.api("GET", `users/${ada.id}/routinglanguages`);
    assert.deepEqual(languages.entities.map(({ name, proficiency }: Json) => [name, proficiency]), [["English", 5]]);
    const skills = await simulator.api("GET", `users/${ada.id}/routingskills`);
    sameLines(skills.entities.map(({ name, proficiency }: Json) => `${name} ${proficiency}`), ["Products 2", "Billing 3"]);
    const { utilization } = await simulator.api("GET", `routing/users/${ada.id}/utilization`);
    assert.equal(utilization.call.maximumCapacity, 1);
    const ivr = await find("architect/ivrs", "Order line");
    assert.equal(ivr.openHoursFlow.id, (await find("flows", "Main menu")).id);
    assert.deepEqual(ivr.dnis, ["+13175550100", "+13175550101"]);
    const hours = await simulator.api("GET", `architect/schedulegroups/${ivr.scheduleGroup.id}`);
    assert.deepEqual([hours.openSchedules.length, hours.holidaySchedules.length, hours.timeZone], [1, 1, "Europe/Berlin"]);
});

test("nothing changes by itself; one number is one change, and going back is its reverse", async () => {
    await simulator.forgetCalls();
    const preview = await project.preview(() => business(), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "an unchanged program");
    sameLines(await simulator.writes(), []);
    const there = await project.preview(() => business(45_000));
    sameLines(there.changes, ["update sales ~acwTimeoutMs"]);
    await project.up(() => business(45_000));
    assert.equal((await find("routing/queues", "Sales")).acwSettings.timeoutMs, 45_000);
    const back = await project.preview(() => business());
    sameLines(back.changes, ["update sales ~acwTimeoutMs"]);
    const change = ({ metadata }: Json) => [metadata.old.inputs.acwTimeoutMs, metadata.new.inputs.acwTimeoutMs];
    assert.deepEqual(change(there.of("sales").find(({ op }) => op === "update")), [30_000, 45_000]);
    assert.deepEqual(change(back.of("sales").find(({ op }) => op === "update")), [45_000, 30_000]);
});

test("everything goes in one destroy", async () => {
    await project.destroy();
    const left = await simulator.objects();
    for (const kind of ["routing/queues", "flows", "architect/ivrs", "routing/email/domains", "architect/schedules"]) {
        assert.deepEqual(left[kind] ?? [], [], kind);
    }
});

test("resources that move into a component stay the objects that they are", async () => {
    const yaml = "inboundCall:\n  name: Main\n";
    const before = () => {
        const done = new genesyscloud.routing.Wrapupcode("done", { name: "Done" });
        const skill = new genesyscloud.routing.Skill("Products");
        const hold = new genesyscloud.routing.Queue("support", { name: "Support", wrapupCodes: [done.id] });
        const user = new genesyscloud.User("ada", { email: "grace@example.com", name: "Grace" });
        new genesyscloud.UserQueue("support-ada", { queueId: hold.id, userId: user.id });
        const ben = new genesyscloud.User("ben", { email: "linus@example.com", name: "Linus" });
        new genesyscloud.UserUtilization("ben-takes", { userId: ben.id, call: { maximumCapacity: 2 } });
        new genesyscloud.UserRoutingSkill("desk-ben-products", { userId: ben.id, skillId: skill.id, proficiency: 3 });
        const flow = new genesyscloud.Flow("main", { filepath: new pulumi.asset.StringAsset(yaml), substitutions: {} });
        new genesyscloud.architect.Ivr("line", { openHoursFlowId: flow.id });
        const domain = new genesyscloud.routing.EmailDomain("mail-domain", { domainId: "moved.example.com" });
        new genesyscloud.routing.EmailRoute("mail", { domainId: domain.id, pattern: "help", fromName: "Help", queueId: hold.id });
    };
    const after = () => {
        const skill = new genesyscloud.routing.Skill("Products");
        const support = new QueueComponent("support", {
            name: "Support",
            ownWrapupCodes: { resolved: { name: "Done" } },
            formerly: { "support-resolved": "done" },
        });
        new Agent("ada", {
            email: "grace@example.com",
            name: "Grace",
            queues: { support: { queueId: support.id } },
            formerly: { "ada-support": "support-ada" },
        });
        const desk = new AgentTeam("desk", {
            skills: { products: { skillId: skill.id, proficiency: 3 } },
            agents: { ben: { email: "linus@example.com", name: "Linus" } },
            formerly: { "desk-ben": "ben" },
        });
        new RoutingProfile("takes", {
            utilization: { call: { maximumCapacity: 2 } },
            users: { ...desk.agents },
            formerly: { "takes-ben": "ben-takes" },
        });
        const flow = new FlowComponent("main", { yaml });
        new InboundRoute("line", { flowId: flow.id });
        new EmailRoute("mail", { domain: { domainId: "moved.example.com" }, pattern: "help", fromName: "Help", queueId: support.id });
    };
    await project.up(before);
    const old = project.resources().map(({ id }) => id);
    await simulator.forgetCalls();
    const { changes } = await project.up(after);
    // The components themselves are new, and no object.
    sameLines(changes, ["support", "ada", "desk", "desk-ben", "takes", "main", "line", "mail"].map((name) => `create ${name}`));
    sameLines(await simulator.writes(), []);
    sameLines(project.resources().map(({ id }) => id), old, "ids");
    await project.destroy();
});

test("roles: given in the division of the user or the queue, and what others give stays", async () => {
    const [home] = (await simulator.api("GET", "authorization/divisions")).entities.filter(({ homeDivision }: Json) => homeDivision);
    const others = await simulator.add("authorization/roles", { name: "Given by others", permissionPolicies: [] });
    const program = (given: boolean) => () => {
        const role = new genesyscloud.auth.Role("looks", {
            name: "Looks after queues",
            permissionPolicies: [{ domain: "routing", entityName: "queue", actionSet: ["view"] }],
        });
        const lead = new Agent("lead", {
            email: "lead@example.com",
            name: "Team lead",
            roles: given ? { own: { roleId: role.id }, all: { roleId: role.id, divisionId: "*" } } : {},
        });
        const leads = new genesyscloud.Group("Leads of the help desk");
        // Neither names a division: both are in the home division.
        new QueueComponent("help", {
            supervisors: given ? { leads: { subjectId: leads.id, subjectType: "PC_GROUP", roleId: role.id } } : {},
        });
        return { lead: lead.id, leads: leads.id };
    };
    const grants = async (subject: string): Promise<string[]> => {
        const { grants = [] } = await simulator.api("GET", `authorization/subjects/${subject}`);
        return grants.map(({ role, division }: Json) => `${role.name} in ${division.id}`);
    };
    await project.up(program(true));
    const { lead, leads } = project.outputs() as Record<string, string>;
    sameLines(await grants(lead), [`Looks after queues in ${home.id}`, "Looks after queues in *"]);
    sameLines(await grants(leads), [`Looks after queues in ${home.id}`]);

    for (const subject of [lead, leads]) {
        const type = subject === lead ? "PC_USER" : "PC_GROUP";
        await simulator.api("POST", `authorization/subjects/${subject}/divisions/${home.id}/roles/${others}?subjectType=${type}`);
    }
    const quiet = await project.preview(program(true), { refresh: true });
    sameLines([...quiet.drifts, ...quiet.changes], [], "roles that others have given");
    sameLines((await project.up(program(false))).changes, ["delete lead-own", "delete lead-all", "delete help-leads"]);
    sameLines(await grants(lead), [`Given by others in ${home.id}`]);
    sameLines(await grants(leads), [`Given by others in ${home.id}`]);
    await project.destroy();
});

test("a profile of a division refuses a user of another one, naming both, before anything of it is written", async () => {
    await simulator.seed(surroundings());
    const [here, there] = ids.divisions;
    const skill = ids.skills[0];
    await simulator.api("POST", `authorization/divisions/${here}/objects/USER`, [ids.users[0]]);
    await simulator.api("POST", `authorization/divisions/${there}/objects/USER`, [ids.users[1]]);
    const profile = (users: Record<string, string>) => () => {
        new RoutingProfile("orders", {
            divisionId: here,
            skills: { products: { skillId: skill, proficiency: 3 } },
            queues: { support: { queueId: ids.queues[0] } },
            users,
        });
    };
    await simulator.forgetCalls();
    const refused = await project.up(profile({ one: ids.users[0], two: ids.users[1] }), { fails: true });
    assert.match(refused.error, new RegExp(`^orders: two belongs to the division "Division B" \\(${there}\\), not to "Division A" \\(${here}\\)`, "m"));
    sameLines(await simulator.writes(), [], "writes of a profile that was refused");
    await project.up(profile({ one: ids.users[0] }));
    const { entities } = await simulator.api("GET", `users/${ids.users[0]}/routingskills`);
    assert.deepEqual(entities.map(({ id, proficiency }: Json) => [id, proficiency]), [[skill, 3]]);
});

test("inputs that there are not are refused with advice, before anything is written", async () => {
    await project.destroy();
    await simulator.forgetCalls();
    const guide = { name: "Guide", queueType: "STANDARD", routingConfigId: "x" } as object;
    const invented = await project.up(() => void new QueueComponent("guide", guide), { fails: true });
    assert.match(invented.output, /queueType: a queue takes every medium/);
    assert.match(invented.output, /routingConfigId: there is no such object/);
    sameLines(await simulator.writes(), []);
});
