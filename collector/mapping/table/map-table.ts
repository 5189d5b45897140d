/** Evaluates a table mapping: rows to observations, and everything that does not fit to words that name its place. */
import { PlaceLookup } from '../../../shared/place-name.ts';
import type { BindingSetting } from '../bindings.ts';
import { resolveColumns } from './columns.ts';
import { figureValue } from './figure-value.ts';
import type { FigurePlan, TablePlan } from './plan.ts';
import { Readings } from './readings.ts';
import { placeOfValue, quote, rowsAt, textOf, valueAt, type Row } from './rows.ts';
import { periodOfRow, timeOfRow, Unreadable } from './when.ts';

export interface TableOutput {
  readonly observations: readonly TableObservation[];
  readonly refused: readonly string[];
}

interface TableObservation {
  readonly indicator: string;
  readonly place: string;
  readonly period?: string;
  readonly value: number | string | null;
  readonly observedAt: number;
}

/** Beyond this the words repeat themselves; the rest is counted. */
const MAX_REFUSED = 500;

export function makeTableMapper({ provinceId, timeZone, places }: BindingSetting) {
  const lookup = new PlaceLookup(places);
  return (plan: TablePlan, document: unknown): TableOutput => {
    const { table } = plan;
    const rows = rowsAt(document, table.rows);
    if (rows === undefined)
      return { observations: [], refused: [`the document has nothing at "${table.rows}"`] };
    const words = new Refusals();
    const readings = new Readings();
    const meant = figuresByName(plan, readings);
    const columnOf = resolveColumns(plan, rows, (text) => words.add(text));
    const observations = rows
      .filter((row) => !isSkipped(row, plan, readings))
      .flatMap((row) =>
        figuresOf(plan, row, { meant, readings, words }).flatMap((figure) => {
          const column = columnOf(row, figure.column);
          const given = column === undefined ? undefined : valueAt(row, column);
          // Blank: the row does not speak of it.
          if (given === undefined || given === '') return [];
          try {
            const place = placeOf(row, table.place, { lookup, provinceId, readings });
            const period =
              figure.period === undefined || table.period === undefined
                ? undefined
                : periodOfRow(row, table.period, figure.period, readings);
            const value = figureValue(row, figure, table, column ?? figure.column);
            const observedAt = timeOfRow(row, table.time, period, timeZone, readings);
            return [
              {
                indicator: figure.indicator,
                place,
                value,
                observedAt,
                ...(period === undefined ? {} : { period }),
              },
            ];
          } catch (error) {
            if (!(error instanceof Unreadable)) throw error;
            words.add(`${placeOfValue(row, column)}: ${error.message} (${figure.indicator})`);
            return [];
          }
        }),
      );
    return { observations, refused: words.all() };
  };
}

class Refusals {
  private readonly words: string[] = [];
  private more = 0;

  add(words: string): void {
    if (this.words.length < MAX_REFUSED) this.words.push(words);
    else this.more += 1;
  }

  all(): readonly string[] {
    return this.more === 0 ? this.words : [...this.words, `and ${this.more} more`];
  }
}

function isSkipped(row: Row, { table }: TablePlan, readings: Readings): boolean {
  return table.skip.some(({ field, is }) => {
    const name = readings.name(textOf(valueAt(row, field)));
    return is.some((word) => readings.name(word) === name);
  });
}

type FiguresByName = ReadonlyMap<string, readonly FigurePlan[]>;

/** Names that are left out on purpose mean no figure. */
function figuresByName({ table, figures }: TablePlan, readings: Readings): FiguresByName {
  const byName = new Map<string, FigurePlan[]>();
  for (const name of table.figure?.ignore ?? []) byName.set(readings.name(name), []);
  for (const figure of figures)
    for (const name of figure.named ?? []) {
      const key = readings.name(name);
      byName.set(key, [...(byName.get(key) ?? []), figure]);
    }
  return byName;
}

/** The figures a row has: all of them, or the one that it names. */
function figuresOf(
  { table, figures }: TablePlan,
  row: Row,
  { meant, readings, words }: { meant: FiguresByName; readings: Readings; words: Refusals },
): readonly FigurePlan[] {
  if (table.figure === undefined) return figures;
  const given = valueAt(row, table.figure.from);
  const named = meant.get(readings.name(textOf(given)));
  if (named === undefined)
    words.add(`${placeOfValue(row, table.figure.from)}: ${quote(given)} is mapped to no indicator`);
  return named ?? [];
}

function placeOf(
  row: Row,
  setting: TablePlan['table']['place'],
  { lookup, provinceId, readings }: { lookup: PlaceLookup; provinceId: string; readings: Readings },
): string {
  if (setting === undefined) return provinceId;
  const given = valueAt(row, setting.from);
  const text = textOf(given).trim();
  if (text === '') {
    if (setting.absent === 'province') return provinceId;
    throw new Unreadable('names no place');
  }
  const place = readings.place(text, () => {
    const name = readings.name(text);
    const isProvince = setting.province.some((word) => readings.name(word) === name);
    return isProvince ? provinceId : lookup.find(setting.kinds, text);
  });
  if (place === undefined) throw new Unreadable(`${quote(given)} is no known ${setting.kinds.join(' or ')}`);
  return place;
}
