/** How a process of the collector's side ends: politely, on SIGTERM and SIGINT, and when its parent goes. */
import { setTimeout as sleep } from 'node:timers/promises';

/** An end that is asked for during the start waits this long for it, ms. */
const START_PATIENCE_MS = 1_000;

/** @param started resolves with what ends in order. @param withinMs an end that takes longer is cut short; absent: never. */
export function endOnDemand(started: Promise<() => Promise<void>>, withinMs?: number): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    if (withinMs !== undefined) setTimeout(() => process.exit(0), withinMs).unref();
    // A start that waits for a Redis that is away has begun nothing that is worth waiting for.
    void Promise.race([started, sleep(START_PATIENCE_MS)])
      .then((close) => close?.())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // Started by another process of ours, which has died, perhaps while this one still loaded: just end.
  process.on('disconnect', end);
  if (process.connected === false) end();
}
