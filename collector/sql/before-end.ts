import { UpstreamError } from '../../shared/errors.ts';

/** The work, or the end of the poll if that comes first: some drivers do not tell those who wait that all is over. */
export async function beforeEnd<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let end: () => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(new UpstreamError({ reason: 'timeout', message: 'no whole answer in time' }));
  });
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
