/** The states of the bars. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'bars',
  { indicator: 'xe-ton', limit: 12 },
  { widthRem: 55.5, heightRem: 28 },
  { widthRem: 26, heightRem: 16 },
);
