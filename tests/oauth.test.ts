/** OAuth clients: a secret that is told once, roles that the caller must hold, and an end in two steps. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { before, beforeEach, test } from "node:test";
import { ids, type Json, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const TYPE = "oauth:Client";
const ROLES = ["a7000000-0000-4000-8000-00000000000a", "a7000000-0000-4000-8000-00000000000b"];
const [roleA, roleB] = ROLES;

let simulator: Simulator;
let project: Project;
let home: string;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
    await simulator.seed({ objects: { "authorization/roles": ROLES.map((id, index) => ({ id, name: `Role ${"AB"[index]}` })) } });
    home = (await simulator.api("GET", "authorization/divisions/home")).id;
});

beforeEach(async () => {
    await simulator.forgetCalls();
    project = Project.create(simulator);
});

const client = (name: string, args: Json) => () => {
    const made = resource(TYPE, name, { authorizedGrantType: "CLIENT-CREDENTIALS", ...args });
    return { id: made.id };
};

/** The ids of the clients with a name. */
async function named(name: string): Promise<string[]> {
    const { entities } = await simulator.api("GET", "oauth/clients");
    return entities.filter((client: Json) => client.name === name).map(({ id }: Json) => id);
}

/** Whether the platform gives a token for these credentials. */
async function works(id: string, secret: string): Promise<boolean> {
    const response = await fetch(`${simulator.address}/oauth/token`, {
        method: "POST",
        headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    return response.ok;
}

/** The secret in the state, as the engine shows it to who may see it. */
async function secret(name: string): Promise<string> {
    const { output } = await project.run(["stack", "export", "--show-secrets", "--stack", "dev"]);
    const { resources } = JSON.parse(output).deployment;
    const found = resources.find(({ urn }: Json) => urn.endsWith(`::${name}`));
    return JSON.parse(found.outputs.clientSecret.plaintext ?? JSON.stringify(found.outputs.clientSecret));
}

test("the secret is kept, encrypted, and the client ends inactive", async () => {
    const roles = [{ roleId: roleA }, { roleId: roleB, divisionId: "*" }];
    await project.up(client("wallboard", { roles }));
    const { id, outputs } = project.resource("wallboard");
    assert.equal(outputs.clientId, id);
    assert.equal(outputs.clientSecret["4dabf18193072939515e22adb298388d"], "1b47061264138c4ac30d75fd1eb44270", "encrypted");
    const told = await secret("wallboard");
    assert.ok(await works(id, told));
    assert.ok(!fs.readFileSync(project.stateFile, "utf8").includes(told));
    const { roleDivisions } = await simulator.api("GET", `oauth/clients/${id}`);
    assert.deepEqual(roleDivisions, [{ roleId: roleA, divisionId: home }, { roleId: roleB, divisionId: "*" }]);

    // A refresh and an update lose nothing.
    const preview = await project.preview(undefined, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], []);
    await project.refresh();
    await project.up(client("wallboard", { roles: [{ roleId: roleA, divisionId: home }], accessTokenValiditySeconds: 600 }));
    assert.equal(await secret("wallboard"), told);
    const live = await simulator.api("GET", `oauth/clients/${id}`);
    assert.deepEqual([live.roleDivisions, live.accessTokenValiditySeconds], [[{ roleId: roleA, divisionId: home }], 600]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, []);

    // A role that another program has given stays.
    await simulator.api("POST", `authorization/subjects/${id}/bulkadd?subjectType=PC_OAUTH_CLIENT`, {
        grants: [{ roleId: roleB, divisionId: ids.divisions[0] }],
    });
    await project.up(client("wallboard", { roles: [{ roleId: roleA }], description: "On the wall" }));
    assert.equal((await simulator.api("GET", `oauth/clients/${id}`)).roleDivisions.length, 2);

    await simulator.forgetCalls();
    await project.destroy();
    sameLines(await simulator.writes(), ["PUT /api/v2/oauth/clients/{clientId}", "DELETE /api/v2/oauth/clients/{clientId}"]);
    assert.deepEqual(await named("wallboard"), []);
});

test("a client whose creation was answered to nobody gets a new secret, and is not made twice", async () => {
    await simulator.fault({ method: "POST", route: "/api/v2/oauth/clients", kind: "cutAfter" });
    await project.up(client("lost", { roles: [{ roleId: roleA }] }));
    const { id } = project.resource("lost");
    assert.ok(await works(id, await secret("lost")));
    assert.deepEqual(await named("lost"), [id]);
    sameLines(await simulator.writes(), ["POST /api/v2/oauth/clients", "POST /api/v2/oauth/clients/{clientId}/secret"]);
    await project.destroy();
});

test("an import knows no secret, and never makes a new one", async () => {
    const made = await simulator.api("POST", "oauth/clients", { name: "By hand", authorizedGrantType: "CODE", scope: ["users"] });
    await project.importing(TYPE, "by hand", "By hand");
    assert.equal(project.resource("by hand").id, made.id);
    assert.equal(project.resource("by hand").outputs.clientSecret, undefined);
    await project.up(() => resource(TYPE, "by hand", { name: "By hand", authorizedGrantType: "CODE", scopes: ["users", "routing"] }));
    assert.ok(!(await simulator.writes()).some((call) => call.endsWith("/secret")));
});

test("a role that the caller does not hold is named, with what to do", async () => {
    // The credentials in use hold one role, which lets them do what they do here.
    const policies = [
        { domain: "oauth", entityName: "client", actionSet: ["add", "edit", "view", "delete"] },
        { domain: "authorization", entityName: "role", actionSet: ["view"] },
    ];
    const own = await simulator.add("authorization/roles", { name: "Deployer", permissionPolicies: policies });
    const deployer = "canary-deployer";
    await simulator.seed({ oauthClients: [{ id: deployer, secret: "its secret", name: "CI", roleDivisions: [{ roleId: own, divisionId: "*" }] }] });
    await simulator.set({ permissions: true });
    const env = { GENESYSCLOUD_OAUTHCLIENT_ID: deployer, GENESYSCLOUD_OAUTHCLIENT_SECRET: "its secret" };
    const refused = await project.up(client("too much", { roles: [{ roleId: own }, { roleId: roleA, divisionId: "*" }] }), { env, fails: true });
    assert.match(refused.error, /cannot create OAuth client "too much"/);
    assert.match(refused.error, new RegExp(`does not hold role ${roleA} \\("Role A"\\) in division \\*`));
    assert.match(refused.error, new RegExp(`RoleGrant with subjectId "${deployer}"`));
    await project.up(client("enough", { roles: [{ roleId: own, divisionId: ids.divisions[0] }] }), { env });
    await project.destroy({ env });
    await simulator.set({ permissions: false });
});

test("roles belong to clients that act for themselves", async () => {
    const refused = async (args: Json) => (await project.preview(() => resource(TYPE, "wrong", args), { fails: true })).error;
    assert.match(await refused({ authorizedGrantType: "CLIENT-CREDENTIALS" }), /is required with CLIENT-CREDENTIALS/);
    const roles = [{ roleId: roleA }];
    assert.match(await refused({ authorizedGrantType: "CODE", roles }), /is for CLIENT-CREDENTIALS only/);
    const exposed = await refused({ authorizedGrantType: "CODE", exposeClientSecret: true });
    assert.match(exposed, /exposeClientSecret.*the output clientSecret is always there/s);
});
