/** The states of the gauge. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'gauge',
  { indicator: 'dung-han', place: 'xa-5' },
  { widthRem: 55.5, heightRem: 46 },
  { widthRem: 24, heightRem: 22 },
);
