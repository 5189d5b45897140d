/** Starts a module of ours in a thread of its own, with an empty environment. */
import { setFlagsFromString } from 'node:v8';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** A thread beyond this dies alone; a document of 5 MB parsed and mapped needs about a tenth of it. */
const THREAD_MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/**
 * A dozen small heaps that each share out their young garbage among all cores spend more on waiting for one another
 * than on collecting: on a busy machine pauses of 300 ms were seen in place of 10. Read by V8 at each collection.
 */
setFlagsFromString('--no-parallel-scavenge');

/** What threads are made of. A collector has two kinds; tests bring connectors of their own. */
const bundles = new Map<string, string>();

/** What a thread runs: `start` of the module, with an export of another where it wants one. */
export interface ThreadProgram {
  /** A TypeScript module with an exported function `start`. */
  readonly module: URL;
  /** Address of a module whose export of this name is given to `start`. */
  readonly given?: { readonly from: string; readonly name: string };
}

export function startThread(program: ThreadProgram, workerData: unknown): Worker {
  return new Worker(bundleOf(program), {
    eval: true,
    env: {},
    execArgv: [],
    workerData,
    resourceLimits: THREAD_MEMORY,
  });
}

/**
 * The module and all it imports as one text of JavaScript. Node 20 gives a worker no loader for TypeScript; one that
 * brings its own costs each thread half a second of CPU and 40 MB, the bundle a tenth of it.
 */
function bundleOf({ module, given }: ThreadProgram): string {
  const path = (url: string | URL) => JSON.stringify(fileURLToPath(url));
  const contents =
    given === undefined
      ? `import { start } from ${path(module)}; start();`
      : `import { start } from ${path(module)}; import { ${given.name} } from ${path(given.from)}; start(${given.name});`;
  const known = bundles.get(contents);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  bundles.set(contents, text);
  return text;
}
