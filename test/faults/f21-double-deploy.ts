/** F21: two collectors, then an old and a new version, on one store. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../fixtures/wall-rig.ts';
import { expectNeverBack } from './f02-zombie.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const BESIDE_MS = 15_000;

export const row: FaultRow = {
  id: 'F21',
  name: 'double deploy of collectors, old beside new',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const { wall } = rig;
      const twin = wall.anotherCollector();
      twin.start();
      const before = requests(rig);
      await sleep(BESIDE_MS);
      const polls = (requests(rig) - before) / (BESIDE_MS / 1_000) / wall.domains.length;
      rig.expectOthersUnmoved();
      await twin.kill('SIGTERM');
      say(
        `two collectors for ${BESIDE_MS / 1_000} s: ${polls.toFixed(2)} polls a second and source, none doubled in history`,
      );

      const newer = mkdtempSync(join(tmpdir(), 'wall-newer-'));
      try {
        cpSync(wall.configDir, newer, { recursive: true });
        const file = join(newer, 'province.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('Test Province', 'Test Province, newer'));
        const newcomer = wall.anotherCollector({ CONFIG_DIR: newer });
        newcomer.start();
        await until('the other configuration to be told', () => isMismatchTold(rig), 40_000);
        await sleep(BESIDE_MS);
        rig.expectOthersUnmoved();
        await newcomer.kill('SIGTERM');
      } finally {
        rmSync(newer, { recursive: true, force: true });
      }
      expectNeverBack(rig);
      const outage = await rig.outage(() => Promise.resolve());
      await rig.expectEqual(outage);
      say('old and new side by side: told as a mismatch, nothing doubled, nothing went back');
    }),
};

function requests(rig: FaultRig): number {
  const services = [...rig.wall.province.services.values()];
  return services.reduce((sum, { state }) => sum + state.ledger.counts.requests, 0);
}

async function isMismatchTold(rig: FaultRig): Promise<boolean> {
  const { items } = await rig.wall.get<{ items: { role: string; mismatch: boolean }[] }>('/api/v1/processes');
  return items.some(({ role, mismatch }) => role === 'collector' && mismatch);
}
