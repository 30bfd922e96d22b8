/** examples/org as `make up` and `make down` run it: the generated SDK, the components, the runner, the built binary. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, test } from "node:test";
import { Example, type Json, places, sameLines, Simulator } from "./kit";

let simulator: Simulator;
let org: Example;
let run: Example["run"];

before(async () => {
    simulator = await Simulator.start();
    org = new Example("org", simulator);
    run = (...args) => org.run(...args);
});

test("dev: up, up again, down, and up again", async () => {
    const before = await simulator.dump();

    const up = await run(["up"]);
    assert.match(up, /Outputs:[\s\S]*queues[\s\S]*returnsAddress *: "returns@mail\.example\.com"/);
    const objects = await simulator.objects();
    assert.deepEqual(objects["routing/languages"].map(({ name }) => name).sort(), ["English", "French", "German"]);
    const sales = await simulator.object("routing/queues", "Sales");
    const codes = Object.fromEntries(objects["routing/wrapupcodes"].map(({ id, name }) => [id, name]));
    assert.equal(sales.division.name, "Orders");
    const waiting = objects.flows.find(({ name }) => name === "Waiting for sales");
    assert.equal(sales.queueFlow.id, waiting!.id);
    assert.equal(waiting!.division.name, "Orders");
    assert.deepEqual(sales.mediaSettings.call.serviceLevel, { percentage: 0.8, durationMs: 20_000 });
    assert.deepEqual(sales.wrapupCodes.map((id: string) => codes[id]).sort(), [
        "Advice given",
        "Caller hung up",
        "Order placed",
    ]);

    const { id: leads } = await simulator.object("groups", "Leads of the order desk");
    const { grants } = await simulator.api("GET", `authorization/subjects/${leads}`);
    assert.deepEqual(grants.map(({ role, division }: Json) => [role.name, division.name]), [["Team lead", "Orders"]]);

    await simulator.forgetCalls();
    assert.match(await run(["up", "--expect-no-changes"]), /unchanged/);
    sameLines(await simulator.writes(), [], "calls of an up without changes");
    await run(["preview", "--refresh", "--expect-no-changes"]);
    sameLines(await simulator.writes(), [], "calls of a preview");

    const { id: ada } = objects.users.find(({ email }) => email === "ada@example.com")!;
    await run(["down"]);
    assert.deepEqual((await simulator.dump()).objects, before.objects);

    await run(["up"]);
    assert.equal((await simulator.api("GET", `users/${ada}`)).state, "active", "the same user is back");
    assert.equal((await simulator.object("routing/queues", "Sales")).description, sales.description);
});

test("prod, in an organization of its own: the same code, another configuration, and nothing that counts can be deleted", async () => {
    const elsewhere = await Simulator.start();
    const password = "a password of the customer database";
    const environment = { ...elsewhere.environment(), CRM_PASSWORD: password };
    await run(["up", "--stack", "prod"], { environment });
    const sales = (await elsewhere.object("routing/queues", "Sales"))!;
    assert.equal(sales.mediaSettings.call.serviceLevel.percentage, 0.9);
    const [credential] = (await elsewhere.objects())["integrations/credentials"];
    assert.equal(credential.name, "Customer database");
    assert.ok((await simulator.object("routing/queues", "Sales"))!.id !== sales.id, "dev is as it was");
    assert.equal((await simulator.objects())["integrations/credentials"], undefined, "dev has no password");
    const state = fs.readFileSync(path.join(org.state, ".pulumi", "stacks", "org", "prod.json"), "utf8");
    assert.ok(!state.includes(password), "the password is in the state");

    await elsewhere.forgetCalls();
    const refused = await run(["down", "--stack", "prod"], { environment, fails: true });
    assert.match(refused, /protected/);
    sameLines(await elsewhere.writes(), [], "calls of a destroy that was refused");
});

test("two stages in one organization have names of their own", async () => {
    const settings = path.join(org.project, "Pulumi.dev.yaml");
    fs.writeFileSync(settings, `${fs.readFileSync(settings, "utf8")}  org:suffix: (dev)\n`.replace(/^(encryptionsalt:.*\n)([\s\S]*)$/m, "$2$1"));
    const preview = await run(["preview", "--diff"]);
    assert.match(preview, /name *: "Sales" => "Sales \(dev\)"/);
    assert.match(preview, /name *: "English" => "English \(dev\)"/);
});

test("a copy of the example has the compiler that its scripts call", () => {
    const manifest = (folder: string) => JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    assert.deepEqual(manifest(path.join(places.root, "examples", "org")).devDependencies, manifest(places.root).devDependencies);
});
