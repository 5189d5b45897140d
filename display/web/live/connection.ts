/** The one socket of a page: says hello, passes on what comes, and asks again for whatever it missed. */
import { io, type Socket } from 'socket.io-client';
import {
  LINK_LOST_AFTER_MS,
  SOCKET_PATH,
  type ClientToServer,
  type DomainPosition,
  type Hello,
  type OrderAnswer,
  type Reply,
  type ScreenIdentity,
  type ScreenOrder,
  type ScreenReport,
  type ServerToClient,
  type Welcome,
} from '../../../shared/socket.ts';
import type { ClientInstant } from '../../../shared/server-clock.ts';
import type { Message } from './domain-store.ts';
import { clientInstant } from './server-time.ts';
import { Silence } from './silence.ts';

/** Reconnecting is quick: the goal is the server's truth again within 2 s of healing. Randomised by half. */
const RECONNECT_MIN_MS = 150;
const RECONNECT_MAX_MS = 500;
/** A hello without an answer, or a domain without its snapshot, is asked for again after this. */
const ANSWER_TIMEOUT_MS = 2_000;
/** A page that is still being drawn for the first time may take seconds to notice that its socket is open. */
const FIRST_CONNECT_TIMEOUT_MS = 10_000;
/** The server's time is in doubt only after a sleep or when somebody set this machine's clock. */
const ASK_TIME_EVERY_MS = 5_000;
/** Later, a connection begun while the network was cut would wait for TCP's next try: it is begun anew. */
const CONNECT_TIMEOUT_MS = 4_000;
/** A page that was busy for long looks at its timers first: what came meanwhile has this long to be heard, ms. */
const LATE_WORDS_MS = 100;

export interface ConnectionEnds {
  readonly identity: ScreenIdentity;
  readonly domains: readonly string[];
  position(domain: string): DomainPosition;
  receive(message: Message): void;
  /** Any packet of a server that has welcomed us. */
  heard(): void;
  /** Whoever is at a console asks something of this screen. */
  ordered(order: ScreenOrder): OrderAnswer;
  /** The handshake was refused, or nobody answered it. */
  refused(): void;
  /** `askedAt`: when the hello was sent that this answers. */
  welcomed(welcome: Welcome, askedAt: ClientInstant): void;
}

type LiveSocket = Socket<ServerToClient, ClientToServer>;

export class Connection {
  private readonly socket: LiveSocket;
  /** Counts connects; an answer to an earlier one's hello is of a superseded socket and is ignored. */
  private session = 0;
  private greeted = false;
  /** Domains whose snapshot is asked for, each with its timer. */
  private readonly awaited = new Map<string, ReturnType<typeof setTimeout>>();
  private asking = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private askedTimeAtMs = Number.NEGATIVE_INFINITY;
  /** A connection that brings nothing any more lies dead, whatever TCP believes: it is ended, and made anew. */
  private readonly silence = new Silence(LINK_LOST_AFTER_MS, () => {
    this.lateWords = setTimeout(() => this.socket.io.engine.close(), LATE_WORDS_MS);
  });
  private lateWords: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ends: ConnectionEnds,
    origin: string,
  ) {
    this.socket = io(origin, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      reconnectionDelay: RECONNECT_MIN_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
      randomizationFactor: 0.5,
      timeout: FIRST_CONNECT_TIMEOUT_MS,
      autoConnect: false,
    });
    this.listen();
  }

  connect(): void {
    this.socket.connect();
  }

  close(): void {
    this.session += 1;
    this.forgetAwaited();
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  /** Volatile: what a screen said of itself while it was cut off is of no use later. */
  report(report: ScreenReport): void {
    if (this.greeted) this.socket.volatile.emit('report', report);
  }

  /** Asks for a snapshot of a domain, once until it comes. Several at one moment share one hello. */
  readonly ask = (domain: string): void => {
    if (!this.greeted || this.awaited.has(domain)) return;
    const again = setTimeout(() => {
      this.awaited.delete(domain);
      this.ask(domain);
    }, ANSWER_TIMEOUT_MS);
    this.awaited.set(domain, again);
    if (this.asking) return;
    this.asking = true;
    queueMicrotask(() => {
      this.asking = false;
      if (this.greeted) this.greet();
    });
  };

  /** Asks for the server's time, by a hello that names where we stand; at most once in {@link ASK_TIME_EVERY_MS}. */
  askTime(): void {
    const nowMs = performance.now();
    if (!this.greeted || nowMs - this.askedTimeAtMs < ASK_TIME_EVERY_MS) return;
    this.askedTimeAtMs = nowMs;
    this.greet();
  }

  private listen(): void {
    const { socket, ends } = this;
    socket.io.on('open', () => {
      this.silence.heard();
      socket.io.engine.on('packet', () => {
        clearTimeout(this.lateWords);
        this.silence.heard();
        if (this.greeted) ends.heard();
      });
    });
    socket.io.on('close', () => {
      this.silence.stop();
      clearTimeout(this.lateWords);
    });
    socket.on('connect', () => {
      this.session += 1;
      this.greeted = false;
      this.forgetAwaited();
      socket.io.timeout(CONNECT_TIMEOUT_MS);
      this.greet();
    });
    socket.on('disconnect', () => {
      this.session += 1;
      this.greeted = false;
      this.forgetAwaited();
    });
    socket.on('frame', (frame) => ends.receive({ kind: 'frame', frame }));
    socket.on('snapshot', (snapshot) => {
      clearTimeout(this.awaited.get(snapshot.d));
      this.awaited.delete(snapshot.d);
      ends.receive({ kind: 'snapshot', snapshot });
    });
    socket.on('order', (order, answer) => answer(ends.ordered(order)));
    socket.on('connect_error', () => ends.refused());
    socket.on('refresh', () => {
      this.forgetAwaited();
      this.hello(ends.domains.map((domain) => ({ domain })));
    });
  }

  /**
   * Where we stand in every domain: a hello names them all, for the server takes it as the whole list. What is already
   * on its way to us then comes twice, which folds to the same state.
   */
  private greet(): void {
    const { ends } = this;
    this.hello(ends.domains.map((domain) => (this.awaited.has(domain) ? { domain } : ends.position(domain))));
  }

  private hello(domains: readonly DomainPosition[]): void {
    const session = this.session;
    const askedAt = clientInstant();
    const hello: Hello = { screen: this.ends.identity, domains };
    const answered = (error: Error | null, reply?: Reply<Welcome>): void => {
      if (session !== this.session) return;
      if (error === null && reply?.ok === true) {
        this.greeted = true;
        this.ends.heard();
        this.ends.welcomed(reply.value, askedAt);
        return;
      }
      clearTimeout(this.retry);
      this.retry = setTimeout(
        () => {
          if (session === this.session) this.greet();
        },
        RECONNECT_MAX_MS * (1 + Math.random()),
      );
    };
    this.socket.timeout(ANSWER_TIMEOUT_MS).emit('hello', hello, answered);
  }

  private forgetAwaited(): void {
    for (const timer of this.awaited.values()) clearTimeout(timer);
    this.awaited.clear();
  }
}
