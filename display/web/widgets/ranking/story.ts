/** The states of the ranking. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'ranking',
  { indicator: 'dung-han', best: 3, worst: 5 },
  { widthRem: 36, heightRem: 36 },
  { widthRem: 24, heightRem: 20 },
);
