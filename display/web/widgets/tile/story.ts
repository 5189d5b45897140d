/** The states of the tile. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'tile',
  { domain: 'cua-khau' },
  { widthRem: 55.5, heightRem: 21.7 },
  { widthRem: 30, heightRem: 15 },
);
