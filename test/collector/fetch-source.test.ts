/** Isolation: what one source does to its threads, and what the others notice of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetched } from '../../collector/fetched.ts';
import { Fetcher } from '../../collector/fetch-source.ts';
import type { Source } from '../../shared/config/source.ts';
import { tinyConfig, type TinySource } from '../fixtures/tiny-config.ts';

const MAPPING =
  'mapping: \'{ "observations": { "indicator": "cars", "place": $province, "value": value, "observedAt": $nowMs } }\'';
const yaml = (connector: string, settings = '{}', mapping = MAPPING) =>
  `connector: ${connector}\neverySeconds: 60\nsettings: ${settings}\n${mapping}`;

const SOURCES: readonly TinySource[] = [
  { id: 'calm', domain: 'roads', yaml: yaml('calm', `{ json: '{"value": 7}' }`) },
  { id: 'snapshots', domain: 'roads', yaml: yaml('snapshots', `{ json: '{"value": 8}' }`) },
  { id: 'only-pictures', domain: 'roads', yaml: yaml('snapshots', `{ json: '{"value": 8}' }`, '') },
  { id: 'busy', domain: 'water', yaml: yaml('busy-loop', '{ forMs: 60000 }') },
  { id: 'calm-too', domain: 'water', yaml: yaml('calm', `{ json: '{}' }`, "mapping: '{}'") },
  { id: 'never', domain: 'water', yaml: yaml('never') },
  { id: 'crash', domain: 'water', yaml: yaml('crash') },
  { id: 'exit', domain: 'water', yaml: yaml('exit') },
  { id: 'greedy', domain: 'water', yaml: yaml('greedy') },
  { id: 'defect', domain: 'roads', yaml: yaml('defect') },
  { id: 'leaky', domain: 'roads', yaml: yaml('leaky', "{ json: '${ROADS_KEY}' }") },
  {
    id: 'echo',
    domain: 'roads',
    yaml: yaml(
      'calm',
      `{ json: '{"short": "\${ROADS_KEY}", "long": "\${LONG_KEY}", "number": \${PIN}}' }`,
      `mapping: '{ "observations": [short, long, number].{ "indicator": "cars", "place": $, "value": 1, "observedAt": $nowMs } }'`,
    ),
  },
  { id: 'unset', domain: 'roads', yaml: yaml('calm', "{ json: '${NOT_THERE}' }") },
  {
    id: 'environment',
    domain: 'roads',
    yaml: yaml('environment', '{}', 'mapping: \'{ "observations": $keys($) }\''),
  },
  {
    id: 'regex',
    domain: 'water',
    yaml: yaml(
      'calm',
      `{ json: '{"text": "${'a'.repeat(40)}!"}' }`,
      `mapping: '{ "observations": $match(text, /^(a+)+$/) }'`,
    ),
  },
  {
    id: 'endless',
    domain: 'water',
    yaml: yaml('calm', `{ json: '{}' }`, "mapping: '($f := function($n) { $f($n + 1) }; $f(0))'"),
  },
  {
    id: 'wordy',
    domain: 'roads',
    yaml: yaml('calm', `{ json: '{"text": "${'word '.repeat(2_000)}"}' }`, "mapping: '$number(text)'"),
  },
  { id: 'broken', domain: 'roads', yaml: yaml('calm', `{ json: '{}' }`, 'mapping: \'$sum("words")\'') },
];

const config = tinyConfig(SOURCES);
const source = (id: string) => config.sources.find((one) => one.id === id) as Source;
const replaced: string[] = [];
let fetcher: Fetcher;
const fetch = (id: string, timeoutMs = 3_000): Promise<Fetched> =>
  fetcher.fetch(source(id), { timeoutMs, nowMs: Date.UTC(2026, 10, 22) });

beforeAll(async () => {
  fetcher = new Fetcher({
    config,
    environment: { ROADS_KEY: 'opensesame', LONG_KEY: 'sesame-'.repeat(20), PIN: '90210773' },
    registry: new URL('./wild-connectors.ts', import.meta.url).href,
    onReplaced: (what, why) => replaced.push(`${what}: ${why}`),
  });
  // Both lanes and a mapper are up before anything is judged.
  await Promise.all([fetch('calm', 20_000), fetch('calm-too', 20_000)]);
});
afterAll(() => fetcher.close());

describe('a source of pictures', () => {
  const pictures = [{ place: 'st-1', keepMs: 120_000 }];

  it('tells of them beside them, where it has a mapping', async () => {
    expect(await fetch('snapshots')).toMatchObject({
      kind: 'pictures',
      pictures,
      validated: { observations: [{ indicator: 'cars', value: 8 }], refusals: [{ words: 'st-2: too dark' }] },
      state: 'seen',
    });
  });

  it('gives them alone where it has none', async () => {
    const fetched = await fetch('only-pictures');
    expect(fetched).toMatchObject({
      kind: 'pictures',
      pictures,
      validated: { observations: [], offered: 0 },
    });
  });
});

describe('a source', () => {
  it('comes through its lane, its mapping and the validation', async () => {
    expect(await fetch('calm')).toMatchObject({
      kind: 'document',
      validated: {
        observations: [{ indicator: 'cars', place: 'tiny', value: 7, observedAtMs: Date.UTC(2026, 10, 22) }],
        refusals: [],
      },
    });
  });

  it('fails by name when the environment lacks what its settings want', async () => {
    expect(await fetch('unset')).toMatchObject({
      kind: 'failed',
      reason: 'client',
      message: 'the environment has no NOT_THERE',
    });
  });

  it('never says a secret, even if its connector does', async () => {
    const fetched = await fetch('leaky');
    expect(fetched).toMatchObject({ kind: 'failed', reason: 'auth', message: 'key *** refused' });
  });

  it('never quotes a secret that its upstream echoes, however long it is', async () => {
    const fetched = await fetch('echo');
    expect(fetched).toMatchObject({
      kind: 'document',
      validated: {
        refusals: ['"***"', '"***"', '***'].map((quoted) => ({
          reason: 'unknown-place',
          words: `cars: ${quoted} is no known place`,
        })),
      },
    });
  });

  it('sees nothing of the collector’s environment', async () => {
    // Every key of the environment would come back as a refused observation.
    expect(await fetch('environment')).toMatchObject({ kind: 'document', validated: { offered: 0 } });
  });

  it('with a defect in its connector fails as internal and leaves its lane as it is', async () => {
    expect(await fetch('defect')).toMatchObject({ kind: 'failed', reason: 'internal' });
    expect((await fetch('calm')).kind).toBe('document');
  });

  it('with a mapping that fails is malformed', async () => {
    expect(await fetch('broken')).toMatchObject({ kind: 'failed', reason: 'malformed' });
  });

  it('with a mapping whose failure quotes the document says one line of it', async () => {
    const failed = await fetch('wordy');
    expect(failed).toMatchObject({ kind: 'failed', message: expect.stringContaining('number') });
    expect(JSON.stringify(failed).length).toBeLessThan(500);
  });
});

describe('a source that runs wild', () => {
  it('in a busy loop fails in time, and another domain is served meanwhile', async () => {
    const busy = fetch('busy', 300);
    let isBusy = true;
    void busy.finally(() => (isBusy = false));
    for (let round = 0; round < 3; round += 1) expect((await fetch('calm')).kind).toBe('document');
    expect(isBusy).toBe(true);
    expect(await busy).toMatchObject({ kind: 'failed', reason: 'timeout' });
    expect(replaced.some((words) => words.startsWith('water: its thread did not answer'))).toBe(true);
    expect((await fetch('calm-too', 10_000)).kind).toBe('document');
  });

  it('that never answers and ignores its signal is ended as well', async () => {
    expect(await fetch('never', 200)).toMatchObject({ kind: 'failed', reason: 'timeout' });
    expect((await fetch('calm-too', 10_000)).kind).toBe('document');
  });

  it.each([
    ['throws out of the blue', 'crash'],
    ['ends its thread', 'exit'],
    ['takes all the memory it can get', 'greedy'],
  ])('that %s ends its own lane only', async (_name, id) => {
    const [crash, calm] = await Promise.all([fetch(id, 20_000), fetch('calm')]);
    expect(crash).toMatchObject({ kind: 'failed', reason: 'internal' });
    expect(calm.kind).toBe('document');
    expect((await fetch('calm-too', 10_000)).kind).toBe('document');
  });

  it('by a catastrophic regular expression in its mapping is killed, and another domain is mapped meanwhile', async () => {
    const regex = fetch('regex');
    let isRunning = true;
    void regex.finally(() => (isRunning = false));
    expect((await fetch('calm')).kind).toBe('document');
    expect(isRunning).toBe(true);
    expect(await regex).toMatchObject({
      kind: 'failed',
      reason: 'malformed',
      message: expect.stringContaining('ran longer than'),
    });
  });

  it('by a mapping without an end is stopped', async () => {
    expect(await fetch('endless')).toMatchObject({ kind: 'failed', reason: 'malformed' });
  });
});
