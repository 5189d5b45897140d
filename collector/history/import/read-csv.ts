/**
 * A CSV file of past figures to observations. Everything that is wrong is named by line and column, and then nothing
 * is imported. Columns: `indicator`, `place`, `value`, and `observed_at` or `period` or both; `method` and `source` if wanted.
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { Indicator } from '../../../shared/config/domain.ts';
import { ConfigIndex, type ProvinceConfig } from '../../../shared/config/province-config.ts';
import { ConfigError, type ConfigProblem } from '../../../shared/errors.ts';
import { MAX_FUTURE_MS, type Observation, type Value } from '../../../shared/observation.ts';
import { localMidnightMs, periodBounds } from '../../../shared/period.ts';
import type { RefusalReason } from '../../refusal.ts';
import { Validator } from '../../validate.ts';

const DAY_MS = 86_400_000;
/** Where a row names no source of its own. */
export const IMPORT_SOURCE = 'import';
const COLUMNS = ['indicator', 'place', 'period', 'observed_at', 'value', 'method', 'source'] as const;
type ColumnName = (typeof COLUMNS)[number];
const NEEDED: readonly ColumnName[] = ['indicator', 'place', 'value'];
/** Problems that are named; a wrong column makes one of every line. */
const MAX_PROBLEMS = 50;

export interface PastFact {
  readonly domain: string;
  readonly source: string;
  readonly observation: Observation;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * @param nowMs of the store: a fact of a time to come is refused.
 * @throws ConfigError with the first {@link MAX_PROBLEMS} problems.
 */
export function readPastFacts(file: string, text: string, config: ProvinceConfig, nowMs: number): PastFact[] {
  const records = recordsOf(file, text);
  const [header, ...rows] = records;
  const at = columnsOf(file, header);
  const index = new ConfigIndex(config);
  const validator = new Validator(config);
  const problems: ConfigProblem[] = [];
  const facts: PastFact[] = [];
  const told = new Map<string, { readonly line: number; readonly value: Value }>();
  for (const { record, info } of rows) {
    if (record.every((cell) => cell.trim() === '')) continue;
    const width = header?.record.length ?? 0;
    // A comma within a number, mostly: the rest of it would be lost unseen.
    if (record.slice(width).some((cell) => cell.trim() !== '')) {
      const found = `${record.length} cells, the last ${quoted(record.at(-1) ?? '')}`;
      const expected = `${width} as in the first line; a cell with a comma stands in quotes`;
      problems.push({ file, line: info.lines, column: width + 1, found, expected });
      continue;
    }
    const cell = (name: ColumnName) => record[at.get(name) ?? -1]?.trim() ?? '';
    const wrong = (name: ColumnName, found: string, expected: string) =>
      problems.push({
        file,
        line: info.lines,
        ...(at.has(name) ? { column: (at.get(name) ?? 0) + 1 } : {}),
        field: name,
        found,
        expected,
      });
    const known = index.indicators.get(cell('indicator'));
    const domain = known?.domain ?? config.domains[0]?.id ?? '';
    const source = cell('source') || IMPORT_SOURCE;
    if (source !== IMPORT_SOURCE && !config.sources.some((one) => one.id === source && one.domain === domain))
      wrong('source', quoted(source), `a source of ${domain}, or an empty cell`);
    const raw = rawOf(cell, known?.indicator, config.province.timeZone);
    const checked = validator.validate(
      { observations: [raw] },
      { id: source, domain, limits: { maxObservations: 1 } },
    );
    for (const { reason, words } of checked.refusals)
      wrong(columnOf(reason), words, EXPECTED[columnOf(reason)]);
    for (const observation of checked.observations) {
      if (observation.observedAtMs > nowMs + MAX_FUTURE_MS)
        wrong('observed_at', quoted(cell('observed_at')), 'a time that has been');
      const { keepDays } = known?.indicator ?? {};
      // Its rollups are of observations that are there no more, and could not be made again.
      if (keepDays !== undefined && nowMs - observation.observedAtMs > keepDays * DAY_MS)
        wrong(
          'observed_at',
          quoted(cell('observed_at')),
          `a time within the ${keepDays} days of its keepDays`,
        );
      const fact = factOf(source, observation);
      const before = told.get(fact);
      if (before === undefined) facts.push({ domain, source, observation });
      else if (before.value !== observation.value)
        wrong(
          'value',
          `${quoted(cell('value'))}, but ${JSON.stringify(before.value)} of the same figure in line ${before.line}`,
          'each figure once; what was corrected later comes in a file of its own, after this one',
        );
      told.set(fact, before ?? { line: info.lines, value: observation.value });
    }
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (problems.length > 0) throw new ConfigError(problems.slice(0, MAX_PROBLEMS));
  return facts;
}

/** Equal for two lines of one figure, whatever they say of it. */
function factOf(source: string, { indicator, place, period, observedAtMs }: Observation): string {
  return `${source} ${indicator} ${place} ${period ?? observedAtMs}`;
}

function recordsOf(file: string, text: string): CsvRecord[] {
  try {
    // With `info` each record comes with the line on which it ends; the types do not tell.
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    throw new ConfigError([{ file, line, found: error.message, expected: 'well-formed CSV with commas' }]);
  }
}

function columnsOf(file: string, header: CsvRecord | undefined): ReadonlyMap<ColumnName, number> {
  const names = (header?.record ?? []).map((name) => name.trim());
  const at = new Map(
    COLUMNS.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]),
  );
  const problems: ConfigProblem[] = [
    ...names.flatMap((name, n) =>
      COLUMNS.some((known) => known === name)
        ? []
        : [
            {
              file,
              line: 1,
              column: n + 1,
              found: `a column ${quoted(name)}`,
              expected: `one of ${COLUMNS.join(', ')}`,
            },
          ],
    ),
    ...names.flatMap((name, n) =>
      names.indexOf(name) === n
        ? []
        : [{ file, line: 1, column: n + 1, found: `a second column ${quoted(name)}`, expected: 'each once' }],
    ),
    ...NEEDED.filter((name) => !at.has(name)).map((name) => ({
      file,
      line: 1,
      found: `no column "${name}"`,
      expected: `a first line such as ${COLUMNS.join(',')}`,
    })),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return at;
}

function rawOf(cell: (name: ColumnName) => string, indicator: Indicator | undefined, timeZone: string) {
  const period = cell('period');
  return {
    indicator: cell('indicator'),
    place: cell('place'),
    ...(period === '' ? {} : { period }),
    ...valueOf(cell('value'), indicator),
    ...timeOf(cell('observed_at'), period, timeZone),
    ...(cell('method') === '' ? {} : { method: cell('method') }),
  };
}

/** `null` is the upstream's word that there is none; an empty cell is a missing value, which is none at all. */
function valueOf(text: string, indicator: Indicator | undefined) {
  if (text === '') return {};
  if (text === 'null') return { value: null };
  const isNumber = indicator?.states === undefined && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text);
  return { value: isNumber ? Number(text) : text };
}

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/;

/** Without an offset the province's own time. Without a time the figure of a period was observed at its end. */
function timeOf(text: string, period: string, timeZone: string) {
  if (text === '') return period === '' ? {} : endOf(period, timeZone);
  const match = LOCAL_TIME.exec(text);
  if (match === null) return { observedAt: text };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const isReal =
    new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return { observedAt: text };
  const midnightMs = localMidnightMs(year, month - 1, day, timeZone);
  return { observedAt: midnightMs + ((hour * 60 + minute) * 60 + second) * 1_000 };
}

function endOf(period: string, timeZone: string) {
  try {
    return { observedAt: periodBounds(period, timeZone).endMs };
  } catch {
    // The check of the period says what is wrong with it.
    return { observedAt: Date.UTC(2000, 0, 2) };
  }
}

const EXPECTED: Readonly<Record<ColumnName, string>> = {
  indicator: 'the id of a configured indicator',
  place: 'the id of a place that has a figure of it',
  period: 'a period as the indicator has them: 2026, 2026-Q3, 2026-10, 2026-W47, 2026-11-22; or none',
  observed_at: '2026-11-22, 2026-11-22 09:30 or 2026-11-22T09:30:00+07:00',
  value: "a number such as 1234.5, one of the indicator's states, or null for none",
  method: 'api, manual or estimate',
  source: 'a configured source',
};

function columnOf(reason: RefusalReason): ColumnName {
  if (reason === 'unknown-indicator' || reason === 'foreign-indicator') return 'indicator';
  if (reason === 'unknown-place' || reason === 'place-outside-breakdown') return 'place';
  if (reason === 'missing-time' || reason === 'bad-time') return 'observed_at';
  if (reason.endsWith('period')) return 'period';
  return reason === 'shape' ? 'method' : 'value';
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
