/** What the benchmark's upstream answers, by kind: small documents of the size that a poll of ten seconds brings. */
import { readFileSync } from 'node:fs';
import writeExcelFile from 'write-excel-file/node';
import { communeId } from './bench-province.ts';
import type { PolledKind } from './polled-kinds.ts';

export interface UpstreamAnswer {
  readonly type: string;
  readonly body: string | Buffer;
}

/** @param number of the answer: each brings another value. */
type Answer = (target: number, number: number, nowMs: number) => UpstreamAnswer;

const ROWS = 20;
/** Rows of one table are of places that lie this far apart; a prime, so that tables share few. */
const STRIDE = 53;
/** Workbooks are made beforehand; packing one takes longer than all that is measured. */
const WORKBOOKS = 20;
const ITEMS = 20;
/** A feed has a new item this often, so that most of a poll is known and some of it is new. */
const NEW_ITEM_EVERY_MS = 10_000;

const valueOf = (number: number) => (number % 9_990) / 10;
const iso = (atMs: number) => new Date(atMs).toISOString();
const PICTURE = readFileSync(new URL('../fixtures/pictures/bars.jpg', import.meta.url));

/** @param places that the tables may name. */
export async function makeAnswers(places: number): Promise<Readonly<Record<PolledKind, Answer>>> {
  const placesOf = (target: number) =>
    Array.from({ length: Math.min(ROWS, places) }, (_, row) => (target + row * STRIDE) % places);
  const workbooks = await Promise.all(
    Array.from({ length: WORKBOOKS }, (_, at) => workbook(placesOf(at * ROWS), at)),
  );
  return {
    'http-json': (_target, number, nowMs) => ({
      type: 'application/json',
      body: `{"value":${valueOf(number)},"time":"${iso(nowMs)}"}`,
    }),
    csv: (target, number, nowMs) => ({
      type: 'text/csv; charset=utf-8',
      body: [
        'Xã;Giá trị;Thời điểm',
        ...placesOf(target).map(
          (place, row) => `commune ${place};${String(valueOf(number + row)).replace('.', ',')};${iso(nowMs)}`,
        ),
      ].join('\n'),
    }),
    xlsx: (_target, number) => ({
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: workbooks[number % WORKBOOKS] as Buffer,
    }),
    feed: (target, _number, nowMs) => ({ type: 'application/rss+xml', body: feed(target, nowMs) }),
    uptime: () => ({ type: 'text/html', body: '<!doctype html><title>Cổng</title>' }),
    rtsp: () => ({ type: 'application/sdp', body: '' }),
    onvif: (_target, _number, nowMs) => ({ type: 'application/soap+xml', body: device(new Date(nowMs)) }),
    'http-jpeg': () => ({ type: 'image/jpeg', body: PICTURE }),
  };
}

async function workbook(places: readonly number[], number: number): Promise<Buffer> {
  const rows = places.map((place, row) => [
    { value: communeId(place) },
    { value: `Xã số ${place}` },
    { value: valueOf(number * ROWS + row) },
  ]);
  const header = ['Mã', 'Xã', 'Giá trị'].map((value) => ({ value }));
  return writeExcelFile([header, ...rows]).toBuffer();
}

function feed(target: number, nowMs: number): string {
  const newest = Math.floor(nowMs / NEW_ITEM_EVERY_MS);
  const items = Array.from({ length: ITEMS }, (_, at) => {
    const id = newest - at;
    return `<item><title>Tin số ${id} của nguồn ${target}</title><link>https://bao.example/${target}/${id}</link>
      <guid>${target}-${id}</guid><description><![CDATA[<p>${'Sáng nay xe đông. '.repeat(10)}</p>]]></description>
      <pubDate>${new Date(id * NEW_ITEM_EVERY_MS).toUTCString()}</pubDate></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Báo</title>${items.join('')}</channel></rss>`;
}

/** Answers both questions at once; a device answers each by itself. */
function device(now: Date): string {
  const time = `<Hour>${now.getUTCHours()}</Hour><Minute>${now.getUTCMinutes()}</Minute><Second>${now.getUTCSeconds()}</Second>`;
  const date = `<Year>${now.getUTCFullYear()}</Year><Month>${now.getUTCMonth() + 1}</Month><Day>${now.getUTCDate()}</Day>`;
  return `<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>
    <GetSystemDateAndTimeResponse><SystemDateAndTime><UTCDateTime><Time>${time}</Time><Date>${date}</Date></UTCDateTime></SystemDateAndTime></GetSystemDateAndTimeResponse>
    <GetDeviceInformationResponse><Manufacturer>Hãng</Manufacturer><Model>M1</Model><FirmwareVersion>1.0</FirmwareVersion></GetDeviceInformationResponse>
    </s:Body></s:Envelope>`;
}
