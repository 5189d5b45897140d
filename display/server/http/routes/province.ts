/** The configuration a screen needs, and the geometry of its map. */
import { apiRoute, type ApiRoute } from '../api-route.ts';
import { sourceSummary, type ApiContext } from '../context.ts';
import { mapSchema, screenConfigSchema } from '../schemas.ts';

export function provinceRoutes(context: ApiContext): ApiRoute[] {
  const { province, domains, places, sources, walls, hash } = context.config;
  const fixed = { province, domains, places, sources: sources.map(sourceSummary), walls, configHash: hash };
  return [
    apiRoute({
      path: '/province',
      summary:
        'The configuration a screen needs: province, domains, places, sources without addresses, walls.',
      answer: screenConfigSchema,
      run: () => ({ ...fixed, build: context.build(), serverNowMs: context.nowMs() }),
    }),
    apiRoute({
      path: '/map',
      summary:
        "Cells of the communes: a schematic computed from their centres, or the province's own imported file.",
      answer: mapSchema,
      run: () => context.map,
    }),
  ];
}
