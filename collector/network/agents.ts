/** Connections of one lane to its upstreams over HTTP. Sources under different rules never share one. */
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { MAX_CONNECT_MS } from '../../shared/config/source.ts';
import { UpstreamError } from '../../shared/errors.ts';
import { makeAddressRule } from './address-rules.ts';
import { checkedLookup, checkLiteral } from './checked-lookup.ts';
import { makeResolver, type ResolveName } from './resolve-name.ts';

/** Connections kept to one upstream. */
const MAX_CONNECTIONS_PER_ORIGIN = 16;
const KEEP_ALIVE_MS = 30_000;
export const MAX_HEADER_BYTES = 16_384;

export interface ConnectionRule {
  /** Internal networks that may be reached. */
  readonly cidrs: readonly string[];
  readonly connectTimeoutMs?: number | undefined;
}

export class Agents {
  private readonly agents = new Map<string, Agent>();

  constructor(private readonly resolve: ResolveName = makeResolver()) {}

  /** The connections that may be used under a rule; the same rule, the same connections. */
  under({ cidrs, connectTimeoutMs = MAX_CONNECT_MS }: ConnectionRule): Dispatcher {
    const key = JSON.stringify([connectTimeoutMs, ...cidrs.toSorted()]);
    let agent = this.agents.get(key);
    if (agent === undefined) this.agents.set(key, (agent = makeAgent(cidrs, connectTimeoutMs, this.resolve)));
    return agent;
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.destroy()));
  }
}

function makeAgent(cidrs: readonly string[], connectTimeoutMs: number, resolve: ResolveName): Agent {
  const rule = makeAddressRule(cidrs);
  const connect = buildConnector({
    // Of its own clock, which may be a second late; ours is exact and comes first.
    timeout: connectTimeoutMs,
    lookup: checkedLookup(rule, resolve),
  });
  return new Agent({
    connect: (options, callback) => {
      try {
        // A socket looks up no address, so this is the only check of one.
        checkLiteral(options.hostname, rule);
      } catch (error) {
        return callback(error as UpstreamError, null);
      }
      const late = () =>
        new UpstreamError({ reason: 'unreachable', message: `no connection within ${connectTimeoutMs} ms` });
      const timer = setTimeout(() => socket.destroy(late()), connectTimeoutMs);
      const socket = connect(options, (...outcome) => {
        clearTimeout(timer);
        callback(...outcome);
      }) as unknown as { destroy(error: Error): void };
    },
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The poll's own signal is the clock of the whole; undici's would cut long but lively answers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
