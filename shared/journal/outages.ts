/** When sources failed, and when the journal has a gap: the marks on the time line. Pure. */
import { compareStreamIds } from '../change-entry.ts';
import type { SourceFailure } from '../domain-state.ts';
import { idMs } from '../history/segment.ts';

/** One turn of a source, as the journal keeps it: the change that told it, the source, its failure or `0` for none. */
export type OutageLine = readonly [id: string, source: string, failure: SourceFailure | 0];

export interface Outage {
  readonly source: string;
  readonly failure: SourceFailure;
  readonly fromMs: number;
  /** Undefined: it fails still. */
  readonly toMs: number | undefined;
}

/** The turns between what was told and what is; `told` is brought up to date. */
export function outageLines(
  told: Map<string, SourceFailure>,
  failures: ReadonlyMap<string, SourceFailure>,
  id: string,
): OutageLine[] {
  const lines: OutageLine[] = [];
  for (const source of told.keys()) if (!failures.has(source)) lines.push([id, source, 0]);
  for (const [source, failure] of failures)
    if (told.get(source) !== failure) lines.push([id, source, failure]);
  for (const line of lines) tell(told, line);
  return lines;
}

export function tell(told: Map<string, SourceFailure>, [, source, failure]: OutageLine): void {
  if (failure === 0) told.delete(source);
  else told.set(source, failure);
}

/** The turns that tell of all that was at a moment and of all behind it: of every source the last before it, and those since. */
export function linesFrom(lines: readonly OutageLine[], fromMs: number): OutageLine[] {
  const last = new Map<string, OutageLine>();
  const since: OutageLine[] = [];
  for (const line of lines) {
    if (idMs(line[0]) >= fromMs) since.push(line);
    else last.set(line[1], line);
  }
  const running = [...last.values()].filter(([, , failure]) => failure !== 0);
  return [...running.toSorted((a, b) => compareStreamIds(a[0], b[0])), ...since];
}

/** Outages, by their beginning. A failure for another reason is an outage of its own. */
export function outagesOf(lines: readonly OutageLine[]): Outage[] {
  const running = new Map<
    string,
    { readonly source: string; readonly failure: SourceFailure; readonly fromMs: number }
  >();
  const outages: Outage[] = [];
  for (const [id, source, failure] of lines) {
    const before = running.get(source);
    if (before !== undefined) outages.push({ ...before, toMs: idMs(id) });
    running.delete(source);
    if (failure !== 0) running.set(source, { source, failure, fromMs: idMs(id) });
  }
  for (const outage of running.values()) outages.push({ ...outage, toMs: undefined });
  return outages.toSorted((a, b) => a.fromMs - b.fromMs || (a.source < b.source ? -1 : 1));
}

/** `gap`: what was told then is not known. */
export interface Mark {
  readonly kind: 'outage' | 'gap';
  readonly fromMs: number;
  readonly toMs: number;
  /** Sources that failed in between, at most {@link MAX_SOURCES}; of a gap the domains. */
  readonly names: readonly string[];
}

const MAX_SOURCES = 20;

/** One outage of one source, or one gap of one domain. */
export type Span = Omit<Mark, 'names'> & { readonly name: string };

/**
 * Marks for a line of so many places: those of one kind that would touch each other are one.
 * @param spans in any order, within or across the range.
 */
export function marksOf(
  spans: readonly Span[],
  range: { readonly fromMs: number; readonly toMs: number },
  places: number,
): Mark[] {
  const nearMs = (range.toMs - range.fromMs) / places;
  const marks: Mark[] = [];
  for (const kind of ['gap', 'outage'] as const) {
    let open: { fromMs: number; toMs: number; names: Set<string> } | undefined;
    const close = () => {
      if (open !== undefined)
        marks.push({
          kind,
          fromMs: open.fromMs,
          toMs: open.toMs,
          names: [...open.names].slice(0, MAX_SOURCES),
        });
    };
    const within = spans
      .filter((span) => span.kind === kind && span.toMs >= range.fromMs && span.fromMs <= range.toMs)
      .toSorted((a, b) => a.fromMs - b.fromMs);
    for (const span of within) {
      const fromMs = Math.max(range.fromMs, span.fromMs);
      const toMs = Math.min(range.toMs, span.toMs);
      if (open !== undefined && fromMs - open.toMs <= nearMs) {
        open.toMs = Math.max(open.toMs, toMs);
        open.names.add(span.name);
        continue;
      }
      close();
      open = { fromMs, toMs, names: new Set([span.name]) };
    }
    close();
  }
  return marks;
}
