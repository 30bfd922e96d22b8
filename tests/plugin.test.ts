/** The components as a plugin: a program in another language declares them, and the engine has the plugin construct them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { later } from "./kit/cleanup";
import { ids, type Json, places, Project, sameLines, Simulator, surroundings, temporaryFolder } from "./kit";
import { changes, yamlProgram } from "./kit/languages";

const plugin = path.join(places.root, "components", "plugin");

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
    project = Project.create(simulator);
});

/** A line of business in YAML. `sales` are more inputs of its queue, `users` more users of its profile. */
const program = ({ timeout = 30_000, sales = "", users = "" } = {}) => `
name: e2e
runtime: yaml
config:
  password: { type: string, secret: true }
resources:
  orders:
    type: genesyscloud:auth:Division
    properties: { name: Orders }
  products:
    type: genesyscloud:routing:Skill
    properties: { name: Products }
  english:
    type: genesyscloud:routing:Language
    properties: { name: English }
  reader:
    type: genesyscloud:auth:Role
    properties:
      name: Queue reader
      permissionPolicies: [{ domain: routing, entityName: queue, actionSet: [view] }]
  sales:
    type: genesyscloud-components:index:QueueComponent
    properties:
      name: Sales
      divisionId: \${orders.id}
      acwWrapupPrompt: MANDATORY_TIMEOUT
      acwTimeoutMs: ${timeout}
      mediaSettingsCall: { alertingTimeoutSec: 12, serviceLevelPercentage: 0.8, serviceLevelDurationMs: 20000 }
      inQueueFlow:
        yaml: |
          inQueueCall:
            name: Waiting for {{queue}}
            queueId: "{{queueId}}"
            division: "{{division}}"
            greeting: "{{password}}"
        substitutions: { division: "\${orders.name}", password: "\${password}" }
      ownWrapupCodes:
        ordered: { name: Order placed }
      supervisors:
        lead: { subjectId: ${ids.users[1]}, roleId: "\${reader.id}" }
${sales}
  desk:
    type: genesyscloud-components:index:AgentTeam
    properties:
      common: { divisionId: "\${orders.id}", department: Order desk }
      queues:
        sales: { queueId: "\${sales.queueId}" }
      agents:
        ada:
          email: ada@example.com
          name: Agent Ada
          skills:
            products: { skillId: "\${products.id}", proficiency: 4 }
  profile:
    type: genesyscloud-components:index:RoutingProfile
    properties:
      divisionId: \${orders.id}
      languages:
        english: { languageId: "\${english.id}", proficiency: 5 }
      utilization: { call: { maximumCapacity: 1 } }
      users:
        ada: \${desk.ids["ada"]}
${users}
  main:
    type: genesyscloud-components:index:FlowComponent
    properties:
      yaml: "inboundCall:\\n  name: Main\\n"
  line:
    type: genesyscloud-components:index:InboundRoute
    properties:
      flowId: \${main.flowId}
      closedFlowId: \${main.flowId}
      hours:
        timeZone: Europe/Berlin
        open:
          weekdays: { days: [MO, FR], from: "08:00", to: "18:00" }
  mail:
    type: genesyscloud-components:index:EmailRoute
    properties:
      domain: { domainId: shop.example.com }
      pattern: orders
      fromName: Orders
      queueId: \${sales.queueId}
outputs:
  id: \${sales.queueId}
  url: \${sales.url}
  flowId: \${sales.flowId}
  address: \${mail.address}
`;

const PASSWORD = "a password that nobody sees";

/** One command of the engine on a program. */
async function run(text: string, args: string[], fails = false): Promise<string> {
    const folder = temporaryFolder("yaml");
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), text);
    const env = await yamlProgram(project, folder, [{ name: "genesyscloud-components", path: plugin }]);
    await project.run(["config", "set", "--secret", "--stack", "dev", "password", PASSWORD], { env });
    const { output } = await project.run([...args, "--stack", "dev"], { env, fails });
    assert.ok(!output.includes(PASSWORD), "a secret was printed");
    return output;
}

const up = ["up", "--yes", "--skip-preview"];

test("a program in YAML: first a preview, in which all is still to come, then what the components make is there", async () => {
    const planned = changes(await run(program(), ["preview", "--json"]));
    const twice = ["sales", "main", "line", "mail", "desk-ada"]; // the component, and the object of its name
    sameLines(
        planned.map((line) => line.trim()).filter((line) => /^create (sales|desk|profile|main|line|mail)/.test(line)),
        [
            ...twice,
            ...twice,
            "sales-ordered",
            "sales-waiting",
            "sales-flows",
            "sales-lead",
            "desk",
            "desk-ada-products",
            "desk-ada-sales",
            "profile",
            "profile-ada",
            "profile-ada-english",
            "line-hours",
            "line-weekdays",
            "mail-domain",
        ].map((name) => `create ${name}`),
    );
    await run(program(), up);
    const queue = await simulator.object("routing/queues", "Sales");
    const flow = (await simulator.objects()).flows.find(({ name }) => name === "Waiting for Sales")!;
    assert.equal(queue.queueFlow.id, flow.id);
    assert.match(flow.yaml, new RegExp(`queueId: "${queue.id}"\\n +division: "Orders"\\n +greeting: "${PASSWORD}"`));
    const { id, url, flowId, address } = project.outputs();
    assert.deepEqual({ id, url, flowId, address }, { id: queue.id, url: `/api/v2/routing/queues/${queue.id}`, flowId: flow.id, address: "orders@shop.example.com" });
    const { grants } = await simulator.api("GET", `authorization/subjects/${ids.users[1]}`);
    assert.ok(grants.some(({ role, division }: Json) => role.name === "Queue reader" && division.name === "Orders"), JSON.stringify(grants));
    const ada = (await simulator.objects()).users.find(({ email }) => email === "ada@example.com")!;
    const languages = await simulator.api("GET", `users/${ada.id}/routinglanguages`);
    assert.deepEqual(languages.entities.map(({ name, proficiency }: Json) => [name, proficiency]), [["English", 5]]);
    assert.ok(!project.stored().includes(PASSWORD), "a secret is in the state");

    await simulator.forgetCalls();
    sameLines(changes(await run(program(), ["preview", "--refresh", "--json"])), [], "an unchanged program");
    sameLines(changes(await run(program({ timeout: 45_000 }), ["preview", "--json"])), ["update sales acwTimeoutMs"]);
    sameLines(await simulator.writes(), []);
});

test("what is wrong is said before anything is written", async () => {
    await simulator.forgetCalls();
    const invented = await run(program({ sales: "      queueType: STANDARD" }), up, true);
    assert.match(invented, /queueType does not exist on 'genesyscloud-components:index:QueueComponent'/);
    const stranger = await run(program({ users: `        mary: ${ids.users[0]}` }), up, true);
    assert.match(stranger, /profile: mary belongs to the division "[^"]+" \([-0-9a-f]+\), not to "Orders"/);
    sameLines(await simulator.writes(), []);
});

test("all goes in one destroy", async () => {
    await run(program(), ["destroy", "--yes", "--skip-preview"]);
    assert.equal(await simulator.object("routing/queues", "Sales"), undefined);
    assert.equal(project.resources().length, 0);
});

test("the folder is a plugin for Pulumi's Node.js runtime too, and says what it has", async () => {
    const runtime = path.join(places.root, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
    // As the language host starts what has a PulumiPlugin.yaml.
    const child = spawn(process.execPath, [runtime, plugin, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    later(() => void child.kill("SIGTERM"));
    const port = await new Promise<string>((resolve) => child.stdout.once("data", (said) => resolve(String(said).trim())));
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const answered = await new Promise<GetSchemaResponse>((resolve, reject) =>
        client.getSchema(new GetSchemaRequest(), (error, response) => (error ? reject(error) : resolve(response))),
    );
    client.close();
    const schema = JSON.parse(answered.getSchema());
    assert.equal(schema.version, JSON.parse(fs.readFileSync(path.join(places.root, "components", "package.json"), "utf8")).version);
    const components = fs.readFileSync(path.join(places.root, "components", "src", "index.ts"), "utf8");
    const exported = [...components.matchAll(/\b(Agent|AgentTeam|\w+Component|RoutingProfile|\w+Route)\b(?=[,; ])/g)].map(([name]) => name);
    sameLines(Object.keys(schema.resources).map((token) => token.split(":")[2]), [...new Set(exported)]);
    // What a queue takes is what the provider's queue takes, in the words of its schema.
    const queue = schema.resources["genesyscloud-components:index:QueueComponent"].inputProperties;
    assert.equal(queue.mediaSettingsCall.$ref, "/genesyscloud/v0.1.0/schema.json#/types/genesyscloud:routing:QueueMediaSettingsCall");
    assert.equal(queue.acwTimeoutMs.description, places.schema().resources["genesyscloud:routing:Queue"].inputProperties.acwTimeoutMs.description);
});
