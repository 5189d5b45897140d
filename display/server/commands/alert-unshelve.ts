import { z } from 'zod';
import { actedSchema, actOnAlerts, alertNamesSchema, commentSchema } from '../commanding/act-on-alerts.ts';
import { command } from '../commanding/command.ts';

export default command({
  name: 'alert-unshelve',
  summary: 'Shows alerts again that were put aside.',
  access: 'operator',
  request: z.strictObject({ alerts: alertNamesSchema, comment: commentSchema.default('') }),
  value: actedSchema,
  audited: (request) => request,
  run: ({ alerts, comment }, asker, tools) =>
    actOnAlerts(alerts, { kind: 'unshelve', by: asker.session?.account ?? '', comment }, tools),
});
