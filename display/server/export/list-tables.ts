/** Lists as tables: observations of a series, events of a domain, sources with how they fare or fared. Pure. */
import type { SourceSummary } from '../../../shared/api.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { ExportTable } from '../../../shared/export-table.ts';
import { eventStateName } from '../../../shared/event-state.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import type { Method, WallEvent } from '../../../shared/observation.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { headOf, type Made } from './about.ts';
import { shown } from './series-table.ts';
import { exportWords } from './words.ts';

interface Asked extends Made {
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, SourceSummary>;
}

const text = (name: string) => ({ name, kind: 'text' as const });
const time = (name: string) => ({ name, kind: 'time' as const });

export interface Observed extends HistoryPoint {
  readonly method?: Method | undefined;
  readonly corrected: boolean;
}

export function observationsTable(
  asked: Asked & { readonly indicator: string; readonly place: string; readonly items: readonly Observed[] },
): ExportTable {
  const { index, sources, locale } = asked;
  const words = exportWords[locale];
  const known = index.indicators.get(asked.indicator)?.indicator;
  const name = known?.name[locale] ?? asked.indicator;
  const place = index.places.get(asked.place)?.name[locale] ?? asked.place;
  const head = headOf(
    `${words.observationsOf}: ${name}, ${place}`,
    `${asked.indicator}-${asked.place}`,
    asked,
  );
  return {
    ...head,
    about: [...head.about, [words.unit, known?.unit[locale] ?? '']],
    columns: [
      text(words.period),
      time(words.observedAt),
      { name: words.value, kind: 'number', decimals: known?.decimals },
      time(words.collectedAt),
      text(words.corrected),
      text(words.source),
      text(words.office),
      text(words.method),
    ],
    rows: asked.items.map((item) => [
      item.period ?? null,
      item.observedAtMs,
      shown(known, item.value, locale),
      item.collectedAtMs,
      item.corrected ? words.yes : null,
      sources.get(item.source)?.name[locale] ?? item.source,
      sources.get(item.source)?.office[locale] ?? null,
      item.method === undefined ? null : words.methods[item.method],
    ]),
  };
}

export function eventsTable(
  asked: Asked & { readonly domain: string; readonly events: readonly WallEvent[] },
): ExportTable {
  const { index, sources, locale } = asked;
  const words = exportWords[locale];
  const domain = index.domains.get(asked.domain);
  const kindOf = (kind: string) => domain?.eventKinds.find(({ id }) => id === kind)?.name[locale] ?? kind;
  const head = headOf(
    `${words.eventsOf}: ${domain?.name[locale] ?? asked.domain}`,
    `${asked.domain}-events`,
    asked,
  );
  return {
    ...head,
    about: [...head.about, [words.office, domain?.office[locale] ?? '']],
    columns: [
      time(words.observedAt),
      text(words.kind),
      text(words.place),
      text(words.text),
      text(words.eventState),
      text(words.source),
      text(words.office),
    ],
    rows: asked.events.map(({ atMs, kind, place, text: said, state, source }) => [
      atMs,
      kindOf(kind),
      place === undefined ? null : (index.places.get(place)?.name[locale] ?? place),
      said,
      state === undefined ? null : eventStateName(domain, state)[locale],
      sources.get(source)?.name[locale] ?? source,
      sources.get(source)?.office[locale] ?? null,
    ]),
  };
}

/** How a source's polls went; of a past only the last outcome is known. */
export type Fared = Pick<SourceHealth, 'outcome'> &
  Partial<Pick<SourceHealth, 'lastAttemptMs' | 'lastOkMs' | 'consecutiveFailures'>>;

export function sourcesTable(asked: Asked & { readonly fared: ReadonlyMap<string, Fared> }): ExportTable {
  const { index, sources, locale, knownAtMs } = asked;
  const words = exportWords[locale];
  const head = headOf(words.sourcesOf, 'sources', asked);
  return {
    ...head,
    about: knownAtMs === undefined ? head.about : [...head.about, [words.note, words.pollsNotKept]],
    columns: [
      text(words.source),
      text(words.office),
      text(words.domain),
      { name: words.every, kind: 'number' },
      time(words.lastAttempt),
      time(words.lastOk),
      text(words.outcome),
      { name: words.failures, kind: 'number', decimals: 0 },
    ],
    rows: [...sources.values()].map(({ id, name, office, domain, everySeconds }) => {
      const fared = asked.fared.get(id);
      return [
        name[locale],
        office[locale],
        index.domains.get(domain)?.name[locale] ?? domain,
        everySeconds,
        fared?.lastAttemptMs ?? null,
        fared?.lastOkMs ?? null,
        fared?.outcome ?? null,
        fared?.consecutiveFailures ?? null,
      ];
    }),
  };
}
