import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a large workbook holds up whoever asks something else',
  file: 'display/server/export/table-writer.ts',
  find: 'const bytes = await this.writeNow(table, format, locale);',
  replace: `const { writeWorkbook } = await import('./write-workbook.ts');
        const bytes = await (format === 'xlsx' ? writeWorkbook(table, locale) : this.writeNow(table, format, locale));`,
  test: {
    file: 'test/display/server/export/table-writer.test.ts',
    name: 'is whole, and who asks something else meanwhile does not wait for it',
  },
};
