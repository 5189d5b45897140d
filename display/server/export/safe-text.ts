/** Texts that a spreadsheet must not take for formulas. Pure. */

/** What a formula may begin with, in any width, and the spaces that spreadsheets skip before they look. */
const FORMULA_START = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
// oxlint-disable-next-line no-control-regex -- XML allows them in no document, and they are of no use in a table
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;
/** A cell of a workbook holds 32,767 letters. */
const MOST_LETTERS = 32_000;

/** The text with an apostrophe before it where it might be taken for a formula; control letters are left out. */
export function safeText(text: string): string {
  const plain = text.replace(CONTROL, '').slice(0, MOST_LETTERS);
  return FORMULA_START.test(plain) ? `'${plain}` : plain;
}
