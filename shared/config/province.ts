/** `config/<province>/province.yaml`: the province itself. */
import { z } from 'zod';
import { bilingualSchema, idSchema, timeOfDaySchema } from './common.ts';

export const provinceSchema = z
  .strictObject({
    id: idSchema.meta({
      description: "The province's id; figures of the whole province carry it as their place.",
    }),
    name: bilingualSchema,
    centreName: bilingualSchema.meta({
      description: 'Name of the operations centre, below the province name.',
    }),
    timeZone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone such as Asia/Ho_Chi_Minh')
      .meta({ description: 'IANA time zone of all dates and periods.' }),
    simulated: z.boolean().meta({
      description: 'True when the sources are simulated: every screen then says DỮ LIỆU MÔ PHỎNG.',
    }),
    lunarCalendar: z.boolean().default(false).meta({ description: 'Show the lunar date beside the clock.' }),
    compareAt: timeOfDaySchema.default('07:00').meta({
      description: 'Tiles show the change since this hour of yesterday, local time.',
    }),
    journalDays: z.number().int().min(3).max(3_700).default(400).meta({
      description:
        'How long any past instant can be replayed as the screens showed it, in days. The default is a year, and a month to look back from. What was observed stays as long as each indicator says.',
    }),
    mapMarginKm: z.number().positive().max(50).default(4).meta({
      description: 'The schematic map is the hull of all places widened by this many km.',
    }),
    domains: z
      .array(idSchema)
      .min(1)
      .max(20)
      .meta({ description: 'Domain ids in the order of the screens.' }),
  })
  .meta({ id: 'Province', description: 'The province that a wall watches.' });
export type Province = z.infer<typeof provinceSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
