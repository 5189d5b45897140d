/** The time machine: what every screen was told at an instant, and what it was told next. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { encodeState } from '../../../../shared/frame.ts';
import { idMs } from '../../../../shared/history/segment.ts';
import { endOfMs, journalGaps } from '../../../../shared/journal/block-range.ts';
import { marksOf, type Span } from '../../../../shared/journal/outages.ts';
import { ApiError, fromStore } from '../api-error.ts';
import { apiRoute, type ApiRoute } from '../api-route.ts';
import type { ApiContext } from '../context.ts';
import { framesThenSchema, judgingConfigSchema, marksSchema, stateThenSchema } from '../replay-schemas.ts';
import { domainOf, domainsOf, inReach, keptConfig } from '../shown-at.ts';

/** Bounds of dates as JavaScript knows them. */
const MAX_MS = 8_640_000_000_000_000;
const MAX_CHANGES = 2_000;
const DAY_MS = 86_400_000;
const MAX_PLACES = 2_000;

const instantQuery = z.coerce.number().int().min(0).max(MAX_MS);
const cursorQuery = z.string().regex(/^\d{1,16}-\d{1,20}$/, 'a stream id such as 1764000000000-0');

export function replayRoutes(context: ApiContext): ApiRoute[] {
  return [...stateRoutes(context), ...timeLineRoutes(context)];
}

function stateRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/at/:domain',
      access: 'viewing',
      summary:
        'A domain as every screen held it at an instant. Nothing that was learned later is in it. Where nothing is ' +
        'known of the instant it is empty and says why.',
      params: z.strictObject({ domain: idSchema }),
      query: z.strictObject({ atMs: instantQuery }),
      answer: stateThenSchema,
      run: async ({ params, query: { atMs } }) => {
        const replay = inReach(context);
        const id = await domainOf(context, params.domain);
        const serverNowMs = context.nowMs();
        if (atMs > serverNowMs)
          throw new ApiError('malformed', `atMs ${atMs} has not been yet`, `at most ${serverNowMs}`);
        const { state, unknown, config } = await fromStore(replay.at(id, endOfMs(atMs)));
        const snapshot = { d: id, e: state.epoch, t: state.cursor, n: atMs, b: encodeState(state) };
        return {
          serverNowMs,
          after: endOfMs(atMs),
          config,
          snapshot,
          ...(unknown === undefined ? {} : { unknown }),
        };
      },
    }),
    apiRoute({
      path: '/changes/:domain',
      access: 'viewing',
      summary:
        'What every screen was told behind a moment, as the frames that told it, oldest first; in pages.',
      params: z.strictObject({ domain: idSchema }),
      query: z.strictObject({
        after: cursorQuery.meta({ description: '`after` of /at, or `to` of the page before.' }),
        toMs: instantQuery,
        stepMs: z.coerce.number().int().min(0).max(DAY_MS).default(0).meta({
          description:
            'What was told within so many ms comes in one frame, each figure once. 0: nothing is left out.',
        }),
      }),
      answer: framesThenSchema,
      run: async ({ params, query }) => {
        const replay = inReach(context);
        const id = await domainOf(context, params.domain);
        const toMs = Math.min(query.toMs, context.nowMs());
        const asked = { after: query.after, toMs, stepMs: query.stepMs, maxChanges: MAX_CHANGES };
        const { frames, to, reachedMs, breakMs, config } = await fromStore(replay.frames(id, asked));
        return { frames, to, reachedMs, config, ...(breakMs === undefined ? {} : { breakMs }) };
      },
    }),
  ];
}

function timeLineRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/next-change',
      access: 'viewing',
      summary: 'The first instant behind another at which any domain, or one, was told anything.',
      query: z.strictObject({ afterMs: instantQuery, domain: idSchema.optional() }),
      answer: z.strictObject({
        atMs: z.number().optional().meta({ description: 'Absent: nothing was since.' }),
      }),
      run: async ({ query: { afterMs, domain } }) => {
        const replay = inReach(context);
        const domains = domain === undefined ? await domainsOf(context) : [await domainOf(context, domain)];
        const all = await fromStore(Promise.all(domains.map((one) => replay.nextChangeMs(one, afterMs))));
        const known = all.filter((one) => one !== undefined);
        return known.length === 0 ? {} : { atMs: Math.min(...known) };
      },
    }),
    apiRoute({
      path: '/outages',
      access: 'viewing',
      summary: 'When sources failed and where the journal has gaps: marks for a line of so many places.',
      query: z.strictObject({
        fromMs: instantQuery,
        toMs: instantQuery,
        places: z.coerce.number().int().min(1).max(MAX_PLACES).default(400),
      }),
      answer: marksSchema,
      run: async ({ query: { fromMs, toMs, places } }) => {
        inReach(context);
        const spans = await Promise.all((await domainsOf(context)).map((id) => spansOf(context, id)));
        const starts = spans.map(({ startMs }) => startMs).filter((one) => one !== undefined);
        const marks = marksOf(
          spans.flatMap((one) => one.spans),
          { fromMs, toMs },
          places,
        );
        return {
          serverNowMs: context.nowMs(),
          ...(starts.length === 0 ? {} : { historyFromMs: Math.min(...starts) }),
          marks,
        };
      },
    }),
    apiRoute({
      path: '/configs/:hash',
      access: 'viewing',
      summary: 'The configuration by which screens judged and were laid out while it had this hash.',
      params: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{8,128}$/) }),
      answer: judgingConfigSchema,
      run: async ({ params: { hash } }) => {
        const kept = await keptConfig(inReach(context), hash);
        if (kept === undefined)
          throw new ApiError('not-found', `no configuration ${hash} is kept`, 'a `config` of /api/v1/at');
        return kept;
      },
    }),
  ];
}

async function spansOf({ replay, nowMs }: ApiContext, domain: string) {
  const [blocks, outages] = await Promise.all([replay.files.blocks(domain), replay.files.outages(domain)]);
  const spans: Span[] = [
    ...journalGaps(blocks).map((gap) => ({ kind: 'gap' as const, name: domain, ...gap })),
    ...outages.map(({ source, fromMs, toMs = nowMs() }) => ({
      kind: 'outage' as const,
      name: source,
      fromMs,
      toMs,
    })),
  ];
  const first = blocks[0];
  return { spans, startMs: first === undefined ? undefined : idMs(first.start) };
}
