/**
 * A dossier record of the national sync, read into what index 766 asks of it. Pure. Names come in any casing
 * (`NgayTiepNhan`, `ngayTiepNhan`), flags as `"1"`, `1` or `true`, and the marks of papers and results either in the
 * record itself or in its lists (`TaiLieuNop`, `DanhSachGiayToKetQua`).
 */
export type Channel = 'direct' | 'online' | 'post';

export interface Dossier {
  /** Absent in a record that was never taken in: such a dossier counts nowhere. */
  readonly receivedAtMs: number | undefined;
  /** The last instant that is still in time; a promise that names only a day lasts to its end. */
  readonly dueAtMs: number | undefined;
  /** Absent while it is being worked on. */
  readonly endedAtMs: number | undefined;
  /** Of the dates above, those that are there and cannot be read. */
  readonly unreadable: readonly UnreadDate[];
  readonly channel: Channel;
  /** Code of the procedure, else its name; undefined when the record names none. */
  readonly procedure: string | undefined;
  readonly isPaidOnline: boolean;
  /** Has a result code and the address of its file. */
  readonly hasElectronicResult: boolean;
  readonly isDigitised: boolean;
  readonly usesDigitisedParts: boolean;
  readonly takesFromNationalStore: boolean;
  readonly hasVerifiedIdentity: boolean;
}

export interface UnreadDate {
  readonly field: 'NgayTiepNhan' | 'NgayHenTra' | 'NgayKetThucXuLy';
  readonly text: string;
}

/** An instant in ms; a text that is no time, behind a mark; or nothing when there is none. */
export type ReadTime = (given: unknown) => number | string | undefined;

const DAY_MS = 86_400_000;
/** A date without a time of day, in the forms that `$time` reads. */
const DAY_ONLY = /^(\d{4}[-/]\d\d?[-/]\d\d?|\d\d?[-/]\d\d?[-/]\d{4}|\d{8})$/;
/**
 * Trường KenhThucHien: 1 trực tiếp, 2 trực tuyến, 3 bưu chính công ích; one without a channel counts as filed in
 * person (formulas of index 766, 3.3).
 */
const CHANNELS: Readonly<Record<string, Channel>> = { 1: 'direct', 2: 'online', 3: 'post' };
/** Trường DuocThanhToanTrucTuyen: 1 on the national portal, 2 on the province's own payment gateway (3.6). */
const PAID_ONLINE = ['1', '2'];
/** Fields that stand in the record or in its lists of papers and results, in lower case. */
const MARKS = [
  'maketqua',
  'magiaytoketqua',
  'duongdanteptinketqua',
  'duocsohoa',
  'hosocothanhphansohoa',
  'duoclaytukhodmqg',
  'taikhoanduocxacthucvoivneid',
] as const;
type Mark = (typeof MARKS)[number];
/** Lists of a record are flat; this deep and no deeper. */
const MAX_DEPTH = 4;

export function readDossier(record: unknown, readTime: ReadTime): Dossier {
  const own = ownFields(record);
  const marks = new Map<Mark, string[]>(MARKS.map((name) => [name, []]));
  collectMarks(record, marks, 0);
  const is = (name: Mark) => marks.get(name)!.some((mark) => mark === '1' || mark === 'true');
  const has = (name: Mark) => marks.get(name)!.some((mark) => mark !== '');
  const unreadable: UnreadDate[] = [];
  const at = (field: UnreadDate['field']): number | undefined => {
    const text = own.get(field.toLowerCase());
    const time = text === undefined || text === '' ? undefined : readTime(text);
    if (typeof time === 'string') unreadable.push({ field, text: text ?? '' });
    return typeof time === 'number' ? time : undefined;
  };
  const promisedMs = at('NgayHenTra');
  const namesOnlyDay = DAY_ONLY.test(own.get('ngayhentra') ?? '');
  return {
    receivedAtMs: at('NgayTiepNhan'),
    dueAtMs: promisedMs === undefined || !namesOnlyDay ? promisedMs : promisedMs + DAY_MS - 1,
    endedAtMs: at('NgayKetThucXuLy'),
    unreadable,
    channel: CHANNELS[own.get('kenhthuchien') ?? ''] ?? 'direct',
    procedure: named(own.get('matthc')) ?? named(own.get('tentthc')),
    isPaidOnline: PAID_ONLINE.includes(own.get('duocthanhtoantructuyen') ?? ''),
    hasElectronicResult: (has('maketqua') || has('magiaytoketqua')) && has('duongdanteptinketqua'),
    isDigitised: is('duocsohoa'),
    usesDigitisedParts: is('hosocothanhphansohoa'),
    takesFromNationalStore: is('duoclaytukhodmqg'),
    hasVerifiedIdentity: is('taikhoanduocxacthucvoivneid'),
  };
}

/**
 * The dossiers taken in within `days` before an instant, as they stood then: what ended later was still open, and had
 * no result yet. Whether its papers were digitised is known from its intake on.
 */
export function dossiersAsOf(dossiers: readonly Dossier[], atMs: number, days: number): Dossier[] {
  const isWithin = (ms: number | undefined) => ms !== undefined && ms <= atMs && ms > atMs - days * DAY_MS;
  return dossiers
    .filter(
      (dossier) =>
        isWithin(dossier.receivedAtMs) || dossier.unreadable.some(({ field }) => field === 'NgayTiepNhan'),
    )
    .map((dossier) =>
      dossier.endedAtMs === undefined || dossier.endedAtMs <= atMs
        ? dossier
        : { ...dossier, endedAtMs: undefined, hasElectronicResult: false },
    );
}

function named(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** The record's own fields by their name in lower case, as trimmed texts. */
function ownFields(record: unknown): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of entriesOf(record)) {
    const text = textOf(value);
    if (text !== undefined) fields.set(name.toLowerCase(), text);
  }
  return fields;
}

/** Every value of the marks in the record and in its lists. */
function collectMarks(node: unknown, marks: ReadonlyMap<Mark, string[]>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return;
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === 'object') {
      collectMarks(value, marks, depth + 1);
      continue;
    }
    const text = textOf(value);
    if (text !== undefined) marks.get(name.toLowerCase() as Mark)?.push(text);
  }
}

function entriesOf(node: unknown): [string, unknown][] {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.entries(node) : [];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}
