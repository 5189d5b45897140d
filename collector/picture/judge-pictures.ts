/** What the pictures of one poll tell of their cameras, and what is remembered for the next one. */
import type { UpstreamError, UpstreamReason } from '../../shared/errors.ts';
import type { DocumentAnswer, PolledPicture } from '../connector.ts';
import {
  judgePicture,
  memoriesText,
  parseMemories,
  type JudgeSettings,
  type PictureVerdict,
} from './judge-picture.ts';

export type PictureOutcome =
  | { readonly ok: true; readonly place: string; readonly picture: PolledPicture }
  | { readonly ok: false; readonly place: string; readonly error: UpstreamError };

/** One camera in the document. One of which we cannot be sure is not in it. */
interface Row {
  readonly place: string;
  readonly picture: PictureVerdict | 'missing';
  readonly reason: UpstreamReason | null;
  /** ISO time; null when the upstream does not say it, or there is no picture. */
  readonly takenAt: string | null;
}

/** These say something of our own settings and nothing of the camera. */
const OF_OUR_OWN: ReadonlySet<UpstreamReason> = new Set([
  'forbidden-address',
  'auth',
  'client',
  'rate-limited',
]);

/** @param outcomes one for each camera, in the order of the settings. */
export function judgePictures(
  outcomes: readonly PictureOutcome[],
  settings: JudgeSettings,
  { state, isCut }: { readonly state: string | undefined; readonly isCut: boolean },
): Pick<DocumentAnswer, 'json' | 'state' | 'refused'> {
  const before = parseMemories(state);
  const rows: Row[] = [];
  const refused: string[] = [];
  const memories = outcomes.map((outcome, at) => {
    const { place } = outcome;
    if (!outcome.ok) {
      const { reason } = outcome.error;
      const isTold = !OF_OUR_OWN.has(reason) && !(isCut && reason === 'timeout');
      if (isTold) rows.push({ place, picture: 'missing', reason, takenAt: null });
      return before[at];
    }
    const { bytes, atMs } = outcome.picture;
    const { verdict, memory, isReadable } = judgePicture(bytes, String(atMs ?? ''), before[at], settings);
    if (!isReadable) refused.push(`${place}: a picture that cannot be looked into`);
    const takenAt = atMs === undefined ? null : new Date(atMs).toISOString();
    if (verdict !== undefined) rows.push({ place, picture: verdict, reason: null, takenAt });
    return memory;
  });
  return { json: Buffer.from(JSON.stringify({ cameras: rows })), state: memoriesText(memories), refused };
}
