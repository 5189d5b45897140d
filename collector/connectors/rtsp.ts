/** Whether cameras are alive: each is asked to describe its stream, by RTSP. */
import { rootCertificates } from 'node:tls';
import { z } from 'zod';
import type { Connector, PlaceReference, PollRequest } from '../connector.ts';
import { askEach, paceFields } from '../probing/ask-each.ts';
import {
  addressOf,
  cameraFields,
  camerasAnswer,
  EVERY_ADDRESS,
  hasEveryAddress,
  placesOf,
} from '../probing/cameras.ts';
import { dialWithin } from '../probing/dial-within.ts';
import { askCamera, type CameraVerdict } from '../rtsp/ask-camera.ts';
import { RtspConversation } from '../rtsp/conversation.ts';

const PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322 };

const address = z.string().refine(isCameraAddress, {
  error: 'rtsp://host/path or rtsps://…, with the user and the password in fields of their own',
});
/** What stands in a header line. */
const oneLine = z.string().regex(/^\P{Cc}*$/u);

const settings = z
  .strictObject({
    ...cameraFields({
      address,
      url: 'Address of a stream, e.g. `rtsp://10.30.0.5/{code}`',
      mostPlaces: 1_000,
      credential: oneLine,
    }),
    ca: z.array(z.string().min(1)).max(20).default([]).meta({
      description:
        'Certificates (PEM) of the authorities that vouch for cameras of rtsps; none: the public ones.',
    }),
    ...paceFields({ many: 'Cameras', one: 'camera' }, { atOnce: 64 }, { atOnce: 16, eachTimeoutMs: 3_000 }),
  })
  .refine(hasEveryAddress, EVERY_ADDRESS);
type Settings = z.infer<typeof settings>;

/** One camera in the document. `alive` is false for every reason but `ok`. */
interface Row {
  readonly place: string;
  readonly alive: boolean;
  readonly reason: string;
  readonly status: number | null;
  readonly answeredMs: number | null;
}

const EXAMPLE = `id: camera-rtsp
name: { vi: Camera trả lời RTSP, en: Cameras by RTSP }
office: { vi: Công an tỉnh, en: Provincial Police }
domain: camera-giam-sat
connector: rtsp
everySeconds: 30
timeoutMs: 25000
settings:
  url: rtsp://10.30.0.5:554/{code}
  places: [cam-001, cam-002]
  user: wall
  password: \${CAMERA_PASSWORD}
mapping: |
  { "observations": [
    cameras.{
      "indicator": "trang-thai-camera", "place": place, "observedAt": $nowMs,
      "value": alive ? "truc-tuyen" : reason = "no-video" ? "mat-hinh" : "mat-ket-noi"
    },
    { "indicator": "camera-truc-tuyen", "place": $province, "observedAt": $nowMs,
      "value": $round(100 * $count(cameras[alive]) / $count(cameras), 1) }
  ] }
network: { cidrs: [10.30.0.0/24] }
`;

export const connector: Connector<Settings> = {
  id: 'rtsp',
  title: { vi: 'Camera còn hoạt động, qua RTSP', en: 'Liveness of cameras by RTSP' },
  settings,
  example: EXAMPLE,
  answers: 'document',
  async poll(request) {
    const { settings: wish, signal, places } = request;
    const { rows, refused } = await askEach<PlaceReference, Row>(
      {
        targets: placesOf(wish.places, places),
        nameOf: ({ id }) => id,
        ask: async (place, turn) => {
          const startMs = performance.now();
          const verdict = await ask(request, place, turn);
          const answeredMs = Math.round(performance.now() - startMs);
          return { place: place.id, alive: verdict.reason === 'ok', answeredMs, ...verdict };
        },
        failed: ({ id }, { reason }) => ({
          place: id,
          alive: false,
          reason,
          status: null,
          answeredMs: null,
        }),
      },
      { signal, atOnce: wish.atOnce, eachTimeoutMs: wish.eachTimeoutMs },
    );
    return camerasAnswer(rows, refused);
  },
};

async function ask(
  { settings: wish, dial }: PollRequest<Settings>,
  place: PlaceReference,
  signal: AbortSignal,
): Promise<CameraVerdict> {
  const { user, password, ca } = wish;
  const target = new URL(addressOf(wish, place));
  const { protocol, hostname, port } = target;
  const socket = await dialWithin(
    dial,
    {
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? (PORTS[protocol] ?? 0) : Number(port),
      tls: protocol === 'rtsps:' ? (ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] }) : undefined,
    },
    signal,
  );
  try {
    const credentials = user === undefined ? undefined : { user, password };
    return await askCamera(new RtspConversation(socket, signal), target.href, credentials);
  } finally {
    socket.destroy();
  }
}

function isCameraAddress(text: string): boolean {
  // What the environment gives is seen when it is used.
  if (text.startsWith('${')) return true;
  // `${NAME}` may stand for a port, which no URL can have as a letter.
  const url = text.replaceAll(/\$\{[A-Z0-9_]+\}|\{(?:id|code)\}/g, '1');
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  return protocol in PORTS && hostname !== '' && username === '' && password === '';
}
