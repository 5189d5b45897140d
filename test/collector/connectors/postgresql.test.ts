/** Against Debian's own PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PollAnswer } from '../../../collector/connector.ts';
import { connector } from '../../../collector/connectors/postgresql.ts';
import { failureOf } from '../../conformance/cases.ts';
import { SECRET } from '../../conformance/connector.ts';
import { LIMITS } from '../../conformance/network.ts';
import {
  cutAfter,
  DEEDS,
  hostileLine,
  spoilAfter,
  strangeServer,
  type HostileLine,
} from '../../conformance/hostile-line.ts';
import { describeProtocol, documentOf } from '../../conformance/protocol.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { startPostgresql, type PostgresqlServer } from '../../fixtures/postgresql-server.ts';
import { sqlPoll, type SqlPoll } from '../sql/sql-poll.ts';

const TABLES = `
  CREATE ROLE ioc LOGIN PASSWORD '${SECRET}';
  CREATE ROLE crowd LOGIN PASSWORD '${SECRET}' CONNECTION LIMIT 0;
  CREATE TYPE muc AS ENUM ('xanh', 'vàng');
  CREATE TABLE giuong (ma text, gio timestamptz, ngay_gio timestamp, cong_suat numeric, kin boolean);
  INSERT INTO giuong VALUES
    ('20001', '2026-11-20 03:00:00.5+00', '2026-11-20 10:00:00', 87.5, true),
    ('Hữu Lũng', '2026-11-20 04:00:00+00', '2026-11-20 11:00:00', NULL, false);
  CREATE TABLE kin (a int);
  CREATE TABLE lon AS SELECT n FROM generate_series(1, 1000000) AS n;
  GRANT SELECT ON giuong, lon TO ioc;
  CREATE FUNCTION ghi() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO kin VALUES (1) RETURNING a';
  CREATE DATABASE cu ENCODING 'SQL_ASCII' TEMPLATE template0;
`;

describe.skipIf(!hasServer('postgresql'))('against a real PostgreSQL', () => {
  let server: PostgresqlServer;
  let poll: SqlPoll;
  beforeAll(async () => {
    server = await startPostgresql();
    for (const text of TABLES.split(/;\n/).filter((part) => part.trim() !== '')) await server.admin(text);
    await server.admin(`CREATE TABLE chu (t text); GRANT SELECT ON chu TO ioc`, 'cu');
    await server.admin(`INSERT INTO chu VALUES (E'L\\xF9ng')`, 'cu');
    poll = sqlPoll(connector, {
      server: `127.0.0.1:${server.port}`,
      database: 'postgres',
      user: 'ioc',
      password: SECRET,
      tls: 'off',
    });
  });
  afterAll(() => server.stop());

  const rows = async (query: string, more: object = {}) =>
    (documentOf(await poll({ query, ...more })) as { rows: unknown[] }).rows;
  const row = async (query: string) => (await rows(query))[0];
  const through = async (line: Promise<HostileLine>, timeoutMs?: number): Promise<PollAnswer> => {
    const hostile = await line;
    try {
      const query = 'SELECT ma FROM giuong';
      return await poll({ server: hostile.address, query }, timeoutMs === undefined ? {} : { timeoutMs });
    } finally {
      await hostile.close();
    }
  };

  describeProtocol({
    connector: connector as never,
    secrets: [SECRET, 'Hữu Lũng', '20001'],
    cases: {
      happy: {
        poll: () => poll({ query: 'SELECT ma, gio, ngay_gio, cong_suat, kin FROM giuong ORDER BY gio' }),
        gives: {
          rows: [
            {
              ma: '20001',
              gio: '2026-11-20T03:00:00.500Z',
              ngay_gio: '2026-11-20 10:00:00',
              cong_suat: 87.5,
              kin: true,
            },
            {
              ma: 'Hữu Lũng',
              gio: '2026-11-20T04:00:00.000Z',
              ngay_gio: '2026-11-20 11:00:00',
              cong_suat: null,
              kin: false,
            },
          ],
        },
      },
      unauthorized: { poll: () => poll({ query: 'SELECT 1', password: 'sai mật khẩu' }), fails: 'auth' },
      forbidden: { poll: () => poll({ query: 'SELECT a FROM kin' }), fails: 'auth' },
      crowded: { poll: () => poll({ query: 'SELECT 1', user: 'crowd' }), fails: 'rate-limited' },
      'server error': {
        poll: async () => {
          const terminate = async () => {
            await untilRunning('pg_sleep(30)');
            await server.admin(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ioc'`,
            );
          };
          const query = 'SELECT pg_sleep(30)';
          const [answer] = await Promise.all([poll({ query, statementTimeoutMs: 20_000 }), terminate()]);
          return answer;
        },
        fails: 'server',
      },
      timeout: {
        poll: () => poll({ query: 'SELECT pg_sleep(20)', statementTimeoutMs: 100 }),
        fails: 'timeout',
      },
      abort: {
        poll: () => {
          const ending = new AbortController();
          setTimeout(() => ending.abort(), 200);
          return poll({ query: 'SELECT pg_sleep(20)' }, { signal: ending.signal });
        },
        fails: 'timeout',
      },
      hang: { poll: () => through(strangeServer(), 300), fails: 'timeout' },
      drip: { poll: () => through(hostileLine(server.port, DEEDS.drip), 500), fails: 'timeout' },
      malformed: { poll: () => through(strangeServer('SSH-2.0-OpenSSH_9.2\r\n')), fails: 'malformed' },
      truncated: { poll: () => through(hostileLine(server.port, cutAfter(700))), fails: 'unreachable' },
      'wrong charset': {
        poll: () => poll({ database: 'cu', query: `SELECT t, 'tên' AS ten FROM chu` }),
        fails: 'malformed',
      },
      huge: { poll: () => poll({ query: `SELECT repeat('a', 100000000)` }), fails: 'too-large' },
      empty: { poll: () => poll({ query: 'SELECT ma FROM giuong WHERE false' }), gives: { rows: [] } },
      partial: {
        poll: () => poll({ query: `SELECT ma, 'x'::bytea AS anh, 'NaN'::numeric AS so FROM giuong LIMIT 1` }),
        gives: { rows: [{ ma: '20001' }] },
        refused: ['column "anh": bytes are not read', 'row 1, column "so": no finite number'],
      },
      'nobody listens': {
        poll: () => poll({ server: '127.0.0.1:9', query: 'SELECT 1' }),
        fails: 'unreachable',
      },
    },
  });

  const running = async (part: string) => {
    const { rows: found } = await server.admin(
      `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND usename = 'ioc' AND query LIKE '%${part}%'`,
    );
    return found.length;
  };
  const untilRunning = async (part: string, count = 1) => {
    while ((await running(part)) !== count) await sleep(20);
  };

  describe('what it reads', () => {
    it('gives a number only where it is exactly what the server says', async () => {
      expect(
        await row(`SELECT 18063800000000.57 AS dong, 1.500::numeric AS tron, 0.1234567890123456789 AS dai,
          9007199254740993 AS qua, 9007199254740991 AS vua, 0.1::float4 AS don, 0.1::float8 AS doi`),
      ).toEqual({
        dong: 18063800000000.57,
        tron: 1.5,
        dai: '0.1234567890123456789',
        qua: '9007199254740993',
        vua: 9007199254740991,
        don: 0.1,
        doi: 0.1,
      });
    });

    it('keeps texts, days, JSON and the types of the database itself', async () => {
      expect(
        await row(`SELECT 'Thuỵ "Hùng"' AS xa, date '2026-11-20' AS ngay, '{"a":[1]}'::jsonb AS j,
          'vàng'::muc AS muc, NULL::int AS khong`),
      ).toEqual({ xa: 'Thuỵ "Hùng"', ngay: '2026-11-20', j: { a: [1] }, muc: 'vàng', khong: null });
    });

    it('names what no calendar has, and keeps the rest', async () => {
      const answer = await poll({
        query: `SELECT 'infinity'::timestamptz AS a, 'infinity'::date AS b, '0044-03-15 BC'::date AS c, 1 AS d`,
      });
      expect(documentOf(answer)).toEqual({ rows: [{ d: 1 }] });
      expect(answer.kind === 'document' && answer.refused).toEqual([
        'row 1, column "a": no time of the calendar',
        'row 1, column "b": no date of the calendar',
        'row 1, column "c": no date of the calendar',
      ]);
    });

    it('asks for a window of the past, on columns with and without a zone', async () => {
      const window = {
        fromMs: Date.parse('2026-11-20T10:30:00+07:00'),
        toMs: Date.parse('2026-11-20T11:30:00+07:00'),
      };
      for (const column of ['gio', 'ngay_gio']) {
        const query = `SELECT ma FROM giuong WHERE ${column} >= {from} AND ${column} < {to}`;
        expect(documentOf(await poll({ query }, { window }))).toEqual({ rows: [{ ma: 'Hữu Lũng' }] });
      }
    });

    it('sends parameters beside the query, whatever they say', async () => {
      const parameters = { ma: `x' OR '1'='1`, so: 3, dung: true, khong: null };
      const query = `SELECT {ma}::text AS ma, {so}::int AS so, {dung}::boolean AS dung, {khong}::text AS khong, '{so}' AS chu`;
      expect(await rows(query, { parameters })).toEqual([{ ...parameters, chu: '{so}' }]);
    });

    it('goes on from where the last poll ended, and misses no row that shares its place', async () => {
      const given = {
        query: `SELECT n, n / 3 AS c FROM lon WHERE n / 3 > {since} AND n < 12 ORDER BY n / 3`,
        cursor: { column: 'c', start: -1 },
        maxRows: 4,
      };
      const seen: number[] = [];
      let state: string | undefined;
      for (let turn = 0; turn < 5; turn += 1) {
        const answer = await poll(given, { state });
        seen.push(...(documentOf(answer) as { rows: { n: number }[] }).rows.map(({ n }) => n));
        state = answer.kind === 'document' ? answer.state : undefined;
      }
      expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(state).toBe('3');
    });

    it('keeps microseconds in its place', async () => {
      const given = {
        query: `SELECT t FROM (VALUES (timestamptz '2026-11-20 10:00:00.123456+07')) v(t) WHERE t > {since}`,
        cursor: { column: 't', start: '2026-01-01 00:00' },
      };
      const first = await poll(given);
      expect(first.kind === 'document' && first.state).toBe('2026-11-20 10:00:00.123456+07');
      const second = await poll(given, { state: '2026-11-20 10:00:00.123456+07' });
      expect(documentOf(second)).toEqual({ rows: [] });
    });
  });

  describe('what it refuses', () => {
    it.each([
      ['a common table that writes', 'WITH x AS (DELETE FROM giuong RETURNING ma) SELECT * FROM x'],
      ['a function that writes', 'SELECT ghi()'],
      ['what tries to lift the rule first', `SELECT set_config('transaction_read_only', 'off', true), ghi()`],
    ])('does not let %s', async (_what, query) => {
      await server.admin('GRANT DELETE ON giuong TO ioc');
      const error = await failureOf(poll({ query }));
      expect(error.reason).toBe('client');
      expect((await server.admin('SELECT count(*)::int AS n FROM kin')).rows).toEqual([{ n: 0 }]);
      expect((await server.admin('SELECT count(*)::int AS n FROM giuong')).rows).toEqual([{ n: 2 }]);
    });

    it('says no more of an error than its code', async () => {
      const error = await failureOf(poll({ query: `SELECT ma::int FROM giuong WHERE ma LIKE 'H%'` }));
      expect(error.message).toBe('a value that the query cannot work with (SQLSTATE 22P02)');
    });

    it('stops at its row limit, by the server’s own hand and in little memory', async () => {
      const beforeBytes = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
      const error = await failureOf(poll({ query: 'SELECT n FROM lon', maxRows: 1_000 }));
      expect([error.reason, error.message]).toEqual(['too-large', 'more than 1000 rows']);
      const afterBytes = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
      expect(afterBytes - beforeBytes).toBeLessThan(50_000_000);
    });

    it('stops at its byte limit, long before a million rows', async () => {
      const error = await failureOf(poll({ query: 'SELECT n FROM lon', maxRows: 200_000 }));
      expect(error).toMatchObject({ reason: 'too-large', message: `more than ${LIMITS.maxBytes} bytes` });
    });

    it('does not wait for a lock longer than a query may take', async () => {
      const held = server.admin(
        'BEGIN; LOCK TABLE giuong IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1.5); COMMIT',
      );
      while (
        (
          await server.admin(
            `SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'giuong'::regclass`,
          )
        ).rows.length === 0
      )
        await sleep(20);
      const error = await failureOf(poll({ query: 'SELECT ma FROM giuong', statementTimeoutMs: 200 }));
      expect(error.reason).toBe('timeout');
      await held;
    });
  });

  describe('the connection', () => {
    it('ends the query on the server when the poll ends', async () => {
      const polled = poll(
        { query: `SELECT pg_sleep(19), 'goodbye'`, statementTimeoutMs: 60_000 },
        { timeoutMs: 400 },
      );
      await untilRunning('goodbye');
      expect((await failureOf(polled)).reason).toBe('timeout');
      await untilRunning('goodbye', 0);
    });

    it('is left by nobody', async () => {
      await poll({ query: 'SELECT 1' });
      const { rows: left } = await server.admin(`SELECT pid FROM pg_stat_activity WHERE usename = 'ioc'`);
      expect(left).toEqual([]);
    });

    it('is encrypted, with a certificate that must be the server’s own', async () => {
      const query = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
      const { ca } = server;
      expect(await rows(query, { tls: 'verify', ca })).toEqual([{ ssl: true }]);
      expect(await rows(query, { tls: 'verify', ca, serverName: 'his.example' })).toEqual([{ ssl: true }]);
      for (const wrong of [{}, { ca, serverName: 'other.example' }]) {
        const error = await failureOf(poll({ query, tls: 'verify', ...wrong }));
        expect([error.reason, error.message]).toEqual(['unreachable', 'its certificate is not accepted']);
      }
    });

    it('is not made to an internal address that the source may not reach', async () => {
      const { makeDial } = await import('../../../collector/network/dial.ts');
      const dial = makeDial(AbortSignal.timeout(5_000), []);
      expect((await failureOf(poll({ query: 'SELECT 1' }, { dial }))).reason).toBe('forbidden-address');
    });

    it('survives a server whose words are spoilt on the way', async () => {
      for (const bytes of [0, 5, 9, 60, 200, 350, 420, 500]) {
        const error = await failureOf(through(hostileLine(server.port, spoilAfter(bytes)), 1_500));
        expect(error.message).not.toContain(SECRET);
      }
    });

    it('fails as unreachable when the server is killed in the middle of a query', async () => {
      const mortal = await startPostgresql();
      await mortal.admin(`CREATE ROLE ioc LOGIN PASSWORD '${SECRET}'`);
      const polled = poll({ server: `127.0.0.1:${mortal.port}`, query: 'SELECT pg_sleep(5)' });
      while (
        (await mortal.admin(`SELECT 1 FROM pg_stat_activity WHERE usename = 'ioc' AND state = 'active'`)).rows
          .length === 0
      )
        await sleep(20);
      const failed = failureOf(polled);
      mortal.kill();
      // The session outlives its parent a moment and then says why it goes.
      expect(['unreachable', 'server']).toContain((await failed).reason);
      await mortal.stop();
    });
  });
});
