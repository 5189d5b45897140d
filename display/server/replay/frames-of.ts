/** Changes as the frames that told them: several within one step become one, without what it would overwrite. Pure. */
import type { DomainState } from '../../../shared/domain-state.ts';
import type { WireBatch, WireFrame } from '../../../shared/frame.ts';
import { idMs } from '../../../shared/history/segment.ts';
import { foldChange, type ChangeLine } from '../../../shared/journal/block.ts';

/**
 * @param state before the changes; it stands behind them afterwards.
 * @param stepMs steps are counted from 1970, so that all who play at one speed see the same. 0: each alone.
 */
export function framesOf(
  state: DomainState,
  changes: readonly ChangeLine[],
  { stepMs, toMs }: { readonly stepMs: number; readonly toMs: number },
): WireFrame[] {
  const frames: (WireFrame & { b: WireBatch[]; t: string })[] = [];
  let openStep: number | undefined;
  for (const change of changes) {
    const from = state.cursor;
    const [id, batch] = change;
    if (foldChange(state, change) === 'nothing') continue;
    const step = stepMs > 0 ? Math.floor(idMs(id) / stepMs) : undefined;
    const open = frames.at(-1);
    if (open !== undefined && step !== undefined && step === openStep) {
      open.b.push(batch);
      open.t = id;
      continue;
    }
    openStep = step;
    const endMs = step === undefined ? idMs(id) : Math.min(toMs, (step + 1) * stepMs - 1);
    frames.push({ d: state.domain, e: state.epoch, f: from, t: id, n: endMs, b: [batch] });
  }
  return frames.map((frame) => ({ ...frame, b: withoutOverwritten(frame.b) }));
}

/**
 * Leaves out rows that the same source overwrites later on, and what is left of a batch when that is nothing. The last
 * batch of a source stays, for it tells how its poll went.
 */
function withoutOverwritten(batches: readonly WireBatch[]): WireBatch[] {
  if (batches.length < 2) return [...batches];
  const seen = new Set<string>();
  const kept: WireBatch[] = [];
  for (const batch of batches.toReversed()) {
    const isLastOfSource = !seen.has(batch.s);
    seen.add(batch.s);
    const { i: grouped, ...others } = batch;
    const rows = Object.entries(grouped ?? {}).flatMap(([indicator, all]) => {
      const last = all.toReversed().filter(([place]) => {
        const key = `${batch.s} ${indicator} ${place}`;
        return !seen.has(key) && seen.add(key);
      });
      return last.length === 0 ? [] : [[indicator, last] as const];
    });
    const isEmpty = rows.length === 0 && Object.keys(others).every((name) => 'scr'.includes(name));
    if (isLastOfSource || !isEmpty)
      kept.push(rows.length === 0 ? others : { ...others, i: Object.fromEntries(rows) });
  }
  return kept.toReversed();
}
