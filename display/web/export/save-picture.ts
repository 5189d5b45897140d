/** Fetches the table of what is taken along, paints it, and hands it to the browser as a file. */
import { until } from '@vueuse/core';
import { computed } from 'vue';
import { INTL_LOCALE } from '../truth/format.ts';
import { fetchExportTable } from '../live/api.ts';
import type { WallContext } from '../live/wall-context.ts';
import { momentText } from '../marks/moment-text.ts';
import { messages } from '../i18n/messages.ts';
import { trendBuild } from '../widgets/trend/trend-build.ts';
import { tablePath, type ExportTarget } from './export-of.ts';
import { paintChart, paintTable, type PaintWords } from './paint.ts';

/** A chart whose points do not come is painted without. */
const WAIT_MS = 8_000;

/** @throws when the server does not answer, or the browser paints nothing. */
export async function savePicture(wall: WallContext, target: ExportTarget): Promise<void> {
  const locale = wall.locale.value;
  const path = tablePath(target, wall.index, wall.serverNowMs.value, wall.replayedAtMs !== undefined);
  const table = await fetchExportTable(path, locale);
  const words = wordsOf(wall);
  const blob =
    target.kind === 'table'
      ? await paintTable(table, words)
      : await paintChart(table, await chartOf(wall, target), words);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${table.fileName}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), WAIT_MS);
}

async function chartOf(wall: WallContext, { trend }: Extract<ExportTarget, { kind: 'chart' }>) {
  const { series, build } = trendBuild(wall, trend);
  const isReady = computed(() => series.every(({ past }) => past.value.state === 'ready'));
  await until(isReady).toBe(true, { timeout: WAIT_MS });
  return build.value;
}

function wordsOf({ config, locale }: WallContext): PaintWords {
  const { simulated, timeZone } = config.province;
  const texts = messages[locale.value];
  return {
    simulated: simulated ? texts.wall.simulated : '',
    number: (value, { decimals }) => {
      const digits =
        decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      return new Intl.NumberFormat(INTL_LOCALE[locale.value], digits).format(value);
    },
    time: (atMs) => momentText(atMs, timeZone),
    more: (rows) => texts.exports.more.replace('{n}', String(rows)),
  };
}
