/** The states of the map. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'map',
  {
    shade: 'dung-han',
    layers: [
      { kind: 'crossing', indicator: 'xe-ton', symbol: 'queue', labels: false },
      { kind: 'commune', symbol: 'dot', labels: true },
    ],
    callouts: 'xe-ton',
  },
  { widthRem: 114, heightRem: 80 },
  { widthRem: 36, heightRem: 28 },
);
