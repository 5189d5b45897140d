/** Push connectors that misbehave on purpose, for the tests of their lanes. Loaded by the lane's own thread. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { PushConnector, Subscription } from '../../../collector/push-connector.ts';

const settings = z.looseObject({
  /** While this file is there, the connector is well behaved; it is removed by the deed. */
  once: z.string().default(''),
  everyMs: z.number().default(50),
});
type Settings = z.infer<typeof settings>;

const head = { status: 'test', headers: {}, bytes: 0 };
const point = (n: number) => ({
  json: new TextEncoder().encode(JSON.stringify({ n, atMs: Date.now() - 1_000 + (n % 1_000) })),
});

/** Tells a number again and again until it is ended. */
async function tell({ signal, settings: { everyMs }, deliver, up }: Subscription<Settings>): Promise<void> {
  up(head);
  for (let n = 1; !signal.aborted; n += 1) {
    await deliver(point(n));
    await sleep(everyMs);
  }
}

/** True the first time only, over all lives of the thread. */
function isFirst({ once }: Settings): boolean {
  if (!existsSync(once)) return false;
  rmSync(once);
  return true;
}

const wild = (id: string, subscribe: PushConnector<Settings>['subscribe']) =>
  [
    id,
    { id, title: { vi: 'Thử', en: 'Test' }, settings, answers: 'document', example: '', subscribe },
  ] as const;

export const CONNECTORS = new Map([
  wild('calm', tell),
  wild('hangs', async (subscription) => {
    if (isFirst(subscription.settings)) {
      subscription.up(head);
      await subscription.deliver(point(1));
      for (;;);
    }
    await tell(subscription);
  }),
  wild('crashes', async (subscription) => {
    if (isFirst(subscription.settings)) {
      subscription.up(head);
      setTimeout(() => {
        throw new Error('out of the blue');
      }, 50);
      await sleep(60_000);
    }
    await tell(subscription);
  }),
  wild('floods', async ({ up, deliver }) => {
    up(head);
    await Promise.all(Array.from({ length: 5_000 }, (_, n) => deliver(point(n))));
  }),
  wild('deaf', async ({ up, deliver }) => {
    up(head);
    for (let n = 1; ; n += 1) {
      await deliver(point(n)).catch(() => {});
      await sleep(50);
    }
  }),
  wild('gives-up', ({ up }) => {
    up(head);
    return Promise.resolve();
  }),
]);
