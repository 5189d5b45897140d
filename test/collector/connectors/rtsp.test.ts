import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/rtsp.ts';
import {
  challengeOf,
  describeStream,
  mayEnter,
  speakRtsp,
  type RtspReply,
  type RtspRequest,
} from '../../province/rtsp-speech.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { startGstreamerCameras, type GstreamerCameras } from '../../fixtures/gstreamer-cameras.ts';
import { drips, pours, saysLast, startLineServer, type Deed } from '../../conformance/line-server.ts';
import { describeProbe, EACH_TIMEOUT_MS, probe, rowsOf } from '../../conformance/probe.ts';

const SECRET = 's3cr3t-of-the-cameras';
const GUARD = { realm: 'IP Camera(12345)', nonce: 'e4c7', user: 'wall', password: SECRET };
const PLACES = [{ id: 'cam-001', code: 'CAM 1' }, { id: 'cam-002' }];
const settingsFor = (port: number, more: object = {}) =>
  connector.settings.parse({
    url: `rtsp://127.0.0.1:${port}/{code}`,
    places: ['cam-001'],
    user: GUARD.user,
    password: GUARD.password,
    eachTimeoutMs: EACH_TIMEOUT_MS,
    ...more,
  });

/** Answers OPTIONS as cameras do, and what is asked then in its own way. */
const camera =
  (describeAs: (request: RtspRequest) => RtspReply | 'cut'): Deed =>
  (socket) =>
    speakRtsp(socket, (request) =>
      request.method === 'OPTIONS' ? { status: 200, headers: { Public: 'DESCRIBE' } } : describeAs(request),
    );
const status = (code: number) => camera(() => ({ status: code }));
const guarded = (request: RtspRequest): RtspReply =>
  mayEnter(request, GUARD) ? describeStream('Đường Trần Đăng Ninh', true) : challengeOf(GUARD);

describeProbe({
  connector,
  places: PLACES,
  secrets: [SECRET, '127.0.0.1'],
  settingsFor,
  cases: {
    happy: { deed: camera(guarded), tells: { place: 'cam-001', alive: true, reason: 'ok', status: 200 } },
    unauthorized: { deed: camera(() => challengeOf(GUARD)), fails: 'auth' },
    forbidden: { deed: status(403), fails: 'auth' },
    crowded: { deed: status(453), tells: { alive: false, reason: 'status', status: 453 } },
    'server error': { deed: status(503), tells: { alive: false, reason: 'server', status: 503 } },
    drip: { deed: drips('RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n'), tells: { alive: false, reason: 'timeout' } },
    malformed: {
      deed: saysLast('HTTP/1.1 400 Bad Request\r\n\r\n'),
      tells: { alive: false, reason: 'malformed' },
    },
    truncated: {
      deed: camera((request) => {
        const reply = guarded(request);
        return reply.body === undefined ? reply : 'cut';
      }),
      tells: { alive: false, reason: 'unreachable' },
    },
    'wrong charset': {
      deed: camera(() => describeStream(Buffer.from('Trần', 'utf16le').toString('latin1'), true)),
      tells: { alive: true, reason: 'ok' },
    },
    huge: {
      deed: pours('RTSP/1.0 200 OK\r\nx: ', 'a'.repeat(10_000)),
      tells: { alive: false, reason: 'too-large' },
    },
    empty: { deed: saysLast(''), tells: { alive: false, reason: 'unreachable' } },
    partial: { deed: camera(() => describeStream('a', false)), tells: { alive: false, reason: 'no-video' } },
  },
});

describe('rtsp', () => {
  const ask = async (deed: Deed, more: object = {}) => {
    const server = await startLineServer(deed);
    try {
      return await probe({ connector, places: PLACES }, settingsFor(server.port, more));
    } finally {
      await server.close();
    }
  };

  it('asks a camera by its code, OPTIONS first, and never says the password', async () => {
    const requests: RtspRequest[] = [];
    await ask(
      camera((request) => {
        requests.push(request);
        return guarded(request);
      }),
    );
    expect(requests.map(({ method, url }) => [method, url])).toEqual([
      ['DESCRIBE', expect.stringMatching(/^rtsp:\/\/127\.0\.0\.1:\d+\/CAM%201$/)],
      ['DESCRIBE', expect.stringMatching(/\/CAM%201$/)],
    ]);
    expect(JSON.stringify(requests)).not.toContain(SECRET);
    expect(requests[0]!.headers['authorization']).toBeUndefined();
  });

  it('asks a camera with an address of its own there', async () => {
    const urls: string[] = [];
    const own = await startLineServer(
      camera(({ url }) => {
        urls.push(url);
        return describeStream('a', true);
      }),
    );
    const answer = await ask(camera(guarded), {
      places: ['cam-001', 'cam-002'],
      urls: { 'cam-002': `rtsp://127.0.0.1:${own.port}/live?kenh=2` },
    });
    await own.close();
    expect(rowsOf(answer).map(({ place, alive }) => [place, alive])).toEqual([
      ['cam-001', true],
      ['cam-002', true],
    ]);
    expect(urls).toEqual([`rtsp://127.0.0.1:${own.port}/live?kenh=2`]);
  });

  it.each(['', ', qop="auth,auth-int", opaque="kin"'])('proves its password by a digest%s', async (more) => {
    const answer = await ask(
      camera((request) => (mayEnter(request, GUARD) ? describeStream('a', true) : challengeOf(GUARD, more))),
    );
    expect(rowsOf(answer)).toMatchObject([{ alive: true }]);
  });

  it('says its password in basic only where no digest is offered', async () => {
    const given: (string | undefined)[] = [];
    const answer = await ask(
      camera(({ headers }) => {
        given.push(headers['authorization']);
        return headers['authorization'] === undefined
          ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="cam"' } }
          : describeStream('a', true);
      }),
    );
    expect(rowsOf(answer)).toMatchObject([{ alive: true }]);
    expect(given).toEqual([undefined, `Basic ${Buffer.from(`wall:${SECRET}`).toString('base64')}`]);
  });

  it('proves it again when its nonce has grown old, once', async () => {
    let nonce = 'cu';
    const answer = await ask(
      camera((request) => {
        if (nonce === 'moi' && mayEnter(request, { ...GUARD, nonce })) return describeStream('a', true);
        const isStale = request.headers['authorization'] !== undefined;
        if (isStale) nonce = 'moi';
        return challengeOf({ ...GUARD, nonce }, isStale ? ', stale=true' : '');
      }),
    );
    expect(rowsOf(answer)).toMatchObject([{ alive: true }]);
  });

  it('gives up before a camera that calls every nonce old', async () => {
    let asked = 0;
    const polled = ask(
      camera(() => {
        asked += 1;
        return challengeOf({ ...GUARD, nonce: `so-${asked}` }, ', stale=true');
      }),
    );
    await expect(polled).rejects.toMatchObject({ reason: 'auth' });
    expect(asked).toBe(3);
  });

  it('does not call a camera dead that refuses our password: it names it', async () => {
    const answer = await ask(
      (socket) =>
        speakRtsp(socket, ({ url }) =>
          url.endsWith('CAM%201') ? challengeOf(GUARD) : describeStream('a', true),
        ),
      { places: ['cam-001', 'cam-002'] },
    );
    expect(rowsOf(answer).map(({ place }) => place)).toEqual(['cam-002']);
    expect(answer).toMatchObject({ refused: ['cam-001: RTSP 401: it refuses the user or the password'] });
  });

  it('tells of the cameras that are alive beside one that is dead', async () => {
    const answer = await ask(
      (socket) =>
        speakRtsp(socket, ({ url }) => (url.endsWith('CAM%201') ? 'cut' : describeStream('a', true))),
      { places: ['cam-001', 'cam-002'] },
    );
    expect(rowsOf(answer).map(({ alive, reason }) => [alive, reason])).toEqual([
      [false, 'unreachable'],
      [true, 'ok'],
    ]);
  });

  it.each(['http://may/a', 'rtsp://ai:mat-khau@may/a', '/a', 'rtsp:///a'])(
    'refuses %s as an address when it is configured',
    (url) => {
      expect(connector.settings.safeParse({ url, places: ['cam-001'] }).success).toBe(false);
    },
  );

  it('wants an address of every camera', () => {
    const urls = { 'cam-001': 'rtsp://may/a' };
    expect(connector.settings.safeParse({ urls, places: ['cam-001'] }).success).toBe(true);
    expect(connector.settings.safeParse({ urls, places: ['cam-001', 'cam-002'] }).success).toBe(false);
  });
});

describe.skipIf(!hasServer('gstreamer')).each(['digest', 'basic'] as const)(
  'rtsp of real GStreamer cameras by %s',
  (method) => {
    let cameras: GstreamerCameras;
    beforeAll(async () => void (cameras = await startGstreamerCameras(method, 'wall', SECRET)));
    afterAll(() => cameras.close());
    const ask = (more: object) =>
      probe(
        { connector, places: [] },
        settingsFor(cameras.port, {
          url: `rtsp://127.0.0.1:${cameras.port}/{id}`,
          eachTimeoutMs: 15_000,
          ...more,
        }),
        { signal: AbortSignal.timeout(18_000) },
      );

    it('tells which is alive, which has no picture and which is none', async () => {
      expect(rowsOf(await ask({ places: ['video', 'audio', 'khong-co'] }))).toMatchObject([
        { place: 'video', alive: true, reason: 'ok', status: 200 },
        { place: 'audio', alive: false, reason: 'no-video', status: 200 },
        { place: 'khong-co', alive: false, reason: 'not-found', status: 404 },
      ]);
    });

    it('is refused with another password, and with none', async () => {
      await expect(ask({ places: ['video'], password: 'sai' })).rejects.toMatchObject({ reason: 'auth' });
      await expect(ask({ places: ['video'], user: undefined })).rejects.toMatchObject({ reason: 'auth' });
    });
  },
);
