/** Flows: what their YAML says, and what is done about it. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { beforeEach, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { clean, configuration, failWith, file, flow, JOB, live, main, project, simulator, text, UPLOAD, version, yaml } from "./flows";
import { type Args, comparable, expected, lookup, queue, sameLines } from "./kit";

describe("the YAML", () => {
    test("as a text: published once, and again only when it changes", async () => {
        const up = await project.up(main({ filepath: text(yaml("Main")) }));
        sameLines(up.changes, ["create main"]);
        sameLines(await simulator.writes(), [JOB, UPLOAD]);
        assert.deepEqual(comparable(await live("Main")), expected("flow"));
        const { id, inputs, outputs } = project.resource("main");
        assert.equal(id, (await live("Main")).id);
        assert.deepEqual([inputs.name, inputs.type, outputs.name, outputs.type], ["Main", "INBOUNDCALL", "Main", "INBOUNDCALL"]);
        assert.equal(outputs.__meta.publishedVersion, "1.0");
        await clean(main({ filepath: text(yaml("Main")) }));

        const change = main({ filepath: text(yaml("Main", "  division: Home\n")) });
        sameLines((await project.preview(change)).changes, ["update main ~fileContentHash"]);
        await simulator.forgetCalls();
        await project.up(change);
        sameLines(await simulator.writes(), [JOB, UPLOAD]);
        assert.equal(await version("Main"), "2.0");
        assert.equal(project.resource("main").id, id);
        assert.equal(project.resource("main").outputs.__meta.publishedVersion, "2.0");
        await clean();
        await project.destroy();
        assert.equal(await live("Main"), undefined);
    });

    test("as a file, whatever it is called and whether it is an asset or a path", async () => {
        file("one.yaml", yaml("Main"));
        file("two.yaml", yaml("Main"));
        await project.up(main({ filepath: "one.yaml" }));
        await clean(main({ filepath: "two.yaml" }));
        await clean(main({ filepath: path.join(project.work, "two.yaml") }));
        await clean(main({ filepath: new pulumi.asset.FileAsset("one.yaml") }));
        await clean(main({ filepath: text(yaml("Main")) }));
        file("two.yaml", yaml("Main", "# another\n"));
        sameLines((await project.up(main({ filepath: "two.yaml" }))).changes, ["update main ~fileContentHash"]);
        assert.equal(await version("Main"), "2.0");
    });

    test("what is wrong with it is said in the preview, with its line", async () => {
        file("broken.yaml", "inboundCall:\n  name: Main\n bad\n");
        const wrong: [Args, RegExp][] = [
            [{ filepath: "broken.yaml" }, /filepath.*broken\.yaml:3: is no YAML/s],
            [{ filepath: "missing.yaml" }, /filepath.*cannot read missing\.yaml in .*No such file/s],
            [{ filepath: "" }, /filepath.*is empty/s],
            [{ filepath: "s3://bucket/flow.yaml" }, /filepath.*must be a file or a text, not an address/s],
            [{ filepath: text("just text") }, /filepath.*is not the YAML of a flow/s],
            [{ filepath: text("inboundCal:\n  name: Main\n") }, /filepath.*INBOUNDCAL is no type; did you mean INBOUNDCALL/s],
            [{ filepath: text(yaml("a/b")) }, /filepath.*the text of filepath:2: the name of a flow may not have a slash/s],
            [{ filepath: text(yaml("Main")), name: "Other" }, /name.*must be "Main", as the text of filepath says/s],
            [{ filepath: text(yaml('"{{ flow_name }}"')), substitutions: { flowName: "a" } }, /substitutions.*has nothing for \{\{flow_name\}\} in the text of filepath:2 \(there is flowName\)/s],
            [{ filepath: text(yaml("Main")), fileContentHash: "abc" }, /fileContentHash.*leave it out/s],
            [{ filepath: new pulumi.asset.AssetArchive({}) }, /filepath.*must be an asset or the path of a file/s],
            [{ yaml: "x", filepath: text(yaml("Main")) }, /the YAML is filepath/s],
        ];
        for (const [args, message] of wrong) {
            const failed = await project.preview(main(args), { fails: true });
            assert.match(failed.error, message);
        }
        sameLines(await simulator.writes(), []);
    });

    test("another name or type is the replacement that it is", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        const { id } = project.resource("main");
        const renamed = main({ filepath: text(yaml("Other")) });
        const replaced = (paths: string) => [`create-replacement main ${paths}`, "delete-replaced main", `replace main ${paths}`];
        sameLines((await project.preview(renamed)).changes, replaced("~fileContentHash ~name!"));
        await project.up(renamed);
        assert.equal(await live("Main"), undefined, "the old one is gone");
        assert.notEqual((await live("Other")).id, id);
        const retyped = main({ filepath: text(yaml("Other", "", "inQueueCall")) });
        sameLines((await project.up(retyped)).changes, replaced("~fileContentHash ~type!"));
        assert.deepEqual((await simulator.objects()).flows.map(({ name, type }) => [name, type]), [["Other", "INQUEUECALL"]]);
        await clean();
    });

    test("a trigger publishes the same YAML again", async () => {
        const args = { filepath: text(yaml("Main")) };
        await project.up(main({ ...args, updateTriggerHash: "1" }));
        sameLines((await project.up(main({ ...args, updateTriggerHash: "2" }))).changes, ["update main ~updateTriggerHash"]);
        assert.equal(await version("Main"), "2.0");
        await project.up(main(args));
        assert.equal(await version("Main"), "2.0", "no trigger is no reason");
        await clean();
    });

    test("changes of it may be ignored", async () => {
        await project.up(main({ filepath: text(yaml("Main")) }));
        await clean(main({ filepath: text(yaml("Main", "# another\n")) }, { ignoreChanges: ["fileContentHash"] }));
    });
});

describe("substitutions", () => {
    test("come from other resources, and are not known in a preview", async () => {
        const program = () => {
            const support = queue("support");
            flow("main", {
                filepath: text(yaml("Main", '  queue: "{{queue}}"\n')),
                substitutions: { queue: support.id, unused: "so that maps can be shared" },
            });
        };
        sameLines((await project.preview(program)).changes, ["create main", "create support"]);
        await project.up(program);
        const { yaml: published } = await configuration("Main");
        assert.match(published, new RegExp(`queue: "${project.resource("support").id}"`));
        await clean();
        // The queue is another one then, but which flow it is stays known: no replacement.
        const preview = await project.preview(program, { args: ["--replace", project.resource("support").urn] });
        assert.ok(preview.changes.includes("update main ~fileContentHash"), preview.changes.join("\n"));
    });

    test("a name that is not known yet replaces nothing", async () => {
        const program = (suffix: string) => () => {
            const support = queue(`support${suffix}`, { name: "Support" });
            flow("main", { filepath: text(yaml('"{{name}}"')), substitutions: { name: pulumi.interpolate`Flow ${support.id.apply(() => "one")}` } });
        };
        await project.up(program(""));
        assert.equal((await live("Flow one")).type, "INBOUNDCALL");
        const preview = await project.preview(program(" again"));
        assert.ok(preview.changes.includes("update main ~fileContentHash ~name"), preview.changes.join("\n"));
    });

    test("secrets are published, and are in no state, message or log", async () => {
        const secret = "CANARY-of-a-substitution";
        const program = (more: string) => () =>
            flow("main", {
                filepath: text(yaml("Main", `  secret: "{{secret}}"\n${more}`)),
                substitutions: { secret: pulumi.secret(secret) },
            });
        await project.up(program(""));
        assert.match((await configuration("Main")).yaml, new RegExp(secret));
        assert.ok(!project.stored().includes(secret));
        const { fileContentHash } = project.resource("main").inputs;
        assert.ok(fileContentHash.ciphertext, "whoever knows the rest of the YAML could try");
        // The platform repeats what it does not like.
        await failWith(`no such prompt: ${secret}, at line 5`);
        const failed = await project.up(program("# changed\n"), { fails: true, args: ["--logtostderr", "--logflow", "-v=9"] });
        assert.match(failed.error, /the text of filepath:5: no such prompt: \[secret\]/);
        const lines = (failed.output + failed.errors.join("\n")).split("\n").filter((line) => line.includes(secret));
        // The engine's own log of what the program says has it; nothing of ours does.
        assert.deepEqual(lines.filter((line) => !/resource_monitor|Marshaling|RegisterResource/i.test(line)).slice(0, 3), []);
    });
});

describe("a flow that is there", () => {
    let id: string;

    beforeEach(async () => {
        id = await simulator.add("flows", { name: "Main", type: "INBOUNDCALL" });
    });

    for (const [by, what] of [
        ["id", () => id],
        ["name", () => "Main"],
    ] as [string, () => string][]) {
        test(`is imported by ${by}; the first up publishes the program's YAML`, async () => {
            await project.importing("index:Flow", "main", what());
            const { inputs, outputs } = project.resource("main");
            assert.deepEqual([inputs.name, inputs.type, inputs.filepath], ["Main", "INBOUNDCALL", ""]);
            assert.equal(outputs.fileContentHash, undefined);
            const program = main({ filepath: text(yaml("Main")) });
            sameLines((await project.preview(program)).changes, ["update main +fileContentHash"]);
            await project.up(program);
            assert.equal(project.resource("main").id, id);
            await clean(program);
        });
    }

    test("is imported by the option, and published as the preview says", async () => {
        const program = main({ filepath: text(yaml("Main")) }, { import: id });
        sameLines((await project.up(program)).changes, ["import main", "update main +fileContentHash"]);
        await clean(main({ filepath: text(yaml("Main")) }));
    });

    test("an import without a YAML is not overwritten by nothing", async () => {
        await project.importing("index:Flow", "main", id);
        const failed = await project.up(main({ filepath: "", name: "Main", type: "INBOUNDCALL" }), { fails: true });
        assert.match(failed.error, /filepath.*is empty: give an asset, or the path of a file/s);
    });

    test("is looked up by name, and by type where two have it", async () => {
        const other = await simulator.add("flows", { name: "Main", type: "WORKFLOW" });
        const found: string[] = [];
        const ask = async (args: Args) => found.push(await lookup("index:getFlow", args).then(({ id }) => id, (error) => error.message));
        await project.preview(async () => {
            await ask({ name: "Main", type: "WORKFLOW" });
            await ask({ name: "Main", type: "inboundcall" });
            await ask({ name: "Main" });
            await ask({ name: "Main", type: "BOT" });
        });
        assert.deepEqual(found.slice(0, 2), [other, id]);
        assert.match(found[2], /there are 2 objects of type flow with name "Main"/);
        assert.match(found[3], /there is no flow with name "Main" and type "BOT"/);
    });

    test("drift is shown: a deletion, a new name", async () => {
        await project.importing("index:Flow", "main", id);
        const program = main({ filepath: text(yaml("Main")) });
        await project.up(program);
        await simulator.edit("flows", id, (flow) => (flow.name = "Renamed"));
        const drifted = await project.preview(program, { refresh: true });
        sameLines(drifted.drifts, ["refresh main ~name!"]);
        assert.ok(drifted.changes.some((line) => line.startsWith("replace main ~name!")), drifted.changes.join("\n"));
        await simulator.api("DELETE", `flows/${id}`);
        sameLines((await project.preview(program, { refresh: true })).changes, ["create main"]);
    });
});
