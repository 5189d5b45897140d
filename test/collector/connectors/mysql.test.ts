/** Against Debian's own MariaDB. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PollAnswer } from '../../../collector/connector.ts';
import { connector } from '../../../collector/connectors/mysql.ts';
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
import { startMariadb, type MariadbServer } from '../../fixtures/mariadb-server.ts';
import { sqlPoll, type SqlPoll } from '../sql/sql-poll.ts';

const TABLES = `
  CREATE USER ioc@'%' IDENTIFIED BY '${SECRET}';
  CREATE USER crowd@'%' IDENTIFIED BY '${SECRET}' WITH MAX_QUERIES_PER_HOUR 1;
  CREATE TABLE giuong (ma varchar(40), gio timestamp(3) NULL, ngay_gio datetime, cong_suat decimal(30,10), kin bool);
  SET time_zone = '+00:00';
  INSERT INTO giuong VALUES
    ('20001', '2026-11-20 03:00:00.5', '2026-11-20 10:00:00', 87.5, true),
    ('Hữu Lũng', '2026-11-20 04:00:00', '2026-11-20 11:00:00', NULL, false);
  CREATE TABLE kin (a int);
  CREATE TABLE lon AS SELECT seq AS n FROM seq_1_to_1000000;
  GRANT SELECT, DELETE ON his.giuong TO ioc@'%';
  GRANT SELECT ON his.giuong TO crowd@'%';
  GRANT SELECT ON his.lon TO ioc@'%';
  CREATE FUNCTION ghi() RETURNS int MODIFIES SQL DATA SQL SECURITY DEFINER
    BEGIN INSERT INTO kin VALUES (1); RETURN 1; END;
  CREATE FUNCTION hong() RETURNS int BEGIN SIGNAL SQLSTATE 'HY000' SET MESSAGE_TEXT = 'Hữu Lũng'; RETURN 1; END;
  GRANT EXECUTE ON FUNCTION his.hong TO ioc@'%';
  GRANT EXECUTE ON FUNCTION his.ghi TO ioc@'%';
`;

describe.skipIf(!hasServer('mariadb'))('against a real MariaDB', () => {
  let server: MariadbServer;
  let poll: SqlPoll;
  beforeAll(async () => {
    server = await startMariadb();
    await server.admin(TABLES);
    poll = sqlPoll(connector, {
      server: `127.0.0.1:${server.port}`,
      database: 'his',
      user: 'ioc',
      password: SECRET,
      tls: 'off',
    });
  });
  afterAll(() => server.stop());

  const rows = async (query: string, more: object = {}) =>
    (documentOf(await poll({ query, ...more })) as { rows: unknown[] }).rows;
  const through = async (line: Promise<HostileLine>, timeoutMs?: number): Promise<PollAnswer> => {
    const hostile = await line;
    try {
      const query = 'SELECT ma FROM giuong';
      return await poll({ server: hostile.address, query }, timeoutMs === undefined ? {} : { timeoutMs });
    } finally {
      await hostile.close();
    }
  };
  const idsRunning = async (part: string) =>
    server.admin(
      `SELECT id FROM information_schema.processlist WHERE user = 'ioc' AND info LIKE '%${part}%'`,
    );
  const untilRunning = async (part: string, count = 1) => {
    let found = await idsRunning(part);
    for (; found.length !== count; found = await idsRunning(part)) await sleep(20);
    return found;
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
              kin: 1,
            },
            {
              ma: 'Hữu Lũng',
              gio: '2026-11-20T04:00:00.000Z',
              ngay_gio: '2026-11-20 11:00:00',
              cong_suat: null,
              kin: 0,
            },
          ],
        },
      },
      unauthorized: { poll: () => poll({ query: 'SELECT 1', password: 'sai mật khẩu' }), fails: 'auth' },
      forbidden: { poll: () => poll({ query: 'SELECT a FROM kin' }), fails: 'auth' },
      crowded: { poll: () => poll({ query: 'SELECT ma FROM giuong', user: 'crowd' }), fails: 'rate-limited' },
      'server error': {
        poll: () => poll({ query: 'SELECT hong()' }),
        fails: 'server',
      },
      timeout: { poll: () => poll({ query: 'SELECT SLEEP(20)', statementTimeoutMs: 100 }), fails: 'timeout' },
      abort: {
        poll: () => {
          const ending = new AbortController();
          setTimeout(() => ending.abort(), 200);
          return poll({ query: 'SELECT SLEEP(20)' }, { signal: ending.signal });
        },
        fails: 'timeout',
      },
      hang: { poll: () => through(strangeServer(), 300), fails: 'timeout' },
      drip: { poll: () => through(hostileLine(server.port, DEEDS.drip), 500), fails: 'timeout' },
      malformed: { poll: () => through(strangeServer('SSH-2.0-OpenSSH_9.2\r\n')), fails: 'malformed' },
      truncated: { poll: () => through(hostileLine(server.port, cutAfter(400))), fails: 'unreachable' },
      'wrong charset': {
        skipped: 'the server turns every text into UTF-8, and has put question marks for the rest itself',
      },
      huge: { poll: () => poll({ query: `SELECT REPEAT('a', 10000000)` }), fails: 'too-large' },
      empty: { poll: () => poll({ query: 'SELECT ma FROM giuong WHERE false' }), gives: { rows: [] } },
      partial: {
        poll: () => poll({ query: `SELECT ma, UNHEX('FF') AS anh, POINT(1, 2) AS cho FROM giuong LIMIT 1` }),
        gives: { rows: [{ ma: '20001' }] },
        refused: [
          'column "anh": bytes are not read',
          'column "cho": a type that is not read; cast it to text',
        ],
      },
      'nobody listens': {
        poll: () => poll({ server: '127.0.0.1:9', query: 'SELECT 1' }),
        fails: 'unreachable',
      },
    },
  });

  describe('what it reads', () => {
    it('gives a number only where it is exactly what the server says', async () => {
      expect(
        await rows(`SELECT 18063800000000.57 AS dong, 1.500 AS tron, 0.1234567890123456789 AS dai,
          9007199254740993 AS qua, 9007199254740991 AS vua, CAST(0.1 AS FLOAT) AS don, 0.1e0 AS doi,
          18446744073709551615 AS to_nhat, -5 AS am`),
      ).toEqual([
        {
          dong: 18063800000000.57,
          tron: 1.5,
          dai: '0.1234567890123456789',
          qua: '9007199254740993',
          vua: 9007199254740991,
          don: 0.1,
          doi: 0.1,
          to_nhat: '18446744073709551615',
          am: -5,
        },
      ]);
    });

    it('keeps texts and days, and names what no calendar has', async () => {
      await server.admin(`SET sql_mode = ''; CREATE OR REPLACE TABLE ngay (a date, b date, t text);
        INSERT INTO ngay VALUES ('2026-11-20', '0000-00-00', 'Thuỵ "Hùng" 🙂'); GRANT SELECT ON ngay TO ioc@'%'`);
      const answer = await poll({ query: 'SELECT a, b, t FROM ngay' });
      expect(documentOf(answer)).toEqual({ rows: [{ a: '2026-11-20', t: 'Thuỵ "Hùng" 🙂' }] });
      expect(answer.kind === 'document' && answer.refused).toEqual([
        'row 1, column "b": no date of the calendar',
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
      const parameters = { ma: `x' OR '1'='1`, so: 3, khong: null };
      const query = `SELECT {ma} AS ma, {so} AS so, {khong} AS khong, '{so}' AS chu`;
      expect(await rows(query, { parameters })).toEqual([{ ...parameters, chu: '{so}' }]);
    });

    it('goes on from where the last poll ended, and misses no row that shares its place', async () => {
      const given = {
        query: `SELECT n, n DIV 3 AS c FROM lon WHERE n DIV 3 > {since} AND n < 12 ORDER BY n DIV 3`,
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
  });

  describe('what it refuses', () => {
    it('does not let a function write', async () => {
      const error = await failureOf(poll({ query: 'SELECT ghi()' }));
      expect([error.reason, error.message]).toEqual(['client', expect.stringContaining('would write')]);
      expect(await server.admin('SELECT COUNT(*) AS n FROM kin')).toEqual([{ n: 0 }]);
    });

    it('says no more of an error than its code', async () => {
      const error = await failureOf(poll({ query: `SELECT khong_co FROM giuong` }));
      expect(error.message).toBe('no such column (SQLSTATE 42S22, error 1054)');
    });

    it('stops at its row limit in little memory', async () => {
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
      const held = server.admin('LOCK TABLES giuong WRITE; SELECT SLEEP(1.5); UNLOCK TABLES');
      while (
        (
          await server.admin(
            `SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(1.5)%'`,
          )
        ).length === 0
      )
        await sleep(20);
      const error = await failureOf(poll({ query: 'SELECT ma FROM giuong', statementTimeoutMs: 200 }));
      expect(error.reason).toBe('timeout');
      await held;
    });
  });

  describe('the connection', () => {
    it('ends the query on the server when the poll ends', async () => {
      const polled = failureOf(
        poll({ query: `SELECT SLEEP(19), 'goodbye'`, statementTimeoutMs: 60_000 }, { timeoutMs: 500 }),
      );
      await untilRunning('goodbye');
      expect((await polled).reason).toBe('timeout');
      await untilRunning('goodbye', 0);
    });

    it('is left by nobody', async () => {
      await poll({ query: 'SELECT 1' });
      const left = () => server.admin(`SELECT id FROM information_schema.processlist WHERE user = 'ioc'`);
      await expect.poll(left).toEqual([]);
    });

    it('is encrypted, with a certificate that must be the server’s own', async () => {
      const query = `SELECT VARIABLE_VALUE <> '' AS encrypted FROM information_schema.session_status WHERE VARIABLE_NAME = 'Ssl_cipher'`;
      const { ca } = server;
      const serverName = 'db.example';
      expect(await rows(query, { tls: 'verify', ca, serverName })).toEqual([{ encrypted: 1 }]);
      for (const wrong of [{ serverName }, { ca, serverName: 'other.example' }, { ca }]) {
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
      for (const bytes of [0, 4, 20, 90, 110, 150, 200, 300]) {
        const error = await failureOf(through(hostileLine(server.port, spoilAfter(bytes)), 1_500));
        expect(error.message).not.toContain(SECRET);
      }
    });

    it('fails as unreachable when the server is killed in the middle of a query', async () => {
      const mortal = await startMariadb();
      await mortal.admin(`CREATE USER ioc@'%' IDENTIFIED BY '${SECRET}'; GRANT SELECT ON his.* TO ioc@'%'`);
      const failed = failureOf(poll({ server: `127.0.0.1:${mortal.port}`, query: 'SELECT SLEEP(5)' }));
      while (
        (
          await mortal.admin(
            `SELECT id FROM information_schema.processlist WHERE user = 'ioc' AND info LIKE '%SLEEP%'`,
          )
        ).length === 0
      )
        await sleep(20);
      mortal.kill();
      expect((await failed).reason).toBe('unreachable');
      await mortal.stop();
    });
  });
});
