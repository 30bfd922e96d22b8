/** People, and where and with whom they are. */
import { expected, ids, type Json } from "../kit";
import { type Case, flag, KEPT, named, reference, scalar, type Subject, text } from "./subject";
import { UTILIZATION } from "./utilization";

const address = { country: "US", city: "Indianapolis", street1: "1 First Street", zipCode: "46204" };
const addressed = (property: string, at: string, values: [string, string]): Case => ({
    path: `address.${property}`,
    at: `/address/${at}`,
    values,
    beside: Object.fromEntries(
        Object.entries(address)
            .filter(([name]) => name !== property)
            .map(([name, value]) => [`address.${name}`, value]),
    ),
    removed: undefined,
    required: true,
});

/** How the API has a group's address. */
const called = ({ type, number, extension }: Json): Json => ({
    type,
    mediaType: "PHONE",
    ...(number && { address: number, display: number }),
    ...(extension && { extension, display: extension }),
});
const ring = { type: "GROUPRING", number: "+13175550100" };

const group: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    text("description", "/description", ["Who sells", "Who serves"], ""),
    {
        path: "type",
        at: "/type",
        values: ["social", "official"],
        removed: "official",
        replaces: true,
    },
    scalar("visibility", "/visibility", ["owners", "members"], "public"),
    flag("rulesVisible", "/rulesVisible", true),
    flag("rolesEnabled", "/rolesEnabled", true),
    flag("includeOwners", "/includeOwners", true),
    flag("callsEnabled", "/callsEnabled", true),
    {
        path: "addresses",
        at: "/addresses",
        values: [[ring], [{ ...ring, number: "+13175550101" }]],
        api: (list: Json[]) => list.map(called),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~addresses[0].number"], cleared: ["-addresses[0]"], set: ["+addresses[0]"] },
    },
    {
        path: "addresses[].type",
        at: "/addresses",
        values: ["GROUPRING", "GROUPPHONE"],
        beside: { "addresses[].number": ring.number },
        api: (type) => [called({ ...ring, type })],
        removed: undefined,
        required: true,
    },
    {
        path: "addresses[].number",
        at: "/addresses",
        values: [ring.number, "+13175550102"],
        beside: { "addresses[].type": ring.type },
        api: (number) => [called({ ...ring, number })],
        // An address has one of the two.
        removed: undefined,
        required: true,
    },
    {
        path: "addresses[].extension",
        at: "/addresses",
        values: ["1001", "1002"],
        beside: { "addresses[].type": ring.type },
        api: (extension) => [called({ type: ring.type, extension })],
        // An address has one of the two.
        removed: undefined,
        required: true,
    },
    {
        path: "ownerIds",
        at: "/owners",
        values: [[ids.users[0]], [ids.users[1]]],
        api: (list: string[]) => list.map((id) => ({ id })),
        // The platform ignores an empty list.
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~ownerIds[0]"], cleared: ["-ownerIds[0]"], set: ["+ownerIds[0]"] },
    },
];

const location: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: KEPT, diffs: { removed: [] } },
    // The platform ignores an empty text.
    { ...text("notes", "/notes", ["Ring twice", "Knock"], " "), cleared: { by: "", live: " " } },
    {
        path: "path",
        at: "/path",
        values: [[ids.locations[0]], [ids.locations[1]]],
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~path[0]"], cleared: ["-path[0]"], set: ["+path[0]"] },
    },
    {
        path: "emergencyNumber",
        at: "/emergencyNumber",
        values: [
            { number: "+13175550100", type: "elin" },
            { number: "+13175550101", type: "elin" },
        ],
        removed: KEPT,
        diffs: { changed: ["~emergencyNumber.number"] },
    },
    {
        path: "emergencyNumber.number",
        at: "/emergencyNumber/number",
        values: ["+13175550102", "+13175550103"],
        removed: undefined,
        required: true,
    },
    scalar("emergencyNumber.type", "/emergencyNumber/type", ["elin", "default"], "default", {
        beside: { "emergencyNumber.number": "+13175550104" },
    }),
    {
        path: "address",
        at: "/address",
        values: [address, { ...address, city: "Bloomington", zipCode: "47404" }],
        api: ({ zipCode, ...rest }) => ({ ...rest, zipcode: zipCode }),
        removed: KEPT,
        diffs: { changed: ["~address.city", "~address.zipCode"] },
    },
    addressed("country", "country", ["US", "CA"]),
    addressed("city", "city", ["Indianapolis", "Fishers"]),
    addressed("street1", "street1", ["1 First Street", "2 First Street"]),
    addressed("zipCode", "zipcode", ["46204", "46205"]),
    ...["state", "street2"].map((property) => ({
        ...text(`address.${property}`, `/address/${property}`, ["IN", "KY"]),
        beside: Object.fromEntries(Object.entries(address).map(([name, value]) => [`address.${name}`, value])),
    })),
];

const info = (property: string, values: [Json, Json]) => ({
    ...text(`employerInfo.${property}`, `/employerInfo/${property}`, values),
});
const person = { officialName: "An Agent", employeeId: "E-1" };
const place = (id: string, notes?: string) => ({ id, locationDefinition: { id }, ...(notes && { notes }) });
const worded = (path: string): Case => ({
    path,
    at: `/${path}`,
    values: [
        ["First aid", "Fire"],
        ["Fire", "Patience"],
    ],
    cleared: { by: [], live: [] },
    removed: KEPT,
    diffs: {
        changed: [`+${path}[1]`, `-${path}[0]`],
        cleared: [`-${path}[0]`, `-${path}[1]`],
        set: [`+${path}[0]`, `+${path}[1]`],
    },
});

const user: Case[] = [
    { path: "name", at: "/name", values: ["One name", "Another name"], removed: undefined, required: true },
    scalar("state", "/state", ["inactive", "active"], "active"),
    text("title", "/title", ["Agent", "Team lead"], ""),
    text("department", "/department", ["Sales", "Service"], ""),
    {
        ...reference("divisionId", "/division", ids.divisions),
        api: (id) => `Division ${"AB"[ids.divisions.indexOf(id)]}`,
        cleared: undefined,
    },
    reference("manager", "/manager", ids.users),
    flag("acdAutoAnswer", "/acdAutoAnswer", false),
    worded("certifications"),
    worded("profileSkills"),
    {
        path: "employerInfo",
        at: "/employerInfo",
        values: [person, { ...person, employeeId: "E-2" }],
        removed: {},
        diffs: { changed: ["~employerInfo.employeeId"] },
    },
    info("officialName", ["An Agent", "Another Agent"]),
    info("employeeId", ["E-1", "E-2"]),
    {
        ...info("employeeType", ["Full-time", "Contractor"]),
        cleared: undefined,
    },
    { ...info("dateHire", ["2026-01-31", "2026-02-01"]), cleared: undefined },
    {
        path: "locations",
        at: "/locations",
        values: [[{ locationId: ids.locations[0] }], [{ locationId: ids.locations[1] }]],
        api: (list: Json[]) => list.map(({ locationId }) => place(locationId)),
        cleared: { by: [], live: [] },
        removed: KEPT,
        diffs: { changed: ["~locations[0]"], cleared: ["-locations[0]"], set: ["+locations[0]"] },
    },
    {
        path: "locations[].locationId",
        at: "/locations",
        values: [ids.locations[0], ids.locations[1]],
        api: (id) => [place(id)],
        removed: undefined,
        required: true,
        diffs: { changed: ["~locations[0]"] },
    },
    {
        path: "locations[].notes",
        at: "/locations",
        values: ["Second floor", "Third floor"],
        beside: { "locations[].locationId": ids.locations[0] },
        api: (notes) => [place(ids.locations[0], notes)],
        removed: [place(ids.locations[0])],
    },
];

export const directory: Record<string, Subject> = {
    "index:Group": {
        kind: "groups",
        document: "group",
        cases: group,
        elsewhere: {
            "groups.test.ts": [
                "allowMassRemoval",
                "memberIds",
                "voicemailPolicy",
                "voicemailPolicy.disableEmailPii",
                "voicemailPolicy.includeEmailTranscriptions",
                "voicemailPolicy.sendEmailNotifications",
            ],
        },
        imported: {
            live: expected("full-group"),
            args: {
                name: "Everything",
                description: "Away from its default",
                type: "social",
                visibility: "owners",
                rulesVisible: false,
                rolesEnabled: false,
                includeOwners: false,
                callsEnabled: false,
                addresses: [
                    { type: "GROUPRING", number: "+13175550100" },
                    { type: "GROUPPHONE", extension: "1001" },
                ],
                ownerIds: [ids.users[0]],
            },
            fewer: { name: "Everything", type: "social" },
        },
    },
    "index:Location": {
        kind: "locations",
        document: "location",
        cases: location,
        imported: {
            live: expected("full-location"),
            args: {
                name: "Everything",
                notes: "Away from its default",
                path: [ids.locations[0]],
                emergencyNumber: { number: "+13175550100", type: "elin" },
                address: {
                    country: "US",
                    city: "Indianapolis",
                    state: "IN",
                    street1: "1 First Street",
                    street2: "Second floor",
                    zipCode: "46204",
                },
            },
            fewer: { name: "Everything", address: { country: "US", city: "Indianapolis", street1: "1 First Street", zipCode: "46204" } },
        },
    },
    "index:Team": {
        kind: "teams",
        document: "team",
        cases: [
            named(),
            text("description", "/description", ["For sales", "For service"], ""),
            {
                ...reference("divisionId", "/division", ids.divisions),
                api: (id) => (id === ids.divisions[0] ? "Division A" : "Division B"),
                cleared: undefined,
            },
        ],
        elsewhere: { "teams.test.ts": ["memberIds", "allowMassRemoval"] },
        imported: {
            live: { name: "Everything", description: "Away from its default", division: { id: ids.divisions[0] } },
            args: { name: "Everything", description: "Away from its default", divisionId: ids.divisions[0] },
            fewer: { name: "Everything" },
        },
    },
    "index:User": {
        kind: "users",
        document: "user",
        cases: user,
        identity: (name) => {
            const email = `${name.replaceAll(/\W+/g, ".")}@example.com`;
            const primaryContactInfo = [{ address: email, mediaType: "EMAIL", type: "PRIMARY" }];
            return { args: { email, name }, live: { email, username: email, primaryContactInfo } };
        },
        elsewhere: {
            "users.test.ts": [
                "addresses",
                "addresses.otherEmails",
                "addresses.otherEmails[].address",
                "addresses.otherEmails[].type",
                "addresses.phoneNumbers",
                "addresses.phoneNumbers[].extension",
                "addresses.phoneNumbers[].extensionPoolId",
                "addresses.phoneNumbers[].mediaType",
                "addresses.phoneNumbers[].number",
                "addresses.phoneNumbers[].type",
                "allowMassRemoval",
                "email",
                "mastering",
                "onDeletedUser",
                "password",
                "routingLanguages",
                "routingLanguages[].languageId",
                "routingLanguages[].proficiency",
                "routingSkills",
                "routingSkills[].proficiency",
                "routingSkills[].skillId",
                "voicemailUserpolicies",
                "voicemailUserpolicies.alertTimeoutSeconds",
                "voicemailUserpolicies.sendEmailNotifications",
                // What each of its properties does is the same as in utilization.test.ts: it is the same structure.
                "routingUtilization",
                ...UTILIZATION.map((path) => `routingUtilization.${path}`),
            ],
        },
        imported: {
            live: { ...expected("full-user"), division: { id: ids.divisions[0] }, addresses: [] },
            args: {
                email: "everything@example.com",
                name: "Everything",
                divisionId: ids.divisions[0],
                state: "inactive",
                title: "Agent",
                department: "Support",
                manager: ids.users[0],
                acdAutoAnswer: true,
                certifications: ["First aid", "Fire"],
                profileSkills: ["Patience"],
                employerInfo: {
                    officialName: "Every Thing",
                    employeeId: "E-1",
                    employeeType: "Part-time",
                    dateHire: "2026-01-31",
                },
                locations: [{ locationId: ids.locations[0], notes: "Second floor" }],
            },
            fewer: { email: "everything@example.com", name: "Everything" },
            key: "everything@example.com",
            found: { voicemailUserpolicies: { alertTimeoutSeconds: 20, sendEmailNotifications: true } },
        },
    },
};
