// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount } from '@vue/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { widgetSchema } from '../../../../shared/config/wall.ts';
import { WALL_CONTEXT, type Locale } from '../../../../display/web/live/wall-context.ts';
import { GEOMETRY_LOADER } from '../../../../display/web/map/load-geometry.ts';
import { PALETTE } from '../../../../display/web/marks/palette.ts';
import { storiesByKind } from '../../../../display/web/stories/all-stories.ts';
import { storyContext, storyGeometry } from '../../../../display/web/stories/story-context.ts';
import { SCENARIOS, type Story } from '../../../../display/web/stories/story.ts';
import { registeredKinds, widgetComponent } from '../../../../display/web/widgets/registry.ts';

const FOLDER = join(import.meta.dirname, '../../../../display/web/widgets');
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const schemaKinds = widgetSchema.options.map((option) => option.shape.kind.value).sort();

const BOX_PX = 900;
/** Boxes that were not told their size yet. */
let untold = 0;
/** Waits until every box knows its size and what follows from it is drawn. */
async function laidOut(): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 5));
  while (untold > 0);
}

beforeAll(() => {
  document.documentElement.style.fontSize = '16px';
  // jsdom lays nothing out: every box is told to be as large as a wall's panel, so that lists have room for rows.
  globalThis.ResizeObserver = class {
    constructor(private readonly report: ResizeObserverCallback) {}
    observe(target: Element) {
      const contentBoxSize = [{ inlineSize: BOX_PX, blockSize: BOX_PX }];
      const entry = { target, contentBoxSize } as unknown as ResizeObserverEntry;
      untold += 1;
      setTimeout(() => {
        untold -= 1;
        this.report([entry], this as unknown as ResizeObserver);
      }, 0);
    }
    unobserve() {}
    disconnect() {}
  } as unknown as typeof ResizeObserver;
  // It draws nothing either: charts and maps find no context and must live with that.
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { configurable: true, value: () => null });
});

function show(story: Story, locale: Locale = 'vi') {
  const provide = {
    [WALL_CONTEXT as symbol]: storyContext(story.scenario, ref(locale)),
    [GEOMETRY_LOADER as symbol]: () => Promise.resolve(storyGeometry),
  };
  // A canvas is not drawn here; what it is told is tested as an option.
  const stubs = { Chart: { template: '<div class="chart" />' } };
  return mount(widgetComponent(story.widget.kind) as never, {
    props: { widget: story.widget } as never,
    global: { provide, stubs },
  });
}
const storyOf = (kind: string, name: string) =>
  storiesByKind.get(kind)?.find((story) => story.name === name) as Story;

describe('the kinds of widgets', () => {
  it('are the folders, the schema and the registry alike', () => {
    expect(folders).toEqual(schemaKinds);
    expect([...registeredKinds].sort()).toEqual(schemaKinds);
  });

  it.each(folders)('%s has a component, a pure shape or option, and stories of all states', (kind) => {
    const files = readdirSync(join(FOLDER, kind));
    expect(files).toEqual(expect.arrayContaining([`${kind}.vue`, 'story.ts']));
    const names = storiesByKind.get(kind)?.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining([...SCENARIOS, 'too narrow']));
    for (const story of storiesByKind.get(kind) ?? [])
      expect(widgetSchema.safeParse(story.widget).error).toBeUndefined();
  });

  it.each(folders.filter((kind) => kind !== 'bullet' && kind !== 'sparkline'))(
    '%s keeps its logic in a pure file',
    (kind) => {
      const files = readdirSync(join(FOLDER, kind));
      expect(files.filter((file) => /-(shape|option)\.ts$/.test(file))).toHaveLength(1);
    },
  );
});

describe('every widget in every state and both languages', () => {
  it.each(folders)('%s is drawn', async (kind) => {
    for (const story of storiesByKind.get(kind) ?? []) {
      for (const locale of ['vi', 'en'] as const) {
        const wrapper = show(story, locale);
        // Lists measure their box once mounted.
        await laidOut();
        expect(wrapper.html().length, story.name).toBeGreaterThan(20);
        expect(wrapper.text(), story.name).not.toMatch(/undefined|NaN|\[object/);
        wrapper.unmount();
      }
    }
  });

  it.each(['tile', 'figure', 'gauge', 'bullet', 'sparkline'])(
    '%s never shows the unknown as zero',
    (kind) => {
      const wrapper = show(storyOf(kind, 'never'));
      const value = wrapper.get('[data-indicator]');
      expect(value.attributes()).toMatchObject({ 'data-freshness': 'never', 'data-value': 'null' });
      expect(value.text()).toBe('–');
      expect(wrapper.text()).toContain('chưa có dữ liệu');
    },
  );

  it.each(['tile', 'figure', 'gauge'])(
    '%s says how old a stale figure is and compares nothing with it',
    (kind) => {
      const text = show(storyOf(kind, 'stale')).text();
      expect(text).toMatch(/cũ \d+ (phút|giờ)/);
      // Beside a figure its badge has taken the place of these words.
      expect(text.includes('không so sánh khi cũ')).toBe(kind !== 'figure');
      expect(text).not.toMatch(/[↑↓]/);
    },
  );

  it.each([
    'tile',
    'figure',
    'gauge',
    'bullet',
    'sparkline',
    'trend',
    'bars',
    'feed',
    'owed',
    'sources',
    'alerts',
  ])('%s says that its source is in error', async (kind) => {
    const wrapper = show(storyOf(kind, 'failed'));
    await laidOut();
    expect(wrapper.text().toLowerCase()).toMatch(/nguồn lỗi|quá giờ trả lời/);
  });
});

describe('a tile beyond a limit', () => {
  it('names place, level, since when, and the limit', () => {
    const text = show(storyOf('tile', 'alerting')).text();
    expect(text).toContain('Xe tồn tại Tân Thanh');
    expect(text).toMatch(/NGHIÊM TRỌNG từ 08:\d\d/);
    expect(text).toContain('1.000');
  });
});

describe('a feed', () => {
  it('renders what an upstream wrote as text, never as markup', async () => {
    const wrapper = show(storyOf('feed', 'fresh'));
    await laidOut();
    expect(wrapper.text()).toContain('<script>chữ, không phải mã</script>');
    expect(wrapper.find('script').exists()).toBe(false);
  });
});

describe('colours and sizes', () => {
  const css = readFileSync(join(FOLDER, '../tokens.css'), 'utf8');
  const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{3,8});`).exec(css)?.[1];
  const names = Object.keys(PALETTE) as (keyof typeof PALETTE)[];
  const cssName = (name: string) => name.replaceAll(/[A-Z]|\d+$/g, (part) => `-${part.toLowerCase()}`);

  it.each(names)('%s of the canvas is the token of the page', (name) => {
    expect(PALETTE[name]).toBe(token(cssName(name)));
  });

  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };

  it.each([
    ['a calm figure', PALETTE.figure, PALETTE.ground, 7],
    ['a stale figure', PALETTE.staleFigure, PALETTE.ground, 7],
    ['the faintest text', PALETTE.ink3, PALETTE.ground, 4.5],
    ['a label on the lightest cell', PALETTE.ink, PALETTE.map5, 4.5],
    ['a crossed limit in words', PALETTE.criticalInk, PALETTE.ground, 4.5],
  ])('%s is legible', (_, ink, ground, least) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(least);
  });

  const sources = ['../widgets/', '../marks/', '../map/'].flatMap((folder) =>
    readdirSync(join(FOLDER, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(vue|css)$/.test(file))
      .map((file) => [file, readFileSync(join(FOLDER, folder, file), 'utf8')] as const),
  );

  it.each(sources)('%s writes nothing smaller than 1.75 rem', (_, source) => {
    const sizes = [...source.matchAll(/font-size: ([\d.]+)rem/g)]
      .map(([, size]) => Number(size))
      .filter((size) => size !== 1);
    for (const size of sizes) expect(size).toBeGreaterThanOrEqual(1.75);
  });
});
