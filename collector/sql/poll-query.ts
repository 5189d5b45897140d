/** One poll of a database, whichever its driver: open, ask, and leave it within the time of the poll. */
import type { Connector, PollRequest } from '../connector.ts';
import { beforeEnd } from './before-end.ts';
import type { RowBounds, RowsDocument } from './rows-document.ts';
import type { SqlSettings } from './settings.ts';

type Request = PollRequest<SqlSettings>;

/** What a driver does its own way. Errors are its own, too, until `reasonBehind` has named them. */
export interface SqlDriver<Session> {
  /** A session that is signed in, read-only and bounded. */
  open(request: Request): Promise<Session>;
  read(request: Request, session: Session, bounds: RowBounds): Promise<RowsDocument>;
  /** The poll has ended and nobody waits for the query any more: tells the server so. */
  cancel(request: Request, session: Session): Promise<void>;
  close(session: Session): Promise<void>;
  /** An UpstreamError; of a defect the error itself. */
  reasonBehind(error: unknown): unknown;
}

export function pollWith<Session>(driver: SqlDriver<Session>): Connector<SqlSettings>['poll'] {
  return async (request) => {
    try {
      return await answerOf(request, driver, await driver.open(request));
    } catch (error) {
      throw driver.reasonBehind(error);
    }
  };
}

async function answerOf<Session>(request: Request, driver: SqlDriver<Session>, session: Session) {
  const { signal, state, settings, limits } = request;
  const bounds = {
    maxRows: settings.maxRows,
    maxBytes: limits.maxBytes,
    cursor: settings.cursor?.column,
  };
  const cancel = () => void driver.cancel(request, session).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const document = await beforeEnd(signal, driver.read(request, session, bounds));
    return { kind: 'document' as const, ...document.answer(state), head: document.head };
  } finally {
    signal.removeEventListener('abort', cancel);
    await beforeEnd(signal, driver.close(session));
  }
}
