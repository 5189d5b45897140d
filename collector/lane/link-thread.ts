/** Inside the thread of a domain: holds the links of its push sources, and hands on what comes over them. */
import { UpstreamError } from '../../shared/errors.ts';
import { loadConnector, type Registry } from '../connector-loaders.ts';
import type { Dial } from '../connector.ts';
import { makeDial } from '../network/dial.ts';
import type { ResolveName } from '../network/resolve-name.ts';
import { MAX_UNDER_WAY, type PushedDocument } from '../push-connector.ts';
import type { LinkWish, WordFromThread, WordToThread } from './link-messages.ts';
import type { LaneFailure } from './messages.ts';

interface OpenLink {
  readonly ending: AbortController;
  readonly underWay: Map<number, { resolve(): void; reject(error: Error): void }>;
  lastDocument: number;
}

export class ThreadLinks {
  private readonly links = new Map<number, OpenLink>();

  constructor(
    private readonly connectors: Registry,
    private readonly say: (word: WordFromThread, moved?: ArrayBuffer[]) => void,
    private readonly failureOf: (error: unknown) => LaneFailure,
    private readonly resolve: ResolveName,
  ) {}

  take(word: WordToThread): void {
    switch (word.word) {
      case 'open':
        void this.open(word.link, word.wish);
        return;
      case 'close':
        this.links.get(word.link)?.ending.abort();
        return;
      case 'taken':
        this.settle(word);
        return;
      case 'beat':
        this.say(word);
    }
  }

  private settle({ link, document, ok }: Extract<WordToThread, { word: 'taken' }>): void {
    const underWay = this.links.get(link)?.underWay;
    const waiting = underWay?.get(document);
    underWay?.delete(document);
    if (ok) waiting?.resolve();
    else waiting?.reject(new UpstreamError({ reason: 'server', message: 'what came could not be recorded' }));
  }

  private async open(id: number, wish: LinkWish): Promise<void> {
    const link: OpenLink = { ending: new AbortController(), underWay: new Map(), lastDocument: 0 };
    this.links.set(id, link);
    const { signal } = link.ending;
    let failure: LaneFailure | undefined;
    try {
      await this.hold(id, link, wish);
      if (!signal.aborted) throw new UpstreamError({ reason: 'unreachable', message: 'the link ended' });
    } catch (error) {
      if (!signal.aborted) failure = this.failureOf(error);
    }
    link.ending.abort();
    this.links.delete(id);
    this.say({ word: 'ended', link: id, failure });
  }

  private async hold(id: number, link: OpenLink, wish: LinkWish): Promise<void> {
    const connector = await loadConnector(this.connectors, wish.connector);
    if (!('subscribe' in connector)) throw new Error(`no push connector ${wish.connector}`);
    const { signal } = link.ending;
    return connector.subscribe({
      ...wish,
      settings: connector.settings.parse(wish.settings),
      signal,
      dial: dialWithin(wish.timeoutMs, signal, wish.network.cidrs, this.resolve),
      up: (head) => this.say({ word: 'up', link: id, head }),
      deliver: (pushed) => this.deliver(id, link, pushed),
    });
  }

  private deliver(id: number, link: OpenLink, pushed: PushedDocument): Promise<void> {
    // Not the upstream's fault: the connector has to stop reading.
    if (link.underWay.size >= MAX_UNDER_WAY)
      return Promise.reject(new Error('more documents under way than allowed'));
    const document = (link.lastDocument += 1);
    return new Promise((resolve, reject) => {
      link.underWay.set(document, { resolve, reject });
      const { json } = pushed;
      // Small buffers of Node share a pool, which must stay.
      const isOwn = json !== undefined && json.byteLength === json.buffer.byteLength;
      this.say({ word: 'document', link: id, document, pushed }, isOwn ? [json.buffer as ArrayBuffer] : []);
    });
  }
}

/** The way to the network of a link: the way there is bounded, the link itself lasts. */
function dialWithin(
  patienceMs: number,
  signal: AbortSignal,
  cidrs: readonly string[],
  resolve: ResolveName,
): Dial {
  return async (target) => {
    const connecting = new AbortController();
    const timer = setTimeout(() => connecting.abort(), patienceMs);
    try {
      return await makeDial(AbortSignal.any([signal, connecting.signal]), cidrs, { resolve })(target);
    } finally {
      clearTimeout(timer);
    }
  };
}
