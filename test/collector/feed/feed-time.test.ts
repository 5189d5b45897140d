import { describe, expect, it } from 'vitest';
import { feedTime } from '../../../collector/feed/feed-time.ts';

describe('the time of a feed', () => {
  it.each([
    ['Thu, 26 Nov 2026 15:27:00 +0700', '2026-11-26T08:27:00.000Z'],
    ['Thu, 26 Nov 2026 15:27:00 GMT+7', '2026-11-26T08:27:00.000Z'],
    ['Thu, 26 Nov 2026 15:27:00 GMT+0700 (Indochina Time)', '2026-11-26T08:27:00.000Z'],
    ['Thu, 26 Nov 26 15:27 ICT', '2026-11-26T08:27:00.000Z'],
    ['26 Nov 2026 08:27:00 GMT', '2026-11-26T08:27:00.000Z'],
    ['Thu, 26 November 2026 08:27:00 Z', '2026-11-26T08:27:00.000Z'],
    ['Thu, 26 Nov 2026 03:27:00 EST', '2026-11-26T08:27:00.000Z'],
    ['2026-11-26T15:27:00+07:00', '2026-11-26T08:27:00.000Z'],
    ['2026-11-26T15:27:00.250+0700', '2026-11-26T08:27:00.250Z'],
    ['2026-11-26 08:27:00Z', '2026-11-26T08:27:00.000Z'],
  ])('with a zone is an instant: %s', (text, expected) => {
    expect(feedTime(text)).toBe(expected);
  });

  it.each([
    ['2026-11-26T15:27:00', '2026-11-26 15:27:00'],
    ['2026-11-26', '2026-11-26'],
    ['26/11/2026 15:27', '26/11/2026 15:27'],
    ['11/26/2026 3:27:00 PM', '26/11/2026 15:27:00'],
    ['26/11/2026 3:27:00 PM', '26/11/2026 15:27:00'],
    ['5/11/2026 3:27:00 CH', '5/11/2026 15:27:00'],
    ['5/11/2026 12:05:00 SA', '5/11/2026 00:05:00'],
  ])('without one is left to the province: %s', (text, expected) => {
    expect(feedTime(text)).toBe(expected);
  });

  it.each([
    'hôm nay',
    '5/11/2026 3:27:00 PM',
    'Thu, 31 Feb 2026 08:27:00 GMT',
    'Thu, 26 Nov 2026 25:27:00 GMT',
    'Thu, 26 Nov 2026 08:27:00 XYZ',
    '2026-13-26T15:27:00Z',
  ])('that has none or two meanings is not understood: %s', (text) => {
    expect(feedTime(text)).toBeUndefined();
  });
});

it('does not look long at a text that is no time', () => {
  const startMs = performance.now();
  expect(feedTime(`Mon, 1 Jan 2026 00:00:00 ${'('.repeat(50_000)}`)).toBeUndefined();
  expect(performance.now() - startMs).toBeLessThan(500);
});
