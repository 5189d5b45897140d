/** Starts a TypeScript module in a thread of its own, with an empty environment. */
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** A thread beyond this dies alone; a document of 5 MB parsed and mapped needs about a tenth of it. */
const THREAD_MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/** Node 20 gives a worker no loader of its own, and `--import` is not inherited: the first line registers tsx. */
export function startThread(module: URL, workerData: unknown): Worker {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${loader}).then(({ register }) => { register(); return import(${JSON.stringify(module.href)}); });`;
  return new Worker(code, {
    eval: true,
    env: {},
    execArgv: [],
    workerData,
    resourceLimits: THREAD_MEMORY,
  });
}
