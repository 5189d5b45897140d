/** What every connector must do that is told and not asked, by the means of its protocol. */
import { describe, expect, it } from 'vitest';
import type { AnyConnector, PushedDocument } from '../../collector/push-connector.ts';
import type { UpstreamReason } from '../../shared/errors.ts';
import { casesWith, describeSettings, describeSkipped, failureOf, type Case, type Skipped } from './cases.ts';

/** What came, in its order. */
type Run = () => Promise<readonly PushedDocument[]>;

type Expected =
  | { readonly run: Run; readonly fails: UpstreamReason }
  /** The documents; for one that could not be read, the words that refuse it. */
  | { readonly run: Run; readonly gives: readonly unknown[] }
  | Skipped;

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
    it.each(casesWith(cases, 'gives'))('gives what came: $name', async ({ run, gives }) => {
      expect((await run()).map(read)).toEqual(gives);
    });

    it.each(casesWith(cases, 'fails'))(
      'in front of $name fails as $fails, and repeats no secret',
      async ({ run, fails }) => {
        expect(await failureOf(run(), secrets)).toMatchObject({ reason: fails });
      },
    );

    describeSkipped(cases);
    describeSettings(connector.settings);
  });
}
