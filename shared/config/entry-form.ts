/** Settings of a source that people enter by hand: the form, what stands in it, and when it is due. */
import { z } from 'zod';
import { PERIOD_KINDS } from '../period.ts';
import { bilingualSchema, idSchema, timeOfDaySchema } from './common.ts';

/** The connector of such a source. */
export const MANUAL_CONNECTOR = 'manual';
/** Fields of one form: all of an entry is recorded in one step, and a person fills it in. */
export const MAX_FORM_FIELDS = 200;
const MAX_DUE_MINUTES = 120 * 24 * 60;

const fieldSchema = z
  .strictObject({
    indicator: idSchema.meta({ description: 'The indicator, of the domain of the source.' }),
    kinds: z.array(idSchema).min(1).optional().meta({
      description: 'Kinds of place: all places of them that have a figure of the indicator.',
    }),
    places: z.array(idSchema).min(1).optional().meta({
      description: 'Single places. Without `kinds` and `places`: the whole province.',
    }),
    province: z.boolean().default(false).meta({
      description: 'Whether the whole province has a field beside its places.',
    }),
    min: z
      .number()
      .optional()
      .meta({ description: 'Least value that may be, in the unit of the indicator.' }),
    max: z.number().optional().meta({ description: 'Greatest value that may be.' }),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min < max, {
    path: ['max'],
    message: 'more than `min`',
  })
  .meta({ description: 'One indicator and the places it is entered for.' });

export const entryFormSchema = z
  .strictObject({
    title: bilingualSchema.meta({ description: 'Name of the form.' }),
    period: z.enum(PERIOD_KINDS).optional().meta({
      description: 'The period of its figures, that of all its indicators. Absent: figures of a moment.',
    }),
    timeOfDay: timeOfDaySchema.optional().meta({
      description:
        'The time of day that the figures are as of, e.g. "20:00". Absent: the end of the period; of a moment, the time that is entered.',
    }),
    dueAfterMinutes: z.number().int().min(0).max(MAX_DUE_MINUTES).default(60).meta({
      description: 'Until when it is entered, in minutes from the moment that its figures are as of.',
    }),
    fields: z.array(fieldSchema).min(1).max(40).meta({
      description: 'What is entered: its rows are places, its columns indicators.',
    }),
  })
  .refine(({ period, timeOfDay }) => timeOfDay === undefined || period === undefined || period === 'day', {
    path: ['timeOfDay'],
    message: 'none: only a day, or a moment, has a time of day',
  });
export type EntryFormSettings = z.infer<typeof entryFormSchema>;
export type EntryFormField = EntryFormSettings['fields'][number];

/** The form of a source; undefined for one that no person enters. Settings were checked with the configuration. */
export function entryFormOf(source: {
  readonly connector: string;
  readonly settings: Readonly<Record<string, unknown>>;
}): EntryFormSettings | undefined {
  return source.connector === MANUAL_CONNECTOR ? entryFormSchema.parse(source.settings) : undefined;
}
