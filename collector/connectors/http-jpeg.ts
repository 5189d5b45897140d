/** Cameras that give their last picture as a JPEG over HTTP. */
import { z } from 'zod';
import { httpAddressSchema } from '../../shared/config/common.ts';
import { httpAuthSchema } from '../../shared/config/http-auth.ts';
import { UpstreamError } from '../../shared/errors.ts';
import { MAX_PICTURE_BYTES } from '../../shared/observation.ts';
import type {
  Connector,
  ExchangeAnswer,
  PlaceReference,
  PolledPicture,
  PollRequest,
  ResponseHead,
} from '../connector.ts';
import { judgePictures } from '../picture/judge-pictures.ts';
import { judgeSchema } from '../picture/judge-picture.ts';
import { cameraPlaces, filledFor, placesOf } from '../probing/cameras.ts';

/** Pictures asked for at once. */
const PARALLEL = 4;

const settings = z.strictObject({
  url: httpAddressSchema.meta({
    description: 'Address of a picture; `{id}` and `{code}` are the id and the code of the place.',
  }),
  headers: z.record(z.string(), z.string()).default({}).meta({
    description: 'Headers, e.g. of authentication: values by `${NAME}`, never in clear text.',
  }),
  auth: httpAuthSchema,
  places: cameraPlaces(200),
  judge: judgeSchema.optional().meta({
    description:
      'Present: the pictures are looked at, and the mapping is given { cameras: [{ place, picture, reason, takenAt }] }; `picture` is clear, black, covered, frozen or missing.',
  }),
});
type Settings = z.infer<typeof settings>;

export const connector: Connector<Settings> = {
  id: 'http-jpeg',
  title: { vi: 'Ảnh JPEG qua HTTP', en: 'JPEG pictures over HTTP' },
  settings,
  example: `id: camera-pictures
name: { vi: Ảnh camera, en: Camera pictures }
office: { vi: Công an tỉnh, en: Provincial Police }
domain: camera-giam-sat
connector: http-jpeg
everySeconds: 20
settings:
  url: http://10.30.0.5/snapshot/{code}.jpg
  auth: { kind: basic, user: wall, password: '\${CAMERA_PASSWORD}' }
  places: [cam-001, cam-004]
network:
  cidrs: [10.30.0.0/24]
`,
  answers: 'pictures',
  alsoDocument: ({ judge }) => judge !== undefined,
  async poll(request) {
    const { settings: wish, signal, state } = request;
    const places = placesOf(wish.places, request.places);
    const outcomes: Outcome[] = [];
    let next = 0;
    const work = async () => {
      for (let at = next++; at < places.length; at = next++)
        outcomes[at] = await outcomeOf(request, places[at] as PlaceReference);
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    const answer = answerOf(outcomes);
    if (wish.judge === undefined) return answer;
    // What the end of the poll cut off says nothing of a camera.
    const judged = judgePictures(outcomes, wish.judge, { state, isCut: signal.aborted });
    return { ...answer, document: judged };
  },
};

type Outcome =
  | {
      readonly ok: true;
      readonly place: string;
      readonly picture: PolledPicture;
      readonly head: ResponseHead;
    }
  | { readonly ok: false; readonly place: string; readonly error: UpstreamError };

/** One camera that is off must not hide the others; when all are, the poll has failed as the first one did. */
function answerOf(outcomes: readonly Outcome[]) {
  const taken = outcomes.filter((outcome) => outcome.ok);
  const missed = outcomes.filter((outcome) => !outcome.ok);
  const first = taken[0];
  if (first === undefined)
    throw missed[0]?.error ?? new UpstreamError({ reason: 'malformed', message: 'no picture' });
  return {
    kind: 'pictures' as const,
    pictures: taken.map(({ picture }) => picture),
    missing: missed.map(({ place, error }) => ({ place, why: error.message })),
    head: { ...first.head, bytes: taken.reduce((sum, { picture }) => sum + picture.bytes.length, 0) },
  };
}

async function outcomeOf(request: PollRequest<Settings>, place: PlaceReference): Promise<Outcome> {
  try {
    return { ok: true, place: place.id, ...(await take(request, place)) };
  } catch (error) {
    if (error instanceof UpstreamError) return { ok: false, place: place.id, error };
    throw error;
  }
}

async function take(
  { settings: { url, headers, auth }, exchange, limits }: PollRequest<Settings>,
  place: PlaceReference,
) {
  const answer = await exchange({
    url: filledFor(url, place),
    headers: { accept: 'image/jpeg', ...headers },
    auth,
    maxBytes: Math.min(MAX_PICTURE_BYTES, limits.maxBytes),
  });
  checkJpeg(answer);
  const taken = Date.parse(answer.headers['last-modified'] ?? '');
  return {
    picture: { place: place.id, bytes: answer.body, atMs: Number.isNaN(taken) ? undefined : taken },
    head: { status: `HTTP ${answer.status}`, headers: answer.headers, bytes: answer.body.length },
  };
}

/** A JPEG begins with FF D8 FF and ends with FF D9; a picture cut on its way does not. */
function checkJpeg({ body, headers }: ExchangeAnswer): void {
  const begins = body[0] === 0xff && body[1] === 0xd8 && body[2] === 0xff;
  const tail = body.subarray(-MAX_JPEG_PADDING);
  const ends = tail.some((byte, at) => byte === 0xff && tail[at + 1] === 0xd9);
  if (begins && ends) return;
  const message = begins
    ? 'a JPEG that was cut off'
    : /html/i.test(headers['content-type'] ?? '')
      ? 'an HTML page in place of a JPEG'
      : 'bytes that are no JPEG';
  throw new UpstreamError({ reason: 'malformed', message });
}

/** Some cameras append a few bytes after the end mark. */
const MAX_JPEG_PADDING = 64;
