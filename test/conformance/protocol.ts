/** What every connector that asks one upstream must do, by the means of its protocol. */
import { describe, expect, it } from 'vitest';
import type { Connector, PollAnswer } from '../../collector/connector.ts';
import type { UpstreamReason } from '../../shared/errors.ts';
import {
  casesWith,
  describeSettings,
  describeSkipped,
  expectNoSecret,
  failureOf,
  type Case,
  type Skipped,
} from './cases.ts';

interface Failing {
  readonly poll: () => Promise<PollAnswer>;
  readonly fails: UpstreamReason;
}
interface Giving {
  readonly poll: () => Promise<PollAnswer>;
  /** The document. */
  readonly gives: unknown;
  /** What of it is named as unread. */
  readonly refused?: readonly unknown[];
}

export interface ProtocolConformance {
  readonly connector: Connector<never>;
  readonly cases: Readonly<Record<Case, Failing | Giving | Skipped>>;
  /** Passwords and contents: none may stand in an error, or in what is named as unread. */
  readonly secrets: readonly string[];
}

export function documentOf(answer: PollAnswer): unknown {
  return answer.kind === 'document' ? JSON.parse(new TextDecoder().decode(answer.json)) : answer.kind;
}

/** To be called inside of a `describe` that starts what the cases need. */
export function describeProtocol({ connector, cases, secrets }: ProtocolConformance): void {
  describe(`${connector.id} as a connector`, () => {
    it.each(casesWith(cases, 'fails'))(
      'in front of $name fails as $fails, and repeats no secret',
      async ({ poll, fails }) => {
        expect(await failureOf(poll(), secrets)).toMatchObject({ reason: fails });
      },
    );

    it.each(casesWith(cases, 'gives'))('gives its answer: $name', async ({ poll, gives, refused = [] }) => {
      const answer = await poll();
      expect(documentOf(answer)).toEqual(gives);
      const unread = answer.kind === 'document' ? (answer.refused ?? []) : [];
      expect(unread).toEqual(refused);
      expectNoSecret(unread, secrets);
    });

    describeSkipped(cases);
    describeSettings(connector.settings);
  });
}
