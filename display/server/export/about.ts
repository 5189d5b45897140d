/** What every export says of itself. Pure. */
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { ExportTable } from '../../../shared/export-table.ts';
import { localTimeText } from './local-time.ts';
import { exportWords, type Locale } from './words.ts';

export interface Made {
  readonly config: Pick<ProvinceConfig, 'province'>;
  readonly locale: Locale;
  readonly madeAtMs: number;
  /** Of a past as it was known then. */
  readonly knownAtMs?: number | undefined;
}

/** Simulated or not, whose, when made, as known when, in which zone: before all else. */
export function aboutMaking({ config, locale, madeAtMs, knownAtMs }: Made): ExportTable['about'] {
  const words = exportWords[locale];
  const { name, timeZone, simulated } = config.province;
  return [
    ...(simulated ? [[words.simulated, words.simulatedNote] as const] : []),
    [words.province, name[locale]],
    [words.madeAt, localTimeText(madeAtMs, timeZone)],
    ...(knownAtMs === undefined ? [] : [[words.knownAt, localTimeText(knownAtMs, timeZone)] as const]),
    [words.zone, timeZone],
  ];
}

/** Of a file, from ids and an instant: `xe-ton-20261122-093000`. */
export function fileNameOf(what: string, atMs: number, timeZone: string): string {
  const time = localTimeText(atMs, timeZone).replaceAll(/[-:]/g, '').replace(' ', '-');
  return `${what.replaceAll(/[^a-z0-9-]+/gi, '-').slice(0, 60)}-${time}`;
}
