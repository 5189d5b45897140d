/** What every connector must do in front of every upstream, however hostile. Each connector's own test runs it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connector, PollAnswer, PollRequest } from '../../collector/connector.ts';
import type { UpstreamReason } from '../../shared/errors.ts';
import { describeSettings, failureOf } from './cases.ts';
import { startHostileServer, type GoodAnswer, type HostileServer } from './hostile-server.ts';
import { LIMITS, TestNetwork } from './network.ts';

/** Stands in headers and query: it must never come back in an error. */
export const SECRET = 's3cr3t-of-the-source';

export interface ConformanceCase<Settings> {
  readonly connector: Connector<Settings>;
  readonly good: GoodAnswer;
  /** Settings that ask for a path of the server, with {@link SECRET} where the upstream wants its key. */
  readonly settingsFor: (url: string, path: string) => Settings;
  readonly places: PollRequest<Settings>['places'];
  /** What the connector made of the good answer, and what that must be. */
  readonly read: (answer: PollAnswer) => unknown;
  readonly whole: unknown;
  /** Answers that are good in this kind of upstream, and why. */
  readonly goodHere?: Readonly<Record<string, string>>;
  /** Whether the upstream is reminded of its last answer. */
  readonly usesValidators: boolean;
  /** How a list is asked for page by page: its second page is `page=2`. A text: why there are no pages here. */
  readonly pages:
    | string
    | {
        readonly first: Buffer;
        readonly settingsFor: (url: string, path: string) => Settings;
        /** What becomes of the first page and the good answer. */
        readonly whole: unknown;
      };
}

const PATIENCE_MS = 400;

const FAILURES: Readonly<Record<string, UpstreamReason>> = {
  '401': 'auth',
  '403': 'auth',
  '404': 'client',
  '408': 'timeout',
  '429': 'rate-limited',
  '500': 'server',
  '503': 'server',
  'redirect-elsewhere': 'forbidden-address',
  'redirect-to-file': 'client',
  'redirect-nowhere': 'client',
  'redirect-round': 'client',
  hang: 'timeout',
  'headers-never-end': 'timeout',
  'huge-headers': 'too-large',
  drip: 'timeout',
  'no-http': 'malformed',
  cut: 'unreachable',
  truncated: 'malformed',
  html: 'malformed',
  'html-as-json': 'malformed',
  'wrong-charset': 'malformed',
  'no-charset': 'malformed',
  'unknown-encoding': 'malformed',
  'broken-gzip': 'malformed',
  huge: 'too-large',
  'gzip-bomb': 'too-large',
  deep: 'malformed',
  nan: 'malformed',
  infinite: 'malformed',
  empty: 'malformed',
};

export function describeConnector<Settings>(one: ConformanceCase<Settings>): void {
  describe(`${one.connector.id} as a connector`, () => {
    let server: HostileServer;
    let network: TestNetwork;
    beforeAll(async () => {
      server = await startHostileServer(one.good);
      network = new TestNetwork();
    });
    afterAll(async () => {
      await network.close();
      await server.close();
    });

    const poll = (path: string, more: { signal?: AbortSignal; etag?: string; url?: string } = {}) => {
      const signal = more.signal ?? AbortSignal.timeout(PATIENCE_MS);
      const settings = one.connector.settings.parse(one.settingsFor(more.url ?? server.url, path));
      return one.connector.poll({
        settings,
        signal,
        limits: LIMITS,
        places: one.places,
        ...network.way(settings, signal),
        ...(more.etag === undefined ? {} : { validators: { etag: more.etag } }),
      });
    };
    it.each(['good', 'gzip', 'deflate', 'brotli', 'redirect'])('gives the whole answer: %s', async (path) => {
      const answer = await poll(path, { signal: AbortSignal.timeout(5_000) });
      expect(one.read(answer)).toEqual(one.whole);
      expect(answer.head.status).toBe('HTTP 200');
    });

    const failures = Object.entries(FAILURES).filter(([path]) => one.goodHere?.[path] === undefined);

    it.each(failures)('in front of %s fails as %s', async (path, reason) => {
      const patient = reason === 'timeout' ? PATIENCE_MS : 5_000;
      const error = await failureOf(poll(path, { signal: AbortSignal.timeout(patient) }));
      expect(error.reason).toBe(reason);
    });

    it('tells for how long a busy upstream wants to be left alone', async () => {
      const error = await failureOf(poll('429', { signal: AbortSignal.timeout(5_000) }));
      expect(error.retryAfterMs).toBe(7_000);
    });

    it('fails as unreachable where nobody listens, soon', async () => {
      const error = await failureOf(
        poll('good', { url: 'http://127.0.0.1:9', signal: AbortSignal.timeout(5_000) }),
      );
      expect(error.reason).toBe('unreachable');
    });

    it('stops when it is told to', async () => {
      const ending = new AbortController();
      setTimeout(() => ending.abort(), 30);
      expect((await failureOf(poll('hang', { signal: ending.signal }))).reason).toBe('timeout');
    });

    it('asks a failing upstream no oftener than a good one: trying again is for the poll to decide', async () => {
      const requestsFor = async (path: string) => {
        const before = server.requests.length;
        await poll(path, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
        return server.requests.length - before;
      };
      expect(await requestsFor('good')).toBeGreaterThan(0);
      expect(await requestsFor('503')).toBe(await requestsFor('good'));
    });

    it('never repeats a secret or the payload in an error', async () => {
      for (const path of failures.flatMap(([name, reason]) => (reason === 'timeout' ? [] : [name]))) {
        const error = await failureOf(poll(path, { signal: AbortSignal.timeout(5_000) }));
        const told = `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`;
        expect(told).not.toContain(SECRET);
        expect(told).not.toContain('Hữu Nghị');
        expect(told).not.toContain('go away');
      }
    });

    it.runIf(one.usesValidators)(
      'reminds the upstream of its last answer and says when nothing changed',
      async () => {
        const first = await poll('etag', { signal: AbortSignal.timeout(5_000) });
        expect(first).toMatchObject({ kind: 'document', validators: { etag: '"v1"' } });
        const second = await poll('etag', { signal: AbortSignal.timeout(5_000), etag: '"v1"' });
        expect(second.kind).toBe('unchanged');
      },
    );

    describePages(one, failures);

    describeSettings(one.connector.settings);
  });
}

/** A part of a list is never taken for the whole: the second page fails in every way, and so does the poll. */
function describePages<Settings>(
  { connector, good, places, pages, read }: ConformanceCase<Settings>,
  failures: readonly (readonly [path: string, reason: UpstreamReason])[],
): void {
  const paged = typeof pages === 'string' ? undefined : pages;
  const why = typeof pages === 'string' ? `, of which there are none: ${pages}` : '';
  describe.skipIf(paged === undefined)(`with a list in pages${why}`, () => {
    let server: HostileServer;
    const network = new TestNetwork();
    beforeAll(async () => {
      server = await startHostileServer({ ...good, firstPage: paged?.first });
    });
    afterAll(async () => {
      await network.close();
      await server.close();
    });
    const poll = (path: string, patienceMs = 5_000) => {
      const signal = AbortSignal.timeout(patienceMs);
      const settings = connector.settings.parse(paged?.settingsFor(server.url, path));
      return connector.poll({ settings, signal, limits: LIMITS, places, ...network.way(settings, signal) });
    };

    it('gives the whole list', async () => {
      expect(read(await poll('good'))).toEqual(paged?.whole);
    });

    it.each(failures)('gives no part of it when a page is %s: %s', async (path, reason) => {
      await expect(poll(path, reason === 'timeout' ? PATIENCE_MS : 5_000)).rejects.toMatchObject({ reason });
    });
  });
}
