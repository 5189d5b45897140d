/** "Did you mean": the known name nearest to a mistyped one. */

/** A third of the letters may be wrong, at most three: beyond that a proposal is a guess. */
const MAX_EDITS = 3;

/** The nearest of `known`, or undefined when none is near enough. */
export function nearName(found: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestEdits = Math.min(MAX_EDITS, Math.ceil(found.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(found.toLowerCase(), name.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [name, edits];
  }
  return best;
}

/** `one of a, b, c`, led by the nearest name when there is one; long lists are cut. */
export function oneOf(found: unknown, known: readonly string[]): string {
  const near = typeof found === 'string' ? nearName(found, known) : undefined;
  if (near !== undefined) return `"${near}" (did you mean it?)`;
  const shown = known.slice(0, MAX_NAMES_SHOWN).join(', ');
  return known.length > MAX_NAMES_SHOWN ? `one of ${shown} … (${known.length} in all)` : `one of ${shown}`;
}

/** A line of a terminal holds about this many names. */
const MAX_NAMES_SHOWN = 12;

/** Levenshtein's distance: letters to insert, drop or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
