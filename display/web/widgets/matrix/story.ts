/** The states of the matrix. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'matrix',
  { indicator: 'mo-cua' },
  { widthRem: 55.5, heightRem: 28 },
  { widthRem: 26, heightRem: 16 },
);
