/** `npm run mutants [-- id…]`: breaks each promise in turn and shows the named test that turns red. */
import { copyTree, type TreeCopy } from './copy.ts';
import { loadMutants, type NamedMutant } from './mutant.ts';

/** Undefined when the mutant was caught; otherwise what is wrong. */
function problemWith(
  mutant: NamedMutant,
  tree: TreeCopy,
  greens: Map<string, string | undefined>,
): string | undefined {
  const { test } = mutant;
  const key = `${test.file} ${test.name}`;
  if (!greens.has(key)) {
    const verdict = tree.judge(test);
    const reason = verdict.colour === 'void' ? verdict.reason : 'it fails';
    greens.set(
      key,
      verdict.colour === 'green' ? undefined : `its test is not green without the patch: ${reason}`,
    );
  }
  const beforehand = greens.get(key);
  if (beforehand !== undefined) return beforehand;
  const verdict = tree.judgeMutant(mutant);
  switch (verdict.colour) {
    case 'red':
      return undefined;
    case 'green':
      return `GREEN: "${test.name}" does not notice`;
    case 'void':
      return `says nothing: ${verdict.reason}`;
  }
}

const wanted = process.argv.slice(2);
const all = await loadMutants();
const mutants = all.filter(({ id }) => wanted.length === 0 || wanted.some((word) => id.startsWith(word)));
const tree = copyTree();
process.once('SIGINT', () => {
  tree.remove();
  process.exit(130);
});

let failed = 0;
try {
  const greens = new Map<string, string | undefined>();
  for (const mutant of mutants) {
    const problem = problemWith(mutant, tree, greens);
    if (problem !== undefined) failed += 1;
    console.log(`${mutant.invariant} ${mutant.what} (${mutant.id}) … ${problem ?? 'red'}`);
  }
} finally {
  tree.remove();
}
if (mutants.length === 0) console.log('no such mutant');
console.log(`${mutants.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && mutants.length > 0 ? 0 : 1;
