/** The states of the feed. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'feed',
  { domain: 'cua-khau' },
  { widthRem: 55.5, heightRem: 28 },
  { widthRem: 22, heightRem: 16 },
);
