/**
 * A key service, as the transit engine of HashiCorp's Vault is one: the engine lets it wrap the key of each stack.
 *
 * With a passphrase, every command of the engine would first work for the key, on purpose: a million rounds, more than all else that it
 * does for a small stack. Passphrases are tested with the runner, in examples and pipelines.
 */
import { randomUUID } from "node:crypto";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { later } from "./cleanup";

/** What the service has wrapped, by what it has given out for it. */
const wrapped = new Map<string, string>();

let started: Promise<Record<string, string>> | undefined;

/** What a stack names to have its key wrapped here. */
export const SECRETS_PROVIDER = "hashivault://stacks";

/** The environment in which the engine finds the service, which is started when it is first needed. */
export function keyService(): Promise<Record<string, string>> {
    started ??= start();
    return started;
}

async function start(): Promise<Record<string, string>> {
    const server = http.createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
        request.on("end", () => {
            const { plaintext, ciphertext } = JSON.parse(body);
            let data: Record<string, string | undefined> = { plaintext: wrapped.get(ciphertext) };
            if (request.url === "/v1/transit/encrypt/stacks") {
                const given = `vault:v1:${randomUUID()}`;
                wrapped.set(given, plaintext);
                data = { ciphertext: given };
            }
            response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ data }));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // It stays for as long as the tests of the file do, and keeps no process alive.
    server.unref();
    later(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return { VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "a token" };
}
