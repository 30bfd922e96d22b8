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
const site = of("Site");
const outboundRoute = of("SiteOutboundRoute");
const trunkBaseSettings = of("Trunkbasesettings");
const trunk = of("Trunk");
const edgeGroup = of("EdgeGroup");
const phoneBaseSettings = of("Phonebasesettings");
const phone = of("Phone");

/** A location that a site can be at. */
const office = () =>
    resource("index:Location", "office", {
        address: { country: "US", city: "Indianapolis", street1: "7601 Interactive Way", zipCode: "46278" },
        emergencyNumber: { number: "+13175550911" },
    });

/** A setting of trunks and phones, as a program has it. */
const settings = (values: Json) =>
    JSON.stringify(Object.fromEntries(Object.entries(values).map(([name, instance]) => [name, { value: { instance } }])));

/** What settings of a live object have as their values. */
const valuesOf = (live: Json) => Object.fromEntries(Object.entries<Json>(live).map(([name, { value }]) => [name, value.instance]));

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    await simulator.lag({});
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

/** A site with all that is peculiar about one. */
const furnished = (more: Json = {}) => () => {
    const { id } = office();
    const core = site("core", { locationId: id, mediaModel: "Cloud" });
    site("branch", {
        locationId: id,
        mediaModel: "Cloud",
        mediaRegions: ["eu-west-1"],
        edgeAutoUpdateConfig: {
            timeZone: "America/New_York",
            rrule: "FREQ=WEEKLY;BYDAY=SA,SU",
            start: "2026-01-03T02:00:00.000000",
            end: "2026-01-03T05:00:00",
        },
        numberPlans: [
            { name: "Service", classification: "Service", matchType: "numberList", numbers: [{ start: "800", end: "899" }] },
            { name: "Emergency", classification: "Emergency", matchType: "numberList", numbers: [{ start: "112" }, { start: "911" }] },
            { name: "Partner", classification: "Partner", matchType: "regex", matchFormat: "^7(\\d{4})$", normalizedFormat: "sip:$1" },
            { name: "Short", classification: "Internal", matchType: "digitLength", digitLength: { start: "3", end: "4" } },
        ],
        primarySites: [core.id, ""],
        setAsDefaultSite: true,
        ntpSettings: { servers: ["time.example.com"] },
        ...more,
    });
};

const plansOf = async (name: string) => (await simulator.object(`${EDGES}/sites`, name))!.numberPlans as Json[];
const namesOf = async (name: string) => (await plansOf(name)).map(({ name }) => name);

test("a site keeps the platform's number plans behind its own, and is the default", async () => {
    // The platform makes its plans a little after the site.
    await simulator.lag({ [`${EDGES}/sites/numberplans`]: { createMs: 1500 } });
    await project.up(furnished());
    await simulator.lag({});
    const [core, branch] = ["core", "branch"].map((name) => project.resource(name));
    const own = ["Service", "Emergency", "Partner", "Short"];
    const platforms = ["Extension", "National", "International", "Network"];
    assert.deepEqual(await namesOf("branch"), [...own, ...platforms]);
    const emergency = (await plansOf("branch"))[1];
    assert.deepEqual(emergency.numbers, [{ start: "112" }, { start: "911" }]);
    const live = (await simulator.object(`${EDGES}/sites`, "branch"))!;
    assert.deepEqual(live.primarySites.map(({ id }: Json) => id), [core.id, branch.id], "the site itself is named without its id");
    assert.deepEqual(live.secondarySites.map(({ id }: Json) => id), [branch.id], "and is meant where none is");
    assert.deepEqual(live.mediaRegions, ["us-east-1", "eu-west-1"]);
    assert.deepEqual(live.edgeAutoUpdateConfig, {
        timeZone: "America/New_York",
        rrule: "FREQ=WEEKLY;BYDAY=SA,SU",
        start: "2026-01-03T02:00:00.000",
        end: "2026-01-03T05:00:00.000",
    });
    assert.deepEqual(live.ntpSettings, { servers: ["time.example.com"] });
    const organization = () => simulator.api("GET", "organizations/me");
    assert.equal((await organization()).defaultSiteId, branch.id);
    await clean(furnished());

    // Moved, changed, taken away; the platform's own stays when it is no longer named.
    const plans = [
        { name: "Partner", classification: "Partner", matchType: "regex", matchFormat: "^8(\\d{4})$", normalizedFormat: "sip:$1" },
        { name: "Service", classification: "Service", matchType: "numberList", numbers: [{ start: "800", end: "899" }] },
    ];
    const config = { timeZone: "America/New_York", rrule: "FREQ=DAILY", start: "2026-01-03T02:00:00", end: "2026-01-03T05:00:00" };
    const changed = furnished({ numberPlans: plans, edgeAutoUpdateConfig: config, secondarySites: [core.id], setAsDefaultSite: false });
    const up = await project.up(changed);
    assert.match(up.changes.join("\n"), /^update branch .*~edgeAutoUpdateConfig\.rrule .*numberPlans\[0\].*\+secondarySites ~setAsDefaultSite$/);
    assert.doesNotMatch(up.changes.join("\n"), /edgeAutoUpdateConfig\.start/, "the same time, otherwise written");
    assert.deepEqual(await namesOf("branch"), ["Partner", "Service", "Emergency", ...platforms]);
    assert.equal((await plansOf("branch"))[0].match, "^8(\\d{4})$");
    assert.deepEqual((await plansOf("branch"))[2].numbers, emergency.numbers, "as it was");
    assert.equal((await organization()).defaultSiteId, branch.id, "there is always one");
    await clean(changed);

    // What others add is drift, what the platform has is not; and an up takes it away again.
    const there = `${EDGES}/sites/${branch.id}/numberplans`;
    const theirs = { name: "Theirs", classification: "Theirs", matchType: "regex", match: "^1$" };
    await simulator.api("PUT", there, [theirs, ...(await simulator.api("GET", there))]);
    const drifted = await project.preview(undefined, { refresh: true });
    assert.match(drifted.drifts.join("\n"), /^refresh branch .*numberPlans/);
    await project.up(undefined, { refresh: true });
    assert.deepEqual(await namesOf("branch"), ["Partner", "Service", "Emergency", ...platforms]);

    // Another site takes the default away, which is drift for who claims it.
    await project.up(furnished());
    await simulator.api("PUT", "organizations/me", { ...(await organization()), defaultSiteId: core.id });
    const lost = await project.up(undefined, { refresh: true });
    sameLines(lost.changes, ["update branch ~setAsDefaultSite"]);
    assert.equal((await organization()).defaultSiteId, branch.id);

    // An import finds all of it.
    const imported = Project.create(simulator);
    await imported.importing("telephonyprovidersedges:Site", "branch", "branch");
    const { inputs } = imported.resource("branch");
    assert.equal(inputs.setAsDefaultSite, true);
    assert.deepEqual(inputs.primarySites, [core.id, branch.id]);
    assert.equal(inputs.secondarySites.length, 1);
    assert.equal(inputs.numberPlans.length, own.length + platforms.length);
    const found = await look("telephonyprovidersedges:getSite", { name: "branch" });
    assert.equal(found.id, branch.id);
    assert.equal(found.managed, false);
    await project.destroy();
    assert.deepEqual((await simulator.objects())[`${EDGES}/sites`] ?? [], []);
});

test("outbound routes are below a site, found by CX as Code's id too; the platform's own can be taken over", async () => {
    const program = (adopt: boolean) => () => {
        const { id } = site("branch", { locationId: office().id, mediaModel: "Cloud" });
        const trunks = trunkBaseSettings("carrier", { trunkMetaBaseId: "external_sip.json", trunkType: "EXTERNAL" });
        outboundRoute("service", { siteId: id, classificationTypes: ["Service"], externalTrunkBaseIds: [trunks.id] });
        outboundRoute("theirs", {
            siteId: id,
            name: "Default Outbound Route",
            classificationTypes: ["National", "International", "Network", "Emergency"],
            enabled: false,
            ...(adopt && { onConflict: "adopt" }),
        });
    };
    const refused = await project.up(program(false), { fails: true });
    assert.match(refused.error, /To manage it here, run `pulumi import genesyscloud:telephonyprovidersedges:SiteOutboundRoute theirs/);
    await project.up(program(true));
    await clean(program(true));
    const branch = project.resource("branch").id;
    const routes = (await simulator.objects())[`${EDGES}/sites/outboundroutes`];
    assert.deepEqual(routes.map(({ name, enabled }) => [name, enabled]).sort(), [
        ["Default Outbound Route", false],
        ["service", false],
    ]);
    const service = routes.find(({ name }) => name === "service")!;
    assert.equal(project.resource("service").id, `${branch}/${service.id}`);
    assert.equal(project.resource("service").outputs.routeId, service.id);
    for (const id of [`${branch}:${service.id}`, `${branch}/${service.id}`, `${branch}/service`]) {
        const imported = Project.create(simulator);
        await imported.importing("telephonyprovidersedges:SiteOutboundRoute", "service", id);
        assert.equal(imported.resource("service").id, `${branch}/${service.id}`, id);
    }
    const found = await look("telephonyprovidersedges:getSiteOutboundRoute", { siteId: branch, name: "service" });
    assert.deepEqual([found.id, found.routeId], [`${branch}/${service.id}`, service.id]);
    await project.destroy();
    assert.deepEqual((await simulator.objects())[`${EDGES}/sites/outboundroutes`] ?? [], []);
});

test("settings of trunks: what a program names is managed, what it does not is nobody's", async () => {
    const program = (values: Json, more: Json = {}) => () => {
        const { id } = site("branch", { locationId: office().id, mediaModel: "Cloud" });
        trunkBaseSettings("carrier", {
            trunkMetaBaseId: "external_sip_pcv_byoc_carrier.json",
            trunkType: "EXTERNAL",
            inboundSiteId: id,
            properties: settings(values),
            ...more,
        });
    };
    const wrong = await project.preview(program({}, { inboundSiteId: undefined, properties: '{"trunk_label": "Carrier"}' }), { fails: true });
    assert.match(wrong.error, /inboundSiteId.* is required with external_sip_pcv_byoc_carrier\.json/);
    assert.match(wrong.error, /trunk_label must be an object with its value in value\.instance/);

    const live = async () => valuesOf((await simulator.object(`${EDGES}/trunkbasesettings`, "carrier"))!.properties);
    const before = { trunk_label: "Carrier", trunk_max_dial_timeout: "1m" };
    await project.up(program(before));
    const others = { trunk_media_codec: ["audio/opus", "audio/pcmu", "audio/pcma"], trunk_transport_sip_dscp_value: 24 };
    assert.deepEqual(await live(), { ...before, ...others });
    await clean(program(before));
    // Another value of what nobody names is no drift; of what is named it is.
    const { id } = project.resource("carrier");
    const edit = (name: string, value: Json) =>
        simulator.edit(`${EDGES}/trunkbasesettings`, id, (base: Json) => (base.properties[name].value.instance = value));
    await edit("trunk_transport_sip_dscp_value", 30);
    await clean(program(before));
    await edit("trunk_label", "Changed");
    const { changes } = await project.up(undefined, { refresh: true });
    sameLines(changes, ["update carrier ~properties"]);
    // What is no longer named is as the platform would have it.
    await project.up(program({ trunk_label: "Carrier" }));
    assert.deepEqual(await live(), { ...before, ...others, trunk_max_dial_timeout: "2m", trunk_transport_sip_dscp_value: 30 });
    const found = await look("telephonyprovidersedges:getTrunkbasesettings", { name: "carrier" });
    assert.deepEqual([found.id, found.state], [id, "active"]);
    await project.destroy();
});

test("a trunk comes of base settings that an edge group or an edge is given, and stays with it", async () => {
    const edge = await simulator.add(EDGES, { name: "Edge", edgeGroup: {} });
    const program = (released = false) => () => {
        const phones = trunkBaseSettings("phones", { trunkMetaBaseId: "phone_connections_webrtc.json", trunkType: "PHONE" });
        const between = trunkBaseSettings("between", { trunkMetaBaseId: "tie_trunk.json", trunkType: "EDGE" });
        const group = edgeGroup("group", { phoneTrunkBaseIds: [phones.id] });
        if (!released) {
            trunk("of the group", { trunkBaseSettingsId: between.id, edgeGroupId: group.id });
            trunk("of the edge", { trunkBaseSettingsId: phones.id, edgeId: edge });
        }
    };
    const nowhere = await project.preview(() => void trunk("nowhere", { trunkBaseSettingsId: "x" }), { fails: true });
    assert.match(nowhere.error, /edgeGroupId.* is required, or edgeId/);

    await project.up(program());
    await clean(program());
    const trunks = (await simulator.objects())[`${EDGES}/trunks`];
    const named = (name: string) => trunks.find((trunk) => trunk.name === name)!;
    const ofGroup = project.resource("of the group");
    assert.equal(ofGroup.id, named("between on group").id);
    assert.equal(ofGroup.outputs.name, "between on group");
    assert.equal(project.resource("of the edge").id, named("phones on Edge").id);
    const found = await look("telephonyprovidersedges:getTrunk", { name: "between on group" });
    assert.deepEqual([found.id, found.edgeGroupId], [ofGroup.id, project.resource("group").id]);
    for (const id of [ofGroup.id, "between on group"]) {
        const imported = Project.create(simulator);
        await imported.importing("telephonyprovidersedges:Trunk", "of the group", id);
        assert.equal(imported.resource("of the group").inputs.edgeGroupId, project.resource("group").id);
    }
    // A group keeps what it is connected by through its own changes, which the platform demands.
    const lookedUp = await look("telephonyprovidersedges:getEdgeGroup", { name: "group" });
    assert.equal(lookedUp.id, project.resource("group").id);
    const own = await look("telephonyprovidersedges:getEdgeGroup", { name: "group", managed: false });
    assert.equal(own.id, lookedUp.id);
    await project.preview(async () => {
        const theirs = lookup("telephonyprovidersedges:getEdgeGroup", { name: "group", managed: true });
        await assert.rejects(theirs, /there is no edge group with name "group" and managed "true"/);
    });

    const released = await project.up(program(true));
    assert.match(released.output, /trunk ".*" stays as it is, since the platform keeps what was assigned/);
    assert.equal((await simulator.objects())[`${EDGES}/trunks`].length, trunks.length);
    await simulator.edit(EDGES, edge, (edge: Json) => delete edge.edgeGroup);
    await project.destroy();
    assert.deepEqual((await simulator.objects())[`${EDGES}/edgegroups`] ?? [], []);
});

/** Phones of all sorts. */
const phones = (more: Json = {}) => () => {
    const { id: other } = resource("index:User", "other", { name: "Other", email: "other@example.com" });
    const { id: siteId } = site("branch", { locationId: office().id, mediaModel: "Cloud" });
    didPool("numbers", { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550199" });
    const { id: webRtcUserId } = resource("index:User", "agent", { name: "Agent", email: "agent@example.com" });
    const softphones = phoneBaseSettings("softphones", {
        description: "In the browser",
        phoneMetaBaseId: "inin_webrtc_softphone.json",
        properties: settings({ phone_label: "Softphone" }),
        capabilities: { mediaCodecs: ["audio/opus", "audio/pcmu"], allowReboot: true },
        lineBase: { stationPersistentEnabled: true, stationPersistentTimeout: 1200, stationPersistentWebrtcEnabled: true },
        ...more.softphones,
    });
    const devices = phoneBaseSettings("devices", { phoneMetaBaseId: "generic_sip.json" });
    phone("softphone", {
        siteId,
        phoneBaseSettingsId: softphones.id,
        webRtcUserId: more.moved ? other : webRtcUserId,
        ...more.softphone,
    });
    phone("desk", {
        siteId,
        phoneBaseSettingsId: devices.id,
        lineProperties: { lineAddress: ["+13175550101", "+13175550102"] },
        properties: settings({ phone_hardwareId: "0004f2aabbcc" }),
        capabilities: { provisions: true, hardwareIdType: "fqdn" },
        ...more.desk,
    });
};

const phoneOf = async (name: string) => (await simulator.object(`${EDGES}/phones`, name))!;
const addressesOf = (live: Json, setting: string) => live.lines.map(({ properties }: Json) => properties[setting]?.value.instance);

test("phones are made of what the platform proposes, and a softphone's user gets its station", async () => {
    // The platform makes stations a little after phones, and knows base settings a little later.
    await simulator.lag({ stations: { listMs: 2000 }, [`${EDGES}/phonebasesettings`]: { referenceMs: 1000 } });
    await project.up(phones());
    await simulator.lag({});
    await clean(phones());
    const base = (await simulator.object(`${EDGES}/phonebasesettings`, "softphones"))!;
    assert.equal(base.description, "In the browser");
    assert.equal(base.lines.length, 1);
    assert.equal(base.lines[0].name, "softphones", "a line needs a name, which nobody has to give");
    assert.deepEqual(valuesOf(base.lines[0].properties), {
        station_persistent_enabled: true,
        station_persistent_webrtc_enabled: true,
        station_persistent_timeout: 1200,
    });
    assert.equal(valuesOf(base.properties).phone_label, "Softphone");
    assert.equal(valuesOf(base.properties).phone_maxLineKeys, 1, "as the model has it");
    assert.deepEqual(base.capabilities.mediaCodecs, ["audio/opus", "audio/pcmu"]);
    assert.deepEqual([base.capabilities.allowReboot, base.capabilities.cdm], [true, true]);
    assert.equal(project.resource("softphones").outputs.lineBaseSettingsId, base.lines[0].id);

    const agent = project.resource("agent").id;
    const softphone = await phoneOf("softphone");
    assert.equal(softphone.webRtcUser.id, agent);
    assert.equal(project.resource("softphone").outputs.lineBaseSettingsId, base.lines[0].id);
    assert.equal(project.resource("softphone").outputs.phoneMetaBaseId, "inin_webrtc_softphone.json");
    const { associatedStation, defaultStation } = await simulator.api("GET", `users/${agent}/station`);
    const station = await look("index:getStation", { webRtcUserId: agent });
    assert.deepEqual([associatedStation.id, defaultStation.id], [station.id, station.id]);
    assert.deepEqual([station.name, station.status, station.userId], ["softphone", "ASSOCIATED", agent]);
    assert.equal((await look("index:getStation", { name: "softphone" })).id, station.id);

    // Whom a phone is for gets its station, from whoever has it; who takes calls at another one goes on with it.
    const deskStation = await look("index:getStation", { name: "desk" });
    const other = project.resource("other").id;
    await simulator.api("PUT", `users/${other}/station/associatedstation/${deskStation.id}`);
    const moved = phones({ moved: true });
    sameLines((await project.up(moved)).changes, ["update softphone ~webRtcUserId"]);
    const theirs = await simulator.api("GET", `users/${other}/station`);
    assert.deepEqual([theirs.associatedStation.id, theirs.defaultStation.id], [deskStation.id, station.id]);
    assert.deepEqual(await simulator.api("GET", `users/${agent}/station`), {}, "a station is one user's");
    // What a user chooses later is the user's own business.
    await simulator.api("PUT", `users/${other}/station/defaultstation/${deskStation.id}`);
    await clean(moved);
    await project.up(phones());

    const desk = await phoneOf("desk");
    assert.deepEqual(addressesOf(desk, "station_identity_address"), ["+13175550101", "+13175550102"]);
    assert.deepEqual(desk.lines.map(({ name }: Json) => name), ["desk 1", "desk 2"]);
    assert.equal(valuesOf(desk.properties).phone_standalone, true, "a phone with numbers of its own stands by itself");
    assert.equal(valuesOf(desk.properties).phone_hardwareId, "0004f2aabbcc");
    assert.deepEqual([desk.capabilities.provisions, desk.capabilities.hardwareIdType], [true, "fqdn"]);
    const found = await look("telephonyprovidersedges:getPhone", { name: "desk" });
    assert.deepEqual([found.id, found.phoneMetaBaseId], [desk.id, "generic_sip.json"]);
    assert.deepEqual(found.lineProperties, { lineAddress: ["+13175550101", "+13175550102"] });
    const did = await look("telephonyprovidersedges:getDid", { phoneNumber: "+13175550102" });
    assert.deepEqual([did.ownerType, did.ownerId, did.didPoolId], ["PHONE", desk.id, project.resource("numbers").id]);
    const lines = await look("telephonyprovidersedges:getLinebasesettings", { name: "softphones" });
    assert.equal(lines.id, base.lines[0].id);

    // One line stays the line that it was, whatever becomes of the others.
    const fewer = phones({ desk: { lineProperties: { lineAddress: ["+13175550102", "+13175550103"] } } });
    const up = await project.up(fewer);
    sameLines(up.changes, ["update desk ~lineProperties.lineAddress[0] ~lineProperties.lineAddress[1]"]);
    assert.equal((await phoneOf("desk")).lines[0].id, desk.lines[1].id);
    await clean(fewer);
    // The phone goes elsewhere; the softphone's line keeps its connection no longer.
    const elsewhere = phones({
        desk: { lineProperties: { lineAddress: [], remoteAddress: ["+13175550150"] }, properties: undefined },
        softphones: { name: "Renamed", capabilities: { allowReboot: true }, lineBase: { stationPersistentEnabled: false } },
    });
    await project.up(elsewhere);
    const gone = await phoneOf("desk");
    assert.deepEqual(addressesOf(gone, "station_identity_address"), [undefined]);
    assert.deepEqual(addressesOf(gone, "station_remote_address"), ["+13175550150"]);
    const renamed = (await simulator.object(`${EDGES}/phonebasesettings`, "Renamed"))!;
    assert.deepEqual(valuesOf(renamed.lines[0].properties), {
        station_persistent_enabled: false,
        station_persistent_webrtc_enabled: false,
        station_persistent_timeout: 600,
    });
    assert.equal(renamed.lines[0].id, base.lines[0].id);
    await clean(elsewhere);

    for (const [type, name, key] of [
        ["Phone", "desk", "desk"],
        ["Phonebasesettings", "softphones", "Renamed"],
    ]) {
        const imported = Project.create(simulator);
        await imported.importing(`telephonyprovidersedges:${type}`, name, key);
        assert.equal(imported.resource(name).id, project.resource(name).id);
    }
    const model = phones({ softphones: { phoneMetaBaseId: "inin_remote.json" } });
    assert.match((await project.preview(model)).changes.join("\n"), /replace softphones .*~phoneMetaBaseId!/);
    const both = phones({ desk: { lineProperties: { lineAddress: ["+13175550101"], remoteAddress: ["5550150"] } } });
    const wrong = await project.preview(both, { fails: true });
    assert.match(wrong.error, /lineProperties\.remoteAddress.* not together with lineAddress/);
    await project.destroy();
    const left = await simulator.objects();
    assert.deepEqual([left[`${EDGES}/phones`] ?? [], left.stations ?? []], [[], []]);
});
