/** Integrations, whose configuration is a second document, and credentials, whose secrets nobody tells. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { diagnostics, type Json, Project, providerLines, resource, type Result, sameLines, Simulator, Witness } from "./kit";

const KIND = "integrations";
const CREDENTIALS = "integrations/credentials";
const CONFIG = `PUT /api/v2/${KIND}/{integrationId}/config/current`;
const STATE = `PATCH /api/v2/${KIND}/{integrationId}`;
const SECRET = "canary+of the/shop";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

const shop = (args: Json) => resource("index:Integration", "shop", { integrationType: "custom-rest-actions", ...args });
const login = (fields: Json, args: Json = {}) =>
    resource("index:IntegrationCredential", "login", { credentialTypeName: "basicAuth", fields, ...args });
const secrets = (password: string) => ({ userName: "genesys", password: pulumi.secret(password) });

const config = () => simulator.api("GET", `${KIND}/${project.resource("shop").id}/config/current`);

async function clean(program: () => void): Promise<void> {
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

/** The credential as the platform keeps it, with what it never tells. */
async function kept(): Promise<Json> {
    return (await simulator.object(CREDENTIALS, project.resource("login").id))!;
}

test("an integration is set up before it is switched on", async () => {
    const program = () => {
        const { id } = login(secrets(SECRET));
        shop({ intendedState: "ENABLED", config: { name: "Shop", notes: "Orders", properties: '{"timeout": 30}', credentials: { basicAuth: id } } });
    };
    await project.up(program);
    const writes = (await simulator.writes()).filter((write) => !write.includes("credentials"));
    assert.deepEqual(writes, [`POST /api/v2/${KIND}`, CONFIG, STATE]);
    const { version, selfUri, id, ...live } = await config();
    assert.deepEqual(live, {
        name: "Shop",
        notes: "Orders",
        properties: { timeout: 30 },
        advanced: {},
        credentials: { basicAuth: live.credentials.basicAuth },
    });
    assert.equal(live.credentials.basicAuth.id, project.resource("login").id);
    assert.equal((await simulator.api("GET", `${KIND}/${id}`)).intendedState, "ENABLED");
    await clean(program);
    // The credential goes after what uses it.
    await project.destroy();
    assert.deepEqual((await simulator.objects())[KIND] ?? [], []);
});

test("every property is set, changed, cleared and taken back by itself", async () => {
    const credentials = [0, 1].map((index) => `84000000-0000-4000-8000-00000000000${index}`);
    const type = { id: "userDefined", name: "userDefined" };
    await simulator.seed({ objects: { [CREDENTIALS]: credentials.map((id) => ({ id, name: id, type })) } });
    const [one, two] = credentials;
    const configs: [property: string, first: Json, second: Json, changed: string[], cleared: Json, left: Json][] = [
        ["name", "One", "Two", ["~config.name"], undefined, "Two"],
        ["notes", "First", "Second", ["~config.notes"], "", ""],
        ["properties", '{"a":1}', '{"a":2}', ["~config.properties"], "{}", '{"a":2}'],
        ["advanced", '{"a":1}', '{"a":2}', ["~config.advanced"], "{}", '{"a":2}'],
        ["credentials", { a: one }, { a: two, b: one }, ["~config.credentials.a", "+config.credentials.b"], {}, { a: two, b: one }],
    ];
    const say = (value: (one: (typeof configs)[number]) => Json) => () =>
        configs.forEach((each) => {
            const said = value(each);
            const config = said === undefined ? {} : { [each[0]]: said };
            resource("index:Integration", each[0], { integrationType: "custom-rest-actions", config });
        });
    const form = (value: Json) => (typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value);
    const check = async (value: (one: (typeof configs)[number]) => Json) => {
        for (const each of configs) {
            const live = (await simulator.api("GET", `${KIND}/${project.resource(each[0]).id}/config/current`))[each[0]];
            const plain = each[0] === "credentials" ? Object.fromEntries(Object.entries<Json>(live).map(([key, { id }]) => [key, id])) : live;
            assert.deepEqual(plain, form(value(each)), each[0]);
        }
    };
    await project.up(say(([, first]) => first));
    await check(([, first]) => first);
    const changed = await project.up(say(([, , second]) => second));
    sameLines(changed.changes, configs.map(([name, , , paths]) => `update ${name} ${paths.join(" ")}`));
    await check(([, , second]) => second);
    await clean(say(([, , second]) => second));
    await project.up(say(([, , second, , cleared]) => cleared ?? second));
    await check(([, , second, , cleared]) => cleared ?? second);
    await project.up(say(([, , second]) => second));
    await project.up(say(() => undefined));
    await check(([, , , , , left]) => left);
    await clean(say(() => undefined));

    // Another type is another integration, and a state that is not named any more is the platform's.
    const typed = (args: Json) => () => void shop(args);
    await project.up(typed({ intendedState: "ENABLED" }));
    sameLines((await project.up(typed({ intendedState: "DISABLED" }))).changes, ["update shop ~intendedState"]);
    await project.up(typed({ intendedState: "ENABLED" }));
    sameLines((await project.up(typed({}))).changes, ["update shop -intendedState"]);
    const { id } = project.resource("shop");
    assert.equal((await simulator.api("GET", `${KIND}/${id}`)).intendedState, "DISABLED");
    const replaced = await project.up(typed({ integrationType: "embedded-client-app" }));
    assert.ok(replaced.changes.includes("replace shop ~integrationType!"), replaced.changes.join("\n"));
    assert.equal((await simulator.api("GET", `${KIND}/${project.resource("shop").id}`)).integrationType.id, "embedded-client-app");
});

test("JSON is compared by what it says, and managed member by member", async () => {
    const program = (properties: string, advanced = "{}") => () => void shop({ config: { name: "Shop", properties, advanced } });
    await project.up(program('{"timeout":30,"retry":{"times":1}}'));
    const ours = await config();
    await simulator.api("PUT", `${KIND}/${ours.id}/config/current`, { ...ours, properties: { ...ours.properties, theirs: true } });
    await clean(program('{"timeout":30,"retry":{"times":1}}'));
    sameLines((await project.up(program('{ "retry": { "times": 1.0 },\n "timeout": 30 }'))).changes, []);

    sameLines((await project.up(program('{"timeout":40}'))).changes, ["update shop ~config.properties"]);
    assert.deepEqual((await config()).properties, { timeout: 40, theirs: true });
    const live = await config();
    await simulator.api("PUT", `${KIND}/${live.id}/config/current`, { ...live, properties: { timeout: 50, theirs: true } });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, ["refresh shop ~config.properties"]);
    await project.up(undefined, { refresh: true });
    assert.deepEqual((await config()).properties, { timeout: 40, theirs: true });

    for (const wrong of ["{", "[]", "thirty"]) {
        const refused = await project.preview(program(wrong), { fails: true });
        assert.match(refused.errors.join("\n"), /config\.properties.*must be a JSON object/s);
    }
});

test("a configuration that fails leaves the integration, and the next up goes on", async () => {
    const program = () => void shop({ intendedState: "ENABLED", config: { name: "Shop", notes: "Orders" } });
    await simulator.fault({ method: "PUT", route: CONFIG.slice(4), kind: "status", status: 400, code: "bad.request", message: "Not now." });
    const failed = await project.up(program, { fails: true });
    assert.match(failed.errors.join("\n"), /integration "Shop" was created \(id \S+\), but it is not finished.*Not now/s);
    const { id } = project.resource("shop");
    assert.equal((await simulator.api("GET", `${KIND}/${id}`)).intendedState, "DISABLED");

    await simulator.forgetCalls();
    await project.up(program);
    assert.deepEqual(await simulator.writes(), [CONFIG, STATE]);
    assert.equal(project.resource("shop").id, id);
    assert.equal((await config()).notes, "Orders");
    await clean(program);
});

test("somebody who configures at the same time does not lose anything", async () => {
    await project.up(() => void shop({ config: { name: "Shop", notes: "Orders" } }));
    const live = await config();
    await simulator.api("PUT", `${KIND}/${live.id}/config/current`, { ...live, advanced: { theirs: 1 } });
    await simulator.fault({ method: "PUT", route: CONFIG.slice(4), kind: "status", status: 409, code: "general.conflict", message: "Version." });
    await project.up(() => void shop({ config: { name: "Shop", notes: "Orders and returns" } }));
    const { notes, advanced } = await config();
    assert.deepEqual({ notes, advanced }, { notes: "Orders and returns", advanced: { theirs: 1 } });
});

test("a secret is sent when it changes, and in nothing that anybody reads", async () => {
    const witness = await Witness.start(simulator);
    project = Project.create(simulator);
    const logs = { args: ["--logtostderr", "--logflow", "-v=9"], env: { GENESYSCLOUD_BASE_URL: witness.address } };
    const said: string[] = [];
    // What the engine prints at this level of what it sends to the provider is its own.
    const say = ({ output, errors }: Result) => said.push(...providerLines(output), ...diagnostics(output), ...errors);

    say(await project.up(() => void login(secrets(SECRET)), logs));
    assert.equal((await kept()).credentialFields.password, SECRET);
    assert.ok(witness.traffic.some((line) => line.includes(SECRET)), "the platform was told");
    say(await project.preview(() => void login(secrets(SECRET)), { ...logs, refresh: true }));

    await simulator.forgetCalls();
    const changed = await project.up(() => void login(secrets(`${SECRET} two`)), logs);
    say(changed);
    sameLines(changed.changes, ["update login ~fields.password"]);
    assert.deepEqual(await simulator.writes(), [`PUT /api/v2/${CREDENTIALS}/{credentialId}`]);
    assert.equal((await kept()).credentialFields.password, `${SECRET} two`);

    // Another name is another full replacement, which must have the secrets too.
    await project.up(() => void login(secrets(`${SECRET} two`), { name: "Another name" }));
    assert.deepEqual((await kept()).credentialFields, { userName: "genesys", password: `${SECRET} two` });

    witness.indiscreet = (request) => (/^PUT .*credentials/.test(request) ? 400 : undefined);
    say(await project.up(() => void login(secrets(`${SECRET} three`)), { ...logs, fails: true }));
    witness.indiscreet = undefined;

    const files = fs
        .readdirSync(project.folder, { recursive: true, encoding: "utf8" })
        .map((name) => path.join(project.folder, name))
        .filter((file) => fs.statSync(file).isFile())
        .map((file) => fs.readFileSync(file, "utf8"));
    assert.ok(said.some((line) => line.includes("/api/v2/integrations/credentials")), "the provider logs");
    assert.ok(said.some((line) => line.includes("was refused")), "the error came");
    for (const form of [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET)]) {
        const told = [...said, ...files].filter((text) => text.includes(form));
        assert.equal(told.length, 0, `${form}: ${told.map((text) => text.slice(Math.max(0, text.indexOf(form) - 300), text.indexOf(form))).join("\n")}`);
    }
});

test("what has the name already is not made a second time, though the platform would", async () => {
    const ids = await simulator.seed({
        objects: {
            [CREDENTIALS]: [{ name: "login", type: { id: "basicAuth", name: "basicAuth" } }],
            [KIND]: [{ name: "Shop", integrationType: { id: "custom-rest-actions", name: "custom-rest-actions" }, intendedState: "DISABLED" }],
        },
    });
    const [credential, integration] = [ids[CREDENTIALS][0], ids[KIND][0]];
    const program = (onConflict: string, integrationType = "custom-rest-actions") => () => {
        login(secrets(SECRET), { onConflict });
        shop({ integrationType, config: { name: "Shop", notes: "Orders" }, onConflict });
    };
    await simulator.forgetCalls();
    const stopped = await project.up(program("fail"), { fails: true, args: ["--continue-on-error"] });
    for (const id of [credential, integration]) {
        assert.match(stopped.errors.join("\n"), new RegExp(`has the id ${id}\\. To manage it here, run \`pulumi import`));
    }
    const another = await project.up(program("adopt", "embedded-client-app"), { fails: true, args: ["--target", "**shop"] });
    assert.match(another.errors.join("\n"), /cannot be taken over: its integrationType is another one/);
    sameLines(await simulator.writes(), []);

    await project.up(program("adopt"));
    assert.deepEqual([project.resource("login").id, project.resource("shop").id], [credential, integration]);
    assert.deepEqual([(await kept()).credentialFields.password, (await config()).notes], [SECRET, "Orders"]);
    // Another type is another integration; the first is not in its way.
    await project.up(program("fail", "embedded-client-app"));
    const live = await simulator.objects();
    assert.deepEqual([live[CREDENTIALS].length, live[KIND].length], [1, 1]);
    await project.up(() => void shop({ integrationType: "embedded-client-app" }));
    assert.equal((await simulator.object(KIND, project.resource("shop").id))!.name, "Shop", "a name stays");
    // One that differs in capital letters is another one.
    await project.up(() => void shop({}));
    assert.equal((await simulator.object(KIND, project.resource("shop").id))!.name, "shop", "the logical name");
    assert.equal(project.resource("shop").outputs.name, "shop");
});

test("an imported credential wants its secrets before it is changed", async () => {
    const id = await simulator.add(CREDENTIALS, { name: "Login", type: { id: "userDefined", name: "userDefined" } });
    await project.importAll([{ type: "index:IntegrationCredential", name: "login", id: "Login" }]);
    assert.equal(project.resource("login").id, id);
    const named = (args: Json) => () => void resource("index:IntegrationCredential", "login", { credentialTypeName: "userDefined", ...args });
    sameLines((await project.preview(named({ name: "Login" }))).changes, []);
    const refused = await project.up(named({ name: "Another" }), { fails: true });
    assert.match(refused.errors.join("\n"), /never tells its fields, which would be lost\. Set fields too/);
    await project.up(named({ name: "Another", fields: { token: pulumi.secret(SECRET) } }));
    assert.deepEqual((await kept()).credentialFields, { token: SECRET });
});

test("an integration is found and imported by its name", async () => {
    const id = await simulator.add(KIND, { name: "Shop", integrationType: { id: "custom-rest-actions", name: "custom-rest-actions" }, intendedState: "DISABLED" });
    const put = { name: "Shop", version: 1, notes: "Orders", properties: { b: [1, 2], a: null }, advanced: {}, credentials: {} };
    await simulator.api("PUT", `${KIND}/${id}/config/current`, put);
    await project.importAll([{ type: "index:Integration", name: "shop", id: "Shop" }]);
    assert.equal(project.resource("shop").id, id);
    await clean(() => void shop({ config: { name: "Shop", notes: "Orders", properties: '{ "a": null, "b": [1, 2] }' } }));
    assert.deepEqual(await simulator.writes().then((writes) => writes.filter((write) => !write.startsWith("PUT"))), []);
});
