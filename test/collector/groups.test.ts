import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../collector/groups.ts';
import { MAX_SOURCES_PER_GROUP } from '../../shared/queues.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

const source = (id: string, everySeconds: number, connector = 'http-json') => ({
  id,
  domain: 'roads' as const,
  yaml: `connector: ${connector}\neverySeconds: ${everySeconds}\nsettings: {}`,
});
const many = (count: number, everySeconds: number) =>
  Array.from({ length: count }, (_, at) =>
    source(`s-${everySeconds}-${String(at).padStart(3, '0')}`, everySeconds),
  );

describe('groups', () => {
  it('hold the sources of one connector and cadence, at most 50 each, every source once', () => {
    const sources = tinyConfig([
      ...many(2 * MAX_SOURCES_PER_GROUP + 1, 10),
      ...many(2, 60),
      source('cam', 10, 'http-jpeg'),
    ]).sources;
    const groups = groupsOf(sources);
    expect(groups.map((group) => [group.id, group.sources.length])).toEqual([
      ['http-jpeg:10s:0', 1],
      ['http-json:10s:0', 50],
      ['http-json:10s:1', 50],
      ['http-json:10s:2', 1],
      ['http-json:60s:0', 2],
    ]);
    expect(new Set(groups.flatMap((group) => group.sources)).size).toBe(sources.length);
  });

  it('are the same whatever the order of the files, so that all collectors agree', () => {
    const { sources } = tinyConfig(many(60, 10));
    expect(groupsOf(sources.toReversed())).toEqual(groupsOf(sources));
  });

  it('tick at different moments of their cadence', () => {
    const groups = groupsOf(tinyConfig(many(200, 10)).sources);
    expect(groups.map((group) => group.offsetMs)).toEqual([1_250, 3_750, 6_250, 8_750]);
  });
});
