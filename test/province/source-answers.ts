/** Asks a running province what a configured source would ask it, for tests of configuration. */
import type { Source } from '../../shared/config/source.ts';
import type { RunningProvince } from './province.ts';

interface HttpSettings {
  readonly url: string;
  readonly method?: string;
  readonly query?: Record<string, string | number | boolean>;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The JSON documents of a source, as its connector hands them to the mapping: one of a source that is asked, any number
 * of one that is told. Of the past when a window is given.
 */
export async function documentsOf(
  source: Source,
  province: RunningProvince,
  window?: Window,
): Promise<readonly unknown[]> {
  const told = () => {
    const service = [...province.services.values()].find(({ state }) =>
      state.system.tellings?.some((telling) => telling.source === source.id),
    );
    if (service === undefined) throw new RangeError(`no system tells anything to ${source.id}`);
    return service.told(source.id);
  };
  switch (source.connector) {
    case 'mqtt':
      return told().map(({ topic, json }) => ({ topic, payload: json, retained: false, isLive: true }));
    case 'webhook':
      return told().map(({ json }) => json);
    default:
      return [await askSource(source, province, window)];
  }
}

/** The JSON document of a source that is asked; of the past when a window is given. */
export async function askSource(
  source: Source,
  province: RunningProvince,
  window?: Window,
): Promise<unknown> {
  const settings =
    window === undefined ? source.settings : { ...source.settings, ...source.backfill?.settings };
  const filled = fill(settings, province.env, window) as unknown as HttpSettings;
  const url = new URL(filled.url);
  for (const [name, value] of Object.entries(filled.query ?? {})) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    method: filled.method ?? 'GET',
    // A connection kept open would be closed by the service while a long mapping keeps this process from noticing.
    headers: { ...filled.headers, connection: 'close' },
    ...(filled.body === undefined ? {} : { body: JSON.stringify(filled.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${source.id}: HTTP ${response.status} of ${url.pathname}: ${text}`);
  return JSON.parse(text);
}

function fill(node: unknown, env: Readonly<Record<string, string>>, window: Window | undefined): unknown {
  if (typeof node === 'string') {
    const named = node.replace(/\$\{([A-Z0-9_]+)\}/g, (_, name: string) => {
      const value = env[name];
      if (value === undefined) throw new RangeError(`the province gives no ${name}`);
      return value;
    });
    if (window === undefined) return named;
    return named
      .replaceAll('{from}', new Date(window.fromMs).toISOString())
      .replaceAll('{to}', new Date(window.toMs).toISOString());
  }
  if (Array.isArray(node)) return node.map((item) => fill(item, env, window));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fill(value, env, window)]));
}
