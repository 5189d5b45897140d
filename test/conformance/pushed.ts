/**
 * What every connector must do that is not asked: the list of HTTP's own suite, by the means of another protocol. A case
 * that a protocol cannot have says why.
 */
import { describe, expect, it } from 'vitest';
import type { AnyConnector, PushedDocument } from '../../collector/push-connector.ts';
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';

const CASES = [
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
type Case = (typeof CASES)[number];

/** What came, in its order. */
type Run = () => Promise<readonly PushedDocument[]>;

type Expected =
  | { readonly run: Run; readonly fails: UpstreamReason }
  /** The documents; for one that could not be read, the words that refuse it. */
  | { readonly run: Run; readonly gives: readonly unknown[] }
  | { readonly skipped: string };

export interface PushedConformance {
  readonly connector: Pick<AnyConnector, 'id' | 'settings'>;
  readonly cases: Readonly<Record<Case, Expected>>;
  /** Passwords and contents: none may stand in an error. */
  readonly secrets: readonly string[];
}

function read({ json, refused }: PushedDocument): unknown {
  return json === undefined ? { refused } : JSON.parse(new TextDecoder().decode(json));
}

/** To be called inside of a `describe` that starts what the cases need. */
export function describePushed({ connector, cases, secrets }: PushedConformance): void {
  describe(`${connector.id} as a connector`, () => {
    for (const name of CASES) {
      const expected = cases[name];
      if ('skipped' in expected) {
        it.skip(`${name}: ${expected.skipped}`, () => {});
        continue;
      }
      if ('gives' in expected) {
        it(`gives what came: ${name}`, async () => {
          expect((await expected.run()).map(read)).toEqual(expected.gives);
        });
        continue;
      }
      it(`in front of ${name} fails as ${expected.fails}, and repeats no secret`, async () => {
        const error: unknown = await expected.run().catch((cause: unknown) => cause);
        expect(error).toBeInstanceOf(UpstreamError);
        const { reason, message } = error as UpstreamError;
        expect([reason, message]).toEqual([expected.fails, expect.stringMatching(/./)]);
        for (const secret of secrets) expect(message).not.toContain(secret);
      });
    }

    it('describes every one of its settings', () => {
      const { shape } = connector.settings as unknown as { shape: Record<string, { description?: string }> };
      expect(Object.keys(shape).filter((name) => !shape[name]?.description)).toEqual([]);
    });
  });
}
