import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLOSED_WITHIN_MS, SessionWatch } from '../../../display/server/gateway/session-watch.ts';

/** A watch on a store that the test plays, and the sockets that were cut, in order. */
function watched() {
  const state = { standing: new Set(['a', 'b']), answers: 'at once' as 'at once' | 'never' | 'no' };
  const cut: string[] = [];
  const told: [string, number][] = [];
  const watch = new SessionWatch(
    async (ids) => {
      if (state.answers === 'never') await new Promise(() => undefined);
      if (state.answers === 'no') throw new Error('Redis is away');
      return new Map(ids.filter((id) => state.standing.has(id)).map((id) => [id, id]));
    },
    (reason, sockets) => told.push([reason, sockets]),
  );
  const tie = (session: string, socket: string) => watch.tie(session, socket, () => cut.push(socket));
  return { watch, state, cut, told, tie };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('the sockets of a session', () => {
  it('are closed when it has ended, all of them and no others, in time', async () => {
    const { watch, state, cut, told, tie } = watched();
    tie('a', 'a1');
    tie('a', 'a2');
    tie('b', 'b1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(cut).toEqual([]);
    state.standing.delete('a');
    await vi.advanceTimersByTimeAsync(CLOSED_WITHIN_MS);
    expect(cut).toEqual(['a1', 'a2']);
    expect(told).toEqual([['ended', 2]]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(cut).toHaveLength(2);
    watch.stop();
  });

  it.each(['never', 'no'] as const)(
    'are closed in time when nobody can confirm it: Redis answers %s',
    async (answers) => {
      const { watch, state, cut, told, tie } = watched();
      tie('a', 'a1');
      await vi.advanceTimersByTimeAsync(4_000);
      // The session ends elsewhere at this moment, and this server is cut off.
      state.answers = answers;
      await vi.advanceTimersByTimeAsync(CLOSED_WITHIN_MS);
      expect(cut).toEqual(['a1']);
      expect(told).toEqual([['unconfirmed', 1]]);
      watch.stop();
    },
  );

  it('outlive a store that is away for a moment', async () => {
    const { watch, state, cut, tie } = watched();
    tie('a', 'a1');
    await vi.advanceTimersByTimeAsync(4_000);
    state.answers = 'no';
    await vi.advanceTimersByTimeAsync(600);
    state.answers = 'at once';
    await vi.advanceTimersByTimeAsync(10_000);
    expect(cut).toEqual([]);
    watch.stop();
  });

  it('that went away by themselves are left alone', async () => {
    const { watch, state, cut, tie } = watched();
    tie('a', 'a1');
    tie('a', 'a2');
    watch.untie('a', 'a1');
    state.standing.clear();
    await vi.advanceTimersByTimeAsync(CLOSED_WITHIN_MS);
    expect(cut).toEqual(['a2']);
    watch.stop();
  });
});
