import { describe, expect, it } from 'vitest';
import type { Decision } from '../../collector/record-batch.ts';
import type { Observation } from '../../shared/observation.ts';
import { withRedis } from '../fixtures/redis.ts';
import { makeWorld, month, of, T } from './record-world.ts';

const redis = withRedis();
const world = () => makeWorld(redis().connect());

describe('the decision on an observation', () => {
  const cases: [string, (readonly [string, Observation])[], Decision, Observation['value'], number][] = [
    ['the first of a series becomes the latest', [['a', of(T, 1)]], 'first', 1, 1],
    [
      'a newer one replaces the latest',
      [
        ['a', of(T, 1)],
        ['a', of(T + 1, 2)],
      ],
      'newer',
      2,
      2,
    ],
    [
      'the same again changes nothing',
      [
        ['a', of(T, 1)],
        ['a', of(T, 1)],
      ],
      'repeat',
      1,
      1,
    ],
    [
      'another value of the same fact is a correction, and both are kept',
      [
        ['a', of(T, 1)],
        ['a', of(T, 2)],
      ],
      'correction',
      2,
      2,
    ],
    [
      'a correction may be taken back',
      [
        ['a', of(T, 1)],
        ['a', of(T, 2)],
        ['a', of(T, 1)],
      ],
      'correction',
      1,
      3,
    ],
    [
      'an older one goes to history only',
      [
        ['a', of(T, 1)],
        ['a', of(T - 1, 2)],
      ],
      'older',
      1,
      2,
    ],
    [
      'an older one again changes nothing',
      [
        ['a', of(T, 1)],
        ['a', of(T - 1, 2)],
        ['a', of(T - 1, 2)],
      ],
      'repeat',
      1,
      2,
    ],
    [
      'a correction of an older fact leaves the latest',
      [
        ['a', of(T - 1, 1)],
        ['a', of(T, 5)],
        ['a', of(T - 1, 2)],
      ],
      'correction',
      5,
      3,
    ],
    [
      'another source at the same instant leaves the latest',
      [
        ['a', of(T, 1)],
        ['b', of(T, 2)],
      ],
      'older',
      1,
      2,
    ],
    [
      'another source that is newer replaces it',
      [
        ['a', of(T, 1)],
        ['b', of(T + 1, 2)],
      ],
      'newer',
      2,
      2,
    ],
    [
      'null is a value: the upstream says none',
      [
        ['a', of(T, 1)],
        ['a', of(T + 1, null)],
      ],
      'newer',
      null,
      2,
    ],
    [
      'null again is a repeat',
      [
        ['a', of(T, null)],
        ['a', of(T, null)],
      ],
      'repeat',
      null,
      1,
    ],
    [
      'zero is not null',
      [
        ['a', of(T, null)],
        ['a', of(T, 0)],
      ],
      'correction',
      0,
      2,
    ],
    [
      'a word is a value',
      [
        ['a', of(T, 'mo')],
        ['a', of(T + 1, 'dong')],
      ],
      'newer',
      'dong',
      2,
    ],
    [
      'more than 60 s ahead is refused',
      [
        ['a', of(T, 1)],
        ['a', of(Date.now() + 120_000, 2)],
      ],
      'future',
      1,
      1,
    ],
    [
      'up to 60 s ahead is taken',
      [
        ['a', of(T, 1)],
        ['a', of(Date.now() + 30_000, 2)],
      ],
      'newer',
      2,
      2,
    ],
    [
      'older than what is kept here goes to the history alone',
      [
        ['a', of(T, 1)],
        ['a', of(T - 49 * 3_600_000, 2)],
      ],
      'older',
      1,
      1,
    ],
    [
      'a period that follows replaces the latest',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2026-09', 2)],
      ],
      'newer',
      2,
      2,
    ],
    [
      'a period before goes to history',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2026-07', 2)],
      ],
      'older',
      1,
      2,
    ],
    [
      'a period again with its value changes nothing, though said later',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2026-08', 1, T + 9)],
      ],
      'repeat',
      1,
      1,
    ],
    [
      'a period revised later is a correction',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2026-08', 2, T + 9)],
      ],
      'correction',
      2,
      2,
    ],
    [
      'an answer overtaken on its way does not undo a revision',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2026-08', 2, T - 9)],
      ],
      'older',
      1,
      1,
    ],
    [
      'a period that has not begun is refused',
      [
        ['a', month('2026-08', 1)],
        ['a', month('2035-01', 2)],
      ],
      'future',
      1,
      1,
    ],
  ];
  it.each(cases)('%s', async (_name, steps, decision, value, kept) => {
    const { record, latest, history } = world();
    let last: readonly Decision[] = [];
    for (const [source, observation] of steps)
      last = (await record({ source, observations: [observation] })).observations;
    expect(last).toEqual([decision]);
    expect((await latest('xe-ton', 'huu-nghi'))?.value).toBe(value);
    expect(await history('xe-ton', 'huu-nghi')).toHaveLength(kept);
  });

  it('is the same for a batch as for its observations one by one', async () => {
    const { record, history } = world();
    const { observations } = await record({
      observations: [of(T, 1), of(T, 1), of(T, 2), of(T, 1), of(T - 5, 9), of(T + 5, 3)],
    });
    expect(observations).toEqual(['first', 'repeat', 'correction', 'correction', 'older', 'newer']);
    const points = await history('xe-ton', 'huu-nghi');
    const atT = points.filter((point) => point.observedAtMs === T);
    expect(atT.map((point) => point.value)).toEqual([1, 2, 1]);
    expect(new Set(atT.map((point) => point.collectedAtMs)).size).toBe(3);
  });
});
