/** Work that is done by parts of which none waits for another: a domain that cannot be kept stops no other. */
import { LockLost } from './lock-held.ts';

/**
 * Does the work of each, whatever becomes of the others.
 * @param nameOf what a part is called where it fails.
 * @throws AggregateError when any failed, which says of each why; LockLost at once, for then nothing may be written.
 */
export async function eachOne<Part>(
  parts: Iterable<Part>,
  nameOf: (part: Part) => string,
  work: (part: Part) => Promise<void>,
): Promise<void> {
  const failures: { readonly words: string; readonly error: unknown }[] = [];
  for (const part of parts) {
    try {
      await work(part);
    } catch (error) {
      if (error instanceof LockLost) throw error;
      const why = error instanceof Error ? error.message : String(error);
      failures.push({ words: `${nameOf(part)}: ${why}`, error });
    }
  }
  if (failures.length > 0)
    throw new AggregateError(
      failures.map(({ error }) => error),
      failures.map(({ words }) => words).join('; '),
    );
}
