/**
 * What every connector must face, whatever its protocol. Each suite says by what means its kind of connector meets a
 * case: HTTP by its hostile server (`connector.ts`), those who ask one upstream by a poll (`protocol.ts`), those who ask
 * many targets by what becomes of one (`probe.ts`), those who are told by what comes (`pushed.ts`).
 */
import { expect, it } from 'vitest';
import { UpstreamError } from '../../shared/errors.ts';

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

/** Not of this protocol, and why. */
export interface Skipped {
  readonly skipped: string;
}

/** Shorter is no reason. */
const REASON_LETTERS = 10;

/** Cases of which this is said, in the order of the list. */
export function casesWith<One extends object, Key extends string>(
  cases: Readonly<Partial<Record<Case, One>>>,
  key: Key,
) {
  return CASES.flatMap((name) => {
    const one = cases[name];
    return one !== undefined && key in one
      ? [{ name, ...(one as Extract<One, Readonly<Record<Key, unknown>>>) }]
      : [];
  });
}

/** To be called inside of the `describe` of a connector. */
export function describeSkipped(cases: Readonly<Partial<Record<Case, object>>>): void {
  it.each(casesWith<Skipped, 'skipped'>(cases as Record<Case, Skipped>, 'skipped'))(
    'does not know $name: $skipped',
    ({ skipped }) => {
      expect(skipped.length).toBeGreaterThan(REASON_LETTERS);
    },
  );
}

export function describeSettings(settings: unknown): void {
  it('describes every one of its settings', () => {
    const { shape } = settings as { shape: Record<string, { description?: string }> };
    expect(Object.keys(shape).filter((name) => !shape[name]?.description)).toEqual([]);
  });
}

/** The failure of what must fail, by a reason that tells something and repeats no secret. */
export async function failureOf(
  polled: Promise<unknown>,
  secrets: readonly string[] = [],
): Promise<UpstreamError> {
  const outcome: unknown = await polled.then(
    (answer) => ({ answered: answer }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(UpstreamError);
  const error = outcome as UpstreamError;
  expect(error.message).not.toBe('');
  expectNoSecret(error.message, secrets);
  return error;
}

/** @param told texts, or what holds them. */
export function expectNoSecret(told: unknown, secrets: readonly string[]): void {
  for (const secret of secrets) expect(JSON.stringify(told)).not.toContain(secret);
}
