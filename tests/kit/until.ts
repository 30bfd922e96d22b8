/** Waiting for what comes by itself. */
import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something holds, ten seconds at most unless more are given. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = 10): Promise<void> {
    for (let tries = 0; tries < 20 * seconds; tries++) {
        if (await holds()) {
            return;
        }
        await sleep(50);
    }
    throw new Error(`${what} has not come in ${seconds} s`);
}
