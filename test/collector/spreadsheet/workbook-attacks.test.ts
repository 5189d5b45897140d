/** S5, S6: workbooks made to hurt. Each is refused by its reason, soon and in little memory. */
import { describe, expect, it } from 'vitest';
import { documentJson, readWorkbook } from '../../../collector/spreadsheet/table-file.ts';
import { UpstreamError, type UpstreamReason } from '../../../shared/errors.ts';
import {
  textRow,
  workbookOf,
  workbookParts,
  zipOf,
  type HandMadePart,
} from '../../fixtures/workbook-bytes.ts';

const LIMITS = {
  maxBytes: 5_000_000,
  maxRatio: 100,
  maxDepth: 50,
  connectTimeoutMs: 3_000,
  maxRedirects: 5,
  maxObservations: 20_000,
};
const WIDE = { ...LIMITS, maxBytes: 50_000_000, maxRatio: 1_000 };
const SOON_MS = 3_000;
const SMALL_BYTES = 150_000_000;

const read = (bytes: Uint8Array, limits = LIMITS) => readWorkbook(bytes, { footer: [] }, limits);

async function refusalOf(bytes: Uint8Array, reason: UpstreamReason, limits = LIMITS): Promise<string> {
  const before = process.memoryUsage().rss;
  const startMs = performance.now();
  const error = await read(bytes, limits).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - startMs).toBeLessThan(SOON_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(SMALL_BYTES);
  expect(error).toBeInstanceOf(UpstreamError);
  expect((error as UpstreamError).reason).toBe(reason);
  return (error as UpstreamError).message;
}

const HEAD = textRow(1, ['Xã', 'Số']);
const good = workbookParts({ cells: `${HEAD}${textRow(2, ['Na Sầm', '5'])}` });
const withPart = (part: HandMadePart) => zipOf([...good, part]);

describe('a workbook', () => {
  it('is read when it is well made by hand', async () => {
    const { sheets } = await read(zipOf(good));
    expect(sheets).toMatchObject([{ name: 'S', rows: [{ '@row': 2, Xã: 'Na Sầm', Số: '5' }] }]);
  });

  it('with a part that claims more than the bound is refused before anything is unpacked', async () => {
    const part = { name: 'xl/sharedStrings.xml', body: 'x', claimedBytes: 4_000_000_000 };
    expect(await refusalOf(withPart(part), 'too-large')).toContain('unpacks to more');
  });

  it('that unpacks to more than its ratio is refused', async () => {
    const body = Buffer.alloc(4_000_000, ' ');
    expect(await refusalOf(withPart({ name: 'xl/sharedStrings.xml', body }), 'too-large')).toContain('times');
  });

  it('with a part larger than it claims is refused', async () => {
    const body = Buffer.alloc(30_000_000, ' ');
    expect(
      await refusalOf(withPart({ name: 'xl/styles.xml', body, claimedBytes: 1_000 }), 'malformed'),
    ).not.toBe('');
  });

  it('with more files inside than any office needs is refused from its directory', async () => {
    const many = Array.from({ length: 1_001 }, (_, at) => ({ name: `xl/media/${at}.png`, body: '' }));
    expect(await refusalOf(zipOf([...good, ...many]), 'too-large')).toContain('files inside');
  });

  it('may hold a huge picture, which is never unpacked', async () => {
    const picture = { name: 'xl/media/a.png', body: Buffer.alloc(80_000_000) };
    expect((await read(withPart(picture))).sheets).toHaveLength(1);
  });

  it('whose parts share their bytes is refused', async () => {
    const bytes = zipOf(
      Array.from({ length: 900 }, (_, at) => ({ name: `xl/worksheets/s${at}.xml`, body: '' })),
    );
    // Every entry of the directory is pointed at one large body.
    const big = zipOf([{ name: 'a', body: Buffer.from('x'.repeat(500_000)), method: 0 }]);
    const joined = Buffer.concat([big.subarray(0, 500_031), bytes]);
    const shift = 500_031;
    const end = joined.length - 22;
    joined.writeUInt32LE(joined.readUInt32LE(end + 16) + shift, end + 16);
    for (let at = joined.readUInt32LE(end + 16), left = 900; left > 0; left -= 1) {
      joined.writeUInt16LE(0, at + 10);
      joined.writeUInt32LE(500_000, at + 20);
      joined.writeUInt32LE(500_000, at + 24);
      joined.writeUInt32LE(0, at + 42);
      at += 46 + joined.readUInt16LE(at + 28);
    }
    expect(await refusalOf(joined, 'malformed')).toContain('overlap');
  });

  it('with a million cells is refused', async () => {
    const row = (number: number) =>
      `<row r="${number}">${Array.from({ length: 26 }, (_, at) => `<c r="${String.fromCharCode(65 + at)}${number}"><v>${at}</v></c>`).join('')}</row>`;
    const cells = Array.from({ length: 40_000 }, (_, at) => row(at + 1)).join('');
    expect(await refusalOf(workbookOf({ cells }), 'too-large')).not.toBe('');
    expect(await refusalOf(workbookOf({ cells }), 'too-large', WIDE)).toContain('250000 cells');
  });

  it('with one cell in its last corner is refused, since a parser would fill in the rest', async () => {
    const cells = `${HEAD}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`;
    expect(await refusalOf(workbookOf({ cells }), 'too-large')).toContain('spans');
  });

  it('with a row in its last line is refused', async () => {
    const cells = `${HEAD}${textRow(
      2,
      Array.from({ length: 20 }, () => 'x'),
    )}<row r="1048576"/>`;
    expect(await refusalOf(workbookOf({ cells }), 'too-large')).not.toBe('');
  });

  it('whose addresses hide behind entities is refused', async () => {
    const message = await refusalOf(
      workbookOf({ cells: `${HEAD}<row r="2"><c r="&#88;FD2"><v>1</v></c></row>` }),
      'malformed',
    );
    expect(message).not.toBe('');
  });

  it('with merged cells that span everything is refused', async () => {
    const merge = '<mergeCell ref="A1:XFD1048576"/>';
    const after = `<mergeCells>${merge.repeat(15_000)}</mergeCells>`;
    const cells = `${HEAD}${Array.from({ length: 400 }, (_, at) => textRow(at + 2, ['a', 'b'])).join('')}`;
    expect(await refusalOf(workbookOf({ cells, after }), 'too-large')).not.toBe('');
  });

  it('whose cells share one long text is refused before that is written out', async () => {
    const text = `<sst><si><t>${'dài '.repeat(100_000)}</t></si></sst>`;
    const rows = Array.from(
      { length: 2_000 },
      (_, at) => `<row r="${at + 2}"><c r="A${at + 2}" t="s"><v>0</v></c></row>`,
    );
    const more = [{ name: 'xl/sharedStrings.xml', body: text, method: 0 }];
    const bytes = workbookOf({ cells: `${HEAD}${rows.join('')}`, more });
    expect(await refusalOf(bytes, 'too-large')).toContain('letters');
  });

  it('whose long heading would be repeated in every row is refused before that is written out', async () => {
    const heads = Array.from({ length: 26 }, (_, at) => `${at}${'cột '.repeat(45)}`);
    const row = (number: number) =>
      textRow(
        number,
        heads.map(() => '1'),
      );
    const rows = Array.from({ length: 9_000 }, (_, at) => row(at + 2)).join('');
    const { sheets } = await read(workbookOf({ cells: `${textRow(1, heads)}${rows}` }), WIDE);
    expect(() => documentJson({ sheets }, LIMITS)).toThrow('letters');
  });

  it.each([
    ['a billion laughs', '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'],
    ['an entity of a file', '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
    ['a document type in capitals and small letters', '<!doctype a>'],
  ])('with %s is refused', async (_what, before) => {
    expect(await refusalOf(workbookOf({ cells: HEAD, before }), 'malformed')).toContain('document type');
  });

  it.each([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['a page', Buffer.from('<!doctype html>')],
    ['nothing', Buffer.alloc(0)],
    ['half a workbook', zipOf(good).subarray(0, 300)],
    ['a ZIP without an end', zipOf(good).subarray(0, -22)],
    ['a ZIP with a password', zipOf(good.map((part) => ({ ...part, flags: 1 })))],
    ['a ZIP packed in another way', zipOf(good.map((part) => ({ ...part, method: 12 })))],
    ['a ZIP that is no workbook', zipOf([{ name: 'a.txt', body: 'a' }])],
    ['a directory with more entries than it has', zipOf(good, 900)],
    ['a hidden sheet only', workbookOf({ cells: HEAD, state: 'hidden' })],
    ['bytes after their checksum', zipOf(good.map((part) => ({ ...part, packed: Buffer.from([3, 0]) })))],
    [
      'a cell of no kind',
      workbookOf({ cells: `${HEAD}<row r="2"><c r="A2" t="klingon"><v>1</v></c></row>` }),
    ],
    [
      'cells out of order',
      workbookOf({ cells: `${HEAD}<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>` }),
    ],
    [
      'a text that is not in its list',
      workbookOf({ cells: `${HEAD}<row r="2"><c r="A2" t="s"><v>7</v></c></row>` }),
    ],
    ['XML that does not end', workbookOf({ cells: `${HEAD}<row r="2"><c r="A2"><v>1` })],
  ])('that is %s is malformed', async (_what, bytes) => {
    expect(await refusalOf(bytes, 'malformed')).not.toBe('');
  });

  it('never repeats what it holds in an error', async () => {
    const bytes = workbookOf({ cells: `${HEAD}<row r="2"><c r="A2" t="Bí mật"><v>Bí mật</v></c></row>` });
    expect(await refusalOf(bytes, 'malformed')).not.toContain('Bí mật');
  });
});
