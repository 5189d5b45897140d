/**
 * From a source to what may be recorded: settings → connector in its lane → mapping in its thread → validation.
 * Nothing here touches Redis; `probe` and the poll share it.
 */
import type { Source } from '../shared/config/source.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';
import type { UpstreamReason } from '../shared/errors.ts';
import {
  MAX_STATE_BYTES,
  type PollAnswer,
  type PollWindow,
  type ResponseHead,
  type Validators,
} from './connector.ts';
import { resolveSettings, withoutSecrets, type Environment, type Resolved } from './environment.ts';
import { Lane } from './lane/lane.ts';
import type { LaneFailure, LaneProgram } from './lane/messages.ts';
import { MapperPool } from './mapping/mapper-pool.ts';
import { MAPPING_TIMEOUT_MS, PAST_MAPPING_TIMEOUT_MS } from './mapping/messages.ts';
import type { Picture } from './record-batch.ts';
import type { Refusal } from './refusal.ts';
import { MAX_EVENTS_PER_DOCUMENT } from './validate-event.ts';
import { Validator, type Validated } from './validate.ts';

export interface FetchWish {
  readonly timeoutMs: number;
  readonly nowMs: number;
  readonly validators?: Validators | undefined;
  readonly state?: string | undefined;
  readonly window?: PollWindow | undefined;
}

export type Fetched =
  | { readonly kind: 'unchanged'; readonly head: ResponseHead }
  | {
      readonly kind: 'document';
      readonly validated: Validated;
      readonly validators: Validators | undefined;
      readonly state: string | undefined;
      readonly head: ResponseHead;
    }
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly Picture[];
      readonly missing: readonly string[];
      /** What the pictures told, where the source has a mapping for it. */
      readonly validated: Validated;
      readonly state: string | undefined;
      readonly head: ResponseHead;
    }
  | {
      readonly kind: 'failed';
      readonly reason: UpstreamReason | 'internal';
      readonly message: string;
      readonly retryAfterMs?: number | undefined;
    };

export interface FetcherOptions {
  readonly config: ProvinceConfig;
  readonly environment: Environment;
  /** Told when a thread of a domain, or of the mappings, had to be replaced. */
  readonly onReplaced: (what: string, why: string) => void;
  /** Module with the connectors; tests bring their own. */
  readonly registry?: string;
}

/** What the lane of a source is told of it, with the environment's values put in. */
interface Order extends Pick<Resolved, 'secrets' | 'missing'> {
  readonly program: LaneProgram;
}

/** Pictures are kept for two cadences. */
const PICTURE_CADENCES = 2;
const NOTHING: Validated = { observations: [], events: [], refusals: [], offered: 0 };
const DEFAULT_REGISTRY = new URL('./connector-registry.ts', import.meta.url).href;

export class Fetcher {
  private readonly lanes = new Map<string, Lane>();
  private readonly liveOrders = new WeakMap<Source, Order>();
  private readonly pastOrders = new WeakMap<Source, Order>();
  private readonly mappers: MapperPool;
  private readonly validator: Validator;

  constructor(private readonly options: FetcherOptions) {
    const { config, onReplaced } = options;
    this.validator = new Validator(config);
    this.mappers = new MapperPool(
      { provinceId: config.province.id, timeZone: config.province.timeZone, places: config.places },
      (why) => onReplaced('mapping', why),
    );
  }

  /** Always resolves. */
  async fetch(source: Source, wish: FetchWish): Promise<Fetched> {
    const { program, secrets, missing } = this.order(source, wish.window !== undefined);
    if (missing.length > 0) return failed('client', `the environment has no ${missing.join(', ')}`);
    const { timeoutMs, validators, state, window } = wish;
    const outcome = await this.lane(source.domain).run(program, { timeoutMs, validators, state, window });
    return outcome.ok ? this.read(source, wish, outcome.answer, secrets) : failure(outcome, secrets);
  }

  /** Starts the threads of these domains before their first poll. */
  warm(domains: Iterable<string>): void {
    for (const domain of domains) this.lane(domain).warm();
  }

  async close(): Promise<void> {
    await Promise.all([this.mappers.close(), ...[...this.lanes.values()].map((lane) => lane.close())]);
  }

  /** Made once per source: its lane tells programs apart by their identity. */
  private order(source: Source, isPast: boolean): Order {
    const orders = isPast ? this.pastOrders : this.liveOrders;
    let order = orders.get(source);
    if (order === undefined) {
      const { connector, limits, network } = source;
      const wanted = isPast ? { ...source.settings, ...source.backfill?.settings } : source.settings;
      const { settings, secrets, missing } = resolveSettings(wanted, this.options.environment);
      order = { program: { connector, settings, limits, network }, secrets, missing };
      orders.set(source, order);
    }
    return order;
  }

  private lane(domain: string): Lane {
    let lane = this.lanes.get(domain);
    if (lane === undefined) {
      const places = this.options.config.places.map(({ id, code }) => ({ id, code }));
      const registry = this.options.registry ?? DEFAULT_REGISTRY;
      lane = new Lane(registry, { places }, (why) => this.options.onReplaced(domain, why));
      this.lanes.set(domain, lane);
    }
    return lane;
  }

  private async read(
    source: Source,
    wish: FetchWish,
    answer: PollAnswer,
    secrets: readonly string[],
  ): Promise<Fetched> {
    switch (answer.kind) {
      case 'unchanged':
        return answer;
      case 'pictures': {
        const keepMs = source.everySeconds * 1000 * PICTURE_CADENCES;
        const pictures = answer.pictures.map((picture) => ({ ...picture, keepMs }));
        const missing = answer.missing.map(({ place, why }) => withoutSecrets(`${place}: ${why}`, secrets));
        const { document, head } = answer;
        if (document === undefined || source.mapping === undefined)
          return { kind: 'pictures', pictures, missing, validated: NOTHING, state: undefined, head };
        const told = await this.readDocument(source, wish, { kind: 'document', ...document, head }, secrets);
        if (told.kind !== 'document') return told;
        const { validated, state } = told;
        return { kind: 'pictures', pictures, missing, validated, state, head };
      }
      case 'document':
        return this.readDocument(source, wish, answer, secrets);
    }
  }

  private async readDocument(
    source: Source,
    wish: FetchWish,
    answer: Extract<PollAnswer, { kind: 'document' }>,
    secrets: readonly string[],
  ): Promise<Fetched> {
    const isPast = wish.window !== undefined;
    const mapped = await this.mappers.map({
      turn: isPast ? 'past' : `live ${source.domain}`,
      mapping: (isPast ? source.backfill?.mapping : undefined) ?? source.mapping ?? '$',
      json: answer.json,
      nowMs: wish.nowMs,
      // One more than is taken, so that the surplus is seen and refused by name.
      maxEntries: Math.max(source.limits.maxObservations, MAX_EVENTS_PER_DOCUMENT) + 1,
      timeoutMs: isPast ? PAST_MAPPING_TIMEOUT_MS : MAPPING_TIMEOUT_MS,
    });
    if (!mapped.ok) return failed('malformed', withoutSecrets(`mapping: ${mapped.message}`, secrets));
    const { validators, state, head, refused = [] } = answer;
    if (Buffer.byteLength(state ?? '') > MAX_STATE_BYTES)
      return failed('internal', `the connector wants to keep more than ${MAX_STATE_BYTES} bytes`);
    const mappedPart = this.validator.validate(mapped.output, source, secrets);
    const validated = withRefused(
      mappedPart,
      refused.map((words) => withoutSecrets(words, secrets)),
    );
    return { kind: 'document', validated, validators, state, head };
  }
}

/** What a connector could not read of its document counts as offered and refused. */
function withRefused(validated: Validated, refused: readonly string[]): Validated {
  if (refused.length === 0) return validated;
  const unread = refused.map((words): Refusal => ({ reason: 'unreadable-part', words }));
  return {
    ...validated,
    refusals: [...unread, ...validated.refusals],
    offered: validated.offered + refused.length,
  };
}

function failed(reason: UpstreamReason | 'internal', message: string): Fetched {
  return { kind: 'failed', reason, message };
}

function failure(outcome: LaneFailure, secrets: readonly string[]): Fetched {
  const { reason, message, retryAfterMs } = outcome;
  return { kind: 'failed', reason, message: withoutSecrets(message, secrets), retryAfterMs };
}
