/** The states of the sparkline. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'sparkline',
  { indicator: 'xe-ton', place: 'tan-thanh', hours: 24 },
  { widthRem: 55.5, heightRem: 17 },
  { widthRem: 26, heightRem: 13 },
);
