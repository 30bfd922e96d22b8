/** Numbers, sites, trunks and phones, as far as they are peculiar. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { type Json, lookup, Project, resource, sameLines, Simulator } from "./kit";

const EDGES = "telephony/providers/edges";
const POOLS = `${EDGES}/didpools` as const;
const EXTENSIONS = `${EDGES}/extensionpools` as const;
const of = (type: string) => (name: string, args: Json) => resource(`telephonyprovidersedges:${type}`, name, args);
const didPool = of("DidPool");
const extensionPool = of("ExtensionPool");

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

/** What a look-up function answers. */
async function look(token: string, args: Json): Promise<Json> {
    let found: Json;
    await project.preview(async () => void (found = await lookup(token, args)));
    return found;
}

async function clean(program: () => void): Promise<void> {
    const preview = await project.preview(program, { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

test("a range of numbers is changed in place, a range of extensions is another one", async () => {
    const program = (last: number) => () => {
        didPool("numbers", { startPhoneNumber: "+13175550100", endPhoneNumber: `+1317555010${last}` });
        extensionPool("extensions", { startNumber: "1000", endNumber: `100${last}` });
    };
    await project.up(program(3));
    const ids = ["numbers", "extensions"].map((name) => project.resource(name).id);
    const replaced = "endNumber!";
    // The new range overlaps with the old one, so the old one goes first.
    sameLines((await project.up(program(9))).changes, [
        "update numbers ~endPhoneNumber",
        `delete-replaced extensions`,
        `replace extensions ~${replaced}`,
        `create-replacement extensions ~${replaced}`,
    ]);
    await clean(program(9));
    const [pool] = (await simulator.objects())[POOLS];
    assert.equal(pool.id, ids[0]);
    assert.equal(pool.endPhoneNumber, "+13175550109");
    const [extensions] = (await simulator.objects())[EXTENSIONS];
    assert.notEqual(extensions.id, ids[1]);
    assert.equal(extensions.endNumber, "1009");

    const found = await look("telephonyprovidersedges:getDidPool", { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550109" });
    assert.equal(found.id, ids[0]);
    const other = await look("telephonyprovidersedges:getExtensionPool", { startNumber: "1000", endNumber: "1009" });
    assert.equal(other.id, extensions.id);
});

test("a pool goes when nothing has its numbers any more, and a range that is taken says so", async () => {
    await simulator.add(POOLS, { name: "+13175550150", startPhoneNumber: "+13175550150", endPhoneNumber: "+13175550159" });
    const program = (start: string, end: string) => () => void didPool("numbers", { startPhoneNumber: start, endPhoneNumber: end });
    const overlapping = await project.up(program("+13175550100", "+13175550155"), { fails: true });
    assert.match(overlapping.errors.join("\n"), /cannot create DID pool "\+13175550100\/\+13175550155": .*overlaps/);
    const same = await project.up(program("+13175550150", "+13175550159"), { fails: true });
    assert.match(same.errors.join("\n"), /To manage it here, run `pulumi import genesyscloud:telephonyprovidersedges:DidPool numbers/);
});
