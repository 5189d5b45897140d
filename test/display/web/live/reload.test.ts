import { expect, it } from 'vitest';
import { reloadReason } from '../../../../display/web/live/reload.ts';

const loaded = { configHash: 'c1', build: 'b1' };
it.each([
  ['the same server', loaded, undefined, 'same'],
  ['a new build', { configHash: 'c1', build: 'b2' }, undefined, 'changed'],
  ['a new configuration', { configHash: 'c2', build: 'b1' }, undefined, 'changed'],
  ['a new build an hour after the last reload', { configHash: 'c1', build: 'b2' }, -3_600_000, 'changed'],
  ['two builds behind one address', { configHash: 'c1', build: 'b2' }, -5_000, 'just-reloaded'],
] as const)('%s', (_name, welcome, reloadedAgoMs, reason) => {
  const nowMs = 10_000_000;
  const last = reloadedAgoMs === undefined ? undefined : nowMs + reloadedAgoMs;
  expect(reloadReason(loaded, welcome, last, nowMs)).toBe(reason);
});
