/** Numbers as Vietnamese documents write them: "1.234,5", "1 234,5", "−5", "25%". Pure. */

export type DecimalMark = ',' | '.';

export interface ReadNumber {
  readonly value: number;
  /** True when the text itself says that it is a percentage. */
  readonly isPercent: boolean;
}

const FORMS: Readonly<Record<DecimalMark, RegExp>> = {
  // Thousands stand in groups of three or in none, so that "12.5" with the wrong mark is refused, not read as 125.
  ',': /^[+-]?(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d+)(,\d+)?$/,
  '.': /^[+-]?(\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d+)(\.\d+)?$/,
};
/** A text longer than this is no number; a pattern need not look at it. */
const MAX_LETTERS = 40;

/** Undefined when the text is no number in this way of writing. */
export function readNumber(given: string, decimal: DecimalMark): ReadNumber | undefined {
  if (given.length > MAX_LETTERS) return undefined;
  const text = given
    .replace(/[\s ]+/gu, ' ')
    .replace(/^[−–-] ?/u, '-')
    .trim();
  const isPercent = text.endsWith('%');
  const digits = isPercent ? text.slice(0, -1).trimEnd() : text;
  if (!FORMS[decimal].test(digits)) return undefined;
  const plain = digits.replaceAll(' ', '').replaceAll(decimal === ',' ? '.' : ',', '');
  return { value: Number(plain.replace(',', '.')), isPercent };
}
