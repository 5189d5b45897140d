/** An alert as the API tells it, with what its rule says to do. */
import { z } from 'zod';
import { LEVELS } from '../../../shared/alert/level.ts';
import { QUALITIES } from '../../../shared/alert/quality.ts';
import { bilingualSchema, idSchema } from '../../../shared/config/common.ts';
import { atMsSchema, valueSchema } from './truth-schemas.ts';

export const alertSchema = z
  .strictObject({
    domain: idSchema,
    rule: idSchema,
    place: idSchema.meta({ description: 'The place; the source where a rule watches sources.' }),
    indicator: idSchema.optional().meta({ description: 'Absent where a rule watches sources.' }),
    name: bilingualSchema,
    instruction: bilingualSchema.meta({ description: 'What to do.' }),
    owner: bilingualSchema.meta({ description: 'Who acts.' }),
    group: idSchema,
    revision: z.int(),
    episode: z.int(),
    state: z.enum(['firing', 'recovering', 'returned']).meta({
      description: 'Returned: over, and nobody has acknowledged it.',
    }),
    level: z.enum(LEVELS).meta({ description: 'Of what is over, the gravest it came to.' }),
    sinceMs: atMsSchema.optional().meta({ description: 'Begin of the breach; absent where it is over.' }),
    value: valueSchema
      .optional()
      .meta({ description: 'The value that was judged when the alert last moved.' }),
    observedAtMs: atMsSchema.optional(),
    quality: z.enum(QUALITIES).meta({ description: 'Anything but good: the alert stands as it was.' }),
    acknowledged: z.strictObject({ by: z.string(), atMs: atMsSchema, comment: z.string() }).optional(),
    shelved: z
      .strictObject({ by: z.string(), untilMs: atMsSchema, comment: z.string() })
      .optional()
      .meta({ description: 'Put aside by somebody, until when.' }),
    outOfService: z.strictObject({ by: z.string(), atMs: atMsSchema, comment: z.string() }).optional(),
    suppressed: z.array(z.enum(['dependency', 'unknown-parent', 'maintenance'])).meta({
      description: 'What hides it without anybody’s doing.',
    }),
  })
  .meta({ id: 'Alert' });
export type ListedAlert = z.infer<typeof alertSchema>;
