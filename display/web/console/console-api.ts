/** What the console asks of its server, and how it gives commands. It never throws: whatever goes wrong is an answer. */
import { sinceLastInputMs } from './last-input.ts';

const REQUEST_TIMEOUT_MS = 10_000;

export interface Failure {
  readonly ok: false;
  /** Of the server; `unreachable`: nobody knows what became of it. */
  readonly code: string;
  readonly message: string;
  readonly waitMs?: number | undefined;
  readonly problem?: string | undefined;
}
export type Answer<Value> = { readonly ok: true; readonly value: Value } | Failure;

export async function ask<Value>(path: string): Promise<Answer<Value>> {
  const headers = { accept: 'application/json', 'x-last-input-ms': String(sinceLastInputMs()) };
  return answerOf<Value>(path, { headers }, (body) => ({ ok: true, value: body as Value }));
}

export async function command<Value = unknown>(name: string, request: object = {}): Promise<Answer<Value>> {
  const init = {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(request),
  };
  return answerOf<Value>(`/api/v1/commands/${name}`, init, (body) => body as Answer<Value>);
}

async function answerOf<Value>(
  path: string,
  init: RequestInit,
  good: (body: unknown) => Answer<Value>,
): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    const body: unknown = await response.json();
    return response.ok ? good(body) : { ...(body as Failure), ok: false };
  } catch {
    return { ok: false, code: 'unreachable', message: 'the server does not answer' };
  }
}
