/** Which series, over which window, at which resolution: the same parameters for charts and for their exports. */
import { z } from 'zod';
import { SERIES_BESIDE, type SeriesReply } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import { TooManyFacts } from '../history/many-series.ts';
import { BusyError } from '../series/gate.ts';
import type { AskedSeries } from '../series/series-reader.ts';
import { ApiError, fromStore } from './api-error.ts';
import { knownIndicator, knownPlace, type ApiContext } from './context.ts';
import { instantQuery } from './instant-query.ts';
import { oneOrMore } from './one-or-more.ts';

const HOUR_MS = 3_600_000;
/** What a chart shows when nothing else is asked. */
const DEFAULT_SPAN_MS = 24 * HOUR_MS;
const DEFAULT_PERIODS = 30;
/** The widest screen that is known is 7,680 pixels; no single chart fills it. */
const MAX_PIXELS = 4_000;
const MAX_SERIES = 100;
/** Points of one answer, beside included: some 20 MB of JSON. */
const MAX_POINTS = 150_000;
/** Longest window: an office's figures rarely go further back, and a window of ever is a slip. */
const MAX_WINDOW_MS = 50 * 366 * 24 * HOUR_MS;

const seriesId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,63}(@[a-z0-9][a-z0-9.-]{0,63})?$/,
    '`indicator@place`, or `indicator` alone for the province',
  );

export const seriesQuery = {
  series: oneOrMore(seriesId, MAX_SERIES).meta({
    description: `A series as \`indicator@place\`; without a place that of the province. Given again for each, up to ${MAX_SERIES}.`,
  }),
  fromMs: instantQuery.meta({ description: 'Default: 24 hours before `toMs`.' }),
  toMs: instantQuery.meta({ description: 'Default: now, or `knownAtMs`.' }),
  pixels: z.coerce.number().int().min(10).max(MAX_PIXELS).default(500).meta({
    description: 'Width of the chart: no more points than these. Figures of a period are never thinned.',
  }),
  periods: z.coerce.number().int().min(1).max(4_000).optional().meta({
    description: 'For figures of a period: this many newest ones instead of a window; the default is 30.',
  }),
  knownAtMs: instantQuery.meta({
    description: 'As it was known then: nothing accepted later counts. Default: now.',
  }),
  beside: oneOrMore(z.enum(SERIES_BESIDE), SERIES_BESIDE.length).optional().meta({
    description: 'Also the window of the same length before, or of the same dates of the year before.',
  }),
};

export type SeriesQuery = z.output<z.ZodObject<typeof seriesQuery>>;

/** @throws ApiError */
export async function readSeries(context: ApiContext, query: SeriesQuery): Promise<SeriesReply> {
  const { knownAtMs, beside = [], pixels } = query;
  const nowMs = context.nowMs();
  const toMs = query.toMs ?? knownAtMs ?? nowMs;
  const fromMs = query.fromMs ?? Math.max(0, toMs - DEFAULT_SPAN_MS);
  const series = query.series.map((text) => seriesOf(context, text));
  checkWindow(fromMs, toMs);
  const lines = series.length * (1 + beside.length);
  if (lines * pixels > MAX_POINTS)
    throw new ApiError(
      'too-much',
      `${series.length} series at ${pixels} pixels, ${beside.length} beside each, may be ${lines * pixels} points`,
      `at most ${MAX_POINTS}: fewer series in one request, or fewer pixels`,
    );
  const hasWindow = query.fromMs !== undefined;
  if (beside.length > 0 && !hasWindow)
    throw new ApiError('malformed', '`beside` without `fromMs`', 'a window, beside which there is another');
  const periods = query.periods ?? (hasWindow ? undefined : DEFAULT_PERIODS);
  const asked = { window: { fromMs, toMs }, most: pixels, knownAtMs, beside, nowMs };
  const isPeriod = ({ indicator }: { readonly indicator: Indicator }) => indicator.period !== undefined;
  const read = (some: readonly AskedSeries[], newest: number | undefined) =>
    context.series.read({ ...asked, series: some, periods: newest }, performance.now());
  const found = await fromStore(
    refusing(
      Promise.all([
        read(series.filter(isPeriod), periods),
        read(
          series.filter((one) => !isPeriod(one)),
          undefined,
        ),
      ]),
    ),
  );
  const byKey = new Map(found.flat().map((line) => [`${line.indicator}@${line.place}`, line]));
  return {
    serverNowMs: nowMs,
    fromMs,
    toMs,
    ...(knownAtMs === undefined ? {} : { knownAtMs }),
    lines: series.flatMap(({ indicator, place }) => byKey.get(`${indicator.id}@${place}`) ?? []),
  };
}

function seriesOf(context: ApiContext, text: string): AskedSeries {
  const [id = '', at] = text.split('@');
  const { indicator } = knownIndicator(context, id);
  return { indicator, place: knownPlace(context, at ?? context.config.province.id).id };
}

function checkWindow(fromMs: number, toMs: number): void {
  if (fromMs > toMs)
    throw new ApiError('malformed', `fromMs ${fromMs} is after toMs ${toMs}`, 'fromMs ≤ toMs');
  if (toMs - fromMs > MAX_WINDOW_MS)
    throw new ApiError('too-much', 'the window is longer than 50 years', 'a shorter window');
}

/** What the reader refuses, in the words of the API. */
async function refusing<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof BusyError)
      throw new ApiError('busy', 'too many readings of the past are waiting', 'ask again in a few seconds');
    if (error instanceof TooManyFacts)
      throw new ApiError(
        'too-much',
        `the window holds more facts of ${error.message} than may be read at once`,
        'a shorter window, or fewer series',
      );
    throw error;
  }
}
