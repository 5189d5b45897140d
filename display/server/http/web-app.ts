/** The built web app: one page for all addresses of screens, its assets for ever, and a clear page without it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Addresses that the app routes by itself. */
const PAGES = [
  '/',
  '/wall',
  '/wall/*',
  '/tablet',
  '/tablet/*',
  '/entry',
  '/entry/*',
  '/console',
  '/console/*',
  '/stories',
  '/stories/*',
];

const MISSING_PAGE = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Chưa có giao diện</title></head>
<body><h1>Chưa có giao diện màn hình</h1>
<p>Máy chủ đang chạy, nhưng ứng dụng web chưa được dựng. Chạy <code>npm run build:web</code> rồi tải lại trang.</p>
<p lang="en">The server runs, but the web app is not built. Run <code>npm run build:web</code> and load this page again.</p>
</body></html>
`;

export class WebApp {
  /** @param dir the folder that Vite builds into. */
  constructor(private readonly dir: string) {}

  /** Content hash of the page, which names every asset by its content: screens reload when it changes. */
  build(): string {
    const page = this.page();
    return page === undefined ? 'none' : createHash('sha256').update(page).digest('hex').slice(0, 16);
  }

  async register(app: FastifyInstance): Promise<void> {
    const send = (_request: unknown, reply: FastifyReply) => {
      const page = this.page();
      void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
      return page === undefined ? reply.code(503).send(MISSING_PAGE) : reply.send(page);
    };
    for (const url of PAGES) app.get(url, { config: { access: 'anyone' }, schema: { hide: true } }, send);
    await app.register(async (files) => {
      // The app is the same for everybody; what it shows is asked for apart.
      files.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone' };
      });
      await this.serveFiles(files);
    });
  }

  private async serveFiles(app: FastifyInstance): Promise<void> {
    const common = {
      index: false as const,
      dotfiles: 'deny' as const,
      schemaHide: true,
      suppressWarning: true,
    };
    // Vite names these files by their content, so they never change.
    await app.register(fastifyStatic, {
      ...common,
      root: join(this.dir, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
    });
    await app.register(fastifyStatic, {
      ...common,
      root: this.dir,
      decorateReply: false,
      maxAge: '1h',
      allowedPath: (path) => path !== '/index.html',
    });
  }

  private page(): string | undefined {
    try {
      return readFileSync(join(this.dir, 'index.html'), 'utf8');
    } catch {
      return undefined;
    }
  }
}
