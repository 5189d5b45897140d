import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/http-jpeg.ts';
import { UpstreamError } from '../../../shared/errors.ts';
import { describeConnector, SECRET } from '../../conformance/connector.ts';
import { LIMITS } from '../../conformance/network.ts';

const JPEG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  Buffer.alloc(2_000, 0x42),
  Buffer.from([0xff, 0xd9]),
]);
const RINGS = readFileSync(new URL('../../fixtures/pictures/rings.jpg', import.meta.url));
const PLACES = [
  { id: 'cam-1', code: 'C 1' },
  { id: 'cam-2', code: 'C2' },
];

describeConnector({
  connector,
  good: { type: 'image/jpeg', body: JPEG },
  places: PLACES,
  usesValidators: false,
  pages: 'a picture is one answer',
  goodHere: { 'no-charset': 'a picture has no letters' },
  settingsFor: (url, path) =>
    connector.settings.parse({
      url: `${url}/${path}/{code}.jpg`,
      places: ['cam-1'],
      headers: { 'X-Key': SECRET },
    }),
  read: (answer) =>
    answer.kind === 'pictures'
      ? answer.pictures.map(({ place, bytes }) => [place, Buffer.from(bytes)])
      : answer.kind,
  whole: [['cam-1', JPEG]],
});

describe('http-jpeg', () => {
  const poll = (answers: Record<string, () => { headers?: Record<string, string>; body: Uint8Array }>) =>
    connector.poll({
      settings: connector.settings.parse({ url: 'http://cameras/{code}.jpg', places: ['cam-1', 'cam-2'] }),
      signal: new AbortController().signal,
      limits: LIMITS,
      places: PLACES,
      dial: () => Promise.reject(new Error('a picture comes by HTTP')),
      exchange: ({ url }) => {
        const { headers = {}, body } = (answers[url] ?? fail)();
        return Promise.resolve({ status: 200, headers, body });
      },
    });
  const fail = (): never => {
    throw new UpstreamError({ reason: 'server', message: 'HTTP 503' });
  };
  const good = () => ({ headers: { 'last-modified': 'Sun, 22 Nov 2026 02:00:00 GMT' }, body: JPEG });

  it('names the camera by its code and takes the time from the upstream', async () => {
    const answer = await poll({ 'http://cameras/C%201.jpg': good, 'http://cameras/C2.jpg': good });
    expect(answer).toMatchObject({
      pictures: [{ place: 'cam-1', atMs: Date.UTC(2026, 10, 22, 2) }, { place: 'cam-2' }],
    });
  });

  it('shows the cameras that work when another is off, and names that one', async () => {
    const answer = await poll({ 'http://cameras/C2.jpg': good });
    expect(answer).toMatchObject({
      pictures: [{ place: 'cam-2' }],
      missing: [{ place: 'cam-1', why: 'HTTP 503' }],
    });
  });

  it('tells of each camera what its picture shows, where the settings ask for it, and remembers it', async () => {
    const judged = (state?: string) =>
      connector.poll({
        settings: connector.settings.parse({
          url: 'http://cameras/{code}.jpg',
          places: ['cam-1', 'cam-2', 'cam-3'],
          judge: { sureAfter: 1, frozenAfter: 1 },
        }),
        signal: new AbortController().signal,
        limits: LIMITS,
        places: PLACES,
        state,
        dial: () => Promise.reject(new Error('a picture comes by HTTP')),
        exchange: ({ url }) => {
          if (url.endsWith('C2.jpg')) return fail();
          if (url.endsWith('cam-3.jpg')) throw new UpstreamError({ reason: 'auth', message: 'HTTP 401' });
          return Promise.resolve({ status: 200, headers: {}, body: RINGS });
        },
      });
    const documentOf = (answer: Awaited<ReturnType<typeof judged>>) =>
      answer.kind === 'pictures'
        ? (JSON.parse(Buffer.from(answer.document!.json).toString()) as unknown)
        : answer.kind;
    const first = await judged();
    const missing = { place: 'cam-2', picture: 'missing', reason: 'server', takenAt: null };
    const seen = { place: 'cam-1', reason: null, takenAt: null };
    expect(documentOf(first)).toEqual({ cameras: [{ ...seen, picture: 'clear' }, missing] });
    expect(first).toMatchObject({ missing: [{ place: 'cam-2' }, { place: 'cam-3', why: 'HTTP 401' }] });
    const state = first.kind === 'pictures' ? first.document?.state : undefined;
    expect(documentOf(await judged(state))).toEqual({ cameras: [{ ...seen, picture: 'frozen' }, missing] });
  });

  it('fails as its first camera does when all are off', async () => {
    await expect(poll({})).rejects.toMatchObject({ reason: 'server' });
  });
});
