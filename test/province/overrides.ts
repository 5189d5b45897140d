/** "Set this value now": what the admin set, from when until when, so that history tells it as live did. */
import type { ServedValue } from './service.ts';

interface Override {
  readonly series: string;
  readonly value: ServedValue;
  readonly fromMs: number;
  /** Excluded; Infinity while it is in force. */
  toMs: number;
}

/** Most overrides remembered; a test that sets more than this in 48 hours loses the oldest from its history. */
const MAX_OVERRIDES = 5_000;

export class OverrideLog {
  readonly #bySeries = new Map<string, Override[]>();
  #size = 0;
  #changes: number[] = [];

  set(series: string, value: ServedValue, nowMs: number): void {
    this.#end(series, nowMs);
    const list = this.#bySeries.get(series) ?? [];
    list.push({ series, value, fromMs: nowMs, toMs: Infinity });
    this.#bySeries.set(series, list);
    this.#size += 1;
    this.#noteChange(nowMs);
    if (this.#size > MAX_OVERRIDES) this.#forgetOldest();
  }

  /** Gives a series, or all of them, back to the simulation. */
  clear(series: string | undefined, nowMs: number): void {
    for (const name of series === undefined ? this.#bySeries.keys() : [series]) this.#end(name, nowMs);
    this.#noteChange(nowMs);
  }

  /** The value set for a series at an instant; undefined when there is none. */
  valueAt(series: string, atMs: number): ServedValue | undefined {
    const list = this.#bySeries.get(series);
    return list?.findLast((override) => override.fromMs <= atMs && atMs < override.toMs)?.value;
  }

  /** Instants in (fromMs, toMs] at which something was set or cleared: each is a publication of its own. */
  changesWithin(fromMs: number, toMs: number): readonly number[] {
    return this.#changes.filter((atMs) => atMs > fromMs && atMs <= toMs);
  }

  /** What is set now. */
  current(nowMs: number): Record<string, ServedValue> {
    const entries = [...this.#bySeries.keys()].map(
      (series) => [series, this.valueAt(series, nowMs)] as const,
    );
    return Object.fromEntries(
      entries.filter((entry): entry is [string, ServedValue] => entry[1] !== undefined),
    );
  }

  #end(series: string, nowMs: number): void {
    for (const override of this.#bySeries.get(series) ?? []) {
      if (override.toMs === Infinity) override.toMs = nowMs;
    }
  }

  #noteChange(nowMs: number): void {
    if (this.#changes.at(-1) !== nowMs) this.#changes.push(nowMs);
    if (this.#changes.length > MAX_OVERRIDES) this.#changes = this.#changes.slice(-MAX_OVERRIDES);
  }

  #forgetOldest(): void {
    let oldest: Override[] | undefined;
    for (const list of this.#bySeries.values()) {
      if (list[0] !== undefined && list[0].fromMs < (oldest?.[0]?.fromMs ?? Infinity)) oldest = list;
    }
    oldest?.shift();
    this.#size -= 1;
  }
}
