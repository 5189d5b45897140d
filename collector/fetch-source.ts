/**
 * From a source to what may be recorded: settings → connector in its lane → mapping in its thread → validation.
 * Nothing here touches Redis; `probe` and the poll share it.
 */
import type { Source } from '../shared/config/source.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';
import { MAX_STATE_BYTES, type PollAnswer } from './connector.ts';
import { resolveSettings, type Environment, type Resolved } from './environment.ts';
import {
  failed,
  failure,
  type Failed,
  type Fetched,
  type FetchWish,
  type LinkOptions,
  type Probed,
  type Pushed,
} from './fetched.ts';
import { Lane } from './lane/lane.ts';
import type { LinkEvents } from './lane/link.ts';
import type { LaneProgram } from './lane/messages.ts';
import { maskedAddress } from './probe/masked-address.ts';
import { MapperPool } from './mapping/mapper-pool.ts';
import { MAPPING_TIMEOUT_MS, PAST_MAPPING_TIMEOUT_MS } from './mapping/messages.ts';
import { programOf } from './mapping/table/plan.ts';
import type { DeliveredRequest, InboundDocument, PushedDocument } from './push-connector.ts';
import { lineOf, masked, NOTHING, refusedBy, withRefused } from './unread-parts.ts';
import { MAX_EVENTS_PER_DOCUMENT } from './validate-event.ts';
import { Validator } from './validate.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface FetcherOptions {
  readonly config: ProvinceConfig;
  readonly environment: Environment;
  /** Told when a thread of a domain, or of the mappings, had to be replaced. */
  readonly onReplaced: (what: string, why: string) => void;
  /** Module with the connectors; tests bring their own. */
  readonly registry?: string;
  /** Name servers in place of the system's, e.g. `192.0.2.1:53`; tests bring their own. */
  readonly nameServers?: readonly string[] | undefined;
}

/** What the lane of a source is told of it, with the environment's values put in. */
interface Order extends Pick<Resolved, 'secrets' | 'values' | 'missing'> {
  readonly program: LaneProgram;
}

/** Pictures are kept for two cadences. */
const PICTURE_CADENCES = 2;
const DEFAULT_REGISTRY = new URL('./connector-loaders.ts', import.meta.url).href;

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
    return (await this.ask(source, wish, false)).fetched;
  }

  /** As {@link fetch}, and what was asked on the way, without secrets: for those who connect a source. */
  async probe(source: Source, wish: FetchWish): Promise<Probed> {
    return this.ask(source, wish, true);
  }

  private async ask(source: Source, wish: FetchWish, notesAsked: boolean): Promise<Probed> {
    const { program, values, missing, ...own } = this.order(source, wish.window !== undefined);
    if (missing.length > 0)
      return { fetched: failed('client', `the environment has no ${missing.join(', ')}`), asked: [] };
    const { timeoutMs, validators, state, window } = wish;
    const request = { timeoutMs, validators, state, window, notesAsked };
    const outcome = await this.lane(source.domain).run(program, request);
    const { issued = [] } = outcome;
    const secrets = issued.length === 0 ? own.secrets : [...own.secrets, ...issued];
    const asked = (outcome.asked ?? []).map((one) => ({
      ...one,
      address: maskedAddress(one.address, values),
      outcome: withoutSecrets(one.outcome, secrets),
    }));
    if (!outcome.ok) return { fetched: failure(outcome, secrets), asked };
    return { fetched: await this.read(source, wish, outcome.answer, secrets), asked };
  }

  /** Holds one link of a push source; resolves with why it ended, or with nothing when the signal ended it. */
  async link(
    source: Source,
    { subscriber, isTrial, signal }: LinkOptions,
    events: LinkEvents,
  ): Promise<Failed | undefined> {
    const { program, secrets, missing } = this.order(source, false);
    if (missing.length > 0) return failed('client', `the environment has no ${missing.join(', ')}`);
    const wish = { ...program, timeoutMs: source.timeoutMs, subscriber, isTrial };
    const ended = await this.lane(source.domain).link(wish, events, signal);
    return ended === undefined ? undefined : failure(ended, secrets);
  }

  /** Reads what was sent to us: who sent it is proved, nothing is mapped yet. Always resolves. */
  async receive(
    source: Source,
    delivered: DeliveredRequest,
    timeoutMs: number,
  ): Promise<{ readonly kind: 'delivered'; readonly document: InboundDocument } | Failed> {
    const { program, secrets, missing } = this.order(source, false);
    if (missing.length > 0) return failed('client', `the environment has no ${missing.join(', ')}`);
    const outcome = await this.lane(source.domain).run(program, { timeoutMs, delivered });
    if (!outcome.ok) return failure(outcome, secrets);
    if (outcome.answer.kind !== 'document' || !('deliveryId' in outcome.answer))
      return failed('internal', `${source.connector} gave no delivery`);
    return { kind: 'delivered', document: outcome.answer };
  }

  /** Maps and checks what came unasked. Always resolves. */
  async readPushed(source: Source, pushed: PushedDocument, nowMs: number): Promise<Pushed | Failed> {
    const { secrets } = this.order(source, false);
    const { json, refused } = pushed;
    if (json === undefined)
      return { kind: 'document', validated: withRefused(NOTHING, masked(refused, secrets)) };
    const head = { status: '', headers: {}, bytes: json.length };
    const wish = { timeoutMs: MAPPING_TIMEOUT_MS, nowMs };
    return this.readDocument(source, wish, { kind: 'document', json, refused, head }, secrets);
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
      const { settings, ...told } = resolveSettings(wanted, this.options.environment);
      order = { program: { connector, settings, limits, network }, ...told };
      orders.set(source, order);
    }
    return order;
  }

  private lane(domain: string): Lane {
    let lane = this.lanes.get(domain);
    if (lane === undefined) {
      const { config } = this.options;
      const places = config.places.map(({ id, code }) => ({ id, code }));
      const registry = this.options.registry ?? DEFAULT_REGISTRY;
      const { nameServers } = this.options;
      const { timeZone } = config.province;
      lane = new Lane(registry, { places, timeZone, nameServers }, (why) =>
        this.options.onReplaced(domain, why),
      );
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
  ): Promise<Extract<Fetched, { kind: 'document' | 'failed' }>> {
    const isPast = wish.window !== undefined;
    const mapped = await this.mappers.map({
      turn: isPast ? 'past' : `live ${source.domain}`,
      mapping: programOf(
        (isPast ? source.backfill?.mapping : undefined) ?? source.mapping ?? '$',
        this.options.config,
      ),
      json: answer.json,
      nowMs: wish.nowMs,
      // One more than is taken, so that the surplus is seen and refused by name.
      maxEntries: Math.max(source.limits.maxObservations, MAX_EVENTS_PER_DOCUMENT) + 1,
      timeoutMs: isPast ? PAST_MAPPING_TIMEOUT_MS : MAPPING_TIMEOUT_MS,
    });
    if (!mapped.ok) return failed(mapped.reason, lineOf(`mapping: ${mapped.message}`, secrets));
    const { validators, state, head, refused = [] } = answer;
    if (Buffer.byteLength(state ?? '') > MAX_STATE_BYTES)
      return failed('internal', `the connector wants to keep more than ${MAX_STATE_BYTES} bytes`);
    const mappedPart = this.validator.validate(mapped.output, source, secrets);
    const unmapped = masked(refusedBy(mapped.output), secrets);
    const told = withRefused(mappedPart, unmapped, 'unmapped-part');
    const validated = withRefused(told, masked(refused, secrets));
    return { kind: 'document', validated, validators, state, head };
  }
}
