import { expect, it } from 'vitest';
import { percentStylesOf, scanSheet } from '../../../collector/spreadsheet/sheet-scan.ts';

const NO_STYLES = new Set<number>();

it.each<[string, () => unknown]>([
  ['styles that begin again and again', () => percentStylesOf('<cellXfs>'.repeat(100_000))],
  ['formats that never end', () => percentStylesOf('<numFmt '.repeat(100_000))],
  ['cells that never end', () => scanSheet('<c '.repeat(100_000), NO_STYLES)],
])('%s are read in linear time', (_what, read) => {
  const startMs = performance.now();
  read();
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

it('knows the styles that show a percentage', () => {
  const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>
    <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
    <cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>`;
  expect([...percentStylesOf(styles)]).toEqual([1, 2]);
});
