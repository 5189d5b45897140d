/** The states of the clock. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'clock',
  {},
  { widthRem: 36, heightRem: 17 },
  { widthRem: 20, heightRem: 12 },
);
