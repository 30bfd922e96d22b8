/** Presence definitions: the platform switches off what is deleted. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { expected, ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const TYPE = "organization:PresenceDefinition";
let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

const live = async (id: string): Promise<Json> => {
    const { id: _, selfUri, name, ...rest } = await simulator.api("GET", `presence/definitions/${id}`);
    return rest;
};

test("a definition lives, is switched off by a destroy, and another one is made by the next up", async () => {
    const project = Project.create(simulator);
    const program = (args: Json) => () => void resource(TYPE, "paperwork", { systemPresence: "Busy", ...args });
    const up = async (args: Json, changes: string[]) => {
        sameLines((await project.up(program(args))).changes, changes);
        const preview = await project.preview(program(args), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
    };
    const labels = { en_US: "Paperwork", de: "Schreibarbeit" };
    await up({ languageLabels: labels }, ["create paperwork"]);
    const { id } = project.resource("paperwork");
    assert.deepEqual(await live(id), { ...expected("presence-definition"), languageLabels: labels });

    await up({ languageLabels: { en_US: "Paper" }, divisionId: ids.divisions[0], deactivated: false }, [
        "update paperwork +deactivated +divisionId -languageLabels.de ~languageLabels.en_US",
    ]);
    assert.deepEqual(await live(id), { ...expected("presence-definition"), languageLabels: { en_US: "Paper" }, divisionId: ids.divisions[0] });
    // Somebody deletes it: it is switched off, and on again.
    await simulator.api("DELETE", `presence/definitions/${id}`);
    const preview = await project.preview(undefined, { refresh: true });
    sameLines(preview.drifts, ["refresh paperwork ~deactivated"]);
    await project.up(undefined, { refresh: true });
    assert.equal((await live(id)).deactivated, false);
    await up({ languageLabels: { en_US: "Paper" }, deactivated: true }, ["update paperwork ~deactivated -divisionId"]);
    await up({ languageLabels: { en_US: "Paper" } }, ["update paperwork -deactivated"]);
    assert.equal((await live(id)).deactivated, false);

    const replaced = await project.preview(() => void resource(TYPE, "paperwork", { languageLabels: { en_US: "Paper" }, systemPresence: "Meal" }));
    assert.ok(replaced.changes.some((line) => line.startsWith("replace paperwork")), replaced.changes.join("\n"));

    const found = Project.create(simulator);
    await found.preview(async () => assert.equal((await lookup("organization:getPresenceDefinition", { name: "Paper" })).id, id));
    await found.importing(TYPE, "paperwork", id);
    assert.equal(found.resource("paperwork").inputs.systemPresence, "Busy");

    await project.destroy();
    assert.equal((await live(id)).deactivated, true);
    await project.up(program({ languageLabels: { en_US: "Paper" } }));
    assert.notEqual(project.resource("paperwork").id, id);
    await project.destroy();
});
