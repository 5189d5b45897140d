/** The files of a province by kind: where each lives, what it must be, and each once it is checked by itself. */
import type { z } from 'zod';
import { rulesFileSchema } from '../alert/rule.ts';
import { calendarSchema } from './calendar.ts';
import { domainSchema } from './domain.ts';
import type { LocatedFile } from './located-file.ts';
import { placesFileSchema } from './place.ts';
import { provinceSchema } from './province.ts';
import { sourceSchema } from './source.ts';
import { wallSchema } from './wall.ts';

/** Where each kind of file lives, and what it must be. */
export const CONFIG_FILES = {
  province: { path: /^province\.yaml$/, schema: provinceSchema },
  domain: { path: /^domains\/[^/]+\.yaml$/, schema: domainSchema },
  source: { path: /^sources\/[^/]+\.yaml$/, schema: sourceSchema },
  places: { path: /^places\/[^/]+\.geojson$/, schema: placesFileSchema },
  wall: { path: /^walls\/[^/]+\.yaml$/, schema: wallSchema },
  rules: { path: /^rules\/[^/]+\.yaml$/, schema: rulesFileSchema },
  calendar: { path: /^calendar\.yaml$/, schema: calendarSchema },
} as const;

export type ConfigFileKind = keyof typeof CONFIG_FILES;
export type ConfigFileOf<K extends ConfigFileKind> = z.output<(typeof CONFIG_FILES)[K]['schema']>;

/** A file whose own schema is satisfied. */
export interface CheckedFile<K extends ConfigFileKind> {
  readonly file: LocatedFile;
  readonly value: ConfigFileOf<K>;
}

/** All files by kind, as the cross-checks see them. */
export interface CheckedFiles {
  readonly province: readonly CheckedFile<'province'>[];
  readonly domain: readonly CheckedFile<'domain'>[];
  readonly source: readonly CheckedFile<'source'>[];
  readonly places: readonly CheckedFile<'places'>[];
  readonly wall: readonly CheckedFile<'wall'>[];
  readonly rules: readonly CheckedFile<'rules'>[];
  readonly calendar: readonly CheckedFile<'calendar'>[];
}
