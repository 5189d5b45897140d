/** Spans that follow each other, told as one. Pure. */

export interface Run {
  /** Starts of the first and the last span. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * @param starts of spans, in any order, each once. @param most runs; were there more, all is told as one.
 * @param endOf end of a span, by its start, which is the start of the next.
 */
export function runsOf(starts: readonly number[], most: number, endOf: (startMs: number) => number): Run[] {
  const runs: { firstMs: number; lastMs: number }[] = [];
  for (const startMs of starts.toSorted((a, b) => a - b)) {
    const open = runs.at(-1);
    if (open !== undefined && endOf(open.lastMs) === startMs) open.lastMs = startMs;
    else runs.push({ firstMs: startMs, lastMs: startMs });
  }
  const [first, last] = [runs[0], runs.at(-1)];
  if (runs.length <= most || first === undefined || last === undefined) return runs;
  return [{ firstMs: first.firstMs, lastMs: last.lastMs }];
}
