/** Evaluates a table mapping: rows to observations, and everything that does not fit to words that name its place. */
import { PlaceLookup, normalPlaceName } from '../../../shared/place-name.ts';
import type { BindingSetting } from '../bindings.ts';
import { resolveColumns } from './columns.ts';
import { figureValue } from './figure-value.ts';
import type { FigurePlan, TablePlan } from './plan.ts';
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
    const columnOf = resolveColumns(plan, rows, (text) => words.add(text));
    const observations = rows
      .filter((row) => !isSkipped(row, plan))
      .flatMap((row) =>
        figuresOf(plan, row, words).flatMap((figure) => {
          const column = columnOf(row, figure.column);
          const given = column === undefined ? undefined : valueAt(row, column);
          // Blank: the row does not speak of it.
          if (given === undefined || given === '') return [];
          try {
            const place = placeOf(row, table.place, lookup, provinceId);
            const period =
              figure.period === undefined || table.period === undefined
                ? undefined
                : periodOfRow(row, table.period, figure.period);
            const value = figureValue(row, figure, table, column ?? figure.column);
            const observedAt = timeOfRow(row, table.time, period, timeZone);
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

function isSkipped(row: Row, { table }: TablePlan): boolean {
  return table.skip.some(({ field, is }) =>
    is.map(normalPlaceName).includes(normalPlaceName(textOf(valueAt(row, field)))),
  );
}

/** The figures a row has: all of them, or the one that it names. */
function figuresOf({ table, figures }: TablePlan, row: Row, words: Refusals): readonly FigurePlan[] {
  if (table.figure === undefined) return figures;
  const given = valueAt(row, table.figure.from);
  const name = normalPlaceName(textOf(given));
  const isNamed = (names: readonly string[] = []) => names.some((one) => normalPlaceName(one) === name);
  const meant = figures.filter(({ named }) => isNamed(named));
  if (meant.length === 0 && !isNamed(table.figure.ignore))
    words.add(`${placeOfValue(row, table.figure.from)}: ${quote(given)} is mapped to no indicator`);
  return meant;
}

function placeOf(
  row: Row,
  setting: TablePlan['table']['place'],
  lookup: PlaceLookup,
  provinceId: string,
): string {
  if (setting === undefined) return provinceId;
  const given = valueAt(row, setting.from);
  const text = textOf(given).trim();
  if (text === '') {
    if (setting.absent === 'province') return provinceId;
    throw new Unreadable('names no place');
  }
  const name = normalPlaceName(text);
  if (setting.province.some((word) => normalPlaceName(word) === name)) return provinceId;
  const place = lookup.find(setting.kinds, text);
  if (place === undefined) throw new Unreadable(`${quote(given)} is no known ${setting.kinds.join(' or ')}`);
  return place;
}
