/** The states of the picture. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'picture',
  { places: ['cam-1'], dwellSeconds: 12 },
  { widthRem: 48, heightRem: 34 },
  { widthRem: 22, heightRem: 16 },
);
