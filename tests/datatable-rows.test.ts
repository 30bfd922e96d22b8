/** All rows of a data table as one set. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { before, beforeEach, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
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
const ROWS = `/api/v2/${TABLES}/{datatableId}/rows`;

const columns = [
    { name: "key", type: "string" },
    { name: "queue", type: "string", title: "Queue of the shop" },
    { name: "open", type: "boolean", default: "true" },
];
/** The rows of a file, which is a text of the program or a path. */
const file = (csv: Json, more: Json = {}) => () => void resource("architect:DatatableRows", "rows", { datatableId: table, csv, columns, ...more });
const text = (csv: string) => file(new pulumi.asset.StringAsset(csv));

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
    sameLines(await simulator.writes(), [`DELETE ${ROWS}/{rowId}`, `POST ${ROWS}`, `PUT ${ROWS}/{rowId}`]);
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

test("a CSV file is compared row by row, and by nothing else", async () => {
    const first = "key,queue,open\nberlin,DE,\nparis,FR,false\n";
    await project.up(text(first));
    assert.deepEqual(await live(), { berlin: { queue: "DE", open: true }, paris: { queue: "FR", open: false } });
    await clean(text(first));
    // Another order, another separator, a file of a spreadsheet, the rows in the program itself: the rows are the same.
    fs.writeFileSync(path.join(project.work, "shops.csv"), "\ufeffopen;key;queue\r\nFALSE;paris;FR\r\n;berlin;DE\r\n;;\r\n");
    await simulator.forgetCalls();
    await clean(file("shops.csv"));
    await project.up(file("shops.csv"));
    await clean(set({ berlin: { queue: "DE", open: true }, paris: { queue: "FR", open: false } }));
    sameLines(await simulator.writes(), []);

    const second = text("key,queue,open\nberlin,DE 2,\nrome,IT,true\n");
    // The state has the order of the last file.
    sameLines((await project.preview(second)).changes, ["update rows -rows[0] ~rows[0].propertiesJson +rows[1]"]);
    await project.up(second);
    sameLines(await simulator.writes(), [`DELETE ${ROWS}/{rowId}`, `POST ${ROWS}`, `PUT ${ROWS}/{rowId}`]);
    assert.deepEqual(await live(), { berlin: { queue: "DE 2", open: true }, rome: { queue: "IT", open: true } });

    // What somebody else changes is drift of its row, and only that row is written.
    await simulator.api("PUT", `${TABLES}/${table}/rows/rome`, { key: "rome", queue: "theirs", open: true });
    const { drifts, changes } = await project.preview(second, { refresh: true });
    sameLines(drifts, ["refresh rows ~rows[1].propertiesJson"]);
    sameLines(changes, ["update rows ~rows[1].propertiesJson"]);
    await simulator.forgetCalls();
    await project.up(second, { refresh: true });
    sameLines(await simulator.writes(), [`PUT ${ROWS}/{rowId}`]);
    // Rows of a file are not lost by mistake either.
    const many = (count: number) => text(["key,queue", ...Array.from({ length: count }, (_, index) => `row ${index},Q`)].join("\n"));
    await project.up(many(12));
    const refused = await project.preview(many(1), { fails: true });
    assert.match(refused.errors.join("\n"), /would lose 11 of 12 elements at once.*allowMassRemoval/s);
    await project.destroy();
    assert.deepEqual(await live(), {});
});

test("a CSV file of a table of the same program is known in the first preview, and an import takes it over", async () => {
    const program = () => {
        const shops = resource("architect:Datatable", "Branches", { properties: columns });
        resource("architect:DatatableRows", "rows", { datatableId: shops.id, columns: shops.properties, csv: new pulumi.asset.StringAsset("key,open\nrome,maybe\n") });
    };
    const refused = await project.preview(program, { fails: true });
    assert.match(refused.errors.join("\n"), /csv:2: has "maybe" in the column open, which wants true or false/);

    await simulator.api("POST", `${TABLES}/${table}/rows`, { key: "a", queue: "A" });
    await project.importAll([{ type: "architect:DatatableRows", name: "rows", id: table }]);
    await clean(text("key,queue,open\na,A,true\n"));
});

test("what is wrong with a CSV file is said in the preview, with the line", async () => {
    fs.writeFileSync(path.join(project.work, "shops.csv"), "key,queue,opne\n");
    const misnamed = await project.preview(file("shops.csv"), { fails: true });
    assert.match(misnamed.errors.join("\n"), /shops\.csv:1: names the column opne, which the table does not have; did you mean open\?/);
    fs.writeFileSync(path.join(project.work, "shops.csv"), "key,open\na,yes\nb\n,true\na,\nc,true\nc,true\n");
    const wrong = (await project.preview(file("shops.csv"), { fails: true })).errors.join("\n");
    for (const message of [
        /shops\.csv:2: has "yes" in the column open, which wants true or false/,
        /shops\.csv:3: has 1 cells, and the first line has 2/,
        /shops\.csv:4: has no key/,
        /shops\.csv:5: has the key "a" of line 2 again/,
        /shops\.csv:7: has the key "c" of line 6 again/,
    ]) {
        assert.match(wrong, message);
    }
    for (const [args, message] of [
        [{ csv: "missing.csv", columns }, /cannot read missing\.csv/],
        [{ csv: "shops.csv" }, /columns.*is required with csv/s],
        [{ csv: "shops.csv", columns: { open: "boolean" } }, /columns.*must be the properties of a Datatable/s],
        [{}, /rows.*is required, unless csv has a file/s],
        [{ csv: new pulumi.asset.StringAsset("key\na\n"), columns, rows: [{ keyValue: "a" }] }, /is what csv stands for: name one of the two/],
    ] as [Json, RegExp][]) {
        const refused = await project.preview(() => void resource("architect:DatatableRows", "rows", { datatableId: table, ...args }), { fails: true });
        assert.match(refused.errors.join("\n"), message);
    }
    sameLines(await simulator.writes(), []);
});
