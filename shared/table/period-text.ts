/** Periods as offices write them: "Tháng 10/2026", "Quý III/2026", "Năm 2025", "6 tháng đầu năm 2026". Pure. */
import type { PeriodKind } from '../period.ts';

const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4 };
const two = (digits: string | undefined) => String(digits ?? '').padStart(2, '0');

interface Form {
  readonly kind: PeriodKind;
  readonly form: RegExp;
  /** The period's own text; undefined when the match is none after all. */
  readonly write: (match: RegExpExecArray) => string | undefined;
  /** Counts from the start of the year. */
  readonly isCumulative?: true;
}

const START = '(?<![\\p{L}\\d/.-])';
const END = '(?![\\p{L}\\d]|[/.-]\\d)';
const form = (text: string) => new RegExp(START + text + END, 'giu');
const YEAR = '(20\\d\\d)';

const month = (year: string | undefined, number: string | undefined) =>
  Number(number) >= 1 && Number(number) <= 12 ? `${year}-${two(number)}` : undefined;
const quarter = (year: string | undefined, number: string | undefined) => {
  const count = ROMAN[number?.toLowerCase() ?? ''] ?? Number(number);
  return count >= 1 && count <= 4 ? `${year}-Q${count}` : undefined;
};
const day = (year: string | undefined, monthOfYear: string | undefined, date: string | undefined) =>
  `${year}-${two(monthOfYear)}-${two(date)}`;

/** The longest first: each takes its part of the text, so that the year of a month is not read as a year. */
const TEXT_FORMS: readonly Form[] = [
  {
    kind: 'day',
    form: form(`(?:ngày )?(\\d{1,2}) tháng (\\d{1,2}) năm ${YEAR}`),
    write: ([, d, m, y]) => day(y, m, d),
  },
  {
    kind: 'day',
    form: form(`(?:ngày )?(\\d{1,2})([/.-])(\\d{1,2})\\2${YEAR}`),
    write: ([, d, , m, y]) => day(y, m, d),
  },
  { kind: 'day', form: form(`${YEAR}-(\\d\\d)-(\\d\\d)`), write: ([, y, m, d]) => day(y, m, d) },
  {
    kind: 'quarter',
    form: form(`(?:quý |q)(iii|iv|ii|i|[1-4])(?: ?[/.-] ?| năm )${YEAR}`),
    write: ([, q, y]) => quarter(y, q),
  },
  { kind: 'quarter', form: form(`${YEAR}-q([1-4])`), write: ([, y, q]) => quarter(y, q) },
  {
    kind: 'week',
    form: form(`tuần (?:thứ )?(\\d{1,2})(?: ?[/.-] ?| năm )${YEAR}`),
    write: ([, w, y]) => `${y}-W${two(w)}`,
  },
  { kind: 'week', form: form(`${YEAR}-w(\\d\\d)`), write: ([, y, w]) => `${y}-W${w}` },
  {
    kind: 'month',
    form: form(`(\\d{1,2}) tháng(?: đầu)?(?: năm |/)${YEAR}`),
    write: ([, m, y]) => month(y, m),
    isCumulative: true,
  },
  {
    kind: 'month',
    form: form(`(?:tháng |th\\.? ?|t)(\\d{1,2})(?: ?[/.-] ?| năm )${YEAR}`),
    write: ([, m, y]) => month(y, m),
  },
  { kind: 'month', form: form(`(\\d{1,2})/${YEAR}`), write: ([, m, y]) => month(y, m) },
  { kind: 'month', form: form(`${YEAR}-(\\d\\d)`), write: ([, y, m]) => month(y, m) },
  { kind: 'year', form: form(`năm ${YEAR}`), write: ([, y]) => y },
  { kind: 'year', form: new RegExp(`^${YEAR}$`, 'u'), write: ([, y]) => y },
];

/** Titles are short; a longer text is not searched. */
const MAX_LETTERS = 1_000;

export type PeriodInText =
  | { readonly kind: 'one'; readonly period: string }
  /** Several of the kind, which would be a guess. */
  | { readonly kind: 'many' }
  | { readonly kind: 'none' };

/**
 * The one period of a kind that a text names.
 * @param options.cumulative whether "10 tháng năm 2026" may stand for its last month: a running total of the year.
 */
export function periodInText(
  given: string,
  kind: PeriodKind,
  { cumulative = false }: { readonly cumulative?: boolean | undefined } = {},
): PeriodInText {
  let rest = given.slice(0, MAX_LETTERS).normalize('NFC').replace(/\s+/gu, ' ').trim();
  const found = new Set<string>();
  for (const { kind: formKind, form: pattern, write, isCumulative } of TEXT_FORMS) {
    for (const match of rest.matchAll(pattern.global ? pattern : new RegExp(pattern, 'gu'))) {
      const period = write(match);
      if (period !== undefined && formKind === kind && (cumulative || isCumulative !== true))
        found.add(period);
    }
    rest = rest.replace(pattern, ' | ');
  }
  const [first, second] = found;
  if (first === undefined) return { kind: 'none' };
  return second === undefined ? { kind: 'one', period: first } : { kind: 'many' };
}
