/** The states of the targets. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'targets',
  { indicators: ['dung-han', 'thu'] },
  { widthRem: 55.5, heightRem: 28 },
  { widthRem: 26, heightRem: 20 },
);
