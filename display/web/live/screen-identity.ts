/** Who this screen is to its server, for as long as the browser's tab lives. */
import type { ScreenIdentity } from '../../../shared/socket.ts';

const SCREEN_KEY = 'wall.screen';
/** What a server reads of it at most, in letters. */
const MAX_USER_AGENT = 400;

export function screenIdentity(kind: ScreenIdentity['kind'], wall: string | undefined): ScreenIdentity {
  let id = sessionStorage.getItem(SCREEN_KEY);
  if (id === null) {
    id = randomId();
    sessionStorage.setItem(SCREEN_KEY, id);
  }
  document.documentElement.dataset['screenId'] = id;
  return {
    id,
    kind,
    userAgent: navigator.userAgent.slice(0, MAX_USER_AGENT),
    ...(wall === undefined ? {} : { wall }),
  };
}

/** `crypto.randomUUID` exists on secure origins only, and a wall may be served by plain http in its own network. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
