/** Cameras as a source names them: by their places, each at an address made for it. The settings of those who ask them. */
import { z } from 'zod';
import { idSchema } from '../../shared/config/common.ts';
import { UpstreamError } from '../../shared/errors.ts';
import type { PlaceReference } from '../connector.ts';

export function cameraPlaces(most: number) {
  return z.array(idSchema).min(1).max(most).meta({ description: 'Ids of the cameras.' });
}

interface CameraWords {
  readonly address: z.ZodType<string, string>;
  /** What the address is of, with an example. */
  readonly url: string;
  readonly mostPlaces: number;
  /** What user and password may be. */
  readonly credential?: z.ZodType<string, string>;
}

/** An address for all, or one for each, and who asks. */
export function cameraFields({ address, url, mostPlaces, credential = z.string() }: CameraWords) {
  return {
    url: address.optional().meta({
      description: `${url}; \`{id}\` and \`{code}\` are the id and the code of the place.`,
    }),
    urls: z.record(idSchema, address).default({}).meta({
      description: 'Addresses of cameras that have one of their own, by the id of the place.',
    }),
    places: cameraPlaces(mostPlaces),
    user: credential.optional().meta({ description: 'User of the cameras. Absent: they are asked without.' }),
    password: credential.default('').meta({ description: 'Password, by `${NAME}`, never in clear text.' }),
  };
}

interface Addresses {
  readonly url?: string | undefined;
  readonly urls: Readonly<Record<string, string>>;
}

export function hasEveryAddress({ url, urls, places }: Addresses & { readonly places: readonly string[] }) {
  return url !== undefined || places.every((place) => place in urls);
}
export const EVERY_ADDRESS = {
  error: 'an address of every camera: `url` for all, or one in `urls` for each',
};

/** The places of the ids, with what is known of them. */
export function placesOf(ids: readonly string[], places: readonly PlaceReference[]): PlaceReference[] {
  const known = new Map(places.map((place) => [place.id, place]));
  return ids.map((id) => known.get(id) ?? { id });
}

export function filledFor(template: string, { id, code }: PlaceReference): string {
  return template
    .replaceAll('{id}', encodeURIComponent(id))
    .replaceAll('{code}', encodeURIComponent(code ?? id));
}

/** @throws UpstreamError `client` where the settings make no address. */
export function addressOf({ url, urls }: Addresses, place: PlaceReference): string {
  const whole = filledFor(urls[place.id] ?? url ?? '', place);
  if (URL.canParse(whole)) return whole;
  // It may hold a secret, so it is not repeated.
  throw new UpstreamError({ reason: 'client', message: 'the settings make no address for it' });
}

/** What became of the cameras, as the answer of a poll. */
export function camerasAnswer(rows: readonly { readonly alive: boolean }[], refused: readonly string[]) {
  const json = Buffer.from(JSON.stringify({ cameras: rows }));
  const alive = rows.filter((row) => row.alive).length;
  const head = { status: `${alive} of ${rows.length} alive`, headers: {}, bytes: json.length };
  return { kind: 'document' as const, json, refused, head };
}
