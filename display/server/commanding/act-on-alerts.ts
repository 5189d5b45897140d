/** One deed on many alerts: each is done or not by itself, and the answer says which. */
import { z } from 'zod';
import type { AlertInput, Evaluation } from '../../../shared/alert/lifecycle.ts';
import { idSchema } from '../../../shared/config/common.ts';
import type { AlertName } from '../alerts/alert-acts.ts';
import { CommandRefusal, type CommandTools, type Done } from './command.ts';

/** A storm is acknowledged in a few commands, and none holds the store for long. */
const MAX_ALERTS = 500;
const MAX_COMMENT_LETTERS = 500;

export const alertNamesSchema = z
  .array(z.strictObject({ domain: idSchema, rule: idSchema, place: idSchema }))
  .min(1)
  .max(MAX_ALERTS);

/** One line of plain text: it stands in lists and in what is sent out. */
export const commentSchema = z
  .string()
  .max(MAX_COMMENT_LETTERS)
  .refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text), 'one line of visible text')
  .transform((text) => text.trim());

export const actedSchema = z.strictObject({
  done: z.int().meta({ description: 'Alerts on which it was done.' }),
  unchanged: z.int().meta({ description: 'Alerts that stood like that already.' }),
  refused: z
    .array(z.strictObject({ domain: idSchema, rule: idSchema, place: idSchema, code: z.string() }))
    .meta({ description: 'Alerts on which it could not be done, and why.' }),
});

/** @throws CommandRefusal when there is none of the alerts. */
export async function actOnAlerts(
  names: readonly AlertName[],
  input: Exclude<AlertInput, Evaluation>,
  { alerts, config }: Pick<CommandTools, 'alerts' | 'config'>,
): Promise<Done<z.output<typeof actedSchema>>> {
  const value = { done: 0, unchanged: 0, refused: [] as z.output<typeof actedSchema>['refused'] };
  for (const name of names) {
    const isKnown = config.domains.some(({ id }) => id === name.domain);
    const outcome = isKnown ? await alerts.act(name, input) : 'unknown';
    if (outcome === 'done') value.done += 1;
    else if (outcome === 'nothing') value.unchanged += 1;
    else value.refused.push({ ...name, code: outcome === 'unknown' ? 'unknown-alert' : 'overtaken' });
  }
  const [first] = names;
  const target =
    names.length === 1 && first !== undefined ? `${first.rule} ${first.place}` : `${names.length} alerts`;
  if (value.refused.length === names.length)
    throw new CommandRefusal('unknown-alert', 'there is no such alert; it may never have fired', { target });
  return { value, target, after: value };
}
