/** Two organizations: in one program, and by mistake. */
import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { lookup, Project, Provider, queue, sameLines, Simulator, skill, wrapupcode } from "./kit";

let here: Simulator;
let there: Simulator;

before(async () => {
    [here, there] = await Promise.all([Simulator.start(), Simulator.start()]);
});

beforeEach(() => Promise.all([here.reset(), there.reset()]));

test("explicit providers: one program manages two organizations", async () => {
    const project = Project.create(here);
    const found: string[] = [];
    const program = (description = "One") => async () => {
        const elsewhere = new Provider("elsewhere", there.configuration());
        skill("French");
        skill("French there", { name: "French" }, { provider: elsewhere });
        const code = wrapupcode("done", {}, { provider: elsewhere });
        queue("support", { description, wrapupCodes: [code.id] }, { provider: elsewhere });
        found.push((await lookup("auth:getDivisionHome", {}, { provider: elsewhere })).id);
    };
    await project.up(program());
    assert.equal((await here.object("routing/skills", "French")).id, project.resource("French").id);
    assert.equal((await there.object("routing/skills", "French")).id, project.resource("French there").id);
    assert.equal(await here.object("routing/queues", "support"), undefined);
    assert.deepEqual((await there.object("routing/queues", "support")).wrapupCodes, [project.resource("done").id]);
    assert.equal(found[0], (await there.api("GET", "authorization/divisions/home")).id);

    sameLines((await project.preview(program(), { refresh: true })).changes, []);
    sameLines((await project.up(program("Two"))).changes, ["update support ~description"]);
    await project.destroy();
    assert.equal((await here.objects())["routing/skills"]?.length ?? 0, 0);
    assert.equal((await there.objects())["routing/queues"]?.length ?? 0, 0);
});

test("an explicit provider whose credentials change is updated, and its resources are not replaced", async () => {
    await here.seed({ oauthClients: [{ id: "rotated", secret: "its secret", name: "Rotated" }] });
    const project = Project.create();
    const program = (configuration: Record<string, string>) => () => {
        const provider = new Provider("explicit", configuration);
        skill("French", {}, { provider });
    };
    await project.up(program(here.configuration()));
    const rotated = { ...here.configuration(), oauthclientId: "rotated", oauthclientSecret: "its secret" };
    const up = await project.up(program(rotated));
    sameLines(
        up.changes.map((line) => line.split(" ").slice(0, 2).join(" ")),
        ["update explicit"],
    );
    await here.forgetCalls();
    await project.destroy();
    const [call] = await here.writeCalls();
    assert.equal(call.client, "rotated");
});

describe("with the credentials of another organization", () => {
    let project: Project;
    const program = (description = "One") => () => {
        skill("French");
        queue("support", { description });
    };

    /** All that the state says, but for when it was written and in which order the engine came by. */
    const stored = () => {
        const { version, checkpoint } = JSON.parse(project.stored());
        const { manifest, resources, ...rest } = checkpoint.latest;
        const byUrn = Object.fromEntries(resources.map((resource: { urn: string }) => [resource.urn, resource]));
        return { version, ...checkpoint, latest: { ...rest, manifest: { ...manifest, time: "" }, resources: byUrn } };
    };

    const refused = async (operation: () => Promise<{ error: string }>) => {
        const [state, live, elsewhere] = [stored(), await here.objects(), await there.objects()];
        await there.forgetCalls();
        const { error } = await operation();
        assert.match(error, /belongs? to/);
        assert.match(error, /Nothing was read or changed/);
        assert.deepEqual(stored(), state, "the state is as it was");
        assert.deepEqual(await here.objects(), live);
        assert.deepEqual(await there.objects(), elsewhere);
        sameLines(await there.writes(), []);
    };
    const options = () => ({ env: there.environment(), fails: true });

    beforeEach(async () => {
        project = Project.create(here);
        await project.up(program());
        // The engine writes some things in another way after a refresh that finds nothing.
        await project.refresh();
    });

    test("a refresh fails and leaves the state as it was", () => refused(() => project.refresh(options())));

    test("a destroy fails and leaves the state as it was", () => refused(() => project.destroy(options())));

    test("an update, and an up with a refresh, fail and leave everything as it was", async () => {
        await refused(() => project.up(program("Two"), options()));
        await refused(() => project.up(program(), { ...options(), refresh: true }));
        await refused(() => project.preview(program(), { ...options(), refresh: true }));
    });

    test("the organization can be pinned, so that not even a create goes elsewhere", async () => {
        const { id } = (await here.dump()).organization;
        const env = { ...there.environment(), GENESYSCLOUD_ORGANIZATION_ID: id };
        const fresh = Project.create();
        const failed = await fresh.up(program(), { env, fails: true });
        assert.match(failed.error, /configuration expects/);
        assert.deepEqual(fresh.resources(), []);
        sameLines(await there.writes(), []);
        await fresh.up(program(), { env: { ...here.environment(), GENESYSCLOUD_ORGANIZATION_ID: id }, fails: true }).then(
            ({ error }) => assert.match(error, /already exists/),
        );
    });
});
