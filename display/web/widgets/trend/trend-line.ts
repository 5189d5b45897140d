/** What a trend is drawn from. */
import type { Figure } from '../../../../shared/figure.ts';
import type { SeriesBeside, SeriesPoint } from '../../../../shared/api.ts';

export interface TrendLine {
  readonly figure: Figure;
  readonly points: readonly SeriesPoint[];
  /** What is written at the line's end. */
  readonly name: string;
  /** Quieter lines of another time, their points moved under those of this. */
  readonly beside?: readonly QuietLine[] | undefined;
}

export interface QuietLine {
  readonly kind: SeriesBeside;
  readonly points: readonly SeriesPoint[];
  readonly name: string;
}

export interface TrendFrame {
  /** Moments: the window. Periods: absent. */
  readonly window?: { readonly fromMs: number; readonly toMs: number };
  readonly timeZone: string;
  readonly textPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly number: (value: number) => string;
  /** Words of the x axis: an hour of the day, or a period. */
  readonly tick: (atMs: number) => string;
  readonly limitWord: (level: 'warning' | 'critical') => string;
}

/** An instant, and the value then; null where the line breaks. */
export type Datum = [number, number | null];
