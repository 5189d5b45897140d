import { z } from 'zod';
import { actedSchema, actOnAlerts, alertNamesSchema, commentSchema } from '../commanding/act-on-alerts.ts';
import { command } from '../commanding/command.ts';

export default command({
  name: 'alert-acknowledge',
  summary: 'Says of alerts that somebody knows and acts; what is over leaves the list with it.',
  access: 'operator',
  request: z.strictObject({ alerts: alertNamesSchema, comment: commentSchema.default('') }),
  value: actedSchema,
  audited: (request) => request,
  run: ({ alerts, comment }, asker, tools) =>
    actOnAlerts(alerts, { kind: 'acknowledge', by: asker.session?.account ?? '', comment }, tools),
});
