/** Shapes of the API's answers. Those that screens read are checked against the types of shared/api.ts. */
import { z } from 'zod';
import type { MapGeometry, ScreenConfig } from '../../../shared/api.ts';
import { bilingualSchema, idSchema } from '../../../shared/config/common.ts';
import { entryFormSchema } from '../../../shared/config/entry-form.ts';
import { domainSchema, indicatorSchema } from '../../../shared/config/domain.ts';
import { placeFeatureSchema } from '../../../shared/config/place.ts';
import { provinceSchema } from '../../../shared/config/province.ts';
import { wallSchema } from '../../../shared/config/wall.ts';
import { UPSTREAM_REASONS } from '../../../shared/errors.ts';
import {
  atMsSchema,
  methodSchema,
  periodSchema,
  provenanceSchema,
  truthSchema,
  valueSchema,
} from './truth-schemas.ts';

const failureSchema = z.enum([...UPSTREAM_REASONS, 'refused', 'breaker-open', 'internal']);
const outcomeSchema = z.enum(['ok', 'unchanged', ...failureSchema.options]);

const countsSchema = z
  .strictObject({ fresh: z.int(), late: z.int(), stale: z.int(), never: z.int() })
  .meta({ id: 'FreshnessCounts', description: 'How many of the expected figures are how old.' });

export const placeSchema = placeFeatureSchema.shape.properties
  .extend({ id: idSchema, lon: z.number().optional(), lat: z.number().optional() })
  .meta({ id: 'KnownPlace', description: 'A place, with its position where that is known.' });

const everySecondsSchema = z.number().meta({ description: 'Seconds between polls.' });

const sourceSummarySchema = z.strictObject({
  id: idSchema,
  name: bilingualSchema,
  office: bilingualSchema,
  shortOffice: bilingualSchema.optional(),
  domain: idSchema,
  connector: idSchema,
  everySeconds: everySecondsSchema,
  form: entryFormSchema
    .meta({ id: 'EntryForm' })
    .optional()
    .meta({ description: 'Of a source that people enter by hand.' }),
});

export const screenConfigSchema = z
  .strictObject({
    province: provinceSchema,
    domains: z.array(domainSchema),
    places: z.array(placeSchema),
    sources: z.array(sourceSummarySchema),
    walls: z.array(wallSchema),
    configHash: z.string(),
    build: z.string(),
    serverNowMs: atMsSchema,
  })
  .meta({ id: 'ScreenConfig' }) satisfies z.ZodType<ScreenConfig>;

const positionSchema = z.tuple([z.number(), z.number()]);
const ringsSchema = z.array(z.array(positionSchema));

export const mapSchema = z
  .strictObject({
    basis: z.enum(['schematic', 'imported']),
    attribution: z.string().optional(),
    bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    cells: z.strictObject({
      type: z.literal('FeatureCollection'),
      features: z.array(
        z.strictObject({
          type: z.literal('Feature'),
          id: idSchema,
          properties: z.strictObject({ id: idSchema }),
          geometry: z.discriminatedUnion('type', [
            z.strictObject({ type: z.literal('Polygon'), coordinates: ringsSchema }),
            z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(ringsSchema) }),
          ]),
        }),
      ),
    }),
  })
  .meta({ id: 'MapGeometry' }) satisfies z.ZodType<MapGeometry>;

export const pointSchema = z
  .strictObject({
    value: valueSchema,
    period: periodSchema.optional(),
    observedAtMs: atMsSchema,
    collectedAtMs: atMsSchema,
    source: z.string(),
  })
  .meta({ id: 'HistoryPoint' });

export const domainSummarySchema = z
  .strictObject({
    id: idSchema,
    name: bilingualSchema,
    office: bilingualSchema,
    headline: idSchema,
    figures: countsSchema,
    failing: z.array(z.strictObject({ source: z.string(), reason: failureSchema })),
    epoch: z.string().meta({
      description: 'Random id of the store as this domain knows it; empty: nothing was ever written.',
    }),
    cursor: z.string().meta({ description: 'Id of the last change that was announced.' }),
  })
  .meta({ id: 'DomainSummary' });

/** The value of an indicator at a place with its whole truth beside it. */
const figureSchema = z
  .strictObject({
    place: idSchema,
    value: valueSchema,
    unit: bilingualSchema,
    period: periodSchema.optional(),
    observedAtMs: atMsSchema.optional(),
    collectedAtMs: atMsSchema.optional(),
    ageMs: z.number().optional(),
    freshness: z.enum(['fresh', 'late', 'stale', 'never']),
    method: methodSchema.optional(),
    source: provenanceSchema.optional(),
    others: z
      .array(truthSchema)
      .meta({ description: 'What other sources say of the same series; see /api/v1/contradictions.' }),
    contradictions: z.int().meta({
      description: 'How many pairs of sources contradict each other here, or where it was added up from.',
    }),
    failure: failureSchema.optional().meta({ description: 'Why the last poll of its source failed.' }),
    limit: z.enum(['normal', 'warning', 'critical']),
    sum: z
      .strictObject({ reported: z.int(), expected: z.int(), mixedPeriods: z.boolean() })
      .optional()
      .meta({ description: 'Set when the figure was added up from places by us.' }),
  })
  .meta({ id: 'Figure' });

export const indicatorSummarySchema = z
  .strictObject({ domain: idSchema, indicator: indicatorSchema, figures: z.array(figureSchema) })
  .meta({
    id: 'IndicatorSummary',
    description: 'An indicator with its target, and its figures: the province first.',
  });

export const observationSchema = pointSchema
  .extend({
    method: methodSchema.optional().meta({ description: 'Absent where it is not kept yet.' }),
    sourceName: bilingualSchema.optional(),
    office: bilingualSchema.optional(),
    corrected: z
      .boolean()
      .meta({ description: 'True when the same source said otherwise of this fact later.' }),
    entered: z
      .strictObject({ by: z.string(), atMs: atMsSchema })
      .optional()
      .meta({ description: 'Who entered it by hand, and when.' }),
  })
  .meta({ id: 'PastObservation' });

const healthSchema = z.strictObject({
  source: z.string(),
  lastAttemptMs: atMsSchema,
  lastOkMs: atMsSchema.optional(),
  outcome: outcomeSchema,
  message: z.string().optional(),
  consecutiveFailures: z.int(),
  durationMs: z.number(),
  observed: z.int(),
  refused: z.int(),
  refusals: z.array(z.string()),
  everySeconds: everySecondsSchema,
});

export const sourceSchema = sourceSummarySchema
  .extend({
    health: healthSchema
      .optional()
      .meta({ description: 'Absent: never polled since this store was created.' }),
    overdue: z.boolean().meta({
      description:
        'True when three polls should have ended since the last one did; of a form, when it is due and not filled in.',
    }),
  })
  .meta({ id: 'SourceWithHealth' });

export const eventSchema = z
  .strictObject({
    id: z.string(),
    domain: idSchema,
    kind: z.string(),
    place: z.string().optional(),
    atMs: atMsSchema,
    text: z.string(),
    state: z.string().optional(),
    source: z.string(),
  })
  .meta({ id: 'WallEvent' });

export const screenSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(['live', 'replaying', 'hash-differs', 'not-drawing', 'silent', 'disconnected']),
    kind: z.enum(['wall', 'tablet', 'console']),
    wall: z.string().optional(),
    server: z.string(),
    address: z.string(),
    userAgent: z.string().optional(),
    scene: z.string().optional(),
    connectedAtMs: atMsSchema,
    disconnectedAtMs: atMsSchema.optional(),
    lastReportAtMs: atMsSchema.optional(),
    ageMs: z.number().optional(),
    drawn: z.number().optional(),
    replays: z.boolean().optional(),
    differing: z.array(z.string()),
  })
  .meta({ id: 'Screen' });

export const processSchema = z
  .strictObject({
    id: z.string(),
    role: z.string(),
    configHash: z.string(),
    atMs: atMsSchema,
    mismatch: z.boolean().meta({ description: 'True when it runs another configuration than this server.' }),
  })
  .meta({ id: 'RunningProcess' });
