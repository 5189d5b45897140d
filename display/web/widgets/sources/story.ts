/** The states of the sources. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'sources',
  {},
  { widthRem: 55.5, heightRem: 21.7 },
  { widthRem: 26, heightRem: 18 },
);
