/** How fast a replay runs, and how finely it is then told. Pure. */

/** Seconds of then per second of now. */
export const SPEEDS = [1, 10, 60, 300, 900, 3_600] as const;

/** A fast replay is drawn this often, ms of now: each drawing shows one step. */
const STEP_EVERY_MS = 250;

/** What was told within so many ms comes together. 0: each change comes alone. */
export function stepMsOf(speed: number): number {
  return speed <= 1 ? 0 : speed * STEP_EVERY_MS;
}

/** The next faster (`by` 1) or slower (-1) speed, or the same at the ends. */
export function otherSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one === speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1;
}

/** The nearest of the known speeds; 1 when nothing sensible was asked. */
export function knownSpeed(asked: number): number {
  return SPEEDS.findLast((one) => one <= asked) ?? 1;
}
