/** A simulated organization, seeded and looked at by plain HTTP. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { later } from "./cleanup";
import * as places from "./places";

export type Json = any;

/** One call in the simulator's log. */
export interface Call {
    sequence: number;
    method: string;
    path: string;
    template: string;
    query: Record<string, unknown>;
    status: number;
    client?: string;
    request?: Json;
    unknown?: string[];
    refusal?: Json;
    /** What went wrong with it on purpose. */
    fault?: string;
}

/** Collections whose objects the tests make by hand. */
export type Kind =
    | "authorization/divisions"
    | "authorization/roles"
    | "oauth/clients"
    | "routing/languages"
    | "routing/queues"
    | "routing/skills"
    | "routing/wrapupcodes"
    | "groups"
    | "users"
    | "locations"
    | "flows"
    | "flows/datatables"
    | "flows/datatables/rows"
    | "flows/milestones"
    | "flows/outcomes"
    | "architect/emergencygroups"
    | "architect/grammars"
    | "architect/ivrs"
    | "architect/prompts"
    | "architect/schedulegroups"
    | "architect/schedules"
    | "routing/sms/addresses"
    | "routing/utilization/labels"
    | "routing/skillgroups"
    | "teams"
    | "presence/definitions"
    | "routing/email/domains"
    | "routing/email/domains/routes"
    | "scripts"
    | "responsemanagement/libraries"
    | "responsemanagement/responseassets"
    | "responsemanagement/responses"
    | "processautomation/triggers"
    | "outbound/attemptlimits"
    | "integrations"
    | "integrations/actions"
    | "integrations/credentials"
    | "telephony/providers/edges/didpools"
    | "telephony/providers/edges/extensionpools"
    | "telephony/providers/edges/sites"
    | "telephony/providers/edges/sites/outboundroutes"
    | "telephony/providers/edges/trunkbasesettings"
    | "telephony/providers/edges/edgegroups"
    | "telephony/providers/edges"
    | "telephony/providers/edges/trunks"
    | "telephony/providers/edges/phonebasesettings"
    | "telephony/providers/edges/phones"
    | "stations";

const READS = ["GET", "HEAD", "OPTIONS"];

let seeds = 0;

export class Simulator {
    /** The client that every simulator knows. */
    readonly client: { readonly id: string; secret: string } = { id: "5a1e0000-0000-4000-8000-000000000001", secret: "genesys-sim-secret" };
    private token?: string;

    private constructor(
        readonly address: string,
        readonly stop: () => Promise<void>,
    ) {}

    /** Starts one, on a free port, with an organization of its own. Limits are off unless the test is about them. */
    static async start(options: string[] = []): Promise<Simulator> {
        const seed = String((process.pid << 8) + ++seeds);
        const limits = options.includes("--rate-limit") ? [] : ["--rate-limit", "0", "--mint-limit", "0"];
        const child = spawn(places.simulator(), ["--port", "0", "--seed", seed, ...limits, ...options], {
            stdio: ["ignore", "pipe", "inherit"],
            // Ctrl-C in a terminal is for the test, which ends the simulator when nobody needs it any more.
            detached: true,
        });
        const stop = later(
            () => end(child),
            () => child.kill("SIGKILL"),
        );
        const address = await new Promise<string>((resolve, reject) => {
            createInterface({ input: child.stdout! }).on("line", (line) => {
                const ready = /^genesys-sim listening on (\S+)/.exec(line);
                if (ready) {
                    resolve(ready[1]);
                }
            });
            child.once("error", reject);
            child.once("exit", (code) => reject(new Error(`the simulator ended with code ${code}`)));
        });
        return new Simulator(address, stop);
    }

    /** What the environment of a provider says, so that it manages this organization. */
    environment(): Record<string, string> {
        return {
            GENESYSCLOUD_BASE_URL: this.address,
            GENESYSCLOUD_OAUTHCLIENT_ID: this.client.id,
            GENESYSCLOUD_OAUTHCLIENT_SECRET: this.client.secret,
        };
    }

    /** What the configuration of an explicit provider says. */
    configuration(): Record<string, string> {
        return { baseUrl: this.address, oauthclientId: this.client.id, oauthclientSecret: this.client.secret };
    }

    /** Adds objects, as a GET answers them; the answer has their ids. */
    async seed(document: Json): Promise<Record<string, string[]>> {
        return (await this.control("POST", "/seed", document)).ids;
    }

    /** Adds one object, and answers its id. */
    async add(kind: Kind, object: Json): Promise<string> {
        return (await this.seed({ objects: { [kind]: [object] } }))[kind][0];
    }

    /** The organization's live objects, by kind. */
    async objects(): Promise<Record<string, Json[]>> {
        const { objects, oauthClients } = await this.control("GET", "/dump");
        return { ...objects, "oauth/clients": oauthClients.map(({ secret, ...client }: Json) => client) };
    }

    /** One live object, by id or name; `undefined` if there is none. */
    async object(kind: Kind, idOrName: string): Promise<Json | undefined> {
        const objects = (await this.objects())[kind] ?? [];
        return objects.find((object) => object.id === idOrName) ?? objects.find((object) => object.name === idOrName);
    }

    /** The whole dump, for comparing. */
    dump(): Promise<Json> {
        return this.control("GET", "/dump");
    }

    async calls(filter = ""): Promise<Call[]> {
        const answer = await this.control("GET", `/calls${filter && `?${filter}`}`);
        return Array.isArray(answer) ? answer : (answer.calls ?? answer.entities);
    }

    /** Calls that change something, such as `PUT /api/v2/routing/queues/{queueId}`; tokens and searches are none. */
    async writes(): Promise<string[]> {
        return (await this.writeCalls()).map((call) => `${call.method} ${call.template}`);
    }

    async writeCalls(): Promise<Call[]> {
        const calls = await this.calls();
        return calls.filter((call) => !READS.includes(call.method) && !/\/(oauth\/token|search)$/.test(call.template));
    }

    async forgetCalls(): Promise<void> {
        await this.control("DELETE", "/calls");
    }

    async fault(rule: Json): Promise<Json> {
        return this.control("POST", "/faults", rule);
    }

    /** For how long a kind of object is not found where it was made, or still found where it was deleted; `{}` ends it. */
    async lag(kinds: Json): Promise<void> {
        await this.control("POST", "/lag", { kinds });
    }

    /** The rules that are there, with how often each was hit. */
    async faults(): Promise<Json[]> {
        return this.control("GET", "/faults");
    }

    /** Keeps all that there is under a name. */
    async keep(name: string): Promise<void> {
        await this.control("PUT", `/snapshots/${name}`);
    }

    /** Everything is as it was when it was kept. */
    async restore(name: string): Promise<void> {
        await this.control("POST", `/snapshots/${name}/restore`);
    }

    async forgetFaults(): Promise<void> {
        await this.control("DELETE", "/faults");
    }

    /** Every token is expired from now on, that of these tests too. */
    async expireTokens(): Promise<void> {
        this.token = undefined;
        await this.control("POST", "/tokens/expire");
    }

    /** Changes options while it runs. */
    async set(options: Json): Promise<void> {
        await this.control("PATCH", "/options", options);
    }

    async reset(): Promise<void> {
        this.token = undefined;
        await this.control("POST", "/reset");
    }

    /** A call of the API, as somebody else's client would make it: behind Pulumi's back. */
    async api(method: string, path: string, body?: Json): Promise<Json> {
        this.token ??= await this.login();
        const response = await fetch(`${this.address}/api/v2/${path}`, {
            method,
            headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        return answer(response);
    }

    /** Changes an object behind Pulumi's back: read, edit, write. */
    async edit(kind: Kind, id: string, change: (object: Json) => void): Promise<void> {
        const object = await this.api("GET", `${kind}/${id}`);
        change(object);
        await this.api("PUT", `${kind}/${id}`, object);
    }

    /** A token of a user who has logged in. */
    async logIn(user: string): Promise<string> {
        return (await this.control("POST", "/tokens", { userId: user })).access_token;
    }

    /** A token of the client that every simulator knows. */
    async login(): Promise<string> {
        const response = await fetch(`${this.address}/oauth/token`, {
            method: "POST",
            headers: {
                Authorization: `Basic ${Buffer.from(`${this.client.id}:${this.client.secret}`).toString("base64")}`,
            },
            body: new URLSearchParams({ grant_type: "client_credentials" }),
        });
        return (await answer(response)).access_token;
    }

    private async control(method: string, path: string, body?: Json): Promise<Json> {
        const response = await fetch(`${this.address}/_sim${path}`, {
            method,
            headers: { "Content-Type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        return answer(response);
    }
}

async function answer(response: Response): Promise<Json> {
    const text = await response.text();
    if (!response.ok) {
        throw new Error(`${response.url} answered ${response.status}: ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
}

async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
        return;
    }
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(late);
}
