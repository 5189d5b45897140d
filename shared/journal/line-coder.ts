/**
 * Changes as lines of a block, shorter than what they tell. Most polls bring the same series again, and few of them have
 * another value: such a line holds, in the place of its rows, how many they are, their age, and of each value that
 * differs from the source's last line of as many rows how many rows further it stands, and the value. A seventh of the
 * room on the disk. Pure but for what it remembers: lines are coded and read in their order, from the beginning.
 */
import type { WireBatch } from '../frame.ts';
import type { Value } from '../observation.ts';
import type { ChangeLine } from './block.ts';

type Rows = NonNullable<WireBatch['i']>;
type Row = Rows[string][number];

/** `rows, ageMs, step, value, step, value …` */
type Differences = readonly [rows: number, ageMs: number, ...steps: Value[]];
export type StoredLine = ChangeLine | readonly [id: string, rest: WireBatch, differences: Differences];

interface Told {
  readonly rows: readonly (readonly [indicator: string, row: Row])[];
  readonly ageMs: number;
}

export class LineCoder {
  /** By source and number of rows. */
  private readonly last = new Map<string, Told>();

  encode(change: ChangeLine): StoredLine {
    const [id, batch] = change;
    const told = toldBy(batch);
    const before = told && this.last.get(keyOf(batch, told.rows.length));
    this.learn(change);
    if (told === undefined || before === undefined || !isSameShape(before, told)) return change;
    const { i: _rows, ...rest } = batch;
    return [id, rest, [told.rows.length, told.ageMs, ...stepsBetween(before, told)]];
  }

  /** @throws when the line stands on one that is not there. */
  decode(line: StoredLine): ChangeLine {
    const [id, batch, differences] = line;
    if (differences === undefined) {
      this.learn([id, batch]);
      return [id, batch];
    }
    const [count, ageMs, ...steps] = differences;
    const before = this.last.get(keyOf(batch, count));
    if (before === undefined) throw new Error(`the change ${id} stands on one that is not in its block`);
    const change: ChangeLine = [id, { ...batch, i: grouped(before, ageMs, steps) }];
    this.learn(change);
    return change;
  }

  /** A change that stands in the block already. */
  learn([, batch]: ChangeLine): void {
    const told = toldBy(batch);
    if (told !== undefined) this.last.set(keyOf(batch, told.rows.length), told);
  }
}

const keyOf = ({ s }: WireBatch, rows: number) => `${s} ${rows}`;

/** Undefined: there is nothing to shorten, or the rows are of different ages. */
function toldBy({ i }: WireBatch): Told | undefined {
  const rows = Object.entries(i ?? {}).flatMap(([indicator, own]) =>
    own.map((row) => [indicator, row] as const),
  );
  const ageMs = rows[0]?.[1][2];
  if (ageMs === undefined || rows.some(([, row]) => row[2] !== ageMs)) return undefined;
  return { rows, ageMs };
}

/** The same series, with the same periods and methods, in the same order. */
function isSameShape(a: Told, b: Told): boolean {
  return a.rows.every(([indicator, [place, , , period, method]], at) => {
    const [other, row] = b.rows[at] ?? [];
    return other === indicator && row?.[0] === place && row[3] === period && row[4] === method;
  });
}

function stepsBetween(before: Told, told: Told): Value[] {
  const steps: Value[] = [];
  let lastAt = 0;
  for (const [at, [, [, value]]] of told.rows.entries()) {
    if (value === before.rows[at]?.[1][1]) continue;
    steps.push(at - lastAt, value);
    lastAt = at;
  }
  return steps;
}

function grouped(before: Told, ageMs: number, steps: readonly Value[]): Rows {
  const values = new Map<number, Value>();
  let at = 0;
  for (let n = 0; n + 1 < steps.length; n += 2) {
    at += Number(steps[n]);
    values.set(at, steps[n + 1] as Value);
  }
  const rows: Record<string, Row[]> = {};
  for (const [n, [indicator, [place, value, , ...more]]] of before.rows.entries())
    (rows[indicator] ??= []).push([
      place,
      values.has(n) ? (values.get(n) as Value) : value,
      ageMs,
      ...more,
    ] as Row);
  return rows;
}
