/** Pieces that the schemas of `config/` share. */
import { z } from 'zod';

/** Ids appear in keys, URLs and state lines: lower-case ASCII, digits, dots and dashes, never `|` or a space. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'lower-case letters, digits, dots and dashes, at most 64')
  .meta({ description: 'Identifier: lower-case ASCII letters, digits, dots and dashes.' });

/** A name in both languages. `vi` is shown first; `en` is one key away. */
export const bilingualSchema = z
  .strictObject({
    vi: z.string().min(1).meta({ description: 'Vietnamese text.' }),
    en: z.string().min(1).meta({ description: 'English text.' }),
  })
  .meta({ description: 'A text in Vietnamese and English.' });
export type Bilingual = z.infer<typeof bilingualSchema>;

/** An address of a source's settings; where it begins with `${NAME}`, the environment says the rest. */
export const httpAddressSchema = z
  .string()
  .regex(/^(https?:\/\/|\$\{)/i, 'an address that begins with http://, https:// or ${NAME}');

const MAX_SPAN_MS = 10 * 366 * 86_400_000;
/** A span of time in ms, above zero and at most ten years. */
export const spanMsSchema = z.number().int().positive().max(MAX_SPAN_MS);

/** A civil date, `2026-11-22`. */
export const dateSchema = z.iso.date();

/** A time of day of the province, `07:00`. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

/** Fields that say where a figure of the configuration comes from. Pair with {@link oneProvenance}. */
export const provenanceFields = {
  source: bilingualSchema.optional().meta({ description: 'The document that names the figure, as cited.' }),
  own: z.literal(true).optional().meta({ description: 'True when the figure is an estimate of our own.' }),
};

/** Exactly one of `source` and `own`: no figure without its origin, no invented citation. */
export function oneProvenance(value: { source?: Bilingual | undefined; own?: true | undefined }): boolean {
  return (value.source === undefined) !== (value.own === undefined);
}

export const ONE_PROVENANCE = {
  message: 'either `source` (the document that names the figure) or `own: true` (an own estimate), not both',
};
