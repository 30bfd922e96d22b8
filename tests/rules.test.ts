/** Rings, rules and conditions of a queue: lists whose order counts, each property set, changed and taken out. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { comparable, ids, type Json, Project, queue, sameLines, Simulator, surroundings } from "./kit";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

/** What a program says, what is planned, and what the platform has then at the property's place. */
type Step = [value: Json, changes: string, live: Json];

/** Walks through the steps; no refresh finds anything. */
async function walk(property: string, at: string, steps: Step[]): Promise<void> {
    const project = Project.create(simulator);
    for (const [value, changes, live] of steps) {
        const program = () => queue(property, value === undefined ? {} : { [property]: value });
        const up = await project.up(program, { refresh: true });
        sameLines(up.drifts, [], `before ${changes}`);
        sameLines(up.changes, [`${up.changes[0]?.startsWith("create") ? "create" : "update"} ${property}${changes && ` ${changes}`}`]);
        const object = comparable(await simulator.object("routing/queues", property));
        const there = at.split("/").reduce((object, step) => object?.[step], object);
        assert.deepEqual(there, live, changes);
    }
    const preview = await project.preview(undefined, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    await project.destroy();
    assert.equal(await simulator.object("routing/queues", property), undefined);
}

const criteria = (threshold: number) => [{ type: "TIMEOUT_SECONDS", threshold }];
const group = { memberGroupId: ids.groups[0], memberGroupType: "GROUP" };
const team = { memberGroupId: ids.teams[0], memberGroupType: "TEAM" };
const liveGroup = { id: ids.groups[0], type: "GROUP" };
const liveTeam = { id: ids.teams[0], type: "TEAM" };

test("rings", async () => {
    const ring = (expansionTimeoutSeconds: number, more: Json = {}) => ({ expansionTimeoutSeconds, ...more });
    const live = (threshold: number, more: Json = {}) => ({ expansionCriteria: criteria(threshold), ...more });
    const skills = (...list: string[]) => ({ actions: { skillsToRemove: list.map((id) => ({ id })) } });
    const [one, other] = ids.skills;
    await walk("bullseyeRings", "bullseye/rings", [
        [[ring(10), ring(20)], "", [live(10), live(20)]],
        [[ring(11), ring(20)], "~bullseyeRings[0].expansionTimeoutSeconds", [live(11), live(20)]],
        [
            [ring(11, { skillsToRemove: [one] }), ring(20)],
            "+bullseyeRings[0].skillsToRemove",
            [live(11, skills(one)), live(20)],
        ],
        [
            [ring(11, { skillsToRemove: [other] }), ring(20)],
            "~bullseyeRings[0].skillsToRemove[0]",
            [live(11, skills(other)), live(20)],
        ],
        [
            [ring(11, { skillsToRemove: [other] }), ring(20, { memberGroups: [group] })],
            "+bullseyeRings[1].memberGroups",
            [live(11, skills(other)), live(20, { memberGroups: [liveGroup] })],
        ],
        // A ring before them goes: the others stay as they are.
        [
            [ring(5), ring(11, { skillsToRemove: [other] }), ring(20, { memberGroups: [team] })],
            "~bullseyeRings[0].expansionTimeoutSeconds -bullseyeRings[0].skillsToRemove " +
                "~bullseyeRings[1].expansionTimeoutSeconds -bullseyeRings[1].memberGroups +bullseyeRings[1].skillsToRemove " +
                "+bullseyeRings[2]",
            [live(5), live(11, skills(other)), live(20, { memberGroups: [liveTeam] })],
        ],
        // What is not named any more goes, since an element is as the program says.
        [
            [ring(5), ring(11), ring(20, { memberGroups: [team] })],
            "-bullseyeRings[1].skillsToRemove",
            [live(5), live(11, { actions: {} }), live(20, { memberGroups: [liveTeam] })],
        ],
        // The platform lets a ring with groups go in two steps only.
        [[ring(5), ring(11)], "-bullseyeRings[2]", [live(5), live(11, { actions: {} })]],
        [
            [ring(5, { memberGroups: [group] }), ring(11)],
            "+bullseyeRings[0].memberGroups",
            [live(5, { memberGroups: [liveGroup] }), live(11, { actions: {} })],
        ],
        [[], "-bullseyeRings[0] -bullseyeRings[1]", undefined],
        [[ring(7), ring(8)], "+bullseyeRings[0] +bullseyeRings[1]", [live(7), live(8)]],
        [undefined, "-bullseyeRings", [live(7), live(8)]],
    ]);
});

test("rules of preferred agent routing", async () => {
    const path = "routingRules[0]";
    await walk("routingRules", "routingRules", [
        [[{ threshold: 80 }], "", [{ threshold: 80 }]],
        [[{ threshold: 70 }], `~${path}.threshold`, [{ threshold: 70 }]],
        [[{ threshold: 70, waitSeconds: 9 }], `+${path}.waitSeconds`, [{ threshold: 70, waitSeconds: 9 }]],
        [
            [{ threshold: 70, waitSeconds: 9.5, operator: "MEETS_THRESHOLD" }],
            `+${path}.operator ~${path}.waitSeconds`,
            [{ threshold: 70, waitSeconds: 9.5, operator: "MEETS_THRESHOLD" }],
        ],
        // What has a default returns to it.
        [[{ operator: "ANY" }], `~${path}.operator -${path}.threshold -${path}.waitSeconds`, [{ operator: "ANY", waitSeconds: 5 }]],
        [[{}], `-${path}.operator`, [{ operator: "MEETS_THRESHOLD", waitSeconds: 5 }]],
        [[], `-${path}`, []],
        [[{ threshold: 1 }], `+${path}`, [{ threshold: 1 }]],
        [undefined, "-routingRules", [{ threshold: 1 }]],
    ]);
});

test("rules of conditional group routing", async () => {
    const path = "conditionalGroupRoutingRules";
    const rule = { groups: [group] };
    const live = { groups: [liveGroup] };
    const theirs = { queue: { id: ids.queues[0] } };
    await walk(path, "conditionalGroupRouting/rules", [
        [[rule], "", [live]],
        [
            [{ ...rule, operator: "GreaterThan", conditionValue: 30 }],
            `+${path}[0].conditionValue +${path}[0].operator`,
            [{ ...live, operator: "GreaterThan", conditionValue: 30 }],
        ],
        [
            [{ ...rule, operator: "LessThan", conditionValue: 0.5, metric: "ServiceLevel", waitSeconds: 7 }],
            `~${path}[0].conditionValue +${path}[0].metric ~${path}[0].operator +${path}[0].waitSeconds`,
            [{ ...live, operator: "LessThan", conditionValue: 0.5, metric: "ServiceLevel", waitSeconds: 7 }],
        ],
        [
            [rule],
            `-${path}[0].conditionValue -${path}[0].metric -${path}[0].operator -${path}[0].waitSeconds`,
            [{ ...live, metric: "EstimatedWaitTime", waitSeconds: 2 }],
        ],
        [
            [rule, { groups: [team], queueId: ids.queues[0] }],
            `+${path}[1]`,
            [{ ...live, metric: "EstimatedWaitTime", waitSeconds: 2 }, { groups: [liveTeam], ...theirs }],
        ],
        [
            [rule, { groups: [team], queueId: ids.queues[1] }],
            `~${path}[1].queueId`,
            [
                { ...live, metric: "EstimatedWaitTime", waitSeconds: 2 },
                { groups: [liveTeam], queue: { id: ids.queues[1] } },
            ],
        ],
        // Without a queue it is about this one.
        [
            [rule, { groups: [group] }],
            `~${path}[1].groups[0] -${path}[1].queueId`,
            [{ ...live, metric: "EstimatedWaitTime", waitSeconds: 2 }, { groups: [liveGroup] }],
        ],
        [[], `-${path}[0] -${path}[1]`, undefined],
        [[rule], `+${path}[0]`, [live]],
        [undefined, `-${path}`, [live]],
    ]);
});

test("conditional group activation", async () => {
    const path = "conditionalGroupActivation";
    const idle = { simpleMetric: { metric: "IdleAgentCount" }, operator: "LessThan", value: 3 };
    const waiting = { simpleMetric: { metric: "EstimatedWaitTime" }, operator: "GreaterThan", value: 60 };
    const rule = { conditionExpression: "C1", conditions: [idle] };
    const about = (id: string) => ({ ...waiting, simpleMetric: { ...waiting.simpleMetric, queueId: id } });
    const liveAbout = (id: string) => ({ ...waiting, simpleMetric: { ...waiting.simpleMetric, queue: { id } } });
    const [one, other] = ids.queues;
    await walk(path, path, [
        [{ rules: [{ ...rule, groups: [group] }] }, "", { rules: [{ ...rule, groups: [liveGroup] }] }],
        [
            { rules: [{ ...rule, groups: [team] }] },
            `~${path}.rules[0].groups[0]`,
            { rules: [{ ...rule, groups: [liveTeam] }] },
        ],
        [
            { rules: [{ conditionExpression: "C1 or C2", conditions: [idle, about(one)], groups: [team] }] },
            `~${path}.rules[0].conditionExpression +${path}.rules[0].conditions[1]`,
            { rules: [{ conditionExpression: "C1 or C2", conditions: [idle, liveAbout(one)], groups: [liveTeam] }] },
        ],
        [
            { rules: [{ conditionExpression: "C1 or C2", conditions: [{ ...idle, value: 4 }, about(other)], groups: [team] }] },
            `~${path}.rules[0].conditions[0].value ~${path}.rules[0].conditions[1].simpleMetric.queueId`,
            { rules: [{ conditionExpression: "C1 or C2", conditions: [{ ...idle, value: 4 }, liveAbout(other)], groups: [liveTeam] }] },
        ],
        [
            { rules: [{ conditionExpression: "C1 or C2", conditions: [{ ...idle, operator: "EqualTo" }, waiting], groups: [team] }] },
            `~${path}.rules[0].conditions[0].operator ~${path}.rules[0].conditions[0].value ` +
                `-${path}.rules[0].conditions[1].simpleMetric.queueId`,
            { rules: [{ conditionExpression: "C1 or C2", conditions: [{ ...idle, operator: "EqualTo" }, waiting], groups: [liveTeam] }] },
        ],
        [
            { rules: [{ ...rule, groups: [team] }], pilotRule: { conditionExpression: "C1", conditions: [about(one)] } },
            `+${path}.pilotRule ~${path}.rules[0].conditionExpression ~${path}.rules[0].conditions[0].operator ` +
                `-${path}.rules[0].conditions[1]`,
            { rules: [{ ...rule, groups: [liveTeam] }], pilotRule: { conditionExpression: "C1", conditions: [liveAbout(one)] } },
        ],
        [
            { rules: [{ ...rule, groups: [team] }], pilotRule: { conditionExpression: "c1", conditions: [idle] } },
            `~${path}.pilotRule.conditionExpression ~${path}.pilotRule.conditions[0].operator ` +
                `~${path}.pilotRule.conditions[0].simpleMetric.metric -${path}.pilotRule.conditions[0].simpleMetric.queueId ` +
                `~${path}.pilotRule.conditions[0].value`,
            { rules: [{ ...rule, groups: [liveTeam] }], pilotRule: { conditionExpression: "c1", conditions: [idle] } },
        ],
        [{ rules: [{ ...rule, groups: [team] }] }, `-${path}.pilotRule`, { rules: [{ ...rule, groups: [liveTeam] }] }],
        [undefined, `-${path}`, undefined],
    ]);
});

test("the address from which e-mails are sent", async () => {
    const address = (domain: number, route: number) => ({ domainId: ids.domains[domain], routeId: ids.routes[route] });
    const live = (domain: number, route: number) => ({ domain: { id: ids.domains[domain] }, route: { id: ids.routes[route] } });
    const path = "outboundEmailAddress";
    await walk(path, path, [
        [address(0, 0), "", live(0, 0)],
        [address(0, 1), `~${path}.routeId`, live(0, 1)],
        [address(1, 1), `~${path}.domainId`, live(1, 1)],
        [undefined, `-${path}`, undefined],
    ]);
});

test("what others have put into an element stays, and so does what they have added behind ours", async () => {
    const project = Project.create(simulator);
    const program = (...timeouts: number[]) => () =>
        queue("shared", { bullseyeRings: timeouts.map((expansionTimeoutSeconds) => ({ expansionTimeoutSeconds })) });
    await project.up(program(10, 20, 30));
    const { id } = project.resource("shared");
    await simulator.edit("routing/queues", id, ({ bullseye: { rings } }) => {
        rings[1].actions = { skillsToRemove: [{ id: ids.skills[0] }] };
        rings[2].memberGroups = [liveGroup];
        rings.push({ expansionCriteria: criteria(99) });
    });
    // The first goes, the second changes: each keeps what it has.
    await project.up(program(21, 30));
    const { bullseye } = await simulator.object("routing/queues", "shared");
    assert.deepEqual(
        bullseye.rings.map((ring: Json) => [ring.expansionCriteria[0].threshold, Object.keys(ring).sort().slice(0, 1), ring.memberGroups?.length]),
        [
            [21, ["expansionCriteria"], undefined],
            [30, ["expansionCriteria"], 1],
            [99, ["expansionCriteria"], undefined],
        ],
    );
    const refreshed = await project.preview(undefined, { refresh: true });
    sameLines(refreshed.changes, ["update shared -bullseyeRings[2]"]);
    await project.destroy();
});

test("members are in rings that there are", async () => {
    const seeded = { bullseyeRings: [10, 20].map((expansionTimeoutSeconds) => ({ expansionTimeoutSeconds })) };
    const project = Project.create(simulator);
    const program = (ringNum: number) => () => queue("manned", { ...seeded, members: [{ userId: ids.users[0], ringNum }] });
    const refused = await project.preview(program(3), { fails: true });
    assert.match(refused.errors.join("\n"), /members\[0\]\.ringNum.*there is no ring 3: bullseyeRings has 2/);
    // Rings and members in one run, though the ring is set by a call of its own.
    await project.up(program(2));
    const { members } = await simulator.object("routing/queues", "manned");
    assert.deepEqual(members.map(({ ringNumber }: Json) => ringNumber), [2]);
    await project.destroy();
});

test("what the platform would refuse together is refused before", async () => {
    const project = Project.create(simulator);
    const condition = { simpleMetric: { metric: "ServiceLevel" }, operator: "LessThan", value: 1 };
    const program = () =>
        queue("wrong", {
            bullseyeRings: [{ expansionTimeoutSeconds: 1 }, { expansionTimeoutSeconds: 1 }],
            members: [{ userId: ids.users[0], ringNum: 3 }],
            ignoreMembers: true,
            conditionalGroupRoutingRules: [{ groups: [group], queueId: ids.queues[0] }],
            conditionalGroupActivation: {
                pilotRule: { conditionExpression: "not C0", conditions: [condition] },
                rules: [{ conditionExpression: "C1 and C2", conditions: [condition], groups: [group] }],
            },
            defaultScriptIds: { CAL: ids.scripts[0], CALLBACK: ids.scripts[0] },
            cannedResponseLibraries: { mode: "All", libraryIds: [ids.libraries[0]] },
        });
    const { errors } = await project.preview(program, { fails: true });
    const wanted = [
        /members value .* cannot be managed together with ignoreMembers/,
        /members\[0\]\.ringNum value .* there is no ring 3: bullseyeRings has 2/,
        /conditionalGroupRoutingRules\[0\]\.queueId value .* the first rule is always about the queue itself/,
        /pilotRule\.conditionExpression value .* names C0, but the conditions are C1 to C1/,
        /rules\[0\]\.conditionExpression value .* names C2, but the conditions are C1 to C1/,
        /defaultScriptIds.*CAL.* is no kind of interaction; .*did you mean CALL/,
        /cannedResponseLibraries\.libraryIds value .* needs the mode SelectedOnly/,
    ];
    for (const message of wanted) {
        assert.ok(errors.some((error) => message.test(error)), `${message} in\n${errors.join("\n")}`);
    }
    assert.equal(errors.filter((error) => error.includes("has a problem")).length, wanted.length, errors.join("\n"));
});
