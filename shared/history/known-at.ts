/**
 * What was known at an instant: corrected and late figures stand beside what they corrected, each with the time at
 * which the wall accepted it; a question names the instant whose knowledge it wants. Pure.
 */
import { canonicalValue, type Method } from '../observation.ts';
import type { HistoryPoint } from '../latest-entry.ts';

/** One accepted observation of a series. */
export interface Version extends HistoryPoint {
  /** What orders a series: start of the period, or the time of the fact. Ms since 1970 UTC. */
  readonly sortMs: number;
  /** Absent where only Redis holds it, which does not keep the method of past points. */
  readonly method?: Method | undefined;
}

/** Equal for two records of the same observation, wherever they were read. */
function versionKey({ collectedAtMs, observedAtMs, source, value, period = '' }: Version): string {
  return `${collectedAtMs} ${observedAtMs} ${source} ${canonicalValue(value)} ${period}`;
}

/**
 * Versions from several places without doubles, in the order of their facts and then of their acceptance. What a source
 * told again of a fact without change is none of its own: a store that lost its end accepts again what the files keep.
 */
export function mergeVersions(...lists: readonly (readonly Version[])[]): Version[] {
  const byKey = new Map<string, Version>();
  for (const version of lists.flat()) {
    const key = versionKey(version);
    const known = byKey.get(key);
    if (known?.method === undefined) byKey.set(key, version);
  }
  return withoutRepeats([...byKey.values()].toSorted(inOrder));
}

/** @param versions in order. */
function withoutRepeats(versions: readonly Version[]): Version[] {
  // Versions of one fact stand together; a fact has as many of these as sources tell it.
  let last: Version[] = [];
  return versions.filter((version) => {
    if (last[0]?.sortMs !== version.sortMs) last = [];
    const at = last.findIndex((one) => isOfSameFact(one, version));
    const isRepeat = at >= 0 && last[at]?.value === version.value;
    if (at < 0) last.push(version);
    else last[at] = version;
    return !isRepeat;
  });
}

function isOfSameFact(a: Version, b: Version): boolean {
  if (a.source !== b.source || a.period !== b.period) return false;
  return a.period !== undefined || a.observedAtMs === b.observedAtMs;
}

function inOrder(a: Version, b: Version): number {
  return a.sortMs - b.sortMs || a.collectedAtMs - b.collectedAtMs || compareTexts(a.source, b.source);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * One version per fact: the last that was accepted by `knownAtMs`. Oldest fact first.
 * @param versions in the order of {@link mergeVersions}.
 * @param knownAtMs undefined: as of now.
 */
export function asKnownAt(versions: readonly Version[], knownAtMs: number | undefined): Version[] {
  const byFact = new Map<string | number, Version>();
  for (const version of versions) {
    if (knownAtMs !== undefined && version.collectedAtMs > knownAtMs) continue;
    const fact = version.period ?? version.observedAtMs;
    const known = byFact.get(fact);
    if (known === undefined || version.collectedAtMs >= known.collectedAtMs) byFact.set(fact, version);
  }
  return [...byFact.values()].toSorted(inOrder);
}

/**
 * The newest fact that was known at an instant, by the rule of the record: it stands until a newer comes, and only its
 * own source corrects it. Where a configuration ranks several sources of one series, screens may have shown another's.
 * @param versions in any order. @param knownAtMs undefined: as of now.
 */
export function latestKnownAt(
  versions: readonly Version[],
  knownAtMs: number | undefined,
): Version | undefined {
  const accepted = versions
    .filter(({ collectedAtMs }) => knownAtMs === undefined || collectedAtMs <= knownAtMs)
    .toSorted((a, b) => a.collectedAtMs - b.collectedAtMs || a.sortMs - b.sortMs);
  let latest: Version | undefined;
  for (const version of accepted) {
    const isCorrection =
      latest !== undefined &&
      version.sortMs === latest.sortMs &&
      version.source === latest.source &&
      version.period === latest.period;
    if (latest === undefined || version.sortMs > latest.sortMs || isCorrection) latest = version;
  }
  return latest;
}
