/** A route that gives a table as a file: CSV, a workbook, or JSON for programs. */
import { z } from 'zod';
import { EXPORT_FORMATS, type ExportTable } from '../../../shared/export-table.ts';
import { writeCsv } from '../export/write-csv.ts';
import { writeWorkbook } from '../export/write-workbook.ts';
import type { Locale } from '../export/words.ts';
import type { Access } from '../auth/access.ts';
import { ApiError } from './api-error.ts';
import { API_PREFIX, ERROR_ANSWERS, type ApiRoute } from './api-route.ts';

/** A workbook of as many takes about a second to write; a chart has a tenth of them. */
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
    timeZone: z.string(),
  })
  .meta({ id: 'ExportTable' });

export function exportRoute<Shape extends z.ZodRawShape>(declared: {
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly query: Shape;
  readonly table: (query: z.output<z.ZodObject<Shape>>, locale: Locale) => Promise<ExportTable> | ExportTable;
}): ApiRoute {
  const query = z.strictObject({ ...declared.query, ...common });
  return {
    path: declared.path,
    register: (app) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + declared.path,
        config: { access: declared.access },
        schema: {
          summary: declared.summary,
          querystring: query,
          response: {
            200: {
              content: {
                'text/csv': { schema: z.any() },
                [WORKBOOK_TYPE]: { schema: z.any() },
                'application/json': { schema: tableSchema },
              },
            },
            ...ERROR_ANSWERS,
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
          void reply
            .header('cache-control', 'no-store')
            .header('content-disposition', `attachment; filename="${table.fileName}.${format}"`);
          switch (format) {
            case 'csv':
              return reply.type('text/csv; charset=utf-8').send(writeCsv(table, locale));
            case 'xlsx':
              return reply.type(WORKBOOK_TYPE).send(await writeWorkbook(table, locale));
            case 'json':
              return reply.type('application/json; charset=utf-8').send(JSON.stringify(table));
          }
        },
      });
    },
  };
}
