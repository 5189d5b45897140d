/** What a mapping may call besides JSONata's own functions. Pure. */
import type { Place } from '../../shared/config/place.ts';
import { PERIOD_KINDS, periodOf, localMidnightMs, type PeriodKind } from '../../shared/period.ts';
import { PlaceLookup } from '../../shared/place-name.ts';

export interface BindingSetting {
  readonly provinceId: string;
  readonly timeZone: string;
  readonly places: readonly Place[];
}

/** A text that could not be understood is handed on behind this mark, so that the observation is refused by name. */
export const NOT_UNDERSTOOD = '?';

const MINUTE_MS = 60_000;

/** Forms of a local time; each gives year, month, day and, where it has them, hour, minute, second. */
const LOCAL_FORMS: readonly { readonly form: RegExp; readonly dayFirst?: true }[] = [
  { form: /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/ },
  { form: /^(\d\d?)[-/](\d\d?)[-/](\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/, dayFirst: true },
  { form: /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/ },
];
const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** Milliseconds since 1970 have 13 digits until the year 2286. */
const EPOCH_MS = /^\d{13}$/;

/** The instant an upstream means, ms; or the text behind a `?`. Nothing given, nothing returned. */
export function readTime(given: unknown, timeZone: string): number | string | undefined {
  if (given === undefined || given === null) return undefined;
  const text = textOf(given).trim();
  if (EPOCH_MS.test(text)) return Number(text);
  if (ISO_WITH_ZONE.test(text)) return numberOr(Date.parse(text), text);
  for (const { form, dayFirst } of LOCAL_FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const [a = 0, month = 0, b = 0, hour = 0, minute = 0, second = 0] = match
      .slice(1)
      .map((part) => Number(part ?? 0));
    const [year, day] = dayFirst ? [b, a] : [a, b];
    const exists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12;
    if (!exists || hour > 23 || minute > 59 || second > 59) return NOT_UNDERSTOOD + text;
    return localMidnightMs(year, month - 1, day, timeZone) + (hour * 60 + minute) * MINUTE_MS + second * 1000;
  }
  return NOT_UNDERSTOOD + text;
}

/** Upstreams write codes and times as texts or as numbers; anything else has no text. */
function textOf(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : '';
}

function numberOr(value: number, text: string): number | string {
  return Number.isNaN(value) ? NOT_UNDERSTOOD + text : value;
}

/** The bindings of one province. `$nowMs` is bound per evaluation. */
export function makeBindings({
  provinceId,
  timeZone,
  places,
}: BindingSetting): Readonly<Record<string, unknown>> {
  const lookup = new PlaceLookup(places);
  return {
    province: provinceId,
    place: (kinds: unknown, text: unknown) => {
      const list = (Array.isArray(kinds) ? kinds : [kinds]).map(textOf);
      const name = textOf(text);
      return lookup.find(list, name) ?? NOT_UNDERSTOOD + name;
    },
    time: (text: unknown) => readTime(text, timeZone),
    period: (kind: unknown, atMs: unknown) => {
      const isKind = PERIOD_KINDS.includes(kind as PeriodKind);
      if (!isKind || typeof atMs !== 'number') return NOT_UNDERSTOOD + textOf(atMs);
      return periodOf(atMs, kind as PeriodKind, timeZone);
    },
  };
}
