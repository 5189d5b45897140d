/** I1 and I2 as far as observations go: what was served, told and kept, held against each other. Pure. */
import type { HistoryPoint } from '../../shared/latest-entry.ts';
import { canonicalValue, seriesKey, type Value } from '../../shared/observation.ts';
import type { LedgerEntry } from '../province/ledger.ts';
import type { Accepted } from '../fixtures/store-truth.ts';

/** What was served within this of an outage may have been on its way, ms. */
const ON_ITS_WAY_MS = 2_500;
/** What was accepted within this before a tear lies in the bytes that are cut, ms. */
const TORN_OFF_MS = 2_500;

export interface SeriesPast {
  readonly series: string;
  readonly points: readonly HistoryPoint[];
}

export interface Evidence {
  readonly domain: string;
  readonly kept: readonly SeriesPast[];
  /** Every reading that became the latest, as the change stream told it. */
  readonly accepted: readonly Accepted[];
  /** When polls failed, ms. */
  readonly failedAtMs: readonly number[];
  /** What the upstream served. */
  readonly ledger: readonly LedgerEntry[];
  readonly outages: readonly {
    readonly fromMs: number;
    readonly healedAtMs: number;
    /** What the store wrote last before it was torn off. */
    readonly isTorn?: boolean | undefined;
  }[];
  readonly nowMs: number;
}

/** Nothing accepted is missing from history, nothing is there twice, nothing is there that was never served. */
export function historyProblems(evidence: Evidence): string[] {
  const { domain, kept, accepted, ledger } = evidence;
  const facts = new Set(
    kept.flatMap(({ series, points }) => points.map((one) => factOf(series, one.observedAtMs, one.value))),
  );
  const served = new Set(ledger.flatMap((entry) => factsOf(domain, entry)));
  const told = accepted
    .filter(isKept(evidence))
    .map(({ reading }) =>
      factOf(seriesKey(reading.indicator, reading.place), reading.observedAtMs, reading.value),
    );
  return [
    ...kept.flatMap(doubled),
    ...[...facts].filter((fact) => !served.has(fact)).map((fact) => `${fact} was never served`),
    ...told.filter((fact) => !facts.has(fact)).map((fact) => `${fact} was accepted and is lost`),
    ...owed(evidence)
      .filter((fact) => !facts.has(fact))
      .map((fact) => `${fact} was served outside of every outage and is missing`),
  ];
}

/** Whether a reading must be there: not one that a disk tore off together with what was written last. */
function isKept({ outages }: Evidence): (accepted: Accepted) => boolean {
  const torn = outages.filter(({ isTorn }) => isTorn === true);
  return ({ reading: { collectedAtMs } }) =>
    torn.every(({ fromMs }) => collectedAtMs < fromMs - TORN_OFF_MS || collectedAtMs > fromMs);
}

/** What was served while nothing was broken, long enough ago to be recorded. */
function owed({ domain, ledger, outages, failedAtMs, nowMs }: Evidence): string[] {
  const isCalm = (atMs: number) =>
    atMs < nowMs - ON_ITS_WAY_MS &&
    outages.every(
      ({ fromMs, healedAtMs }) => atMs < fromMs - ON_ITS_WAY_MS || atMs > healedAtMs + ON_ITS_WAY_MS,
    ) &&
    // An answer that came too late for its poll is a failure, and was told as one.
    failedAtMs.every((failedMs) => Math.abs(failedMs - atMs) >= ON_ITS_WAY_MS);
  return ledger
    .filter(({ outcome, servedAtMs }) => outcome === 200 && isCalm(servedAtMs))
    .flatMap((entry) => factsOf(domain, entry));
}

/**
 * The same value of the same time twice in a row was written twice. A value that was corrected and corrected back is
 * three versions of one fact, and no double.
 */
function doubled({ series, points }: SeriesPast): string[] {
  const inOrder = points.toSorted(
    (a, b) => a.observedAtMs - b.observedAtMs || a.collectedAtMs - b.collectedAtMs,
  );
  return inOrder
    .filter((point, at) => {
      const before = inOrder[at - 1];
      return before?.observedAtMs === point.observedAtMs && before.value === point.value;
    })
    .map(({ observedAtMs, value }) => `${factOf(series, observedAtMs, value)} is there twice`);
}

function factsOf(domain: string, { stampMs = 0, values }: LedgerEntry): string[] {
  return Object.entries(values).map(([name, value]) => {
    const [indicator, place = ''] = name.split('@');
    return factOf(seriesKey(`${domain}.${indicator}`, place), stampMs, value);
  });
}

const factOf = (series: string, observedAtMs: number, value: Value) =>
  `${series} ${canonicalValue(value)} of ${observedAtMs}`;
