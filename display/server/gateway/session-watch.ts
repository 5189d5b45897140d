/**
 * Closes the sockets of a session that has ended, on whichever server it was ended, within {@link CLOSED_WITHIN_MS}: by a
 * look at all of them, again and again, which misses nothing that was said while nobody listened. A session that cannot be
 * confirmed counts as ended, or a server cut off from Redis would go on trusting it.
 */

/** Fault F26: from the moment a session ends to the end of its sockets, ms. */
export const CLOSED_WITHIN_MS = 2_000;
/** Sessions are looked at this often, ms. */
const LOOK_EVERY_MS = 300;
/** A session not confirmed for this long has ended as far as this server knows, ms. */
const CONFIRMED_FOR_MS = 1_200;

/** What ends a socket; the client comes back by itself, as whoever it then is. */
type Cut = () => void;

export class SessionWatch {
  private readonly tied = new Map<string, Map<string, Cut>>();
  private readonly timer: NodeJS.Timeout;
  private readonly confirmedAtMs = new Map<string, number>();
  private isLooking = false;

  /** @param standing which of the sessions stand. @param cutFor told how many sockets were closed, and why. */
  constructor(
    private readonly standing: (ids: readonly string[]) => Promise<ReadonlyMap<string, unknown>>,
    private readonly cutFor: (reason: 'ended' | 'unconfirmed', sockets: number) => void,
  ) {
    this.timer = setInterval(() => this.turn(), LOOK_EVERY_MS);
  }

  /** The session stood a moment ago, when the socket was opened. */
  tie(session: string, socket: string, cut: Cut): void {
    const sockets = this.tied.get(session) ?? new Map<string, Cut>();
    sockets.set(socket, cut);
    this.tied.set(session, sockets);
    if (!this.confirmedAtMs.has(session)) this.confirmedAtMs.set(session, performance.now());
  }

  untie(session: string, socket: string): void {
    const sockets = this.tied.get(session);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.forget(session);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private turn(): void {
    const nowMs = performance.now();
    for (const [session, atMs] of this.confirmedAtMs)
      if (nowMs - atMs >= CONFIRMED_FOR_MS) this.cut(session, 'unconfirmed');
    // A look that hangs on a Redis that is away is not overtaken by others.
    if (this.isLooking || this.tied.size === 0) return;
    this.isLooking = true;
    void this.look(nowMs).finally(() => (this.isLooking = false));
  }

  /** @param askedAtMs when it began: what ended while the answer was on its way shows in the next one. */
  private async look(askedAtMs: number): Promise<void> {
    const asked = [...this.tied.keys()];
    const standing = await this.standing(asked).catch(() => undefined);
    if (standing === undefined) return;
    for (const session of asked) {
      if (!standing.has(session)) this.cut(session, 'ended');
      else if (this.tied.has(session)) this.confirmedAtMs.set(session, askedAtMs);
    }
  }

  private cut(session: string, reason: 'ended' | 'unconfirmed'): void {
    const sockets = [...(this.tied.get(session)?.values() ?? [])];
    this.forget(session);
    for (const cut of sockets) cut();
    if (sockets.length > 0) this.cutFor(reason, sockets.length);
  }

  private forget(session: string): void {
    this.tied.delete(session);
    this.confirmedAtMs.delete(session);
  }
}
