/** Actions of integrations, whose templates are texts of their own, and drafts of them. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, test } from "node:test";
import { type Json, lookup, Project, resource, sameLines, Simulator } from "./kit";

const KIND = "integrations/actions";
const PATH = `/api/v2/${KIND}`;

let simulator: Simulator;
let project: Project;
let shop: string;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
    shop = (await simulator.api("POST", "integrations", { integrationType: { id: "custom-rest-actions" } })).id;
});

const input = { type: "object", properties: { number: { type: "string" } }, required: ["number"] };
const output = { type: "object", properties: { status: { type: "string" } } };
const contract = () => ({ contractInput: JSON.stringify(input), contractOutput: JSON.stringify(output) });
const request = { requestType: "GET", requestUrlTemplate: "https://shop.example.com/${input.number}" };

const make = (token: string) => (args: Json) => resource(token, "order", { name: "Order", category: "Shop", integrationId: shop, ...contract(), ...args });
const action = make("index:IntegrationAction");
const draft = make("index:IntegrationActionDraft");

const id = () => project.resource("order").id;
const live = (below = "") => simulator.api("GET", `${KIND}/${id()}${below}?expand=contract&includeConfig=true`);
const kept = async () => (await simulator.object(KIND, id()))!.config;

async function clean(program: () => void): Promise<void> {
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

const everything = {
    configRequest: { ...request, requestTemplate: '{"number": "${input.number}"}', headers: { Accept: "application/json" } },
    configResponse: { translationMap: { status: "$.state" }, translationMapDefaults: { status: '"lost"' }, successTemplate: '{"status": ${status}}' },
    configTimeoutSeconds: 10,
};

test("actions that are imported together have all that one alone would have: the list tells no contracts", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `order-${index}`);
    const program = () => names.forEach((name) => void resource("index:IntegrationAction", name, { name, category: "Shop", integrationId: shop, ...contract(), ...everything }));
    await project.up(program);
    const other = Project.create(simulator);
    const file = path.join(other.folder, "import.json");
    const resources = names.map((name) => ({ type: "genesyscloud:index:IntegrationAction", name, id: project.resource(name).id }));
    fs.writeFileSync(file, JSON.stringify({ resources }));
    await simulator.forgetCalls();
    await other.importFile(file);
    assert.ok((await simulator.calls()).some(({ method, template }) => method === "GET" && template === PATH), "nothing was read together");
    const { changes } = await other.preview(program);
    sameLines(changes, [], "a preview after the import");
});

test("an action lives a whole life, with its templates", async () => {
    const program = (more: Json = {}) => () => void action({ ...everything, ...more });
    await project.up(program());
    sameLines(await simulator.writes().then((writes) => writes.slice(-1)), [`POST ${PATH}`]);
    const { contract: agreed, secure } = await live();
    assert.deepEqual([agreed.input.inputSchema, agreed.output.successSchema, secure], [input, output, false]);
    assert.equal((await kept()).request.requestTemplate, everything.configRequest.requestTemplate);
    assert.equal(project.resource("order").outputs.configRequest.requestTemplate, everything.configRequest.requestTemplate);
    await clean(program());

    // How the contract is spelled means nothing.
    await clean(program({ contractInput: JSON.stringify(input, undefined, 2) }));

    const changes: [more: Json, changes: string[]][] = [
        [{ category: "Orders" }, ["~category"]],
        [{ name: "Orders" }, ["~name"]],
        [{ configTimeoutSeconds: 20 }, ["~configTimeoutSeconds"]],
        [{ configRequest: { ...everything.configRequest, requestType: "POST" } }, ["~configRequest.requestType"]],
        [{ configRequest: { ...everything.configRequest, requestUrlTemplate: "https://shop.example.com/" } }, ["~configRequest.requestUrlTemplate"]],
        [{ configRequest: { ...everything.configRequest, requestTemplate: "{}" } }, ["~configRequest.requestTemplate"]],
        [{ configRequest: { ...everything.configRequest, headers: { Accept: "text/plain", X: "1" } } }, ["~configRequest.headers.Accept", "+configRequest.headers.X"]],
        [{ configResponse: { ...everything.configResponse, successTemplate: "{}" } }, ["~configResponse.successTemplate"]],
        [{ configResponse: { ...everything.configResponse, translationMap: { status: "$.other" } } }, ["~configResponse.translationMap.status"]],
        [{ configResponse: { ...everything.configResponse, translationMapDefaults: { status: "1" } } }, ["~configResponse.translationMapDefaults.status"]],
    ];
    for (const [more, changed] of changes) {
        await simulator.forgetCalls();
        sameLines((await project.up(program(more))).changes, [`update order ${changed.join(" ")}`]);
        sameLines(await simulator.writes(), [`PATCH ${PATH}/{actionId}`]);
        await project.up(program());
    }
    await clean(program());
    const made = id();
    await project.destroy();
    assert.equal(await simulator.object(KIND, made), undefined);
});

test("somebody else's change of a template is drift, and what the program does not name is nobody's", async () => {
    const program = () => void action({ configRequest: { ...request, requestTemplate: '{"ours": 1}' } });
    await project.up(program);
    const { version, config } = await live();
    config.request.requestTemplate = '{"theirs": 1}';
    config.response = { ...config.response, translationMap: { theirs: "$.x" } };
    await simulator.api("PATCH", `${KIND}/${id()}`, { version, config });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, ["refresh order ~configRequest.requestTemplate"]);
    await project.up(undefined, { refresh: true });
    const now = await kept();
    assert.deepEqual([now.request.requestTemplate, now.response.translationMap], ['{"ours": 1}', { theirs: "$.x" }]);

    // Without a template the inputs go as they came.
    await project.up(() => void action({ configRequest: request }));
    assert.equal((await kept()).request.requestTemplate, "${input.rawRequest}");
});

test("another contract, integration or secrecy is another action", async () => {
    await project.up(() => void action({ configRequest: request }));
    const other = (await simulator.api("POST", "integrations", { integrationType: { id: "custom-rest-actions" } })).id;
    const replaced: [more: Json, path: string][] = [
        [{ contractInput: JSON.stringify({ ...input, required: [] }) }, "contractInput"],
        [{ contractOutput: JSON.stringify({ type: "object" }) }, "contractOutput"],
        [{ integrationId: other }, "integrationId"],
    ];
    for (const [more, path] of replaced) {
        const preview = await project.preview(() => void action({ configRequest: request, ...more }));
        assert.ok(preview.changes.includes(`replace order ~${path}!`), preview.changes.join("\n"));
    }
    const before = id();
    const secured = await project.up(() => void action({ configRequest: request, secure: true }));
    assert.ok(secured.changes.some((change) => /^replace order .secure!/.test(change)), secured.changes.join("\n"));
    assert.notEqual(id(), before);
    assert.equal((await live()).secure, true);
    for (const wrong of ["{", "[]"]) {
        const { errors } = await project.preview(() => void action({ contractInput: wrong }), { fails: true });
        assert.match(errors.join("\n"), /contractInput.*must be a JSON object/s);
    }
});

test("actions are found and imported by name, within their integration where that is said", async () => {
    const other = (await simulator.api("POST", "integrations", { integrationType: { id: "custom-rest-actions" } })).id;
    const body = (integrationId: string, name: string) => ({
        name,
        category: "Shop",
        integrationId,
        contract: { input: { inputSchema: input }, output: { successSchema: output } },
        config: { request, response: { successTemplate: "{}" } },
    });
    const [one, two] = [await simulator.api("POST", KIND, body(shop, "Order")), await simulator.api("POST", KIND, body(other, "Order"))];
    const { id: single } = await simulator.api("POST", KIND, body(shop, "Single"));
    const found: Json = {};
    await project.preview(async () => {
        found.one = (await lookup("index:getIntegrationAction", { name: "Order", integrationId: shop })).id;
        found.two = (await lookup("index:getIntegrationAction", { name: "Order", integrationId: other })).id;
    });
    assert.deepEqual(found, { one: one.id, two: two.id });

    await project.importAll([{ type: "index:IntegrationAction", name: "order", id: "Single" }]);
    assert.equal(id(), single);
    await clean(() => void action({ name: "Single", configRequest: request, configResponse: { successTemplate: "{}" } }));
    // The same in another integration is no twin; in the same one it would be.
    const stopped = await project.up(() => void resource("index:IntegrationAction", "twin", { name: "Order", category: "Shop", integrationId: shop, ...contract() }), { fails: true });
    assert.match(stopped.errors.join("\n"), new RegExp(`has the id ${one.id}`));
});

test("a draft can be changed in everything but its integration, and is gone when it was published", async () => {
    const program = (more: Json = {}) => () => void draft({ ...everything, ...more });
    await project.up(program());
    assert.equal((await live("/draft")).name, "Order");
    await clean(program());
    const others: Json = { type: "object", properties: { other: { type: "string" } } };
    const changes: [more: Json, change: string][] = [
        [{ contractInput: JSON.stringify(others) }, "~contractInput"],
        [{ contractOutput: JSON.stringify(others) }, "~contractOutput"],
        [{ secure: true }, "+secure"],
        [{ name: "Orders" }, "~name"],
        [{ category: "Orders" }, "~category"],
        [{ configTimeoutSeconds: 20 }, "~configTimeoutSeconds"],
        [{ configRequest: { ...everything.configRequest, requestTemplate: "{}" } }, "~configRequest.requestTemplate"],
    ];
    for (const [more, change] of changes) {
        sameLines((await project.up(program(more))).changes, [`update order ${change}`]);
        await clean(program(more));
        await project.up(program());
    }
    assert.deepEqual((await live("/draft")).contract.input.inputSchema, input);
    const { version } = await live("/draft");
    await simulator.api("POST", `${KIND}/${id()}/draft/publish`, { version });
    sameLines((await project.preview(program(), { refresh: true })).drifts.map((line) => line.split(" ")[0]), ["gone"]);
    await project.destroy();
});

test("an action with a function is published from a draft, again with another archive, and never with somebody else's draft", async () => {
    const functions = (await simulator.api("POST", "integrations", { integrationType: { id: "function-data-actions" } })).id;
    const archive = path.join(project.folder, "function.zip");
    fs.writeFileSync(archive, "first");
    const settings = { description: "Greets", handler: "src/index.handler", runtime: "nodejs22.x", timeoutSeconds: 15 };
    const program = (more: Json = {}, config: Json = {}) => () =>
        void action({ integrationId: functions, configRequest: { requestType: "POST" }, functionConfig: { ...settings, filePath: archive, ...config }, ...more });
    const published = () => simulator.api("GET", `${KIND}/${id()}/function`);
    await project.up(program());
    const first = await published();
    const { id: own, zipId, ...said } = first.function;
    assert.deepEqual([own, said, zipId], [id(), settings, first.zip.id]);
    assert.equal((await live()).category, "Shop");
    await clean(program());

    // Settings alone need no upload.
    await simulator.forgetCalls();
    sameLines((await project.up(program({}, { timeoutSeconds: 20 }))).changes, ["update order ~functionConfig.timeoutSeconds"]);
    sameLines(await simulator.writes(), [`POST ${PATH}/{actionId}/draft`, `PUT ${PATH}/{actionId}/draft/function`, `POST ${PATH}/{actionId}/draft/publish`]);
    assert.equal((await published()).zip.id, zipId);
    fs.writeFileSync(archive, "second");
    const changed = await project.up(program({ category: "Greetings" }, { timeoutSeconds: 20 }));
    sameLines(changed.changes, ["update order ~category ~functionConfig.fileContentHash"]);
    const second = await published();
    assert.notEqual(second.zip.id, zipId);
    assert.deepEqual([second.function.zipId, (await live()).category], [second.zip.id, "Greetings"]);
    await clean(program({ category: "Greetings" }, { timeoutSeconds: 20 }));

    // Somebody else's settings are drift; a draft that somebody has begun is theirs.
    const theirs = await simulator.api("POST", `${KIND}/${id()}/draft`);
    await simulator.api("PUT", `${KIND}/${id()}/draft/function`, { ...settings, handler: "theirs.handler", zipId: second.zip.id });
    await simulator.api("POST", `${KIND}/${id()}/draft/publish`, { version: theirs.version });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, ["refresh order ~functionConfig.handler ~functionConfig.timeoutSeconds"]);
    const { version } = await simulator.api("POST", `${KIND}/${id()}/draft`);
    await simulator.api("PATCH", `${KIND}/${id()}/draft`, { version, name: "Theirs" });
    const stopped = await project.up(program({ category: "Greetings" }, { timeoutSeconds: 30 }), { fails: true });
    assert.match(stopped.error, /somebody has begun a draft of it, which would be published too/);
    assert.equal((await live("/draft")).name, "Theirs");
    await simulator.api("DELETE", `${KIND}/${id()}/draft`);
    await project.up(program({ category: "Greetings" }, { timeoutSeconds: 30 }));
    assert.equal((await published()).function.handler, settings.handler);

    // What a run has left that was cut off before it was published goes with it.
    const made = id();
    await project.destroy();
    assert.equal(await simulator.object(KIND, made), undefined);
});
