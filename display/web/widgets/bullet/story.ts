/** The states of the bullet. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'bullet',
  { indicator: 'dung-han', place: 'xa-5' },
  { widthRem: 55.5, heightRem: 19 },
  { widthRem: 26, heightRem: 13 },
);
