/** What components make of their inputs, without an engine. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import * as genesyscloud from "pulumi-genesyscloud";
import { Agent, AgentTeam, EmailRoute, FlowComponent, InboundRoute, QueueComponent, RoutingProfile } from "../src";
import { Components } from "../src/plugin";
import { answers, later, line, one, run, value } from "./mocks";

test("a queue with all that belongs to it: children are named after it, and every input may be an output", async () => {
    const { made, result } = await run(
        () =>
            new QueueComponent("support", {
                name: later("Support"),
                divisionId: later("division"),
                acwTimeoutMs: later(30_000),
                wrapupCodes: later(["shared"]),
                ownWrapupCodes: { resolved: { name: "Resolved" }, other: { name: "Other", divisionId: "*" } },
                inQueueFlow: { file: "waiting.yaml", substitutions: { division: later("Sales") } },
                emailInQueueFlowId: later("e-mail flow"),
                members: [{ userId: later("ada"), ringNum: 2 }],
                supervisors: { leads: { subjectId: later("leads"), subjectType: "PC_GROUP", roleId: later("role") } },
            }),
    );
    assert.deepEqual(made.map(line).sort(), [
        "index:Flow support-waiting",
        "index:QueueFlows support-flows",
        "index:QueueMembers support-members",
        "index:RoleGrant support-leads",
        "routing/queue:Queue support",
        "routing/wrapupcode:Wrapupcode support-other",
        "routing/wrapupcode:Wrapupcode support-resolved",
    ].map((line) => line.replace(/\/\w+:/, ":")));
    const queue = one(made, "routing:Queue support").inputs;
    assert.deepEqual(queue, {
        name: "Support",
        divisionId: "division",
        acwTimeoutMs: 30_000,
        wrapupCodes: ["shared", "id of support-resolved", "id of support-other"],
    });
    assert.equal(one(made, "routing:Wrapupcode support-resolved").inputs.divisionId, "division");
    assert.equal(one(made, "routing:Wrapupcode support-other").inputs.divisionId, "*");
    assert.deepEqual(one(made, "index:Flow support-waiting").inputs, {
        filepath: "waiting.yaml",
        substitutions: { queue: "Support", queueId: "id of support", division: "Sales" },
    });
    assert.deepEqual(one(made, "index:QueueFlows support-flows").inputs, {
        queueId: "id of support",
        queueFlowId: "id of support-waiting",
        emailInQueueFlowId: "e-mail flow",
    });
    assert.deepEqual(one(made, "index:QueueMembers support-members").inputs, {
        queueId: "id of support",
        members: [{ userId: "ada", ringNum: 2 }],
    });
    assert.deepEqual(one(made, "index:RoleGrant support-leads").inputs, {
        subjectId: "leads",
        subjectType: "PC_GROUP",
        roleId: "role",
        divisionId: "division",
    });
    assert.equal(await value(result.id), "id of support");
    assert.equal(await value(result.url), "/api/v2/routing/queues/id of support");
    assert.equal(await value(result.flowId), "id of support-waiting");
});

test("a queue that names nothing manages nothing", async () => {
    const { made, result } = await run(() => new QueueComponent("plain", {}));
    assert.deepEqual(made.map(line), ["routing:Queue plain"]);
    assert.deepEqual(made[0].inputs, {});
    assert.equal(await value(result.flowId), undefined);
});

test("members may be all that there are", async () => {
    const { made } = await run(() => new QueueComponent("closed", { exclusiveMembers: [{ userId: "ada" }] }));
    assert.deepEqual(made.map(line), ["routing:Queue closed"]);
    assert.deepEqual(made[0].inputs.members, [{ userId: "ada" }]);
});

test("inputs that guides have invented are refused, all at once, with what there is", () => {
    const refused = (make: () => unknown, ...patterns: RegExp[]) => {
        assert.throws(make, (error: Error) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            patterns.forEach((pattern) => assert.match(error.message, pattern));
            return true;
        });
    };
    // TypeScript says so before: these are programs that were written without it, or with a cast.
    const queue = { name: "Support", queueType: "STANDARD", routingConfigId: "x", organizationId: "y" } as object;
    refused(
        () => new QueueComponent("support", queue),
        /^queueType: .*mediaSettings/m,
        /^routingConfigId: there is no such object; skillEvaluationMethod/m,
        /^organizationId: .*provider/m,
    );
    refused(() => new QueueComponent("q", { inQueueFlow: { file: "a.yaml" }, queueFlowId: "b" }), /^inQueueFlow: a flow is either made here/);
    refused(() => new QueueComponent("q", { members: [], exclusiveMembers: [] }), /^members: not together with exclusiveMembers/);
    refused(() => new QueueComponent("q", { inQueueFlow: {} }), /either file or yaml/);
    const agent = { email: "ada@example.com", routingProfileId: "x", queueIds: [], address: {} } as { email: string };
    refused(() => new Agent("ada", agent), /^routingProfileId: .*RoutingProfile/m, /^queueIds: use queues/m, /^address: .*Location/m);
    refused(() => new AgentTeam("team", { agents: {}, common: { queueIds: [] } as object }), /^queueIds: use queues/m);
    refused(() => new RoutingProfile("p", { users: {}, maxCapacity: 3 } as { users: {} }), /^maxCapacity: .*maximumCapacity/);
    refused(() => new FlowComponent("f", { file: "a.yaml", name: "A" } as object), /^name: .*YAML/);
    refused(() => new InboundRoute("r", { flowId: "f", queueId: "q" } as { flowId: string }), /^queueId: .*flowId/);
    refused(() => new EmailRoute("r", { pattern: "a", fromName: "A" }), /either domainId, or domain/);
});

test("teams: what agents have in common, and what one says otherwise", async () => {
    const { made, result } = await run(
        () =>
            new AgentTeam("orders", {
                common: {
                    department: "Order desk",
                    divisionId: later("division"),
                },
                skills: { products: { skillId: later("products"), proficiency: 3 } },
                queues: { sales: { queueId: later("sales") } },
                roles: { agent: { roleId: "agent" } },
                agents: {
                    ada: {
                        email: "ada@example.com",
                        name: "Agent Ada",
                        skills: { products: { skillId: "products", proficiency: 5 }, billing: { skillId: "billing", proficiency: 2 } },
                        queues: { billing: { queueId: "billing", ringNum: 2 } },
                    },
                    eve: { email: "eve@example.com", mastering: "external", department: "Elsewhere" },
                },
            }),
    );
    assert.deepEqual(made.map(line).sort(), [
        "index:RoleGrant orders-ada-agent",
        "index:RoleGrant orders-eve-agent",
        "index:User orders-ada",
        "index:User orders-eve",
        "index:UserQueue orders-ada-billing",
        "index:UserQueue orders-ada-sales",
        "index:UserQueue orders-eve-sales",
        "index:UserRoutingSkill orders-ada-billing",
        "index:UserRoutingSkill orders-ada-products",
        "index:UserRoutingSkill orders-eve-products",
    ]);
    assert.deepEqual(one(made, "index:User orders-ada").inputs, {
        email: "ada@example.com",
        name: "Agent Ada",
        department: "Order desk",
        divisionId: "division",
    });
    assert.deepEqual(one(made, "index:User orders-eve").inputs, {
        email: "eve@example.com",
        mastering: "external",
        department: "Elsewhere",
        divisionId: "division",
    });
    const level = (name: string) => one(made, `index:UserRoutingSkill ${name}`).inputs.proficiency;
    assert.deepEqual([level("orders-ada-products"), level("orders-eve-products")], [5, 3]);
    assert.deepEqual(one(made, "index:UserQueue orders-ada-billing").inputs, { queueId: "billing", ringNum: 2, userId: "id of orders-ada" });
    assert.deepEqual(one(made, "index:RoleGrant orders-eve-agent").inputs, {
        subjectId: "id of orders-eve",
        roleId: "agent",
        divisionId: "division",
    });
    assert.deepEqual(await value(result.ids), { ada: "id of orders-ada", eve: "id of orders-eve" });
});

test("a routing profile is the relations of each who has it", async () => {
    const { made } = await run(
        () =>
            new RoutingProfile("billing", {
                skills: { invoices: { skillId: later("invoices"), proficiency: 4 } },
                languages: { german: { languageId: "german", proficiency: 5 } },
                utilization: { call: { maximumCapacity: 1 } },
                queues: { invoices: { queueId: "queue", ringNum: 3 } },
                users: {
                    ada: new genesyscloud.User("ada", { email: "ada@example.com" }),
                    cleo: later("cleo's id"),
                },
            }),
    );
    assert.deepEqual(made.map(line).sort(), [
        "index:User ada",
        ...["ada", "cleo"].flatMap((user) => [
            `index:UserQueue billing-${user}-invoices`,
            `index:UserRoutingLanguage billing-${user}-german`,
            `index:UserRoutingSkill billing-${user}-invoices`,
            `index:UserUtilization billing-${user}`,
        ]),
    ].sort());
    const inputs = (what: string) => one(made, what).inputs;
    assert.deepEqual(inputs("index:UserRoutingSkill billing-ada-invoices"), { skillId: "invoices", proficiency: 4, userId: "id of ada" });
    assert.deepEqual(inputs("index:UserUtilization billing-cleo"), { call: { maximumCapacity: 1 }, userId: "cleo's id" });
    assert.deepEqual(inputs("index:UserQueue billing-cleo-invoices"), { queueId: "queue", ringNum: 3, userId: "cleo's id" });
});

test("a profile of a division: users who are made elsewhere are read, and whoever belongs to it gets the profile", async () => {
    answers["billing-cleo-user"] = { divisionId: "claims" };
    const { made } = await run(
        () =>
            new RoutingProfile("billing", {
                divisionId: "claims",
                queues: { invoices: { queueId: "queue" } },
                users: { cleo: "cleo's id" },
            }),
    );
    assert.deepEqual(made.map((resource) => `${line(resource)}${resource.read ? " (read)" : ""}`).sort(), [
        "index:User billing-cleo-user (read)",
        "index:UserQueue billing-cleo-invoices",
    ]);
});

test("hours: a weekly schedule begins on the first of its days, a holiday is whole days", async () => {
    const { made } = await run(
        () =>
            new InboundRoute("orders", {
                numbers: later(["+13175550100"]),
                pool: { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550109" },
                flowId: "open",
                closedFlowId: "closed",
                hours: {
                    timeZone: "Europe/Berlin",
                    open: {
                        weekdays: { days: ["FR", "MO", "TU"], from: "08:00", to: "18:00" },
                        night: { days: ["SA"], from: "22:00", to: "02:00" },
                        sunday: { days: ["SU"], from: "00:00", to: "24:00" },
                    },
                    holidays: { christmas: { from: "2026-12-24", through: "2026-12-31", yearly: true }, inventory: { from: "2027-02-28" } },
                },
            }),
    );
    const times = (name: string) => {
        const { start, end, rrule } = one(made, `architect:Schedules orders-${name}`).inputs;
        return [start, end, rrule];
    };
    assert.deepEqual(times("weekdays"), ["2024-01-08T08:00:00", "2024-01-08T18:00:00", "FREQ=WEEKLY;BYDAY=MO,TU,FR"]);
    assert.deepEqual(times("night"), ["2024-01-13T22:00:00", "2024-01-14T02:00:00", "FREQ=WEEKLY;BYDAY=SA"]);
    assert.deepEqual(times("sunday"), ["2024-01-07T00:00:00", "2024-01-08T00:00:00", "FREQ=WEEKLY;BYDAY=SU"]);
    assert.deepEqual(times("christmas"), ["2026-12-24T00:00:00", "2027-01-01T00:00:00", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"]);
    assert.deepEqual(times("inventory"), ["2027-02-28T00:00:00", "2027-03-01T00:00:00", undefined]);
    assert.deepEqual(one(made, "architect:Schedulegroups orders-hours").inputs, {
        timeZone: "Europe/Berlin",
        openSchedulesId: ["weekdays", "night", "sunday"].map((key) => `id of orders-${key}`),
        holidaySchedulesId: ["christmas", "inventory"].map((key) => `id of orders-${key}`),
    });
    assert.deepEqual(one(made, "architect:Ivr orders").inputs, {
        dnis: ["+13175550100"],
        openHoursFlowId: "open",
        closedHoursFlowId: "closed",
        scheduleGroupId: "id of orders-hours",
    });
    const hours = (open: object) => ({ timeZone: "UTC", open: { a: { days: ["MO" as const], from: "08:00", to: "17:00", ...open } } });
    const route = (more: object) => () => new InboundRoute("wrong", { flowId: "f", ...more });
    assert.throws(route({ hours: hours({}) }), /closedFlowId: needed/);
    assert.throws(route({ closedFlowId: "c", hours: hours({ from: "8am" }) }), /a: "8am" to "17:00" is not a time of day/);
    assert.throws(route({ closedFlowId: "c", hours: hours({ days: ["Monday"] }) }), /days are some of SU, MO/);
    const holidays = (day: object) => ({ ...hours({}), holidays: { b: { from: "2026-02-30", ...day } } });
    assert.throws(route({ closedFlowId: "c", hours: holidays({}) }), /b: "2026-02-30" .* are not days/);
    assert.throws(route({ closedFlowId: "c", hours: holidays({ from: "2026-03-02", through: "2026-03-01" }) }), /are not days/);
});

test("routes of e-mails, with a domain of their own or of others", async () => {
    const { made, result } = await run(() => [
        new EmailRoute("returns", { domainId: "mail.example.com", pattern: "returns", fromName: "Returns", queueId: later("queue") }),
        new EmailRoute("orders", { domain: { domainId: "shop.example.com" }, pattern: "orders", fromName: "Orders", flowId: "flow" }),
    ]);
    assert.deepEqual(made.map(line).sort(), ["routing:EmailDomain orders-domain", "routing:EmailRoute orders", "routing:EmailRoute returns"]);
    assert.equal(await value(result[0].address), "returns@mail.example.com");
    assert.equal(one(made, "routing:EmailRoute orders").inputs.domainId, "id of orders-domain");
});

test("a flow's YAML may be text, and names its milestones", async () => {
    const { made } = await run(
        () => new FlowComponent("main", { yaml: later("inboundCall:\n  name: Main\n"), milestones: { paid: { name: "Paid" } } }),
    );
    const flow = one(made, "index:Flow main").inputs as { filepath: pulumi.asset.StringAsset; substitutions: unknown };
    assert.equal(await flow.filepath.text, "inboundCall:\n  name: Main\n");
    assert.deepEqual(flow.substitutions, { "milestone.paid": "Paid" });
});

test("as a plugin: inputs come as languages send them, and what there is not is refused", async () => {
    const bin = path.join(__dirname, "..", "bin");
    const plugin = new Components(JSON.parse(fs.readFileSync(path.join(bin, "plugin.json"), "utf8")));
    const construct = (type: string, inputs: pulumi.Inputs) => plugin.construct("support", `genesyscloud-components:index:${type}`, inputs, {});
    const { made, result } = await run(() =>
        construct("QueueComponent", {
            name: later("Support"),
            // Some languages make one output of all that is in it.
            ownWrapupCodes: later({ resolved: { name: "Resolved" } }),
            inQueueFlow: pulumi.secret({ file: "waiting.yaml", substitutions: { division: "Sales" } }),
            formerly: later({ "support-resolved": "resolved" }),
        }),
    );
    assert.deepEqual(made.map(line).sort(), [
        "index:Flow support-waiting",
        "index:QueueFlows support-flows",
        "routing:Queue support",
        "routing:Wrapupcode support-resolved",
    ]);
    assert.deepEqual(one(made, "index:Flow support-waiting").inputs.substitutions, {
        [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
        value: { queue: "Support", queueId: "id of support", division: "Sales" },
    });
    assert.deepEqual(Object.keys(result.state).sort(), ["flowId", "queueId", "queueName", "url"]);
    assert.equal(await value(result.state.queueId), "id of support");

    const refused = (type: string, inputs: pulumi.Inputs, ...reasons: RegExp[]) =>
        assert.rejects(construct(type, inputs), (error: Error & { errors?: { propertyPath: string; reason: string }[] }) => {
            const said = [error.message, ...(error.errors ?? []).map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`)].join("\n");
            reasons.forEach((reason) => assert.match(said, reason));
            return true;
        });
    await refused("QueueComponent", { nam: "Support", colour: "red" }, /^nam: QueueComponent has no such input/m, /^colour: /m);
    await refused("QueueComponent", { queueType: "STANDARD" }, /^queueType: a queue takes every medium/m);
    await refused("Queue", {}, /there is no component genesyscloud-components:index:Queue; there are .*QueueComponent/);
});

test("no public type is any, and everything public says what it is", () => {
    const bin = path.join(__dirname, "..", "bin");
    const declarations = fs.readdirSync(bin).filter((file) => file.endsWith(".d.ts"));
    assert.ok(declarations.length >= 8, "run `make build` first");
    for (const file of declarations) {
        const lines = fs.readFileSync(path.join(bin, file), "utf8").split("\n");
        lines.forEach((text, index) => {
            assert.doesNotMatch(text, /\bany\b(?![^*]*\*\/)(?<!\*.*)/, `${file}:${index + 1}`);
            if (/^ {4}(readonly )?\w+\??: /.test(text)) {
                assert.match(lines[index - 1], /\*\/$/, `${file}:${index + 1} is not documented: ${text.trim()}`);
            }
        });
    }
});
