/** The configuration a screen needs, and the geometry of its map. */
import { judgingConfigOf } from '../../../../shared/screen-config.ts';
import { textRoute, type ApiRoute } from '../api-route.ts';
import type { ApiContext } from '../context.ts';
import { mapSchema, screenConfigSchema } from '../schemas.ts';

export function provinceRoutes(context: ApiContext): ApiRoute[] {
  const fixedText = JSON.stringify(judgingConfigOf(context.config));
  const mapText = JSON.stringify(context.map);
  return [
    textRoute({
      path: '/province',
      access: 'viewing',
      summary:
        'The configuration a screen needs: province, domains, places, sources without addresses, walls.',
      answer: screenConfigSchema,
      text: () =>
        `{"serverNowMs":${context.nowMs()},"build":${JSON.stringify(context.build())},${fixedText.slice(1)}`,
    }),
    textRoute({
      path: '/map',
      access: 'viewing',
      summary:
        "Cells of the communes: a schematic computed from their centres, or the province's own imported file.",
      answer: mapSchema,
      text: () => mapText,
    }),
  ];
}
