/** What a person has entered, as it travels: texts as they were typed, so that one function judges them everywhere. */
import { z } from 'zod';
import { idSchema } from '../config/common.ts';
import { MAX_FORM_FIELDS } from '../config/entry-form.ts';
import { MAX_NAME_LETTERS } from './entry-problem.ts';

/** Longer texts are no figure. */
const MAX_VALUE_LETTERS = 60;
/** What a name may have at most, and some blanks around it. */
const MAX_BY_LETTERS = 2 * MAX_NAME_LETTERS;

const entryValueSchema = z.strictObject({
  indicator: idSchema,
  place: idSchema,
  value: z.string().max(MAX_VALUE_LETTERS).nullable().meta({
    description:
      'A number as typed ("1.238", "12,5", "12.5"), the id of a state, or null: there is none. A field left blank is not listed.',
  }),
});

export const entrySchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, _ and -')
      .meta({ description: 'Made by whoever enters, and the same when it is sent again: recorded once.' }),
    source: idSchema.meta({ description: 'The source whose form it is.' }),
    by: z.string().max(MAX_BY_LETTERS).meta({ description: 'Who enters: a name or a duty.' }),
    when: z.string().max(32).meta({
      description:
        'The period (2026-11-26, 2026-10 …); for figures of a moment the day, or day and time (2026-11-26T20:00) of the province.',
    }),
    values: z.array(entryValueSchema).max(MAX_FORM_FIELDS),
    confirmed: z.array(z.string().max(140)).max(MAX_FORM_FIELDS).default([]).meta({
      description: 'Fields, as `indicator|place`, whose unusual value is meant.',
    }),
  })
  .meta({ id: 'Entry', description: 'Figures entered by hand.' });
export type Entry = z.infer<typeof entrySchema>;
