/** The first line of an HTTP answer over a connection that is already made. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';
import { asCut } from '../probing/dial-within.ts';

const MAX_HEADER_BYTES = 16_384;

/** The status of `GET url`; the body is not read, a redirect is not followed. @throws UpstreamError */
export async function httpStatus(socket: Socket, url: URL, signal: AbortSignal): Promise<number> {
  try {
    const { statusCode = 0 } = await headOf(socket, url);
    return statusCode;
  } catch (error) {
    throw named(error) ?? asCut(error, signal);
  }
}

function headOf(socket: Socket, url: URL): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, 'user-agent': 'ioc-wall', accept: '*/*', connection: 'close' },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    request.on('error', reject);
    request.on('response', resolve);
    request.end();
  });
}

/** Codes of Node's parser. */
function named(error: unknown): UpstreamError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW')
    return new UpstreamError({
      reason: 'too-large',
      message: `headers of more than ${MAX_HEADER_BYTES} bytes`,
    });
  return code.startsWith('HPE_')
    ? new UpstreamError({ reason: 'malformed', message: 'an answer that is no HTTP' })
    : undefined;
}
