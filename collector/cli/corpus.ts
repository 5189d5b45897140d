/** `npm run corpus -- <file.json>`: runs scenarios of the alert lifecycle through the one `step` of the house. */
import { readFileSync } from 'node:fs';
import { corpusSchema, divergenceOf, type Scenario } from '../../shared/alert/corpus.ts';
import { LocatedFile } from '../../shared/config/located-file.ts';
import { checkSchema } from '../../shared/config/schema-problems.ts';
import { formatProblem, type ConfigProblem } from '../../shared/errors.ts';

/** Of a file that is wrong all through, the first problems say enough. */
const MAX_PROBLEMS = 20;
const MAX_DIFFERENCES = 5;

const [path] = process.argv.slice(2);
const scenarios = path === undefined ? undefined : scenariosOf(path);
if (path === undefined) refuse(['usage: npm run corpus -- <file.json>']);
else if (scenarios !== undefined) run(scenarios);

function run(all: readonly Scenario[]): void {
  let failed = 0;
  for (const scenario of all) {
    const divergence = divergenceOf(scenario);
    if (divergence === undefined) continue;
    failed += 1;
    console.log(`${scenario.id}: diverges at step ${divergence.step} (t = ${divergence.t} s)`);
    for (const difference of divergence.differences.slice(0, MAX_DIFFERENCES)) console.log(`  ${difference}`);
  }
  console.log(`${all.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** The scenarios, or undefined with the reason said. */
function scenariosOf(file: string): Scenario[] | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const parsed = parsedJson(file, text);
  if (parsed === undefined) return undefined;
  const checked = corpusSchema.safeParse(parsed.value);
  if (checked.success) return checked.data;
  // Finding lines is dear in a file of this size, so only a wrong one is read a second time.
  const located = new LocatedFile('corpus.json', text, file);
  if (located.syntaxProblems.length > 0) return refuse(located.syntaxProblems.map(formatProblem));
  const found = checkSchema(corpusSchema, located);
  return refuse(linesOf(found.ok ? [] : found.problems));
}

function linesOf(problems: readonly ConfigProblem[]): string[] {
  const lines = problems.slice(0, MAX_PROBLEMS).map(formatProblem);
  const left = problems.length - lines.length;
  return left > 0 ? [...lines, `… and ${left} more`] : lines;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : `no readable file (${code})`;
    return refuse([formatProblem({ file, found, expected: 'a file of scenarios as JSON' })]);
  }
}

function parsedJson(file: string, text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const { syntaxProblems } = new LocatedFile('corpus.json', text, file);
    const found = (error as SyntaxError).message;
    return refuse(
      syntaxProblems.length > 0
        ? syntaxProblems.map(formatProblem)
        : [formatProblem({ file, found, expected: 'well-formed JSON' })],
    );
  }
}

/** Says what is wrong; a file that cannot be run is no success. */
function refuse(lines: readonly string[]): undefined {
  for (const line of lines) console.error(line);
  process.exitCode = 2;
}
