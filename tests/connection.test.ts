/** What does not lead to an organization: one clear error, soon, after few attempts. */
import assert from "node:assert/strict";
import * as http from "node:http";
import * as net from "node:net";
import { before, test } from "node:test";
import { later } from "./kit/cleanup";
import { Project, sameLines, Simulator, skill } from "./kit";

let simulator: Simulator;

before(async () => {
    simulator = await Simulator.start();
});

const TIME = 10_000;

/** An `up` that cannot work: one error, and soon, whatever the engine needs to start on this machine. */
async function up(env: Record<string, string>): Promise<string> {
    const project = Project.create();
    const failed = await project.up(() => skill("French"), { env, fails: true });
    const [step] = failed.of("French");
    assert.ok(step.failed! - step.began < TIME, `it took ${step.failed! - step.began} ms`);
    const resource = failed.errors.filter((error) => !/^(update failed|preview failed)/.test(error));
    assert.equal(resource.length, 1, `one error: ${failed.errors.join("\n---\n")}`);
    assert.deepEqual(project.resources(), []);
    return failed.error;
}

/** A server that counts who comes. */
async function counting(connection: (socket: net.Socket) => void): Promise<{ address: string; count: () => number }> {
    let count = 0;
    const server = net.createServer((socket) => {
        count += 1;
        socket.on("error", () => undefined);
        connection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    later(() => void server.close());
    return { address: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`, count: () => count };
}

const environment = (address: string, more = {}) => ({ ...simulator.environment(), GENESYSCLOUD_BASE_URL: address, ...more });

test("a host that nobody answers on", async () => {
    // A port that was free a moment ago and is closed again.
    const closed = await new Promise<number>((resolve) => {
        const server = net.createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
    const error = await up(environment(`http://127.0.0.1:${closed}`));
    assert.match(error, new RegExp(`127.0.0.1:${closed}`));
    assert.match(error, /cannot be reached|refused/i);
    assert.match(error, /baseUrl|GENESYSCLOUD_BASE_URL|awsRegion|region/);
});

test("a host that cuts every connection: at most three attempts", async () => {
    const { address, count } = await counting((socket) => socket.destroy());
    const error = await up(environment(address));
    assert.match(error, new RegExp(address.replace("http://", "")));
    assert.ok(count() >= 1 && count() <= 3, `${count()} attempts`);
});

test("a host that accepts connections and never says a word", async () => {
    const { address, count } = await counting(() => undefined);
    const error = await up(environment(address));
    assert.match(error, new RegExp(address.replace("http://", "")));
    assert.ok(count() >= 1 && count() <= 3, `${count()} attempts`);
});

test("a name that does not exist", async () => {
    const error = await up(environment("http://no-such-host.invalid"));
    assert.match(error, /no-such-host\.invalid/);
});

test("a host that is no Genesys Cloud: at most three attempts", async () => {
    let count = 0;
    for (const status of [200, 404, 503]) {
        count = 0;
        const server = http.createServer((_, response) => {
            count += 1;
            response.writeHead(status, { "Content-Type": "text/html" }).end("<html><body>Welcome to nginx!</body></html>");
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const stop = later(() => void server.close());
        const address = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
        const error = await up(environment(address));
        assert.match(error, new RegExp(address.replace("http://", "")), `status ${status}`);
        assert.ok(count >= 1 && count <= 3, `${count} attempts at status ${status}`);
        await stop();
    }
});

test("a wrong secret: one attempt", async () => {
    await simulator.forgetCalls();
    const error = await up(environment(simulator.address, { GENESYSCLOUD_OAUTHCLIENT_SECRET: "not it" }));
    assert.match(error, /the secret is wrong/);
    const logins = (await simulator.calls()).map(({ method, template, status }) => `${method} ${template} ${status}`);
    sameLines(logins, ["POST /oauth/token 401"]);
});

test("an unknown client", async () => {
    await simulator.forgetCalls();
    const error = await up(environment(simulator.address, { GENESYSCLOUD_OAUTHCLIENT_ID: "nobody" }));
    assert.match(error, /client/i);
    assert.equal((await simulator.calls()).length, 1);
});

test("a region that does not exist, in the environment and in the configuration", async () => {
    const { GENESYSCLOUD_BASE_URL: _, ...credentials } = simulator.environment();
    const project = Project.create();
    const inEnvironment = await project.up(() => skill("French"), {
        env: { ...credentials, GENESYSCLOUD_REGION: "eu-centrall-1" },
        fails: true,
    });
    assert.match(inEnvironment.error, /eu-central-1/);
    project.configure({ "genesyscloud:awsRegion": "eu-centrall-1" });
    const inConfiguration = await project.up(() => skill("French"), { env: credentials, fails: true });
    assert.match(inConfiguration.error, /awsRegion.*eu-central-1/s);
});

test("nothing is configured: the keys are named, with how to set them", async () => {
    const project = Project.create();
    const failed = await project.up(() => skill("French"), { fails: true });
    for (const key of ["genesyscloud:awsRegion", "genesyscloud:oauthclientId", "genesyscloud:oauthclientSecret"]) {
        assert.ok(failed.output.includes(key), `${key} in ${failed.output}`);
    }
    assert.match(failed.output, /GENESYSCLOUD_OAUTHCLIENT_SECRET/);
});
