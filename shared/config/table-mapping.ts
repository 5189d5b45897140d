/** A mapping without code: which rows of a document are figures, of what, where, when and in which unit. */
import { z } from 'zod';
import { idSchema } from './common.ts';

/**
 * The way to a field: names parted by dots; a list on the way stands for all its members, and `sheets[Tháng]` for those
 * with this `name`. `../` is what holds the row, `/` the whole document.
 */
const path = z.string().min(1).max(200);
const word = z.union([z.string(), z.number().transform(String)]);
const FIELD = 'A name of the row; `../name` of what holds the row; `/name` of the whole document.';

const placeSchema = z
  .strictObject({
    from: path.meta({ description: `Field with the place's code, name or alias. ${FIELD}` }),
    kinds: z.array(idSchema).min(1).meta({
      description: 'Kinds of place it may be, e.g. commune, gate; the first that knows it is taken.',
    }),
    province: z
      .array(z.string().min(1))
      .default([])
      .meta({ description: 'Words that mean the whole province, e.g. "Toàn tỉnh", "Tổng số".' }),
    absent: z.enum(['province', 'refused']).default('refused').meta({
      description: 'What a row without a place is: a figure of the whole province, or refused.',
    }),
  })
  .meta({ description: 'Where the figures are of. Absent: of the whole province.' });

const periodSchema = z
  .union([
    z.strictObject({
      from: path.meta({
        description: `Field with the period, e.g. "Tháng 10/2026", "Quý III/2026", "2026-10". ${FIELD}`,
      }),
      cumulative: z.boolean().default(false).meta({
        description: 'Whether "10 tháng năm 2026" may stand for its last month: a running total of the year.',
      }),
    }),
    z.strictObject({
      year: path.meta({ description: 'Field with the year.' }),
      quarter: path.optional().meta({ description: 'Field with the quarter, 1 to 4.' }),
      month: path.optional().meta({ description: 'Field with the month, 1 to 12.' }),
    }),
  ])
  .meta({ description: 'The period of the figures; of which kind each is, its indicator says.' });

const timeSchema = z
  .union([
    z.strictObject({
      from: path.meta({
        description: `Field with the time of the fact: ISO, 05/11/2026 08:30, "ngày 05 tháng 11 năm 2026". ${FIELD}`,
      }),
      zone: z.string().optional().meta({
        description: "Time zone of times that name none, e.g. `UTC`. Absent: the province's own.",
      }),
    }),
    z.strictObject({
      of: z.literal('period-end').meta({ description: 'The figures are as of the end of their period.' }),
    }),
  ])
  .meta({ description: 'When the figures were observed.' });

const figureSchema = z
  .strictObject({
    column: path.meta({
      description: 'Field with the value. One `*` stands for what changes, e.g. "Ước tháng *".',
    }),
    indicator: idSchema.meta({ description: 'The indicator it is recorded as.' }),
    named: z.array(word).min(1).optional().meta({
      description: 'For tables with one figure a row: the words of `figure.from` that mean this one.',
    }),
    unit: z.string().min(1).optional().meta({
      description:
        "The upstream's unit, e.g. `triệu đồng`, `%`, `tỷ lệ`; converted to the indicator's. Not for states.",
    }),
    states: z.record(z.string(), idSchema).optional().meta({
      description: "For an indicator of states: the upstream's words and the states they mean.",
    }),
    captionApplies: z.boolean().default(true).meta({
      description: 'False when the caption of the table ("Đơn vị: tỷ đồng") does not speak of this column.',
    }),
  })
  .meta({ description: 'One figure of a row.' });

export const tableMappingSchema = z
  .strictObject({
    rows: path.meta({
      description: 'The way to the rows, e.g. `bang.dong`, `sheets.rows`, `sheets[Tháng].rows`.',
    }),
    figures: z.array(figureSchema).min(1).max(200),
    figure: z
      .strictObject({
        from: path.meta({ description: `Field that names the figure of the row. ${FIELD}` }),
        ignore: z
          .array(word)
          .default([])
          .meta({ description: 'Names of figures that are left out on purpose.' }),
      })
      .optional()
      .meta({
        description: 'For tables with one figure a row: what names it. A name that is not listed is refused.',
      }),
    place: placeSchema.optional(),
    period: periodSchema.optional(),
    time: timeSchema,
    unitFrom: path
      .optional()
      .meta({ description: 'Field of the row with its unit, checked against `unit`.' }),
    caption: path.default('../unitCaption').meta({
      description:
        'Field with the caption of the units, checked against `unit`. CSV and XLSX give it by themselves.',
    }),
    decimal: z.enum([',', '.']).default(',').meta({
      description: 'Decimal mark of numbers that come as text: "1.234,5" or "1,234.5".',
    }),
    none: z.array(z.string().min(1)).default([]).meta({
      description: 'Words of a value that mean "there is none", e.g. "-"; recorded as such.',
    }),
    skip: z
      .array(z.strictObject({ field: path, is: z.array(word).min(1) }))
      .default([])
      .meta({ description: 'Rows that are left out on purpose, e.g. totals of parts.' }),
    ignore: z.array(z.string().min(1)).default([]).meta({
      description: 'Columns that are left out on purpose; any other that is not mapped is reported.',
    }),
  })
  .meta({ id: 'TableMapping', description: 'Rows of a document to figures, without code.' });
export type TableMapping = z.infer<typeof tableMappingSchema>;
export type TableFigure = TableMapping['figures'][number];
