/** `config/<province>/walls/<id>.yaml`: a screen's scenes. A scene is a grid of widgets. */
import { z } from 'zod';
import { SERIES_BESIDE } from '../api.ts';
import { CHART_RANGES } from '../chart-range.ts';
import { bilingualSchema, dateSchema, idSchema } from './common.ts';

/** The grid of a scene below its header. Five tiles of 5 rows and a ribbon of 3 fill a column. */
export const GRID_COLUMNS = 12;
export const GRID_ROWS = 28;

/** Where on the grid; columns and rows count from 0. */
const areaFields = {
  x: z
    .number()
    .int()
    .min(0)
    .max(GRID_COLUMNS - 1),
  y: z
    .number()
    .int()
    .min(0)
    .max(GRID_ROWS - 1),
  w: z.number().int().min(1).max(GRID_COLUMNS),
  h: z.number().int().min(1).max(GRID_ROWS),
};

const base = {
  ...areaFields,
  title: bilingualSchema.optional().meta({ description: "Absent: the indicator's or domain's own name." }),
};
const reading = {
  indicator: idSchema,
  place: idSchema.optional().meta({ description: 'Absent: the whole province.' }),
};

const layerSchema = z.strictObject({
  kind: idSchema.meta({ description: 'Place kind drawn as points.' }),
  indicator: idSchema.optional().meta({ description: 'Sizes (queue) or marks (icon) the points.' }),
  symbol: z.enum(['queue', 'icon', 'dot', 'hotspot']).default('dot').meta({
    description:
      '`queue`: disc area grows with the value; `icon`: by place kind; `hotspot`: square by value.',
  }),
  labels: z.boolean().default(false),
});

/** Every kind of widget with its settings. One kind is one folder of `display/web/widgets/`. */
export const widgetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tile'), ...base, domain: idSchema }),
  z.strictObject({ kind: z.literal('figure'), ...base, ...reading, compare: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal('gauge'), ...base, ...reading }),
  z.strictObject({ kind: z.literal('bullet'), ...base, ...reading }),
  z.strictObject({
    kind: z.literal('sparkline'),
    ...base,
    ...reading,
    hours: z.number().positive().max(48).default(24),
  }),
  z.strictObject({
    kind: z.literal('trend'),
    ...base,
    series: z.array(z.strictObject(reading)).min(1).max(12),
    hours: z.number().positive().max(48).default(24).meta({ description: 'For figures of a moment.' }),
    periods: z.number().int().min(2).max(365).default(30).meta({ description: 'For figures of a period.' }),
    range: z.enum(CHART_RANGES).optional().meta({
      description: 'The last day, week, month or year, instead of `hours` and `periods`.',
    }),
    beside: z.array(z.enum(SERIES_BESIDE)).max(SERIES_BESIDE.length).optional().meta({
      description:
        'With `range`: quieter lines of the stretch before, and of the same dates of the year before.',
    }),
  }),
  z.strictObject({
    kind: z.literal('bars'),
    ...base,
    indicator: idSchema,
    limit: z.number().int().min(1).max(70).default(12),
  }),
  z.strictObject({
    kind: z.literal('ranking'),
    ...base,
    indicator: idSchema,
    best: z.number().int().min(1).max(20).default(3),
    worst: z.number().int().min(1).max(20).default(5),
  }),
  z.strictObject({ kind: z.literal('matrix'), ...base, indicator: idSchema }),
  z.strictObject({
    kind: z.literal('map'),
    ...base,
    shade: idSchema.optional().meta({ description: 'Indicator, broken down by commune, that shades them.' }),
    layers: z.array(layerSchema).max(8).default([]),
    callouts: idSchema.optional().meta({ description: 'Indicator whose places are listed beside the map.' }),
    focus: z
      .array(idSchema)
      .max(30)
      .optional()
      .meta({ description: 'Places to fit; absent: the whole province.' }),
  }),
  z.strictObject({
    kind: z.literal('feed'),
    ...base,
    domain: idSchema,
    eventKinds: z.array(idSchema).optional(),
  }),
  z.strictObject({
    kind: z.literal('picture'),
    ...base,
    places: z.array(idSchema).min(1).max(24),
    dwellSeconds: z.number().min(3).max(600).default(12),
  }),
  z.strictObject({ kind: z.literal('targets'), ...base, indicators: z.array(idSchema).min(1).max(40) }),
  z.strictObject({
    kind: z.literal('countdown'),
    ...base,
    startsOn: dateSchema,
    endsOn: dateSchema,
    source: bilingualSchema.optional(),
    own: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal('plan'),
    ...base,
    source: bilingualSchema,
    items: z
      .array(
        z.strictObject({ name: bilingualSchema, indicator: idSchema.optional(), due: dateSchema.optional() }),
      )
      .min(1)
      .max(12),
  }),
  z.strictObject({ kind: z.literal('alerts'), ...base, domain: idSchema.optional() }),
  z.strictObject({ kind: z.literal('sources'), ...base }),
  z.strictObject({ kind: z.literal('owed'), ...base, domain: idSchema }),
  z.strictObject({
    kind: z.literal('flow'),
    ...base,
    arrivals: idSchema,
    stock: idSchema,
    exported: idSchema,
    imported: idSchema,
    wait: idSchema,
    state: idSchema,
  }),
  z.strictObject({ kind: z.literal('clock'), ...base }),
  z.strictObject({ kind: z.literal('text'), ...base, text: bilingualSchema }),
]);
export type Widget = z.infer<typeof widgetSchema>;
export type WidgetKind = Widget['kind'];
export type WidgetOf<K extends WidgetKind> = Extract<Widget, { kind: K }>;

export const sceneSchema = z.strictObject({
  id: idSchema,
  name: bilingualSchema,
  domain: idSchema.optional().meta({ description: 'The domain of the scene; absent on an overview.' }),
  dwellSeconds: z
    .number()
    .min(5)
    .max(3_600)
    .optional()
    .meta({ description: 'How long it stays in the rotation.' }),
  widgets: z.array(widgetSchema).min(1).max(40),
});
export type Scene = z.infer<typeof sceneSchema>;

export const wallSchema = z
  .strictObject({
    id: idSchema.meta({ description: "Equal to the file's name; the address is /wall/<id>." }),
    name: bilingualSchema,
    dwellSeconds: z.number().min(5).max(3_600).default(30).meta({ description: 'Seconds each scene stays.' }),
    rotate: z.boolean().default(true).meta({ description: 'Whether it turns by itself from the start.' }),
    replayReturnSeconds: z.number().int().min(10).max(3_600).default(300).meta({
      description: 'A screen that replays the past and is not touched for so long returns to live.',
    }),
    scenes: z.array(sceneSchema).min(1).max(30),
  })
  .meta({ id: 'Wall', description: 'A screen: the scenes it rotates through.' });
export type Wall = z.infer<typeof wallSchema>;
