import { describe, expect, it } from 'vitest';
import {
  askedReplay,
  instantOfLocal,
  instantText,
  localText,
} from '../../../../display/web/replay/address.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const AT_MS = Date.UTC(2026, 10, 27, 2, 12, 0);

describe('the instant in an address', () => {
  it('is written with the offset of the province and read back', () => {
    expect(instantText(AT_MS, ZONE)).toBe('2026-11-27T09:12:00+07:00');
    expect(askedReplay({ at: instantText(AT_MS, ZONE) }, ZONE)?.atMs).toBe(AT_MS);
    expect(instantText(Date.UTC(2026, 6, 1, 12), 'America/St_Johns')).toBe('2026-07-01T09:30:00-02:30');
  });

  it('may have lost its plus sign on the way, and may name a speed', () => {
    expect(askedReplay({ at: '2026-11-27T09:12:00 07:00', speed: '60' }, ZONE)).toEqual({
      atMs: AT_MS,
      speed: 60,
    });
    expect(askedReplay({ at: '2026-11-27T02:12:00Z', speed: 'fast' }, ZONE)).toEqual({
      atMs: AT_MS,
      speed: undefined,
    });
  });

  it('is meant on the clocks of the province where it names no offset, wherever the screen stands', () => {
    const midnightMs = Date.UTC(2026, 10, 26, 17);
    // Whoever runs the tests lives in neither.
    for (const [zone, shiftMs] of [
      [ZONE, 0],
      ['Asia/Tokyo', -7_200_000],
    ] as const) {
      expect(askedReplay({ at: '2026-11-27' }, zone)?.atMs).toBe(midnightMs + shiftMs);
      expect(askedReplay({ at: '2026-11-27T09:12' }, zone)?.atMs).toBe(AT_MS + shiftMs);
      expect(askedReplay({ at: '2026-11-27T09:12:00.5' }, zone)?.atMs).toBe(AT_MS + 500 + shiftMs);
    }
  });

  it.each([
    undefined,
    '',
    'yesterday',
    ['a', 'b'],
    null,
    '5',
    'Fri Nov 27 2026',
    '2026-13-01',
    '2026-11-27T25:00',
  ])('is none when it says %j', (at) => {
    expect(askedReplay({ at }, ZONE)).toBeUndefined();
  });

  it('is typed on the clocks of the province', () => {
    expect(localText(AT_MS, ZONE)).toBe('2026-11-27T09:12:00');
    expect(instantOfLocal('2026-11-27T09:12:00', ZONE)).toBe(AT_MS);
    expect(instantOfLocal('2026-11-27T09:12', ZONE)).toBe(AT_MS);
    expect(instantOfLocal('', ZONE)).toBeUndefined();
  });
});
