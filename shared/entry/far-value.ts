/**
 * Whether a value is so far from the last one that a finger may have slipped: a digit too many, one too few, a sign.
 * It is then asked for once more, never refused.
 */

/** A slip of a digit makes a value about ten times or a tenth; real figures of one series rarely treble. */
const FAR_FACTOR = 3;
/** Differences below this many of the last shown place are small numbers that move: 2 hospitals, then 9. */
const NEAR_STEPS = 10;

export function isFarFromLast(value: number, last: number, decimals: number): boolean {
  if (Math.abs(value - last) <= NEAR_STEPS / 10 ** decimals) return false;
  if (value * last <= 0) return true;
  const [small, large] = [Math.abs(value), Math.abs(last)].toSorted((a, b) => a - b) as [number, number];
  return large / small >= FAR_FACTOR;
}
