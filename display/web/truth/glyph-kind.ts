/** The signs of the wall: each state has its own shape, so that colour is never alone. */
export const GLYPH_KINDS = [
  'critical',
  'warning',
  'late',
  'stale',
  'never',
  'failed',
  'contradicted',
  'fresh',
] as const;
export type GlyphKind = (typeof GLYPH_KINDS)[number];
