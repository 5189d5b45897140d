/** What one source says of a figure, and where two say otherwise, as the API tells it. */
import { z } from 'zod';
import { bilingualSchema, idSchema } from '../../../shared/config/common.ts';

export const atMsSchema = z.number().meta({ description: 'Ms since 1970 UTC, on the clock of the store.' });
export const valueSchema = z.union([z.number(), z.string(), z.null()]).meta({
  description: 'A number, one of the states of the indicator, or null: the upstream says there is none.',
});
export const methodSchema = z.enum(['api', 'manual', 'estimate']);
export const periodSchema = z
  .string()
  .meta({ description: '2026, 2026-Q3, 2026-10, 2026-W47 or 2026-11-22' });

export const provenanceSchema = z.strictObject({
  id: z.string(),
  name: bilingualSchema.optional(),
  office: bilingualSchema.optional(),
});

export const truthSchema = z
  .strictObject({
    value: valueSchema,
    period: periodSchema.optional(),
    observedAtMs: atMsSchema,
    collectedAtMs: atMsSchema,
    method: methodSchema,
    source: provenanceSchema,
  })
  .meta({ id: 'Truth', description: 'What one source said last of a series.' });

/** Two sources that say otherwise of the same fact. */
export const contradictionSchema = z
  .strictObject({
    domain: idSchema,
    indicator: idSchema,
    place: idSchema,
    unit: bilingualSchema,
    shown: truthSchema,
    other: truthSchema,
    difference: z
      .number()
      .optional()
      .meta({ description: 'Shown minus other; absent where one of them is a word or none.' }),
    allowed: z.number().meta({ description: 'By how much they may differ; 0: not at all.' }),
    sinceMs: atMsSchema,
    precedence: z
      .array(idSchema)
      .meta({ description: 'The configured order of trust; empty: the newest is shown.' }),
  })
  .meta({ id: 'Contradiction' });
