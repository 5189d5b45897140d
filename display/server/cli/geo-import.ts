/**
 * npm run geo:import -- <file.geojson> [--code-field ma] [--name-field ten] [--attribution "…"] [--partial]
 * Puts the province's own boundaries in the place of the schematic map.
 */
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { configDirOf, readConfig } from '../../../config/read-config.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { writeBoundaries } from '../map/boundary-file.ts';
import { importBoundaries } from '../map/import-boundaries.ts';

const USAGE =
  'npm run geo:import -- <file.geojson> [--code-field <property>] [--name-field <property>] [--attribution <text>] [--partial]';
/** A province in full detail is about 5 MB. */
const MAX_FILE_BYTES = 100_000_000;
const MAX_LINES = 40;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'code-field': { type: 'string' },
      'name-field': { type: 'string' },
      attribution: { type: 'string' },
      partial: { type: 'boolean', default: false },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) return refuse([`expected one file: ${USAGE}`]);
  const configDir = configDirOf(process.env);
  const config = await readConfig(configDir);
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    return refuse([`${path}: found ${size} bytes, expected at most ${MAX_FILE_BYTES}`]);
  const { file, problems, missing } = importBoundaries(JSON.parse(await readFile(path, 'utf8')), config, {
    codeField: values['code-field'],
    nameField: values['name-field'],
    attribution: values.attribution,
  });
  if (problems.length > 0) return refuse([`${path} was not imported:`, ...problems]);
  if (missing.length > 0) {
    const lines = missing.map((name) => `no boundary for ${name}`);
    if (!values.partial) return refuse([`${path} was not imported; --partial takes it with gaps:`, ...lines]);
    print(lines);
  }
  const written = await writeBoundaries(configDir, file);
  print([
    `${file.features.length} boundaries written to ${written}; they show after the display's next start`,
  ]);
  if (file.attribution === undefined)
    print(['the file names no source; --attribution "…" is shown beside the map']);
  return 0;
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

function refuse(lines: readonly string[]): number {
  for (const line of lines.slice(0, MAX_LINES)) console.error(line);
  if (lines.length > MAX_LINES) console.error(`… and ${lines.length - MAX_LINES} more`);
  return 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof ConfigError || error instanceof SyntaxError || error instanceof TypeError;
    const message = error instanceof Error ? error.message : String(error);
    console.error(known || (error as NodeJS.ErrnoException).code !== undefined ? message : error);
    process.exitCode = 1;
  },
);
