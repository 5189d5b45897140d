/**
 * The tokens that a canvas needs as colours: ECharts and the map cannot read CSS variables. A test holds this list
 * against tokens.css.
 */
export const PALETTE = {
  ground: '#0f151b',
  surface2: '#1c2630',
  line: '#2a3641',
  lineStrong: '#4a5b6b',
  ink: '#e9eef3',
  ink2: '#b4c0ca',
  ink3: '#8f9ca8',
  figure: '#d2dbe3',
  data: '#86a3bd',
  dataStrong: '#d3e2ef',
  dataSoft: '#3d5266',
  bar: '#6d8aa5',
  target: '#e9eef3',
  map1: '#18222b',
  map2: '#202e3a',
  map3: '#2b3d4c',
  map4: '#395063',
  map5: '#4a667d',
  warning: '#f0b13a',
  warningInk: '#f5c468',
  critical: '#ff5c50',
  criticalInk: '#ff9a91',
  stale: '#8f9ca8',
  staleFigure: '#a9b4be',
} as const;

export const FONT_TEXT = '"Inter Digits", "Be Vietnam Pro", system-ui, sans-serif';
