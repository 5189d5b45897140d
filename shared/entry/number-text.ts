/**
 * A figure as a person types it, in Vietnamese or English notation, with or without its unit. What could be read in two
 * ways is no number: "1.238" of a figure with decimals may be a thousand times what was meant.
 */
import { readNumber } from '../table/number-text.ts';
import { conversionOf, convert, isCounted, unitOf } from '../table/unit.ts';

type TypedNumber =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'ambiguous'; readonly readings: readonly [number, number] }
  | { readonly kind: 'no-number' | 'wrong-unit' | 'not-whole' | 'too-precise' };

interface Quantity {
  /** The unit in Vietnamese. */
  readonly unit: string;
  readonly decimals: number;
}

/** Digits that a double holds for certain. */
const SURE_DIGITS = 15;

/** Counted things come whole. */
function isWhole({ unit, decimals }: Quantity): boolean {
  return decimals === 0 && isCounted(unit);
}

export function readTyped(text: string, quantity: Quantity): TypedNumber {
  const parts = /^([^\p{L}%‰$]*)([\p{L}%‰$].*)?$/u.exec(text.trim());
  const digits = parts?.[1]?.trim() ?? '';
  const unit = parts?.[2]?.trim() ?? '';
  if (digits.replaceAll(/\D/g, '').length > SURE_DIGITS) return { kind: 'too-precise' };
  const read = bothWays(digits);
  if (read.length === 0) return { kind: 'no-number' };
  const conversion = unit === '' ? { times: 1, over: 1 } : conversionTo(unit, quantity.unit);
  if (conversion === undefined) return { kind: 'wrong-unit' };
  const converted = read.map((value) => convert(value, conversion) || 0);
  // A fraction of a counted thing cannot be meant, so a whole reading is the only one.
  const readings = isWhole(quantity) ? converted.filter(Number.isInteger) : converted;
  const [first, second] = readings;
  if (first === undefined) return { kind: 'not-whole' };
  return second === undefined
    ? { kind: 'number', value: first }
    : { kind: 'ambiguous', readings: [first, second] };
}

/** The readings by decimal comma and by decimal point, where they differ. */
function bothWays(digits: string): number[] {
  // No thousand begins with a zero.
  const isFraction = /^[+−–-]?\s?0[.,]\d+$/.test(digits);
  const texts = isFraction ? [digits.replace('.', ',')] : [digits];
  const comma = texts.flatMap((text) => readNumber(text, ',')?.value ?? []);
  const point = isFraction ? [] : (readNumber(digits, '.')?.value ?? []);
  return [...new Set([...comma, ...(typeof point === 'number' ? [point] : [])])];
}

/** Words that we do not know are the unit only where they are written as it is. */
function conversionTo(typed: string, unit: string) {
  if (unitOf(unit) === undefined && typed.toLocaleLowerCase('vi') === unit.toLocaleLowerCase('vi'))
    return { times: 1, over: 1 };
  return conversionOf(typed, unit);
}
