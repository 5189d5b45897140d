/** For `probe`: waits for one document of a source that tells by itself. Nothing is recorded, and nothing that others are to get is taken. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Source } from '../../shared/config/source.ts';
import type { Fetched } from '../fetched.ts';
import type { Fetcher } from '../fetch-source.ts';
import type { PushedDocument } from '../push-connector.ts';
import { refusal } from '../push/webhook-desk.ts';
import { serveWebhooks } from '../push/webhook-server.ts';

/** Bounds of the wait, ms: as long as the source may be silent. */
const MIN_WAIT_MS = 10_000;
const MAX_WAIT_MS = 120_000;
/** A thread that starts reads the first delivery, ms. */
const READ_TIMEOUT_MS = 8_000;

function waitMsOf(source: Source): number {
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, source.everySeconds * 1000));
}

/** Holds a link of its own until the first document, which the upstream still tells everybody else. */
export async function waitForMessage(source: Source, fetcher: Fetcher): Promise<Fetched> {
  const ending = new AbortController();
  let resolve: (fetched: Fetched) => void = () => {};
  const first = new Promise<Fetched>((settle) => (resolve = settle));
  const link = fetcher.link(
    source,
    { subscriber: 'probe', isTrial: true, signal: ending.signal },
    {
      onUp: ({ status }) => console.log(`\n${status}; waiting for a message`),
      onDocument: async (pushed) => resolve(await read(source, fetcher, pushed, 'message')),
    },
  );
  const lost = link.then((failure) => failure ?? silent(source));
  try {
    return await Promise.race([first, lost, patience(source, ending.signal)]);
  } finally {
    ending.abort();
    await link;
  }
}

/** Opens a door of its own until the first delivery. The sender is told to send it again: it was not recorded. */
export async function waitForDelivery(
  source: Source,
  fetcher: Fetcher,
  door: { readonly port: number; readonly host: string },
): Promise<Fetched> {
  let resolve: (fetched: Fetched) => void = () => {};
  const first = new Promise<Fetched>((settle) => (resolve = settle));
  const server = await serveWebhooks({
    ...door,
    sources: [source],
    accept: async (_source, { headers, body }) => {
      const received = await fetcher.receive(source, { headers, body, nowMs: Date.now() }, READ_TIMEOUT_MS);
      resolve(received.kind === 'failed' ? received : await read(source, fetcher, received.document, 'POST'));
      return refusal(503, 'probe', 'this was a trial and nothing was recorded; send it again');
    },
  });
  const ending = new AbortController();
  console.log(`\nwaiting for a POST to ${server.url}/in/${source.id}`);
  try {
    return await Promise.race([first, patience(source, ending.signal)]);
  } finally {
    ending.abort();
    await server.close();
  }
}

async function read(
  source: Source,
  fetcher: Fetcher,
  pushed: PushedDocument,
  status: string,
): Promise<Fetched> {
  const bytes = pushed.json?.length ?? 0;
  const result = await fetcher.readPushed(source, pushed, Date.now());
  if (result.kind === 'failed') return result;
  return { ...result, validators: undefined, state: undefined, head: { status, headers: {}, bytes } };
}

function patience(source: Source, signal: AbortSignal): Promise<Fetched> {
  return sleep(waitMsOf(source), silent(source), { signal }).catch(() => silent(source));
}

function silent(source: Source): Fetched {
  const message = `nothing came within ${Math.round(waitMsOf(source) / 1000)} s`;
  return { kind: 'failed', reason: 'timeout', message };
}
