/** Pictures to take along: a chart or a table, with what it is, where it comes from and of when, on one canvas. */
import { init, type EChartsCoreOption } from 'echarts/core';
import type { ExportCell, ExportColumn, ExportTable } from '../../../shared/export-table.ts';
import type { ChartBox } from '../marks/chart.vue';
import { FONT_TEXT, PALETTE } from '../marks/palette.ts';

const WIDTH_PX = 1_600;
const CHART_HEIGHT_PX = 720;
const MARGIN_PX = 40;
const TEXT_PX = 22;
const SMALL_PX = 18;
const TITLE_PX = 34;
const LINE = 1.5;
/** More rows no picture shows; the picture says how many it leaves out. */
const MOST_ROWS = 70;
/** A column wider than this is cut: the whole text is in the table's file. */
const WIDEST_PX = 420;

export interface PaintWords {
  /** Said large: that the data are simulated, that they are of the past. */
  readonly warnings: readonly string[];
  readonly number: (value: number, column: ExportColumn) => string;
  readonly time: (atMs: number) => string;
  readonly more: (rows: number) => string;
}

/** @param build the option of the chart for a box; undefined: it has nothing to draw, and neither has the picture. */
export async function paintChart(
  table: ExportTable,
  build: (box: ChartBox) => object | undefined,
  words: PaintWords,
): Promise<Blob> {
  const drawn = drawChart(build);
  const frame = frameOf(table, words, WIDTH_PX);
  const { canvas, context } = canvasOf(WIDTH_PX, frame.topPx + CHART_HEIGHT_PX + frame.footPx);
  frame.paint(context, frame.topPx + CHART_HEIGHT_PX);
  if (drawn !== undefined) context.drawImage(drawn, MARGIN_PX, frame.topPx);
  return blobOf(canvas);
}

export async function paintTable(table: ExportTable, words: PaintWords): Promise<Blob> {
  const shown = table.columns.flatMap((column, at) =>
    table.rows.some((row) => row[at] !== null && row[at] !== '') ? [{ column, at }] : [],
  );
  const rows = table.rows.slice(0, MOST_ROWS);
  const texts = [
    shown.map(({ column }) => column.name),
    ...rows.map((row) => shown.map(({ column, at }) => cellText(row[at] ?? null, column, words))),
  ];
  const widths = columnWidths(texts);
  const widthPx = Math.max(
    WIDTH_PX,
    widths.reduce((sum, width) => sum + width, 2 * MARGIN_PX),
  );
  const rowPx = SMALL_PX * 1.7;
  const left = table.rows.length - rows.length;
  const bodyPx = (texts.length + (left > 0 ? 1 : 0)) * rowPx + MARGIN_PX;
  const frame = frameOf(table, words, widthPx);
  const { canvas, context } = canvasOf(widthPx, frame.topPx + bodyPx + frame.footPx);
  frame.paint(context, frame.topPx + bodyPx);
  texts.forEach((cells, row) => {
    const y = frame.topPx + row * rowPx + SMALL_PX;
    let x = MARGIN_PX;
    cells.forEach((text, at) => {
      const isNumber = shown[at]?.column.kind === 'number';
      const width = widths[at] ?? 0;
      pen(context, SMALL_PX, row === 0 ? PALETTE.ink2 : PALETTE.ink, row === 0 ? 600 : 400);
      context.textAlign = isNumber ? 'right' : 'left';
      context.fillText(cut(context, text, width - SMALL_PX), isNumber ? x + width - SMALL_PX : x, y);
      x += width;
    });
    context.textAlign = 'left';
    context.fillStyle = PALETTE.line;
    context.fillRect(MARGIN_PX, y + rowPx * 0.32, widthPx - 2 * MARGIN_PX, 1);
  });
  if (left > 0) {
    pen(context, SMALL_PX, PALETTE.ink2);
    context.fillText(words.more(left), MARGIN_PX, frame.topPx + texts.length * rowPx + SMALL_PX);
  }
  return blobOf(canvas);
}

function drawChart(build: (box: ChartBox) => object | undefined): HTMLCanvasElement | undefined {
  const box = { widthPx: WIDTH_PX - 2 * MARGIN_PX, heightPx: CHART_HEIGHT_PX, textPx: TEXT_PX };
  const option = build(box);
  if (option === undefined) return undefined;
  const size = { width: box.widthPx, height: box.heightPx, devicePixelRatio: 1 };
  const chart = init(document.createElement('div'), undefined, { renderer: 'canvas', ...size });
  try {
    chart.setOption(option as EChartsCoreOption);
    return chart.renderToCanvas({ pixelRatio: 1, backgroundColor: PALETTE.ground });
  } finally {
    chart.dispose();
  }
}

/** Title above; provenance below, line by line. */
function frameOf({ title, about }: ExportTable, { warnings }: PaintWords, widthPx: number) {
  const measuring = canvasOf(1, 1).context;
  pen(measuring, SMALL_PX, PALETTE.ink2);
  const lines = about.flatMap(([label, text]) =>
    wrapped(measuring, `${label}: ${text}`, widthPx - 2 * MARGIN_PX),
  );
  const topPx = MARGIN_PX + TITLE_PX * LINE + warnings.length * TEXT_PX * LINE;
  return {
    topPx,
    footPx: lines.length * SMALL_PX * LINE + MARGIN_PX,
    paint(context: CanvasRenderingContext2D, footAtPx: number) {
      pen(context, TITLE_PX, PALETTE.ink, 600);
      context.fillText(cut(context, title, widthPx - 2 * MARGIN_PX), MARGIN_PX, MARGIN_PX + TITLE_PX * 0.6);
      pen(context, TEXT_PX, PALETTE.ink, 700);
      warnings.forEach((warning, at) =>
        context.fillText(warning, MARGIN_PX, MARGIN_PX + TITLE_PX * LINE + (at * LINE + 0.4) * TEXT_PX),
      );
      pen(context, SMALL_PX, PALETTE.ink2);
      lines.forEach((line, at) => context.fillText(line, MARGIN_PX, footAtPx + (at + 0.8) * SMALL_PX * LINE));
    },
  };
}

function columnWidths(texts: readonly (readonly string[])[]): number[] {
  const { context } = canvasOf(1, 1);
  pen(context, SMALL_PX, PALETTE.ink, 600);
  return (texts[0] ?? []).map((_, at) =>
    Math.min(
      WIDEST_PX,
      Math.max(...texts.map((cells) => context.measureText(cells[at] ?? '').width)) + SMALL_PX * 2,
    ),
  );
}

function cellText(cell: ExportCell, column: ExportColumn, { number, time }: PaintWords): string {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  return column.kind === 'time' ? time(cell) : number(cell, column);
}

function wrapped(context: CanvasRenderingContext2D, text: string, widthPx: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && context.measureText(longer).width <= widthPx) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function cut(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (context.measureText(text).width <= widthPx) return text;
  let shown = text;
  while (shown !== '' && context.measureText(`${shown}…`).width > widthPx) shown = shown.slice(0, -1);
  return `${shown}…`;
}

function pen(context: CanvasRenderingContext2D, sizePx: number, colour: string, weight = 400): void {
  context.font = `${weight} ${sizePx}px ${FONT_TEXT}`;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
}

function canvasOf(widthPx: number, heightPx: number) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(widthPx);
  canvas.height = Math.ceil(heightPx);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser paints no canvas');
  context.fillStyle = PALETTE.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return { canvas, context };
}

function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the canvas is empty')) : resolve(blob)),
      'image/png',
    );
  });
}
