import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
  appendFile,
  copyFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentAnswer, PollAnswer } from '../../../collector/connector.ts';
import { MAX_STATE_BYTES } from '../../../collector/connector.ts';
import { connector } from '../../../collector/connectors/drop-folder.ts';
import { SECRET } from '../../conformance/connector.ts';
import { LIMITS } from '../../conformance/network.ts';
import { describeProtocol } from '../../conformance/protocol.ts';
import { textRow, workbookOf } from '../../fixtures/workbook-bytes.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), `drop-${SECRET}-`))));
afterEach(() => rm(folder, { recursive: true, force: true }));

interface PollOptions {
  readonly settings?: object;
  readonly state?: string | undefined;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<typeof LIMITS>;
}

function poll({
  settings = {},
  state,
  signal = AbortSignal.timeout(20_000),
  limits,
}: PollOptions = {}): Promise<PollAnswer> {
  const unused = () => Promise.reject(new Error('no network'));
  return connector.poll({
    settings: connector.settings.parse({ folder, settleMs: 20, ...settings }),
    signal,
    limits: { ...LIMITS, ...limits },
    places: [],
    exchange: unused,
    dial: unused,
    state,
  });
}

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
/** Far longer than a poll. */
const LONG = { settleMs: 60_000 };
const CSV = 'Xã;Số\nNa Sầm;5\n';
const csv = (value: number | string) => `Xã;Số\nNa Sầm;${value}\n`;
const workbook = workbookOf({ cells: textRow(1, ['Xã', 'Số']) + textRow(2, ['Na Sầm', '7']) });

async function document(
  polled: Promise<PollAnswer>,
): Promise<DocumentAnswer & { values: unknown[]; names: string[] }> {
  const answer = await polled;
  if (answer.kind !== 'document') throw new Error(`gave ${answer.kind}`);
  const { files } = JSON.parse(new TextDecoder().decode(answer.json)) as {
    files: { name: string; sheets: { rows: { Số: unknown }[] }[] }[];
  };
  return {
    ...answer,
    names: files.map(({ name }) => name),
    values: files.flatMap(({ sheets }) => sheets.flatMap(({ rows }) => rows.map((row) => row['Số']))),
  };
}
/** What a poll makes of a folder with this one file. */
const pollOf = (name: string, content: string | Uint8Array, options?: PollOptions) => async () => {
  await put(name, content);
  return poll(options);
};
const filesOf = (...values: string[]) => ({
  files: [expect.objectContaining({ sheets: [expect.objectContaining({ rows: rowsOf(values) })] })],
});
const rowsOf = (values: readonly string[]) =>
  values.map((value) => expect.objectContaining({ Xã: 'Na Sầm', Số: value }));
const NONE = { files: [] };

describeProtocol({
  connector: connector as never,
  secrets: [SECRET, 'Bí mật'],
  cases: {
    happy: { poll: pollOf('a.csv', CSV), gives: filesOf('5') },
    unauthorized: { skipped: 'a folder asks for no credentials' },
    forbidden: {
      skipped:
        'the tests run as root, whom no folder forbids; the code of the refusal is the same as of one that is gone',
    },
    crowded: { skipped: 'a folder has no rate' },
    'server error': {
      poll: () => poll({ settings: { folder: `${folder}/gone` } }),
      fails: 'unreachable',
    },
    timeout: {
      poll: () => pollOf('a.csv', CSV, { settings: LONG, signal: AbortSignal.timeout(50) })(),
      fails: 'timeout',
    },
    abort: {
      poll: () => {
        const ending = new AbortController();
        setTimeout(() => ending.abort(), 20);
        return pollOf('a.csv', CSV, { settings: LONG, signal: ending.signal })();
      },
      fails: 'timeout',
    },
    hang: {
      poll: () => {
        execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe.csv')]);
        return poll();
      },
      gives: NONE,
    },
    drip: {
      poll: async () => {
        await put('a.csv', 'Xã;Số\n');
        const timer = setInterval(() => void appendFile(join(folder, 'a.csv'), 'Na Sầm;5\n'), 10);
        return poll({ settings: { settleMs: 200 } }).finally(() => clearInterval(timer));
      },
      gives: NONE,
    },
    malformed: {
      poll: pollOf('a.csv', 'Xã;Số\n"Bí mật;5\n'),
      gives: NONE,
      refused: [expect.stringMatching(/^a\.csv: no well-formed CSV/)],
    },
    truncated: {
      poll: pollOf('a.xlsx', workbook.subarray(0, 400)),
      gives: NONE,
      refused: [expect.stringContaining('without an end')],
    },
    'wrong charset': {
      poll: pollOf('a.csv', Buffer.from('Xã;Số\na;1\n', 'utf16le')),
      gives: NONE,
      refused: [expect.stringMatching(/^a\.csv: /)],
    },
    huge: {
      poll: pollOf('a.csv', Buffer.alloc(LIMITS.maxBytes + 1, 'a;')),
      gives: NONE,
      refused: [`a.csv: more than ${LIMITS.maxBytes} bytes`],
    },
    empty: { poll: pollOf('a.csv', ''), gives: NONE, refused: ['a.csv: an empty document'] },
    partial: {
      poll: pollOf('a.csv', 'Xã;Số\nNa Sầm;5\nBa Sơn\n'),
      gives: filesOf('5'),
      refused: ['a.csv, sheet "csv", row 3 has 1 cells, its header 2'],
    },
    'nobody listens': { skipped: 'a folder that is not there is its server error' },
  },
});

describe('a drop folder', () => {
  it('takes CSV and workbooks, oldest first', async () => {
    await put('b.xlsx', workbook);
    await put('a.csv', CSV);
    await utimes(join(folder, 'b.xlsx'), 1_000_000, 1_000_000);
    const { names, values } = await document(poll());
    expect(names).toEqual(['b.xlsx', 'a.csv']);
    expect(values).toEqual(['7', '5']);
  });

  it('takes a file once, also after a restart', async () => {
    await put('a.csv', CSV);
    const { state } = await document(poll());
    expect((await poll({ state })).kind).toBe('unchanged');
  });

  it('takes a content once, whatever its name', async () => {
    await put('a.csv', CSV);
    const first = await document(poll());
    await rename(join(folder, 'a.csv'), join(folder, 'b.csv'));
    await copyFile(join(folder, 'b.csv'), join(folder, 'c.csv'));
    const second = await document(poll({ state: first.state }));
    expect(second.names).toEqual([]);
    expect((await poll({ state: second.state })).kind).toBe('unchanged');
  });

  it('takes a file again when somebody wrote another content into it', async () => {
    await put('a.csv', csv(5));
    const { state } = await document(poll());
    await put('a.csv', csv(6));
    expect((await document(poll({ state }))).values).toEqual(['6']);
  });

  it('takes a file only after a poll in which nobody wrote to it', async () => {
    await put('a.csv', csv(1));
    const polled = document(poll({ settings: { settleMs: 150 } }));
    await sleep(40);
    await put('a.csv', csv('12'));
    const { names, state } = await polled;
    expect(names).toEqual([]);
    expect((await document(poll({ state }))).values).toEqual(['12']);
  });

  it.each(['.a.csv', '~$a.csv', 'a.csv.part', 'a.csv.tmp', 'a.csv~', 'a.csv.crdownload'])(
    'leaves %s alone, which is not finished',
    async (name) => {
      await put(name, CSV);
      expect(await document(poll())).toMatchObject({ names: [], refused: [] });
    },
  );

  it.each(['.~lock.a.csv#', '~$a.csv'])('waits for a file that is open, as %s shows', async (lock) => {
    await put('a.csv', CSV);
    await put(lock, 'x');
    const { names, state } = await document(poll());
    expect(names).toEqual([]);
    await rm(join(folder, lock));
    expect((await document(poll({ state }))).names).toEqual(['a.csv']);
  });

  it('names what it cannot read as long as that lies there, without reading it again', async () => {
    await put('a.xlsx', 'no workbook');
    await put('b.csv', CSV);
    await put('c.pdf', '%PDF');
    const first = await document(poll());
    expect(first.values).toEqual(['5']);
    expect(first.refused).toEqual(
      expect.arrayContaining(['a.xlsx: no .xlsx workbook', 'c.pdf: neither .xlsx nor .csv']),
    );
    const second = await document(poll({ state: first.state }));
    expect(second.refused).toEqual(first.refused);
    expect(second.state).toBe(first.state);
    await rm(join(folder, 'a.xlsx'));
    await rm(join(folder, 'c.pdf'));
    const third = await document(poll({ state: second.state })).catch(() => undefined);
    expect(third?.refused ?? []).toEqual([]);
  });

  it('reads nothing through a link, and says so', async () => {
    const secret = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await writeFile(join(secret, 'a.csv'), CSV);
    await symlink(join(secret, 'a.csv'), join(folder, 'a.csv'));
    await symlink(secret, join(folder, 'below'));
    await mkdir(join(folder, 'inner'));
    await writeFile(join(folder, 'inner', 'b.csv'), CSV);
    const { names, refused } = await document(poll());
    expect(names).toEqual([]);
    expect(refused).toHaveLength(2);
    expect(refused?.[0]).toContain('a link');
    await rm(secret, { recursive: true });
  });

  it('looks at those names only that are meant', async () => {
    await put('bao-cao-10.csv', CSV);
    await put('khac.csv', csv(9));
    const { names, refused } = await document(poll({ settings: { names: 'bao-cao-*.csv' } }));
    expect(names).toEqual(['bao-cao-10.csv']);
    expect(refused).toEqual([]);
  });

  it('takes what is too much for one poll with the next ones', async () => {
    for (let at = 0; at < 25; at += 1) await put(`a${at}.csv`, csv(at));
    const values: unknown[] = [];
    let state: string | undefined;
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await document(poll({ state }));
      values.push(...answer.values);
      state = answer.state;
    }
    expect(values).toHaveLength(25);
    expect((await poll({ state })).kind).toBe('unchanged');
  });

  it('remembers a full folder within the bound of a state', async () => {
    let state: string | undefined;
    for (let at = 0; at < 420; at += 1)
      await put(`${'tên dài '.repeat(20)}${at}.${at % 9 === 0 ? 'pdf' : 'csv'}`, csv(at));
    for (let turn = 0; turn < 45; turn += 1) {
      const answer = await poll({ state, settings: { settleMs: 0 } });
      if (answer.kind === 'document') state = answer.state;
    }
    expect(Buffer.byteLength(state ?? '')).toBeLessThan(MAX_STATE_BYTES);
    const { names, refused } = await document(poll({ state }));
    expect(names).toEqual([]);
    expect(refused?.some((words) => words.includes('the oldest 20 are not looked at'))).toBe(true);
  });

  it('refuses settings that name no whole path', async () => {
    expect(connector.settings.safeParse({ folder: 'reports' }).success).toBe(false);
    await chmod(folder, 0o700);
  });
});
