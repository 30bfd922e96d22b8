/** All rows of a data table as one set. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { type Json, Project, resource, sameLines, Simulator } from "./kit";

const TABLES = "flows/datatables";

let simulator: Simulator;
let project: Project;
let table: string;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
    const columns: Json = { key: { type: "string" }, queue: { type: "string" }, open: { type: "boolean", default: true } };
    const properties = Object.fromEntries(Object.entries<Json>(columns).map(([name, column], displayOrder) => [name, { $id: `/properties/${name}`, displayOrder, ...column }]));
    const schema = { $schema: "http://json-schema.org/draft-04/schema#", type: "object", additionalProperties: false, required: ["key"], properties };
    table = (await simulator.api("POST", TABLES, { name: "Shops", schema })).id;
    await simulator.forgetCalls();
});

const set = (rows: Record<string, Json>, more: Json = {}) => {
    const list = Object.entries(rows).map(([keyValue, values]) => ({ keyValue, propertiesJson: JSON.stringify(values) }));
    return () => void resource("architect:DatatableRows", "rows", { datatableId: table, rows: list, ...more });
};
const live = async (): Promise<Json> => {
    const { entities } = await simulator.api("GET", `${TABLES}/${table}/rows?showbrief=false&pageSize=100`);
    return Object.fromEntries(entities.map(({ key, ...values }: Json) => [key, values]));
};
const path = `/api/v2/${TABLES}/{datatableId}/rows`;

async function clean(program: () => void): Promise<void> {
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

test("rows are compared one by one, and only what differs is written", async () => {
    const first = { berlin: { queue: "DE" }, paris: { queue: "FR", open: false } };
    await project.up(set(first));
    assert.deepEqual(await live(), { berlin: { queue: "DE", open: true }, paris: { queue: "FR", open: false } });
    await clean(set(first));
    // Their order means nothing.
    await clean(set({ paris: first.paris, berlin: first.berlin }));

    await simulator.forgetCalls();
    const changed = await project.up(set({ berlin: { queue: "DE 2" }, rome: { queue: "IT" } }));
    sameLines(changed.changes.map((change) => change.split(" ")[0]), ["update"]);
    sameLines(await simulator.writes(), [`DELETE ${path}/{rowId}`, `POST ${path}`, `PUT ${path}/{rowId}`]);
    assert.deepEqual(await live(), { berlin: { queue: "DE 2", open: true }, rome: { queue: "IT", open: true } });

    await project.up(set({}));
    assert.deepEqual(await live(), {});
    await project.destroy();
    assert.equal((await simulator.api("GET", `${TABLES}/${table}`)).name, "Shops");
});

test("rows of others are drift, and those that are there already are taken over", async () => {
    const add = (key: string, queue: string) => simulator.api("POST", `${TABLES}/${table}/rows`, { key, queue });
    await add("berlin", "theirs");
    await project.up(set({ berlin: { queue: "DE" } }));
    assert.equal((await live()).berlin.queue, "DE");
    await add("paris", "theirs");
    await simulator.api("PUT", `${TABLES}/${table}/rows/berlin`, { key: "berlin", queue: "theirs", open: false });
    // What the program does not name of a row is nobody's.
    const { drifts } = await project.preview(set({ berlin: { queue: "DE" } }), { refresh: true });
    sameLines(drifts, ["refresh rows ~rows[0].propertiesJson +rows[1]"]);
    await project.up(set({ berlin: { queue: "DE" } }), { refresh: true });
    assert.deepEqual(Object.keys(await live()), ["berlin"]);
    assert.equal((await live()).berlin.queue, "DE");
});

test("rows are imported by the id of their table", async () => {
    for (const [key, queue] of [["a", "A"], ["b", "B"]]) {
        await simulator.api("POST", `${TABLES}/${table}/rows`, { key, queue });
    }
    await project.importAll([{ type: "architect:DatatableRows", name: "rows", id: table }]);
    await clean(set({ a: { queue: "A", open: true }, b: { queue: "B", open: true } }));
});

test("most rows are not lost by mistake, and none twice", async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`row ${index}`, { queue: "Q" }]));
    await project.up(set(many));
    const refused = await project.preview(set({ "row 0": { queue: "Q" } }), { fails: true });
    assert.match(refused.errors.join("\n"), /would lose 11 of 12 elements at once.*allowMassRemoval/s);
    await project.up(set({ "row 0": { queue: "Q" } }, { allowMassRemoval: true }));
    assert.deepEqual(Object.keys(await live()), ["row 0"]);
    const rows = [{ keyValue: "a" }, { keyValue: "a", propertiesJson: '{"key": "b"}' }];
    const twice = await project.preview(() => void resource("architect:DatatableRows", "rows", { datatableId: table, rows }), { fails: true });
    assert.match(twice.errors.join("\n"), /is the key of another row too/);
    assert.match(twice.errors.join("\n"), /names the column key, whose value is keyValue/);
});
