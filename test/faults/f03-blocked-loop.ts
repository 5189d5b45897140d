/** F3: the connector of one domain blocks its event loop. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const BLOCKED_MS = [100, 2_000, 10_000, 40_000];
const VICTIM = 'linh-vuc-5';
const SOURCE = `sources/nguon-${VICTIM}.yaml`;
const HEALED_WITHIN_MS = 15_000;

export const row: FaultRow = {
  id: 'F3',
  name: 'event loop blocked by one connector',
  run: (say) => {
    let order = '';
    const prepareConfig = (folder: string) => {
      order = join(folder, 'block');
      const source = parse(readFileSync(join(folder, SOURCE), 'utf8')) as {
        settings: Record<string, unknown>;
      };
      source.settings['blockFile'] = order;
      writeFileSync(join(folder, SOURCE), stringify(source));
    };
    return FaultRig.with(
      { collectorProgram: 'test/faults/blocking-collector.ts', prepareConfig },
      async (rig) => {
        for (const forMs of BLOCKED_MS) {
          const outage = await rig.outage(async () => {
            writeFileSync(order, String(forMs));
            await sleep(forMs);
          });
          rig.expectOthersUnmoved(VICTIM);
          await until('the blocked domain to be fresh again', () => isFresh(rig), HEALED_WITHIN_MS);
          const healedMs = Date.now() - outage.healedAtMs;
          await rig.expectEqual(outage);
          rig.expectOthersUnmoved(VICTIM);
          await rig.untilFresh();
          say(
            `blocked for ${forMs / 1_000} s: the other eight unmoved, fresh again ${Math.max(0, healedMs)} ms after`,
          );
        }
      },
    );
  },
};

async function isFresh(rig: FaultRig): Promise<boolean> {
  const figures = (await rig.page.figures()).filter(({ indicator }) => indicator.startsWith(`${VICTIM}.`));
  return figures.every(({ freshness, failure }) => freshness === 'fresh' && failure === undefined);
}
