/** The states of the owed. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'owed',
  { domain: 'cua-khau' },
  { widthRem: 55.5, heightRem: 30 },
  { widthRem: 24, heightRem: 18 },
);
