/** A screen's word about itself: does it draw, and does it hold what the server holds. */
import { domainStateHash, type DomainState } from '../../../shared/domain-state.ts';
import { QUIET_HASH_EVERY, REPORT_EVERY_MS, type ScreenReport } from '../../../shared/socket.ts';

export type DomainHash = readonly [domain: string, cursor: string, hash: string];

/** A domain that did not move for this long is quiet: its cursor is one the server surely knows. */
const QUIET_AFTER_MS = 1_000;
/**
 * A checkpoint this long before the next report, ms, still counts: a moving domain has one a second, and is quiet a
 * second later. An older hash would tell of a wrong state only with the report after the next, which is too late.
 */
const TAKEN_BEFORE_REPORT_MS = 2_000;

/**
 * Hashes are dear, so each domain is hashed at most once per report: at a checkpoint shortly before it, or else at its
 * cursor once it is quiet. What a quiet domain told before is told again only when it has become another:
 * a state that changes without its cursor is a wrong one, and the server must hear of it at once.
 */
export class Reporter {
  private readonly taken = new Map<string, DomainHash>();
  private readonly told = new Map<string, DomainHash>();
  private readonly movedAtMs = new Map<string, number>();
  private reportedAtMs = Number.NEGATIVE_INFINITY;
  private reports = 0;
  private turn = 0;
  private scene: string | undefined;

  constructor(
    private readonly domains: readonly string[],
    private readonly stateOf: (domain: string) => DomainState | undefined,
  ) {}

  /** The domain stands, right now, at a cursor whose hash the server knows. */
  checkpoint(domain: string, nowMs: number): void {
    const isFresh = nowMs - this.reportedAtMs >= REPORT_EVERY_MS - TAKEN_BEFORE_REPORT_MS;
    if (isFresh && !this.taken.has(domain)) this.take(domain);
  }

  moved(domain: string, nowMs: number): void {
    this.movedAtMs.set(domain, nowMs);
  }

  report(drawn: number, ageMs: number, scene: string | undefined, nowMs: number): ScreenReport {
    this.reports += 1;
    this.reportedAtMs = nowMs;
    for (const domain of this.domains) {
      const quiet = nowMs - (this.movedAtMs.get(domain) ?? -Infinity) >= QUIET_AFTER_MS;
      if (quiet && !this.taken.has(domain)) this.takeIfNews(domain);
    }
    if (this.reports % QUIET_HASH_EVERY === 0) this.takeNextInTurn();
    const hashes = [...this.taken.values()];
    for (const hash of hashes) this.told.set(hash[0], hash);
    this.taken.clear();
    const sceneChanged = scene !== undefined && scene !== this.scene;
    this.scene = scene;
    return { drawn, ageMs, ...(sceneChanged ? { scene } : {}), ...(hashes.length === 0 ? {} : { hashes }) };
  }

  /** After a reconnect the server knows nothing of this screen: everything is told again. */
  forgetTold(): void {
    this.told.clear();
    this.scene = undefined;
  }

  /** Of every domain held, as it stands now. */
  hashes(): readonly DomainHash[] {
    return this.domains.map((domain) => this.hashOf(domain)).filter((hash) => hash !== undefined);
  }

  /** A domain that never moves is compared too, one after another. */
  private takeNextInTurn(): void {
    const domain = this.domains[this.turn % this.domains.length];
    this.turn += 1;
    if (domain !== undefined && !this.taken.has(domain)) this.take(domain);
  }

  private takeIfNews(domain: string): void {
    const now = this.hashOf(domain);
    const [, cursor, hash] = this.told.get(domain) ?? [];
    if (now !== undefined && (now[1] !== cursor || now[2] !== hash)) this.taken.set(domain, now);
  }

  private take(domain: string): void {
    const now = this.hashOf(domain);
    if (now !== undefined) this.taken.set(domain, now);
  }

  private hashOf(domain: string): DomainHash | undefined {
    const state = this.stateOf(domain);
    return state === undefined ? undefined : [domain, state.cursor, domainStateHash(state)];
  }
}
