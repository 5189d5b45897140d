/**
 * Many small questions in one poll: a bounded number at once, each within its own time. One that is dead must not hide
 * the others, and what nobody could ask is not called dead.
 */
import { EventEmitter, setMaxListeners } from 'node:events';
import { z } from 'zod';
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';

export interface Pace {
  /** The poll: its end ends every question. */
  readonly signal: AbortSignal;
  readonly atOnce: number;
  readonly eachTimeoutMs: number;
}

/** The settings of the pace. @param who is asked, e.g. `Cameras`. */
export function paceFields(
  who: { readonly many: string; readonly one: string },
  most: { readonly atOnce: number },
  usual: { readonly atOnce: number; readonly eachTimeoutMs: number },
) {
  return {
    atOnce: z
      .number()
      .int()
      .min(1)
      .max(most.atOnce)
      .default(usual.atOnce)
      .meta({ description: `${who.many} asked at once.` }),
    eachTimeoutMs: z
      .number()
      .int()
      .min(50)
      .max(30_000)
      .default(usual.eachTimeoutMs)
      .meta({ description: `Longest one ${who.one} may take, in ms.` }),
  };
}

export interface Questions<Target, Row> {
  readonly targets: readonly Target[];
  /** Names a target in the words of a refusal; no address, since that may hold a secret. */
  readonly nameOf: (target: Target) => string;
  /** @throws UpstreamError when the target does not answer as it should. */
  readonly ask: (target: Target, signal: AbortSignal) => Promise<Row>;
  /** What is said of a target that failed. */
  readonly failed: (target: Target, error: UpstreamError) => Row;
}

export interface Asked<Row> {
  /** In the order of the targets. */
  readonly rows: readonly Row[];
  /** Targets of which nothing is known, and why. */
  readonly refused: readonly string[];
}

/** These say something of our own settings and nothing of the target. */
const OF_OUR_OWN: ReadonlySet<UpstreamReason> = new Set(['forbidden-address', 'auth', 'client']);

type Outcome<Row> =
  | { readonly isKnown: true; readonly row: Row }
  | { readonly isKnown: false; readonly words: string; readonly error: UpstreamError };

/** @throws UpstreamError when nothing is known of any target. */
export async function askEach<Target, Row>(
  questions: Questions<Target, Row>,
  pace: Pace,
): Promise<Asked<Row>> {
  const { targets } = questions;
  // Each question listens to the end of the poll, as its connection does until it is closed.
  setMaxListeners(pace.atOnce * 4 + EventEmitter.defaultMaxListeners, pace.signal);
  const outcomes: Outcome<Row>[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < targets.length; at = next++)
      outcomes[at] = await outcomeOf(questions, targets[at] as Target, pace);
  };
  await Promise.all(Array.from({ length: Math.min(pace.atOnce, targets.length) }, work));
  const known = outcomes.filter((outcome) => outcome.isKnown);
  const unknown = outcomes.filter((outcome) => !outcome.isKnown);
  if (known.length === 0 && unknown[0] !== undefined) throw unknown[0].error;
  return { rows: known.map(({ row }) => row), refused: unknown.map(({ words }) => words) };
}

async function outcomeOf<Target, Row>(
  { ask, failed, nameOf }: Questions<Target, Row>,
  target: Target,
  { signal, eachTimeoutMs }: Pace,
): Promise<Outcome<Row>> {
  const unknown = (error: UpstreamError): Outcome<Row> => ({
    isKnown: false,
    words: `${nameOf(target)}: ${error.message}`,
    error,
  });
  if (signal.aborted) return unknown(pollOver());
  const turn = new AbortController();
  const end = () => turn.abort();
  const timer = setTimeout(end, eachTimeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    return { isKnown: true, row: await ask(target, turn.signal) };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    // It had less than its time: that it is dead would be a guess.
    if (signal.aborted) return unknown(pollOver());
    return OF_OUR_OWN.has(error.reason) ? unknown(error) : { isKnown: true, row: failed(target, error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    end();
  }
}

function pollOver(): UpstreamError {
  return new UpstreamError({
    reason: 'timeout',
    message: 'the time of the poll was over before it answered',
  });
}
