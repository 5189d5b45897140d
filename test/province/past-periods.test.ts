/** What an office has published of a day, a month or a year stands when the next figures come out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { runMapping } from '../fixtures/run-mapping.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { answersOf } from './source-answers.ts';

const config = await readConfig('config/lang-son');
const documents = config.sources.flatMap(({ mapping, ...rest }) =>
  mapping === undefined ? [] : [{ ...rest, mapping }],
);
const FIRST_MS = Date.parse('2026-11-20T10:07:13+07:00');
/** Sundays and the turns of a month, a quarter and a year lie in between. */
const LATER_MS = [4, 20, 60].map((days) => FIRST_MS + days * 86_400_000);

let nowMs = FIRST_MS;
let province: RunningProvince;
beforeAll(async () => void (province = await startProvince({ seed: 5, nowMs: () => nowMs })));
afterAll(() => province.close());

describe.each(documents.map((source) => [source.id, source] as const))('source %s', (_id, source) => {
  const figuresAt = async (atMs: number) => {
    nowMs = atMs;
    const given = await answersOf(source, province);
    const mapped = await Promise.all(
      given.map(({ document }) => runMapping(source.mapping, document, config, nowMs)),
    );
    return new Map(
      mapped
        .flatMap(({ observations }) => observations)
        .filter(({ period }) => period !== undefined)
        .map(({ indicator, place, period, value }) => [`${indicator} ${place} ${period}`, value]),
    );
  };

  it('says of a past period what it said before', async () => {
    const first = await figuresAt(FIRST_MS);
    for (const laterMs of LATER_MS) {
      const changed = [...(await figuresAt(laterMs))].filter(
        ([figure, value]) => first.has(figure) && first.get(figure) !== value,
      );
      expect(changed).toEqual([]);
    }
  });
});
