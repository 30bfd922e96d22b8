// The official JavaScript SDK makes the calls that the Python SDK's scenario made, and must hear the same. Then it makes the
// first of them under a rate limit; it repeats nothing by itself, so this does.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import sdk from 'purecloud-platform-client-v2';

// Calls of each domain under a rate limit, and the limit: every domain runs into it.
const LIMITED_CALLS = 12;
const LIMIT = ['--rate-limit', '8', '--rate-window', '1'];
const WORKERS = 8;
const CLIENT_ID = '5a1e0000-0000-4000-8000-000000000001';
const CLIENT_SECRET = 'genesys-sim-secret';

const { values: options } = parseArgs({ options: { sim: { type: 'string' }, calls: { type: 'string' } } });
const domains = JSON.parse(readFileSync(options.calls, 'utf8'));
const failures = [];
// Where each client's simulator is.
const origins = new Map();
// The SDK watches its settings' file once for every client.
setMaxListeners(0);

async function simulator(...more) {
    const child = spawn(options.sim, more, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
        return { child, address: new URL(line.split(' ').at(-1)) };
    }
    throw new Error(`${options.sim} did not start`);
}

async function login(address) {
    // The plain import is one client for all; each domain has its own.
    const client = new sdk.ApiClientClass();
    origins.set(client, address);
    client.setGateway({ host: address.hostname, protocol: 'http', port: Number(address.port) });
    client.setReturnExtendedResponses(true);
    await client.loginClientCredentialsGrant(CLIENT_ID, CLIENT_SECRET);
    return client;
}

/** A file, sent to the address that an answer gave. */
async function send(client, { method, path, headers, body }) {
    const token = client.authData.accessToken;
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('{token}', token)]));
    const response = await fetch(new URL(path, origins.get(client)), { method, headers: sent, body: method === 'GET' ? undefined : body });
    const text = await response.text();
    return { status: response.status, headers: {}, body: text && JSON.parse(text) };
}

/** The SDK's method for an operation, called by the names of its parameters. */
async function call(client, { file, operation, values, query, body }) {
    if (file) return send(client, file);
    const owner = Object.keys(sdk).find((name) => name.endsWith('Api') && operation in sdk[name].prototype);
    assert.ok(owner, `the SDK has no ${operation}`);
    const api = new sdk[owner](client);
    const given = { ...values, ...query, ...(body === null ? {} : { body }) };
    const names = /\(([^)]*)\)/.exec(api[operation].toString())[1].split(',').map((name) => name.trim());
    const inPlace = names.filter((name) => name !== 'opts');
    // Two operations call their body by another name.
    const bodyName = inPlace.find((name) => !(name in given));
    if (bodyName && bodyName !== 'body' && 'body' in given) {
        given[bodyName] = given.body;
        delete given.body;
    }
    const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !inPlace.includes(name)));
    try {
        return await api[operation](...inPlace.map((name) => given[name]), rest);
    } catch (error) {
        if (!error?.status) throw error;
        return error;
    }
}

/** The same seed, the same requests: the same answers, down to the order of fields. */
async function repeats({ address }, [, calls]) {
    await fetch(new URL('/_sim/reset', address), { method: 'POST' });
    const client = await login(address);
    for (const planned of calls) {
        const answer = await call(client, planned);
        const text = answer.body === '' || answer.body === undefined ? '' : JSON.stringify(answer.body);
        const heard = text.replaceAll(address.origin, 'http://simulator');
        const wanted = planned.answer ? JSON.stringify(JSON.parse(planned.answer)) : '';
        const what = `${planned.template} ${JSON.stringify(planned.values)}`;
        assert.equal(`${answer.status} ${heard}`, `${planned.status} ${wanted}`, what);
    }
}

/** A refused call is made again when it may be. */
async function waits({ address }, [, calls]) {
    // Too short a story runs into no limit; files are sent to storage, which has none.
    if (calls.slice(0, LIMITED_CALLS).filter(({ file }) => !file).length <= Number(LIMIT[1])) return;
    await fetch(new URL('/_sim/reset', address), { method: 'POST' });
    const client = await login(address);
    for (const planned of calls.slice(0, LIMITED_CALLS)) {
        let answer = await call(client, planned);
        while (answer.status === 429) {
            const wait = Number(answer.headers['retry-after']);
            assert.ok(wait >= 1, `Retry-After is ${answer.headers['retry-after']}`);
            await sleep(wait * 1000);
            answer = await call(client, planned);
        }
        assert.equal(answer.status, planned.status, `${planned.template}: ${JSON.stringify(answer.body)}`);
    }
    const log = await (await fetch(new URL('/_sim/calls', address))).json();
    const refused = log.flatMap((one, index) => (one.status === 429 ? [index] : []));
    assert.ok(refused.length > 0, 'no request was refused');
    for (const index of refused) {
        const wait = Number(/\[(\d+)\] seconds/.exec(log[index].refusal.message)[1]);
        assert.equal(log[index + 1].path, log[index].path);
        const waited = (Date.parse(log[index + 1].time) - Date.parse(log[index].time)) / 1000;
        assert.ok(waited >= wait, `repeated after ${waited} s, not ${wait} s`);
    }
}

/** Every domain through one of some simulators. */
async function each(what, workers, settings, live) {
    const left = Object.entries(domains);
    const work = async () => {
        const sim = await simulator(...settings);
        for (let domain = left.shift(); domain; domain = left.shift()) {
            await live(sim, domain).catch((error) => failures.push(`${domain[0]}${what}: ${error.message ?? JSON.stringify(error)}`));
        }
        sim.child.kill();
    };
    await Promise.all(Array.from({ length: workers }, work));
}

const started = performance.now();
await each('', 1, ['--seed', '7', '--clock', '2026-01-01T00:00:00Z', '--rate-limit', '0', '--validate'], repeats);
await each(' under a rate limit', WORKERS, ['--seed', '7', ...LIMIT], waits);
const made = Object.values(domains).flat().length;
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`JavaScript SDK: ${Object.keys(domains).length} domains, ${made} calls answered as Python's were, ${seconds} s`);
for (const failure of failures) console.error(`FAILED ${failure}`);
process.exit(failures.length ? 1 : 0);
