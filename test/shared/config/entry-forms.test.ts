import { describe, expect, it } from 'vitest';
import { assertSourcesUsable } from '../../../collector/check-sources.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { tinyFiles } from '../../fixtures/tiny-config.ts';

const YAML = `connector: manual
settings:
  title: { vi: Mưa ngày, en: Daily rain }
  period: day
  timeOfDay: '07:00'
  fields:
    - { indicator: rain, kinds: [station], min: 0 }`;

const complaints = (yaml: string, domain: 'water' | 'roads' = 'water') => {
  const files = tinyFiles([{ id: 'hand', domain, yaml }]);
  try {
    assertSourcesUsable(loadConfig(files), files);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
};

describe('the form of a manual source', () => {
  it('is taken when it asks for what exists', () => {
    expect(complaints(YAML)).toEqual([]);
  });

  it.each([
    [
      'an unknown indicator',
      ['rain,', 'rian,'],
      'sources/hand.yaml:11:20 settings.fields[0].indicator: found "rian", expected an indicator: "rain" (did you mean it?)',
    ],
    ['an unknown kind', ['[station]', '[staton]'], 'settings.fields[0].kinds[0]: found "staton"'],
    [
      'an unknown place',
      ['kinds: [station]', 'places: [st-9]'],
      'settings.fields[0].places[0]: found "st-9"',
    ],
    [
      'a place without a figure of it',
      ['kinds: [station]', 'places: [st-3]'],
      'found "st-3", expected a place that has a figure of rain',
    ],
    [
      'a kind without a figure of it',
      ['[station]', '[commune]'],
      'expected kinds of place that have a figure of rain',
    ],
    [
      'an indicator of another period',
      ['indicator: rain', 'indicator: gate-state'],
      'found an indicator of a moment, expected one of a day',
    ],
    ['a period that is none', ['period: day', 'period: fortnight'], 'settings.period: found "fortnight"'],
    [
      'a time of day of a month',
      ['period: day', 'period: month'],
      'settings.timeOfDay: found "07:00", expected none',
    ],
    [
      'bounds the wrong way round',
      ['min: 0', 'min: 5, max: 4'],
      'settings.fields[0].max: found 4, expected more than `min`',
    ],
    [
      'an unknown setting',
      ['  period: day', '  perod: day'],
      'settings.perod: found the unknown field "perod", expected "period" (did you mean it?)',
    ],
    [
      'a cadence',
      ['connector: manual', 'connector: manual\neverySeconds: 60'],
      'everySeconds: found 60, expected none',
    ],
    [
      'a mapping',
      ['connector: manual', 'connector: manual\nmapping: "{}"'],
      'mapping: found a mapping, expected none',
    ],
  ])('says where there is %s', (_name, [find, replace], wanted) => {
    const said = complaints(YAML.replace(find as string, replace as string));
    expect(said.join('\n')).toContain(wanted);
    expect(said[0]).toMatch(/^sources\/hand\.yaml:\d+:\d+ /);
  });

  it('says when it belongs to another domain, and when a field stands there twice', () => {
    expect(complaints(YAML, 'roads').join()).toContain(
      'found "rain" of water, expected an indicator of roads',
    );
    const twice = `${YAML}\n    - { indicator: rain, places: [st-1] }`;
    expect(complaints(twice).join()).toContain('"rain" at st-1 a second time');
  });

  it('is the only kind of source without a cadence', () => {
    const polled = 'connector: http-json\nsettings: { url: "http://127.0.0.1/" }\nmapping: "{}"';
    expect(complaints(polled).join()).toContain(
      'everySeconds: found nothing, expected seconds between polls',
    );
  });
});
