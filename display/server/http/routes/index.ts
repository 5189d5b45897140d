/** All routes of the API. A test asserts that OpenAPI lists each of them. */
import type { ApiRoute } from '../api-route.ts';
import type { ApiContext } from '../context.ts';
import { accountRoutes } from './accounts.ts';
import { alertRoutes } from './alerts.ts';
import { contradictionRoutes } from './contradictions.ts';
import { domainRoutes } from './domains.ts';
import { entryRoutes } from './entries.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './exports.ts';
import { indicatorRoutes } from './indicators.ts';
import { pastRoutes } from './past.ts';
import { placeRoutes } from './places.ts';
import { provinceRoutes } from './province.ts';
import { replayRoutes } from './replay.ts';
import { screenRoutes } from './screens.ts';
import { sourceRoutes } from './sources.ts';

export function apiRoutes(context: ApiContext): ApiRoute[] {
  return [
    ...provinceRoutes(context),
    ...domainRoutes(context),
    ...indicatorRoutes(context),
    ...alertRoutes(context),
    ...contradictionRoutes(context),
    ...pastRoutes(context),
    ...exportRoutes(context),
    ...replayRoutes(context),
    ...sourceRoutes(context),
    ...eventRoutes(context),
    ...entryRoutes(context),
    ...screenRoutes(context),
    ...placeRoutes(context),
    ...accountRoutes(context),
  ];
}
