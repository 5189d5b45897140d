/**
 * Every event between a display server and its screens, typed once for both sides. WebSocket only.
 * Rooms: one per domain, {@link domainRoom}. Whoever may join a room may see all of it.
 */
import type { WireFrame, WireSnapshot } from './frame.ts';

export const domainRoom = (domain: string) => `domain:${domain}`;

export const SOCKET_PATH = '/live';

/** The server says a beat this often to whoever got nothing else of late, ms: its word that it is still there. */
export const BEAT_EVERY_MS = 700;
/**
 * A screen without a word from its server for this long says that it is cut off, and connects anew, ms. Screens must
 * say so in 2 s.
 */
export const LINK_LOST_AFTER_MS = 1_700;
/**
 * Socket.IO's own ping and how long the server waits for the pong, ms: by these the server lets go of a client that is
 * dead, and a client that knows no beats notices a dead server. They are rare, for a ping and its pong cost many times
 * a beat; that a screen fell silent shows by its reports long before.
 */
export const PING_INTERVAL_MS = 10_000;
export const PING_TIMEOUT_MS = 3_000;
/** Screens report their hashes and their frame heartbeat this often, ms. */
export const REPORT_EVERY_MS = 5_000;
/** A screen that did not draw or report for this long is listed as such, ms; the goal is 10 s. */
export const SCREEN_SILENT_AFTER_MS = 8_000;
/** A page whose last drawn frame is this old when it reports has stopped drawing, ms: told with its next report. */
const NOT_DRAWING_AFTER_MS = 3_000;
/** How long the server remembers the hash of a cursor, ms. */
export const HASH_MEMORY_MS = 60_000;

/** Where a screen stands in one domain. Absent epoch and cursor: it has nothing yet. */
export interface DomainPosition {
  readonly domain: string;
  readonly epoch?: string;
  readonly cursor?: string;
}

export interface ScreenIdentity {
  /** Random, kept by the browser for as long as it runs. */
  readonly id: string;
  readonly kind: 'wall' | 'tablet' | 'console';
  /** Wall id, where the screen is a wall. */
  readonly wall?: string;
  readonly userAgent?: string;
}

export interface Hello {
  readonly screen: ScreenIdentity;
  readonly domains: readonly DomainPosition[];
}

export interface Welcome {
  readonly serverNowMs: number;
  /** Hash of the server's configuration and of the web app's build; a change means: reload. */
  readonly configHash: string;
  readonly build: string;
}

/**
 * A screen's word about itself, every {@link REPORT_EVERY_MS}. Kept short: an idle screen costs under 2 kB a
 * minute, pings included. The server never sends its own hash.
 */
export interface ScreenReport {
  /** Frames drawn since the last report; 0 means that it stopped drawing. */
  readonly drawn: number;
  /** Age of the last drawn frame, ms. */
  readonly ageMs: number;
  /** Scene on show; told when it changed. */
  readonly scene?: string;
  /** It shows another time than the present. */
  readonly replays?: true;
  /**
   * `[domain, cursor, hash]` of what the screen holds: of each domain whose cursor or hash moved since the last
   * report, and of one quiet domain in turn with every {@link QUIET_HASH_EVERY}th report.
   */
  readonly hashes?: readonly (readonly [string, string, string])[];
}

/** Every this many reports a screen repeats the hash of one domain that did not move. */
export const QUIET_HASH_EVERY = 3;

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface ClientToServer {
  /**
   * First word of a screen, and again for domains it lacks or wants besides: joins their rooms and gets deltas or
   * snapshots. Domains of earlier hellos stay joined. Refused with `busy` while what was sent has not arrived.
   */
  hello: (hello: Hello, reply: (reply: Reply<Welcome>) => void) => void;
  report: (report: ScreenReport) => void;
}

/** What an operator asks of a screen. */
export type ScreenOrder =
  | { readonly kind: 'reload' }
  | { readonly kind: 'scene'; readonly wall: string; readonly scene: string };

/** `refused`: the screen does not show that wall, or knows no such scene. */
export const ORDER_ANSWERS = ['obeyed', 'refused'] as const;
export type OrderAnswer = (typeof ORDER_ANSWERS)[number];
/** A screen obeys within this, or the order is void, ms. */
export const ORDER_WITHIN_MS = 2_000;

export interface ServerToClient {
  order: (order: ScreenOrder, answer: (answer: OrderAnswer) => void) => void;
  frame: (frame: WireFrame) => void;
  snapshot: (snapshot: WireSnapshot) => void;
  /** A beat. Its name is short, for it is most of what an idle screen costs on the wire. */
  b: () => void;
  /** The screen fell behind and was left out; it says hello again and gets snapshots. Never a silent gap. */
  refresh: (reason: 'slow' | 'store-changed') => void;
}

/** Screens as listed by `/api/v1/screens`. */
export type ScreenState = 'live' | 'replaying' | 'hash-differs' | 'not-drawing' | 'silent' | 'disconnected';

export interface ScreenRecord {
  readonly id: string;
  readonly kind: ScreenIdentity['kind'];
  readonly wall?: string | undefined;
  readonly server: string;
  readonly address: string;
  readonly userAgent?: string | undefined;
  readonly scene?: string | undefined;
  readonly connectedAtMs: number;
  readonly disconnectedAtMs?: number | undefined;
  readonly lastReportAtMs?: number | undefined;
  readonly ageMs?: number | undefined;
  readonly drawn?: number | undefined;
  /** It shows another time than the present, on purpose. */
  readonly replays?: boolean | undefined;
  /** Domains whose hash differed in the last report. */
  readonly differing: readonly string[];
}

/** The state of a screen at `nowMs`, gravest first. */
export function screenState(screen: ScreenRecord, nowMs: number): ScreenState {
  if (screen.disconnectedAtMs !== undefined) return 'disconnected';
  if (nowMs - (screen.lastReportAtMs ?? screen.connectedAtMs) >= SCREEN_SILENT_AFTER_MS) return 'silent';
  if (screen.differing.length > 0) return 'hash-differs';
  if (screen.drawn === 0 || (screen.ageMs ?? 0) >= NOT_DRAWING_AFTER_MS) return 'not-drawing';
  return screen.replays === true ? 'replaying' : 'live';
}
