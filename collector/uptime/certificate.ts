/** What a certificate says of a target: until when it is good, or what is wrong with it. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { UpstreamError } from '../../shared/errors.ts';

const DAY_MS = 86_400_000;

/** Codes of OpenSSL and of Node. Any other one of a certificate means that nobody we trust vouches for it. */
const FAULTS: Readonly<Record<string, CertificateFault>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-host',
};
const OF_A_CERTIFICATE = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;
const OF_TLS = /^(ERR_SSL_|EPROTO$)/;

export type CertificateFault =
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-self-signed'
  | 'certificate-wrong-host'
  | 'certificate-untrusted';

/** What is wrong with the certificate, or that the target speaks no TLS; undefined for another failure. */
export function certificateFault({ cause }: UpstreamError): CertificateFault | 'no-tls' | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const known = FAULTS[code];
  if (known !== undefined) return known;
  if (OF_A_CERTIFICATE.test(code)) return 'certificate-untrusted';
  return OF_TLS.test(code) ? 'no-tls' : undefined;
}

/** Whole days until the server's own certificate ends; null where there is none. Those that vouch for it may end sooner. */
export function certificateDaysLeft(socket: Socket, nowMs: number): number | null {
  if (!(socket instanceof TLSSocket)) return null;
  const endsAtMs = Date.parse(socket.getPeerCertificate().valid_to);
  return Number.isNaN(endsAtMs) ? null : Math.floor((endsAtMs - nowMs) / DAY_MS);
}
