/** Data tables, whose columns only become more, and their rows. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { type Json, lookup, Project, resource, sameLines, Simulator } from "./kit";

const TABLES = "flows/datatables";
const ROWS = `/api/v2/${TABLES}/{datatableId}/rows`;

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.forgetFaults();
    project = Project.create(simulator);
    await simulator.forgetCalls();
});

async function clean(program?: () => unknown): Promise<void> {
    await simulator.forgetCalls();
    const up = await project.up(program, { refresh: true });
    sameLines([...up.drifts, ...up.changes], [], "an up with a refresh");
    sameLines(await simulator.writes(), []);
}

const key = { name: "key", type: "string" };
const table = (properties: Json[], more: Json = {}) => resource("architect:Datatable", "shops", { properties: [key, ...properties], ...more });
const live = async (): Promise<Json> => simulator.api("GET", `${TABLES}/${project.resource("shops").id}?expand=schema`);
const open = { name: "open", type: "boolean", default: "true" };

test("columns come, change what they may, and stay", async () => {
    await project.up(() => void table([open]));
    await project.up(() => void table([{ ...open, default: "false", title: "Is open" }, { name: "size", type: "integer" }]));
    const { properties } = (await live()).schema;
    assert.deepEqual(properties.open, { $id: "/properties/open", type: "boolean", default: false, title: "Is open", displayOrder: 1 });
    assert.deepEqual([properties.size.type, properties.size.displayOrder], ["integer", 2]);

    const fewer = () => void table([open]);
    const refused = await project.preview(fewer, { fails: true });
    assert.match(refused.output, /lacks the column size, and the platform takes no column away/);
    const other = () => void table([{ ...open, type: "string" }, { name: "size", type: "integer" }]);
    assert.match((await project.preview(other, { fails: true })).output, /was boolean, and the platform does not change the type of a column/);
    assert.deepEqual((await live()).schema.properties, properties);
});

test("columns of others are left alone, and no drift", async () => {
    const program = () => void table([open]);
    await project.up(program);
    await simulator.edit(TABLES, `${project.resource("shops").id}?expand=schema`, ({ schema }) => {
        schema.properties.theirs = { $id: "/properties/theirs", type: "string", displayOrder: 9, maxLength: 20 };
        schema.properties.open.description = "theirs";
    });
    await clean(program);
    await project.up(() => void table([{ ...open, title: "Is open" }, { name: "size", type: "integer" }]));
    const { properties } = (await live()).schema;
    assert.deepEqual(properties.theirs, { $id: "/properties/theirs", type: "string", displayOrder: 9, maxLength: 20 });
    assert.deepEqual([properties.open.title, properties.open.description, properties.size.displayOrder], ["Is open", "theirs", 10]);
    // What somebody else has changed of ours is drift.
    await simulator.edit(TABLES, `${project.resource("shops").id}?expand=schema`, ({ schema }) => (schema.properties.open.title = "Open?"));
    const drifted = await project.preview(undefined, { refresh: true });
    sameLines(drifted.drifts, ["refresh shops ~properties[1].title"]);
});

test("a table in use is deleted only when the program says so", async () => {
    const queries = async () => {
        const calls = await simulator.writeCalls();
        return calls.filter(({ method }) => method === "DELETE").map(({ query }) => query);
    };
    await project.up(() => void table([]));
    await project.destroy();
    assert.deepEqual(await queries(), [{}]);
    await project.up(() => void table([], { forceDelete: true }));
    await simulator.forgetCalls();
    await project.destroy();
    assert.deepEqual((await queries()).map(({ force }) => String(force)), ["true"]);
});

test("a table is looked up with its columns", async () => {
    await project.up(() => void table([open]));
    let found: Json;
    await project.preview(async () => void (found = await lookup("architect:getDatatable", { name: "shops" })));
    assert.equal(found.id, project.resource("shops").id);
    assert.deepEqual(found.properties, [key, open]);
});

const row = (keyValue: string, values: Json, more: Json = {}) => () => {
    const { id } = table([open, { name: "label", type: "string" }, { name: "size", type: "number" }]);
    resource("architect:DatatableRow", "row", { datatableId: id, keyValue, propertiesJson: JSON.stringify(values), ...more });
};
const rows = async (): Promise<Json[]> =>
    (await simulator.api("GET", `${TABLES}/${project.resource("shops").id}/rows?showbrief=false`)).entities;

test("a row has what it names, and the defaults of its columns", async () => {
    await project.up(row("berlin", { label: "B", size: 1 }));
    assert.equal(project.resource("row").id, `${project.resource("shops").id}/berlin`);
    assert.deepEqual(await rows(), [{ key: "berlin", label: "B", size: 1, open: true }]);
    await clean(row("berlin", { size: 1.0, label: "B" }));

    // A column that nobody names is nobody's.
    const path = `${TABLES}/${project.resource("shops").id}/rows/berlin`;
    await simulator.api("PUT", path, { key: "berlin", label: "B", size: 1, open: false });
    await clean();
    await project.up(row("berlin", { label: "C", size: 1 }));
    assert.deepEqual(await rows(), [{ key: "berlin", label: "C", size: 1, open: false }]);
    await project.up(row("berlin", { label: "C" }));
    assert.deepEqual(await rows(), [{ key: "berlin", label: "C", open: false }]);

    await simulator.api("PUT", path, { key: "berlin", label: "D", open: false });
    sameLines((await project.preview(undefined, { refresh: true })).drifts, ["refresh row ~propertiesJson"]);

    // Another key is another row.
    const moved = await project.up(row("bonn", { label: "C" }));
    assert.ok(moved.changes.some((change) => change.startsWith("replace row ~keyValue!")), moved.changes.join("\n"));
    assert.deepEqual((await rows()).map(({ key }) => key), ["bonn"]);
    await project.destroy();
    assert.deepEqual((await simulator.objects())["flows/datatables/rows"] ?? [], []);
});

test("a row that is there is somebody's, unless the program says otherwise", async () => {
    await project.up(() => void table([open, { name: "label", type: "string" }, { name: "size", type: "number" }]));
    const path = `${TABLES}/${project.resource("shops").id}/rows`;
    await simulator.api("POST", path, { key: "berlin", label: "theirs", size: 3 });
    const refused = await project.up(row("berlin", { label: "ours" }), { fails: true });
    const id = `${project.resource("shops").id}/berlin`;
    assert.match(refused.errors.join("\n"), new RegExp(`pulumi import genesyscloud:architect:DatatableRow row ${id}`));
    await project.up(row("berlin", { label: "ours" }, { onConflict: "adopt" }));
    assert.deepEqual(await rows(), [{ key: "berlin", label: "ours", size: 3, open: true }]);
});

test("a row whose creation is answered by nobody is found again, and made once", async () => {
    await project.up(() => void table([open, { name: "label", type: "string" }, { name: "size", type: "number" }]));
    await simulator.fault({ method: "POST", route: ROWS, kind: "cutAfter" });
    await project.up(row("berlin", { label: "ours" }));
    assert.deepEqual((await rows()).map(({ key }) => key), ["berlin"]);
});

test("rows are imported by table and key, whatever the key has in it", async () => {
    await project.up(() => void table([open]));
    const { id } = project.resource("shops");
    await simulator.api("POST", `${TABLES}/${id}/rows`, { key: "a/b c", open: false });
    for (const [name, imported] of Object.entries({ theirs: `${id}/a/b c`, ours: `${id}/a%2Fb c` })) {
        await project.importAll([{ type: "architect:DatatableRow", name, id: imported }]);
        const { inputs } = project.resource(name);
        assert.deepEqual([inputs.datatableId, inputs.keyValue, JSON.parse(inputs.propertiesJson)], [id, "a/b c", { open: false }]);
    }
    let found: Json;
    await project.preview(async () => {
        table([open]);
        found = await lookup("architect:getDatatableRow", { datatableId: id, keyValue: "a/b c" });
    });
    assert.deepEqual(JSON.parse(found.propertiesJson), { open: false });
});
