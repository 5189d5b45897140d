import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { runMapping } from '../fixtures/run-mapping.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { askSource } from './source-answers.ts';

const config = await readConfig('config/lang-son');
const source = config.sources.find(({ id }) => id === 'cua-khau-so')!;
let nowMs = 0;
let province: RunningProvince;
beforeAll(async () => void (province = await startProvince({ only: ['cua-khau-so'], nowMs: () => nowMs })));
afterAll(() => province.close());

async function stateOf(place: string, clock: string): Promise<unknown> {
  nowMs = Date.parse(`2026-11-20T${clock}+07:00`);
  const { document } = await askSource(source, province);
  const { observations } = await runMapping(source.mapping!, document, config, nowMs);
  return observations.find((seen) => seen.indicator === 'trang-thai-cua-khau' && seen.place === place)?.value;
}

it.each([
  ['rests before it opens', '06:59:00', undefined, 'ngoai-gio'],
  ['opens at its hour', '07:00:00', undefined, 'mo'],
  ['rests from its closing hour on', '17:00:00', undefined, 'ngoai-gio'],
  ['is closed, not at rest, when it is shut within its hours', '12:00:00', 'DONG', 'dong'],
  ['is closed when its work is suspended', '23:00:00', 'TAM_DUNG', 'dong'],
  ['is shown in no state that nobody knows', '12:00:00', 'BAO_LU', 'BAO_LU'],
])('a gate %s', async (_what, clock, said, state) => {
  const { overrides } = province.services.get('cua-khau-so')!.state;
  nowMs = Date.parse(`2026-11-20T${clock}+07:00`) - 60_000;
  if (said === undefined) overrides.clear(undefined, nowMs);
  else overrides.set('chi-ma.trang-thai', said, nowMs);
  expect(await stateOf('chi-ma', clock)).toBe(state);
});

it('a railway gate without hours of its own is closed when it says so', async () => {
  nowMs = Date.parse('2026-11-20T23:00:00+07:00') - 60_000;
  province.services.get('cua-khau-so')!.state.overrides.set('ga-dong-dang.trang-thai', 'DONG', nowMs);
  expect(await stateOf('ga-dong-dang', '23:00:00')).toBe('dong');
});
