/** Skill groups, as far as they are peculiar: the divisions that they look at, and conditions that cannot be. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ids, type Json, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const KIND = "routing/skillgroups";
const [one, other] = ids.divisions;
let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
});

/** The divisions that a group looks at, without its own. */
async function divisions(id: string, own: string): Promise<string[]> {
    const { entities } = await simulator.api("GET", `${KIND}/${id}/members/divisions`);
    return entities.map((division: Json) => division.id).filter((id: string) => id !== own).sort();
}

test("divisions come and go one by one; the group's own is always there, and never drift", async () => {
    const project = Project.create(simulator);
    const program = (memberDivisionIds?: string[]) => () => void resource("routing:SkillGroup", "experts", { ...(memberDivisionIds && { memberDivisionIds }) });
    const up = async (wanted: string[] | undefined, changes: string[]) => {
        sameLines((await project.up(program(wanted))).changes, changes);
        const preview = await project.preview(program(wanted), { refresh: true });
        sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
    };
    await up([one], ["create experts"]);
    const { id } = project.resource("experts");
    const home = (await simulator.api("GET", "authorization/divisions/home")).id;
    assert.deepEqual(await divisions(id, home), [one]);
    await up([one, other], ["update experts +memberDivisionIds[1]"]);
    await up([other], ["update experts -memberDivisionIds[0]"]);
    assert.deepEqual(await divisions(id, home), [other]);
    // Somebody adds one: drift, which the next run takes away.
    await simulator.api("POST", `${KIND}/${id}/members/divisions`, { addDivisionIds: [one] });
    const preview = await project.preview(undefined, { refresh: true });
    sameLines(preview.drifts, ["refresh experts +memberDivisionIds[1]"]);
    await project.up(undefined, { refresh: true });
    assert.deepEqual(await divisions(id, home), [other]);
    await up([], ["update experts -memberDivisionIds[0]"]);
    await up(["*"], ["update experts +memberDivisionIds[0]"]);
    await up(undefined, ["update experts -memberDivisionIds"]);
    assert.deepEqual(await divisions(id, home), ["*"], "released");

    const imported = Project.create(simulator);
    await imported.importing("routing:SkillGroup", "experts", "experts");
    assert.deepEqual(imported.resource("experts").inputs.memberDivisionIds, ["*"]);
    await project.destroy();
});

test("conditions that cannot be are refused in the preview, with their place", async () => {
    const project = Project.create(simulator);
    const conditions = [
        { operation: "Xor", routingSkillConditions: [{ routingSkill: "Skill A", comparator: "GreaterThan" }], languageSkillConditions: [] },
        { operation: "And", routingSkillConditions: [], languageSkillConditions: [{ languageSkill: "Language A", comparator: "EqualTo", proficiency: 1, childConditions: [{}] }] },
    ];
    const refused = await project.preview(() => void resource("routing:SkillGroup", "experts", { skillConditions: JSON.stringify(conditions) }), { fails: true });
    const said = refused.errors.join("\n");
    assert.match(said, /\[0\] needs an operation: And, Or or Not/);
    assert.match(said, /\[0\] needs proficiency in routingSkillConditions\[0\]/);
    assert.match(said, /\[1\]\.languageSkillConditions\[0\]\.childConditions\[0\] needs an operation/);
});
