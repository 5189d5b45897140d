/** What every connector must face, for protocols that are no HTTP: each case by its own means, or why there is none. */

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

export class ConformanceList {
  private readonly faced = new Set<string>();

  /** @param without cases that the protocol does not have, each with the reason. */
  constructor(private readonly without: Partial<Readonly<Record<CaseName, string>>>) {}

  /** The name of the test that faces a case. */
  faces(name: CaseName): string {
    this.faced.add(name);
    return `${CASES[name]} (${name})`;
  }

  /** Cases that no test faces and no reason excuses. */
  forgotten(): readonly string[] {
    return Object.keys(CASES).filter((name) => !this.faced.has(name) && !(name in this.without));
  }
}
