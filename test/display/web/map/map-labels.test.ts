import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, type LabelGround, type MapLabel } from '../../../../display/web/map/map-labels.ts';
import { overlap } from '../../../../display/web/marks/boxes.ts';

const ground: LabelGround = {
  widthPx: 1_000,
  heightPx: 1_000,
  textPx: 30,
  written: [],
  signs: [],
  lines: [],
};
const label = (id: string, x: number, y: number, more: Partial<MapLabel> = {}): MapLabel => ({
  id,
  text: id,
  strong: false,
  x,
  y,
  radius: 8,
  width: 150,
  ...more,
});
const at = (labels: readonly MapLabel[], more: Partial<LabelGround> = {}) =>
  new Map(placeLabels(labels, { ...ground, ...more }).map((placed) => [placed.id, placed]));

describe('the names on a map', () => {
  it('stand beside their points, that of the worst commune above its own', () => {
    const placed = at([label('cua-khau', 300, 300), label('xa', 700, 700, { strong: true, radius: 0 })]);
    expect(placed.get('cua-khau')?.left).toBeGreaterThan(308);
    expect(placed.get('xa')?.bottom).toBeLessThan(700);
  });

  it('never touch one another, what is written over the map, or its edge, whatever commune is worst', () => {
    const list = { left: 700, right: 1_000, top: 0, bottom: 300 };
    const anywhere = fc
      .record({ x: fc.integer({ min: 90, max: 910 }), y: fc.integer({ min: 60, max: 940 }) })
      .filter(({ x, y }) => x < list.left || y > list.bottom);
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 2, maxLength: 9 }), ([worst, ...gates]) => {
        const labels = [
          label('worst', worst?.x ?? 0, worst?.y ?? 0, { strong: true, radius: 0, width: 250 }),
          ...gates.map(({ x, y }, index) => label(`${index}`, x, y)),
        ];
        const placed = placeLabels(labels, { ...ground, written: [list] });
        for (const [index, one] of placed.entries()) {
          expect(placed.slice(index + 1).filter((other) => overlap(one, other))).toEqual([]);
          expect(overlap(one, list)).toBe(false);
          expect(Math.min(one.left, one.top, 1_000 - one.right, 1_000 - one.bottom)).toBeGreaterThanOrEqual(
            0,
          );
        }
        expect(placed[0]?.id).toBe('worst');
      }),
    );
  });

  it('go to the other side of a sign or a line rather than over it', () => {
    const free = at([label('a', 500, 500)]).get('a');
    const sign = { left: 520, right: 560, top: 480, bottom: 520 };
    const line = [
      { x: 560, y: 0 },
      { x: 560, y: 1_000 },
    ];
    expect(free?.left).toBeGreaterThan(500);
    expect(at([label('a', 500, 500)], { signs: [sign] }).get('a')?.right).toBeLessThan(500);
    expect(at([label('a', 500, 500)], { lines: [line] }).get('a')?.right).toBeLessThan(500);
  });

  it('are left out where there is no room, but never that of the worst commune', () => {
    const all = { left: 0, right: 1_000, top: 0, bottom: 1_000 };
    const placed = at([label('a', 500, 500), label('xa', 500, 500, { strong: true })], { written: [all] });
    expect([...placed.keys()]).toEqual(['xa']);
  });
});
