/** Five classes of one indicator over the communes, and the histogram that is their legend. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Figure } from '../../../shared/figure.ts';
import { roundUp } from '../marks/scale.ts';

/** A cell's class: 1 the darkest to 5 the lightest, 0 hatched: not known. */
export type CellClass = 0 | 1 | 2 | 3 | 4 | 5;
const CLASS_COUNT = 5;

export interface MapClasses {
  /** Four values that part five classes, rising. */
  readonly breaks: readonly number[];
  /** Lighter is worse, so that an eye lands there: with `better: up` the lowest values are the lightest. */
  readonly lightIsLow: boolean;
}

/**
 * Round, evenly spaced breaks over what is known. They follow the data in round steps only, so that a map does not
 * change its shades with every tick.
 */
export function mapClasses(
  indicator: Pick<Indicator, 'better' | 'decimals'>,
  figures: readonly Figure[],
): MapClasses {
  const values = figures.filter(isKnown).map((figure) => figure.value as number);
  const low = values.length === 0 ? 0 : Math.min(...values);
  const high = values.length === 0 ? 1 : Math.max(...values);
  const least = 10 ** -indicator.decimals;
  const step = Math.max(least, roundUp((high - low) / CLASS_COUNT));
  const first = Math.ceil(low / step + 1e-9);
  const breaks = Array.from({ length: CLASS_COUNT - 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { breaks, lightIsLow: indicator.better === 'up' };
}

export function cellClass(figure: Figure, classes: MapClasses): CellClass {
  if (!isKnown(figure)) return 0;
  const rank = classes.breaks.filter((value) => (figure.value as number) >= value).length;
  return (classes.lightIsLow ? CLASS_COUNT - rank : rank + 1) as CellClass;
}

/** Stale values are not drawn as if they were known. */
function isKnown(figure: Figure): boolean {
  return typeof figure.value === 'number' && (figure.freshness === 'fresh' || figure.freshness === 'late');
}

export interface HistogramBar {
  readonly shade: CellClass;
  readonly count: number;
  /** Bounds: from included, to excluded; absent at the open ends. */
  readonly from?: number;
  readonly to?: number;
}

/** Bars in the order of the values, the unknown ones last. */
export function histogram(figures: readonly Figure[], classes: MapClasses): HistogramBar[] {
  const count = (shade: CellClass) => figures.filter((figure) => cellClass(figure, classes) === shade).length;
  const { breaks, lightIsLow } = classes;
  const bars = Array.from({ length: CLASS_COUNT }, (_, index): HistogramBar => {
    const shade = (lightIsLow ? CLASS_COUNT - index : index + 1) as CellClass;
    const [from, to] = [breaks[index - 1], breaks[index]];
    return {
      shade,
      count: count(shade),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  });
  return [...bars, { shade: 0, count: count(0) }];
}

/** The place that the eye should find first: the worst known one; undefined where no end is worse. */
export function worstCell(figures: readonly Figure[], better: Indicator['better']): Figure | undefined {
  if (better === 'neutral') return undefined;
  const sign = better === 'down' ? 1 : -1;
  return figures
    .filter(isKnown)
    .reduce<Figure | undefined>(
      (worst, figure) =>
        worst === undefined || sign * ((figure.value as number) - (worst.value as number)) > 0
          ? figure
          : worst,
      undefined,
    );
}
