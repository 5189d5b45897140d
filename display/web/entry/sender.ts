/** Sends an entry, and asks what became of it for as long as somebody waits. Says nothing that it does not know. */
import type { EntryDoorWord, EntryReply } from '../../../shared/api.ts';
import type { Entry } from '../../../shared/entry/entry.ts';
import type { LoggedEntry } from '../../../shared/entry/entry-line.ts';

/** `turned-away`: a refusal in the server's words. `unreachable`: nobody knows. `lost`: surely not recorded. */
export type SendResult =
  | EntryReply
  | { readonly state: 'turned-away'; readonly code: string; readonly message: string }
  | { readonly state: 'unreachable' | 'lost' };

const PATH = '/api/v1/entries';
const REQUEST_TIMEOUT_MS = 10_000;
/** After the server's own patience it is asked so often, so many times. */
const ASK_EVERY_MS = 1_000;
const ASKS = 6;

export async function sendEntry(entry: Entry): Promise<SendResult> {
  const told = await ask(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(entry),
  });
  return told.state === 'waiting' ? waitOn(told) : told;
}

async function waitOn(first: SendResult & { readonly state: 'waiting' }): Promise<SendResult> {
  let told: SendResult = first;
  for (let asked = 0; asked < ASKS && told.state === 'waiting'; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    told = await ask(`${PATH}/${first.id}`, { headers: { accept: 'application/json' } });
  }
  return told;
}

async function ask(path: string, init: RequestInit): Promise<SendResult> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    const body = (await response.json()) as EntryReply | { code: string; message: string };
    if ('state' in body) return body;
    if (body.code === 'unknown-entry') return { state: 'lost' };
    if (response.status >= 500) return { state: 'unreachable' };
    return { state: 'turned-away', code: body.code, message: body.message };
  } catch {
    // No answer, or none that can be read: whether it was recorded is not known.
    return { state: 'unreachable' };
  }
}

async function get<Reply>(path: string): Promise<Reply> {
  const response = await fetch(path, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Reply;
}

export const fetchDoor = () => get<EntryDoorWord>(`${PATH}/door`);

export const fetchEntries = (source: string) =>
  get<{ readonly items: readonly LoggedEntry[] }>(`${PATH}?source=${encodeURIComponent(source)}&limit=8`);
