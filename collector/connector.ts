/**
 * What a kind of upstream is. One connector is one file of `connectors/`; it speaks the upstream's protocol and
 * gives its document or pictures, or throws an UpstreamError. It does not retry, catch everything, store or keep
 * time: the poll does that, the same way for every kind.
 */
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { z } from 'zod';
import type { Bilingual } from '../shared/config/common.ts';
import type { HttpAuth } from '../shared/config/http-auth.ts';
import type { Source } from '../shared/config/source.ts';

export interface Connector<Settings = unknown> {
  /** Equal to the file's name; the `connector` of a source. */
  readonly id: string;
  readonly title: Bilingual;
  /** What may stand in a source's `settings`, each field with its description. */
  readonly settings: z.ZodType<Settings>;
  /** A whole source file that works, as YAML: the page of the connector shows it, and a test runs it. */
  readonly example: string;
  /** Documents go through the source's mapping; pictures are kept as they are. */
  readonly answers: 'document' | 'pictures';
  /** Of a kind that gives pictures: whether these settings make it tell of them in a document, too, for a mapping. */
  readonly alsoDocument?: (settings: Settings) => boolean;
  poll(request: PollRequest<Settings>): Promise<PollAnswer>;
}

export interface PollRequest<Settings> {
  /** Checked by the schema, `${NAME}` replaced by the environment's values. */
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly limits: Source['limits'];
  /** What the upstream gave with its last document, to be told when nothing changed. */
  readonly validators?: Validators | undefined;
  /** What this connector gave as {@link DocumentAnswer.state} with its last answer that was recorded. */
  readonly state?: string | undefined;
  /** Set when the past is asked for. */
  readonly window?: PollWindow | undefined;
  /** The places that the settings may name. */
  readonly places: readonly PlaceReference[];
  /** The province's IANA zone, in which an upstream means its times without one. Absent: UTC. */
  readonly timeZone?: string | undefined;
  /** The bounded way to HTTP. */
  readonly exchange: Exchange;
  /** The checked way to anything else on the network. */
  readonly dial: Dial;
}

export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export interface PollWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PlaceReference {
  readonly id: string;
  readonly code?: string | undefined;
}

export type PollAnswer =
  | { readonly kind: 'unchanged'; readonly head: ResponseHead }
  | DocumentAnswer
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly PolledPicture[];
      /** Places that gave none, and why. */
      readonly missing: readonly { readonly place: string; readonly why: string }[];
      /** What the pictures tell, for the mapping of the source. */
      readonly document?: Pick<DocumentAnswer, 'json' | 'state' | 'refused'> | undefined;
      readonly head: ResponseHead;
    };

export interface DocumentAnswer {
  readonly kind: 'document';
  /** The document as JSON in UTF-8, proved to be well-formed: it is mapped in another thread. */
  readonly json: Uint8Array;
  readonly validators?: Validators | undefined;
  /**
   * What the connector wants to be told with its next poll: a cursor, the ids it has seen. Recorded with the observations
   * or not at all; at most {@link MAX_STATE_BYTES} long. Absent: nothing.
   */
  readonly state?: string | undefined;
  /** Parts of the document that do not fit, each in one line that names its place; the rest is recorded. */
  readonly refused?: readonly string[] | undefined;
  readonly head: ResponseHead;
}

/** A state travels to Redis and back with every poll. */
export const MAX_STATE_BYTES = 16_384;

export interface PolledPicture {
  readonly place: string;
  /** Absent when the upstream does not say when it was taken. */
  readonly atMs?: number | undefined;
  readonly bytes: Uint8Array;
}

/** What `probe` shows of an answer. */
export interface ResponseHead {
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

export interface ExchangeRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly validators?: Validators | undefined;
  /** Goes to the origin of `url` alone; a redirect to another origin leaves it and every header of its own behind. */
  readonly auth?: HttpAuth | undefined;
  /** Tighter than the source's own limit where the protocol knows better. */
  readonly maxBytes?: number | undefined;
}

export interface ExchangeAnswer {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked; empty when the upstream says that nothing changed (304). */
  readonly body: Uint8Array;
  /** Where it came from, after redirects. */
  readonly url?: string | undefined;
}

/**
 * One request within the source's limits and the poll's time.
 * @throws UpstreamError for everything but a success or 304.
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>;

export interface DialTarget {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  /** Present: TLS; the name is the server's name unless `servername` says otherwise. */
  readonly tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'ALPNProtocols'> | undefined;
  /**
   * For a last word to the upstream when the poll has been ended: the connection lives this long, in ms, instead of
   * ending with the poll.
   */
  readonly lastWordMs?: number | undefined;
}

/**
 * A connection within the poll's time to an address that this source may reach; the end of the poll destroys it.
 * @throws UpstreamError `forbidden-address`, `unreachable`, `timeout`.
 */
export type Dial = (target: DialTarget) => Promise<Socket>;
