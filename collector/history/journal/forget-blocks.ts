/** Gives up whole blocks of the journal that lie before the days for which the past can be replayed. */
import { compareStreamIds } from '../../../shared/change-entry.ts';
import { idMs } from '../../../shared/history/segment.ts';
import { linesFrom, type OutageLine } from '../../../shared/journal/outages.ts';
import type { BlockFolder } from './block-folder.ts';

/**
 * A block speaks until the next begins, so it stays as long as that begins later than `beforeMs`; the last full one
 * always stays.
 * @returns how many went.
 */
export function forgetBlocks(folder: BlockFolder, beforeMs: number): number {
  const full = folder.full();
  const first = full.findLastIndex(({ start }) => compareStreamIds(start, `${beforeMs}-0`) <= 0);
  if (first <= 0) return 0;
  folder.drop(full.slice(0, first));
  const lines = folder
    .outageText()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as OutageLine);
  const kept = linesFrom(lines, idMs(full[first]?.start ?? ''));
  if (kept.length < lines.length)
    folder.replaceOutages(kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return first;
}
