/**
 * What every connector must do, whatever its protocol: the list that HTTP's own suite runs, by the means of another
 * protocol. A case that a protocol cannot have says why.
 */
import { describe, expect, it } from 'vitest';
import type { Connector, PollAnswer } from '../../collector/connector.ts';
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';

/** What every connector faces by means of its own; `pushed.ts` runs the same list. */
export const CASES = [
  'happy',
  'unauthorized',
  'forbidden',
  'crowded',
  'server error',
  'timeout',
  'abort',
  'hang',
  'drip',
  'malformed',
  'truncated',
  'wrong charset',
  'huge',
  'empty',
  'partial',
  'nobody listens',
] as const;
export type Case = (typeof CASES)[number];

interface Failing {
  readonly poll: () => Promise<PollAnswer>;
  readonly fails: UpstreamReason;
}
interface Giving {
  readonly poll: () => Promise<PollAnswer>;
  /** The document. */
  readonly gives: unknown;
  /** What of it is named as unread. */
  readonly refused?: readonly string[];
}
/** Not of this protocol, and why. */
interface Skipped {
  readonly skipped: string;
}

export interface ProtocolConformance {
  readonly connector: Connector<never>;
  readonly cases: Readonly<Record<Case, Failing | Giving | Skipped>>;
  /** Passwords and contents: none may stand in an error. */
  readonly secrets: readonly string[];
}

/** The failure of a poll that must fail. */
export async function failureOf(polled: Promise<unknown>): Promise<UpstreamError> {
  const outcome: unknown = await polled.then(
    (answer) => ({ answered: answer }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(UpstreamError);
  return outcome as UpstreamError;
}

export function documentOf(answer: PollAnswer): unknown {
  return answer.kind === 'document' ? JSON.parse(new TextDecoder().decode(answer.json)) : answer.kind;
}

/** To be called inside of a `describe` that starts what the cases need. */
export function describeProtocol({ connector, cases, secrets }: ProtocolConformance): void {
  const all = CASES.map((name) => [name, cases[name]] as const);
  const failing = all.flatMap(([name, one]) => ('fails' in one ? [[name, one.fails, one] as const] : []));
  const giving = all.flatMap(([name, one]) => ('gives' in one ? [[name, one] as const] : []));
  const skipped = all.flatMap(([name, one]) => ('skipped' in one ? [[name, one.skipped] as const] : []));

  describe(`${connector.id} as a connector`, () => {
    it.each(failing)('in front of %s fails as %s, and repeats no secret', async (_name, reason, { poll }) => {
      const error = await failureOf(poll());
      expect(error).toMatchObject({ reason });
      expect(error.message).not.toBe('');
      for (const secret of secrets) expect(error.message).not.toContain(secret);
    });

    it.each(giving)('gives its answer: %s', async (_name, { poll, gives, refused = [] }) => {
      const answer = await poll();
      expect(documentOf(answer)).toEqual(gives);
      expect(answer.kind === 'document' ? (answer.refused ?? []) : []).toEqual(refused);
    });

    it.each(skipped)('does not know %s: %s', (_name, why) => {
      expect(why.length).toBeGreaterThan(20);
    });

    it('describes every one of its settings', () => {
      const { shape } = connector.settings as unknown as {
        shape: Record<string, { description?: string }>;
      };
      expect(Object.keys(shape).filter((name) => !shape[name]?.description)).toEqual([]);
    });
  });
}
