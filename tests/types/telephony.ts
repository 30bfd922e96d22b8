/** Numbers, sites, trunks and phones. */
import { expected, ids, type Json } from "../kit";
import { type Case, flag, KEPT, named, reference, type Subject, scalar, text } from "./subject";

/** A number that follows from a name, so that no two names have ranges in each other's way. */
const numbered = (name: string) => [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 90_000, 7) * 10;

const at = (path: string, place: string, [first, second]: string[]): Case => ({
    path,
    at: place,
    values: [first, second],
    api: (id) => ({ id }),
    removed: undefined,
    required: true,
});

/** A list whose order counts, of things that the API has as they are or by their ids. */
const ordered = (path: string, place: string, values: [Json, Json], api?: (value: Json) => Json, cleared: Json = []): Case => ({
    path,
    at: place,
    values,
    api,
    cleared: { by: [], live: cleared },
    removed: KEPT,
    diffs: { changed: [`~${path}[0]`], cleared: [`-${path}[0]`], set: [`+${path}[0]`] },
});

const site: Case[] = [
    named(),
    text("description", "/description", ["First floor", "Second floor"]),
    at("locationId", "/location", ids.locations),
    { path: "mediaModel", at: "/mediaModel", values: ["Premises", "Cloud"], removed: undefined, required: true, replaces: true },
    // The home region is there anyway.
    ordered("mediaRegions", "/mediaRegions", [["eu-west-1"], ["us-west-2"]], (regions) => ["us-east-1", ...regions], ["us-east-1"]),
    flag("mediaRegionsUseLatencyBased", "/mediaRegionsUseLatencyBased", false),
    text("callerId", "/callerId", ["+13175550100", "+13175550101"]),
    text("callerName", "/callerName", ["Sales", "Service"]),
    flag("cloudProxyForceTurn", "/cloudProxyForceTurn", false),
];

const route: Case[] = [
    named(),
    text("description", "/description", ["By day", "By night"]),
    {
        path: "classificationTypes",
        at: "/classificationTypes",
        values: [["National"], ["National", "Service"]],
        removed: undefined,
        required: true,
        diffs: { changed: ["+classificationTypes[1]"] },
    },
    flag("enabled", "/enabled", false),
    scalar("distribution", "/distribution", ["RANDOM", "SEQUENTIAL"], "SEQUENTIAL"),
    ordered(
        "externalTrunkBaseIds",
        "/externalTrunkBases",
        [[ids.trunkBases[0]], [ids.trunkBases[1]]],
        (list: string[]) => list.map((id) => ({ id })),
    ),
];

const METABASES: Record<string, string> = {
    "phone_connections.json": "SIP Phone Connections",
    "phone_connections_webrtc.json": "WebRTC Phone Connections",
};
const metabase = (id: string) => ({ id, name: METABASES[id] });
const trunkBase: Case[] = [
    named(),
    text("description", "/description", ["By day", "By night"]),
    {
        path: "trunkMetaBaseId",
        at: "/trunkMetabase",
        values: Object.keys(METABASES) as [string, string],
        api: metabase,
        removed: undefined,
        required: true,
    },
    { path: "trunkType", at: "/trunkType", values: ["EXTERNAL", "PHONE"], removed: undefined, required: true },
    flag("managed", "/managed", false),
    reference("siteId", "/site", ids.sites),
];

const edgeGroup: Case[] = [
    named(),
    text("description", "/description", ["By day", "By night"]),
    flag("managed", "/managed", false),
    flag("hybrid", "/hybrid", false),
    {
        path: "phoneTrunkBaseIds",
        at: "/phoneTrunkBases",
        values: [[ids.trunkBases[0]], ids.trunkBases],
        api: (list: string[]) => list.map((id) => ({ id })),
        removed: undefined,
        required: true,
        diffs: { changed: ["+phoneTrunkBaseIds[1]"] },
    },
];

const CAPABILITIES = [
    "provisions",
    "registers",
    "dualRegisters",
    "hardwareIdType",
    "allowReboot",
    "noRebalance",
    "noCloudProvisioning",
    "mediaCodecs",
    "cdm",
];
const capabilities = ["capabilities", ...CAPABILITIES.map((name) => `capabilities.${name}`)];

export const telephony: Record<string, Subject> = {
    "telephonyprovidersedges:DidPool": {
        kind: "telephony/providers/edges/didpools",
        document: "did-pool",
        cases: [
            text("description", "/description", ["Sales", "Service"]),
            text("comments", "/comments", ["Contract 4711", "Contract 4712"]),
            scalar("poolProvider", "/provider", ["PURE_CLOUD_VOICE", "PURE_CLOUD"], KEPT, { cleared: undefined }),
        ],
        identity: (name) => {
            const [startPhoneNumber, endPhoneNumber] = [0, 9].map((digit) => `+1317${5_000_000 + numbered(name) + digit}`);
            const args = { startPhoneNumber, endPhoneNumber };
            return { args, live: { name: startPhoneNumber, ...args } };
        },
        elsewhere: { "telephony.test.ts": ["startPhoneNumber", "endPhoneNumber"] },
        imported: {
            live: expected("full-did-pool"),
            args: {
                startPhoneNumber: "+13175550100",
                endPhoneNumber: "+13175550199",
                description: "Away from its default",
                comments: "Contract 4711",
                poolProvider: "PURE_CLOUD_VOICE",
            },
            fewer: { startPhoneNumber: "+13175550100", endPhoneNumber: "+13175550199" },
            key: "+13175550100/+13175550199",
        },
    },
    "telephonyprovidersedges:ExtensionPool": {
        kind: "telephony/providers/edges/extensionpools",
        document: "extension-pool",
        cases: [
            text("description", "/description", ["Sales", "Service"]),
            {
                ...reference("divisionId", "/division", ids.divisions),
                api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
                cleared: undefined,
            },
        ],
        identity: (name) => {
            const [startNumber, endNumber] = [0, 9].map((digit) => `${1_000_000 + numbered(name) + digit}`);
            return { args: { startNumber, endNumber }, live: { name: startNumber, startNumber, endNumber } };
        },
        elsewhere: { "telephony.test.ts": ["startNumber", "endNumber"] },
        imported: {
            live: expected("full-extension-pool"),
            args: { startNumber: "1000", endNumber: "1999", description: "Away from its default", divisionId: ids.divisions[0] },
            fewer: { startNumber: "1000", endNumber: "1999" },
            key: "1000/1999",
        },
    },
    "telephonyprovidersedges:Site": {
        kind: "telephony/providers/edges/sites",
        document: "site",
        cases: site,
        identity: () => ({
            args: { locationId: ids.locations[0], mediaModel: "Cloud" },
            live: { location: { id: ids.locations[0] }, mediaModel: "Cloud" },
        }),
        elsewhere: {
            "telephony.test.ts": [
                "edgeAutoUpdateConfig",
                ...["timeZone", "rrule", "start", "end"].map((name) => `edgeAutoUpdateConfig.${name}`),
                "numberPlans",
                ...["name", "classification", "matchType", "matchFormat", "normalizedFormat"].map((name) => `numberPlans[].${name}`),
                ...["numbers", "numbers[].start", "numbers[].end"].map((name) => `numberPlans[].${name}`),
                ...["digitLength", "digitLength.start", "digitLength.end"].map((name) => `numberPlans[].${name}`),
                "ntpSettings",
                "ntpSettings.servers",
                "primarySites",
                "secondarySites",
                "setAsDefaultSite",
            ],
        },
        imported: {
            live: expected("full-site"),
            args: {
                name: "Everything",
                description: "Away from its default",
                locationId: ids.locations[0],
                mediaModel: "Premises",
                mediaRegions: ["us-east-1", "eu-west-1"],
                mediaRegionsUseLatencyBased: true,
                callerId: "+13175550100",
                callerName: "Everything Inc.",
                cloudProxyForceTurn: true,
            },
            fewer: { name: "Everything", locationId: ids.locations[0], mediaModel: "Premises" },
        },
    },
    "telephonyprovidersedges:SiteOutboundRoute": {
        kind: "telephony/providers/edges/sites/outboundroutes",
        document: "site-outbound-route",
        cases: route,
        identity: () => ({
            args: { siteId: ids.sites[0], classificationTypes: ["National"] },
            live: { classificationTypes: ["National"], parent: ids.sites[0] },
        }),
        elsewhere: { "telephony.test.ts": ["siteId"] },
        imported: {
            live: expected("full-site-outbound-route"),
            args: {
                siteId: ids.sites[0],
                name: "Everything",
                description: "Away from its default",
                classificationTypes: ["National", "Service"],
                enabled: true,
                distribution: "RANDOM",
                externalTrunkBaseIds: [ids.trunkBases[1], ids.trunkBases[0]],
            },
            fewer: { siteId: ids.sites[0], name: "Everything", classificationTypes: ["National", "Service"] },
            key: `${ids.sites[0]}/Everything`,
            parent: ids.sites[0],
        },
    },
    "telephonyprovidersedges:Trunkbasesettings": {
        kind: "telephony/providers/edges/trunkbasesettings",
        document: "trunk-base-settings",
        cases: trunkBase,
        identity: () => ({
            args: { trunkMetaBaseId: "phone_connections.json", trunkType: "PHONE" },
            live: { trunkMetabase: metabase("phone_connections.json"), trunkType: "PHONE" },
        }),
        elsewhere: { "telephony.test.ts": ["inboundSiteId", "properties"] },
        imported: {
            live: expected("full-trunk-base-settings"),
            args: {
                name: "Everything",
                description: "Away from its default",
                trunkMetaBaseId: "phone_connections.json",
                trunkType: "PHONE",
                managed: true,
                siteId: ids.sites[0],
            },
            fewer: { name: "Everything", trunkMetaBaseId: "phone_connections.json", trunkType: "PHONE" },
            // What is as it would be by itself is not named.
            found: { properties: JSON.stringify({ trunk_label: { value: { instance: "Carrier" } } }) },
        },
    },
    "telephonyprovidersedges:EdgeGroup": {
        kind: "telephony/providers/edges/edgegroups",
        document: "edge-group",
        cases: edgeGroup,
        identity: () => ({
            args: { phoneTrunkBaseIds: [ids.trunkBases[0]] },
            live: { phoneTrunkBases: [{ id: ids.trunkBases[0] }] },
        }),
        imported: {
            live: expected("full-edge-group"),
            args: {
                name: "Everything",
                description: "Away from its default",
                managed: true,
                hybrid: true,
                phoneTrunkBaseIds: [ids.trunkBases[1], ids.trunkBases[0]],
            },
            fewer: { name: "Everything", phoneTrunkBaseIds: ids.trunkBases },
        },
    },
    "telephonyprovidersedges:Trunk": {
        elsewhere: { "telephony.test.ts": ["trunkBaseSettingsId", "edgeGroupId", "edgeId"] },
    },
    "telephonyprovidersedges:Phonebasesettings": {
        kind: "telephony/providers/edges/phonebasesettings",
        elsewhere: {
            "telephony.test.ts": [
                "name",
                "description",
                "phoneMetaBaseId",
                "properties",
                ...capabilities,
                "lineBase",
                ...["Enabled", "WebrtcEnabled", "Timeout"].map((name) => `lineBase.stationPersistent${name}`),
            ],
        },
    },
    "telephonyprovidersedges:Phone": {
        kind: "telephony/providers/edges/phones",
        document: "phone",
        cases: [
            named(),
            text("description", "/description", ["Reception", "Warehouse"]),
            at("siteId", "/site", ids.sites),
            scalar("state", "/state", ["inactive", "active"], "active"),
        ],
        identity: () => ({
            args: { siteId: ids.sites[0], phoneBaseSettingsId: ids.phoneBases[0] },
            live: { site: { id: ids.sites[0] }, phoneBaseSettings: { id: ids.phoneBases[0] } },
        }),
        elsewhere: {
            "telephony.test.ts": [
                "phoneBaseSettingsId",
                "webRtcUserId",
                "lineProperties",
                "lineProperties.lineAddress",
                "lineProperties.remoteAddress",
                "properties",
                ...capabilities,
            ],
        },
        imported: {
            live: expected("full-phone"),
            args: {
                name: "Everything",
                description: "Away from its default",
                siteId: ids.sites[0],
                phoneBaseSettingsId: ids.phoneBases[0],
                state: "inactive",
            },
            fewer: { name: "Everything", siteId: ids.sites[0], phoneBaseSettingsId: ids.phoneBases[0] },
            found: {
                capabilities: { provisions: true },
                lineProperties: { remoteAddress: ["+13175550150"] },
                properties: JSON.stringify({ phone_hardwareId: { value: { instance: "0004f2aabbcc" } } }),
            },
        },
    },
};
