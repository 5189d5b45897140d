import { describe, expect, it } from 'vitest';
import { assertSourcesUsable } from '../../collector/check-sources.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { tinyFiles } from '../fixtures/tiny-config.ts';

function said(yaml: string): string {
  const files = tinyFiles([{ id: 'gauges', domain: 'water', yaml }]);
  try {
    assertSourcesUsable(loadConfig(files), files, 'config/tiny');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
const good = `connector: http-json\neverySeconds: 5\nsettings: { url: 'http://x' }\nmapping: '{}'`;
const AT = 'config/tiny/sources/gauges.yaml';

describe('a source that the collector cannot run', () => {
  it('is not this one', () => {
    expect(said(good)).toBe('');
  });

  it.each([
    [
      'has no such connector',
      good.replace('http-json', 'http-jsn'),
      `${AT}:5:12 connector: found "http-jsn", expected a connector: "http-json" (did you mean it?)`,
    ],
    [
      'has a setting its connector lacks',
      good.replace('url:', 'method: GET, urll:'),
      `${AT}:7:26 settings.urll: found the unknown field "urll", expected "url" (did you mean it?)`,
    ],
    [
      'has no mapping',
      good.replace(/mapping.*/, ''),
      `${AT}:1:1 mapping: found nothing, expected a mapping, which http-json needs`,
    ],
    ['has a mapping that is no JSONata', good.replace("'{}'", '\'{ "a": }\''), `${AT}:8:10 mapping: found `],
    [
      'has a mapping of many lines that is no JSONata, at the line of the file',
      good.replace("'{}'", '|\n  (\n    $a := 1;\n    { "a" 2 }\n  )'),
      `${AT}:11:11 mapping: found `,
    ],
    [
      'asks for the past with settings its connector lacks',
      `${good}\nbackfill: { settings: { querry: {} } }`,
      `${AT}:9:25 backfill.settings.querry: found the unknown field "querry", expected "query" (did you mean it?)`,
    ],
    [
      'has an address that is none',
      good.replace("'http://x'", 'ftp://x'),
      `${AT}:7:18 settings.url: found "ftp://x", expected an address that begins with http://, https:// or \${NAME}`,
    ],
    [
      'names a place that nobody knows',
      good.replace('http-json', 'http-jpeg').replace("'http://x'", "'http://x', places: [st-1, st-11]"),
      `${AT}:7:45 settings.places[1]: found "st-11", expected a place: "st-1" (did you mean it?)`,
    ],
    [
      'maps pictures',
      good.replace('http-json', 'http-jpeg').replace("'http://x'", "'http://x', places: [st-1]"),
      `${AT}:8:10 mapping: found a mapping, expected none: http-jpeg gives pictures`,
    ],
  ])('is named when it %s', (_name, yaml, expected) => {
    expect(said(yaml)).toContain(expected);
  });

  it('is told once of a setting that the past only repeats', () => {
    const yaml = `${good.replace('url:', 'method: GET, urll:')}\nbackfill: { settings: { query: {} } }`;
    expect(
      said(yaml)
        .split('\n')
        .filter((line) => line.includes('backfill')),
    ).toEqual([]);
  });
});
