/** The simulated HIS's database: what it says, how it refuses, and that a real PostgreSQL would be read the same way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { connector } from '../../collector/connectors/postgresql.ts';
import { sqlPoll, type SqlPoll } from '../collector/sql/sql-poll.ts';
import { failureOf } from '../conformance/cases.ts';
import { documentOf } from '../conformance/protocol.ts';
import { hasServer } from '../fixtures/debian-servers.ts';
import { startPostgresql } from '../fixtures/postgresql-server.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { askSource } from './source-answers.ts';

const config = await readConfig('config/lang-son');
const source = config.sources.find(({ id }) => id === 'his-giuong')!;
const NOW_MS = Date.parse('2026-11-20T10:07:13+07:00');
const WINDOW = { fromMs: NOW_MS - 3 * 3_600_000, toMs: NOW_MS };
/** Of the source's own query. */
const BED_FIELDS = 'ma_cskcb, ngay_gio, giuong_kh, giuong_thuc_ke, cong_suat';

interface Rows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

describe('the hospitals’ database', () => {
  let province: RunningProvince;
  let poll: SqlPoll;
  let adminUrl: string;
  beforeAll(async () => {
    province = await startProvince({ only: ['y-te'], seed: 5, nowMs: () => NOW_MS });
    adminUrl = province.env['Y_TE_ADMIN_URL']!;
    poll = sqlPoll(connector, {
      ...source.settings,
      server: province.env['Y_TE_SQL_SERVER']!,
      password: province.env['PROVINCE_SECRET_KEY']!,
    });
  });
  afterAll(() => province.close());
  const fault = (kind: string) =>
    fetch(`${adminUrl}/fault`, { method: 'POST', body: JSON.stringify({ kind }) });

  it('says what the HIS says by HTTP', async () => {
    const { rows } = (await askSource(source, province)).document as Rows;
    const answer = await fetch(`${province.env['Y_TE_URL']}/his/giuong-benh`);
    const { DANH_SACH } = (await answer.json()) as {
      DANH_SACH: readonly { MA_CSKCB: string; CONG_SUAT: number }[];
    };
    expect(rows).toHaveLength(15);
    expect(rows.map((row) => [row['ma_cskcb'], row['cong_suat']])).toEqual(
      DANH_SACH.map(({ MA_CSKCB, CONG_SUAT }) => [MA_CSKCB, CONG_SUAT]),
    );
    expect(rows[0]?.['ngay_gio']).toBe('2026-11-20T03:00:00.000Z');
  });

  it('tells a window of its past, hour by hour', async () => {
    const { rows } = (await askSource(source, province, WINDOW)).document as Rows;
    expect([...new Set(rows.map((row) => row['ngay_gio']))]).toEqual([
      '2026-11-20T01:00:00.000Z',
      '2026-11-20T02:00:00.000Z',
      '2026-11-20T03:00:00.000Z',
    ]);
  });

  it.each([
    ['another password', { password: 'sai' }, 'auth'],
    ['a table that it does not have', { query: 'SELECT a FROM benh_nhan' }, 'client'],
    ['a column that it does not have', { query: 'SELECT ho_ten FROM giuong_benh_hien_tai' }, 'client'],
    ['a query that no view is made for', { query: 'SELECT 1' }, 'client'],
    ['TLS, which it has not', { tls: 'verify' }, 'unreachable'],
  ])('refuses %s', async (_what, settings, reason) => {
    expect(await failureOf(poll(settings))).toMatchObject({ reason });
  });

  it.each([
    ['status-401', 'auth'],
    ['status-429', 'rate-limited'],
    ['status-500', 'server'],
    ['hang', 'timeout'],
    ['outage', 'unreachable'],
  ])('has the faults of its system: %s', async (kind, reason) => {
    await fault(kind);
    const error = await failureOf(poll({}, { timeoutMs: kind === 'hang' ? 300 : 5_000 }));
    await fetch(`${adminUrl}/fault`, { method: 'DELETE' });
    expect(error).toMatchObject({ reason });
    expect((documentOf(await poll({})) as Rows).rows).toHaveLength(15);
  });

  it.skipIf(!hasServer('postgresql'))(
    'is read as a real PostgreSQL with the same views is read',
    async () => {
      const past = (await askSource(source, province, WINDOW)).document as Rows;
      const real = await startPostgresql();
      const values = past.rows.map(
        (row) =>
          `('${String(row['ma_cskcb'])}', '${String(row['ngay_gio'])}', ${String(row['giuong_kh'])}, ${String(row['giuong_thuc_ke'])}, ${String(row['cong_suat'])})`,
      );
      await real.admin(`CREATE ROLE ioc LOGIN PASSWORD 'mot-hai-ba'; CREATE TABLE beds (ma_cskcb text,
      ngay_gio timestamptz, giuong_kh int, giuong_thuc_ke int, cong_suat numeric);
      INSERT INTO beds VALUES ${values.join(',')};
      CREATE VIEW giuong_benh_theo_gio AS SELECT ${BED_FIELDS} FROM beds;
      GRANT SELECT ON giuong_benh_theo_gio TO ioc`);
      const given = {
        ...source.backfill?.settings,
        server: `127.0.0.1:${real.port}`,
        database: 'postgres',
        password: 'mot-hai-ba',
      };
      expect(documentOf(await poll(given, { window: WINDOW }))).toEqual(past);
      await real.stop();
    },
  );
});
