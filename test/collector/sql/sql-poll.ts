/** One poll of an SQL connector, as its lane would run it. */
import type { Connector, PollAnswer, PollRequest } from '../../../collector/connector.ts';
import { makeDial } from '../../../collector/network/dial.ts';
import type { SqlSettings } from '../../../collector/sql/settings.ts';
import { LIMITS, LOOPBACK } from '../../conformance/network.ts';

export type SqlPoll = (
  settings: Readonly<Record<string, unknown>>,
  more?: Partial<PollRequest<SqlSettings>> & { timeoutMs?: number },
) => Promise<PollAnswer>;

/** Long enough on a busy machine, where the case is not about time. */
const PATIENCE_MS = 10_000;

export function sqlPoll(connector: Connector<SqlSettings>, base: Readonly<Record<string, unknown>>): SqlPoll {
  return async (settings, { timeoutMs = PATIENCE_MS, ...more } = {}) => {
    const ending = new AbortController();
    const signal = more.signal === undefined ? ending.signal : AbortSignal.any([more.signal, ending.signal]);
    const timer = setTimeout(() => ending.abort(), timeoutMs);
    try {
      return await connector.poll({
        settings: connector.settings.parse({ ...base, ...settings }),
        limits: LIMITS,
        places: [],
        timeZone: 'Asia/Ho_Chi_Minh',
        exchange: () => Promise.reject(new Error('SQL goes by no HTTP')),
        dial: makeDial(signal, LOOPBACK),
        ...more,
        signal,
      });
    } finally {
      clearTimeout(timer);
      ending.abort();
    }
  };
}
