/** An alert as it stands in Redis: `seq revision json`. The script compares what stands in front, and parses nothing. */
import type { Alert } from './alert.ts';

export function alertEntry(alert: Alert): string {
  return `${alert.seq} ${alert.revision} ${JSON.stringify(alert)}`;
}

export function parseAlertEntry(text: string): Alert {
  return JSON.parse(text.slice(text.indexOf('{'))) as Alert;
}
