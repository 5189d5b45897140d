/** Rules and the calendar as files: what they may say, and where a wrong one is found. */
import { describe, expect, it } from 'vitest';
import { loadConfig, type ConfigFile } from '../../../shared/config/load.ts';
import { ConfigError } from '../../../shared/errors.ts';
import { readConfig } from '../../../config/read-config.ts';
import { tinyFiles } from '../../fixtures/tiny-config.ts';

const both = (text: string) => `{ vi: ${text}, en: ${text} }`;
const rule = (id: string, condition: string, more = '') =>
  `  - id: ${id}
    name: ${both(id)}
    condition: { ${condition} }
    own: true
    instruction: ${both('do it')}
${more}`;
const HIGH = rule('high', 'kind: limit, indicator: level, warning: 5');
const rulesFile = (rules: string, domain = 'water'): ConfigFile => ({
  path: 'rules/water.yaml',
  text: `domain: ${domain}\nrules:\n${rules}`,
});
const CALENDAR: ConfigFile = {
  path: 'calendar.yaml',
  text: "workingDays: [monday]\nhours:\n  - { from: '08:00', until: '17:00' }\n",
};

function problems(...files: readonly ConfigFile[]): string {
  try {
    loadConfig([...tinyFiles(), ...files]);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('alert rules', () => {
  it('are loaded with their defaults', () => {
    const { rules, calendar } = loadConfig([...tinyFiles(), rulesFile(HIGH), CALENDAR]);
    expect(rules[0]?.rules[0]).toMatchObject({
      id: 'high',
      condition: { kind: 'limit', direction: 'above', warning: 5, deadband: 0 },
      scope: { at: 'places' },
      onDelayMs: 0,
      offDelayMs: 0,
      reAlertAfterMs: 14_400_000,
      workingTime: false,
      maintenance: [],
    });
    expect(calendar).toMatchObject({ workingDays: ['monday'], holidays: [] });
  });

  it.each<[string, string, RegExp]>([
    [
      'a level at all',
      rule('x', 'kind: limit, indicator: level'),
      /water\.yaml:5:16 .*condition\.warning: found nothing, expected `warning`, `critical` or both/,
    ],
    [
      'levels in their order',
      rule('x', 'kind: limit, indicator: level, warning: 5, critical: 4'),
      /critical: found 4, expected a limit beyond that of the warning/,
    ],
    [
      'a known kind',
      rule('x', 'kind: limt, indicator: level, warning: 5'),
      /condition\.kind: found "limt", expected "limit" \(did you mean it\?\)/,
    ],
    [
      'no unknown field',
      rule('x', 'kind: limit, indicator: level, warning: 5, dead: 1'),
      /found the unknown field "dead"/,
    ],
    [
      'an indicator that exists',
      rule('x', 'kind: limit, indicator: levle, warning: 5'),
      /indicator: found "levle", expected an indicator: "level"/,
    ],
    [
      'an indicator of the domain',
      rule('x', 'kind: limit, indicator: cars, warning: 5'),
      /found "cars" of roads, expected an indicator of water/,
    ],
    [
      'states that exist',
      rule('x', 'kind: state, indicator: gate-state, critical: [shutt]', '    scope: { at: province }\n'),
      /critical\[0\]: found "shutt", expected a state of gate-state: "shut"/,
    ],
    [
      'numbers where numbers are compared',
      rule('x', 'kind: limit, indicator: gate-state, warning: 1', '    scope: { at: province }\n'),
      /"limit" of gate-state, which gives words/,
    ],
    [
      'words where words are compared',
      rule('x', 'kind: state, indicator: level, warning: [a]'),
      /"state" of level, which gives numbers/,
    ],
    [
      'a target that there is',
      rule('x', 'kind: target, indicator: level, warning: 1'),
      /"target" of level, which has none/,
    ],
    [
      'moments for a rate',
      rule('x', 'kind: rate, overMs: 60000, indicator: rain, warning: 1'),
      /"rate" of rain, which gives figures of a day/,
    ],
    [
      'a place with a figure',
      rule('x', 'kind: limit, indicator: rain, warning: 1', '    scope: { only: [st-3] }\n'),
      /only\[0\]: found "st-3", expected a place with a figure of rain/,
    ],
    [
      'places of an indicator that has some',
      rule('x', 'kind: state, indicator: gate-state, critical: [shut]'),
      /places of gate-state, which has a figure of the province only/,
    ],
    ['each id once', HIGH + HIGH, /rules\[1\]\.id: found "high" a second time/],
    [
      'a rule to depend on',
      rule('x', 'kind: limit, indicator: level, warning: 5', '    dependsOn: { rule: hihg }\n') + HIGH,
      /dependsOn\.rule: found "hihg", expected a rule of this file: "high"/,
    ],
    [
      'no rule that waits for itself',
      rule('a', 'kind: limit, indicator: level, warning: 5', '    dependsOn: { rule: b }\n') +
        rule('b', 'kind: limit, indicator: level, warning: 5', '    dependsOn: { rule: a }\n'),
      /dependsOn\.rule: found "b", which waits for "a", expected no circle/,
    ],
    [
      'a parent where it watches',
      rule(
        'x',
        'kind: limit, indicator: level, warning: 5',
        '    dependsOn: { rule: high, place: province }\n',
      ) + HIGH,
      /dependsOn\.place: found "province", where "high" does not watch/,
    ],
    [
      'windows that end',
      rule(
        'x',
        'kind: limit, indicator: level, warning: 5',
        "    maintenance:\n      - { from: '2026-12-01T22:00:00+07:00', until: '2026-12-01T21:00:00+07:00', reason: { vi: a, en: a } }\n",
      ),
      /maintenance\[0\]\.until: .*expected an instant after `from`/,
    ],
    [
      'windows with a zone',
      rule(
        'x',
        'kind: limit, indicator: level, warning: 5',
        "    maintenance:\n      - { from: '2026-12-01T22:00:00', until: '2026-12-01T23:00:00+07:00', reason: { vi: a, en: a } }\n",
      ),
      /maintenance\[0\]\.from: found "2026-12-01T22:00:00"/,
    ],
    [
      'a calendar for working time',
      rule('x', 'kind: limit, indicator: level, warning: 5', '    workingTime: true\n'),
      /workingTime: found true, expected a calendar\.yaml/,
    ],
    [
      'a count over the province',
      rule('x', 'kind: count, indicator: level, limit: 5, warning: 2'),
      /scope: found .*expected `at: province`/,
    ],
    ['an origin of the limits', HIGH.replace('    own: true\n', ''), /either `source` .* or `own: true`/],
  ])('%s, or the place is said where it is missing', (_name, rules, complaint) => {
    expect(problems(rulesFile(rules))).toMatch(complaint);
  });

  it('are in a file named as their domain', () => {
    expect(problems(rulesFile(HIGH, 'roads'))).toMatch(
      /rules\/water\.yaml:1:9 domain: found "roads", expected "water"/,
    );
  });
});

describe('the calendar', () => {
  it.each([
    [
      "hours:\n  - { from: '17:00', until: '08:00' }",
      /hours\[0\]\.until: found "08:00", expected a time after/,
    ],
    [
      "hours:\n  - { from: '08:00', until: '12:00' }\n  - { from: '11:00', until: '17:00' }",
      /hours\[1\]\.from: found "11:00", expected a time not before 12:00/,
    ],
    [
      "hours:\n  - { from: '08:00', until: '12:00' }\nholidays:\n  - { name: { vi: a, en: a }, solar: 01-01, lunar: 01-01 }",
      /exactly one of `solar`, `lunar` and `date`/,
    ],
  ])('refuses %j', (text, complaint) => {
    expect(problems({ path: 'calendar.yaml', text: `workingDays: [monday]\n${text}\n` })).toMatch(complaint);
  });
});

describe("the province's own rules", () => {
  it('watch every domain, each with the silence of its sources', async () => {
    const { domains, rules, calendar } = await readConfig('config/lang-son');
    expect(rules.map(({ domain }) => domain).toSorted()).toEqual(domains.map(({ id }) => id).toSorted());
    for (const file of rules) {
      expect(file.rules.some(({ condition }) => condition.kind === 'no-data')).toBe(true);
      expect(file.rules.some(({ condition }) => condition.kind !== 'no-data')).toBe(true);
    }
    expect(calendar?.holidays.some(({ lunar }) => lunar === '01-01')).toBe(true);
  });
});
