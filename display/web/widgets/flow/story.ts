/** The states of the flow. */
import { storiesOf } from '../../stories/story.ts';

export const stories = storiesOf(
  'flow',
  {
    arrivals: 'xe-len',
    stock: 'xe-ton',
    exported: 'xe-xuat',
    imported: 'xe-nhap',
    wait: 'cho',
    state: 'mo-cua',
  },
  { widthRem: 172.5, heightRem: 50 },
  { widthRem: 80, heightRem: 44 },
);
