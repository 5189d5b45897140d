/** One socket of one screen: what it says, what it is given, and whether it keeps up. */
import type { Socket } from 'socket.io';
import type { HashVerdict } from '../feed/hash-memory.ts';
import {
  domainRoom,
  type ClientToServer,
  type DomainPosition,
  type Reply,
  type ServerToClient,
  type Welcome,
} from '../../../shared/socket.ts';
import { backlogBytes, DRAINED_BYTES, dropQueue, MAX_CLIENT_BACKLOG_BYTES, MAX_DRAIN_MS } from './backlog.ts';
import type { GatewayOptions } from './gateway.ts';
import { MessageRate } from './message-rate.ts';
import { checkHello, checkReport } from './messages.ts';

/** A socket that does not say who it is within this time is closed, ms. */
const HELLO_WITHIN_MS = 10_000;

const KNOWN_EVENTS: ReadonlySet<string> = new Set<keyof ClientToServer>(['hello', 'report']);

export interface SessionOptions extends GatewayOptions {
  readonly lastEncodedBytes: () => number;
}

type WelcomeReply = (reply: Reply<Welcome>) => void;

export class ScreenSession {
  private readonly rate = new MessageRate(performance.now());
  private readonly helloTimer: NodeJS.Timeout;
  private readonly rooms = new Set<string>();
  private fellBehindAtMs: number | undefined;
  /** A snapshot may be larger than the bound by itself; it counts apart until it has left. */
  private snapshotBytes = 0;

  constructor(
    private readonly socket: Socket<ClientToServer, ServerToClient>,
    private readonly options: SessionOptions,
  ) {
    this.helloTimer = setTimeout(() => socket.disconnect(true), HELLO_WITHIN_MS);
    // Nothing that a client sends may throw here: arguments are of any type and number until they are checked.
    socket.on('hello', (hello: unknown, reply: unknown) => this.hello(hello, replyOf(reply)));
    socket.on('report', (report: unknown) => this.report(report));
    socket.onAny((event: string, ...said: unknown[]) => {
      if (!KNOWN_EVENTS.has(event)) this.refuse('unknown-event', 'no such event', replyOf(said.at(-1)));
    });
    socket.on('disconnect', () => {
      clearTimeout(this.helloTimer);
      options.registry.leave(socket.id, options.nowMs());
    });
  }

  /** Looks at what waits to be sent. @param nowMs monotonic. @returns how much waited, bytes. */
  checkBacklog(nowMs: number): number {
    const waitingBytes = backlogBytes(this.socket);
    if (waitingBytes <= DRAINED_BYTES) this.snapshotBytes = 0;
    if (this.fellBehindAtMs === undefined) {
      if (waitingBytes > MAX_CLIENT_BACKLOG_BYTES + this.snapshotBytes) this.fallBehind(nowMs, waitingBytes);
    } else if (waitingBytes <= DRAINED_BYTES) {
      this.fellBehindAtMs = undefined;
      this.options.metrics.refreshes.inc({ reason: 'slow' });
      this.socket.emit('refresh', 'slow');
    } else if (nowMs - this.fellBehindAtMs >= MAX_DRAIN_MS) {
      this.options.metrics.refreshes.inc({ reason: 'cut' });
      this.socket.disconnect(true);
    }
    return waitingBytes;
  }

  private fallBehind(nowMs: number, waitingBytes: number): void {
    this.fellBehindAtMs = nowMs;
    this.leaveRooms();
    dropQueue(this.socket);
    this.options.log.warn(
      { socket: this.socket.id, waitingBytes },
      'a screen fell behind and left its rooms',
    );
  }

  private hello(message: unknown, reply: WelcomeReply): void {
    if (this.rate.take(performance.now()) !== 'taken')
      return this.refuse('too-often', 'fewer messages', reply);
    const checked = checkHello(message);
    if (!checked.ok) return this.refuse('malformed', checked.message, reply);
    if (this.fellBehindAtMs !== undefined || backlogBytes(this.socket) > MAX_CLIENT_BACKLOG_BYTES)
      return this.refuse('busy', 'what was sent before has not arrived yet', reply);
    clearTimeout(this.helloTimer);
    const { configHash, build, nowMs, registry, feeds } = this.options;
    const { screen, domains } = checked.value;
    registry.greet(this.socket.id, screen, this.socket.handshake.address, nowMs());
    reply({ ok: true, value: { serverNowMs: nowMs(), configHash, build: build() } });
    // A domain that is not ours is left out; the configuration's hash tells the screen to reload.
    const known = domains.filter(({ domain }) => feeds.view(domain) !== undefined);
    for (const position of known) this.join(position);
  }

  /** Joins and gives what is missing in one turn of the event loop: no gap, nothing twice. */
  private join(position: DomainPosition): void {
    const { feeds, metrics, nowMs, lastEncodedBytes } = this.options;
    const room = domainRoom(position.domain);
    void this.socket.join(room);
    this.rooms.add(room);
    const catchUp = feeds.view(position.domain)?.catchUp(position, nowMs());
    if (catchUp === undefined) return;
    metrics.catchUps.inc({ kind: catchUp.kind, reason: catchUp.kind === 'snapshot' ? catchUp.reason : '' });
    if (catchUp.kind === 'delta') this.socket.emit('frame', catchUp.frame);
    if (catchUp.kind === 'snapshot') this.socket.emit('snapshot', catchUp.snapshot);
    if (catchUp.kind === 'delta' || catchUp.kind === 'snapshot') this.snapshotBytes += lastEncodedBytes();
  }

  private leaveRooms(): void {
    for (const room of this.rooms) void this.socket.leave(room);
    this.rooms.clear();
  }

  private report(message: unknown): void {
    if (this.rate.take(performance.now()) !== 'taken') return this.refuse('too-often', '');
    const checked = checkReport(message);
    if (!checked.ok) return this.refuse('malformed', checked.message);
    const verdicts = new Map<string, HashVerdict>();
    for (const [domain, cursor, hash] of checked.value.hashes ?? [])
      verdicts.set(domain, this.options.feeds.view(domain)?.compareHash(cursor, hash) ?? 'unknown-cursor');
    this.options.registry.report(this.socket.id, checked.value, verdicts, this.options.nowMs());
  }

  private refuse(code: string, message: string, reply?: WelcomeReply): void {
    this.options.metrics.refused.inc({ reason: `message-${code}` });
    reply?.({ ok: false, code, message });
  }
}

/** The last argument of an event that wants an answer; a client may leave it out or send anything in its place. */
function replyOf(said: unknown): WelcomeReply {
  return typeof said === 'function' ? (said as WelcomeReply) : () => undefined;
}
