/** Every table and every chart of the screens can be taken along: the server gives what each of them asks for. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { exportOf, tablePath } from '../../../../display/web/export/export-of.ts';
import { ConfigIndex } from '../../../../shared/config/province-config.ts';
import { widgetSchema, type Widget } from '../../../../shared/config/wall.ts';
import { readConfig } from '../../../../config/read-config.ts';
import { DisplayRig } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { filesUnder, ROOT } from '../../../fixtures/source-tree.ts';

/** A picture and a text of their own, a clock and how long it is until a day: neither a table nor a chart. */
const NOTHING_IN_IT = ['clock', 'countdown', 'picture', 'text'];
const MOST_OF_A_KIND = 3;
/** Parts of pages that show figures as lists or charts, and where what they show is taken along from. */
const TAKEN_FROM: Readonly<Record<string, string>> = {
  'course.vue': 'course.vue',
  'observations.vue': 'observations.vue',
  'truths.vue': 'observations.vue',
  'place-list.vue': 'place-list.vue',
  'small-map.vue': 'place-list.vue',
  'map-page.vue': 'map-page.vue',
  'domain-page.vue': 'domain-page.vue',
  'province-page.vue': 'province-page.vue',
};

const redis = withRedis();
const folder = mkdtempSync(join(tmpdir(), 'wall-exports-'));
const config = await readConfig('config/lang-son');
const index = new ConfigIndex(config);
const widgets = config.walls.flatMap(({ scenes }) =>
  scenes.flatMap((scene): readonly Widget[] => scene.widgets),
);
const text: Widget = { kind: 'text', x: 0, y: 0, w: 1, h: 1, text: { vi: 'a', en: 'a' } } as Widget;
const clock: Widget = { kind: 'clock', x: 0, y: 0, w: 1, h: 1 } as Widget;
let rig: DisplayRig;
let display: Display;

beforeAll(async () => {
  rig = new DisplayRig(redis());
  display = await rig.start({ config, historyDir: folder });
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('what can be taken along', () => {
  const nowMs = Date.now() - 60_000;
  const kinds = widgetSchema.options.map((option) => option.shape.kind.value).toSorted();

  it('is every kind of widget that has figures in it, and every one of them on the walls', () => {
    const shown = [...widgets, text, clock];
    expect([...new Set(shown.map(({ kind }) => kind))].toSorted()).toEqual(kinds);
    const offered = shown.filter((widget) => exportOf(widget, index) !== undefined).map(({ kind }) => kind);
    expect([...new Set(offered)].toSorted()).toEqual(kinds.filter((kind) => !NOTHING_IN_IT.includes(kind)));
    const left = shown.filter(({ kind }) => !NOTHING_IN_IT.includes(kind) && !offered.includes(kind));
    expect(left).toEqual([]);
  });

  it('is every part of the tablet that lists or draws figures', () => {
    const parts = filesUnder(join(ROOT, 'display/web/tablet'), /\.vue$/).map(
      (path) => path.split('/').at(-1) ?? '',
    );
    const source = (name: string) => readFileSync(join(ROOT, 'display/web/tablet', name), 'utf8');
    for (const name of Object.values(TAKEN_FROM)) expect(source(name), name).toContain('<ExportMenu');
    // What loops over figures or holds a widget is in the list above.
    const drawing = parts.filter((name) =>
      /<WidgetHost|<Trend|wall\.figures\(|\bfigures\(\w/.test(source(name)),
    );
    for (const name of drawing) expect(Object.keys(TAKEN_FROM), name).toContain(name);
  });

  it.each([
    ['live', false],
    ['of an instant that is replayed', true],
  ])('is given by the server: %s', async (_when, isReplayed) => {
    // Of each kind a few: what their exports ask for differs by the kind, and by what of it is set.
    const some = kinds.flatMap((kind) =>
      widgets.filter((widget) => widget.kind === kind).slice(0, MOST_OF_A_KIND),
    );
    const targets = some.flatMap((widget) => exportOf(widget, index) ?? []);
    const paths = [...new Set(targets.map((target) => tablePath(target, index, nowMs, isReplayed)))];
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      expect(path.includes(`knownAtMs=${nowMs}`)).toBe(isReplayed);
      const answer = await fetch(`${display.url}${path}&format=csv&locale=vi`);
      expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200);
      expect((await answer.text()).includes('XEM LẠI'), path).toBe(isReplayed);
    }
  });
});
