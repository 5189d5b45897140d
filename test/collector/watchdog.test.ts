import { describe, expect, it } from 'vitest';
import type { Group } from '../../collector/groups.ts';
import { groupsOf } from '../../collector/groups.ts';
import { overdueSources, Watchdog, type Overdue, type SourceTick } from '../../collector/watchdog.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

const yaml = (everySeconds: number) =>
  `connector: http-json\neverySeconds: ${everySeconds}\ntimeoutMs: 3000\nsettings: { url: http://x }\nmapping: '{}'`;
const config = tinyConfig([
  { id: 'fast', domain: 'roads', yaml: yaml(1) },
  { id: 'slow', domain: 'water', yaml: yaml(60) },
]);
const groups = groupsOf(config.sources);

describe('who is overdue', () => {
  const cases: [string, string, SourceTick, number, Overdue['reason'] | undefined][] = [
    ['not after one cadence', 'slow', { lastTickMs: 0, isInFlight: false }, 60_000, undefined],
    ['not just before two cadences', 'slow', { lastTickMs: 0, isInFlight: false }, 119_999, undefined],
    ['after two cadences', 'slow', { lastTickMs: 0, isInFlight: false }, 120_000, 'no-tick'],
    [
      'a poll under way has its own time as well',
      'slow',
      { lastTickMs: 0, isInFlight: true },
      179_999,
      undefined,
    ],
    ['a poll that does not end is stuck', 'slow', { lastTickMs: 0, isInFlight: true }, 180_000, 'stuck'],
    ['a fast one after two of its own', 'fast', { lastTickMs: 10_000, isInFlight: false }, 12_000, 'no-tick'],
  ];
  it.each(cases)('%s', (_name, source, tick, nowMs, reason) => {
    const ticks = (id: string): SourceTick =>
      id === source ? tick : { lastTickMs: nowMs, isInFlight: false };
    expect(overdueSources(groups, ticks, nowMs).map((one) => [one.source, one.reason])).toEqual(
      reason === undefined ? [] : [[source, reason]],
    );
  });

  it('counts the cadences that are missing', () => {
    const ticks = (id: string): SourceTick => ({ lastTickMs: id === 'fast' ? 0 : 10_500, isInFlight: false });
    expect(overdueSources(groups, ticks, 10_500)).toMatchObject([{ source: 'fast', missing: 10 }]);
  });
});

describe('the watchdog', () => {
  function scene(elsewhereMs?: number) {
    const ticks = new Map<string, number>([
      ['fast', 0],
      ['slow', 0],
    ]);
    const done: string[] = [];
    const watchdog = new Watchdog(groups, {
      lastTick: (source) => ({ lastTickMs: ticks.get(source) ?? 0, isInFlight: false }),
      silenceElsewhereMs: () => Promise.resolve(elsewhereMs),
      noteTickElsewhere: (source, atMs) => void ticks.set(source, atMs),
      restoreScheduler: (group: Group) => {
        done.push(`restore ${group.id}`);
        return Promise.resolve();
      },
      pollNow: (_group, source) => done.push(`poll ${source}`),
      say: (overdue) => done.push(`say ${overdue.source}`),
      sayRecovered: (source) => done.push(`recovered ${source}`),
    });
    return { ticks, done, watchdog };
  }

  it('says once who stopped, restores the scheduler and polls in its place until it ticks again', async () => {
    const { ticks, done, watchdog } = scene();
    await watchdog.look(1_000);
    expect(done).toEqual([]);
    await watchdog.look(2_000);
    await watchdog.look(2_500);
    expect(done).toEqual([
      'say fast',
      'poll fast',
      'restore http-json:1s:0',
      'poll fast',
      'restore http-json:1s:0',
    ]);
    ticks.set('fast', 2_600);
    await watchdog.look(3_000);
    expect(done.at(-1)).toBe('recovered fast');
  });

  it('trusts the tick of another collector', async () => {
    const { ticks, done, watchdog } = scene(300);
    await watchdog.look(2_000);
    expect(done).toEqual([]);
    expect(ticks.get('fast')).toBe(1_700);
  });

  it('goes by what it knows itself when the store is silent or says the same', async () => {
    for (const elsewhereMs of [undefined, 9_000]) {
      const { done, watchdog } = scene(elsewhereMs);
      await watchdog.look(2_000);
      expect(done).toContain('poll fast');
    }
  });
});
