/** Servers that speak the protocols of the object stores in which Pulumi keeps state. Each keeps everything in memory. */
import { spawn } from "node:child_process";
import * as crypto from "node:crypto";
import * as net from "node:net";
import * as path from "node:path";
import { later } from "../kit/cleanup";
import { until } from "../kit/until";

export interface Backend {
    name: string;
    /** Address of the state, as `pulumi login` takes it. */
    url: string;
    /** What the environment says of credentials. */
    env: Record<string, string>;
    /** A key of the same cloud, as `pulumi stack init --secrets-provider` takes it; `undefined` where no server of it runs here. */
    secrets?: string;
    /** How many versions of an object the store has kept; `undefined` where the server cannot tell. */
    versions?: (name: string) => Promise<number>;
}

/** What `make test-backends` has installed. */
function installed(variable: string): string {
    const where = process.env[variable];
    if (!where) {
        throw new Error(`${variable} is not set: run \`make test-backends\``);
    }
    return where;
}

/** Starts a server on a free port, and waits until it accepts connections. */
async function start(command: string, args: (port: number) => string[]): Promise<number> {
    const port = await new Promise<number>((resolve) => {
        const probe = net.createServer().listen(0, "127.0.0.1", () => {
            const { port } = probe.address() as net.AddressInfo;
            probe.close(() => resolve(port));
        });
    });
    const child = spawn(command, args(port), { stdio: "ignore", detached: true });
    const end = () => void child.kill("SIGKILL");
    later(end, end);
    await until(path.basename(command), async () => {
        if (child.exitCode !== null) {
            throw new Error(`${command} has ended with code ${child.exitCode}`);
        }
        return new Promise<boolean>((resolve) => {
            const socket = net.connect(port, "127.0.0.1");
            socket.once("connect", () => resolve(socket.destroy() !== undefined));
            socket.once("error", () => resolve(false));
        });
    }, 60);
    return port;
}

async function ask(method: string, url: string, headers: Record<string, string> = {}, body?: string): Promise<string> {
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (!response.ok) {
        throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
    }
    return text;
}

/** Amazon S3, by moto: a bucket with versioning, as it should have for state. */
export async function s3(): Promise<Backend> {
    const port = await start(path.join(installed("BACKENDS_PYTHON"), "moto_server"), (port) => ["-H", "127.0.0.1", "-p", String(port)]);
    const address = `http://127.0.0.1:${port}`;
    const versioning =
        '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>';
    await ask("PUT", `${address}/state`);
    await ask("PUT", `${address}/state/?versioning`, { "Content-Type": "application/xml" }, versioning);
    // The server does not look at the signature, only at the service that it is for.
    const signed = "AWS4-HMAC-SHA256 Credential=state/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=none";
    const headers = { "X-Amz-Target": "TrentService.CreateKey", "Content-Type": "application/x-amz-json-1.1", Authorization: signed };
    const key = JSON.parse(await ask("POST", address, headers, "{}")).KeyMetadata.KeyId;
    return {
        name: "Amazon S3",
        secrets: `awskms://${key}?region=us-east-1&endpoint=${address}&awssdk=v2`,
        url: `s3://state?endpoint=${address}&region=us-east-1&s3ForcePathStyle=true`,
        env: { AWS_ACCESS_KEY_ID: "state", AWS_SECRET_ACCESS_KEY: "a key of the state's bucket" },
        versions: async (name) => {
            const listed = await ask("GET", `${address}/state/?versions&prefix=${encodeURIComponent(name)}`);
            return [...listed.matchAll(/<Version>[\s\S]*?<\/Version>/g)].filter(([version]) => version.includes(`<Key>${name}</Key>`)).length;
        },
    };
}

/** Azure Blob Storage, by Azurite, with the account that it always has. */
export async function azure(): Promise<Backend> {
    const script = path.join(installed("BACKENDS_AZURITE"), "azurite", "dist", "src", "blob", "main.js");
    const options = ["--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--blobHost", "127.0.0.1"];
    const port = await start(process.execPath, (port) => [script, ...options, "--blobPort", String(port)]);
    const account = "devstoreaccount1";
    const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    const [date, version] = [new Date().toUTCString(), "2024-08-04"];
    const signed = ["PUT", ...Array(11).fill(""), `x-ms-date:${date}`, `x-ms-version:${version}`, `/${account}/${account}/state`, "restype:container"];
    const signature = crypto.createHmac("sha256", Buffer.from(key, "base64")).update(signed.join("\n")).digest("base64");
    await ask("PUT", `http://127.0.0.1:${port}/${account}/state?restype=container`, {
        "x-ms-date": date,
        "x-ms-version": version,
        Authorization: `SharedKey ${account}:${signature}`,
    });
    return {
        name: "Azure Blob Storage",
        url: `azblob://state?domain=127.0.0.1:${port}&protocol=http&localemu=true`,
        env: { AZURE_STORAGE_ACCOUNT: account, AZURE_STORAGE_KEY: key },
    };
}

/** Google Cloud Storage, by an emulator. */
export async function google(): Promise<Backend> {
    const emulator = path.join(installed("BACKENDS_PYTHON"), "gcp-storage-emulator");
    const options = ["start", "--host=127.0.0.1", "--in-memory", "--default-bucket=state"];
    const port = await start(emulator, (port) => [...options, `--port=${port}`]);
    return {
        name: "Google Cloud Storage",
        url: "gs://state",
        env: { STORAGE_EMULATOR_HOST: `127.0.0.1:${port}`, GOOGLE_OAUTH_ACCESS_TOKEN: "a token of the state's bucket" },
    };
}
