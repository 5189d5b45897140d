import { beforeEach, describe, expect, it } from 'vitest';
import { domainStateHash, emptyDomainState, type DomainState } from '../../../../shared/domain-state.ts';
import { QUIET_HASH_EVERY } from '../../../../shared/socket.ts';
import { Reporter } from '../../../../display/web/live/report.ts';

let states: Map<string, DomainState>;
let reporter: Reporter;

function move(domain: string, cursor: string, nowMs: number, checkpoint = false): void {
  (states.get(domain) as DomainState).cursor = cursor;
  if (checkpoint) reporter.checkpoint(domain, nowMs);
  reporter.moved(domain, nowMs);
}
const hashOf = (domain: string) => domainStateHash(states.get(domain) as DomainState);

beforeEach(() => {
  states = new Map(
    ['a', 'b'].map((domain) => [domain, { ...emptyDomainState(domain), epoch: 'e', cursor: '1-0' }]),
  );
  reporter = new Reporter(['a', 'b'], (domain) => states.get(domain));
});

describe("a screen's report", () => {
  it('hashes each quiet domain once, and then no more as long as nothing moves', () => {
    expect(reporter.report(5, 10, 's', 0)).toEqual({
      drawn: 5,
      ageMs: 10,
      scene: 's',
      hashes: [
        ['a', '1-0', hashOf('a')],
        ['b', '1-0', hashOf('b')],
      ],
    });
    expect(reporter.report(5, 10, 's', 5_000)).toEqual({ drawn: 5, ageMs: 10 });
  });

  it('tells a quiet domain whose state became another without its cursor with the next report', () => {
    reporter.report(5, 0, undefined, 0);
    (states.get('b') as DomainState).readings.set('i|p', {
      indicator: 'i',
      place: 'p',
      value: 1,
      observedAtMs: 1,
      collectedAtMs: 1,
      source: 's',
      method: 'api',
    });
    expect(reporter.report(5, 0, undefined, 5_000).hashes).toEqual([['b', '1-0', hashOf('b')]]);
    expect(reporter.report(5, 0, undefined, 10_000).hashes).not.toContainEqual(['b', '1-0', hashOf('b')]);
  });

  it('compares one quiet domain in turn with every third report', () => {
    reporter.report(5, 0, undefined, 0);
    const told: unknown[] = [];
    for (let at = 2; at <= 4 * QUIET_HASH_EVERY; at += 1)
      told.push(...(reporter.report(5, 0, undefined, at * 5_000).hashes ?? []).map(([domain]) => domain));
    expect(told).toEqual(['a', 'b', 'a', 'b']);
  });

  it('hashes a busy domain at a checkpoint, at that cursor, and not in between', () => {
    reporter.report(5, 0, undefined, 0);
    move('a', '2-0', 3_200);
    move('a', '3-0', 3_500, true);
    const hash = hashOf('a');
    move('a', '4-0', 4_900);
    expect(reporter.report(5, 0, undefined, 5_000).hashes).toEqual([['a', '3-0', hash]]);
  });

  it('takes no checkpoint so old that what went wrong since would be told too late', () => {
    reporter.report(5, 0, undefined, 0);
    move('a', '2-0', 2_900, true);
    move('a', '3-0', 3_900, true);
    const hash = hashOf('a');
    move('a', '4-0', 4_900, true);
    expect(reporter.report(5, 0, undefined, 5_000).hashes).toEqual([['a', '3-0', hash]]);
  });

  it('waits for the next report where a domain is busy and no checkpoint came', () => {
    reporter.report(5, 0, undefined, 0);
    move('a', '2-0', 4_900);
    expect(reporter.report(5, 0, undefined, 5_000).hashes).toBeUndefined();
    expect(reporter.report(5, 0, undefined, 10_000).hashes?.[0]).toEqual(['a', '2-0', hashOf('a')]);
  });

  it('tells everything again to a server that has never heard of it', () => {
    reporter.report(5, 0, 's', 0);
    reporter.forgetTold();
    expect(reporter.report(5, 0, 's', 5_000)).toMatchObject({ scene: 's', hashes: [{}, {}] });
  });
});
