/** How a figure of the province spreads over its communes, so that both always agree. */
import { COMMUNES, POPULATION, type Commune } from './communes.ts';
import { hash01 } from './noise.ts';

export interface PlaceValue {
  /** Code of the place, as the upstream writes it. */
  readonly code: string;
  readonly value: number;
}

/** Whole numbers in proportion to the weights whose sum is exactly the total: largest remainders get the rest. */
export function wholeShares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const shares = exact.map(Math.floor);
  const rest = total - shares.reduce((all, share) => all + share, 0);
  const order = exact.map((value, index) => ({ index, part: value - Math.floor(value) }));
  order.sort((a, b) => b.part - a.part || a.index - b.index);
  for (const { index } of order.slice(0, rest)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** A commune's own lean, from 1 − spread to 1 + spread; the same in every period. */
export function leanOf(seed: number, key: string, commune: Commune, spread: number): number {
  return 1 + spread * (2 * hash01(seed, `${key}#${commune.code}`) - 1);
}

/** A count divided by population and lean. */
export function countByCommune(seed: number, key: string, total: number, spread = 0.5): PlaceValue[] {
  const weights = COMMUNES.map((commune) => commune.population * leanOf(seed, key, commune, spread));
  const shares = wholeShares(total, weights);
  return COMMUNES.map(({ code }, index) => ({ code, value: shares[index] ?? 0 }));
}

/**
 * A percentage that differs between communes and has the province's as its mean by population. Below one half the
 * figure itself is spread, above it what is missing to 100, so that no commune leaves 0 to 100.
 */
export function percentByCommune(seed: number, key: string, province: number): PlaceValue[] {
  const leans = COMMUNES.map((commune) => leanOf(seed, key, commune, 0.75));
  const mean =
    COMMUNES.reduce((all, { population }, index) => all + population * (leans[index] ?? 1), 0) / POPULATION;
  return COMMUNES.map(({ code }, index) => {
    const factor = (leans[index] ?? 1) / mean;
    return { code, value: province < 50 ? province * factor : 100 - (100 - province) * (2 - factor) };
  });
}
