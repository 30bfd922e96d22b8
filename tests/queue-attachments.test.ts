/** Rules and an address that are attached to a queue by resources of their own, because what they name cannot be made before it. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ids, type Json, Project, queue, resource, sameLines, Simulator, surroundings } from "./kit";

const ROUTING = "routing:QueueConditionalGroupRouting";
const ACTIVATION = "routing:QueueConditionalGroupActivation";
const ADDRESS = "routing:QueueOutboundEmailAddress";
const PUT = "PUT /api/v2/routing/queues/{queueId}";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

/** What a queue has attached; of references only the ids. */
async function attached(name: string): Promise<Json> {
    const { conditionalGroupRouting, conditionalGroupActivation, outboundEmailAddress } = await simulator.object("routing/queues", name);
    return { conditionalGroupRouting, conditionalGroupActivation, outboundEmailAddress };
}

const [group, otherGroup] = ids.groups;
const [domain, otherDomain] = ids.domains;
const [route, otherRoute] = ids.routes;
const groups = (memberGroupId: string, memberGroupType = "GROUP") => [{ memberGroupId, memberGroupType }];
const waiting = { operator: "GreaterThan", conditionValue: 60, waitSeconds: 10, groups: groups(group) };
const idle = (queueId?: string) => ({ simpleMetric: { metric: "IdleAgentCount", ...(queueId && { queueId }) }, operator: "LessThan", value: 3 });

interface Attached {
    rules?: (other: any) => Json[];
    activation?: (other: any) => Json;
    address?: [string, string];
    description?: string;
}

/** Two queues whose rules look at each other, and what is attached to them. */
const program = ({ rules, activation, address, description = "One" }: Attached) => () => {
    const queues = { support: queue("support", { description }), sales: queue("sales") };
    for (const [name, other] of [["support", queues.sales], ["sales", queues.support]] as const) {
        const { id } = queues[name];
        if (rules) {
            resource(ROUTING, `rules of ${name}`, { queueId: id, rules: rules(other.id) });
        }
        if (activation) {
            resource(ACTIVATION, `activation of ${name}`, { queueId: id, ...activation(other.id) });
        }
        if (address) {
            resource(ADDRESS, `address of ${name}`, { queueId: id, domainId: address[0], routeId: `${address[0]}/${address[1]}` });
        }
    }
};

const everything: Attached = {
    rules: (other) => [waiting, { evaluatedQueueId: other, metric: "ServiceLevel", operator: "LessThan", conditionValue: 50, groups: groups(otherGroup) }],
    activation: (other) => ({
        pilotRule: { conditionExpression: "C1", conditions: [{ simpleMetric: { metric: "EstimatedWaitTime" }, operator: "GreaterThan", value: 30 }] },
        rules: [{ conditionExpression: "C1 or C2", conditions: [idle(), idle(other)], groups: groups(group) }],
    }),
    address: [domain, route],
};

test("queues that look at each other are made in one run; each attachment is changed by itself, and the queue never minds", async () => {
    const project = Project.create(simulator);
    const up = async (what: Attached, changes: string[]) => {
        sameLines((await project.up(program(what))).changes, changes);
        const preview = await project.preview(program(what), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
    };
    const names = ["rules", "activation", "address"].flatMap((what) => ["support", "sales"].map((name) => `${what} of ${name}`));
    await up(everything, ["create support", "create sales", ...names.map((name) => `create ${name}`)]);
    const [support, sales] = ["support", "sales"].map((name) => project.resource(name).id);
    assert.equal(project.resource("rules of support").id, support);
    const live = await attached("support");
    assert.equal(live.conditionalGroupRouting.rules[0].queue?.id ?? support, support);
    assert.equal(live.conditionalGroupRouting.rules[1].queue.id, sales);
    assert.equal(live.conditionalGroupRouting.rules[1].metric, "ServiceLevel");
    assert.deepEqual(live.conditionalGroupRouting.rules.map((rule: Json) => rule.waitSeconds), [10, undefined], "what is not named is the platform's");
    const [first, second] = live.conditionalGroupActivation.rules[0].conditions;
    assert.equal(first.simpleMetric.queue?.id ?? support, support);
    assert.equal(second.simpleMetric.queue.id, sales);
    assert.equal(live.conditionalGroupActivation.pilotRule.conditions[0].value, 30);
    assert.deepEqual([live.outboundEmailAddress.domain.id, live.outboundEmailAddress.route.id], [domain, route]);

    // A full replacement of the queue takes nothing away.
    await up({ ...everything, description: "Two" }, ["update support ~description"]);
    assert.deepEqual(await attached("support"), live);

    // Each property.
    const changed: Attached = {
        description: "Two",
        rules: (other) => [
            { operator: "GreaterThanOrEqualTo", metric: "ServiceLevel", conditionValue: 70, groups: groups(ids.teams[0], "TEAM") },
            { evaluatedQueueId: other, metric: "ServiceLevel", operator: "LessThan", conditionValue: 50, waitSeconds: 7, groups: groups(otherGroup) },
        ],
        activation: () => ({
            pilotRule: { conditionExpression: "C1 and C2", conditions: [idle(), { ...idle(), value: 9 }] },
            rules: [{ conditionExpression: "C1", conditions: [{ ...idle(), operator: "EqualTo", value: 0 }], groups: groups(ids.skillGroups[0], "SKILLGROUP") }],
        }),
        address: [otherDomain, otherRoute],
    };
    await project.up(program(changed));
    const now = await attached("support");
    const [one, two] = now.conditionalGroupRouting.rules;
    assert.deepEqual([one.operator, one.metric, one.conditionValue, one.waitSeconds], ["GreaterThanOrEqualTo", "ServiceLevel", 70, 2]);
    assert.deepEqual([one.groups[0].id, one.groups[0].type, two.waitSeconds], [ids.teams[0], "TEAM", 7]);
    const [rule] = now.conditionalGroupActivation.rules;
    assert.deepEqual([rule.conditionExpression, rule.conditions.length, rule.conditions[0].operator, rule.conditions[0].value], ["C1", 1, "EqualTo", 0]);
    assert.deepEqual([rule.groups[0].id, rule.groups[0].type], [ids.skillGroups[0], "SKILLGROUP"]);
    assert.equal(now.conditionalGroupActivation.pilotRule.conditionExpression, "C1 and C2");
    assert.equal(now.conditionalGroupActivation.pilotRule.conditions[1].value, 9);
    assert.deepEqual([now.outboundEmailAddress.domain.id, now.outboundEmailAddress.route.id], [otherDomain, otherRoute]);
    await up(changed, []);

    // Without a pilot rule the others are always looked at.
    const without: Attached = { ...changed, activation: () => ({ rules: [{ conditionExpression: "C1", conditions: [idle()], groups: groups(group) }] }) };
    await project.up(program(without));
    assert.equal((await attached("support")).conditionalGroupActivation.pilotRule, undefined);
    await up(without, []);

    // Somebody changes the rules of one queue: drift, and after a destroy they are theirs. The rest is taken back.
    await simulator.edit("routing/queues", support, (queue) => (queue.conditionalGroupRouting.rules[0].conditionValue = 1));
    sameLines((await project.preview(undefined, { refresh: true })).changes, ["update rules of support ~rules[0].conditionValue"]);
    await project.up(program({ description: "Two" }));
    const left = await attached("support");
    assert.equal(left.conditionalGroupRouting.rules[0].conditionValue, 1);
    assert.deepEqual([left.conditionalGroupActivation, left.outboundEmailAddress], [undefined, undefined]);
    const nothing = { conditionalGroupRouting: undefined, conditionalGroupActivation: undefined, outboundEmailAddress: undefined };
    assert.deepEqual(await attached("sales"), nothing);
    await simulator.edit("routing/queues", support, (queue) => delete queue.conditionalGroupRouting);
    await project.destroy();
});

test("what cannot be is refused before anything is done", async () => {
    const project = Project.create(simulator);
    await simulator.forgetCalls();
    const said = async (type: string, args: Json) => {
        const program = () => void resource(type, "refused", { queueId: ids.queues[0], ...args });
        return (await project.preview(program, { fails: true })).errors.join("\n");
    };
    assert.match(
        await said(ROUTING, { rules: [{ ...waiting, evaluatedQueueId: ids.queues[1] }] }),
        /rules\[0\]\.evaluatedQueueId.*must be left out: the first rule is always about the queue itself/,
    );
    assert.match(await said(ROUTING, { conditionalGroupRoutingRules: [waiting] }), /conditionalGroupRoutingRules.*use rules/s);
    assert.match(
        await said(ACTIVATION, { rules: [{ conditionExpression: "C1 and C4", conditions: [idle()], groups: groups(group) }] }),
        /rules\[0\]\.conditionExpression.*names C4, but the conditions are C1 to C1/,
    );
    sameLines(await simulator.writes(), []);
});

test("an import finds what is attached, by the queue's id and by the ids of CX as Code", async () => {
    const id = await simulator.add("routing/queues", {
        name: "theirs",
        conditionalGroupRouting: { rules: [{ metric: "EstimatedWaitTime", operator: "GreaterThan", conditionValue: 60, waitSeconds: 10, groups: [{ id: group, type: "GROUP" }] }] },
        conditionalGroupActivation: {
            rules: [{ conditionExpression: "C1", conditions: [{ simpleMetric: { metric: "IdleAgentCount" }, operator: "LessThan", value: 3 }], groups: [{ id: group, type: "GROUP" }] }],
        },
        outboundEmailAddress: { domain: { id: domain }, route: { id: route } },
    });
    const args: Record<string, Json> = {
        [ROUTING]: { rules: [waiting] },
        [ACTIVATION]: { rules: [{ conditionExpression: "C1", conditions: [idle()], groups: groups(group) }] },
        [ADDRESS]: { domainId: domain, routeId: `${domain}/${route}` },
    };
    for (const [type, ending] of [[ROUTING, "/rule"], [ACTIVATION, "/cga"], [ADDRESS, ""]]) {
        for (const key of new Set([id, `${id}${ending}`])) {
            const project = Project.create(simulator);
            await project.importing(type, "theirs", key);
            assert.equal(project.resource("theirs").id, id);
            await simulator.forgetCalls();
            sameLines((await project.up(() => void resource(type, "theirs", { queueId: id, ...args[type] }))).changes, []);
            sameLines(await simulator.writes(), []);
        }
    }
    // A queue that is gone has nothing to take back.
    const project = Project.create(simulator);
    await project.up(() => void resource(ADDRESS, "theirs", { queueId: id, ...args[ADDRESS] }));
    await simulator.api("DELETE", `routing/queues/${id}?forceDelete=true`);
    await project.destroy();
    assert.deepEqual(project.resources(), []);
});

test("what is set together on one queue loses nothing", async () => {
    const project = Project.create(simulator);
    await project.up(program(everything));
    await simulator.forgetCalls();
    await project.destroy();
    const writes = await simulator.writes();
    assert.ok(writes.filter((line) => line === PUT).length <= 6, writes.join("\n"));
});
