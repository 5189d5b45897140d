/** What the figures of an answer stand on: the present, or an instant as every screen held it and by its configuration. */
import type { SourceSummary } from '../../../shared/api.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { DomainState } from '../../../shared/domain-state.ts';
import { endOfMs } from '../../../shared/journal/block-range.ts';
import type { Unknown } from '../../../shared/journal/replies.ts';
import { sourceSummary, type JudgingConfig } from '../../../shared/screen-config.ts';
import type { ReplayReader } from '../replay/replay-reader.ts';
import { ApiError, fromStore } from './api-error.ts';
import { judgingConfigSchema } from './replay-schemas.ts';
import { knownDomain, type ApiContext } from './context.ts';

/** By what is named and judged. */
export interface Judging {
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, SourceSummary>;
  /** True: an instant is asked for whose configuration is not kept. */
  readonly isTodaysConfig: boolean;
}

export interface Shown extends Judging {
  /** Undefined: what was shown of the domain is not known. */
  readonly state: (domain: string) => DomainState | undefined;
  /** Why nothing is known of some domains. */
  readonly unknown: ReadonlyMap<string, Unknown>;
  readonly nowMs: number;
}

type Asker = Pick<ApiContext, 'config' | 'index' | 'feeds' | 'replay' | 'nowMs'>;

/** The journal's files. @throws ApiError when there are none to be looked into. */
export function inReach({ replay }: Pick<ApiContext, 'replay'>): ReplayReader {
  if (replay.files.isInReach) return replay;
  throw new ApiError(
    'no-history',
    'this server has no history in reach, so it can replay nothing',
    'set HISTORY_DIR to the folder of the historian',
  );
}

/** Of today, and those of which the journal keeps what was. */
export async function domainsOf({
  index,
  replay,
}: Pick<ApiContext, 'index' | 'replay'>): Promise<readonly string[]> {
  return [...new Set([...index.domains.keys(), ...(await replay.files.domains())])];
}

/** One that is configured no more can be replayed all the same. @throws ApiError for one that never was. */
export async function domainOf(context: Pick<ApiContext, 'index' | 'replay'>, id: string): Promise<string> {
  const isKept = !context.index.domains.has(id) && (await context.replay.files.domains()).includes(id);
  return isKept ? id : knownDomain(context, id).id;
}

/** The configuration of then, by its hash. Undefined: it is not kept, or is of a version that lacks what this needs. */
export async function keptConfig(replay: ReplayReader, hash: string): Promise<JudgingConfig | undefined> {
  const text = await replay.files.config(hash);
  const parsed = judgingConfigSchema.safeParse(JSON.parse(text ?? 'null'));
  return parsed.success ? parsed.data : undefined;
}

/** @param knownAtMs undefined: now. @throws ApiError when it is to come, or there is no history to look into. */
export async function shownAt(
  context: Asker,
  domains: readonly string[],
  knownAtMs: number | undefined,
): Promise<Shown> {
  const serverNowMs = context.nowMs();
  if (knownAtMs === undefined) {
    const state = (domain: string) => context.feeds.state(domain);
    return { ...today(context, false), state, unknown: new Map(), nowMs: serverNowMs };
  }
  const replay = inReach(context);
  if (knownAtMs > serverNowMs)
    throw new ApiError('malformed', `knownAtMs ${knownAtMs} has not been yet`, `at most ${serverNowMs}`);
  const then = await fromStore(Promise.all(domains.map((domain) => replay.at(domain, endOfMs(knownAtMs)))));
  const hash = then.find(({ config }) => config !== '')?.config ?? '';
  const byDomain = new Map(domains.map((domain, at) => [domain, then[at]]));
  const unknown = [...byDomain].flatMap(([domain, told]) =>
    told?.unknown === undefined ? [] : [[domain, told.unknown] as const],
  );
  return {
    ...(await judging(context, replay, hash)),
    state: (domain) => byDomain.get(domain)?.state,
    unknown: new Map(unknown),
    nowMs: knownAtMs,
  };
}

/** As `shownAt`, for what is not read from the journal: without one all is named as today, and said to be. */
export async function judgedAt(
  context: Asker,
  domains: readonly string[],
  knownAtMs: number | undefined,
): Promise<Judging> {
  if (knownAtMs === undefined) return today(context, false);
  if (!context.replay.files.isInReach || knownAtMs > context.nowMs()) return today(context, true);
  return shownAt(context, domains, knownAtMs);
}

async function judging(context: Asker, replay: ReplayReader, hash: string): Promise<Judging> {
  if (hash === context.config.hash) return today(context, false);
  const kept = hash === '' ? undefined : await keptConfig(replay, hash);
  if (kept === undefined) return today(context, true);
  const sources = new Map(kept.sources.map((source) => [source.id, source]));
  return { index: new ConfigIndex(kept), sources, isTodaysConfig: false };
}

function today({ config, index }: Asker, isTodaysConfig: boolean): Judging {
  return {
    index,
    sources: new Map(config.sources.map((source) => [source.id, sourceSummary(source)])),
    isTodaysConfig,
  };
}
