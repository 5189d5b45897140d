/** Figures as they stand, or stood, as a table: value, age, source, method, and what they are measured against. Pure. */
import type { SourceSummary } from '../../../shared/api.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { ExportCell, ExportTable } from '../../../shared/export-table.ts';
import { headOf, type Made } from './about.ts';
import { shown } from './series-table.ts';
import { exportWords } from './words.ts';

export interface FiguresAsked extends Made {
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, SourceSummary>;
  /** In the order of the rows. */
  readonly figures: readonly Figure[];
  /** What the table is of, and its id. */
  readonly title: string;
  readonly id: string;
}

export function figuresTable(asked: FiguresAsked): ExportTable {
  const { locale, knownAtMs, figures, title, id } = asked;
  const words = exportWords[locale];
  const head = headOf(
    `${knownAtMs === undefined ? words.figuresOf : words.figuresThen}: ${title}`,
    id,
    asked,
  );
  const text = (name: string) => ({ name, kind: 'text' as const });
  const number = (name: string, decimals?: number) => ({ name, kind: 'number' as const, decimals });
  const time = (name: string) => ({ name, kind: 'time' as const });
  const decimals = new Set(figures.map(({ indicator }) => indicator.decimals));
  const notes = new Map(
    figures.flatMap(({ indicator: { name, note } }) =>
      note === undefined ? [] : [[`${words.note}: ${name[locale]}`, note[locale]] as const],
    ),
  );
  return {
    ...head,
    about: [...head.about, ...notes],
    columns: [
      text(words.indicator),
      text(words.place),
      number(words.value, decimals.size === 1 ? [...decimals][0] : undefined),
      text(words.unit),
      text(words.period),
      text(words.state),
      text(words.failure),
      text(words.limit),
      number(words.target),
      number(words.reported, 0),
      number(words.expected, 0),
      time(words.observedAt),
      time(words.collectedAt),
      text(words.source),
      text(words.office),
      text(words.method),
    ],
    rows: figures.map((figure) => rowOf(figure, asked)),
  };
}

function rowOf(figure: Figure, { index, sources, locale }: FiguresAsked): ExportCell[] {
  const words = exportWords[locale];
  const { indicator, place, value, sum, method } = figure;
  const source = figure.source === undefined ? undefined : sources.get(figure.source);
  const office = source?.office ?? index.domains.get(figure.domain)?.office;
  return [
    indicator.name[locale],
    place.name[locale],
    shown(indicator, value, locale),
    typeof value === 'number' ? indicator.unit[locale] : '',
    figure.period ?? null,
    words.states[figure.freshness],
    figure.failure ?? null,
    words.limits[figure.limit.level],
    indicator.target?.value ?? null,
    sum?.reported ?? null,
    sum?.expected ?? null,
    figure.observedAtMs ?? null,
    figure.collectedAtMs ?? null,
    source?.name[locale] ?? figure.source ?? null,
    office?.[locale] ?? null,
    method === undefined ? null : words.methods[method],
  ];
}
