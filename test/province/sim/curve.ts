/** Slow official figures: through the known ones exactly, in between and beyond by a plain line. */
import { periodBounds } from '../../../shared/period.ts';
import { hash01 } from './noise.ts';
import { round } from './rhythm.ts';

export const TIME_ZONE = 'Asia/Ho_Chi_Minh';

export interface Curve {
  /** Real published figures by period; they come back exactly. */
  readonly known?: Readonly<Record<string, number>>;
  /** Own estimates by period that carry the line where no figure was published. */
  readonly estimated?: Readonly<Record<string, number>>;
  /** Change per year before the first and after the last of them. */
  readonly perYear?: number;
  /** Largest deviation of a figure that is neither known nor estimated. */
  readonly wobble?: number;
  /** Height of the wave over a year, e.g. of trade before Tết. */
  readonly season?: number;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
}

/** Middle of a period in years since 1970, close enough for a line. */
function yearPosition(period: string): number {
  const { startMs, endMs } = periodBounds(period, TIME_ZONE);
  return (startMs + endMs) / 2 / (365.25 * 86_400_000);
}

/** The figure of a period; the same for the same seed and key. */
export function curveAt(curve: Curve, seed: number, key: string, period: string): number {
  const fixed = curve.known?.[period] ?? curve.estimated?.[period];
  if (fixed !== undefined) return fixed;
  const { perYear = 0, wobble = 0, season = 0, min = -Infinity, max = Infinity, decimals = 0 } = curve;
  const at = yearPosition(period);
  const value =
    lineAt(anchorsOf(curve), at, perYear) +
    season * Math.cos(2 * Math.PI * at) +
    wobble * (2 * hash01(seed, `${key}@${period}`) - 1);
  return round(Math.min(max, Math.max(min, value)), decimals);
}

type Anchor = readonly [position: number, value: number];

function anchorsOf({ known, estimated }: Curve): readonly Anchor[] {
  const anchors = Object.entries({ ...estimated, ...known }).map(([period, value]): Anchor => [
    yearPosition(period),
    value,
  ]);
  return anchors.sort((a, b) => a[0] - b[0]);
}

function lineAt(anchors: readonly Anchor[], at: number, perYear: number): number {
  const after = anchors.findIndex(([position]) => position >= at);
  if (after === 0 || after === -1) {
    const [position, value] = anchors.at(after) ?? [at, 0];
    return value + (at - position) * perYear;
  }
  const [leftAt, left] = anchors[after - 1] ?? [at, 0];
  const [rightAt, right] = anchors[after] ?? [at, 0];
  return left + ((right - left) * (at - leftAt)) / (rightAt - leftAt);
}
