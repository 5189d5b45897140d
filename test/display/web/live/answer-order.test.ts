import { describe, expect, it } from 'vitest';
import { AnswerOrder } from '../../../../display/web/live/answer-order.ts';

describe('an answer', () => {
  it('counts unless a later question was answered before', () => {
    const order = new AnswerOrder();
    const [first, second, third] = [order.ask(undefined), order.ask(undefined), order.ask(undefined)];
    expect(second?.(undefined)).toBe(true);
    expect(first?.(undefined)).toBe(false);
    expect(third?.(undefined)).toBe(true);
  });

  it('counts while a replay goes on, and not once it has gone back behind what was asked', () => {
    const order = new AnswerOrder();
    const [early, late] = [order.ask(1_000), order.ask(9_000)];
    // Jumped back to 2,000 while the second was on its way.
    expect(late?.(2_000)).toBe(false);
    expect(early?.(2_000)).toBe(true);
    expect(order.ask(2_000)(5_000)).toBe(true);
  });

  it('of the present never counts in a replay', () => {
    expect(new AnswerOrder().ask(undefined)(5_000)).toBe(false);
  });
});
