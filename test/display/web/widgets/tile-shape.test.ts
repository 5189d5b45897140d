import { describe, expect, it } from 'vitest';
import { tileHeadline } from '../../../../display/web/widgets/tile/tile-shape.ts';
import { figureWith, indicatorOf, limit, placeOf } from './figure-fixture.ts';

const stock = indicatorOf({ limits: [limit(500), limit(1000, 'critical')] });
const other = indicatorOf({ id: 'khac', limits: [limit(10)] });
const states = indicatorOf({
  id: 'mo-cua',
  states: [
    { id: 'mo', name: { vi: 'Mở', en: 'Open' }, level: 'normal' },
    { id: 'dong', name: { vi: 'Đóng', en: 'Closed' }, level: 'critical' },
  ],
});
const whole = placeOf('tinh', { kind: 'province' });
const calm = figureWith({ indicator: stock, value: 300, place: whole });

describe("a tile's headline", () => {
  it.each([
    ["is the domain's own while nothing is beyond a limit", calm, [], 'xe-ton', 'tinh', 0],
    [
      'is the gravest place beyond a limit',
      calm,
      [
        figureWith({ indicator: stock, value: 600 }),
        figureWith({ indicator: stock, value: 1057, place: placeOf('tan-thanh') }),
      ],
      'xe-ton',
      'tan-thanh',
      1,
    ],
    [
      'names the place before the whole province when both are as grave',
      figureWith({ indicator: stock, value: 1500, place: whole }),
      [
        figureWith({ indicator: stock, value: 1500, place: whole }),
        figureWith({ indicator: stock, value: 1057, place: placeOf('tan-thanh') }),
      ],
      'xe-ton',
      'tan-thanh',
      1,
    ],
    [
      'keeps its own indicator before others as grave',
      calm,
      [figureWith({ indicator: other, value: 99 }), figureWith({ indicator: stock, value: 501 })],
      'xe-ton',
      'a',
      1,
    ],
    [
      'yields to a graver indicator',
      calm,
      [
        figureWith({ indicator: other, value: 99 }),
        figureWith({ indicator: indicatorOf({ id: 'nang', limits: [limit(1, 'critical')] }), value: 2 }),
      ],
      'nang',
      'a',
      1,
    ],
    [
      'is never a word, which counts among the others',
      calm,
      [figureWith({ indicator: states, value: 'dong' })],
      'xe-ton',
      'tinh',
      1,
    ],
  ])('%s', (_, headline, breaches, indicator, place, others) => {
    const shown = tileHeadline(headline, breaches);
    expect([shown.figure.indicator.id, shown.figure.place.id, shown.others]).toEqual([
      indicator,
      place,
      others,
    ]);
  });
});
