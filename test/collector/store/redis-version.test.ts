import { describe, expect, it } from 'vitest';
import { isNewEnough, versionIn } from '../../../collector/store/redis-version.ts';

describe('the version of a server', () => {
  it.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0', '7.0.15'],
    ['Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1', '8.1.1'],
    ['some other program 3.2', undefined],
  ])('is read from %j', (line, version) => {
    expect(versionIn(line)).toBe(version);
  });

  it.each([
    ['6.2.0', true],
    ['6.10.1', true],
    ['7.0.15', true],
    ['10.0.0', true],
    ['6.0.16', false],
    ['5.3.9', false],
    ['unknown', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});
