import { z } from 'zod';
import { actedSchema, actOnAlerts, alertNamesSchema, commentSchema } from '../commanding/act-on-alerts.ts';
import { command } from '../commanding/command.ts';

/** What should be hidden longer is a change of its rule. */
const MAX_SHELF_MS = 7 * 86_400_000;
const MIN_SHELF_MS = 60_000;

export default command({
  name: 'alert-shelve',
  summary: 'Hides alerts for a time, with the reason; they go on, and are told then if they still fire.',
  access: 'operator',
  request: z.strictObject({
    alerts: alertNamesSchema,
    forMs: z
      .int()
      .min(MIN_SHELF_MS)
      .max(MAX_SHELF_MS)
      .meta({ description: 'For how long, ms; at most a week.' }),
    comment: commentSchema.refine((text) => text !== '', 'a reason'),
  }),
  value: actedSchema,
  audited: (request) => request,
  run: ({ alerts, comment, forMs }, asker, tools) =>
    actOnAlerts(
      alerts,
      { kind: 'shelve', by: asker.session?.account ?? '', comment, untilMs: tools.nowMs() + forMs },
      tools,
    ),
});
