/** `config/<province>/places/<kind>.geojson`: where things are. One feature is one place. */
import { z } from 'zod';
import { bilingualSchema, idSchema } from './common.ts';

const LONGITUDE = z.number().min(-180).max(180);
const LATITUDE = z.number().min(-90).max(90);

export const placeFeatureSchema = z
  .strictObject({
    type: z.literal('Feature'),
    id: idSchema,
    geometry: z
      .strictObject({ type: z.literal('Point'), coordinates: z.tuple([LONGITUDE, LATITUDE]) })
      .nullable()
      .meta({ description: 'Longitude, latitude (WGS 84); null when the position is not known.' }),
    properties: z.strictObject({
      kind: idSchema.meta({
        description: 'commune, gate, crossing, yard, hospital, school, agency, camera, system …',
      }),
      name: bilingualSchema,
      shortName: bilingualSchema.optional(),
      code: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Official code, e.g. the GSO code of a commune.' }),
      aliases: z.array(z.string().min(1)).default([]).meta({ description: 'Other spellings upstreams use.' }),
      parent: idSchema
        .optional()
        .meta({ description: 'The place it belongs to: a crossing its gate, a yard its crossing.' }),
      commune: idSchema.optional().meta({ description: 'The commune it lies in.' }),
      accuracyKm: z.number().positive().nullable().optional().meta({
        description: 'How exact the position is, in km; null when unknown.',
      }),
      basis: z.string().optional().meta({ description: 'Where the position and name come from.' }),
      areaKm2: z.number().positive().optional(),
      openingHours: z
        .string()
        .regex(/^\d{2}:\d{2}–\d{2}:\d{2}$/)
        .optional()
        .meta({ description: 'e.g. 07:00–17:00' }),
      capacity: z
        .number()
        .positive()
        .optional()
        .meta({ description: 'Places of a yard, beds of a hospital …' }),
      capacityOwn: z.boolean().optional().meta({ description: 'True when the capacity is an own estimate.' }),
      tags: z.array(idSchema).default([]).meta({ description: 'Free marks, e.g. border, ward, rail.' }),
      note: bilingualSchema.optional(),
    }),
  })
  .meta({ id: 'Place' });

export const placesFileSchema = z.strictObject({
  type: z.literal('FeatureCollection'),
  attribution: z.string().optional().meta({ description: 'Licence notices of the facts in this file.' }),
  features: z.array(placeFeatureSchema).max(10_000),
});

/** A place, flattened. `lon`/`lat` are absent when its position is not known. */
export type Place = z.infer<typeof placeFeatureSchema>['properties'] & {
  readonly id: string;
  readonly lon?: number | undefined;
  readonly lat?: number | undefined;
};

export function placeOfFeature(feature: z.infer<typeof placeFeatureSchema>): Place {
  const [lon, lat] = feature.geometry?.coordinates ?? [];
  return { id: feature.id, ...feature.properties, lon, lat };
}
