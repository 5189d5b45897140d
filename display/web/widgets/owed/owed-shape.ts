/** What data a domain is owed: figures that are late, stale or never came, and sources in error. */
import type { SourceSummary } from '../../../../shared/api.ts';
import type { Indicator } from '../../../../shared/config/domain.ts';
import type { SourceFailure } from '../../../../shared/domain-state.ts';
import type { Figure } from '../../../../shared/figure.ts';
import { graver, type Freshness } from '../../../../shared/freshness.ts';

export interface OwedIndicator {
  readonly indicator: Indicator;
  readonly freshness: Exclude<Freshness, 'fresh'>;
  /** How many of its expected figures are owed, of how many. */
  readonly owed: number;
  readonly expected: number;
  /** From when the age of the oldest owed figure counts; absent when none ever came. */
  readonly oldestOriginMs?: number;
  /** The source that gave it before; absent when it never came. */
  readonly source?: string;
}

export interface OwedShape {
  readonly failed: readonly { readonly source: SourceSummary; readonly failure: SourceFailure }[];
  readonly indicators: readonly OwedIndicator[];
}

export function owedShape(
  figures: readonly Figure[],
  sources: Iterable<SourceSummary>,
  failures: ReadonlyMap<string, SourceFailure>,
  domain: string,
): OwedShape {
  const failed = [...sources].flatMap((source) => {
    const failure = failures.get(source.id);
    return source.domain === domain && failure !== undefined ? [{ source, failure }] : [];
  });
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const known = groups.get(figure.indicator.id);
    if (known === undefined) groups.set(figure.indicator.id, [figure]);
    else known.push(figure);
  }
  const owed = [...groups.values()].flatMap((group) => owedOf(group) ?? []);
  return {
    failed,
    indicators: owed.sort(
      (a, b) => gravity(b) - gravity(a) || (a.oldestOriginMs ?? 0) - (b.oldestOriginMs ?? 0),
    ),
  };
}

function owedOf(group: readonly Figure[]): OwedIndicator | undefined {
  const late = group.filter((figure) => figure.freshness !== 'fresh');
  const oldest = late.reduce<Figure | undefined>(
    (old, figure) => ((figure.originMs ?? Infinity) < (old?.originMs ?? Infinity) ? figure : old),
    undefined,
  );
  const freshness = late.map((figure) => figure.freshness).reduce(graver, 'fresh');
  if (freshness === 'fresh') return undefined;
  return {
    indicator: (late[0] as Figure).indicator,
    freshness,
    owed: late.length,
    expected: group.length,
    ...(oldest?.originMs === undefined ? {} : { oldestOriginMs: oldest.originMs }),
    ...(oldest?.source === undefined ? {} : { source: oldest.source }),
  };
}

function gravity({ freshness }: OwedIndicator): number {
  return ['late', 'stale', 'never'].indexOf(freshness);
}
