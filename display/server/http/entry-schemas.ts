/** Shapes of what the API says of entries by hand, checked against the types of shared/. */
import { z } from 'zod';
import { ENTRY_DOOR_REASONS, type EntryDoorWord, type EntryReply } from '../../../shared/api.ts';
import { idSchema } from '../../../shared/config/common.ts';
import { ENTRY_PROBLEMS } from '../../../shared/entry/entry-problem.ts';
import type { LoggedEntry } from '../../../shared/entry/entry-line.ts';

const atMsSchema = z.number().meta({ description: 'Ms since 1970 UTC, on the clock of the store.' });
const valueSchema = z.union([z.number(), z.string(), z.null()]);

const problemSchema = z
  .strictObject({
    field: z.string().meta({ description: '`by`, `when`, `values`, or a field as `indicator|place`.' }),
    reason: z.enum(ENTRY_PROBLEMS).meta({
      description: '`far-from-last` and `beyond-scale` may be confirmed: send the field in `confirmed`.',
    }),
    numbers: z.array(z.number()).readonly().meta({
      description: 'The bound, the last value, or the two readings of a number that has two.',
    }),
  })
  .meta({ id: 'EntryProblem' });

export const loggedEntrySchema = z
  .strictObject({
    id: z.string(),
    source: idSchema,
    by: z.string(),
    from: z.string().meta({ description: 'Address of the browser.' }),
    when: z.string(),
    atMs: atMsSchema,
    digest: z.string(),
    rows: z
      .array(
        z.strictObject({
          indicator: idSchema,
          place: idSchema,
          period: z.string().optional(),
          observedAtMs: atMsSchema,
          before: z
            .strictObject({ value: valueSchema, period: z.string().optional() })
            .optional()
            .meta({ description: 'What was known of the series; absent: nothing.' }),
          after: valueSchema,
        }),
      )
      .readonly(),
    problems: z.array(problemSchema).readonly(),
    outcome: z
      .strictObject({ recordedAtMs: atMsSchema, decisions: z.array(z.string()).readonly() })
      .optional()
      .meta({
        description:
          'What the record decided of each row: first, newer, correction, repeat (nothing new), older (kept in history), future, expired, crowded (too many late figures at once), fenced.',
      }),
  })
  .meta({ id: 'LoggedEntry' }) satisfies z.ZodType<LoggedEntry>;

export const entryReplySchema = z
  .discriminatedUnion('state', [
    z.strictObject({ state: z.literal('waiting'), id: z.string(), isCollectorThere: z.boolean() }),
    z.strictObject({
      state: z.literal('invalid'),
      id: z.string(),
      problems: z.array(problemSchema).readonly(),
    }),
    z.strictObject({ state: z.literal('recorded'), id: z.string(), entry: loggedEntrySchema }),
    z.strictObject({ state: z.literal('refused'), id: z.string(), entry: loggedEntrySchema }),
  ])
  .meta({ id: 'EntryReply', description: 'What became of an entry.' }) satisfies z.ZodType<EntryReply>;

export const entryDoorSchema = z
  .strictObject({
    isOpen: z.boolean(),
    by: z.string().optional(),
    reason: z.enum(ENTRY_DOOR_REASONS).optional(),
  })
  .meta({ id: 'EntryDoor' }) satisfies z.ZodType<EntryDoorWord>;
