/** The past of series as a table: a row a point, each with what it stands on. Pure. */
import type { SeriesLine, SeriesPoint, SeriesReply, SourceSummary } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { ExportCell, ExportTable } from '../../../shared/export-table.ts';
import { headOf, type Made } from './about.ts';
import { localTimeText } from './local-time.ts';
import { exportWords, type Locale } from './words.ts';

/** The newest thing known of a line: of a sum and of stretches the points themselves name no source. */
export interface Newest {
  readonly source: string;
  readonly method?: 'api' | 'manual' | 'estimate' | undefined;
  readonly observedAtMs: number;
  readonly collectedAtMs: number;
}

export interface SeriesTableAsked extends Made {
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, SourceSummary>;
  readonly reply: SeriesReply;
  /** In the order of the lines; undefined: nothing is known of it. */
  readonly newest: readonly (Newest | undefined)[];
}

export function seriesTable(asked: SeriesTableAsked): ExportTable {
  const { index, locale, reply, config } = asked;
  const { timeZone } = config.province;
  const words = exportWords[locale];
  const isPeriod = reply.lines.some(({ points }) => points.some(({ period }) => period !== undefined));
  const decimals = new Set(
    reply.lines.map(({ indicator }) => index.indicators.get(indicator)?.indicator.decimals),
  );
  const number = { kind: 'number' as const, decimals: decimals.size === 1 ? [...decimals][0] : undefined };
  const title = [...new Set(reply.lines.map(({ indicator }) => nameOf(index, indicator, locale)))].join(', ');
  const head = headOf(`${words.courseOf}: ${title}`, reply.lines[0]?.indicator ?? 'series', {
    ...asked,
    knownAtMs: reply.knownAtMs,
  });
  return {
    ...head,
    about: [
      ...head.about,
      ...(isPeriod
        ? []
        : [
            [
              words.window,
              `${localTimeText(reply.fromMs, timeZone)} – ${localTimeText(reply.toMs, timeZone)}`,
            ] as const,
          ]),
      ...reply.lines.flatMap((line, at) => aboutLine(line, asked.newest[at], asked)),
    ],
    columns: [
      { name: words.indicator, kind: 'text' },
      { name: words.place, kind: 'text' },
      { name: words.line, kind: 'text' },
      { name: words.period, kind: 'text' },
      { name: words.observedAt, kind: 'time' },
      { name: words.value, ...number },
      { name: words.unit, kind: 'text' },
      { name: words.least, ...number },
      { name: words.greatest, ...number },
      { name: words.sum, kind: 'number' },
      { name: words.count, kind: 'number', decimals: 0 },
      { name: words.reported, kind: 'number', decimals: 0 },
      { name: words.expected, kind: 'number', decimals: 0 },
      { name: words.collectedAt, kind: 'time' },
      { name: words.source, kind: 'text' },
      { name: words.office, kind: 'text' },
      { name: words.method, kind: 'text' },
    ],
    rows: reply.lines.flatMap((line) => [
      ...line.points.map((point) => rowOf(point, line, words.lines.main, asked)),
      ...line.beside.flatMap(({ kind, points }) =>
        points.map((point) => rowOf(point, line, words.lines[kind], asked)),
      ),
    ]),
  };
}

function rowOf(
  point: SeriesPoint,
  { indicator, place, aggregated }: SeriesLine,
  line: string,
  { index, sources, locale }: SeriesTableAsked,
): ExportCell[] {
  const words = exportWords[locale];
  const { value, stretch, source, method } = point;
  const known = index.indicators.get(indicator)?.indicator;
  const from = sources.get(source);
  return [
    nameOf(index, indicator, locale),
    index.places.get(place)?.name[locale] ?? place,
    line,
    point.period ?? null,
    point.observedAtMs,
    shown(known, value, locale),
    typeof value === 'number' ? (known?.unit[locale] ?? '') : '',
    stretch?.min ?? null,
    stretch?.max ?? null,
    stretch?.sum ?? null,
    stretch?.count ?? null,
    point.reported ?? null,
    aggregated?.expected ?? null,
    point.collectedAtMs,
    from?.name[locale] ?? source,
    from?.office[locale] ?? '',
    method === undefined ? '' : words.methods[method],
  ];
}

function aboutLine(
  line: SeriesLine,
  newest: Newest | undefined,
  asked: SeriesTableAsked,
): ExportTable['about'] {
  const { index, sources, locale, config } = asked;
  const words = exportWords[locale];
  const { timeZone } = config.province;
  const known = index.indicators.get(line.indicator);
  const name = `${nameOf(index, line.indicator, locale)}, ${index.places.get(line.place)?.name[locale] ?? line.place}`;
  const source = newest === undefined ? undefined : sources.get(newest.source);
  const office = source?.office ?? index.domains.get(known?.domain ?? '')?.office;
  const parts = [
    `${words.unit}: ${known?.indicator.unit[locale] ?? ''}`,
    `${words.office}: ${office?.[locale] ?? ''}`,
    ...(source === undefined ? [] : [`${words.source}: ${source.name[locale]}`]),
    ...(newest?.method === undefined ? [] : [`${words.method}: ${words.methods[newest.method]}`]),
    ...(newest === undefined
      ? []
      : [
          `${words.observedAt}: ${localTimeText(newest.observedAtMs, timeZone)}`,
          `${words.collectedAt}: ${localTimeText(newest.collectedAtMs, timeZone)}`,
        ]),
    `${words.resolution}: ${line.stepMs === undefined ? words.everyFact : words.stretches.replace('{span}', spanText(line.stepMs))}`,
    ...(line.aggregated === undefined || known === undefined
      ? []
      : [words.sums.replace('{rule}', words.rules[known.indicator.aggregate])]),
    ...(known?.indicator.note === undefined ? [] : [`${words.note}: ${known.indicator.note[locale]}`]),
  ];
  return [[name, parts.join(' · ')]];
}

/** A word of the upstream in the words of the configuration; numbers and nothing as they are. */
export function shown(indicator: Indicator | undefined, value: ExportCell, locale: Locale): ExportCell {
  if (typeof value !== 'string') return value;
  return indicator?.states?.find(({ id }) => id === value)?.name[locale] ?? value;
}

function nameOf(index: ConfigIndex, indicator: string, locale: Locale): string {
  return index.indicators.get(indicator)?.indicator.name[locale] ?? indicator;
}

/** `5 min`, `3 h`, `7 d`: signs that both languages read. */
function spanText(ms: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ] as const;
  const [unitMs, sign] = units.find(([unit]) => ms % unit === 0) ?? [1_000, 's'];
  return `${ms / unitMs} ${sign}`;
}
