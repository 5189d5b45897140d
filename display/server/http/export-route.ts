/** A route that gives a table as a file: CSV, a workbook, or JSON for programs. */
import { z } from 'zod';
import { EXPORT_FORMATS, type ExportTable } from '../../../shared/export-table.ts';
import type { Access } from '../auth/access.ts';
import type { TableWriter } from '../export/table-writer.ts';
import type { Locale } from '../export/words.ts';
import { BusyError } from '../series/gate.ts';
import { ApiError } from './api-error.ts';
import { getRoute, type ApiRoute } from './api-route.ts';
import { atMsSchema } from './truth-schemas.ts';

/** A workbook of as many takes a thread about a second to write; a chart has a tenth of them. */
const MAX_ROWS = 20_000;

const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const common = {
  format: z
    .enum(EXPORT_FORMATS)
    .default('csv')
    .meta({
      description:
        'csv: UTF-8 with a byte order mark; first what it is and where it comes from, an empty line, then the table. ' +
        'xlsx: the table, and a sheet of provenance. In both, texts that a spreadsheet might take for a formula begin ' +
        'with an apostrophe. json: title, provenance, columns and rows, times in ms since 1970 UTC.',
    }),
  locale: z.enum(['vi', 'en']).default('vi').meta({
    description:
      'Language of all words. In CSV, vi: parted by semicolons, decimal comma; en: parted by commas, decimal point.',
  }),
};

const tableSchema = z
  .strictObject({
    title: z.string(),
    fileName: z.string(),
    about: z.array(z.tuple([z.string(), z.string()])),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['text', 'number', 'time']),
        decimals: z.int().optional(),
      }),
    ),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    knownAtMs: atMsSchema.optional().meta({ description: 'Of a past as it was known then.' }),
    timeZone: z.string(),
  })
  .meta({ id: 'ExportTable' });

const TYPES: Readonly<Record<(typeof EXPORT_FORMATS)[number], string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: WORKBOOK_TYPE,
  json: 'application/json; charset=utf-8',
};

export function exportRoute<Shape extends z.ZodRawShape>(
  writer: Pick<TableWriter, 'write'>,
  declared: {
    readonly path: string;
    readonly access: Access;
    readonly summary: string;
    readonly query: Shape;
    readonly table: (
      query: z.output<z.ZodObject<Shape>>,
      locale: Locale,
    ) => Promise<ExportTable> | ExportTable;
  },
): ApiRoute {
  const { path, access, summary } = declared;
  const query = z.strictObject({ ...declared.query, ...common });
  return getRoute({
    path,
    access,
    summary,
    query,
    answer: {
      content: {
        'text/csv': { schema: z.any() },
        [WORKBOOK_TYPE]: { schema: z.any() },
        'application/json': { schema: tableSchema },
      },
    },
    handler: async (request, reply) => {
      const asked = request.query as z.output<typeof query> & z.output<z.ZodObject<typeof common>>;
      const { format, locale } = asked;
      const table = await declared.table(asked as never, locale);
      if (table.rows.length > MAX_ROWS)
        throw new ApiError(
          'too-much',
          `the table has ${table.rows.length} rows`,
          `at most ${MAX_ROWS}: fewer series, or fewer pixels`,
        );
      const file = await unlessBusy(writer.write(table, format, locale));
      return reply
        .header('content-disposition', `attachment; filename="${table.fileName}.${format}"`)
        .type(TYPES[format])
        .send(file);
    },
  });
}

async function unlessBusy<Value>(writing: Promise<Value>): Promise<Value> {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    throw new ApiError('busy', 'too many files are being written', 'ask again in a few seconds');
  }
}
