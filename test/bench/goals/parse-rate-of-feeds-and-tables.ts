/**
 * P16: what a connector makes of an answer, against its bare library on the same bytes: items per second of a feed,
 * rows per second of a table of a real server, connections and sign-in included on both sides.
 */
import { XMLParser } from 'fast-xml-parser';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import type { Connector, PollRequest } from '../../../collector/connector.ts';
import { connector as feed } from '../../../collector/connectors/feed.ts';
import { connector as mysql } from '../../../collector/connectors/mysql.ts';
import { connector as postgresql } from '../../../collector/connectors/postgresql.ts';
import { makeDial } from '../../../collector/network/dial.ts';
import type { SqlSettings } from '../../../collector/sql/settings.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { startMariadb } from '../../fixtures/mariadb-server.ts';
import { startPostgresql } from '../../fixtures/postgresql-server.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';

const ITEMS = 200;
const FEED_TURNS = 40;
const ROWS = 20_000;
const TABLE_TURNS = 3;
const PASSWORD = 'of-the-bench';
const LIMITS: PollRequest<never>['limits'] = {
  maxBytes: 50_000_000,
  maxRatio: 100,
  maxDepth: 50,
  connectTimeoutMs: 3_000,
  maxRedirects: 5,
  maxObservations: 1_000,
};
const QUERY = 'SELECT id, name, value, at FROM figures';

export const parseRateOfFeedsAndTables: Benchmark = {
  ids: ['P16a', 'P16b', 'P16c'],
  async run(): Promise<readonly GoalResult[]> {
    return [
      await ofFeeds(),
      ...(hasServer('postgresql') ? [await ofPostgresql()] : []),
      ...(hasServer('mariadb') ? [await ofMariadb()] : []),
    ];
  },
};

async function perSecond(count: number, turns: number, work: () => unknown): Promise<number> {
  const startedAtMs = performance.now();
  for (let turn = 0; turn < turns; turn += 1) await work();
  return (count * turns * 1_000) / (performance.now() - startedAtMs);
}

async function compare(
  id: string,
  what: string,
  unit: string,
  ours: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<GoalResult> {
  for (const warm of [ours, bare]) await warm();
  const rates = await alternate(ours, bare);
  return { id, what, unit, ours: median(rates.ours), limit: median(rates.limit), goal: 'report' };
}

function ofFeeds(): Promise<GoalResult> {
  const item = (at: number) =>
    `<item><title>Tin số ${at}</title><link>https://bao.example/${at}</link><guid>${at}</guid>
     <description><![CDATA[<a href="x"><img src="y"/></a></br>${'Sáng nay xe đông. '.repeat(12)}]]></description>
     <pubDate>Thu, 26 Nov 2026 08:00:00 +0700</pubDate></item>`;
  const items = Array.from({ length: ITEMS }, (_, at) => item(at)).join('');
  const body = Buffer.from(`<?xml version="1.0"?><rss version="2.0"><channel>${items}</channel></rss>`);
  const settings = feed.settings.parse({ url: 'http://bao.example/rss', maxItems: ITEMS });
  const ours = () =>
    perSecond(ITEMS, FEED_TURNS, () =>
      feed.poll({
        settings,
        signal: new AbortController().signal,
        limits: LIMITS,
        places: [],
        exchange: () => Promise.resolve({ status: 200, headers: {}, body }),
        dial: () => Promise.reject(new Error('a feed comes by HTTP')),
      }),
    );
  const parser = new XMLParser({ ignoreAttributes: false });
  const bare = () => perSecond(ITEMS, FEED_TURNS, () => parser.parse(body.toString('utf8')) as unknown);
  return compare(
    'P16a',
    'a feed to text, checked and de-duplicated, against the bare parser',
    'items/s',
    ours,
    bare,
  );
}

function pollOf(connector: Connector<SqlSettings>, port: number, database: string) {
  const settings = connector.settings.parse({
    server: `127.0.0.1:${port}`,
    database,
    user: 'ioc',
    password: PASSWORD,
    tls: 'off',
    query: QUERY,
    maxRows: ROWS,
    statementTimeoutMs: 30_000,
  });
  return async () => {
    const ending = new AbortController();
    const dial = makeDial(ending.signal, ['127.0.0.0/8']);
    const exchange = () => Promise.reject(new Error('SQL goes by no HTTP'));
    await connector.poll({ settings, signal: ending.signal, limits: LIMITS, places: [], exchange, dial });
    ending.abort();
  };
}

async function ofPostgresql(): Promise<GoalResult> {
  const server = await startPostgresql();
  try {
    await server.admin(`CREATE ROLE ioc LOGIN PASSWORD '${PASSWORD}'`);
    await server.admin(`CREATE TABLE figures AS SELECT n AS id, 'Xã số ' || n AS name, n / 8.0 AS value,
      timestamptz '2026-11-26 08:00+07' + n * interval '1 second' AS at FROM generate_series(1, ${ROWS}) n`);
    await server.admin('GRANT SELECT ON figures TO ioc');
    const poll = pollOf(postgresql, server.port, 'postgres');
    const bare = async () => {
      const client = new pg.Client({
        host: '127.0.0.1',
        port: server.port,
        user: 'ioc',
        password: PASSWORD,
        database: 'postgres',
      });
      await client.connect();
      JSON.stringify((await client.query(QUERY)).rows);
      await client.end();
    };
    return await compare(
      'P16b',
      `${ROWS} rows of PostgreSQL, exact and bounded, against pg and JSON`,
      'rows/s',
      () => perSecond(ROWS, TABLE_TURNS, poll),
      () => perSecond(ROWS, TABLE_TURNS, bare),
    );
  } finally {
    await server.stop();
  }
}

async function ofMariadb(): Promise<GoalResult> {
  const server = await startMariadb();
  try {
    await server.admin(`CREATE USER ioc@'%' IDENTIFIED BY '${PASSWORD}';
      CREATE TABLE figures AS SELECT seq AS id, CONCAT('Xã số ', seq) AS name, seq / 8 AS value,
        TIMESTAMP'2026-11-26 08:00:00' + INTERVAL seq SECOND AS at FROM seq_1_to_${ROWS};
      GRANT SELECT ON his.figures TO ioc@'%'`);
    const poll = pollOf(mysql, server.port, 'his');
    const bare = async () => {
      const connection = await createConnection({
        host: '127.0.0.1',
        port: server.port,
        user: 'ioc',
        password: PASSWORD,
        database: 'his',
      });
      const [rows] = await connection.execute(QUERY);
      JSON.stringify(rows);
      await connection.end();
    };
    return await compare(
      'P16c',
      `${ROWS} rows of MariaDB, exact and bounded, against mysql2 and JSON`,
      'rows/s',
      () => perSecond(ROWS, TABLE_TURNS, poll),
      () => perSecond(ROWS, TABLE_TURNS, bare),
    );
  } finally {
    await server.stop();
  }
}
