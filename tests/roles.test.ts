/** Roles: what they allow in the platform's words and in the program's, built-in ones, and who has them. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const ROLES = "authorization/roles";
const [user, colleague] = ids.users;
const [group] = ids.groups;
const [divisionA, divisionB] = ids.divisions;
const [queueA, queueB] = ids.queues;

let simulator: Simulator;
let project: Project;
let home: string;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
    home = (await simulator.api("GET", "authorization/divisions/home")).id;
});

beforeEach(async () => {
    await simulator.forgetCalls();
    project = Project.create(simulator);
});

const policy = (domain: string, entityName: string, ...actionSet: string[]) => ({ domain, entityName, actionSet });
const role = (name: string, ...permissionPolicies: Json[]) => resource("auth:Role", name, { permissionPolicies });

/** What a role allows, a line each. */
async function allowed(name: string): Promise<string[]> {
    const { permissionPolicies } = (await simulator.object(ROLES, name))!;
    return permissionPolicies.flatMap((policy: Json) =>
        policy.actionSet.map((action: string) => `${policy.domain}:${policy.entityName}:${action}`),
    );
}

/** An up, what it changes, and that nothing is left to do. */
async function up(program: () => unknown, changes: string[]): Promise<void> {
    const { changes: done } = await project.up(program);
    sameLines(done, changes, "changes");
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

test("wildcards come back spelled out, and that is no drift; what others change is", async () => {
    const wild = (...more: Json[]) => () => role("wild", policy("groups", "*", "view"), policy("architect", "flow", "*"), ...more);
    await up(wild(), ["create wild"]);
    const spelledOut = ["add", "delete", "edit", "publish", "search", "unlock", "view"].map((action) => `architect:flow:${action}`);
    sameLines(await allowed("wild"), ["groups:team:view", ...spelledOut]);
    // One list says what there is, for every role of the run.
    sameLines(
        (await simulator.calls()).map(({ method, template }) => `${method} ${template}`).filter((call) => /permissions/.test(call)),
        ["GET /api/v2/authorization/permissions"],
    );

    // Somebody takes one action out of what the wildcard stands for, and adds something else.
    const { id } = project.resource("wild");
    const { name, permissionPolicies } = await simulator.api("GET", `${ROLES}/${id}`);
    const flow = permissionPolicies.find((policy: Json) => policy.entityName === "flow");
    flow.actionSet = flow.actionSet.filter((action: string) => action !== "delete");
    permissionPolicies.push(policy("routing", "queue", "view"));
    await simulator.api("PUT", `${ROLES}/${id}`, { name, permissionPolicies });
    const refreshed = await project.preview(undefined, { refresh: true });
    sameLines(refreshed.changes, ["update wild ~permissionPolicies[1] -permissionPolicies[2]"]);

    // Without a refresh, the addition is somebody else's, and the wildcard is what it says.
    await project.up(wild(policy("directory", "group", "view")));
    sameLines(await allowed("wild"), ["groups:team:view", ...spelledOut, "routing:queue:view", "directory:group:view"]);

    // A wildcard that is no longer named takes all that it stood for with it.
    await project.up(() => role("wild", policy("groups", "*", "view")), { refresh: true });
    sameLines(await allowed("wild"), ["groups:team:view"]);
    await project.destroy();
    assert.equal(await simulator.object(ROLES, "wild"), undefined);
});

test("what the platform does not have is refused before anything is sent, with what is like it", async () => {
    const refused = await project.up(
        () => role("wrong", policy("routin", "queue", "view"), policy("routing", "queues", "view"), policy("routing", "queue", "veiw", "*")),
        { fails: true },
    );
    assert.match(refused.error, /role "wrong": permissionPolicies\[0\]\.domain "routin" is no domain .* did you mean routing\?/);
    assert.match(refused.error, /permissionPolicies\[1\]\.entityName "queues" is no kind of object of the domain routing .*did you mean queue/);
    assert.match(refused.error, /permissionPolicies\[2\]\.actionSet "veiw" is no action of routing:queue .*did you mean view\?/);
    sameLines(await simulator.writes(), []);

    // What may not be looked up is sent as it is, and nothing but a note says so.
    await simulator.fault({ method: "GET", route: "/api/v2/authorization/permissions", kind: "status", status: 403, times: 0 });
    const unchecked = await project.up(() => role("unchecked", policy("some", "thing", "else")));
    assert.match(unchecked.notes.join("\n"), /role "unchecked" is sent unchecked/);
    await simulator.forgetFaults();
    await project.destroy();
});

const when = (queue: string, ...users: string[]) => ({
    conjunction: "AND",
    terms: [
        {
            variableName: "Conversation.queues",
            operator: "EQ",
            operands: [
                { type: "QUEUE", queueId: queue },
                ...users.map((userId) => ({ type: "USER", userId })),
                { type: "TEAM", teamId: ids.teams[0] },
                { type: "VARIABLE", value: "user.id" },
            ],
        },
    ],
});

test("conditions are kept, and a lost one is told of", async () => {
    const recorder = (queue: string, entity = "queue", ...users: string[]) => () =>
        resource("auth:Role", "recorder", {
            permissionPolicies: [{ ...policy("routing", entity, "view"), conditions: when(queue, ...users) }],
        });
    await up(recorder(queueA), ["create recorder"]);
    const [live] = (await simulator.object(ROLES, "recorder"))!.permissionPolicies;
    assert.equal(live.allowConditions, true);
    assert.deepEqual(live.resourceConditionNode.terms[0].operands, [
        { type: "QUEUE", queue: { id: queueA } },
        { type: "TEAM", team: { id: ids.teams[0] } },
        { type: "VARIABLE", value: "user.id" },
    ]);
    await up(recorder(queueB, "queue", user), ["update recorder ~permissionPolicies[0]"]);

    // The platform spells the wildcard out, and the condition is gone.
    const lost = await project.up(recorder(queueB, "*"));
    assert.match(lost.warnings.join("\n"), /role "recorder": the platform has not kept .*permissionPolicies.*The role may allow more/s);
    const preview = await project.preview(undefined, { refresh: true });
    assert.equal(preview.drifts.length, 1, "what there is now");
    await project.destroy();
});

test("a built-in role is stood for, changed, and left as it is or reset", async () => {
    const supervisor = (args: Json) => () => resource("auth:Role", "bosses", { defaultRoleId: "supervisor", ...args });
    sameLines((await project.preview(supervisor({}))).changes, ["create bosses"]);
    await project.up(supervisor({}));
    sameLines(await simulator.writes(), []);
    const { id, outputs } = project.resource("bosses");
    assert.deepEqual([outputs.name, outputs.defaultRoleId], ["Supervisor", "supervisor"]);
    await up(supervisor({ permissionPolicies: [policy("routing", "queue", "view")] }), ["update bosses +permissionPolicies"]);
    sameLines(await allowed(id), ["routing:queue:view"]);

    const released = await project.destroy();
    assert.match(released.notes.join("\n"), /role "Supervisor" belongs to the platform: it is no longer managed, and stays as it is/);
    sameLines(await allowed(id), ["routing:queue:view"]);

    await project.up(supervisor({ resetOnDelete: true }));
    await project.destroy();
    sameLines(await allowed(id), []);
    sameLines((await simulator.writes()).slice(-1), ["PUT /api/v2/authorization/roles/default"]);

    const unknown = await project.up(() => resource("auth:Role", "bosses", { defaultRoleId: "supervisr" }), { fails: true });
    assert.match(unknown.error, /none of its own with defaultRoleId "supervisr"; did you mean supervisor\?/);
});

test("a role is found by its name, and a built-in one by what it is", async () => {
    const made = await simulator.add(ROLES, {
        name: "Made by hand",
        permissions: ["group_administration"],
        permissionPolicies: [policy("routing", "queue", "edit", "view")],
    });
    await project.preview(async () => {
        const found = await lookup("auth:getRole", { name: "made by hand" });
        assert.deepEqual([found.id, found.permissions], [made, ["group_administration"]]);
        assert.equal((await lookup("auth:getRole", { defaultRoleId: "employee" })).name, "employee");
    });
    for (const id of [made, "Made by hand"]) {
        const importing = Project.create(simulator);
        await importing.importing("auth:Role", "taken over", id);
        const { __imported, ...inputs } = importing.resource("taken over").inputs;
        assert.deepEqual(inputs, {
            name: "Made by hand",
            permissions: ["group_administration"],
            permissionPolicies: [policy("routing", "queue", "edit", "view")],
        });
        sameLines((await importing.preview(() => resource("auth:Role", "taken over", inputs))).changes, []);
    }
});

/** Roles that are there, for those who get them. */
const given = ["a7000000-0000-4000-8000-00000000000a", "a7000000-0000-4000-8000-00000000000b", "a7000000-0000-4000-8000-00000000000c"];
const [roleA, roleB, roleC] = given;

test("a user's own roles are set one by one, and those of a group are the group's", async () => {
    await simulator.seed({ objects: { [ROLES]: given.map((id, index) => ({ id, name: `Role ${"ABC"[index]}` })) } });
    await simulator.seed({ objects: { groups: [{ name: "Members", rolesEnabled: true, members: [user] }] } });
    const members = (await simulator.object("groups", "Members"))!.id;
    await grant(members, "PC_GROUP", [roleC, "*"]);
    await grant(user, "PC_USER", [roleC, divisionB]);

    const roles = (...roles: Json[]) => () => resource("index:UserRoles", "agent", { userId: user, roles });
    await project.up(roles({ roleId: roleA }, { roleId: roleB, divisionIds: [divisionA, "*"] }));
    assert.equal(project.resource("agent").id, user);
    // What was there before is shown by a refresh, and what the user has through the group is not.
    sameLines(await grants(user), [`A ${home}`, `B ${divisionA}`, "B *", `C ${divisionB}`]);
    const refreshed = await project.preview(undefined, { refresh: true });
    sameLines(refreshed.drifts, ["refresh agent +roles[2]"]);
    sameLines(refreshed.changes, ["update agent -roles[2]"]);
    await project.up(undefined, { refresh: true });
    sameLines(await grants(user), [`A ${home}`, `B ${divisionA}`, "B *"]);

    // The home division by its id is the home division.
    await simulator.forgetCalls();
    await project.up(roles({ roleId: roleA, divisionIds: [home] }, { roleId: roleB, divisionIds: [divisionA, divisionB] }));
    sameLines(
        (await simulator.writes()).sort(),
        [
            "DELETE /api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}",
            "POST /api/v2/authorization/subjects/{subjectId}/bulkadd",
        ],
    );
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);

    // A role that is gone takes its grants with it, and does not keep the others from going.
    await simulator.api("DELETE", `${ROLES}/${roleB}`);
    await project.up(roles({ roleId: roleA }));
    sameLines(await grants(user), [`A ${home}`]);

    // An import has all of them, and leaves out the home division.
    await grant(user, "PC_USER", [roleC, divisionA], [roleC, divisionB]);
    const importing = Project.create(simulator);
    await importing.importing("index:UserRoles", "taken over", user);
    const { __imported, ...inputs } = importing.resource("taken over").inputs;
    assert.deepEqual(inputs, { userId: user, roles: [{ roleId: roleA }, { roleId: roleC, divisionIds: [divisionA, divisionB] }] });
    sameLines((await importing.preview(() => resource("index:UserRoles", "taken over", inputs))).changes, []);

    // A destroy takes what the program has given.
    await project.destroy();
    sameLines(await grants(user), [`C ${divisionA}`, `C ${divisionB}`]);
});

test("a group's roles are set, and most of them do not go by accident", async () => {
    const divisions = Array.from({ length: 11 }, (_, index) => `d1000000-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`);
    await simulator.seed({
        objects: {
            [ROLES]: [{ id: roleB, name: "Role B" }],
            "authorization/divisions": divisions.map((id, index) => ({ id, name: `Floor ${index}` })),
        },
    });
    const roles = (divisionIds: string[], more: Json = {}) => () =>
        resource("index:GroupRoles", "team", { groupId: group, roles: [{ roleId: roleA, divisionIds }], ...more });
    await up(roles(divisions), ["create team"]);
    assert.equal((await grants(group)).length, 11);
    const [bulkadd] = await simulator.writeCalls();
    assert.equal(bulkadd.query.subjectType, "PC_GROUP");

    const refused = await project.up(roles(divisions.slice(0, 5)), { fails: true });
    assert.match(refused.error, /roles.*would lose 6 of 11 elements at once; if that is meant, set allowMassRemoval/s);
    await project.up(roles(divisions.slice(0, 5), { allowMassRemoval: true }));
    assert.equal((await grants(group)).length, 5);
    await project.destroy();
    sameLines(await grants(group), []);
});

test("one grant is owned, beside those of others, for a user, a group and an OAuth client", async () => {
    const client = "0c11e000-0000-4000-8000-000000000001";
    await simulator.seed({ oauthClients: [{ id: client, secret: "its secret", name: "Another" }] });
    await grant(colleague, "PC_USER", [roleC, "*"]);
    const program = () => {
        const grant = (name: string, args: Json) => resource("index:RoleGrant", name, args);
        grant("user", { subjectId: colleague, roleId: roleA, divisionId: divisionA });
        grant("user too", { subjectId: colleague, roleId: roleB, divisionId: "*", subjectType: "PC_USER" });
        grant("group", { subjectId: group, roleId: roleA, divisionId: "*", subjectType: "PC_GROUP" });
        grant("client", { subjectId: client, roleId: roleA, divisionId: "*", subjectType: "PC_OAUTH_CLIENT" });
    };
    await up(program, ["create client", "create group", "create user", "create user too"]);
    sameLines(await grants(colleague), [`A ${divisionA}`, "B *", "C *"]);
    sameLines(await grants(group), ["A *"]);
    sameLines(await grants(client), ["A *"]);
    assert.equal(project.resource("user").id, `${colleague}/${divisionA}/${roleA}`);

    // Two of one subject are one question.
    await simulator.forgetCalls();
    await project.refresh();
    const asked = (await simulator.calls()).filter(({ path }) => path.endsWith(`subjects/${colleague}`));
    assert.equal(asked.length, 1);

    // What somebody takes away is gone, and comes again.
    await simulator.api("DELETE", `authorization/subjects/${colleague}/divisions/${divisionA}/roles/${roleA}`);
    const gone = await project.preview(undefined, { refresh: true });
    sameLines(gone.drifts, ["gone user"]);
    sameLines(gone.changes, ["create user"]);
    await project.up(undefined, { refresh: true });

    const importing = Project.create(simulator);
    await importing.importing("index:RoleGrant", "theirs", `${colleague}/*/${roleC}`);
    const { __imported, ...inputs } = importing.resource("theirs").inputs;
    assert.deepEqual(inputs, { subjectId: colleague, divisionId: "*", roleId: roleC });
    const named = () => resource("index:RoleGrant", "theirs", { ...inputs, subjectType: "PC_USER" });
    sameLines((await importing.preview(named, { refresh: true })).changes, []);

    await project.destroy();
    sameLines(await grants(colleague), ["C *"]);
    sameLines(await grants(client), []);
});

test("a role that was made a moment ago is not known at once where it is given", async () => {
    await simulator.lag({ [ROLES]: { referenceMs: 1500 } });
    await project.up(() => {
        const made = role("late", policy("routing", "queue", "view"));
        resource("index:UserRoles", "agent", { userId: user, roles: [{ roleId: made.id, divisionIds: ["*"] }] });
        resource("index:RoleGrant", "one", { subjectId: colleague, roleId: made.id, divisionId: "*" });
    });
    assert.ok((await grants(user)).includes("late *"));
    assert.ok((await grants(colleague)).includes("late *"));
    await simulator.lag({});
    // The role takes its grants with it, whatever goes first.
    await project.destroy();
    assert.ok(!(await grants(user)).includes("late *"));
});

test("a run takes no roles from the very client that it acts by", async () => {
    const own = simulator.client.id;
    const refused = async (project: Project, reason: RegExp, program?: () => unknown) => {
        await simulator.forgetCalls();
        const { error } = await (program ? project.up(program, { fails: true }) : project.destroy({ fails: true }));
        assert.match(error, reason);
        assert.match(error, /by them this very run acts. Nothing was changed./);
        sameLines(await simulator.writes(), []);
    };
    await project.up(() => {
        const made = role("held", policy("routing", "queue", "view"));
        resource("index:RoleGrant", "own", { subjectId: own, roleId: made.id, divisionId: "*", subjectType: "PC_OAUTH_CLIENT" });
    });
    await refused(project, new RegExp(`was left as it is: it would take roles from ${own}`));

    const roles = Project.create(simulator);
    await roles.importing("auth:Role", "held", "held");
    await refused(roles, new RegExp(`role "held" was left as it is: ${own} has the role`));

    const clients = Project.create(simulator);
    await clients.importing("oauth:Client", "own", own);
    const { __imported, ...inputs } = clients.resource("own").inputs;
    const client = (more: Json) => () => resource("oauth:Client", "own", { ...inputs, ...more });
    const others = [{ roleId: roleA, divisionId: "*" }];
    await refused(clients, /it would take roles from the client/, client({ roles: others }));
    await refused(clients, /another state would keep the client from acting/, client({ state: "inactive" }));
    await refused(clients, /it would delete the client/);
    // To have more of them, or another name, is nobody's loss.
    await clients.up(client({ roles: [...inputs.roles, ...others], description: "Deploys" }));
    sameLines(await grants(own), ["A *", "held *"]);
});

test("a run with a user's token takes none of the user's roles, nor those of the user's groups", async () => {
    for (const id of [user, colleague]) {
        const { version } = await simulator.api("GET", `users/${id}`);
        await simulator.api("PATCH", `users/${id}`, { state: "active", version });
    }
    const own = Project.create(simulator);
    delete own.env.GENESYSCLOUD_OAUTHCLIENT_ID;
    delete own.env.GENESYSCLOUD_OAUTHCLIENT_SECRET;
    own.env.GENESYSCLOUD_ACCESS_TOKEN = await simulator.logIn(colleague);
    await grant(group, "PC_GROUP", [roleB, home]);
    const members = await simulator.api("GET", `groups/${group}/members`);
    if (!members.entities.some(({ id }: Json) => id === colleague)) {
        const { version } = await simulator.api("GET", `groups/${group}`);
        await simulator.api("POST", `groups/${group}/members`, { memberIds: [colleague], version });
    }
    const given = (subjectId: string, subjectType: string) => () => {
        const made = role("theirs", policy("routing", "queue", "view"));
        resource("index:RoleGrant", "theirs", { subjectId, roleId: made.id, divisionId: "*", subjectType });
    };
    for (const [subject, type] of [[colleague, "PC_USER"], [group, "PC_GROUP"]]) {
        await own.up(given(subject, type));
        await simulator.forgetCalls();
        const { error } = await own.destroy({ fails: true });
        assert.match(error, new RegExp(`was left as it is: it would take roles from ${subject}, and by them this very run acts`));
        sameLines(await simulator.writes(), []);
        // Whoever does not act by them may take them.
        own.env.GENESYSCLOUD_ACCESS_TOKEN = await simulator.logIn(user);
        await own.destroy();
        own.env.GENESYSCLOUD_ACCESS_TOKEN = await simulator.logIn(colleague);
    }
});

/** Gives roles behind Pulumi's back. */
async function grant(subject: string, type: string, ...pairs: [role: string, division: string][]): Promise<void> {
    const grants = pairs.map(([roleId, divisionId]) => ({ roleId, divisionId }));
    await simulator.api("POST", `authorization/subjects/${subject}/bulkadd?subjectType=${type}`, { grants });
}

/** Whose roles are which, and where. */
async function grants(subject: string): Promise<string[]> {
    const { grants } = await simulator.api("GET", `authorization/subjects/${subject}?includeDuplicates=true`);
    return grants
        .filter(({ subjectId }: Json) => subjectId === subject)
        .map(({ role, division }: Json) => `${role.name.replace("Role ", "")} ${division.id}`);
}
