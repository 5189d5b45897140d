/** `config/<province>/rules/<domain>.yaml`: what is worth an alert in a domain, to whom, and what to do then. */
import { z } from 'zod';
import {
  bilingualSchema,
  idSchema,
  ONE_PROVENANCE,
  oneProvenance,
  provenanceFields,
  spanMsSchema,
} from '../config/common.ts';
import { conditionSchema } from './condition-schema.ts';

const HOUR_MS = 3_600_000;
/** A reminder more often than this would be a nuisance rather than a reminder, ms. */
const MIN_RE_ALERT_MS = 60_000;
const MAX_RULES = 200;
/** More places than any kind of place of a province has. */
const MAX_INSTANCES = 5_000;

const scopeSchema = z
  .strictObject({
    at: z.enum(['places', 'province']).default('places').meta({
      description:
        '`places`: one alert for each place with a figure of its own. `province`: one for the figure of the whole.',
    }),
    only: z.array(idSchema).min(1).optional().meta({ description: 'Only at these places.' }),
    except: z.array(idSchema).min(1).optional().meta({ description: 'At all places but these.' }),
  })
  .refine(({ at, only, except }) => at === 'places' || (only === undefined && except === undefined), {
    path: ['only'],
    message: 'no `only` or `except` beside `at: province`',
  })
  .meta({ description: 'Where the rule watches. Absent: at each place with a figure of its own.' });

const dependencySchema = z
  .strictObject({
    rule: idSchema.meta({ description: 'A rule of the same domain; while it fires this one is not shown.' }),
    place: z.enum(['same', 'parent', 'commune', 'province']).default('same').meta({
      description:
        'At which place that rule fires: the same, the one it belongs to, its commune, or the whole province.',
    }),
  })
  .meta({ description: 'What explains this alert: a closed gate explains its queue.' });

const windowSchema = z
  .strictObject({
    from: z.iso
      .datetime({ offset: true })
      .meta({ description: 'First instant, e.g. 2026-12-01T22:00:00+07:00.' }),
    until: z.iso.datetime({ offset: true }).meta({ description: 'The instant at which it is over.' }),
    reason: bilingualSchema.meta({ description: 'Why, for whoever wonders.' }),
    places: z
      .array(idSchema)
      .min(1)
      .optional()
      .meta({ description: 'Only at these places. Absent: everywhere.' }),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'an instant after `from`',
  })
  .meta({ description: 'Planned work, during which the alert is not shown.' });

export const alertRuleSchema = z
  .strictObject({
    id: idSchema.meta({ description: 'Unique in the province.' }),
    name: bilingualSchema.meta({ description: 'What the alert says, in a few words.' }),
    condition: conditionSchema,
    scope: scopeSchema.default({ at: 'places' }),
    onDelayMs: z.number().int().min(0).max(86_400_000).default(0).meta({
      description: 'So long a breach must have been observed before it fires, ms.',
    }),
    offDelayMs: z.number().int().min(0).max(86_400_000).default(0).meta({
      description: 'So long the value must have been clear before the alert is over, ms.',
    }),
    reAlertAfterMs: spanMsSchema
      .min(MIN_RE_ALERT_MS)
      .default(4 * HOUR_MS)
      .meta({
        description: 'What still fires so long after it was last told is told again, ms.',
      }),
    workingTime: z.boolean().default(false).meta({
      description: "Begins alerts in the working time of the province's calendar only.",
    }),
    dependsOn: dependencySchema.optional(),
    group: idSchema.optional().meta({
      description: 'Alerts of one group are told together. Absent: the rule is a group of its own.',
    }),
    maxInstances: z.number().int().positive().max(MAX_INSTANCES).default(MAX_INSTANCES).meta({
      description: 'At most so many places are watched; what fires is watched to its end in any case.',
    }),
    maintenance: z.array(windowSchema).max(50).default([]),
    instruction: bilingualSchema.meta({ description: 'What to do, in plain sentences.' }),
    owner: bilingualSchema.optional().meta({
      description: 'Who acts. Absent: the office that answers for the domain.',
    }),
    ...provenanceFields,
  })
  .refine(oneProvenance, ONE_PROVENANCE)
  .superRefine(({ condition, scope }, context) => {
    if (condition.kind === 'count' && scope.at === 'places')
      context.addIssue({
        code: 'custom',
        path: ['scope'],
        message: '`at: province`: places are counted over the whole province',
      });
    const watchesSources = condition.kind === 'no-data' && condition.indicator === undefined;
    if (watchesSources && (scope.at !== 'places' || scope.only !== undefined || scope.except !== undefined))
      context.addIssue({ code: 'custom', path: ['scope'], message: 'no scope where sources are watched' });
  })
  .meta({ id: 'AlertRule', description: 'When to alert, whom, and what to do.' });

/** A rule as checked; all spans in ms. */
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const rulesFileSchema = z
  .strictObject({
    domain: idSchema.meta({ description: "The domain; equal to the file's name." }),
    rules: z.array(alertRuleSchema).max(MAX_RULES),
  })
  .meta({ id: 'AlertRules', description: 'The alert rules of a domain.' });
export type RulesFile = z.infer<typeof rulesFileSchema>;
