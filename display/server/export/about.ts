/** What every export says of itself. Pure. */
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { ExportTable } from '../../../shared/export-table.ts';
import type { Unknown } from '../../../shared/journal/replies.ts';
import { localTimeText } from './local-time.ts';
import { exportWords, type Locale } from './words.ts';

export interface Made {
  readonly config: Pick<ProvinceConfig, 'province'>;
  readonly locale: Locale;
  readonly madeAtMs: number;
  /** Of a past as it was known then. */
  readonly knownAtMs?: number | undefined;
  /** Of a past: names and limits are those of today, for the configuration of then is not kept. */
  readonly isTodaysConfig?: boolean;
  /** Of a past: domains of which it is not known what was shown, by their names. */
  readonly unknown?: readonly (readonly [string, Unknown])[];
}

/** What it is of, and of when. */
export function headOf(what: string, id: string, made: Made) {
  const { madeAtMs, knownAtMs, locale, config } = made;
  const { timeZone } = config.province;
  const words = exportWords[locale];
  const time = localTimeText(knownAtMs ?? madeAtMs, timeZone);
  return {
    title: knownAtMs === undefined ? what : `${words.replayed} ${time} – ${what}`,
    fileName: fileNameOf(knownAtMs === undefined ? [id] : [id, words.replayedName], time),
    about: aboutMaking(made),
    timeZone,
    ...(knownAtMs === undefined ? {} : { knownAtMs }),
  } satisfies Partial<ExportTable>;
}

/** Simulated or not, of the past or not, whose, when made, as known when, in which zone: before all else. */
function aboutMaking(made: Made): ExportTable['about'] {
  const { config, locale, madeAtMs, knownAtMs, isTodaysConfig = false, unknown = [] } = made;
  const words = exportWords[locale];
  const { name, timeZone, simulated } = config.province;
  const then: ExportTable['about'] =
    knownAtMs === undefined
      ? []
      : [
          [words.replayed, words.replayedNote],
          [words.knownAt, localTimeText(knownAtMs, timeZone)],
          ...(isTodaysConfig ? [[words.note, words.todaysConfig] as const] : []),
          ...unknown.map(([domain, why]) => [words.unknown[why], domain] as const),
        ];
  return [
    ...(simulated ? [[words.simulated, words.simulatedNote] as const] : []),
    ...then,
    [words.province, name[locale]],
    [words.madeAt, localTimeText(madeAtMs, timeZone)],
    [words.zone, timeZone],
  ];
}

/** From ids and an instant: `xe-ton-20261122-093000`, `xe-ton-xem-lai-20261122-093000`. */
function fileNameOf([id = '', ...more]: readonly string[], time: string): string {
  const plain = id.replaceAll(/[^a-z0-9-]+/gi, '-').slice(0, 60);
  return [plain, ...more, time.replaceAll(/[-:]/g, '').replace(' ', '-')].join('-');
}
