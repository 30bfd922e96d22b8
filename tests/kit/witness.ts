/** Stands between the provider and the simulator, sees every credential, and can be indiscreet about them. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { later } from "./cleanup";
import type { Simulator } from "./simulator";

export class Witness {
    /** Everything that was sent and answered, as it was. */
    readonly traffic: string[] = [];
    readonly tokens = new Set<string>();
    /** Requests that are answered with an error that repeats what was sent. */
    indiscreet?: (request: string) => number | undefined;

    private constructor(
        readonly address: string,
        readonly stop: () => Promise<void>,
    ) {}

    static async start(simulator: Simulator): Promise<Witness> {
        let witness: Witness;
        const server = http.createServer((request, response) => {
            const body: Buffer[] = [];
            request.on("data", (chunk) => body.push(chunk));
            request.on("end", () => void witness.pass(simulator, request, Buffer.concat(body), response));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const stop = later(() => {
            server.close();
            server.closeAllConnections();
        });
        return (witness = new Witness(`http://127.0.0.1:${port}`, stop));
    }

    private async pass(simulator: Simulator, request: http.IncomingMessage, body: Buffer, response: http.ServerResponse) {
        const headers = { ...request.headers } as Record<string, string>;
        delete headers.host;
        delete headers.connection;
        delete headers["content-length"];
        const line = `${request.method} ${request.url}`;
        this.traffic.push(`${line} ${JSON.stringify(headers)} ${body}`);
        const status = this.indiscreet?.(line);
        if (status) {
            // As a gateway might that was set up by somebody in a hurry.
            const message = `Refused: ${line} ${JSON.stringify(headers)} ${body}`;
            const details = [{ errorCode: "echo", fieldName: message, entityName: message }];
            const answer = JSON.stringify({ status, code: "bad.request", message, messageWithParams: message, details });
            response.writeHead(status, { "Content-Type": "application/json" }).end(answer);
            return;
        }
        const answer = await fetch(simulator.address + request.url, {
            method: request.method,
            headers,
            body: ["GET", "HEAD"].includes(request.method!) ? undefined : new Uint8Array(body),
        });
        const text = await answer.text();
        this.traffic.push(text);
        if (request.url?.endsWith("/oauth/token") && answer.ok) {
            this.tokens.add(JSON.parse(text).access_token);
        }
        const kept = [...answer.headers].filter(([name]) => !/^(content-(length|encoding)|transfer-encoding|connection)$/.test(name));
        response.writeHead(answer.status, Object.fromEntries(kept)).end(text);
    }
}
