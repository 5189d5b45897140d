/** `${NAME}` in a source's settings, taken from the environment when the source is first asked. */
import { ENV_REFERENCE } from '../shared/config/check-sources.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Resolved {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The values that were put in: what no message may repeat. */
  readonly secrets: readonly string[];
  /** The same by their names. */
  readonly values: ReadonlyMap<string, string>;
  /** Names that the environment does not have. */
  readonly missing: readonly string[];
}

export function resolveSettings(
  settings: Readonly<Record<string, unknown>>,
  environment: Environment,
): Resolved {
  const values = new Map<string, string>();
  const missing = new Set<string>();
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(ENV_REFERENCE, (_whole, name: string) => {
        const given = environment[name];
        if (given === undefined || given === '') missing.add(name);
        else values.set(name, given);
        return given ?? '';
      });
    if (Array.isArray(value)) return value.map(resolve);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, resolve(below)]));
  };
  const resolved = resolve(settings) as Record<string, unknown>;
  return { settings: resolved, secrets: [...new Set(values.values())], values, missing: [...missing] };
}
