/** One look at every import of a tree, by dependency-cruiser. */
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { RULES } from './rules.ts';

/** Everything that holds code of ours. Folders that do not exist yet are passed over by the caller. */
export const CODE_ROOTS = ['start.ts', 'collector', 'display', 'shared', 'test'] as const;

export type Look = {
  /** Files of ours that were read. */
  modules: string[];
  violations: { rule: string; from: string; to: string }[];
};

/** Reads the tree at `root` (absolute) and judges it by {@link RULES}. */
export async function lookAt(root: string, codeRoots: string[]): Promise<Look> {
  const { output } = await cruise(
    codeRoots,
    {
      baseDir: root,
      validate: true,
      ruleSet: {
        forbidden: RULES.map(({ name, comment = '', from, to }) => ({
          name,
          comment,
          severity: 'error',
          from,
          to,
        })),
      },
      // Types cross borders too: an `import type` ties the sides together as surely as a call.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      // Named from the top: most libraries have a dist folder too, and those must be seen.
      exclude: { path: ['^dist/', '^display/dist/', '^display/web/dist/', '^\\.runtime/'] },
      // A copy of the tree links to one node_modules; its paths must look the same.
      preserveSymlinks: true,
    },
    {
      conditionNames: ['import', 'browser', 'default', 'types'],
      exportsFields: ['exports'],
      bustTheCache: true,
    },
  );
  // Without an output type the result is the object itself.
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.map((module) => module.source).filter((path) => isOurs(path)),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

function isOurs(path: string): boolean {
  return CODE_ROOTS.some((root) => path === root || path.startsWith(`${root}/`)) && /\.(ts|vue)$/.test(path);
}
