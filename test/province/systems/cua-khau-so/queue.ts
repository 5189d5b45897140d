/**
 * The queue of one crossing over its day, which runs from 20:00 to 20:00 like the bulletin:
 * stock = stock at 20:00 + arrivals − exported, at every instant and in whole vehicles.
 */
import { hash01, smooth } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, doneFraction, hourOfDay, isWeekend } from '../../sim/rhythm.ts';
import type { View } from '../../service.ts';

export interface QueueShape {
  readonly id: string;
  readonly stock: number;
  readonly arrivals: number;
  readonly imports: number;
  /** Hours of the local day; 0 and 24 for round the clock. */
  readonly opens: number;
  readonly closes: number;
}

export interface Queue {
  readonly before: number;
  readonly arrived: number;
  readonly exported: number;
  readonly imported: number;
  readonly stock: number;
  /** Mean wait of an export vehicle that joins the queue now, in opening hours of work ahead of it. */
  readonly waitHours: number;
}

const EVENING_HOUR = 20;

/** The bulletin's day that holds an instant. */
export function bulletinDay(simMs: number): number {
  return dayNumber(simMs, EVENING_HOUR);
}

/** Hours since 20:00. */
function elapsedHours(simMs: number): number {
  return (hourOfDay(simMs) + 24 - EVENING_HOUR) % 24;
}

/** Stock at the evening on which the day begins. The level wanders by a quarter over four days. */
function eveningStock(seed: number, shape: QueueShape, day: number): number {
  const wave = smooth(seed, `${shape.id}.evening`, day * DAY_MS, 4 * DAY_MS);
  return Math.max(2, Math.round(shape.stock * (1 + 0.25 * wave)));
}

/** Totals of a whole bulletin day. What leaves is what arrived less what the stock grew by. */
export function dayTotals(seed: number, shape: QueueShape, day: number) {
  const wave = (key: string) => 1 + 0.12 * (hash01(seed, `${shape.id}.${key}`, day) * 2 - 1);
  const weekend = isWeekend(day) ? 0.85 : 1;
  const before = eveningStock(seed, shape, day);
  const after = eveningStock(seed, shape, day + 1);
  const arrived = Math.max(Math.round(shape.arrivals * wave('arrivals') * weekend), after - before);
  const imported = Math.round(shape.imports * wave('imports') * weekend);
  return { before, after, arrived, imported, exported: before + arrived - after };
}

/** Where the gates' own day begins: 07:00 is the eleventh hour since 20:00. */
const OPENING_ELAPSED = 11;
const NIGHT_SHARE = 0.25;

/** A quarter of the lorries comes through the night, the others an hour ahead of the gates' work. */
function arrivedFraction(elapsed: number): number {
  const night = Math.min(1, elapsed / OPENING_ELAPSED);
  return NIGHT_SHARE * night + (1 - NIGHT_SHARE) * doneFraction(elapsed, OPENING_ELAPSED - 1, 22);
}

/** The queue at an instant as the simulation has it. */
function modelQueue(seed: number, shape: QueueShape, simMs: number): Queue {
  const day = bulletinDay(simMs);
  const totals = dayTotals(seed, shape, day);
  const elapsed = elapsedHours(simMs);
  const from = (shape.opens + 24 - EVENING_HOUR) % 24;
  const openHours = shape.closes - shape.opens;
  const arrived = Math.floor(totals.arrived * arrivedFraction(elapsed));
  const skew = 0.3 * hash01(seed, `${shape.id}.skew`, day);
  const worked =
    openHours >= 24
      ? doneFraction(elapsed, 0, 24, skew)
      : doneFraction(elapsed, from, from + openHours, skew);
  const exported = Math.floor(totals.exported * worked);
  const stock = totals.before + arrived - exported;
  const perHour = Math.max(1, totals.exported) / openHours;
  return {
    before: totals.before,
    arrived,
    exported,
    imported: Math.floor(totals.imported * worked),
    stock,
    waitHours: stock / perHour,
  };
}

/** The queue with what the admin set; a stock set by hand is explained by arrivals or exports, so it still adds up. */
export function queueAt(view: View, shape: QueueShape): Queue {
  const model = modelQueue(view.seed, shape, view.simMs);
  const stock = view.inForce(`${shape.id}.ton`, model.stock);
  const gap = stock - model.stock;
  return {
    ...model,
    stock,
    arrived: model.arrived + Math.max(0, gap),
    exported: model.exported + Math.max(0, -gap),
    waitHours: model.stock > 0 ? (model.waitHours * stock) / model.stock : model.waitHours,
  };
}
