/** A folder of this machine into which an office's CSV and XLSX reports are put, e.g. from an e-mail. Each is taken once. */
import { isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { UpstreamError } from '../../shared/errors.ts';
import type { Connector, PollRequest } from '../connector.ts';
import { listFolder, readDropped, shown, statOf, type DroppedFile } from '../drop-folder/folder.ts';
import { hashOf, markOf, parseMemory, writeMemory, type Memory } from '../drop-folder/memory.ts';
import { layoutFields } from '../spreadsheet/layout.ts';
import {
  csvFields,
  documentJson,
  readCsv,
  readWorkbook,
  workbookFields,
  type TableFile,
} from '../spreadsheet/table-file.ts';

const settings = z.strictObject({
  folder: z
    .string()
    .regex(/^(\/|\$\{)/, 'a whole path, from / on')
    .meta({
      description:
        'The folder, e.g. `${REPORTS_DIR}`; its own files are read, nothing below it and no links.',
    }),
  names: z.string().min(1).max(100).default('*').meta({
    description: 'Names of the files that are meant, with `*` for any letters, e.g. `bao-cao-*.xlsx`.',
  }),
  settleMs: z.number().int().min(0).max(60_000).default(2_000).meta({
    description:
      'A file that changes within this time, in ms, is still being written and waits for the next poll.',
  }),
  ...csvFields,
  ...workbookFields,
  ...layoutFields,
});
type Settings = z.infer<typeof settings>;

/** More would hold up the mapping; the others are taken with the next poll. */
const MAX_FILES_PER_POLL = 10;

export const connector: Connector<Settings> = {
  id: 'drop-folder',
  title: { vi: 'Thư mục nhận báo cáo CSV, XLSX', en: 'Drop folder of CSV and XLSX reports' },
  settings,
  example: `id: bao-cao-thong-ke
name: { vi: Báo cáo tháng gửi qua thư điện tử, en: Monthly report by e-mail }
office: { vi: Chi cục Thống kê, en: Statistics Office }
domain: kinh-te-xa-hoi
connector: drop-folder
everySeconds: 60
settings:
  folder: '\${KINH_TE_XA_HOI_DROP_DIR}'
  names: 'bao-cao-*.xlsx'
  sheets: [Tháng]
  headerWith: Chỉ tiêu
mapping:
  rows: files.sheets.rows
  figure: { from: Chỉ tiêu / Mã số, ignore: [T0201, T0202] }
  place: { from: Địa bàn, kinds: [commune], province: [Toàn tỉnh] }
  period: { from: Kỳ báo cáo }
  time: { from: Ngày công bố }
  unitFrom: Đơn vị tính
  ignore: [STT, Chỉ tiêu / Tên]
  figures:
    - { named: [T0203], indicator: ban-le-dich-vu, column: Số liệu, unit: triệu đồng }
`,
  answers: 'document',
  async poll(request) {
    const { folder, names, settleMs } = request.settings;
    if (!isAbsolute(folder))
      throw new UpstreamError({ reason: 'client', message: 'the folder of the settings is no whole path' });
    const before = parseMemory(request.state);
    const listing = await listFolder(folder, namePattern(names));
    const known = new Set(before.done);
    const fresh = listing.files.filter((file) => !known.has(markOf(file)));
    const settled = fresh.length === 0 ? [] : await settle(folder, fresh, settleMs, request.signal);
    const taking = new Taking(request, before);
    for (const file of settled) if (!(await taking.take(file))) break;
    const state = writeMemory(taking.memory(), listing.files);
    const { bad } = parseMemory(state);
    const refused = [...listing.refused, ...Object.values(bad), ...taking.refused];
    const head = { status: 'folder', headers: {}, bytes: taking.bytes };
    if (state === request.state && refused.length === 0) return { kind: 'unchanged', head };
    return {
      kind: 'document',
      json: Buffer.concat([Buffer.from('{"files":['), ...taking.documents(), Buffer.from(']}')]),
      state,
      refused,
      head,
    };
  },
};

/** The files of one poll, within its limits. */
class Taking {
  private readonly files: Uint8Array[] = [];
  readonly refused: string[] = [];
  bytes = 0;
  private readonly done: string[];
  private readonly taken: Set<string>;
  private readonly bad: Record<string, string>;

  constructor(
    private readonly request: PollRequest<Settings>,
    before: Memory,
  ) {
    this.done = [...before.done];
    this.taken = new Set(before.taken);
    this.bad = { ...before.bad };
  }

  memory(): Memory {
    return { done: this.done, taken: [...this.taken], bad: this.bad };
  }

  /** The files as JSON, parted by commas. */
  documents(): readonly Uint8Array[] {
    return this.files.flatMap((file, at) => (at === 0 ? [file] : [Buffer.from(','), file]));
  }

  /** False when the poll has enough. */
  async take(file: DroppedFile): Promise<boolean> {
    const { settings: wanted, limits, signal } = this.request;
    const isFull = this.files.length > 0 && this.bytes + file.bytes > limits.maxBytes;
    if (isFull || this.files.length >= MAX_FILES_PER_POLL || signal.aborted) return false;
    try {
      if (file.bytes > limits.maxBytes)
        throw new UpstreamError({ reason: 'too-large', message: `more than ${limits.maxBytes} bytes` });
      const bytes = await readDropped(wanted.folder, file);
      if (bytes === undefined) return true;
      const hash = hashOf(bytes);
      if (!this.taken.has(hash)) {
        const { sheets, refused } = await readFile(file.name, bytes, this.request);
        this.files.push(documentJson({ name: shown(file.name), sheets }, limits));
        this.refused.push(...refused.map((words) => `${shown(file.name)}, ${words}`));
        this.bytes += file.bytes;
        this.taken.add(hash);
      }
    } catch (error) {
      const isOfFile =
        error instanceof UpstreamError && ['malformed', 'too-large', 'auth'].includes(error.reason);
      if (!isOfFile) throw error;
      this.bad[markOf(file)] = `${shown(file.name)}: ${error.message}`;
    }
    this.done.push(markOf(file));
    return true;
  }
}

function readFile(
  name: string,
  bytes: Uint8Array,
  { settings: wanted, limits }: PollRequest<Settings>,
): TableFile | Promise<TableFile> {
  if (/\.xlsx$/i.test(name)) return readWorkbook(bytes, wanted, limits);
  if (/\.(csv|tsv|txt)$/i.test(name)) return readCsv(bytes, wanted);
  throw new UpstreamError({ reason: 'malformed', message: 'neither .xlsx nor .csv' });
}

/** Files that nobody wrote to meanwhile, in the same order. */
async function settle(
  folder: string,
  files: readonly DroppedFile[],
  settleMs: number,
  signal: AbortSignal,
): Promise<readonly DroppedFile[]> {
  await sleep(settleMs, undefined, { signal }).catch((cause: unknown) => {
    throw new UpstreamError({
      reason: 'timeout',
      message: 'no time left to see whether files are finished',
      cause,
    });
  });
  const again = await Promise.all(files.map((file) => statOf(folder, file.name)));
  return files.filter((file, at) => {
    const now = again[at];
    return typeof now === 'object' && markOf(now) === markOf(file);
  });
}

function namePattern(names: string): (name: string) => boolean {
  const parts = names
    .normalize('NFC')
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 'isu');
  return (name) => pattern.test(name.normalize('NFC'));
}
