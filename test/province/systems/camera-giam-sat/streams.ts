/** Every camera behind one RTSP address: `rtsp://host:port/CAM001`, for the user `wall`. Nothing is ever streamed. */
import type { Socket } from 'node:net';
import { challengeOf, describeStream, mayEnter, speakRtsp } from '../../rtsp-speech.ts';
import type { Credentials, Rhythm, View } from '../../service.ts';
import { CAMERAS, stateOf } from './cameras.ts';

const USER = 'wall';
const REALM = 'VMS (mo phong)';

export function answerAsCameras(
  socket: Socket,
  live: (rhythm: Rhythm) => View,
  { secretKey }: Credentials,
): void {
  // One for each connection is new enough: none is recorded and none is of use elsewhere.
  const nonce = Math.random().toString(36).slice(2);
  const guard = { realm: REALM, nonce, user: USER, password: secretKey };
  speakRtsp(socket, (request) => {
    if (request.method === 'OPTIONS') return { status: 200, headers: { Public: 'OPTIONS, DESCRIBE' } };
    const code = request.url.split('/').at(-1) ?? '';
    const camera = CAMERAS.find((one) => one.code === code);
    if (camera === undefined) return { status: 404 };
    const { status } = stateOf(live({ stepMs: 1 }), camera);
    // Of a camera that is off there is no answer; the recorder before it hangs up.
    if (status === 'OFFLINE') return 'cut';
    return mayEnter(request, guard) ? describeStream(code, status !== 'NO_VIDEO') : challengeOf(guard);
  });
}
