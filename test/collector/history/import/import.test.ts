/** A CSV of past figures: every mistake by line and column, nothing twice, and the screens' latest as they were. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuck, type Duck } from '../../../../collector/history/duck.ts';
import { importPast } from '../../../../collector/history/import/import-past.ts';
import { readPastFacts } from '../../../../collector/history/import/read-csv.ts';
import { readConfig } from '../../../../config/read-config.ts';
import type { Domain } from '../../../../shared/config/domain.ts';
import type { ProvinceConfig } from '../../../../shared/config/province-config.ts';
import type { ConfigError } from '../../../../shared/errors.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { EVER, HistoryRig } from '../../../fixtures/history-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { tinyDomains, TINY_PROVINCE, writeTinyProvince } from '../../../fixtures/tiny-province.ts';

const redis = withRedis();
const [{ id: domain } = { id: '' }] = tinyDomains();
const NOW = Date.now();
let folder = '';
let config: ProvinceConfig;
let duck: Duck;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wall-import-'));
  writeTinyProvince(folder);
  config = await readConfig(folder);
  duck = await openDuck();
});
afterAll(() => {
  duck.close();
  rmSync(folder, { recursive: true, force: true });
});

const HEADER = 'indicator,place,observed_at,value';
const read = (...lines: string[]) => readPastFacts('past.csv', lines.join('\n'), config, NOW);

describe('a CSV of past figures', () => {
  it('is read in the time zone of the province, or by the offset that is written', () => {
    const facts = read(
      `${HEADER},method,source`,
      `${domain}.tong,${TINY_PROVINCE},2024-01-31 20:00,12.5,manual,`,
      `${domain}.rieng,mot,2024-01-31T20:00:00Z,null,,nguon-${domain}`,
      '',
      `${domain}.rieng,hai,2024-02-01,3,,`,
    );
    expect(facts).toEqual([
      {
        domain,
        source: 'import',
        observation: {
          indicator: `${domain}.tong`,
          place: TINY_PROVINCE,
          value: 12.5,
          // Tokyo is nine hours ahead.
          observedAtMs: Date.UTC(2024, 0, 31, 11),
          method: 'manual',
        },
      },
      {
        domain,
        source: `nguon-${domain}`,
        observation: {
          indicator: `${domain}.rieng`,
          place: 'mot',
          value: null,
          observedAtMs: Date.UTC(2024, 0, 31, 20),
        },
      },
      expect.objectContaining({ source: 'import' }),
    ]);
  });

  it.each([
    [[HEADER, `${domain}.tongg,${TINY_PROVINCE},2024-01-31,1`], /^past\.csv:2:1 indicator: found .*tongg/],
    [[HEADER, `${domain}.rieng,nowhere,2024-01-31,1`], /^past\.csv:2:2 place: found .*nowhere/],
    [[HEADER, `${domain}.rieng,mot,31/01/2024,1`], /^past\.csv:2:3 observed_at: found .*31\/01\/2024/],
    [[HEADER, `${domain}.rieng,mot,2024-02-30,1`], /^past\.csv:2:3 observed_at: /],
    [[HEADER, `${domain}.rieng,mot,2024-01-31,"1.234,5"`], /^past\.csv:2:4 value: found .*1\.234,5/],
    [[HEADER, `${domain}.rieng,mot,2024-01-31,`], /^past\.csv:2:4 value: found .*without a value/],
    [
      [HEADER, `${domain}.rieng,mot,2099-01-31,1`],
      /^past\.csv:2:3 observed_at: .*expected a time that has been/,
    ],
    [
      [`${HEADER},source`, `${domain}.rieng,mot,2024-01-31,1,nobody`],
      /^past\.csv:2:5 source: found "nobody"/,
    ],
    [
      [`${HEADER},period`, `${domain}.rieng,mot,2024-01-31,1,2024`],
      /^past\.csv:2:5 period: found .*has no periods/,
    ],
    [['indicator,place,when,value'], /^past\.csv:1:3: found a column "when"/],
    [['indicator,place'], /^past\.csv:1: found no column "value"/],
    // A comma of thousands, outside of quotes.
    [
      [HEADER, `${domain}.rieng,mot,2024-01-31,1,234`],
      /^past\.csv:2:5: found 5 cells, the last "234", expected 4 as in the first line/,
    ],
    [
      [HEADER, `${domain}.rieng,mot,2024-01-31,1`, `${domain}.rieng,mot,2024-01-31 00:00,2`],
      /^past\.csv:3:4 value: found "2", but 1 of the same figure in line 2, expected each figure once/,
    ],
    [[`${HEADER},value`], /^past\.csv:1:5: found a second column "value", expected each once/],
    [
      ['indicator,place,value', `${domain}.rieng,mot,1`],
      /^past\.csv:2 observed_at: found .*without its time/,
    ],
    [[HEADER, 'a,"b'], /^past\.csv:\d: found .*expected well-formed CSV/],
  ])('says of %j what is wrong, where, and what is expected', (lines, words) => {
    expect(() => read(...lines)).toThrow(words);
  });

  it('takes a line that is there twice once, and lines that end early as they are', () => {
    const line = `${domain}.rieng,mot,2024-01-31,1`;
    expect(read(`${HEADER},method,source`, line, `${line},,`, `${line},,,`)).toHaveLength(1);
  });

  it('is refused where it is older than its indicator keeps observations', () => {
    const [first, ...others] = config.domains as [Domain, ...Domain[]];
    const indicators = first.indicators.map((one) => ({ ...one, keepDays: 30 }));
    const brief = { ...config, domains: [{ ...first, indicators }, ...others] };
    const line = `${domain}.rieng,mot,2024-01-31,1`;
    expect(() => readPastFacts('past.csv', `${HEADER}\n${line}`, brief, NOW)).toThrow(
      'past.csv:2:3 observed_at: found "2024-01-31", expected a time within the 30 days of its keepDays',
    );
  });

  it('names every wrong line, and imports none of the right ones', () => {
    const problems = (() => {
      try {
        read(HEADER, `${domain}.rieng,mot,2024-01-31,x`, `${domain}.rieng,mot,2024-01-31,1`, 'a,b,c,d');
        return [];
      } catch (error) {
        return (error as ConfigError).problems;
      }
    })();
    expect(problems.map(({ line }) => line)).toEqual([2, 4]);
  });
});

it('an import goes to history once, however often it is made, and leaves the latest alone', async () => {
  const client = redis().connect();
  const rig = new HistoryRig(client, domain);
  const place = 'mot';
  const indicator = `${domain}.rieng`;
  const observation = { indicator, place, value: 5, observedAtMs: NOW - 1_000 };
  await rig.record({ source: 'a', observations: [observation] });
  const latest = await client.hgetall(redisKeys.latest(domain));
  const lines = ['2024-01-31 08:00,1.5', '2024-01-31 09:00,null', '2024-02-01 08:00,-2'];
  const bring = (...figures: string[]) =>
    importPast(read(HEADER, ...figures.map((figure) => `${indicator},${place},${figure}`)), {
      redis: client,
      connection: duck.connection,
      historyDir: rig.folder,
      timeZone: config.province.timeZone,
    });
  expect(await bring(...lines)).toMatchObject([{ appended: 3, known: 0 }]);
  // Still on its way through the log.
  expect(await bring(...lines)).toMatchObject([{ appended: 0, known: 3 }]);
  await rig.round();
  expect(await bring(...lines)).toMatchObject([{ appended: 0, known: 3 }]);
  expect(await bring('2024-01-31 08:00,1.75', '2024-01-31 09:00,null')).toMatchObject([
    { appended: 1, known: 1 },
  ]);
  await rig.round();
  const series = await rig.reader.series({ domain, indicator, place }, EVER);
  expect(series.map(({ value }) => value)).toEqual([1.75, null, -2, 5]);
  expect(await client.hgetall(redisKeys.latest(domain))).toEqual(latest);
  const versions = await rig.reader.versions({ domain, indicator, place }, EVER);
  expect(versions).toHaveLength(5);
  await rig.end();
});
