/**
 * Upstreams that are not asked but tell. A push connector holds a link and hands on what comes over it; an inbound
 * connector reads what a system has sent to us; an entry connector is people with a form. As connectors that are polled, each is one file of `connectors/`, and
 * retries, records and keeps time as little as they do.
 */
import type { z } from 'zod';
import type { Bilingual } from '../shared/config/common.ts';
import type { Source } from '../shared/config/source.ts';
import type { Connector, Dial, DocumentAnswer, ResponseHead } from './connector.ts';

interface Named<Settings> {
  /** Equal to the file's name; the `connector` of a source. */
  readonly id: string;
  readonly title: Bilingual;
  /** What may stand in a source's `settings`, each field with its description. */
  readonly settings: z.ZodType<Settings>;
  /** A whole source file that works, as YAML: the page of the connector shows it, and a test runs it. */
  readonly example: string;
}

interface Described<Settings> extends Named<Settings> {
  readonly answers: 'document';
}

/** No upstream at all: people fill in a form of the display, and what they enter comes by the queue of entries. */
export interface EntryConnector<Settings = unknown> extends Named<Settings> {
  readonly answers: 'entries';
}

export interface PushConnector<Settings = unknown> extends Described<Settings> {
  /**
   * Holds one link until the signal ends it.
   * @throws UpstreamError when the link cannot be had or is lost: it is then opened again, later and later.
   */
  subscribe(subscription: Subscription<Settings>): Promise<void>;
}

export interface Subscription<Settings> {
  /** Checked by the schema, `${NAME}` replaced by the environment's values. */
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly limits: Source['limits'];
  /** Longest that the upstream may take to let us in, ms. */
  readonly timeoutMs: number;
  /** Names this collector and this source, always alike: the upstream keeps for it what it misses. */
  readonly subscriber: string;
  /** True for a look only (`probe`): nothing that the upstream keeps for others may be taken or changed by it. */
  readonly isTrial: boolean;
  /** The checked way to the network; the end of the subscription destroys what was dialled. */
  readonly dial: Dial;
  /** The link stands: from here on what the upstream tells arrives. */
  readonly up: (head: ResponseHead) => void;
  /**
   * Hands one document on. Resolves once it is recorded, or refused for good, and only then the upstream may be told
   * that it arrived; rejects when it could not be recorded: then the link is to fail, and the upstream tells it again.
   * At most {@link MAX_UNDER_WAY} may be under way: who has as many reads no further.
   */
  readonly deliver: (document: PushedDocument) => Promise<void>;
}

/** Documents of one link that are not recorded yet. Two batches: one is being written while the next one gathers. */
export const MAX_UNDER_WAY = 200;

export interface PushedDocument {
  /** As JSON in UTF-8, proved to be well-formed; absent: it could not be read, and `refused` says why. */
  readonly json?: Uint8Array | undefined;
  /** Parts that do not fit, each in one line; the rest is recorded. */
  readonly refused?: readonly string[] | undefined;
}

export interface InboundConnector<Settings = unknown> extends Described<Settings> {
  /**
   * Reads what was sent to `/in/<source>`: proves who sent it, and gives its document and the id of the delivery.
   * @throws UpstreamError `auth` for a sender that did not prove itself, `malformed`, `too-large`, `client`.
   */
  receive(delivery: Delivery<Settings>): InboundDocument;
}

/** What came with a POST. */
export interface DeliveredRequest {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** When it came, on Redis's clock, ms. */
  readonly nowMs: number;
}

export interface Delivery<Settings> extends DeliveredRequest {
  readonly settings: Settings;
  readonly limits: Source['limits'];
}

export type InboundDocument = DocumentAnswer & { readonly deliveryId: string };

export type AnyConnector = Connector | PushConnector | InboundConnector | EntryConnector;

/** How documents of a kind of upstream come to us. */
export function wayOf(connector: AnyConnector): 'polled' | 'pushed' | 'inbound' | 'entered' {
  if (connector.answers === 'entries') return 'entered';
  if ('subscribe' in connector) return 'pushed';
  return 'receive' in connector ? 'inbound' : 'polled';
}
