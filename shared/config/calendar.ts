/** `config/<province>/calendar.yaml`: the days and hours in which the province's offices work. */
import { z } from 'zod';
import { bilingualSchema, dateSchema, timeOfDaySchema } from './common.ts';

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** `09-02`: month and day. Of a lunar date `30` is the last day of a month of 30 days. */
const monthDaySchema = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'month and day, e.g. 09-02');

const MAX_DAYS_OFF = 14;

const holidaySchema = z
  .strictObject({
    name: bilingualSchema,
    solar: monthDaySchema.optional().meta({ description: 'Month and day of each year, e.g. 09-02.' }),
    lunar: monthDaySchema
      .optional()
      .meta({ description: 'Month and day of the lunar calendar, e.g. 01-01 for Tết.' }),
    date: dateSchema.optional().meta({ description: 'One day of one year, as a decision names it.' }),
    startsDaysBefore: z.number().int().min(0).max(MAX_DAYS_OFF).default(0).meta({
      description: 'So many days before it the days off begin.',
    }),
    days: z
      .number()
      .int()
      .positive()
      .max(MAX_DAYS_OFF)
      .default(1)
      .meta({ description: 'How many days are off.' }),
  })
  .refine(({ solar, lunar, date }) => [solar, lunar, date].filter((one) => one !== undefined).length === 1, {
    message: 'exactly one of `solar`, `lunar` and `date`',
  })
  .meta({ description: 'Days off that come every year, or once.' });
export type Holiday = z.infer<typeof holidaySchema>;

export const calendarSchema = z
  .strictObject({
    workingDays: z.array(z.enum(WEEKDAYS)).min(1).meta({ description: 'Days of the week that are worked.' }),
    hours: z
      .array(z.strictObject({ from: timeOfDaySchema, until: timeOfDaySchema }))
      .min(1)
      .max(6)
      .meta({ description: 'Hours of a working day, local time, one after another.' }),
    holidays: z.array(holidaySchema).max(100).default([]),
    compensateWeekends: z.boolean().default(false).meta({
      description: 'A holiday on a day that is off anyway moves to the next working day.',
    }),
    workedInstead: z.array(dateSchema).max(100).default([]).meta({
      description: 'Days that are worked though they would be off, as a decision names them.',
    }),
  })
  .superRefine(({ hours }, context) => {
    for (const [at, { from, until }] of hours.entries()) {
      const before = hours[at - 1];
      if (from >= until)
        context.addIssue({ code: 'custom', path: ['hours', at, 'until'], message: 'a time after `from`' });
      if (before !== undefined && before.until > from)
        context.addIssue({
          code: 'custom',
          path: ['hours', at, 'from'],
          message: `a time not before ${before.until}, the end of the hours above it`,
        });
    }
  })
  .meta({ id: 'Calendar', description: 'Working days, hours and holidays of the province.' });
export type CalendarConfig = z.infer<typeof calendarSchema>;
