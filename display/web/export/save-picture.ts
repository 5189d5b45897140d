/** Fetches the table of what is taken along, paints it, and hands it to the browser as a file. */
import { until } from '@vueuse/core';
import { computed } from 'vue';
import type { ExportTable } from '../../../shared/export-table.ts';
import { INTL_LOCALE } from '../truth/format.ts';
import { fetchExportTable } from '../live/api.ts';
import type { WallContext } from '../live/wall-context.ts';
import { momentText } from '../marks/moment-text.ts';
import { messages } from '../i18n/messages.ts';
import { trendBuild } from '../widgets/trend/trend-build.ts';
import { tablePath, type ExportTarget } from './export-of.ts';
import { paintChart, paintTable, type PaintWords } from './paint.ts';
import { standingStill } from './standing-still.ts';

/** Its points come as those of the screen do. */
const WAIT_MS = 8_000;

/** @throws when the server does not answer, the points do not come, or the browser paints nothing. */
export async function savePicture(wall: WallContext, target: ExportTarget): Promise<void> {
  const atMs = Math.floor(wall.serverNowMs.value);
  const isReplayed = wall.replayedAtMs !== undefined;
  const shown = isReplayed ? standingStill(wall, atMs) : wall;
  // Of a replay what is shown is taken down before anything is waited for.
  const trend = target.kind === 'chart' ? trendBuild(shown, target.trend) : undefined;
  const path = tablePath(target, wall.index, atMs, isReplayed);
  const table = await fetchExportTable(path, wall.locale.value);
  const words = wordsOf(wall, table);
  const blob =
    trend === undefined
      ? await paintTable(table, words)
      : await paintChart(table, await chartOf(trend), words);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${table.fileName}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), WAIT_MS);
}

async function chartOf({ series, build }: ReturnType<typeof trendBuild>) {
  const isReady = computed(() => series.every(({ past }) => past.value.state === 'ready'));
  await until(isReady).toBe(true, { timeout: WAIT_MS, throwOnTimeout: true });
  return build.value;
}

function wordsOf({ config, locale }: WallContext, { knownAtMs }: ExportTable): PaintWords {
  const { simulated, timeZone } = config.province;
  const texts = messages[locale.value];
  const replayed = (atMs: number) => texts.replay.band.replace('{time} {date}', momentText(atMs, timeZone));
  return {
    warnings: [
      ...(simulated ? [texts.wall.simulated] : []),
      ...(knownAtMs === undefined ? [] : [replayed(knownAtMs)]),
    ],
    number: (value, { decimals }) => {
      const digits =
        decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      return new Intl.NumberFormat(INTL_LOCALE[locale.value], digits).format(value);
    },
    time: (atMs) => momentText(atMs, timeZone),
    more: (rows) => texts.exports.more.replace('{n}', String(rows)),
  };
}
