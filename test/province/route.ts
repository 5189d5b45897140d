/** Finds the route of a request. */
import type { UpstreamRoute } from './service.ts';

export interface RouteMatch {
  readonly route: UpstreamRoute;
  readonly params: Readonly<Record<string, string>>;
}

export function matchRoute(
  routes: readonly UpstreamRoute[],
  method: string,
  pathname: string,
): RouteMatch | undefined {
  const parts = pathname.split('/').map(decodeURIComponent);
  for (const route of routes) {
    const params = route.method === method ? bind(route.path.split('/'), parts) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function bind(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, want] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (want.startsWith(':')) params[want.slice(1)] = part;
    else if (want !== part) return undefined;
  }
  return params;
}
