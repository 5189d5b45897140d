/**
 * The screens' sockets. One room per domain; changes are emitted to rooms, never to clients one by one. A screen
 * that cannot keep up leaves the rooms, and says hello again when it has drained.
 */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { Logger } from 'pino';
import type { AccessRule } from '../auth/access.ts';
import { readCookies } from '../auth/cookies.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { FeedOutput } from '../feed/feed.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { HostRule } from '../host-rule.ts';
import type { Metrics } from '../metrics.ts';
import type { ScreenRegistry } from '../screens/screen-registry.ts';
import {
  domainRoom,
  ORDER_ANSWERS,
  ORDER_WITHIN_MS,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
  SOCKET_PATH,
  type ClientToServer,
  type OrderAnswer,
  type ScreenOrder,
  type ServerToClient,
} from '../../../shared/socket.ts';
import { Beats } from './beats.ts';
import { CHECK_AFTER_BYTES, CHECK_EVERY_MS } from './backlog.ts';
import { countEncodes } from './counted-encoder.ts';
import { MAX_MESSAGE_BYTES } from './messages.ts';
import { isWelcome, judgeOrigin } from './origin.ts';
import { ScreenSession } from './screen-session.ts';
import { SessionWatch } from './session-watch.ts';

/** Most sockets of one server; beyond it a handshake is refused rather than everybody served badly. */
const MAX_SOCKETS = 5_000;
/** A socket that does not begin to speak Socket.IO within this time is closed, ms. */
const CONNECT_WITHIN_MS = 10_000;

export interface GatewayOptions {
  readonly feeds: Pick<Feeds, 'view' | 'domains'>;
  readonly registry: ScreenRegistry;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly access: {
    readonly rule: Pick<AccessRule, 'viewing'>;
    readonly sessions: Pick<Sessions, 'find' | 'standing'>;
  };
  readonly answersTo: HostRule;
  readonly configHash: string;
  readonly build: () => string;
  readonly nowMs: () => number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export type WallServer = Server<ClientToServer, ServerToClient>;
type WallSocket = Socket<ClientToServer, ServerToClient>;

export class Gateway implements FeedOutput {
  private readonly io: WallServer;
  private readonly screens = new Map<string, ScreenSession>();
  /** Accounts' sessions that a handshake showed. */
  private readonly shown = new WeakMap<IncomingMessage, string>();
  private readonly watch: SessionWatch;
  private readonly lastEncodedBytes: () => number;
  private readonly timer: NodeJS.Timeout;
  private readonly beats: Beats;
  private sentSinceCheckBytes = 0;
  private largestBacklogBytes = 0;

  constructor(
    http: HttpServer,
    private readonly options: GatewayOptions,
  ) {
    this.io = new Server<ClientToServer, ServerToClient>(http, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      serveClient: false,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      destroyUpgrade: true,
      connectTimeout: CONNECT_WITHIN_MS,
      allowRequest: (request, done) => void this.admit(request, done),
    });
    this.lastEncodedBytes = countEncodes(this.io, options.metrics);
    this.io.on('connection', (socket) => {
      const session = new ScreenSession(socket, { ...options, lastEncodedBytes: this.lastEncodedBytes });
      this.screens.set(socket.id, session);
      this.tieToAccount(socket);
      socket.on('disconnect', () => this.screens.delete(socket.id));
    });
    this.countSockets();
    this.watch = new SessionWatch(
      (ids) => options.access.sessions.standing(ids),
      (reason, sockets) => options.metrics.cut.inc({ reason }, sockets),
    );
    this.timer = setInterval(() => this.checkBacklogs(), CHECK_EVERY_MS);
    this.beats = new Beats((heard) => void this.io.except(heard).volatile.emit('b'));
  }

  frame(domain: string, frame: Parameters<FeedOutput['frame']>[1]): void {
    this.broadcast(domain, () => {
      this.io.to(domainRoom(domain)).emit('frame', frame);
      this.options.metrics.frames.inc({ domain });
    });
  }

  snapshot(domain: string, ...[snapshot, reason]: DropFirst<Parameters<FeedOutput['snapshot']>>): void {
    this.options.metrics.reloads.inc({ domain, reason });
    this.broadcast(domain, () => this.io.to(domainRoom(domain)).emit('snapshot', snapshot));
  }

  lag(domain: string, lagMs: number): void {
    this.options.metrics.lag.observe({ domain }, lagMs / 1_000);
  }

  /** Ends every socket; screens come back to whichever server answers. The HTTP server is its owner's to close. */
  stop(): void {
    clearInterval(this.timer);
    this.beats.stop();
    this.watch.stop();
    this.io.disconnectSockets(true);
    this.io.engine.close();
  }

  private broadcast(domain: string, emit: () => void): void {
    const listeners = this.io.sockets.adapter.rooms.get(domainRoom(domain))?.size ?? 0;
    if (listeners === 0) return;
    emit();
    this.beats.said(domainRoom(domain));
    this.options.metrics.deliveries.inc({ domain }, listeners);
    this.sentSinceCheckBytes += this.lastEncodedBytes();
    if (this.sentSinceCheckBytes >= CHECK_AFTER_BYTES) this.checkBacklogs();
  }

  private checkBacklogs(): void {
    this.sentSinceCheckBytes = 0;
    const nowMs = performance.now();
    for (const session of this.screens.values())
      this.largestBacklogBytes = Math.max(this.largestBacklogBytes, session.checkBacklog(nowMs));
    this.options.metrics.largestBacklog.set(this.largestBacklogBytes);
  }

  /** Those too that are open and never said a word of Socket.IO: they take a place like any other. */
  private countSockets(): void {
    const { engine } = this.io;
    const count = () => this.options.metrics.sockets.set(engine.clientsCount);
    engine.on('connection', (socket: { once(event: 'close', listener: () => void): void }) => {
      count();
      socket.once('close', count);
    });
  }

  /** Passes an order to a screen of this server; undefined: it has none of this id, or the screen is silent. */
  async order(id: string, order: ScreenOrder): Promise<OrderAnswer | undefined> {
    const socket = this.io.sockets.sockets.get(this.options.registry.socketOf(id) ?? '');
    const answer: unknown = await socket?.timeout(ORDER_WITHIN_MS).emitWithAck('order', order);
    return ORDER_ANSWERS.find((one) => one === answer);
  }

  /** A socket lives as long as the session by which it was opened, not as long as what it showed once. */
  private tieToAccount(socket: WallSocket): void {
    const session = this.shown.get(socket.request);
    if (session === undefined) return;
    // Not by Socket.IO's own goodbye, after which a client does not come back as whoever it is now.
    this.watch.tie(session, socket.id, () => socket.conn.close(true));
    socket.on('disconnect', () => this.watch.untie(session, socket.id));
  }

  private async admit(
    request: IncomingMessage,
    done: (refusal: string | null, isWelcome: boolean) => void,
  ): Promise<void> {
    const verdict = await this.judgeHandshake(request);
    if (verdict !== 'welcome') this.options.metrics.refused.inc({ reason: verdict });
    done(verdict === 'welcome' ? null : verdict, verdict === 'welcome');
  }

  private async judgeHandshake(request: IncomingMessage): Promise<string> {
    const { origin, host, cookie } = request.headers;
    if (this.io.engine.clientsCount >= MAX_SOCKETS) return 'too-many-sockets';
    if (!this.options.answersTo(host)) return 'foreign-host';
    const verdict = judgeOrigin(origin, host, this.options.allowedOrigins);
    if (!isWelcome(verdict)) return `origin-${verdict}`;
    const { rule, sessions } = this.options.access;
    const isOpen = rule.viewing === 'anyone';
    const { session: token } = readCookies(cookie);
    if (token === undefined) return isOpen ? 'welcome' : 'not-signed-in';
    const session = await sessions.find(token).catch(() => undefined);
    if (session === undefined || session.mustChange) return isOpen ? 'welcome' : 'not-signed-in';
    this.shown.set(request, session.id);
    return 'welcome';
  }
}

type DropFirst<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest]
  ? Rest
  : never;
