/** The list of what every connector must face, for protocols that are no HTTP: each case by its own means, or why not. */
import { describe, it } from 'vitest';

const CASES = {
  happy: 'gives the whole answer',
  unauthorised: 'fails as auth where its credentials are not accepted',
  forbidden: 'fails as auth where it may not read',
  'rate-limited': 'leaves a busy upstream alone for as long as it wants',
  'server-error': 'fails by its reason where the upstream is broken or gone',
  timeout: 'fails as timeout where there is no answer in time',
  abort: 'stops when it is told to',
  hang: 'is not held up by an upstream that says nothing',
  drip: 'is not held up by an upstream that never ends',
  malformed: 'refuses what is not well-formed',
  truncated: 'refuses what was cut',
  'wrong-charset': 'refuses text in another character set',
  huge: 'refuses what is larger than its bound',
  empty: 'refuses an empty answer',
  partial: 'names what does not fit and keeps the rest',
  secret: 'never repeats a secret or the payload',
} as const;
type CaseName = keyof typeof CASES;

/** A text in place of a test says why this protocol has no such case. */
export function describeCases(
  connector: string,
  cases: Readonly<Record<CaseName, string | (() => Promise<void>)>>,
): void {
  describe(`${connector} as a connector`, () => {
    for (const name of Object.keys(CASES) as CaseName[]) {
      const run = cases[name];
      if (typeof run === 'string') it.skip(`${CASES[name]} (${run})`);
      else it(`${CASES[name]}: ${name}`, run);
    }
  });
}
