/** `config/<province>/domains/<id>.yaml`: a domain and its indicators. */
import { z } from 'zod';
import { PERIOD_KINDS } from '../period.ts';
import {
  bilingualSchema,
  dateSchema,
  idSchema,
  ONE_PROVENANCE,
  oneProvenance,
  provenanceFields,
  spanMsSchema,
  timeOfDaySchema,
} from './common.ts';
import { retentionFields, retentionProblems } from './retention.ts';

export const AGGREGATES = ['upstream', 'sum', 'mean', 'weighted', 'last', 'worst'] as const;
export const CADENCES = ['realtime', '15m', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

const stateSchema = z
  .strictObject({
    id: idSchema,
    name: bilingualSchema,
    level: z.enum(['normal', 'warning', 'critical']).default('normal').meta({
      description: 'How grave this state is; decides its shape and badge.',
    }),
  })
  .meta({ description: 'One word a text value may be.' });

const targetSchema = z
  .strictObject({
    value: z.number().meta({ description: "The target, in the indicator's unit." }),
    comparison: z.enum(['at-least', 'at-most']).default('at-least'),
    by: dateSchema.optional().meta({ description: 'The day by which it is to be met.' }),
    label: bilingualSchema
      .optional()
      .meta({ description: 'Short words beside the tick, e.g. "NQ 49, 2025".' }),
    ...provenanceFields,
  })
  .refine(oneProvenance, ONE_PROVENANCE)
  .meta({ description: 'What is to be reached, and who says so.' });

const limitSchema = z
  .strictObject({
    level: z.enum(['warning', 'critical']),
    direction: z.enum(['above', 'below']).default('above'),
    value: z.number(),
    ...provenanceFields,
  })
  .refine(oneProvenance, ONE_PROVENANCE)
  .meta({ description: 'A limit drawn on gauges; neutral until the value crosses it.' });

const referenceSchema = z
  .strictObject({
    value: z.number(),
    label: bilingualSchema.meta({ description: 'What this figure is, e.g. "cả nước, 2025".' }),
    ...provenanceFields,
  })
  .refine(oneProvenance, ONE_PROVENANCE)
  .meta({ description: 'A real figure to compare with: last year, the nation, a record.' });

const breakdownSchema = z
  .strictObject({
    kinds: z.array(idSchema).min(1).meta({ description: 'Place kinds that have a figure of their own.' }),
    only: z.array(idSchema).optional().meta({ description: 'Only these places of the kinds.' }),
    except: z.array(idSchema).optional().meta({ description: 'All places of the kinds but these.' }),
  })
  .meta({ description: 'The places that have a figure of their own. Absent: the whole province only.' });

const toleranceSchema = z
  .strictObject({
    by: z.number().positive().optional().meta({ description: "In the indicator's unit." }),
    percent: z
      .number()
      .positive()
      .max(100)
      .optional()
      .meta({ description: 'Of the larger of the two, in %.' }),
  })
  .refine(({ by, percent }) => (by === undefined) !== (percent === undefined), {
    message: 'either `by` (in the unit) or `percent`, not both',
  })
  .meta({ description: 'By how much two sources may differ without contradicting each other.' });

export const indicatorSchema = z
  .strictObject({
    id: idSchema.meta({ description: 'Unique in the province.' }),
    name: bilingualSchema,
    shortName: bilingualSchema
      .optional()
      .meta({ description: 'For narrow places; at most about 24 letters.' }),
    unit: bilingualSchema.meta({ description: 'Unit as shown after the figure, e.g. "xe", "%", "tỷ đồng".' }),
    decimals: z.number().int().min(0).max(4).default(0),
    better: z
      .enum(['up', 'down', 'neutral'])
      .meta({ description: 'Which direction is better: ↑, ↓ or neither.' }),
    cadence: z.enum(CADENCES).meta({ description: 'How often the office produces the figure.' }),
    lateAfterMs: spanMsSchema.meta({ description: 'From this age on, in ms, the figure is late.' }),
    staleAfterMs: spanMsSchema.meta({
      description: 'From this age on, in ms, the figure is stale and greyed.',
    }),
    period: z.enum(PERIOD_KINDS).optional().meta({
      description: 'Set when each figure is of a period (month, quarter …) rather than of a moment.',
    }),
    publishLagMs: z.number().int().min(0).optional().meta({
      description: 'For periods: how long after a period ends its figure is published, in ms.',
    }),
    resetsDailyAt: timeOfDaySchema.optional().meta({
      description:
        'Set when the figure counts within a day and starts again at this local time, e.g. "00:00": it is then compared with the same time of yesterday.',
    }),
    aggregate: z.enum(AGGREGATES).meta({
      description:
        "How places add up to the province. `upstream`: the source gives the province's own figure.",
    }),
    ...retentionFields,
    weightBy: idSchema
      .optional()
      .meta({ description: 'For `weighted`: the indicator that holds the weights.' }),
    breakdown: breakdownSchema.optional(),
    states: z
      .array(stateSchema)
      .min(2)
      .optional()
      .meta({ description: 'Set when values are words, not numbers.' }),
    scale: z
      .strictObject({ min: z.number(), max: z.number() })
      .optional()
      .meta({ description: 'Ends of the gauge.' }),
    minSpan: z.number().positive().optional().meta({
      description: 'Least height of a sparkline in units, so that calm looks flat.',
    }),
    target: targetSchema.optional(),
    limits: z.array(limitSchema).max(6).default([]),
    references: z.array(referenceSchema).max(6).default([]),
    precedence: z.array(idSchema).min(1).max(10).optional().meta({
      description:
        'Where several sources give this figure: their ids, the most trusted first. Its figure is shown until it is stale, then that of the next; sources not named come last. Absent: the newest is shown, whoever gave it.',
    }),
    tolerance: toleranceSchema
      .optional()
      .meta({ description: 'Beyond it two sources contradict each other. Absent: they must say the same.' }),
    note: bilingualSchema.optional().meta({ description: 'How it is computed, or what to beware of.' }),
  })
  .superRefine((indicator, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (indicator.staleAfterMs <= indicator.lateAfterMs) wrong('staleAfterMs', 'more than lateAfterMs');
    if (indicator.publishLagMs !== undefined && indicator.period === undefined)
      wrong('publishLagMs', 'a `period` beside it, or no publishLagMs');
    for (const { field, expected } of retentionProblems(indicator)) wrong(field, expected);
    if (indicator.resetsDailyAt !== undefined && indicator.period !== undefined)
      wrong('resetsDailyAt', 'no `period` beside it: each figure of a period is a count of its own');
    if (indicator.resetsDailyAt !== undefined && indicator.states !== undefined)
      wrong('resetsDailyAt', 'numbers: words do not count');
    if ((indicator.aggregate === 'weighted') !== (indicator.weightBy !== undefined))
      wrong('weightBy', '`weightBy` exactly when `aggregate: weighted`');
    if (indicator.aggregate !== 'upstream' && indicator.breakdown === undefined)
      wrong('aggregate', '`upstream` when there is no breakdown to add up');
    if (indicator.states !== undefined && !['upstream', 'worst', 'last'].includes(indicator.aggregate))
      wrong('aggregate', '`upstream`, `worst` or `last` for an indicator of states: words do not add up');
    if (indicator.states !== undefined && indicator.target !== undefined)
      wrong('target', 'no target on an indicator of states');
    if (indicator.states !== undefined && indicator.tolerance !== undefined)
      wrong('tolerance', 'no tolerance on an indicator of states: words are the same or not');
    if (new Set(indicator.precedence).size !== (indicator.precedence ?? []).length)
      wrong('precedence', 'each source once');
    if (indicator.scale !== undefined && indicator.scale.max <= indicator.scale.min)
      wrong('scale', 'max above min');
  })
  .meta({ id: 'Indicator', description: 'What is measured (chỉ tiêu).' });
export type Indicator = z.infer<typeof indicatorSchema>;
export type Limit = z.infer<typeof limitSchema>;

export const domainSchema = z
  .strictObject({
    id: idSchema.meta({ description: "Equal to the file's name." }),
    name: bilingualSchema,
    office: bilingualSchema.meta({ description: 'The office that answers for the domain.' }),
    shortOffice: bilingualSchema
      .optional()
      .meta({ description: "The office's usual short name, for where its name has no room." }),
    icon: idSchema.meta({ description: 'Name of an icon the screens know.' }),
    headline: idSchema.meta({ description: 'Indicator of the overview tile and the hero of the scene.' }),
    eventKinds: z
      .array(z.strictObject({ id: idSchema, name: bilingualSchema }))
      .default([])
      .meta({ description: 'Kinds of events of the live feed.' }),
    eventStates: z.array(bilingualSchema).default([]).meta({
      description:
        'How far an event may have come: `vi` as the mappings of its sources give it, and in English.',
    }),
    indicators: z.array(indicatorSchema).min(1).max(100),
  })
  .meta({ id: 'Domain', description: 'A field the wall watches (lĩnh vực).' });
export type Domain = z.infer<typeof domainSchema>;
