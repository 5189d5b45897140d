/** What a rule watches: the seven kinds of conditions, as they stand in `config/<province>/rules/<domain>.yaml`. */
import { z } from 'zod';
import { idSchema, spanMsSchema } from '../config/common.ts';

const indicatorField = idSchema.meta({ description: 'The indicator that is watched, one of the domain.' });

/** Where a number turns grave. `unit` says in what the numbers are given. */
const levelFields = (unit: string) => ({
  warning: z
    .number()
    .optional()
    .meta({ description: `From here on a warning, ${unit}.` }),
  critical: z
    .number()
    .optional()
    .meta({ description: `From here on critical, ${unit}.` }),
  deadband: z
    .number()
    .min(0)
    .default(0)
    .meta({ description: `So far back behind a limit the value must come to be clear of it, ${unit}.` }),
});

const directionField = z
  .enum(['above', 'below'])
  .default('above')
  .meta({ description: 'On which side of a limit it is breached; at the limit counts as beyond it.' });

const limitSchema = z
  .strictObject({
    kind: z.literal('limit'),
    indicator: indicatorField,
    direction: directionField,
    ...levelFields("in the indicator's unit"),
  })
  .meta({ description: 'The value stands beyond a limit.' });

const rateSchema = z
  .strictObject({
    kind: z.literal('rate'),
    indicator: indicatorField,
    overMs: spanMsSchema
      .min(60_000)
      .max(86_400_000)
      .meta({ description: 'The change is measured over this span, ms; at most a day.' }),
    direction: directionField,
    ...levelFields("in the indicator's unit, of change over the span; a fall is negative"),
  })
  .meta({ description: 'The value changes too fast.' });

const lastWeekSchema = z
  .strictObject({
    kind: z.literal('last-week'),
    indicator: indicatorField,
    direction: directionField,
    ...levelFields('in % of change against the same hour last week; a fall is negative'),
  })
  .meta({ description: 'The value is far from that of the same hour last week.' });

const targetSchema = z
  .strictObject({
    kind: z.literal('target'),
    indicator: indicatorField,
    ...levelFields("in the indicator's unit, by which its target is missed"),
  })
  .meta({ description: "The indicator's own target is missed." });

const noDataSchema = z
  .strictObject({
    kind: z.literal('no-data'),
    indicator: idSchema.optional().meta({
      description:
        "An indicator whose figure fails to come. Absent: the domain's sources, one alert for each.",
    }),
    ...levelFields('in ms without good data'),
  })
  .meta({ description: 'Nothing usable comes any more.' });

const countSchema = z
  .strictObject({
    kind: z.literal('count'),
    indicator: indicatorField,
    limit: z.number().meta({ description: "A place counts from here on, in the indicator's unit." }),
    direction: directionField,
    ...levelFields('in places beyond the limit'),
  })
  .meta({ description: 'Too many places stand beyond a limit at once.' });

const stateSchema = z
  .strictObject({
    kind: z.literal('state'),
    indicator: indicatorField,
    warning: z.array(idSchema).min(1).optional().meta({ description: 'States that are a warning.' }),
    critical: z.array(idSchema).min(1).optional().meta({ description: 'States that are critical.' }),
  })
  .meta({ description: 'The value is one of these words.' });

export const conditionSchema = z
  .discriminatedUnion('kind', [
    limitSchema,
    rateSchema,
    lastWeekSchema,
    targetSchema,
    noDataSchema,
    countSchema,
    stateSchema,
  ])
  .superRefine((condition, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { warning, critical } = condition;
    if (warning === undefined && critical === undefined) wrong('warning', '`warning`, `critical` or both');
    if (condition.kind === 'state') {
      const twice = condition.critical?.find((state) => condition.warning?.includes(state));
      if (twice !== undefined) wrong('critical', `"${twice}" in one of the two lists only`);
      return;
    }
    if (typeof warning !== 'number' || typeof critical !== 'number') return;
    if (directionOf(condition) === 'above' ? critical <= warning : critical >= warning)
      wrong('critical', 'a limit beyond that of the warning');
  })
  .meta({ id: 'AlertCondition', description: 'What is watched, and from where on it is wrong.' });

export type AlertCondition = z.infer<typeof conditionSchema>;
type NumericCondition = Exclude<AlertCondition, { kind: 'state' }>;

/** On which side of its levels a condition of numbers is breached. Of a count the direction is that of its places. */
export function directionOf(condition: NumericCondition): 'above' | 'below' {
  if (condition.kind === 'count') return 'above';
  return 'direction' in condition ? condition.direction : 'above';
}
