import { describe, expect, it } from 'vitest';
import { configHash, loadConfig, type ConfigFile } from '../../../shared/config/load.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { TINY_FILES, tinyFiles } from '../../fixtures/tiny-config.ts';

const SOURCE = {
  id: 'gauges',
  domain: 'water',
  yaml: 'connector: http-json\neverySeconds: 5\nsettings: { url: "${URL}/x" }',
} as const;
const WALL: ConfigFile = {
  path: 'walls/main.yaml',
  text: `id: main
name: { vi: Chính, en: Main }
scenes:
  - id: all
    name: { vi: Tất cả, en: All }
    widgets:
      - { kind: clock, x: 0, y: 0, w: 2, h: 2 }
      - { kind: figure, x: 2, y: 0, w: 4, h: 4, indicator: level, place: st-1 }
      - { kind: bars, x: 6, y: 0, w: 6, h: 4, indicator: level }
`,
};
const whole = () => [...tinyFiles([SOURCE]), WALL];

function problems(files: readonly ConfigFile[]): string[] {
  try {
    loadConfig(files);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** The whole configuration with one text replaced in one file. */
function changed(path: string, from: string, to: string): ConfigFile[] {
  return whole().map((file) => {
    if (file.path !== path) return file;
    expect(file.text).toContain(from);
    return { path, text: file.text.replace(from, to) };
  });
}

describe('a configuration that is right', () => {
  it('is loaded, with its defaults and in the order of the province', () => {
    const config = loadConfig(whole());
    expect(config.domains.map((domain) => domain.id)).toEqual(['water', 'roads']);
    expect(config.sources[0]).toMatchObject({
      id: 'gauges',
      timeoutMs: 10_000,
      retry: { attempts: 2 },
      limits: { maxDepth: 50 },
    });
    expect(config.places).toHaveLength(4);
    expect(config.walls[0]?.scenes[0]?.widgets).toHaveLength(3);
  });

  it('has a hash of its files, whatever their order, and another when a letter differs', () => {
    expect(loadConfig(whole()).hash).toBe(loadConfig(whole().toReversed()).hash);
    expect(loadConfig(whole()).hash).toMatch(/^[0-9a-f]{64}$/);
    expect(configHash(whole())).not.toBe(configHash(changed('walls/main.yaml', 'Main', 'Mein')));
  });
});

describe('a configuration that is wrong is refused with file, line, column, what was found and what was expected', () => {
  const W = 'domains/water.yaml';
  const S = 'sources/gauges.yaml';
  const M = 'walls/main.yaml';
  const P = 'places/places.geojson';
  const cases: [string, ConfigFile[], string][] = [
    [
      'a word for a number',
      changed(W, 'lateAfterMs: 2000', 'lateAfterMs: soon'),
      'domains/water.yaml:14:18 indicators[0].lateAfterMs: found "soon", expected a number',
    ],
    [
      'a missing field',
      changed(W, '    unit: { vi: x, en: x }\n', ''),
      'domains/water.yaml:9:5 indicators[0].unit: found nothing, expected an object',
    ],
    [
      'a mistyped field',
      changed(W, 'lateAfterMs', 'lateAfterMS'),
      'domains/water.yaml:14:5 indicators[0].lateAfterMS: found the unknown field "lateAfterMS", expected "lateAfterMs" (did you mean it?)',
    ],
    [
      'a mistyped choice',
      changed(W, 'better: neutral', 'better: neutrl'),
      'domains/water.yaml:12:13 indicators[0].better: found "neutrl", expected "neutral" (did you mean it?)',
    ],
    [
      'a bound',
      changed(S, 'everySeconds: 5', 'everySeconds: 0'),
      'sources/gauges.yaml:6:15 everySeconds: found 0, expected more than 0',
    ],
    [
      'a rule between fields',
      changed(W, 'staleAfterMs: 4000', 'staleAfterMs: 1000'),
      'domains/water.yaml:15:19 indicators[0].staleAfterMs: found 1000, expected more than lateAfterMs',
    ],
    [
      'a daily figure as if it were of a moment',
      changed(W, 'cadence: realtime', 'cadence: day'),
      'domains/water.yaml:13:14 indicators[0].cadence: found cadence day without period, expected a period beside it, e.g. "day"',
    ],
    [
      'a yearly figure as if it were of a moment',
      changed(W, 'cadence: realtime', 'cadence: year'),
      'domains/water.yaml:13:14 indicators[0].cadence: found cadence year without period, expected a period beside it, e.g. "year"',
    ],
    ['broken YAML', changed(S, 'settings: {', 'settings: {{'), 'sources/gauges.yaml:8:1: found Flow map'],
    ['a tab', changed(S, 'everySeconds', '\teverySeconds'), 'sources/gauges.yaml:6:'],
    ['broken JSON', changed(P, '"st-2",', '"st-2"'), 'places/places.geojson:3:'],
    [
      'a name that is not the file’s',
      changed(S, 'id: gauges', 'id: gages'),
      'sources/gauges.yaml:1:5 id: found "gages", expected "gauges", the name of the file',
    ],
    [
      'a domain without a file',
      changed('province.yaml', '- roads', '- roats'),
      'province.yaml:8:5 domains[1]: found "roats", expected a domain: "roads" (did you mean it?)',
    ],
    [
      'a domain of which the province knows nothing',
      changed('province.yaml', '  - roads\n', ''),
      'domains/roads.yaml:1:5 id: found the domain "roads", expected it among the domains of province.yaml',
    ],
    [
      'an indicator twice',
      changed('domains/roads.yaml', 'id: jams', 'id: level'),
      'domains/roads.yaml:17:9 indicators[1].id: found "level" a second time, expected an id of its own; domains/water.yaml has it already',
    ],
    [
      'a headline of another domain',
      changed(W, 'headline: level', 'headline: cars'),
      'domains/water.yaml:5:11 headline: found "cars" of another domain, expected an indicator of water',
    ],
    [
      'a kind of place that does not exist',
      changed(W, 'kinds: [station]', 'kinds: [statoin]'),
      'domains/water.yaml:17:26 indicators[0].breakdown.kinds[0]: found "statoin", expected a kind of place: "station" (did you mean it?)',
    ],
    [
      'a place of another kind in a breakdown',
      changed(W, 'except: [st-3]', 'except: [co-1]'),
      'domains/water.yaml:27:45 indicators[1].breakdown.except[0]: found the commune "co-1", expected a place of kind station',
    ],
    [
      'a place twice',
      changed(P, '"id": "st-2"', '"id": "st-1"'),
      'places/places.geojson:3:29 features[1].id: found "st-1" a second time, expected an id of its own; places/places.geojson has it already',
    ],
    [
      'a parent that does not exist',
      changed(P, '"code": "S1"', '"parent": "st-9"'),
      'places/places.geojson:2:',
    ],
    [
      'a source that feeds nothing',
      changed(S, 'domain: water', 'domain: wather'),
      'sources/gauges.yaml:4:9 domain: found "wather", expected a domain: "water" (did you mean it?)',
    ],
    [
      'a reference to the environment that is not closed',
      changed(S, '"${URL}/x"', '"${URL/x"'),
      'sources/gauges.yaml:7:18 settings.url: found "${URL/x", expected ${NAME}, a name in capitals, digits and _',
    ],
    [
      'a widget off the grid',
      changed(M, 'x: 6, y: 0, w: 6', 'x: 8, y: 0, w: 6'),
      'walls/main.yaml:9:38 scenes[0].widgets[2].w: found columns 8 to 14, expected at most 12 columns',
    ],
    [
      'a widget over another',
      changed(M, 'x: 2, y: 0', 'x: 1, y: 1'),
      'walls/main.yaml:8:9 scenes[0].widgets[1]: found a figure over widgets[0], a clock, expected widgets side by side',
    ],
    [
      'a widget of no kind',
      changed(M, 'kind: bars', 'kind: bras'),
      'walls/main.yaml:9:17 scenes[0].widgets[2].kind: found "bras", expected "bars" (did you mean it?)',
    ],
    [
      'a field that another kind of widget has',
      changed(M, 'kind: clock,', 'kind: clock, hours: 2,'),
      'walls/main.yaml:7:24 scenes[0].widgets[0].hours: found the unknown field "hours", expected one of kind, x, y, w, h, title',
    ],
    [
      'an indicator that does not exist',
      changed(M, 'h: 4, indicator: level }', 'h: 4, indicator: levle }'),
      'walls/main.yaml:9:58 scenes[0].widgets[2].indicator: found "levle", expected an indicator: "level" (did you mean it?)',
    ],
    [
      'a figure where there is none',
      changed(M, 'place: st-1', 'place: co-1'),
      'walls/main.yaml:8:74 scenes[0].widgets[1].place: found "co-1", expected the province or a place of the breakdown of level',
    ],
    [
      'bars of an indicator without places',
      changed(M, 'h: 4, indicator: level }', 'h: 4, indicator: cars }'),
      'walls/main.yaml:9:58 scenes[0].widgets[2].indicator: found "cars", which has no places, expected an indicator with a breakdown',
    ],
    [
      'a source to trust that does not exist',
      changed('domains/water.yaml', 'aggregate: mean', 'aggregate: mean\n    precedence: [guages]'),
      'domains/water.yaml:17:18 indicators[0].precedence[0]: found "guages", expected a source: "gauges" (did you mean it?)',
    ],
    [
      'a source to trust that feeds another domain',
      changed('domains/roads.yaml', 'aggregate: upstream', 'aggregate: upstream\n    precedence: [gauges]'),
      'domains/roads.yaml:17:18 indicators[0].precedence[0]: found "gauges", which feeds water, expected a source that feeds roads',
    ],
    [
      'a tolerance on words',
      changed('domains/water.yaml', 'aggregate: upstream', 'aggregate: upstream\n    tolerance: { by: 1 }'),
      'domains/water.yaml:36:16 indicators[2].tolerance',
    ],
    [
      'a tolerance of two kinds',
      changed(
        'domains/water.yaml',
        'aggregate: mean',
        'aggregate: mean\n    tolerance: { by: 1, percent: 2 }',
      ),
      'domains/water.yaml:17:16 indicators[0].tolerance',
    ],
    [
      'a file that nothing reads',
      [...whole(), { path: 'domain/air.yaml', text: 'id: air' }],
      'domain/air.yaml: found a file that nothing reads, expected province.yaml',
    ],
    [
      'no province',
      whole().filter((file) => file.path !== 'province.yaml'),
      'province.yaml: found no such file, expected the province itself',
    ],
  ];
  it.each(cases)('%s', (_name, files, expected) => {
    const said = problems(files);
    expect(
      said.some((line) => line.startsWith(expected)),
      said.join('\n') || 'no problem was found',
    ).toBe(true);
  });

  it('names every problem of every file at once, and files under their folder', () => {
    const files = changed(
      'sources/gauges.yaml',
      'everySeconds: 5',
      'everySeconds: never\ntimeoutMs: 1',
    ).concat({ path: 'domains/x.yaml', text: '[' });
    const said = (() => {
      try {
        loadConfig(files, { root: 'config/tiny' });
        return [];
      } catch (error) {
        return (error as ConfigError).problems;
      }
    })();
    expect(said.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'config/tiny/domains/x.yaml:1',
      'config/tiny/sources/gauges.yaml:6',
      'config/tiny/sources/gauges.yaml:7',
    ]);
  });

  it('does not hang on aliases that unfold without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 10; at += 1)
      bomb.push(
        `${'abcdefghij'[at]}: &${'abcdefghij'[at]} [${Array(10)
          .fill(`*${'abcdefghij'[at - 1]}`)
          .join(', ')}]`,
      );
    const said = problems([...TINY_FILES, { path: 'sources/bomb.yaml', text: bomb.join('\n') }]);
    expect(said.some((line) => line.startsWith('sources/bomb.yaml'))).toBe(true);
  });
});
