/** What a batch of documents that came unasked says of its source. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Fetcher } from '../../../collector/fetch-source.ts';
import { CollectorMetrics } from '../../../collector/metrics.ts';
import { Intake } from '../../../collector/push/intake.ts';
import type { RecordBatch } from '../../../collector/record-batch.ts';
import type { Recorder } from '../../../collector/record.ts';
import type { RedisClock } from '../../../collector/redis-clock.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const EVERY_MS = 200;
const [source] = tinyConfig([
  {
    id: 'sensors',
    domain: 'roads',
    yaml: `connector: mqtt\neverySeconds: ${EVERY_MS / 1000}\nsettings: {}\nmapping: '$'`,
  },
]).sources;

function startIntake() {
  const recorded: RecordBatch[] = [];
  const intake = new Intake({
    recorder: {
      record: (batch: RecordBatch) => {
        recorded.push(batch);
        return Promise.resolve({
          verdict: 'applied',
          nowMs: 0,
          epoch: '',
          changes: [],
          observations: [],
          events: [],
          pictures: [],
        });
      },
    } as unknown as Recorder,
    fetcher: {
      readPushed: (_source: unknown, { json }: { json: Uint8Array }) => {
        const isGood = Buffer.from(json).toString() === 'good';
        const observations = isGood
          ? [{ indicator: 'cars', place: 'tiny', value: 1, observedAtMs: Date.now() }]
          : [];
        const refusals = isGood ? [] : [{ reason: 'unknown-place', words: '"x" is no known place' }];
        const validated = { observations, refusals, events: [], offered: 1 };
        return Promise.resolve({ kind: 'document', validated });
      },
    } as unknown as Fetcher,
    clock: { nowMs: () => Date.now(), note: () => {} } as unknown as RedisClock,
    metrics: new CollectorMetrics(),
    log: pino({ level: 'silent' }),
  });
  const say = async (text: string) => {
    await intake.take(source!, { json: Buffer.from(text) });
    return recorded.at(-1)?.report;
  };
  return say;
}

it('marks no source for one document among good ones, but one that says nothing else for its cadence', async () => {
  const say = startIntake();
  expect(await say('good')).toMatchObject({ outcome: 'ok' });
  expect(await say('bad')).toMatchObject({ outcome: 'ok', refused: 1 });
  await sleep(EVERY_MS * 1.2);
  expect(await say('bad')).toMatchObject({
    outcome: 'refused',
    message: 'nothing is taken, 1 refused; the first: "x" is no known place',
  });
  expect(await say('good')).toMatchObject({ outcome: 'ok' });
  expect(await say('bad')).toMatchObject({ outcome: 'ok', refused: 1 });
});
