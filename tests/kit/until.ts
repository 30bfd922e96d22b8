/** Waiting for what comes by itself. */
import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something holds, ten seconds at most. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
        if (await holds()) {
            return;
        }
        await sleep(50);
    }
    throw new Error(`${what} has not come in 10 s`);
}
