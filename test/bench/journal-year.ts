/** Writes a year of a domain's journal as the historian does, block by block, without waiting for the year. */
import { join } from 'node:path';
import { BlockFolder } from '../../collector/history/journal/block-folder.ts';
import { applyBatch, emptyDomainState } from '../../shared/domain-state.ts';
import { changeOf } from '../../shared/journal/block.ts';
import { JOURNAL_FOLDER } from '../../shared/journal/block-range.ts';
import type { Reading } from '../../shared/observation.ts';
import type { Chance } from '../fixtures/chance.ts';
import { BlockWriter } from './block-writer.ts';

export interface YearOptions {
  /** Of the whole history. */
  readonly folder: string;
  readonly domain: string;
  readonly config: string;
  readonly series: readonly { readonly indicator: string; readonly place: string }[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly changes: number;
  /** Readings in one change. */
  readonly perChange: number;
  readonly chance: Chance;
}

export interface WrittenYear {
  readonly blocks: number;
  readonly readings: number;
  readonly bytes: number;
}

export async function writeYear(options: YearOptions): Promise<WrittenYear> {
  const { folder, domain, config, series, fromMs, toMs, changes, perChange, chance } = options;
  const blocks = new BlockFolder(join(folder, domain, JOURNAL_FOLDER));
  const state = emptyDomainState(domain);
  const reading = (at: number, atMs: number): Reading => ({
    ...(series[at % series.length] as YearOptions['series'][number]),
    value: chance.between(0, 20_000) / 10,
    observedAtMs: atMs - chance.between(100, 900),
    collectedAtMs: atMs,
    source: 'nguon',
    method: 'api',
  });
  const nothing = { source: 'nguon', outcome: 'ok', others: [], gone: [], events: [], pictures: [] } as const;
  applyBatch(state, { ...nothing, readings: series.map((_, at) => reading(at, fromMs)) });
  Object.assign(state, { epoch: 'e', cursor: `${fromMs}-0` });
  const writer = new BlockWriter(blocks, state, config);
  for (let n = 1; n <= changes; n += 1) {
    const atMs = Math.floor(fromMs + (n * (toMs - fromMs)) / changes);
    const readings = Array.from({ length: perChange }, (_, at) => reading(n * perChange + at, atMs));
    await writer.push(changeOf({ ...nothing, id: `${atMs}-0`, epoch: 'e', collectedAtMs: atMs, readings }));
  }
  writer.finish();
  return { blocks: blocks.full().length, readings: changes * perChange, bytes: blocks.fullBytes() };
}
