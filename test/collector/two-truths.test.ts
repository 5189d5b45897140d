/** Two sources of one series: the configured precedence decides which is shown, and the other is kept beside it. */
import { describe, expect, it } from 'vitest';
import type { RecordRule } from '../../collector/record.ts';
import { loadDomain } from '../../display/server/feed/load-domain.ts';
import { applyBatch, emptyDomainState } from '../../shared/domain-state.ts';
import { seriesKey } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { makeWorld, month, of } from './record-world.ts';

const redis = withRedis();
const MINUTE_MS = 60_000;
const STALE_MS = 60 * MINUTE_MS;
const A_FIRST: RecordRule = { staleAfterMs: STALE_MS, precedence: ['a', 'b'] };
const NEWEST: RecordRule = { staleAfterMs: STALE_MS };
const SERIES = seriesKey('xe-ton', 'huu-nghi');
const ago = (minutes: number) => Date.now() - minutes * MINUTE_MS;

function trusting(trust: RecordRule) {
  const world = makeWorld(redis().connect(), trust);
  const tell = async (source: string, ...observations: ReturnType<typeof of>[]) =>
    (await world.record({ source, observations })).observations;
  const shown = async () => {
    const reading = await world.latest('xe-ton', 'huu-nghi');
    return reading && `${reading.source} ${String(reading.value)}`;
  };
  const beside = async () =>
    [...(await world.others('xe-ton', 'huu-nghi'))].map(
      ([source, { value }]) => `${source} ${String(value)}`,
    );
  /** What a screen that follows the stream holds, and one that reads the store. */
  const screens = async () => {
    const followed = emptyDomainState(world.domain);
    for (const batch of await world.changes()) applyBatch(followed, batch);
    const loaded = await loadDomain(world.client, world.domain);
    return [followed, loaded].map(({ readings, others }) => ({ readings, others }));
  };
  const expectScreens = async () => {
    const [followed, loaded] = await screens();
    expect(followed).toEqual(loaded);
    return loaded;
  };
  return { ...world, tell, shown, beside, expectScreens };
}

describe('the most trusted source', () => {
  it('stands against a newer word of another, which is kept beside it', async () => {
    const { tell, shown, beside, history, expectScreens } = trusting(A_FIRST);
    await tell('a', of(ago(10), 1));
    expect(await tell('b', of(ago(5), 2))).toEqual(['beside']);
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 2']);
    expect(await history('xe-ton', 'huu-nghi')).toHaveLength(2);
    const screen = await expectScreens();
    expect(screen?.others.get(SERIES)).toMatchObject([{ source: 'b', value: 2 }]);
  });

  it('takes its place as soon as it speaks, though its word is older', async () => {
    const { tell, shown, beside, expectScreens } = trusting(A_FIRST);
    await tell('b', of(ago(5), 2));
    expect(await tell('a', of(ago(10), 1))).toEqual(['newer']);
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 2']);
    await expectScreens();
  });

  it('gives way when it is stale, at the next word of another, and comes back', async () => {
    const { tell, shown, beside, expectScreens } = trusting(A_FIRST);
    await tell('a', of(ago(61), 1));
    expect(await tell('b', of(ago(5), 2))).toEqual(['newer']);
    expect(await shown()).toBe('b 2');
    expect(await beside()).toEqual(['a 1']);
    await expectScreens();
    expect(await tell('a', of(ago(1), 3))).toEqual(['newer']);
    expect(await shown()).toBe('a 3');
    expect(await beside()).toEqual(['b 2']);
    await expectScreens();
  });

  it('gives way to a word that was told before and is told again', async () => {
    const brief = 1_500;
    const { tell, shown, expectScreens } = trusting({ ...A_FIRST, staleAfterMs: brief });
    const start = Date.now();
    await tell('a', of(start - 900, 1));
    await tell('b', of(start + 2_000, 2));
    expect(await shown()).toBe('a 1');
    await expect.poll(() => Date.now() - start).toBeGreaterThan(700);
    // `b` said a time ahead of ours: its age counts from when it was collected.
    expect(await tell('b', of(start + 2_000, 2))).toEqual(['repeat']);
    expect(await shown()).toBe('b 2');
    await expectScreens();
  });

  it('does not come back with a word that is stale already', async () => {
    const { tell, shown, beside } = trusting(A_FIRST);
    await tell('b', of(ago(5), 2));
    expect(await tell('a', of(ago(70), 1))).toEqual(['beside']);
    expect(await shown()).toBe('b 2');
    expect(await beside()).toEqual(['a 1']);
  });

  it('is the newest where all are stale', async () => {
    const { tell, shown } = trusting(A_FIRST);
    await tell('a', of(ago(90), 1));
    await tell('b', of(ago(70), 2));
    expect(await shown()).toBe('b 2');
    await tell('a', of(ago(65), 3));
    expect(await shown()).toBe('a 3');
  });

  it('comes before one that is not named', async () => {
    const { tell, shown, beside } = trusting({ ...A_FIRST, precedence: ['a'] });
    await tell('x', of(ago(3), 9));
    await tell('a', of(ago(9), 1));
    await tell('y', of(ago(1), 8));
    expect(await shown()).toBe('a 1');
    expect((await beside()).toSorted()).toEqual(['x 9', 'y 8']);
  });
});

describe('a correction of the word beside', () => {
  it('changes it there, and is told to the screens', async () => {
    const { tell, shown, beside, history, expectScreens } = trusting(A_FIRST);
    const atMs = ago(5);
    await tell('a', of(ago(4), 1));
    await tell('b', of(atMs, 2));
    expect(await tell('b', of(atMs, 1))).toEqual(['correction']);
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 1']);
    expect(await history('xe-ton', 'huu-nghi')).toHaveLength(3);
    await expectScreens();
  });

  it('of an older fact changes nothing beside', async () => {
    const { tell, beside, changes } = trusting(A_FIRST);
    const atMs = ago(8);
    await tell('a', of(ago(4), 1));
    await tell('b', of(atMs, 2), of(ago(5), 3));
    const before = (await changes()).length;
    expect(await tell('b', of(atMs, 7))).toEqual(['correction']);
    expect(await beside()).toEqual(['b 3']);
    expect(await changes()).toHaveLength(before);
  });

  it('or its repetition says nothing to anybody', async () => {
    const { tell, changes } = trusting(A_FIRST);
    const [a, b] = [of(ago(4), 1), of(ago(5), 2)];
    await tell('a', a);
    await tell('b', b);
    const before = (await changes()).length;
    expect(await tell('b', b)).toEqual(['repeat']);
    expect(await tell('a', a)).toEqual(['repeat']);
    expect(await changes()).toHaveLength(before);
  });
});

describe('figures of periods', () => {
  const long: RecordRule = { ...A_FIRST, staleAfterMs: 1 };

  it('of one period are shown by precedence, whoever told it first', async () => {
    const { tell, shown, beside, expectScreens } = trusting(long);
    await tell('b', month('2026-09', 2));
    expect(await tell('a', month('2026-09', 1))).toEqual(['newer']);
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 2']);
    expect(await tell('b', month('2026-09', 3, Date.now()))).toEqual(['correction']);
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 3']);
    await expectScreens();
  });

  it('of a newer period come before those of a more trusted source', async () => {
    const { tell, shown, beside, expectScreens } = trusting(long);
    await tell('a', month('2026-08', 1));
    await tell('b', month('2026-08', 2));
    expect(await tell('b', month('2026-09', 4))).toEqual(['newer']);
    expect(await shown()).toBe('b 4');
    expect(await beside()).toEqual(['a 1']);
    await expectScreens();
    expect(await tell('a', month('2026-09', 3))).toEqual(['newer']);
    expect(await shown()).toBe('a 3');
    expect(await beside()).toEqual(['b 4']);
    await expectScreens();
  });
});

describe('without precedence', () => {
  it('the newest is shown as ever, and the other is kept while it can be compared', async () => {
    const { tell, shown, beside, expectScreens } = trusting(NEWEST);
    await tell('a', of(ago(10), 1));
    expect(await tell('b', of(ago(5), 2))).toEqual(['newer']);
    expect(await shown()).toBe('b 2');
    expect(await beside()).toEqual(['a 1']);
    await expectScreens();
    expect(await tell('a', of(ago(4), 3))).toEqual(['newer']);
    expect(await shown()).toBe('a 3');
    expect(await beside()).toEqual(['b 2']);
    await expectScreens();
  });

  it('a word that cannot be compared any more is forgotten beside, and screens hear of it', async () => {
    const { tell, beside, client, domain, expectScreens } = trusting(NEWEST);
    await tell('a', month('2026-08', 1));
    await tell('b', month('2026-08', 2));
    expect(await beside()).toEqual(['b 2']);
    await tell('a', month('2026-09', 3));
    expect(await beside()).toEqual([]);
    expect(await client.exists(redisKeys.others(domain))).toBe(0);
    await expectScreens();
    // Its facts are known all the same.
    expect(await tell('b', month('2026-08', 2))).toEqual(['repeat']);
    expect(await beside()).toEqual([]);
  });
});

describe('what is told as the past', () => {
  it('stands beside nothing: it is no word on how things are now', async () => {
    const { record, tell, shown, beside } = trusting(NEWEST);
    await record({ source: 'vms', observations: [of(ago(3), 'mat-hinh')], isPast: true });
    expect(await tell('rtsp', of(ago(1), 'truc-tuyen'))).toEqual(['newer']);
    expect(await shown()).toBe('rtsp truc-tuyen');
    expect(await beside()).toEqual([]);
    await record({ source: 'vms', observations: [of(ago(2), 'mat-hinh')], isPast: true });
    expect(await shown()).toBe('rtsp truc-tuyen');
    expect(await beside()).toEqual([]);
  });

  it('counts as soon as it is told again as what is now', async () => {
    const { record, tell, shown, beside, history, expectScreens } = trusting(A_FIRST);
    const word = month('2026-09', 2);
    await record({ source: 'b', observations: [word], isPast: true });
    await tell('b', word);
    await tell('a', month('2026-09', 1));
    expect(await shown()).toBe('a 1');
    expect(await beside()).toEqual(['b 2']);
    await expectScreens();

    const later = month('2026-10', 5);
    await tell('a', month('2026-10', 4));
    await record({ source: 'b', observations: [later], isPast: true });
    expect(await beside()).toEqual([]);
    expect(await tell('b', later)).toEqual(['repeat']);
    expect(await beside()).toEqual(['b 5']);
    expect(await history('xe-ton', 'huu-nghi')).toHaveLength(4);
    await expectScreens();
  });
});

it('a late answer of another source neither corrects nor displaces, but a moment that it alone saw is kept', async () => {
  const { record, tell, shown, beside, history } = trusting(A_FIRST);
  const progress = { field: 'b', before: '', next: '1' };
  await tell('a', of(ago(3), 1));
  await record({ source: 'b', observations: [of(ago(4), 2)], progress });
  const gate = {
    field: 'b/gate',
    step: 'success' as const,
    breaker: { failures: 3, halfOpenAfterMs: 1_000 },
  };
  const late = await record({
    source: 'b',
    observations: [of(ago(6), 7)],
    progress: { ...progress, next: '2' },
    gate,
  });
  expect(late.verdict).toBe('fenced');
  expect(await shown()).toBe('a 1');
  expect(await beside()).toEqual(['b 2']);
  expect(await history('xe-ton', 'huu-nghi')).toHaveLength(3);
});

it('a series of one source has no word beside it and no mark in its entry', async () => {
  const { tell, client, domain } = trusting(A_FIRST);
  await tell('a', of(ago(3), 1));
  await tell('a', of(ago(2), 2), of(ago(1), 3));
  const entry = await client.hget(redisKeys.latest(domain), SERIES);
  expect(entry).toMatch(/^\d+ \d+ 3 @a \d+ \[/);
  expect(await client.exists(redisKeys.others(domain))).toBe(0);
});
