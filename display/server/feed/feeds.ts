/** All domains of the province, each followed on its own: one that is stuck delays no other. */
import type { DomainState } from '../../../shared/domain-state.ts';
import { DomainFeed, type FeedOptions } from './feed.ts';

/** A feed reads once a second; silent for longer than this, Redis counts as away. */
const REACHED_WITHIN_MS = 3_500;

/** Why the display is not ready, or that it is. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: 'redis-unreachable' }
  | { readonly ready: false; readonly reason: 'never-observed'; readonly domains: readonly string[] };

export class Feeds {
  private readonly byDomain: ReadonlyMap<string, DomainFeed>;

  constructor(domains: readonly string[], options: Omit<FeedOptions, 'domain'>) {
    this.byDomain = new Map(domains.map((domain) => [domain, new DomainFeed({ ...options, domain })]));
  }

  get domains(): readonly string[] {
    return [...this.byDomain.keys()];
  }

  start(): void {
    for (const feed of this.byDomain.values()) feed.start();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.byDomain.values()].map((feed) => feed.stop()));
  }

  view(domain: string): DomainFeed['view'] | undefined {
    return this.byDomain.get(domain)?.view;
  }

  state(domain: string): Readonly<DomainState> | undefined {
    return this.view(domain)?.state;
  }

  get isRedisReached(): boolean {
    return [...this.byDomain.values()].every((feed) => feed.silenceMs() < REACHED_WITHIN_MS);
  }

  /** Ready: Redis answers, and every domain was observed at least once since this store was created. */
  readiness(): Readiness {
    if (!this.isRedisReached) return { ready: false, reason: 'redis-unreachable' };
    const missing = this.domains.filter((domain) => !wasObserved(this.state(domain)));
    return missing.length === 0
      ? { ready: true }
      : { ready: false, reason: 'never-observed', domains: missing };
  }
}

function wasObserved(state: Readonly<DomainState> | undefined): boolean {
  return state !== undefined && state.readings.size + state.events.length + state.pictures.size > 0;
}
