/** The smallest text of the page in px, for what is drawn on a canvas: `--t-min` in pixels of this screen. */
const T_MIN_REM = 1.75;

export function pageTextPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * T_MIN_REM;
}
