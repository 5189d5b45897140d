/** What a poll asked on its way, noted for whoever connects a source. */
import type { Dial, Exchange, PollRequest } from '../connector.ts';

export interface Asked {
  /** `GET`, `POST` …, or `TCP`, `TLS` where the connector speaks for itself. */
  readonly method: string;
  /** As it was asked for, secrets and all: it is masked before anyone sees it. */
  readonly address: string;
  /** Names of the headers that the connector set; their values stay where they are. */
  readonly headerNames: readonly string[];
  readonly bodyBytes: number;
  /** What came of it, in words. */
  readonly outcome: string;
}

/** A list with a page for each day of a year is long enough to look at. */
const MAX_NOTED = 400;

/** The same request, which notes in `asked` what is asked by it. */
export function noting<Settings>(
  request: PollRequest<Settings>,
  asked: Asked[] | undefined,
): PollRequest<Settings> {
  if (asked === undefined) return request;
  const note = (one: Asked) => {
    if (asked.length < MAX_NOTED) asked.push(one);
  };
  const exchange: Exchange = async (wish) => {
    const question = {
      method: wish.method ?? 'GET',
      address: wish.url,
      headerNames: Object.keys(wish.headers ?? {}).map((name) => name.toLowerCase()),
      bodyBytes: Buffer.byteLength(wish.body ?? ''),
    };
    const answer = await noteFailure(request.exchange(wish), (outcome) => note({ ...question, outcome }));
    note({ ...question, outcome: `HTTP ${answer.status}, ${answer.body.length} bytes` });
    return answer;
  };
  const dial: Dial = async (target) => {
    const method = target.tls === undefined ? 'TCP' : 'TLS';
    const address = `${method.toLowerCase()}://${target.host}:${target.port}`;
    const question = { method, address, headerNames: [], bodyBytes: 0 };
    const socket = await noteFailure(request.dial(target), (outcome) => note({ ...question, outcome }));
    note({ ...question, outcome: 'connected' });
    return socket;
  };
  return { ...request, exchange, dial };
}

async function noteFailure<Answer>(
  answer: Promise<Answer>,
  note: (outcome: string) => void,
): Promise<Answer> {
  return answer.catch((error: unknown) => {
    note(`failed: ${error instanceof Error ? error.message : 'unknown'}`);
    throw error;
  });
}
