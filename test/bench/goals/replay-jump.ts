/**
 * A jump to a random instant of a year: all domains asked for at once as a screen does, received, decoded and folded.
 * Beside it the bytes that a reading takes in the journal.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyBatch, domainStateHash, emptyDomainState } from '../../../shared/domain-state.ts';
import { decodeBatch } from '../../../shared/frame.ts';
import type { StateThenReply } from '../../../shared/journal/replies.ts';
import { Chance } from '../../fixtures/chance.ts';
import { communeFigureId, communeId, DOMAINS, figureId, PROVINCE } from '../bench-province.ts';
import { writeYear, type WrittenYear } from '../journal-year.ts';
import { percentile, type Benchmark, type GoalResult } from '../measure.ts';
import { startWall, type BenchWall } from '../wall.ts';

const SEED = 20_261_127;
const YEAR_MS = 365 * 86_400_000;
const COMMUNES = 65;
const FIGURES = 40;
/** Readings that a poll brings together. */
const PER_CHANGE = 20;
/** One an hour of every domain. Busier years have more blocks, and none larger. */
const CHANGES = 8_760;
const JUMPS = 300;

export const replayJump: Benchmark = {
  ids: ['replay-jump', 'journal-size'],
  async run(): Promise<readonly GoalResult[]> {
    const folder = mkdtempSync(join(tmpdir(), 'wall-bench-journal-'));
    const chance = new Chance(SEED);
    const toMs = Date.now() - 60_000;
    const fromMs = toMs - YEAR_MS;
    let wall: BenchWall | undefined;
    try {
      const years: WrittenYear[] = [];
      for (const domain of DOMAINS) {
        const series = [
          ...Array.from({ length: FIGURES }, (_, n) => ({ indicator: figureId(domain, n), place: PROVINCE })),
          ...Array.from({ length: COMMUNES }, (_, n) => ({
            indicator: communeFigureId(domain),
            place: communeId(n),
          })),
        ];
        const more = { folder, domain, config: 'c', series, fromMs, toMs, chance };
        years.push(await writeYear({ ...more, changes: CHANGES, perChange: PER_CHANGE }));
      }
      wall = await startWall({ figures: FIGURES, communes: COMMUNES }, { env: { HISTORY_DIR: folder } });
      const tookMs: number[] = [];
      for (let n = 0; n < JUMPS; n += 1)
        tookMs.push(await jump(wall.url, Math.floor(fromMs + chance.next() * YEAR_MS)));
      const sum = (of: (year: WrittenYear) => number) => years.reduce((total, year) => total + of(year), 0);
      return [
        {
          id: 'replay-jump',
          what: `p99 of ${JUMPS} jumps to a random instant of a year, ${DOMAINS.length} domains of ${FIGURES + COMMUNES} series, ${sum(({ blocks }) => blocks)} blocks; median ${percentile(tookMs, 0.5).toFixed(0)}`,
          unit: 'ms',
          ours: percentile(tookMs, 0.99),
          goal: { atMost: 300 },
        },
        {
          id: 'journal-size',
          what: `a reading in the journal, its states included, of ${(sum(({ readings }) => readings) / 1e6).toFixed(1)} million at random values`,
          unit: 'bytes/reading',
          ours: sum(({ bytes }) => bytes) / sum(({ readings }) => readings),
          goal: 'report',
        },
      ];
    } finally {
      await wall?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @returns ms from the wish to the state that would be shown. */
async function jump(url: string, atMs: number): Promise<number> {
  const startMs = performance.now();
  const states = await Promise.all(
    DOMAINS.map(async (domain) => {
      const reply = (await (await fetch(`${url}/api/v1/at/${domain}?atMs=${atMs}`)).json()) as StateThenReply;
      const state = emptyDomainState(domain);
      for (const wire of reply.snapshot.b) applyBatch(state, decodeBatch(domain, wire));
      return state;
    }),
  );
  const tookMs = performance.now() - startMs;
  for (const state of states)
    if (state.readings.size !== FIGURES + COMMUNES)
      throw new Error(
        `${state.domain} at ${atMs}: ${state.readings.size} series, hash ${domainStateHash(state)}`,
      );
  return tookMs;
}
