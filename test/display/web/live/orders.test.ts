import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Orders } from '../../../../display/web/live/orders.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an order to this screen', () => {
  it('to load anew is answered before the page goes', () => {
    let reloads = 0;
    const orders = new Orders(() => (reloads += 1));
    expect(orders.obey({ kind: 'reload' })).toBe('obeyed');
    expect(reloads).toBe(0);
    vi.runAllTimers();
    expect(reloads).toBe(1);
  });

  it('to show a scene is taken by the wall on show, and by nobody once it is gone', () => {
    const orders = new Orders(() => undefined);
    const order = { kind: 'scene', wall: 'overview', scene: 'two' } as const;
    expect(orders.obey(order)).toBe('refused');
    const shown: string[] = [];
    const first = orders.shownBy((wall, scene) => {
      shown.push(`${wall}/${scene}`);
      return 'obeyed';
    });
    expect(orders.obey(order)).toBe('obeyed');
    expect(shown).toEqual(['overview/two']);
    // The next wall is there before the one before it has left.
    const second = orders.shownBy(() => 'refused');
    first();
    expect(orders.obey(order)).toBe('refused');
    expect(shown).toHaveLength(1);
    second();
    expect(orders.obey(order)).toBe('refused');
  });
});
