/**
 * What every connector must do that is not asked: the list of HTTP's own suite, by the means of another protocol. A case
 * that a protocol cannot have says why.
 */
import { describe, expect, it } from 'vitest';
import type { AnyConnector, PushedDocument } from '../../collector/push-connector.ts';
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';
import { CASES, type Case } from './protocol.ts';

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
    const all = CASES.map((name) => ({ name, ...cases[name] }));

    it.each(all.filter((one) => 'gives' in one))('gives what came: $name', async ({ run, gives }) => {
      expect((await run()).map(read)).toEqual(gives);
    });

    it.each(all.filter((one) => 'fails' in one))(
      'in front of $name fails as $fails, and repeats no secret',
      async ({ run, fails }) => {
        const error: unknown = await run().catch((cause: unknown) => cause);
        expect(error).toBeInstanceOf(UpstreamError);
        const { reason, message } = error as UpstreamError;
        expect([reason, message]).toEqual([fails, expect.stringMatching(/./)]);
        for (const secret of secrets) expect(message).not.toContain(secret);
      },
    );

    it.each(all.filter((one) => 'skipped' in one))('cannot meet $name: $skipped', ({ skipped }) => {
      expect(skipped).not.toBe('');
    });

    it('describes every one of its settings', () => {
      const { shape } = connector.settings as unknown as { shape: Record<string, { description?: string }> };
      expect(Object.keys(shape).filter((name) => !shape[name]?.description)).toEqual([]);
    });
  });
}
