/** Whether a camera would show its picture: OPTIONS, then DESCRIBE, and never SETUP: nothing is streamed. */
import { randomBytes } from 'node:crypto';
import { UpstreamError } from '../../shared/errors.ts';
import { authorizationOf, challengesOf, type Credentials } from './authorization.ts';
import type { RtspAnswer, RtspConversation } from './conversation.ts';

export interface CameraVerdict {
  /** `ok` alone is alive. */
  readonly reason: 'ok' | 'no-video' | 'not-found' | 'server' | 'status';
  readonly status: number;
}

const CLIENT_NONCE_BYTES = 8;
/** One for the challenge, one for a nonce that has grown old meanwhile. */
const MAX_AUTHORIZED_TRIES = 2;

/**
 * @param url as it is told to the camera; it holds no credentials.
 * @throws UpstreamError when it gives no answer, `auth` when it refuses us.
 */
export async function askCamera(
  conversation: RtspConversation,
  url: string,
  credentials: Credentials | undefined,
): Promise<CameraVerdict> {
  // Its answer proves the protocol; whether it lists methods, or wants us to say who we are, is all the same.
  await conversation.ask('OPTIONS', url, {});
  const answer = await describe(conversation, url, credentials);
  return { reason: reasonOf(answer), status: answer.status };
}

async function describe(
  conversation: RtspConversation,
  url: string,
  credentials: Credentials | undefined,
): Promise<RtspAnswer> {
  const headers = { Accept: 'application/sdp' };
  let answer = await conversation.ask('DESCRIBE', url, headers);
  for (let tries = 1; answer.status === 401; tries += 1) {
    const [challenge] = challengesOf(answer);
    const isNew = tries === 1 || challenge?.fields['stale']?.toLowerCase() === 'true';
    if (credentials === undefined) throw refused('RTSP 401: it wants a user and a password');
    if (challenge === undefined) throw refused('RTSP 401: it asks for neither digest nor basic');
    if (!isNew || tries > MAX_AUTHORIZED_TRIES)
      throw refused('RTSP 401: it refuses the user or the password');
    const Authorization = authorizationOf(
      challenge,
      credentials,
      { method: 'DESCRIBE', url },
      randomBytes(CLIENT_NONCE_BYTES).toString('hex'),
    );
    answer = await conversation.ask('DESCRIBE', url, { ...headers, Authorization });
  }
  if (answer.status === 403) throw refused('RTSP 403: it lets the user not see this stream');
  return answer;
}

function reasonOf({ status, body }: RtspAnswer): CameraVerdict['reason'] {
  if (status === 200) return /^m=video /m.test(body) ? 'ok' : 'no-video';
  if (status === 404) return 'not-found';
  return status >= 500 ? 'server' : 'status';
}

function refused(message: string): UpstreamError {
  return new UpstreamError({ reason: 'auth', message });
}
