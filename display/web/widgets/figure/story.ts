/** The states of the figure. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'figure',
  { indicator: 'dung-han', compare: true },
  { widthRem: 36, heightRem: 17 },
  { widthRem: 22, heightRem: 11 },
);
