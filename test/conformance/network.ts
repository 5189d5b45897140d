/** The way to the network that a lane gives a connector, for tests whose upstreams are on this machine. */
import { makeExchange } from '../../collector/exchange.ts';
import type { AccessTokens } from '../../collector/network/access-tokens.ts';
import { Agents } from '../../collector/network/agents.ts';
import { makeDial } from '../../collector/network/dial.ts';
import { originsOf } from '../../collector/network/origins.ts';
import { makeResolver, type ResolveName } from '../../collector/network/resolve-name.ts';
import type { Source } from '../../shared/config/source.ts';

/** The tests' upstreams are on this machine. */
export const LOOPBACK = ['127.0.0.0/8'];
export const LIMITS: Source['limits'] = {
  maxBytes: 200_000,
  maxRatio: 100,
  maxDepth: 50,
  connectTimeoutMs: 3_000,
  maxRedirects: 5,
  maxObservations: 1_000,
};

export interface WayOptions {
  /** Origins beside those of the settings. */
  readonly origins?: readonly string[];
  readonly cidrs?: readonly string[];
  readonly limits?: Partial<Source['limits']>;
  readonly tokens?: AccessTokens;
}

export class TestNetwork {
  private readonly agents: Agents;

  constructor(private readonly resolve: ResolveName = makeResolver()) {
    this.agents = new Agents(resolve);
  }

  /** What one poll of a source with these settings may use. */
  way(settings: unknown, signal: AbortSignal, options: WayOptions = {}) {
    const { origins = [], cidrs = LOOPBACK, limits = {}, tokens } = options;
    const { connectTimeoutMs, ...bounds } = { ...LIMITS, ...limits };
    return {
      exchange: makeExchange({
        agent: this.agents.under({ cidrs, connectTimeoutMs }),
        signal,
        limits: bounds,
        origins: originsOf(settings, origins),
        tokens,
      }),
      dial: makeDial(signal, cidrs, { connectTimeoutMs, resolve: this.resolve }),
    };
  }

  close(): Promise<void> {
    return this.agents.destroy();
  }
}
