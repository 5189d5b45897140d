/** The configuration a screen needs, and the geometry of its map. */
import type { ScreenConfig } from '../../../../shared/api.ts';
import { textRoute, type ApiRoute } from '../api-route.ts';
import { sourceSummary, type ApiContext } from '../context.ts';
import { mapSchema, screenConfigSchema } from '../schemas.ts';

export function provinceRoutes(context: ApiContext): ApiRoute[] {
  const { province, domains, places, sources, walls, hash } = context.config;
  const fixed = { province, domains, places, sources: sources.map(sourceSummary), walls, configHash: hash };
  const fixedText = JSON.stringify(fixed satisfies Omit<ScreenConfig, 'build' | 'serverNowMs'>);
  const mapText = JSON.stringify(context.map);
  return [
    textRoute({
      path: '/province',
      summary:
        'The configuration a screen needs: province, domains, places, sources without addresses, walls.',
      answer: screenConfigSchema,
      text: () =>
        `{"serverNowMs":${context.nowMs()},"build":${JSON.stringify(context.build())},${fixedText.slice(1)}`,
    }),
    textRoute({
      path: '/map',
      summary:
        "Cells of the communes: a schematic computed from their centres, or the province's own imported file.",
      answer: mapSchema,
      text: () => mapText,
    }),
  ];
}
