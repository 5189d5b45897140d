/** The states of the alerts. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'alerts',
  {},
  { widthRem: 231, heightRem: 11.7 },
  { widthRem: 55.5, heightRem: 24 },
);
