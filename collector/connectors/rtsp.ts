/** Whether cameras are alive: each is asked to describe its stream, by RTSP. */
import { rootCertificates } from 'node:tls';
import { z } from 'zod';
import { idSchema } from '../../shared/config/common.ts';
import { UpstreamError } from '../../shared/errors.ts';
import type { Connector, PlaceReference, PollRequest } from '../connector.ts';
import { askEach } from '../probing/ask-each.ts';
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
    url: address.optional().meta({
      description:
        'Address of a stream, e.g. `rtsp://10.30.0.5/{code}`; `{id}` and `{code}` are the id and the code of the place.',
    }),
    urls: z.record(idSchema, address).default({}).meta({
      description: 'Addresses of cameras that have one of their own, by the id of the place.',
    }),
    places: z.array(idSchema).min(1).max(1_000).meta({ description: 'Ids of the cameras.' }),
    user: oneLine.optional().meta({ description: 'User of the cameras. Absent: they are asked without.' }),
    password: oneLine.default('').meta({ description: 'Password, by `${NAME}`, never in clear text.' }),
    ca: z.array(z.string().min(1)).max(20).default([]).meta({
      description:
        'Certificates (PEM) of the authorities that vouch for cameras of rtsps; none: the public ones.',
    }),
    atOnce: z.number().int().min(1).max(64).default(16).meta({ description: 'Cameras asked at once.' }),
    eachTimeoutMs: z.number().int().min(50).max(30_000).default(3_000).meta({
      description: 'Longest one camera may take, in ms.',
    }),
  })
  .refine(({ url, urls, places }) => url !== undefined || places.every((place) => place in urls), {
    error: 'an address of every camera: `url` for all, or one in `urls` for each',
  });
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
    const known = new Map(places.map((place) => [place.id, place]));
    const { rows, refused } = await askEach<PlaceReference, Row>(
      {
        targets: wish.places.map((id) => known.get(id) ?? { id }),
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
    const json = Buffer.from(JSON.stringify({ cameras: rows }));
    const alive = rows.filter((row) => row.alive).length;
    const head = { status: `${alive} of ${rows.length} alive`, headers: {}, bytes: json.length };
    return { kind: 'document', json, refused, head };
  },
};

async function ask(
  { settings: { url, urls, user, password, ca }, dial }: PollRequest<Settings>,
  place: PlaceReference,
  signal: AbortSignal,
): Promise<CameraVerdict> {
  const target = new URL(addressOf(urls[place.id] ?? url ?? '', place));
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

function addressOf(template: string, { id, code }: PlaceReference): string {
  const url = template
    .replaceAll('{id}', encodeURIComponent(id))
    .replaceAll('{code}', encodeURIComponent(code ?? id));
  if (URL.canParse(url)) return url;
  // It may hold a secret, so it is not repeated.
  throw new UpstreamError({ reason: 'client', message: 'the settings make no address for it' });
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
