// The page at `/_sim/` in a headless Chromium, which is driven through a pipe: no driver, no package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const FLAGS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--remote-debugging-pipe',
];
// What is seeded, with a name that would be HTML if the page did not take care.
const NASTY = '<img src=x onerror="window.hacked=true">';
const SEED = {
    organization: { name: 'Page Test' },
    objects: {
        'authorization/divisions': [{ id: 'd1', name: 'North' }],
        'routing/queues': [
            { id: 'q1', name: 'Alpha', division: { id: 'd1' } },
            { id: 'q2', name: 'Beta', division: { id: 'd1' } },
            { id: 'q3', name: NASTY, division: { id: 'd1' } },
        ],
        'routing/skills': [{ id: 's1', name: 'French' }],
    },
};

const folders = (process.env.PATH ?? '').split(delimiter);
const browser = process.env.CHROMIUM ?? BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
if (!browser) {
    console.log("LEFT OUT: the simulator's page in a browser, because there is no Chromium (Debian: apt-get install chromium)");
    process.exit(0);
}

const simulator = spawn(process.argv[2], ['--seed', '7', '--clock', '2026-01-01T00:00:00Z', '--rate-limit', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
});
const profile = mkdtempSync(join(tmpdir(), 'genesys-sim-page-'));
let chromium;
try {
    const address = await new Promise((resolve) => {
        createInterface({ input: simulator.stdout }).once('line', (line) => resolve(line.split(' ').at(-1)));
    });
    const control = (method, path, body) => fetch(`${address}/_sim${path}`, { method, body: body && JSON.stringify(body) });
    await control('POST', '/seed', SEED);
    await fetch(`${address}/api/v2/routing/queues`);
    await control('POST', '/faults', { method: 'POST', route: '/api/v2/routing/queues', kind: 'status', status: 503 });

    chromium = spawn(browser, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const page = await attach(chromium);
    await page.send('Page.enable');
    await page.send('Runtime.enable');
    await page.send('Page.navigate', { url: `${address}/_sim/` });
    await page.until("document.querySelectorAll('[data-kind].row').length > 3");

    // Objects, by type.
    assert.equal(await page.ask("document.getElementById('organization').textContent"), 'Page Test');
    await page.click('[data-kind="routing/queues"].row');
    await page.until(`document.querySelectorAll('[data-id].row').length === 3`);
    assert.match(await page.ask("document.querySelector('pre').textContent"), /"skillEvaluationMethod": "ALL"/);
    assert.equal(await page.ask('window.hacked === undefined && document.images.length === 0'), true, 'a name became HTML');

    // The keyboard: down, up, filter.
    const chosen = () => page.ask("document.querySelector('[data-id].row[aria-selected=true]')?.dataset.id");
    const first = await chosen();
    await page.key('j');
    await page.until(`document.querySelector('[data-id].row[aria-selected=true]').dataset.id !== ${JSON.stringify(first)}`);
    await page.key('k');
    await page.until(`document.querySelector('[data-id].row[aria-selected=true]').dataset.id === ${JSON.stringify(first)}`);
    await page.key('/');
    assert.equal(await page.ask('document.activeElement.id'), 'filter');
    await page.type('beta');
    await page.until("document.querySelectorAll('[data-id].row').length === 1");
    assert.equal(await chosen(), 'q2');

    // From an object to what it refers to, and back to what refers to that.
    await page.click('.link[data-id="d1"]');
    await page.until("document.querySelector('pre').textContent.includes('North')");
    assert.ok((await page.ask("[...document.querySelectorAll('h4 ~ div .link')].map(link => link.textContent).join()")).includes('Beta'));

    // The other pages, by number.
    await page.key('Escape');
    await page.key('2');
    await page.until("document.querySelector('table')?.textContent.includes('/api/v2/routing/queues')");
    const calls = await page.ask("[...document.querySelectorAll('tr')].slice(1).map((row) => row.cells[2].textContent + ' ' + row.cells[3].textContent.trim())");
    assert.deepEqual(calls, ['GET /api/v2/routing/queues 401'], 'the page itself is in the log');
    await page.key('3');
    await page.until("document.querySelector('pre')?.textContent.includes('503')");
    await page.key('4');
    await page.until("document.querySelector('main').textContent.includes('stands still')");
    await page.click('[data-advance="3600"]');
    await page.until("document.querySelector('main').textContent.includes('2026-01-01T01:00:00')");
    await page.key('5');
    await page.until("/[1-9]\\d* full, \\d+ generic, \\d+ absent/.test(document.querySelector('main').textContent)");
    assert.deepEqual(page.errors, [], 'the page has errors');
    console.log(`The simulator's page: passed in ${basename(browser)}`);
} finally {
    simulator.kill();
    if (chromium) {
        const ended = new Promise((resolve) => chromium.once('exit', resolve));
        chromium.kill();
        await ended;
    }
    // Its helpers may still write for a moment after it has ended.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** The first page, through the pipe on which Chromium speaks its debugging protocol: JSON between zero bytes. */
async function attach(chromium) {
    const waiting = new Map();
    const errors = [];
    let number = 0;
    let rest = '';
    chromium.stdio[4].setEncoding('utf8').on('data', (chunk) => {
        const parts = (rest + chunk).split('\0');
        rest = parts.pop();
        for (const message of parts.map((part) => JSON.parse(part))) {
            if (message.method === 'Runtime.exceptionThrown') errors.push(message.params.exceptionDetails.exception?.description);
            const told = waiting.get(message.id);
            waiting.delete(message.id);
            if (message.error) told?.reject(new Error(message.error.message));
            else told?.resolve(message.result);
        }
    });
    const raw = (method, params, sessionId) =>
        new Promise((resolve, reject) => {
            number += 1;
            waiting.set(number, { resolve, reject });
            chromium.stdio[3].write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
        });
    chromium.once('exit', () => waiting.forEach(({ reject }) => reject(new Error('Chromium ended'))));
    let target;
    while (!target) {
        target = (await raw('Target.getTargets', {})).targetInfos.find(({ type }) => type === 'page');
        if (!target) await sleep(50);
    }
    const { sessionId } = await raw('Target.attachToTarget', { targetId: target.targetId, flatten: true });
    const send = (method, params = {}) => raw(method, params, sessionId);
    const ask = async (expression) => {
        const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
        return result.value;
    };
    return {
        send,
        ask,
        errors,
        async until(expression) {
            const end = Date.now() + 20_000;
            while (!(await ask(`Boolean((() => { try { return ${expression}; } catch { return false; } })())`))) {
                if (Date.now() > end) throw new Error(`never: ${expression}\n${await ask('document.body.innerText')}`);
                await sleep(30);
            }
        },
        click: (selector) => ask(`document.querySelector(${JSON.stringify(selector)}).click()`),
        async key(key) {
            const text = key.length === 1 ? key : undefined;
            await send('Input.dispatchKeyEvent', { type: 'keyDown', key, text });
            await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
        },
        type: (text) => send('Input.insertText', { text }),
    };
}
