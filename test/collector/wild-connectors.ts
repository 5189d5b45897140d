/** Connectors that misbehave on purpose, for the tests of the lanes. Loaded by the lane's own thread. */
import { existsSync, rmSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from '../../collector/connector.ts';
import { UpstreamError } from '../../shared/errors.ts';

const settings = z.looseObject({
  json: z.string().default('{}'),
  forMs: z.number().default(0),
  file: z.string().default(''),
});
type Settings = z.infer<typeof settings>;
const head = { status: 'HTTP 200', headers: {}, bytes: 0 };
const title = { vi: 'Thử', en: 'Test' };

const wild = (id: string, poll: Connector<Settings>['poll']) =>
  [id, { id, title, settings, example: '', answers: 'document', poll }] as const;

export const CONNECTORS = new Map([
  wild('calm', ({ settings: { json } }) =>
    Promise.resolve({ kind: 'document', json: new TextEncoder().encode(json), head }),
  ),
  wild('busy-loop', ({ settings: { forMs } }) => {
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs);
    return Promise.resolve({ kind: 'unchanged', head });
  }),
  wild('never', () => new Promise(() => {})),
  wild('crash', () => {
    setImmediate(() => {
      throw new Error('out of the blue');
    });
    return new Promise(() => {});
  }),
  wild('exit', () => {
    process.exit(1);
  }),
  wild('greedy', () => {
    const hoard: unknown[] = [];
    for (;;) hoard.push(Array.from<number>({ length: 1_000_000 }).fill(hoard.length + 0.5));
  }),
  // Its thread ends in the middle of a poll whenever the file is there; the order is taken once.
  wild('dies-on-order', async ({ settings: { json, file } }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (existsSync(file)) {
      rmSync(file);
      process.exit(1);
    }
    return { kind: 'document', json: new TextEncoder().encode(json), head };
  }),
  wild('defect', () => Promise.reject(new TypeError('x is undefined'))),
  wild('leaky', ({ settings: { json } }) =>
    Promise.reject(new UpstreamError({ reason: 'auth', message: `key ${json} refused` })),
  ),
  wild('snapshots', ({ settings: { json } }) =>
    Promise.resolve({
      kind: 'pictures',
      pictures: [{ place: 'st-1', bytes: Uint8Array.of(0xff, 0xd8) }],
      missing: [],
      document: { json: new TextEncoder().encode(json), state: 'seen', refused: ['st-2: too dark'] },
      head,
    }),
  ),
  wild('environment', () =>
    Promise.resolve({ kind: 'document', json: new TextEncoder().encode(JSON.stringify(process.env)), head }),
  ),
]);
