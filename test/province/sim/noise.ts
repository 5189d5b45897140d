/**
 * Randomness without a state: every number is a pure function of (seed, key, index or time).
 * So history and the live answer agree, and a restart continues the same curve.
 */

/** FNV-1a over the key, then the murmur3 finaliser; a number in [0, 1). */
export function hash01(seed: number, key: string, index = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < key.length; i += 1) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193) >>> 0;
  h = mix(h ^ (index | 0));
  // The high part matters too: an index may be a count of milliseconds.
  h = mix(h ^ Math.floor(index / 0x1_0000_0000));
  return h / 0x1_0000_0000;
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A whole number from `min` to `max`, both included. */
export function hashInt(seed: number, key: string, index: number, min: number, max: number): number {
  return min + Math.floor(hash01(seed, key, index) * (max - min + 1));
}

/** One of the list; the list must not be empty. */
export function pick<T>(seed: number, key: string, index: number, list: readonly T[]): T {
  return list[Math.floor(hash01(seed, key, index) * list.length)] as T;
}

/** Value noise in [-1, 1]: smooth over time, with a new random level every `spanMs`. */
export function smooth(seed: number, key: string, atMs: number, spanMs: number): number {
  const step = Math.floor(atMs / spanMs);
  const part = atMs / spanMs - step;
  const ease = part * part * (3 - 2 * part);
  const left = hash01(seed, key, step);
  const right = hash01(seed, key, step + 1);
  return (left + (right - left) * ease) * 2 - 1;
}

/** Two octaves of {@link smooth}: a slow swell with a quick ripple on it, still in [-1, 1]. */
export function swell(seed: number, key: string, atMs: number, spanMs: number): number {
  return 0.75 * smooth(seed, key, atMs, spanMs) + 0.25 * smooth(seed, `${key}~`, atMs, spanMs / 6);
}
