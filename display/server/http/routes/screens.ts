/** Screens and processes: who shows what, and whether everybody runs the same configuration. */
import { z } from 'zod';
import { screenState } from '../../../../shared/socket.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import type { ApiContext } from '../context.ts';
import { readProcesses } from '../../store/processes.ts';
import { processSchema, screenSchema } from '../schemas.ts';

export function screenRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/screens',
      access: 'viewing',
      summary:
        'Screens of all display servers: live, another state than the server, not drawing, silent, disconnected.',
      query: z.strictObject(pageQuery(200)),
      answer: pageOf(screenSchema),
      run: async ({ query }) => {
        const nowMs = context.nowMs();
        const page = pageAnswer(nowMs, await context.screens.list(), query);
        const items = page.items.map((screen) => ({ ...screen, state: screenState(screen, nowMs) }));
        return { ...page, items };
      },
    }),
    apiRoute({
      path: '/processes',
      access: 'viewing',
      summary:
        'Running collectors and display servers, and which of them run another configuration than this one.',
      query: z.strictObject(pageQuery(100)),
      answer: pageOf(processSchema),
      run: async ({ query }) => {
        const nowMs = context.nowMs();
        const processes = await fromStore(readProcesses(context.redis, nowMs));
        const marked = processes.map((one) => ({ ...one, mismatch: one.configHash !== context.config.hash }));
        return pageAnswer(nowMs, marked, query);
      },
    }),
  ];
}
