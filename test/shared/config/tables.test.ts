import { describe, expect, it } from 'vitest';
import { readConfigFiles } from '../../../config/read-config.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { ConfigError } from '../../../shared/errors.ts';

const files = await readConfigFiles('config/lang-son');

/** The message about a source with this mapping, or nothing when it is accepted. */
function said(mapping: string): string {
  const text = `id: thu
name: { vi: Thử, en: Trial }
office: { vi: Thử, en: Trial }
domain: kinh-te-xa-hoi
connector: csv
everySeconds: 60
settings: { url: http://x }
mapping:
${mapping.replaceAll(/^/gm, '  ')}
`;
  try {
    loadConfig([...files, { path: 'sources/thu.yaml', text }]);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const GOOD = `rows: sheets.rows
period: { from: Kỳ }
time: { from: Ngày }
figures:
  - { column: Số, indicator: ban-le-dich-vu, unit: triệu đồng }`;

describe('the table of a source', () => {
  it('is accepted when it agrees with its indicators', () => {
    expect(said(GOOD)).toBe('');
  });

  it.each([
    [
      'triệu đồng',
      'triệu USD',
      ':13:54 mapping.figures[0].unit: found "triệu USD", expected a unit that converts to "tỷ đồng"',
    ],
    [
      'triệu đồng',
      'bao gạo',
      'found "bao gạo", a unit that is not known, expected a unit that converts to "tỷ đồng"',
    ],
    [', unit: triệu đồng', '', "mapping.figures[0].unit: found nothing, expected the upstream's unit"],
    ['ban-le-dich-vu', 'ban-le-dich-vi', '"ban-le-dich-vu" (did you mean it?)'],
    [
      'ban-le-dich-vu',
      'bao-phu-bhyt',
      'found "bao-phu-bhyt" of y-te, expected an indicator of kinh-te-xa-hoi',
    ],
    ['period: { from: Kỳ }\n', '', 'found no period in the table'],
    ['{ from: Kỳ }', '{ year: Năm, quarter: Quý }', 'found no field with its month'],
    [
      'time: { from: Ngày }',
      'time: { from: Ngày, zone: Hà Nội }',
      'expected a time zone such as Asia/Ho_Chi_Minh',
    ],
    [
      'rows: sheets.rows',
      'rows: sheets.rows\nplace: { from: Xã, kinds: [comune] }',
      '"commune" (did you mean it?)',
    ],
    ['rows: sheets.rows', 'row: sheets.rows', '"rows" (did you mean it?)'],
    ['column: Số, ', 'colum: Số, ', '"column" (did you mean it?)'],
    ['column: Số, ', 'column: Số, named: [a], ', 'expected `figure` in the table'],
    [
      'rows: sheets.rows',
      'rows: sheets.rows\nfigure: { from: Mã }',
      'mapping.figures[0].named: found nothing',
    ],
    ['column: Số, ', 'column: Số, states: { A: a }, ', 'none: its indicator is a number'],
    [
      'indicator: ban-le-dich-vu, unit: triệu đồng',
      'indicator: hang-attt, unit: xe',
      'found "xe", expected no unit',
    ],
    [
      'indicator: ban-le-dich-vu, unit: triệu đồng',
      'indicator: hang-attt, states: { A: aa }',
      'expected a state',
    ],
  ])('with %s made %s is refused at its place', (from, to, words) => {
    expect(GOOD).toContain(from);
    const message = said(GOOD.replace(from, to));
    expect(message).toMatch(/^sources\/thu\.yaml:\d+:\d+ mapping/);
    expect(message).toContain(words);
  });
});
