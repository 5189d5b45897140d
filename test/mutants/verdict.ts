/** What a test run of one named test says. Only a test that ran to its end and failed is red. */

/** The part of vitest's JSON report that is read. */
export type Report = {
  testResults: {
    message?: string;
    assertionResults: { title: string; status: string; failureMessages?: string[] | null }[];
  }[];
};

export type Verdict =
  | { colour: 'green' | 'red' }
  /** Not a word about the promise: no test ran, several did, or the patch broke the program as such. */
  | { colour: 'void'; reason: string };

/** A patch that merely cannot run would turn any test red. */
const CANNOT_RUN = /^(SyntaxError|ReferenceError)\b/;

export function verdictOn(report: Report | undefined, name: string): Verdict {
  if (!report) return { colour: 'void', reason: 'the test runner made no report' };
  const ran = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  const [test] = ran;
  if (!test) {
    const message = report.testResults.map((file) => file.message).find(Boolean);
    return { colour: 'void', reason: `no test ran${message ? `: ${firstLine(message)}` : ''}` };
  }
  if (ran.length > 1) return { colour: 'void', reason: `${ran.length} tests ran, not one` };
  if (test.title !== name) return { colour: 'void', reason: `another test ran: ${test.title}` };
  if (test.status === 'passed') return { colour: 'green' };
  const broken = (test.failureMessages ?? []).find((message) => CANNOT_RUN.test(message));
  return broken === undefined ? { colour: 'red' } : { colour: 'void', reason: firstLine(broken) };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
