/** `npm run check:config [folder]`: names every problem of a configuration, or sums it up on one page. */
import { configDirOf, readConfigFiles } from '../../config/read-config.ts';
import { loadConfig } from '../../shared/config/load.ts';
import type { ProvinceConfig } from '../../shared/config/province-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { assertSourcesUsable } from '../check-sources.ts';

const folder = process.argv[2] ?? configDirOf(process.env);

function summary(config: ProvinceConfig): string {
  const { province, domains, places, sources, walls, rules } = config;
  const kinds = new Map<string, number>();
  for (const place of places) kinds.set(place.kind, (kinds.get(place.kind) ?? 0) + 1);
  const perDomain = domains.map((domain) => {
    const feeding = sources.filter((source) => source.domain === domain.id).length;
    const watching = rules.find((file) => file.domain === domain.id)?.rules.length ?? 0;
    return `  ${domain.id.padEnd(24)}${String(domain.indicators.length).padStart(3)} indicators${String(feeding).padStart(4)} sources${String(watching).padStart(4)} rules`;
  });
  return [
    `${province.name.vi} (${province.id}), ${province.timeZone}${province.simulated ? ', simulated sources' : ''}`,
    ...perDomain,
    `  places: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}`,
    `  walls: ${walls.map((wall) => `${wall.id} (${wall.scenes.length} scenes)`).join(', ') || 'none'}`,
    `  hash: ${config.hash}`,
  ].join('\n');
}

try {
  const files = await readConfigFiles(folder);
  const config = loadConfig(files, { root: folder });
  assertSourcesUsable(config, files, folder);
  console.log(summary(config));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  console.error(
    `${error.problems.length} ${error.problems.length === 1 ? 'problem' : 'problems'} in ${folder}`,
  );
  process.exitCode = 1;
}
