/**
 * What every connector that asks many targets must do in front of each of them, by the means of its protocol. What is
 * wrong with a target is told of that target; what nobody could ask fails by its reason.
 */
import { describe, expect, it } from 'vitest';
import type { Connector, Exchange, PollAnswer, PollRequest } from '../../collector/connector.ts';
import { makeDial } from '../../collector/network/dial.ts';
import type { UpstreamReason } from '../../shared/errors.ts';
import {
  casesWith,
  describeSettings,
  describeSkipped,
  expectNoSecret,
  failureOf,
  type Case,
  type Skipped,
} from './cases.ts';
import { LIMITS, LOOPBACK } from './network.ts';
import { hangs, startLineServer, type Deed, type LineServer } from './line-server.ts';

/** Met here, alike for every protocol: by a target that says nothing, and by one that is not there. */
type MetHere = 'timeout' | 'abort' | 'hang' | 'nobody listens';

/** Of a target that was asked: the fields of its row. */
interface Told {
  readonly deed: Deed;
  readonly tells: Readonly<Record<string, unknown>>;
}
interface Fails {
  readonly deed: Deed;
  readonly fails: UpstreamReason;
}

export interface ProbeConformance<Settings> {
  readonly connector: Connector<Settings>;
  /** Settings for one target on this port of loopback, within 300 ms. */
  readonly settingsFor: (port: number) => Settings;
  readonly places: PollRequest<Settings>['places'];
  readonly cases: Readonly<Record<Exclude<Case, MetHere>, Told | Fails | Skipped>>;
  /** For a protocol over HTTP; absent: it dials. Which addresses an exchange may reach is a test of its own. */
  readonly exchange?: (signal: AbortSignal, settings: Settings) => Exchange;
  /** None may ever be said again. */
  readonly secrets: readonly string[];
}

export const EACH_TIMEOUT_MS = 300;
const PATIENCE_MS = 5_000;

/** Polls within the loopback network. */
export function probe<Settings>(
  {
    connector,
    places,
    exchange = () => () => Promise.reject(new Error('not by this way')),
  }: Pick<ProbeConformance<Settings>, 'connector' | 'places' | 'exchange'>,
  settings: Settings,
  { signal = AbortSignal.timeout(PATIENCE_MS), cidrs = LOOPBACK as readonly string[] } = {},
): Promise<PollAnswer> {
  return connector.poll({
    settings: connector.settings.parse(settings),
    signal,
    limits: LIMITS,
    places,
    exchange: exchange(signal, settings),
    dial: makeDial(signal, cidrs),
  });
}

/** The one list of rows of a document. */
export function rowsOf(answer: PollAnswer): readonly Record<string, unknown>[] {
  if (answer.kind !== 'document') throw new RangeError(`no document but ${answer.kind}`);
  const [rows] = Object.values(JSON.parse(new TextDecoder().decode(answer.json)) as Record<string, unknown>);
  return rows as Record<string, unknown>[];
}

export function describeProbe<Settings>(one: ProbeConformance<Settings>): void {
  const { connector, cases, secrets, settingsFor } = one;
  const against = async <T>(deed: Deed, run: (server: LineServer) => Promise<T>): Promise<T> => {
    const server = await startLineServer(deed);
    try {
      return await run(server);
    } finally {
      await server.close();
    }
  };
  const failure = (polled: Promise<unknown>) => failureOf(polled, secrets);

  describe(`${connector.id} as a connector`, () => {
    it.each(casesWith(cases, 'tells'))('tells of its target: $name', ({ deed, tells }) =>
      against(deed, async ({ port }) => {
        const answer = await probe(one, settingsFor(port));
        expect(rowsOf(answer)).toMatchObject([tells]);
        expect(answer).toMatchObject({ refused: [] });
        expectNoSecret([answer.head, rowsOf(answer)], secrets);
      }),
    );

    it.each(casesWith(cases, 'fails'))('in front of $name fails as $fails', ({ deed, fails }) =>
      against(deed, async ({ port }) => {
        expect((await failure(probe(one, settingsFor(port)))).reason).toBe(fails);
      }),
    );

    describeSkipped(cases);

    it('calls a target that says nothing late after its own time, and lets it go', () =>
      against(hangs, async (server) => {
        const startMs = performance.now();
        const ending = new AbortController();
        const rows = rowsOf(await probe(one, settingsFor(server.port), { signal: ending.signal }));
        // An exchange lasts until the lane ends the poll, which it does when it has the answer.
        if (one.exchange !== undefined) ending.abort();
        expect(rows).toMatchObject([{ reason: 'timeout', answeredMs: null }]);
        expect(performance.now() - startMs).toBeLessThan(PATIENCE_MS);
        await expect.poll(() => server.open()).toBe(0);
      }));

    it('calls no target dead when the poll ends first', () =>
      against(hangs, async ({ port }) => {
        const signal = AbortSignal.timeout(EACH_TIMEOUT_MS / 3);
        expect((await failure(probe(one, settingsFor(port), { signal }))).reason).toBe('timeout');
      }));

    it('stops when it is told to', () =>
      against(hangs, async ({ port }) => {
        const ending = new AbortController();
        setTimeout(() => ending.abort(), 30);
        const polled = probe(one, settingsFor(port), { signal: ending.signal });
        expect((await failure(polled)).reason).toBe('timeout');
      }));

    it('calls a target unreachable where nobody listens', async () => {
      const { port } = await against(hangs, (server) => Promise.resolve(server));
      expect(rowsOf(await probe(one, settingsFor(port)))).toMatchObject([{ reason: 'unreachable' }]);
    });

    it.skipIf(one.exchange !== undefined)('does not go to an internal address that nobody allowed', () =>
      against(hangs, async (server) => {
        const error = await failure(probe(one, settingsFor(server.port), { cidrs: [] }));
        expect(error.reason).toBe('forbidden-address');
        expect(server.heard()).toBe('');
      }),
    );

    describeSettings(connector.settings);
  });
}
