/**
 * The two cookies: the session, and that this browser was signed in before. No script reads them, no other site sends them,
 * and over HTTPS they carry the prefix that no neighbouring site can set.
 */
import { parseCookie, stringifySetCookie } from 'cookie';

const SECURE_PREFIX = '__Host-';
const NAMES = { session: 'wall_session', device: 'wall_device' } as const;
type CookieName = keyof typeof NAMES;

export interface WallCookies {
  readonly session: string | undefined;
  readonly device: string | undefined;
}

/** A prefixed one stands for itself: whoever can set the other cannot set it. */
export function readCookies(header: string | undefined): WallCookies {
  const all = parseCookie(header ?? '');
  const of = (name: CookieName) => all[SECURE_PREFIX + NAMES[name]] ?? all[NAMES[name]];
  return { session: of('session'), device: of('device') };
}

export interface CookieChange {
  readonly value: string;
  /** Absent: until the browser is closed. */
  readonly lastsMs?: number | undefined;
}

/** What a reply changes; undefined takes the cookie away. */
export type CookieChanges = Partial<Record<CookieName, CookieChange | undefined>>;

/** @param isSecure whether the page came over HTTPS. @returns lines for `Set-Cookie`. */
export function setCookies(changes: CookieChanges, isSecure: boolean): string[] {
  return Object.entries(changes).map(([name, change]) => {
    const lastsMs = change === undefined ? 0 : change.lastsMs;
    return stringifySetCookie({
      name: (isSecure ? SECURE_PREFIX : '') + NAMES[name as CookieName],
      value: change?.value ?? '',
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: isSecure,
      ...(lastsMs === undefined ? {} : { maxAge: Math.floor(lastsMs / 1_000) }),
    });
  });
}
