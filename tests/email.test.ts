/** E-mail domains, whose id is their name, and routes, whose id has the domain's before their own. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { before, beforeEach, test } from "node:test";
import { type Json, lookup, Project, resource, sameLines, Simulator } from "./kit";

const DOMAINS = "routing/email/domains";
const domain = (name: string, args: Json) => resource("routing:EmailDomain", name, args);
const route = (name: string, args: Json) => resource("routing:EmailRoute", name, { fromName: "Example", ...args });

let simulator: Simulator;
let project: Project;

before(async () => {
    simulator = await Simulator.start(["--strict"]);
});

beforeEach(async () => {
    await simulator.reset();
    project = Project.create(simulator);
});

/** The routes of a domain as the platform has them, by pattern. */
async function routes(domain = "example.com"): Promise<Record<string, Json>> {
    const { entities } = await simulator.api("GET", `${DOMAINS}/${domain}/routes`);
    return Object.fromEntries(entities.map((route: Json) => [route.pattern, route]));
}

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

test("a sub-domain gets the platform's own domain behind it, and is the same by either name", async () => {
    const program = () => void domain("sub", { domainId: "acme", subdomain: true });
    await project.up(program);
    assert.equal(project.resource("sub").id, "acme.mypurecloud.com");
    assert.equal(project.resource("sub").outputs.domainId, "acme");
    await clean(program);
    for (const id of ["acme", "acme.mypurecloud.com"]) {
        project = Project.create(simulator);
        await project.importAll([{ type: "routing:EmailDomain", name: "sub", id }]);
        assert.equal(project.resource("sub").id, "acme.mypurecloud.com");
        sameLines((await project.preview(program)).changes, []);
    }
    for (const argument of [{ domainId: "acme" }, { name: "acme.mypurecloud.com" }]) {
        const found = await look("routing:getEmailDomain", argument);
        assert.equal(found.id, "acme.mypurecloud.com", JSON.stringify(argument));
    }
});

test("a domain that the platform makes and refuses at once is made", async () => {
    const message = "The domain already exists.";
    await simulator.fault({ method: "POST", route: `/api/v2/${DOMAINS}`, kind: "statusAfter", status: 400, code: "postino.domain.exists", message });
    const program = () => void domain("mail", { domainId: "example.com", mailFromDomain: "mail.example.com" });
    await project.up(program);
    assert.equal(project.resource("mail").id, "example.com");
    assert.equal((await simulator.object(DOMAINS, "example.com"))!.mailFromSettings.mailFromDomain, "mail.example.com");
    await clean(program);
});

test("a domain that is there already is somebody's", async () => {
    await simulator.add(DOMAINS, { id: "example.com", name: "example.com", subDomain: false });
    const refused = await project.up(() => void domain("mail", { domainId: "example.com" }), { fails: true });
    assert.match(refused.errors.join("\n"), /it is there already.*has the id example\.com.*`pulumi import genesyscloud:routing:EmailDomain mail example\.com`/s);
    sameLines(await simulator.writes(), [], "nothing is written");
});

/** A domain with a route that replies by itself, and one that replies by the other. */
const answering = (more: Json = {}) => () => {
    const mail = domain("mail", { domainId: "example.com" });
    const questions = route("questions", { domainId: mail.id, pattern: "questions", replyEmailAddress: { selfReferenceRoute: true } });
    route("orders", { domainId: mail.id, pattern: "orders", replyEmailAddress: { domainId: mail.id, routeId: questions.id }, ...more });
};

test("replies come from the route itself, from another one, or from an address", async () => {
    await project.up(answering());
    const { questions, orders } = await routes();
    assert.equal(project.resource("questions").id, `example.com/${questions.id}`);
    for (const one of [questions, orders]) {
        assert.equal(one.replyEmailAddress.domain.id, "example.com");
        assert.equal(one.replyEmailAddress.route.id, questions.id);
    }
    await clean(answering());

    const replies = async (more: Json, changes: string) => {
        sameLines((await project.up(answering(more))).changes, [`update orders ${changes}`]);
        await clean(answering(more));
        return (await routes()).orders;
    };
    const own = await replies(
        { replyEmailAddress: { selfReferenceRoute: true } },
        "-replyEmailAddress.domainId -replyEmailAddress.routeId +replyEmailAddress.selfReferenceRoute",
    );
    assert.equal(own.replyEmailAddress.route.id, orders.id);
    const addressed = await replies(
        { replyEmailAddress: undefined, fromEmail: "shop@example.com", autoBcc: [{ email: "archive@example.com" }] },
        "+autoBcc +fromEmail -replyEmailAddress",
    );
    assert.equal(addressed.replyEmailAddress, undefined);
    assert.equal(addressed.fromEmail, "shop@example.com");
    const back = await replies(
        { replyEmailAddress: { selfReferenceRoute: true }, fromEmail: "", autoBcc: [] },
        "-autoBcc[0] ~fromEmail +replyEmailAddress",
    );
    assert.equal(back.replyEmailAddress.route.id, orders.id);
    await project.destroy();
    assert.deepEqual((await simulator.objects())[DOMAINS] ?? [], []);
});

test("a route that the platform has accepted and not done yet", async () => {
    await simulator.set({ jobDelayMs: 600_000 });
    await project.up(answering());
    assert.equal((await routes()).questions.status, "Pending");
    await clean(answering());
    await project.up(answering({ fromName: "Other" }));
    assert.deepEqual(new Set((await simulator.writeCalls()).filter(({ path }) => path.includes("/routes")).map(({ status }) => status)), new Set([202]));
    await project.destroy();
    await simulator.set({ jobDelayMs: 0 });
    assert.deepEqual((await simulator.objects())[DOMAINS] ?? [], []);
});

test("another pattern is the same route, another domain another one", async () => {
    const program = (domainId: string, pattern: string) => () => {
        domain("com", { domainId: "example.com" });
        domain("org", { domainId: "example.org" });
        route("orders", { domainId, pattern });
    };
    await project.up(() => void [domain("com", { domainId: "example.com" }), domain("org", { domainId: "example.org" })]);
    await project.up(program("example.com", "orders"));
    const { id } = project.resource("orders");
    sameLines((await project.up(program("example.com", "sales"))).changes, ["update orders ~pattern"]);
    assert.equal(project.resource("orders").id, id);
    assert.equal((await routes()).sales.name, "sales@example.com");
    const moved = await project.up(program("example.org", "sales"));
    assert.ok(moved.changes.includes("replace orders ~domainId!"), moved.changes.join("\n"));
    assert.deepEqual(Object.keys(await routes()), []);
    assert.deepEqual(Object.keys(await routes("example.org")), ["sales"]);
    await clean(program("example.org", "sales"));
});

test("somebody else's reply address is drift", async () => {
    await project.up(answering());
    const { questions, orders } = await routes();
    await simulator.api("PUT", `${DOMAINS}/example.com/routes/${questions.id}`, {
        pattern: "questions",
        fromName: "Example",
        replyEmailAddress: { domain: { id: "example.com" }, route: { id: orders.id } },
    });
    const preview = await project.preview(undefined, { refresh: true });
    sameLines(preview.drifts, ["refresh questions ~replyEmailAddress.selfReferenceRoute"]);
    await project.up(undefined, { refresh: true });
    assert.equal((await routes()).questions.replyEmailAddress.route.id, questions.id);
});

test("a route is imported by its ids, by its name, and taken over from a state that has its own id only", async () => {
    await project.up(answering());
    const { orders } = await routes();
    const args = (reply: string) => ({ domainId: "example.com", pattern: "orders", replyEmailAddress: { domainId: "example.com", routeId: reply } });
    const { id: questions } = project.resource("questions");
    for (const id of [`example.com/${orders.id}`, "example.com/orders"]) {
        project = Project.create(simulator);
        await project.importAll([{ type: "routing:EmailRoute", name: "orders", id }]);
        assert.equal(project.resource("orders").id, `example.com/${orders.id}`);
        // Both ids of a route mean the same.
        for (const reply of [questions, questions.split("/")[1]]) {
            sameLines((await project.preview(() => void route("orders", args(reply)))).changes, []);
        }
    }
    // A state of CX as Code has the route's own id alone.
    const program = () => void route("orders", args(questions));
    await project.up(program);
    fs.writeFileSync(project.stateFile, project.stored().replaceAll(`"example.com/${orders.id}"`, `"${orders.id}"`));
    assert.equal(project.resource("orders").id, orders.id);
    sameLines((await project.up(() => void route("orders", { ...args(questions), fromName: "Other" }))).changes, ["update orders ~fromName"]);
    assert.equal((await routes()).orders.fromName, "Other");
    await project.up(program, { refresh: true });
    assert.equal(project.resource("orders").id, `example.com/${orders.id}`);

    const found = await look("routing:getEmailRoute", { domainId: "example.com", pattern: "orders" });
    assert.equal(found.id, `example.com/${orders.id}`);
    assert.equal(found.domainId, "example.com");
    const missing = await project.importing("routing:EmailRoute", "none", "example.com/none", { fails: true });
    assert.match(missing.errors.join("\n"), /does not exist/);
});

test("a pattern that is taken, and a route that is not found for minutes after it was made", async () => {
    await project.up(() => void domain("mail", { domainId: "example.com" }));
    await simulator.api("POST", `${DOMAINS}/example.com/routes`, { pattern: "orders", fromName: "Somebody" });
    const { orders } = await routes();
    const taken = await project.up(() => {
        const mail = domain("mail", { domainId: "example.com" });
        route("orders", { domainId: mail.id, pattern: "orders" });
    }, { fails: true });
    assert.match(taken.errors.join("\n"), new RegExp(`has the id example.com/${orders.id}.*pulumi import \\S+ orders example.com/${orders.id}`, "s"));
    await simulator.api("DELETE", `${DOMAINS}/example.com/routes/${orders.id}`);

    await simulator.lag({ "routing/email/domains/routes": { createMs: 300_000 } });
    await project.up(answering());
    assert.equal(Object.keys(await routes()).length, 2);
    await clean(answering());
    await simulator.lag({});
    await clean(answering());
});
