/** The shape of the answer of `/series`. */
import { z } from 'zod';
import { SERIES_BESIDE, type SeriesReply } from '../../../shared/api.ts';
import { idSchema } from '../../../shared/config/common.ts';
import { pointSchema } from './schemas.ts';
import { atMsSchema, methodSchema } from './truth-schemas.ts';

const seriesPointSchema = pointSchema
  .extend({
    source: z.string().meta({ description: 'Empty where the point stands on several, or on a stretch.' }),
    method: methodSchema.optional().meta({
      description: 'Absent where it is not kept: of stretches, sums and some recent facts.',
    }),
    stretch: z
      .strictObject({
        fromMs: atMsSchema,
        count: z.number(),
        min: z.number().nullable(),
        max: z.number().nullable(),
        sum: z.number().nullable(),
      })
      .optional()
      .meta({
        description:
          'The point stands for all facts of a stretch; its value and times are those of the last.',
      }),
    afterGap: z.literal(true).optional().meta({
      description:
        'Silence before it was longer than stale-after, or a period is missing: draw no line to it.',
    }),
    reported: z.int().optional().meta({ description: 'Of a sum: places that gave a value.' }),
  })
  .meta({ id: 'SeriesPoint' });

const seriesLineSchema = z
  .strictObject({
    indicator: idSchema,
    place: idSchema,
    aggregated: z.strictObject({ expected: z.int() }).optional().meta({
      description: 'Set when the points were added up from so many places by us.',
    }),
    stepMs: z.number().optional().meta({
      description: 'Length of the stretches that points stand for, ms. Absent: every point is a fact.',
    }),
    knownFromMs: atMsSchema.optional().meta({
      description: 'Since when anything is known of the series; told where something stands beside.',
    }),
    points: z.array(seriesPointSchema),
    beside: z.array(
      z.strictObject({
        kind: z.enum(SERIES_BESIDE),
        fromMs: atMsSchema,
        toMs: atMsSchema,
        shiftMs: z
          .number()
          .meta({ description: 'So much later its points stand under those of the window.' }),
        points: z.array(seriesPointSchema),
      }),
    ),
  })
  .meta({ id: 'SeriesLine' });

export const seriesSchema = z
  .strictObject({
    serverNowMs: atMsSchema,
    fromMs: atMsSchema,
    toMs: atMsSchema,
    knownAtMs: atMsSchema.optional(),
    lines: z.array(seriesLineSchema).meta({ description: 'In the order of the series asked for.' }),
  })
  .meta({ id: 'SeriesReply' }) satisfies z.ZodType<SeriesReply>;
