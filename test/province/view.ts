/** Builds what one answer sees: which instant, which stamps, which values. Pure but for noting what was served. */
import type { OverrideLog } from './overrides.ts';
import { HISTORY_MS, MAX_VIEWS, type Rhythm, type ServedValue, type View } from './service.ts';

/** Seed, clock and speed of the whole province. */
export interface Simulation {
  readonly seed: number;
  readonly speed: number;
  readonly nowMs: () => number;
}

/** The simulated day started together with the real one at this instant: 2026-01-01 00:00 in UTC+7. */
const ORIGIN_MS = Date.UTC(2025, 11, 31, 17);

/** The instant of the simulated day. A restart with the same speed continues the same curve. */
export function simulatedMs(atMs: number, speed: number): number {
  return ORIGIN_MS + (atMs - ORIGIN_MS) * speed;
}

/** What the time faults and missing-series change. Absent members change nothing. */
export interface Distortion {
  /** The clock stamp stands still here. */
  readonly stampFrozenAtMs?: number;
  readonly stampAheadMs?: number;
  /** Facts themselves stand still here: the same publication again and again. */
  readonly factsFrozenAtMs?: number;
  /** Facts of this long ago. */
  readonly behindMs?: number;
  readonly hidden?: (series: string) => boolean;
}

export interface ViewContext {
  readonly simulation: Simulation;
  readonly overrides: OverrideLog;
  readonly distortion: Distortion;
  /** Called for every value that goes out. */
  readonly note: (series: string, value: ServedValue) => void;
}

export function makeView(context: ViewContext, atMs: number, stamped: boolean): View {
  const { simulation, overrides, distortion, note } = context;
  const stamp = (instantMs: number) => (stamped ? distortStamp(instantMs, distortion) : instantMs);
  const inForce = <T extends ServedValue>(series: string, model: T) =>
    overrides.valueAt(series, atMs) ?? model;
  return {
    seed: simulation.seed,
    speed: simulation.speed,
    atMs,
    simMs: simulatedMs(atMs, simulation.speed),
    stampMs: stamp(atMs),
    stamp,
    inForce: <T extends ServedValue>(series: string, model: T) => inForce(series, model) as T,
    served: <T extends ServedValue>(series: string, model: T) => {
      if (distortion.hidden?.(series) === true) return undefined;
      const set = overrides.valueAt(series, atMs);
      // A set null is a null sent: "the upstream says none".
      const value = set === undefined ? model : set;
      note(series, value);
      return value as T | null;
    },
    at: (instantMs) => makeView(context, instantMs, false),
    slower: (stepMs) => makeView(context, publicationMs(overrides, atMs, stepMs), stamped),
  };
}

function distortStamp(instantMs: number, { stampFrozenAtMs, stampAheadMs = 0 }: Distortion): number {
  return Math.min(instantMs, stampFrozenAtMs ?? Infinity) + stampAheadMs;
}

/** The publication that a live answer carries. */
export function liveMoment(context: ViewContext, rhythm: Rhythm): number {
  const { simulation, overrides, distortion } = context;
  const nowMs =
    Math.min(simulation.nowMs(), distortion.factsFrozenAtMs ?? Infinity) - (distortion.behindMs ?? 0);
  return publicationMs(overrides, nowMs, rhythm.stepMs);
}

/** The last publication at or before an instant: one of the grid, or one made by hand since. */
function publicationMs(overrides: OverrideLog, atMs: number, stepMs: number): number {
  const gridMs = Math.floor(atMs / stepMs) * stepMs;
  // A value set by hand is published at once, not at the next step of the grid.
  return overrides.changesWithin(gridMs, atMs).at(-1) ?? gridMs;
}

/** The publications of a window, oldest first: those of the grid and those made by hand. */
export function pastMoments(
  context: ViewContext,
  rhythm: Rhythm,
  fromMs: number,
  toMs: number,
): readonly number[] {
  const { simulation, overrides, distortion } = context;
  const nowMs = simulation.nowMs();
  const stepMs = rhythm.historyStepMs ?? rhythm.stepMs;
  const lastMs = Math.min(
    toMs,
    nowMs,
    distortion.factsFrozenAtMs ?? Infinity,
    distortion.stampFrozenAtMs ?? Infinity,
  );
  const firstMs = Math.max(fromMs, nowMs - HISTORY_MS);
  const moments = new Set(overrides.changesWithin(firstMs, lastMs));
  for (let atMs = Math.ceil(firstMs / stepMs) * stepMs; atMs <= lastMs; atMs += stepMs) moments.add(atMs);
  return [...moments].sort((a, b) => a - b).slice(0, MAX_VIEWS);
}
