/** Headers that hold a browser to what this server serves: no outside request, no inline script. */
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** A Host that is safe inside a header; anything else is left out. */
const PLAIN_HOST = /^[\w.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$/;

export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    // Over plain HTTP a promise of HTTPS would break the page; behind TLS the proxy makes it.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        // zrender writes the fonts of SVG charts as style attributes; style elements stay forbidden.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        // MapLibre's worker.
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", ({ headers }) => socketSources(headers.host)],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
  });
}

/** Browsers before 2022 do not count a WebSocket of the same host as 'self'. */
function socketSources(host: string | undefined): string {
  return host !== undefined && PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : "'self'";
}
