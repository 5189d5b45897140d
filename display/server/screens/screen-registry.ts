/** The screens of this server: who is connected, what each last said about itself, who went away and when. */
import type { HashVerdict } from '../feed/hash-memory.ts';
import type { ScreenIdentity, ScreenRecord, ScreenReport } from '../../../shared/socket.ts';

/** A screen that left stays listed for this long, ms, unless it comes back. */
export const SCREEN_KEPT_MS = 24 * 3_600_000;
/** Most screens that are listed; beyond it those that left longest ago go first. */
export const MAX_SCREENS_KEPT = 2_000;

interface Known {
  readonly socket: string;
  readonly record: ScreenRecord;
}

export class ScreenRegistry {
  private readonly byId = new Map<string, Known>();
  private readonly idOfSocket = new Map<string, string>();

  /** @param changed told which screen's record is new. */
  constructor(
    readonly server: string,
    private readonly changed: (id: string) => void,
  ) {}

  /**
   * A hello. The same screen on a new socket replaces its old record; the old socket's end is then no news. A socket
   * that calls itself by another name has left under the one before.
   */
  greet(socket: string, screen: ScreenIdentity, address: string, nowMs: number): void {
    if (this.idOfSocket.get(socket) !== screen.id) this.leave(socket, nowMs);
    const known = this.byId.get(screen.id);
    const isSameSocket = known?.socket === socket;
    const { id, kind, wall, userAgent } = screen;
    const since = isSameSocket ? known.record : { connectedAtMs: nowMs, differing: [] };
    this.idOfSocket.set(socket, id);
    this.put(socket, { ...since, id, kind, wall, userAgent, server: this.server, address });
    this.forget(nowMs);
  }

  /** @param verdicts by domain; a domain without a verdict keeps its last one. */
  report(
    socket: string,
    report: ScreenReport,
    verdicts: ReadonlyMap<string, HashVerdict>,
    nowMs: number,
  ): void {
    const known = this.ofSocket(socket);
    if (known === undefined) return;
    const differing = new Set(known.record.differing);
    for (const [domain, verdict] of verdicts) {
      if (verdict === 'differs') differing.add(domain);
      if (verdict === 'equal') differing.delete(domain);
    }
    const { scene = known.record.scene, drawn, ageMs } = report;
    this.put(socket, {
      ...known.record,
      scene,
      drawn,
      ageMs,
      replays: report.replays === true,
      lastReportAtMs: nowMs,
      differing: [...differing],
    });
  }

  leave(socket: string, nowMs: number): void {
    const known = this.ofSocket(socket);
    this.idOfSocket.delete(socket);
    if (known !== undefined) this.put(socket, { ...known.record, disconnectedAtMs: nowMs });
  }

  get(id: string): ScreenRecord | undefined {
    return this.byId.get(id)?.record;
  }

  /** The socket of a screen that is connected here. */
  socketOf(id: string): string | undefined {
    const known = this.byId.get(id);
    return known?.record.disconnectedAtMs === undefined ? known?.socket : undefined;
  }

  list(nowMs: number): readonly ScreenRecord[] {
    this.forget(nowMs);
    return [...this.byId.values()].map(({ record }) => record);
  }

  private ofSocket(socket: string): Known | undefined {
    const known = this.byId.get(this.idOfSocket.get(socket) ?? '');
    return known?.socket === socket ? known : undefined;
  }

  private put(socket: string, record: ScreenRecord): void {
    this.byId.set(record.id, { socket, record });
    this.changed(record.id);
  }

  private forget(nowMs: number): void {
    const gone = [...this.byId.values()]
      .map(({ record }) => record)
      .filter(({ disconnectedAtMs }) => disconnectedAtMs !== undefined)
      .toSorted((a, b) => (a.disconnectedAtMs ?? 0) - (b.disconnectedAtMs ?? 0));
    for (const { id, disconnectedAtMs } of gone) {
      const isOverdue = nowMs - (disconnectedAtMs ?? 0) >= SCREEN_KEPT_MS;
      if (isOverdue || this.byId.size > MAX_SCREENS_KEPT) this.byId.delete(id);
    }
  }
}

/** When a screen was last heard of, ms. */
export function lastWordMs(screen: ScreenRecord): number {
  return Math.max(screen.connectedAtMs, screen.lastReportAtMs ?? 0, screen.disconnectedAtMs ?? 0);
}
