/** Users: what a create cannot say, numbers that the platform writes anew, deleted users, and users of somebody else. */
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { comparable, expected, ids, type Json, lookup, Project, resource, sameLines, Simulator, surroundings } from "./kit";

const TYPE = "index:User";
const email = "everything@example.com";
const skills = ["b0000000-0000-4000-8000-00000000000a", "b0000000-0000-4000-8000-00000000000b"];
const languages = ["e0000000-0000-4000-8000-00000000000a"];
const pool = "90000000-0000-4000-8000-00000000000a";

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
    await simulator.seed(surroundings());
    await simulator.seed({
        objects: {
            "routing/skills": skills.map((id, index) => ({ id, name: `Skill ${"AB"[index]}` })),
            "routing/languages": languages.map((id) => ({ id, name: "Language A" })),
            "telephony/providers/edges/extensionpools": [{ id: pool, startNumber: "1000", endNumber: "1999" }],
        },
    });
});

beforeEach(async () => {
    await simulator.forgetCalls();
    project = Project.create(simulator);
});

const program = (args: Json) => () => void resource(TYPE, "agent", args);
const path = (more = "") => `users/${project.resource("agent").id}${more}`;
const live = () => simulator.api("GET", path("?expand=locations,profileSkills,certifications,employerInfo"));

/** An up, what it changes, and that nothing is left to do. */
async function up(args: Json, changes: string[]): Promise<void> {
    sameLines((await project.up(program(args))).changes, changes, "changes");
    const preview = await project.preview(program(args), { refresh: true });
    sameLines([...preview.drifts, ...preview.changes], [], "a preview with a refresh");
}

/** A program that names everything, and nothing as it is by itself. */
const all = {
    email,
    name: "Everything",
    divisionId: ids.divisions[0],
    state: "inactive",
    title: "Agent",
    department: "Support",
    manager: ids.users[0],
    acdAutoAnswer: true,
    addresses: {
        phoneNumbers: [
            { number: "+13175550123", extension: "1001", extensionPoolId: pool },
            { number: "+13175550124", type: "MOBILE" },
            { mediaType: "SMS", type: "WORK2", number: "+13175550125" },
            { type: "HOME", extension: "77" },
            { type: "OTHER", extension: "1002" },
        ],
        otherEmails: [{ address: "private@example.com", type: "HOME" }],
    },
    locations: [{ locationId: ids.locations[0], notes: "Second floor" }],
    certifications: ["First aid", "Fire"],
    profileSkills: ["Patience"],
    employerInfo: { officialName: "Every Thing", employeeId: "E-1", employeeType: "Part-time", dateHire: "2026-01-31" },
    routingSkills: [
        { skillId: skills[0], proficiency: 4.5 },
        { skillId: skills[1], proficiency: 1 },
    ],
    routingLanguages: [{ languageId: languages[0], proficiency: 5 }],
    routingUtilization: { message: { maximumCapacity: 6, includeNonAcd: true } },
    voicemailUserpolicies: { alertTimeoutSeconds: 20, sendEmailNotifications: false },
};

test("everything is set, in as few calls as the platform lets, and imported as it is", async () => {
    await up({ ...all, password: "not-a-secret-1" }, ["create agent"]);
    sameLines(await simulator.writes(), [
        "POST /api/v2/users",
        "PATCH /api/v2/users/{userId}",
        "POST /api/v2/users/{userId}/password",
        "PUT /api/v2/users/{userId}/profileskills",
        "PUT /api/v2/routing/users/{userId}/utilization",
        "PATCH /api/v2/voicemail/userpolicies/{userId}",
        "PATCH /api/v2/users/{userId}/routingskills/bulk",
        "PATCH /api/v2/users/{userId}/routinglanguages/bulk",
    ]);
    const user = (await simulator.objects()).users.find(({ id }: Json) => id === project.resource("agent").id);
    const { skills: rated, languages: spoken, ...own } = comparable(user);
    assert.deepEqual(own, expected("full-user"));
    assert.deepEqual(rated.map(({ proficiency }: Json) => proficiency), [4.5, 1]);
    assert.deepEqual(spoken.map(({ proficiency }: Json) => proficiency), [5]);
    assert.equal(JSON.stringify(project.resources()).includes("not-a-secret-1"), false, "the password is in the state in clear");
    const { utilization } = await simulator.api("GET", `routing/${path("/utilization")}`);
    assert.equal(utilization.message.maximumCapacity, 6);
    const voicemail = await simulator.api("GET", `voicemail/userpolicies/${project.resource("agent").id}`);
    assert.deepEqual([voicemail.alertTimeoutSeconds, voicemail.sendEmailNotifications], [20, false]);

    const { id } = project.resource("agent");
    const other = Project.create(simulator, { "genesyscloud:importRelations": "true" });
    await other.importAll([{ type: TYPE, name: "agent", id: email }]);
    assert.equal(other.resource("agent").id, id);
    sameLines((await other.preview(program(all))).changes, []);
    await project.destroy();
});

test("every property is taken back by itself, or released", async () => {
    const { email: _, name, ...rest } = all;
    const named = { email: "removed@example.com", name };
    await project.up(program({ ...rest, ...named }));
    await up(named, [`update agent ${Object.keys(rest).sort().map((key) => `-${key}`).join(" ")}`]);
    const user = await live();
    assert.deepEqual(
        {
            state: user.state,
            title: user.title,
            department: user.department,
            manager: user.manager.id,
            acdAutoAnswer: user.acdAutoAnswer,
            addresses: user.addresses.length,
            locations: user.locations.length,
            certifications: user.certifications,
            profileSkills: user.profileSkills,
            division: user.division.id,
        },
        {
            state: "active",
            title: "",
            department: "",
            manager: ids.users[0],
            acdAutoAnswer: false,
            addresses: 6,
            locations: 1,
            certifications: ["First aid", "Fire"],
            profileSkills: ["Patience"],
            division: ids.divisions[0],
        },
    );
    assert.deepEqual(user.employerInfo ?? {}, {});
    assert.equal((await simulator.api("GET", `routing/${path("/utilization")}`)).level, "Organization");
    await project.destroy();
});

test("numbers are told apart by medium and type, and others stay", async () => {
    const numbers = (...phoneNumbers: Json[]) => ({ email: "numbers@example.com", name: "Numbers", addresses: { phoneNumbers } });
    await up(numbers({ number: "+13175550123" }, { type: "MOBILE", number: "+13175550124" }), ["create agent"]);
    const { version, addresses } = await live();
    const theirs = { mediaType: "EMAIL", type: "HOME", address: "theirs@example.com" };
    await simulator.api("PATCH", path(), { version, addresses: [...addresses, theirs] });
    await up(numbers({ type: "MOBILE", number: "+13175550126" }), [
        "update agent -addresses.phoneNumbers[0] ~addresses.phoneNumbers[0].number",
    ]);
    assert.deepEqual(
        (await live()).addresses.map(({ type, address }: Json) => `${type} ${address}`),
        ["MOBILE +13175550126", "HOME theirs@example.com"],
    );
    await up(numbers(), ["update agent -addresses.phoneNumbers[0]"]);
    assert.deepEqual(
        (await live()).addresses.map(({ address }: Json) => address),
        ["theirs@example.com"],
    );
    const refused = await project.preview(program(numbers({ type: "HOME" })), { fails: true });
    assert.match(refused.errors.join("\n"), /addresses\.phoneNumbers\[0\].*needs a number, an extension, or both/s);
    await project.destroy();
});

test("an e-mail address and a manager are changed in place, and a manager is cleared", async () => {
    await up({ email: "first@example.com", name: "Changing", manager: ids.users[0] }, ["create agent"]);
    await up({ email: "second@example.com", name: "Changing", manager: ids.users[1] }, ["update agent ~email ~manager"]);
    await up({ email: "second@example.com", name: "Changing", manager: "" }, ["update agent ~manager"]);
    const user = await live();
    assert.deepEqual([user.email, user.manager], ["second@example.com", undefined]);
    await project.destroy();
});

test("only the skills that the program names are changed", async () => {
    const args = (...routingSkills: Json[]) => ({ email: "skilled@example.com", name: "Skilled", routingSkills });
    await up(args({ skillId: skills[0], proficiency: 3 }), ["create agent"]);
    await simulator.api("POST", path("/routingskills"), { id: skills[1], proficiency: 2 });
    await simulator.forgetCalls();
    sameLines((await project.up(program(args({ skillId: skills[0], proficiency: 4 })))).changes, [
        "update agent ~routingSkills[0].proficiency",
    ]);
    sameLines(await simulator.writes(), ["PATCH /api/v2/users/{userId}/routingskills/bulk"]);
    sameLines((await project.preview(undefined, { refresh: true })).changes, ["update agent -routingSkills[1]"]);
    const { entities } = await simulator.api("GET", path("/routingskills"));
    assert.deepEqual(entities.map(({ proficiency }: Json) => proficiency).sort(), [2, 4]);
    await project.destroy();
});

test("whose a taken e-mail address is, and the command that takes the user over", async () => {
    const id = await simulator.add("users", { name: "Theirs", email: "taken@example.com" });
    const args = { email: "taken@example.com", name: "Theirs" };
    const refused = await project.up(program(args), { fails: true });
    const message = refused.errors.join("\n");
    const command = /`pulumi import genesyscloud:(\S+) (\S+) (\S+)`/.exec(message);
    assert.match(message, new RegExp(`The user with email "taken@example.com" has the id ${id}`));
    assert.ok(command, message);
    await project.importAll([{ type: command[1], name: command[2], id: command[3] }]);
    sameLines((await project.up(program(args))).changes, []);
});

test("a deleted user keeps the e-mail address, and comes back only when that is meant", async () => {
    const args = { email: "deleted@example.com", name: "Back", title: "Agent", divisionId: ids.divisions[0] };
    await up(args, ["create agent"]);
    const { id } = project.resource("agent");
    await project.destroy();
    const refused = await project.up(program(args), { fails: true });
    assert.match(
        refused.errors.join("\n"),
        new RegExp(`A deleted user with the id ${id} still has email "deleted@example.com". Set onDeletedUser to "restore"`),
    );

    const again = { ...args, title: "Team lead", onDeletedUser: "restore" };
    await simulator.forgetCalls();
    const preview = await project.preview(program(again));
    sameLines(preview.changes, ["create agent"]);
    assert.match(preview.output, new RegExp(`brings back user "deleted@example.com", which was deleted and has the id ${id}`));
    sameLines(await simulator.writes(), []);
    await up(again, ["create agent"]);
    assert.equal(project.resource("agent").id, id);
    const user = await live();
    assert.deepEqual([user.state, user.title, user.division.id], ["active", "Team lead", ids.divisions[0]]);
    // Up, down, up.
    await project.destroy();
    await up(again, ["create agent"]);
    await project.destroy();
});

test("a user of somebody else is found, changed where the program names something, and released", async () => {
    const args = { email: "external@example.com", mastering: "external", routingSkills: [{ skillId: skills[0], proficiency: 2 }] };
    const missing = await project.preview(program(args), { fails: true });
    assert.match(missing.errors.join("\n"), /there is no user with email "external@example.com", and with mastering "external" none is created here/);

    const id = await simulator.add("users", { name: "Theirs", email: "external@example.com", title: "By HR", state: "active" });
    await simulator.forgetCalls();
    const preview = await project.preview(program(args));
    assert.match(preview.output, new RegExp(`takes over user "external@example.com", which has the id ${id}`));
    await up(args, ["create agent"]);
    sameLines(await simulator.writes(), ["PATCH /api/v2/users/{userId}/routingskills/bulk"]);
    assert.equal(project.resource("agent").id, id);

    // HR changes what it likes, the address too.
    const { version } = await live();
    await simulator.api("PATCH", path(), { version, name: "Married", email: "married@example.com" });
    const refreshed = await project.preview(undefined, { refresh: true });
    sameLines([...refreshed.drifts, ...refreshed.changes], []);
    await up({ ...args, department: "Support" }, ["update agent +department"]);

    const other = await simulator.add("users", { name: "Another", email: "another@example.com", state: "active" });
    await up({ ...args, email: "another@example.com" }, [
        "create-replacement agent -department ~email!",
        "delete-replaced agent",
        "replace agent -department ~email!",
    ]);
    assert.equal(project.resource("agent").id, other);
    await project.destroy();
    for (const user of [id, other]) {
        assert.equal((await simulator.api("GET", `users/${user}`)).state, "active");
    }
});

test("what guides have invented is refused with what to use", async () => {
    const guide = { email: "guide@example.com", name: "Guide", queueIds: [], routingProfileId: "x", addressLines: [], userPresenceId: "x" };
    const refused = await project.preview(program(guide), { fails: true });
    const said = refused.errors.join("\n");
    for (const [name, advice] of Object.entries({
        queueIds: "members belong to the queue",
        routingProfileId: "there is no such object",
        addressLines: "a postal address belongs to a Location",
        userPresenceId: "is not kept as code",
    })) {
        assert.match(said, new RegExp(`${name}.*${advice}`));
    }
    const nameless = await project.preview(program({ email: "guide@example.com" }), { fails: true });
    assert.match(nameless.errors.join("\n"), /name.*is required, unless mastering is external/s);
});

test("users are looked up by e-mail address, or by name within a division", async () => {
    const division = ids.divisions[1];
    const id = await simulator.add("users", { name: "Twin", email: "twin@example.com", division: { id: division } });
    await simulator.add("users", { name: "Twin", email: "other.twin@example.com" });
    let found: Json[] = [];
    await project.preview(async () => {
        found = [
            await lookup("index:getUser", { email: "Twin@example.com" }),
            await lookup("index:getUser", { name: "Twin", divisionId: division }),
        ];
    });
    assert.deepEqual(
        found.map((user) => user.id),
        [id, id],
    );
    await project.preview(() => assert.rejects(lookup("index:getUser", { name: "Twin" }), /there are 2 objects of type user with name "Twin"/));
    await project.preview(() => assert.rejects(lookup("index:getUser", { divisionId: division }), /is required, or name \(email\)/));
});
